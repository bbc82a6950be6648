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

    /**
     * Makes a listening endpoint with the local address and the options of a bound stream endpoint, which nobody else can
     * take in between: how a stream socket begins to listen. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param bound an endpoint of this transport that is bound and nothing more; it stays open, and is closed by its owner
     * @param observer who gets the connections
     * @param endpoint out: the new endpoint, bound and listening, on success
     * @return {@code STATUS_SUCCESS}; {@code STATUS_ADDRESS_ALREADY_EXISTS} when somebody listens there already;
     *     {@code STATUS_INVALID_DEVICE_STATE} when it is not bound; or as {@link #openListener}
     */
    NtStatus listen(StreamEndpoint bound, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint);
}
