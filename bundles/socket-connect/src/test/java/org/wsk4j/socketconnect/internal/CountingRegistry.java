// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

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

/** A registry with one transport, which knows how many leases are held. Threads: safe for all. */
final class CountingRegistry implements TransportRegistry {
    private final TransportProvider transport;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    CountingRegistry(TransportProvider transport) {
        this.transport = transport;
    }

    int leases() {
        return leases.size();
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
                Lease made = new Lease(triple);
                leases.add(made);
                lease.set(made);
                return NtStatus.STATUS_SUCCESS;
            }
        }
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    private final class Lease implements TransportLease {
        private final TransportTriple triple;

        private Lease(TransportTriple triple) {
            this.triple = triple;
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
            throw new AssertionError("one endpoint a socket");
        }

        @Override
        public void release() {
            leases.remove(this);
        }
    }
}
