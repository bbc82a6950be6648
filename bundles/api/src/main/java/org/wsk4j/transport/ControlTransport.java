// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A transport whose options can be read and set without any connection: basic sockets.
 *
 * <p>Threads: safe for all.
 */
@ConsumerType
public interface ControlTransport extends TransportProvider {
    /**
     * Makes an endpoint that only takes control operations. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param triple one of {@link #triples()}
     * @param protocol the protocol asked for
     * @param endpoint out: the new endpoint, on success
     * @return as {@link StreamTransport#openStream}
     */
    NtStatus openControl(TransportTriple triple, int protocol, Ptr<? super TransportEndpoint> endpoint);
}
