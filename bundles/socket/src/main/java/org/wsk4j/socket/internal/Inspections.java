// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;

/**
 * Conditional accept: shows the connections of a listening socket to its client before they can be accepted, and tells of
 * those that are lost meanwhile.
 *
 * <p>State: that of each connection is its {@link Acceptance.State}.
 *
 * <p>Threads: {@link #inspect} and all callbacks belong to the I/O thread of the listening socket; WskInspectComplete comes
 * from any.
 *
 * <p>Locks: that of {@link Listening}; no client code is called with it.
 *
 * <p>Spec: INSPECT-COMPLETE-*, ABORT-EVENT-02..ABORT-EVENT-04, ABORT-EVENT-07, COND-ACCEPT-09.
 */
final class Inspections {
    private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);

    private final Listening listening;
    private final EngineSocket socket;
    private final ListenEvents callbacks;
    private final Object lock; // the listening part's
    private final Map<WskInspectId, Acceptance> inspected =
            new HashMap<>(); // @GuardedBy("lock"): being shown to WskInspectEvent, or pended by it
    private int lastSerial; // I/O thread only

    Inspections(Listening listening, EngineSocket socket, ListenEvents callbacks, Object lock) {
        this.listening = listening;
        this.socket = socket;
        this.callbacks = callbacks;
        this.lock = lock;
    }

    /** Identifies a connection that is going to be inspected. I/O thread. */
    WskInspectId nextId(ConnectionSocket connection) {
        return new WskInspectId(connection.id(), ++lastSerial);
    }

    int countLocked() {
        return inspected.size();
    }

    /** Gives all of them away: the socket has ended. */
    void dropAllLocked(List<Acceptance> dropped) {
        inspected.values().forEach(acceptance -> acceptance.state = Acceptance.State.DROPPED);
        dropped.addAll(inspected.values());
        inspected.clear();
    }

    /** Shows a new connection to WskInspectEvent. I/O thread. */
    void inspect(Acceptance acceptance) {
        boolean late;
        synchronized (lock) {
            late = listening.hasEndedLocked() || acceptance.state != Acceptance.State.INSPECTED;
            if (late) {
                acceptance.state = Acceptance.State.DROPPED;
            } else {
                inspected.put(acceptance.id(), acceptance);
            }
        }
        if (late) {
            acceptance.socket().drop();
            return;
        }
        acceptance.socket().connectionEvents().observe(); // for the peer's reset
        decided(acceptance, callbacks.inspect(acceptance));
    }

    /** WskInspectEvent has returned. */
    private void decided(Acceptance acceptance, WskInspectAction answer) {
        boolean lost;
        boolean dropped;
        WskInspectAction early;
        synchronized (lock) {
            early = acceptance.decision;
            boolean pends = answer == WskInspectAction.WskInspectPend && early == null;
            boolean takes = answer == WskInspectAction.WskInspectAccept
                    || answer == WskInspectAction.WskInspectPend && early == WskInspectAction.WskInspectAccept;
            lost = acceptance.state == Acceptance.State.INSPECTED_LOST
                    && (pends || takes)
                    && !listening.hasEndedLocked();
            dropped = acceptance.state != Acceptance.State.INSPECTED || !pends && !takes;
            if (dropped) {
                acceptance.state = Acceptance.State.DROPPED;
            } else if (takes) {
                listening.addReadyLocked(acceptance);
            } else {
                acceptance.state = Acceptance.State.PENDED;
            }
            if (dropped || takes) {
                inspected.remove(acceptance.id());
            }
        }
        if (early != null && answer != WskInspectAction.WskInspectPend) {
            LOG.warn(
                    "{}: WskInspectComplete was called for a request that WskInspectEvent then answered with {}, which"
                            + " counts: only a request that it pends is completed so (INSPECT-COMPLETE-07)",
                    socket.describe(),
                    answer);
        }
        if (lost) {
            callbacks.abort(acceptance);
        }
        if (dropped) {
            acceptance.socket().drop();
        }
    }

    /** WskInspectComplete for a request that was pended, or that WskInspectEvent is about to pend in another thread. */
    NtStatus complete(WskInspectId id, WskInspectAction action) {
        Acceptance acceptance;
        boolean accepts;
        synchronized (lock) {
            acceptance = inspected.get(id);
            if (acceptance == null
                    || acceptance.decision != null
                    || acceptance.state == Acceptance.State.INSPECTED_LOST) {
                return NtStatus.STATUS_INVALID_PARAMETER; // never pended, decided on before, or aborted
            }
            acceptance.decision = action;
            if (acceptance.state == Acceptance.State.INSPECTED) {
                return NtStatus.STATUS_SUCCESS; // the callback is about to say that it pends
            }
            inspected.remove(id);
            accepts = action == WskInspectAction.WskInspectAccept;
            if (accepts) {
                listening.addReadyLocked(acceptance);
            } else {
                acceptance.state = Acceptance.State.DROPPED;
            }
        }
        if (accepts) {
            listening.giveOut(false);
        } else {
            acceptance.socket().drop();
        }
        listening.wanted();
        return NtStatus.STATUS_SUCCESS;
    }

    /** One that the client has pended is lost. */
    void forgetLocked(Acceptance acceptance) {
        inspected.remove(acceptance.id());
    }

    /** Calls WskAbortEvent, unless the socket has ended meanwhile. I/O thread. */
    void tellLoss(Acceptance acceptance) {
        boolean late;
        synchronized (lock) {
            late = listening.hasEndedLocked();
        }
        try {
            if (!late) {
                callbacks.abort(acceptance);
            }
        } finally {
            socket.exit();
        }
        listening.wanted();
    }
}
