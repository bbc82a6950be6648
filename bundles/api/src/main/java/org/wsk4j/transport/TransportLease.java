// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The right to use a transport for one endpoint. While it is held the transport's bundle is not let go.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface TransportLease {
    /**
     * The transport. IRQL: any.
     *
     * @return the leased transport, of the ability that was asked for
     */
    TransportProvider transport();

    /**
     * What it was leased for. IRQL: any.
     *
     * @return the triple of the transport that serves the combination
     */
    TransportTriple triple();

    /**
     * Leases the same transport for one more endpoint, such as a connection that was accepted on this one's. IRQL:
     * &lt;= DISPATCH_LEVEL.
     *
     * @param holder who is told when the transport goes away
     * @return a lease of its own, or null when the transport is leaving
     */
    TransportLease another(TransportRegistry.LeaseHolder holder);

    /** Gives the lease back: the endpoint is closed. IRQL: &lt;= DISPATCH_LEVEL; later calls do nothing. */
    void release();
}
