// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/** An endpoint that carries datagrams. Threads: safe for all. */
@ConsumerType
public interface DatagramEndpoint extends TransportEndpoint {
    /**
     * Sends the request's bytes as one datagram. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param request has {@link TransportRequest#address()}, read before the call returns, and control information if any
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING} or a failure
     */
    NtStatus sendTo(TransportRequest request);

    /**
     * Receives one datagram into the request's memory. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param request where to store it, and its sender if {@link TransportRequest#address()} is given
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING} or a failure
     */
    NtStatus receiveFrom(TransportRequest request);

    /**
     * Says whether the observer wants datagrams that no request waits for. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param observing false lets the platform's buffer hold what arrives
     */
    void observe(boolean observing);
}
