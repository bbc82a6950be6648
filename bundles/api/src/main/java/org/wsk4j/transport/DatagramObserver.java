// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;

/**
 * Hears of arriving datagrams, as far as {@link DatagramEndpoint#observe} asked for it.
 *
 * <p>Implemented by the socket engine, called by transports from the endpoint's I/O thread, at DISPATCH_LEVEL, one call at a
 * time and in order, with no lock held.
 */
@ProviderType
public interface DatagramObserver {
    /**
     * Datagrams arrived while no receive was waiting. IRQL: DISPATCH_LEVEL.
     *
     * <p>The observer owns the buffers that it took, and releases each, also before it returns.
     *
     * @param datagrams a list, one buffer a datagram, at least one
     * @param flags MSG_BCAST or MSG_MCAST of {@link org.wsk4j.ws2def.SocketOptions} when all of them came that way
     * @return true when the observer took the whole list; false when it took none: then they wait in the endpoint, and are
     *     not offered again before the next {@link DatagramEndpoint#observe} with {@code true}, where one that was called
     *     since this call began counts. New ones are, unless it is told otherwise; for these the endpoint gives up the
     *     oldest of those that were turned down, if there is no room
     */
    boolean received(TransportBuffer datagrams, int flags);

    /**
     * The endpoint does not work any more for a reason of the transport's own. IRQL: DISPATCH_LEVEL. Called regardless of
     * {@link DatagramEndpoint#observe}, once, after the requests that waited have completed with that reason.
     *
     * @param reason what later requests end with
     */
    void failed(NtStatus reason);
}
