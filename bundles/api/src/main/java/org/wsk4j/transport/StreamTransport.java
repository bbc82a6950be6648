// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A transport that makes connections: connection-oriented sockets, and the connecting role of stream sockets.
 *
 * <p>Threads: safe for all.
 */
@ConsumerType
public interface StreamTransport extends TransportProvider {
    /**
     * Makes an unbound endpoint. IRQL: &lt;= DISPATCH_LEVEL. Called by the socket engine, with a lease on the transport.
     *
     * @param triple one of {@link #triples()}
     * @param protocol the protocol asked for
     * @param observer who hears of what the peer does; called only after {@link StreamEndpoint#observe}
     * @param endpoint out: the new endpoint, on success
     * @return {@code STATUS_SUCCESS}; {@code STATUS_INSUFFICIENT_RESOURCES} when the platform has no descriptor or memory
     *     left; {@code STATUS_NOT_SUPPORTED} when the platform lacks the family
     */
    NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint);
}
