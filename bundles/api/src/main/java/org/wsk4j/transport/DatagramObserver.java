// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;

/**
 * Hears of arriving datagrams.
 *
 * <p>Implemented by the socket engine, called from the endpoint's I/O thread, at DISPATCH_LEVEL, one call at a time, with no
 * lock held.
 */
@ProviderType
public interface DatagramObserver {
    /**
     * Datagrams arrived while no receive was waiting. IRQL: DISPATCH_LEVEL.
     *
     * @param datagrams a list, one buffer a datagram
     * @return true when the observer took the whole list; false when it took none, and wants no more before the next
     *     {@link DatagramEndpoint#observe}
     */
    boolean received(TransportBuffer datagrams);

    /**
     * The endpoint does not work any more. IRQL: DISPATCH_LEVEL. Called once.
     *
     * @param reason what later requests end with
     */
    void failed(NtStatus reason);
}
