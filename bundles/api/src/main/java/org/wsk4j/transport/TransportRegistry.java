// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * The OSGi service that knows which transports exist, in which order, and who uses them.
 *
 * <p>Threads: safe for all. Spec: AF-TYPES-04, TRANSPORT-QUERY-07.
 */
@ProviderType
public interface TransportRegistry {
    /**
     * The transports that take new endpoints now, best first: highest {@code service.ranking}, then lowest
     * {@code service.id}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return an immutable snapshot
     */
    List<TransportReport> transports();

    /**
     * Leases the best transport that serves a combination. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param addressFamily {@code AF_*}
     * @param socketType {@code SOCK_*}
     * @param protocol {@code IPPROTO_*}
     * @param ability what the transport has to be, such as {@link StreamTransport}
     * @param holder who is told when the transport goes away
     * @param lease out: the lease, on success; to be released once the endpoint made with it is closed
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_NOT_SUPPORTED} when no transport serves it
     */
    NtStatus lease(
            int addressFamily,
            int socketType,
            int protocol,
            Class<? extends TransportProvider> ability,
            LeaseHolder holder,
            Ptr<? super TransportLease> lease);

    /** Whoever holds a lease. */
    @ProviderType
    interface LeaseHolder {
        /**
         * The transport is leaving and {@code transportDrainTimeout} is over: the holder aborts its endpoint now, closes it
         * and releases the lease. Called once at most, from a thread that may block, with no lock held.
         *
         * <p>IRQL: PASSIVE_LEVEL.
         */
        void revoked();
    }
}
