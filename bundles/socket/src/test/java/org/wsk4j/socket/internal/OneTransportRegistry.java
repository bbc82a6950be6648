// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A registry with one transport that a test can take away.
 *
 * <p>Threads: safe for all.
 */
final class OneTransportRegistry implements TransportRegistry {
    private final TransportProvider transport;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    private volatile boolean leaving; // set by the test, read by any thread

    OneTransportRegistry(TransportProvider transport) {
        this.transport = transport;
    }

    @Override
    public List<TransportReport> transports() {
        return List.of();
    }

    @Override
    public NtStatus lease(
            int addressFamily,
            int socketType,
            int protocol,
            Class<? extends TransportProvider> ability,
            LeaseHolder holder,
            Ptr<? super TransportLease> lease) {
        for (TransportTriple triple : transport.triples()) {
            if (triple.serves(addressFamily, socketType, protocol) && ability.isInstance(transport)) {
                Lease made = new Lease(triple, holder);
                leases.add(made);
                lease.set(made);
                return NtStatus.STATUS_SUCCESS;
            }
        }
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    /** How many leases are held. */
    int leases() {
        return leases.size();
    }

    /** The transport leaves: no lease begets another one. */
    void refuseMore() {
        leaving = true;
    }

    /** The transport leaves and its time to drain is over: what the holders of leases are told then. */
    void revokeAll() {
        leases.forEach(lease -> lease.holder.revoked());
    }

    private final class Lease implements TransportLease {
        private final TransportTriple triple;
        private final LeaseHolder holder;

        private Lease(TransportTriple triple, LeaseHolder holder) {
            this.triple = triple;
            this.holder = holder;
        }

        @Override
        public TransportProvider transport() {
            return transport;
        }

        @Override
        public TransportTriple triple() {
            return triple;
        }

        @Override
        public TransportLease another(LeaseHolder other) {
            if (leaving) {
                return null;
            }
            Lease made = new Lease(triple, other);
            leases.add(made);
            return made;
        }

        @Override
        public void release() {
            leases.remove(this);
        }
    }
}
