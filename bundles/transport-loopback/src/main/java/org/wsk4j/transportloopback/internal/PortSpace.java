// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.function.Predicate;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;

/**
 * The ports of one family and socket type, and who is bound to them: a hash table of {@link Binding}s by port.
 *
 * <p>Two addresses of one port are in each other's way when they are the same or one is the wildcard.
 *
 * <p>Locks: guarded by the network's.
 */
final class PortSpace {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final int LAST_PORT = 65_535;
    private static final int SIZE = 1024; // a power of two

    private final IpFamily family;
    private final Binding[] heads = new Binding[SIZE]; // @GuardedBy the network's lock
    private int nextPort = FIRST_FREE_PORT; // @GuardedBy the network's lock

    PortSpace(IpFamily family) {
        this.family = family;
    }

    /** Takes an address, port 0 being the next free one. */
    NtStatus bindLocked(LoopbackEndpoint owner, SockAddr wanted, boolean reusable, Ptr<Binding> binding) {
        SockAddr address = family.newAddress();
        address.copyFrom(wanted);
        if (family.port(address) == 0) {
            if (!choosePortLocked(address)) {
                return NtStatus.STATUS_TOO_MANY_ADDRESSES;
            }
        } else if (isTakenLocked(address, reusable)) {
            return NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
        }
        Binding made = new Binding(this, owner, address, reusable);
        int at = index(family.port(address));
        made.next = heads[at];
        heads[at] = made;
        binding.set(made);
        return NtStatus.STATUS_SUCCESS;
    }

    private boolean choosePortLocked(SockAddr address) {
        for (int tried = FIRST_FREE_PORT; tried <= LAST_PORT; tried++) {
            family.setPort(address, nextPort);
            nextPort = nextPort == LAST_PORT ? FIRST_FREE_PORT : nextPort + 1;
            if (!isTakenLocked(address, false)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTakenLocked(SockAddr address, boolean reusable) {
        int port = family.port(address);
        for (Binding each = firstLocked(port); each != null; each = nextLocked(each)) {
            boolean overlaps = family.isWildcard(address)
                    || family.isWildcard(each.address)
                    || family.sameHost(address, each.address);
            if (overlaps && !(reusable && each.reusable)) {
                return true;
            }
        }
        return false;
    }

    /** Frees the address of a binding that nobody holds. */
    void freeLocked(Binding binding) {
        int at = index(family.port(binding.address));
        if (heads[at] == binding) {
            heads[at] = binding.next;
            return;
        }
        Binding before = heads[at];
        while (before.next != binding) {
            before = before.next;
        }
        before.next = binding.next;
    }

    /** A binding of a port, the others of which follow; null for none. */
    Binding firstLocked(int port) {
        return ofPort(heads[index(port)], port);
    }

    /** The next binding of the same port, or null. */
    Binding nextLocked(Binding binding) {
        return ofPort(binding.next, family.port(binding.address));
    }

    private Binding ofPort(Binding from, int port) {
        Binding each = from;
        while (each != null && family.port(each.address) != port) {
            each = each.next;
        }
        return each;
    }

    /** Who listens for connections to an address of one host; null when nobody does. */
    LoopbackListener listenerLocked(SockAddr remote) {
        Binding best = bestLocked(remote, each -> each.listenerLocked() != null);
        return best == null ? null : best.listenerLocked();
    }

    /** Who gets a datagram to an address of one host; null when nobody does. */
    LoopbackDatagrams receiverLocked(SockAddr remote) {
        Binding best = bestLocked(remote, each -> true);
        return best == null ? null : (LoopbackDatagrams) best.owner;
    }

    /** The binding that names the host, else one of the wildcard; of several, the one that was bound first. */
    private Binding bestLocked(SockAddr remote, Predicate<Binding> counts) {
        Binding best = null;
        for (Binding each = firstLocked(family.port(remote)); each != null; each = nextLocked(each)) {
            boolean names = family.sameHost(each.address, remote);
            if (counts.test(each)
                    && (names
                            || family.isWildcard(each.address) && (best == null || family.isWildcard(best.address)))) {
                best = each; // the last one of a kind is the one that was bound first
            }
        }
        return best;
    }

    private static int index(int port) {
        return port & SIZE - 1;
    }
}
