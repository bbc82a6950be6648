// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;

/**
 * Hears of what a connection's peer does, as far as {@link StreamEndpoint#observe} asked for it.
 *
 * <p>Implemented by the socket engine, called by transports from the endpoint's I/O thread, at DISPATCH_LEVEL, one call at a
 * time and in order, with no lock held.
 */
@ProviderType
public interface StreamObserver {
    /** Interest in {@link #received}. */
    int OBSERVE_RECEIVE = 1;
    /** Interest in {@link #disconnected}. */
    int OBSERVE_DISCONNECT = 2;
    /** Interest in {@link #idealBacklogChanged}. */
    int OBSERVE_SEND_BACKLOG = 4;

    /** In {@link #received}: the transport runs short of buffers, release them soon (WSK_FLAG_RELEASE_ASAP). */
    int RELEASE_ASAP = 0x00000002;
    /** In {@link #received}: a message, or as much of it as is still to come, ends here (WSK_FLAG_ENTIRE_MESSAGE). */
    int ENTIRE_MESSAGE = 0x00000004;

    /**
     * Bytes arrived while no receive was waiting. IRQL: DISPATCH_LEVEL.
     *
     * <p>The observer owns the buffers whose bytes it took to the last, and releases each, also before it returns. A
     * buffer of which it took a part, and all behind it, stay the transport's.
     *
     * @param data a list of buffers, at least one
     * @param bytes how many bytes the list holds
     * @param flags any of {@link #RELEASE_ASAP} and {@link #ENTIRE_MESSAGE}
     * @return how many of them the observer took, counted from the front; the rest stays with the transport, for receives,
     *     and is not offered again before the next {@link StreamEndpoint#observe}, where one that was called since this
     *     call began counts
     */
    long received(TransportBuffer data, long bytes, int flags);

    /**
     * The peer ended its direction (after all its bytes were taken), or the connection at once (bytes that nobody took
     * are lost). IRQL: DISPATCH_LEVEL. Each is told until it was heard, after every {@link StreamEndpoint#observe} that
     * asks for it.
     *
     * @param abortive true for a reset
     * @return false when the observer did not want to hear it now
     */
    boolean disconnected(boolean abortive);

    /**
     * The amount of data to keep under way has changed. IRQL: DISPATCH_LEVEL.
     *
     * @param bytes the new ideal, above 0
     */
    void idealBacklogChanged(long bytes);

    /**
     * The endpoint does not work any more for a reason of the transport's own. IRQL: DISPATCH_LEVEL. Called regardless of the
     * interests, once, after the requests that waited have completed with that reason.
     *
     * @param reason what later requests end with
     */
    void failed(NtStatus reason);
}
