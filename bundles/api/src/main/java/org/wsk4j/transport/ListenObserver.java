// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;

/**
 * Gets the connections of a listening endpoint.
 *
 * <p>Implemented by the socket engine, called from the endpoint's I/O thread, at DISPATCH_LEVEL, one call at a time, with no
 * lock held.
 */
@ProviderType
public interface ListenObserver {
    /**
     * Makes the observer for the connection that is about to be handed over. IRQL: DISPATCH_LEVEL.
     *
     * @return who hears of the new connection's peer
     */
    StreamObserver connecting();

    /**
     * A connection is there. IRQL: DISPATCH_LEVEL. The observer owns the endpoint from now on, and closes it.
     *
     * @param endpoint the connected endpoint, which observes nothing yet; it may belong to another I/O thread than the
     *     listener
     * @param observer what {@link #connecting} returned for it
     * @return false when no more connections are wanted until {@link ListenEndpoint#setAccepting}
     */
    boolean accepted(StreamEndpoint endpoint, StreamObserver observer);

    /**
     * The endpoint does not work any more. IRQL: DISPATCH_LEVEL. Called once.
     *
     * @param reason what later requests end with
     */
    void failed(NtStatus reason);
}
