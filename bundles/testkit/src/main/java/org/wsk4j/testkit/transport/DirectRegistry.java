// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A registry without OSGi: it leases the transports that a test gives it, the one given first first.
 *
 * <p>State of a transport: added, then leaving from {@link #revoke} on, which no new lease survives.
 *
 * <p>Threads: safe for all. Locks: its own; none is held while a holder is told.
 */
public final class DirectRegistry implements TransportRegistry {
    private final List<TransportProvider> transports = new ArrayList<>(); // @GuardedBy("this")
    private final List<Lease> leases = new ArrayList<>(); // @GuardedBy("this"): not released

    private DirectRegistry() {}

    /**
     * A registry with transports.
     *
     * @param transports best first
     * @return the registry
     */
    public static DirectRegistry of(TransportProvider... transports) {
        DirectRegistry registry = new DirectRegistry();
        for (TransportProvider transport : transports) {
            registry.add(transport);
        }
        return registry;
    }

    /**
     * Adds a transport behind the others.
     *
     * @param transport it takes new endpoints from now on
     */
    public synchronized void add(TransportProvider transport) {
        transports.add(transport);
    }

    /**
     * Lets a transport leave, its drain timeout being over: it takes no new endpoints, and whoever holds a lease on it
     * is told, in the calling thread. Leases stay until they are released.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * @param transport the one that leaves
     */
    public void revoke(TransportProvider transport) {
        Irql.requirePassive("DirectRegistry.revoke");
        List<Lease> revoked = new ArrayList<>();
        synchronized (this) {
            transports.remove(transport);
            for (Lease lease : leases) {
                if (lease.transport == transport && !lease.revoked) {
                    lease.revoked = true;
                    revoked.add(lease);
                }
            }
        }
        revoked.forEach(lease -> lease.holder.revoked());
    }

    /**
     * How many leases have not been released, on transports that left, too.
     *
     * @return the count
     */
    public synchronized int openLeases() {
        return leases.size();
    }

    private synchronized int openLeases(TransportProvider transport) {
        return (int)
                leases.stream().filter(lease -> lease.transport == transport).count();
    }

    @Override
    public synchronized List<TransportReport> transports() {
        return transports.stream().<TransportReport>map(Report::new).toList();
    }

    @Override
    public synchronized NtStatus lease(
            int addressFamily,
            int socketType,
            int protocol,
            Class<? extends TransportProvider> ability,
            LeaseHolder holder,
            Ptr<? super TransportLease> lease) {
        for (TransportProvider transport : transports) {
            for (TransportTriple triple : transport.triples()) {
                if (ability.isInstance(transport) && triple.serves(addressFamily, socketType, protocol)) {
                    Lease made = new Lease(transport, triple, holder);
                    leases.add(made);
                    lease.set(made);
                    return NtStatus.STATUS_SUCCESS;
                }
            }
        }
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    private synchronized void released(Lease lease) {
        leases.remove(lease);
    }

    private final class Lease implements TransportLease {
        private final TransportProvider transport;
        private final TransportTriple triple;
        private final LeaseHolder holder;
        private boolean revoked; // @GuardedBy("DirectRegistry.this")

        Lease(TransportProvider transport, TransportTriple triple, LeaseHolder holder) {
            this.transport = transport;
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
            synchronized (DirectRegistry.this) {
                if (!transports.contains(transport)) {
                    return null;
                }
                Lease made = new Lease(transport, triple, other);
                leases.add(made);
                return made;
            }
        }

        @Override
        public void release() {
            released(this);
        }
    }

    private final class Report implements TransportReport {
        private final TransportProvider transport;

        Report(TransportProvider transport) {
            this.transport = transport;
        }

        @Override
        public String name() {
            return transport.name();
        }

        @Override
        public Guid providerId() {
            return transport.providerId();
        }

        @Override
        public int version() {
            return transport.version();
        }

        @Override
        public List<TransportTriple> triples() {
            return transport.triples();
        }

        @Override
        public List<TransportCapability> capabilities(TransportTriple triple) {
            return transport.capabilities(triple);
        }

        @Override
        public int ranking() {
            return 0;
        }

        @Override
        public int endpoints() {
            return openLeases(transport);
        }
    }
}
