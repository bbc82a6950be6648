// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A transport that carries datagrams: datagram sockets, raw ones among them.
 *
 * <p>Threads: safe for all.
 */
@ConsumerType
public interface DatagramTransport extends TransportProvider {
    /**
     * Makes an unbound endpoint. IRQL: &lt;= DISPATCH_LEVEL. Called by the socket engine, with a lease on the transport.
     *
     * @param triple one of {@link #triples()}
     * @param protocol the protocol asked for
     * @param observer who hears of arriving datagrams; except for {@code failed} called only after {@link DatagramEndpoint#observe}
     * @param endpoint out: the new endpoint, on success
     * @return as {@link StreamTransport#openStream}
     */
    NtStatus openDatagram(
            TransportTriple triple, int protocol, DatagramObserver observer, Ptr<? super DatagramEndpoint> endpoint);
}
