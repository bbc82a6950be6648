// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry.LeaseHolder;
import org.wsk4j.transport.TransportTriple;

/**
 * One endpoint's right to use a transport; a link of the chain in {@link OpenLeases}.
 *
 * <p>State: unlinked, then linked by {@link OpenLeases#add}, then unlinked by its release; never back.
 * <p>Threads: safe for all. Locks: that of its {@link OpenLeases} guards the links.
 */
final class Lease implements TransportLease {
    private final OpenLeases leases;
    private final TransportProvider transport;
    private final TransportTriple triple;
    private final LeaseHolder holder;

    Lease previous; // @GuardedBy("leases")
    Lease next; // @GuardedBy("leases")
    boolean linked; // @GuardedBy("leases")

    Lease(OpenLeases leases, TransportProvider transport, TransportTriple triple, LeaseHolder holder) {
        this.leases = leases;
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
        Lease given = new Lease(leases, transport, triple, other);
        return leases.add(given) ? given : null;
    }

    @Override
    public void release() {
        leases.remove(this);
    }

    /**
     * Tells the holder, unless it has released the lease by now. Not under a lock; whatever the holder throws is passed
     * on.
     */
    void revoke() {
        if (leases.contains(this)) {
            holder.revoked();
        }
    }

    @Override
    public String toString() {
        return "lease of " + triple + " for " + holder;
    }
}
