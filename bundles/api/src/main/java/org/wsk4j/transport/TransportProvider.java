// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.Guid;

/**
 * A transport, as the registry sees it: who it is and what it serves.
 *
 * <p>Published as an OSGi service by a transport bundle. What it can do is said by the further interfaces that the same
 * object implements: {@link StreamTransport}, {@link ListenTransport}, {@link DatagramTransport}, {@link ControlTransport}.
 *
 * <p>Threads: safe for all. The four properties never change while the service is registered.
 *
 * <p>Spec: AF-TYPES-04, TRANSPORT-QUERY-07 (WSK_TRANSPORT lists these values).
 */
@ConsumerType
public interface TransportProvider {
    /**
     * A short name for people, such as {@code tcpip}.
     *
     * @return the name, one word
     */
    String name();

    /**
     * The identity of the transport's provider (WSK_TRANSPORT.ProviderId).
     *
     * @return the same GUID in every version of the transport
     */
    Guid providerId();

    /**
     * The transport's own version (WSK_TRANSPORT.Version).
     *
     * @return a 16-bit number whose meaning is the transport's
     */
    int version();

    /**
     * The combinations it serves.
     *
     * @return at least one; always the same list
     */
    List<TransportTriple> triples();

    /**
     * What endpoints of a combination can do beside moving bytes. What is not in the list they refuse with
     * {@code STATUS_NOT_SUPPORTED}: nothing that was asked for is ever dropped in silence.
     *
     * @param triple one of {@link #triples()}
     * @return the same list each time; nothing by default
     */
    default List<TransportCapability> capabilities(TransportTriple triple) {
        return List.of();
    }
}
