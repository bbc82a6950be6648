// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.ws2def.SockAddr;

/**
 * A local address in use: one entry of a {@link PortSpace}.
 *
 * <p>State: held by who bound it, and by the listener that was made of a bound stream endpoint; free when both are
 * closed.
 *
 * <p>Locks: guarded by the network's.
 */
final class Binding {
    final PortSpace space;
    final LoopbackEndpoint owner; // who bound it
    final SockAddr address; // our own, with its port; never changes

    boolean reusable; // @GuardedBy the network's lock: others may have the same address, if all of them say so
    Binding next; // @GuardedBy the network's lock: the next one of the space with that hash
    private int holders = 1; // @GuardedBy the network's lock
    private LoopbackListener listener; // @GuardedBy the network's lock; null while nobody listens here

    Binding(PortSpace space, LoopbackEndpoint owner, SockAddr address, boolean reusable) {
        this.space = space;
        this.owner = owner;
        this.address = address;
        this.reusable = reusable;
    }

    /** Who listens here, or null. */
    LoopbackListener listenerLocked() {
        return listener;
    }

    /** Lets a listener hear of connections; false when another one does. */
    boolean listenLocked(LoopbackListener newListener) {
        if (listener != null) {
            return false;
        }
        listener = newListener;
        return true;
    }

    /** Lets a listener hear of no connections any more. */
    void stopListeningLocked(LoopbackListener which) {
        if (listener == which) {
            listener = null;
        }
    }

    void holdLocked() {
        holders++;
    }

    /** One holder less: the last one frees the address. */
    void releaseLocked() {
        holders--;
        if (holders == 0) {
            space.freeLocked(this);
        }
    }
}
