// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A transport that accepts connections: listening sockets, and the listening role of stream sockets.
 *
 * <p>Threads: safe for all.
 */
@ConsumerType
public interface ListenTransport extends TransportProvider {
    /**
     * Makes an unbound endpoint. IRQL: &lt;= DISPATCH_LEVEL. Called by the socket engine, with a lease on the transport.
     *
     * @param triple one of {@link #triples()}
     * @param protocol the protocol asked for
     * @param observer who gets the connections
     * @param endpoint out: the new endpoint, on success
     * @return as {@link StreamTransport#openStream}
     */
    NtStatus openListener(
            TransportTriple triple, int protocol, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint);
}
