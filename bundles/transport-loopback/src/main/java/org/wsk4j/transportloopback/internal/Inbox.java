// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * The datagrams that wait in an endpoint, as many as its receive buffer ({@link LoopbackOption#RECEIVE_BUFFER}) has
 * room for; those that its observer has not released take theirs. And what the network has reported since.
 *
 * <p>Locks: guarded by the network's.
 */
final class Inbox implements PooledBuffer.Lender {
    private final IpFamily family;
    private final OptionValues options; // of the endpoint
    private final BufferList<Datagram> refused =
            new BufferList<>(); // @GuardedBy the network's lock, as all: the oldest
    private final BufferList<Datagram> arrived = new BufferList<>(); // the observer may be asked for these
    private long charged; // what is held and lent takes
    private Datagram offered; // the observer looks at it; null when at none
    private SockAddr only; // our own; who may send, null for all
    private NtStatus report; // for the next receive, null for none

    Inbox(IpFamily family, OptionValues options) {
        this.family = family;
        this.options = options;
    }

    // ---- who may send

    /** Says who may send, null for all; what others have sent is dropped. */
    void restrictLocked(SockAddr remote) {
        only = remote;
        report = null;
        keepAcceptedLocked(refused);
        keepAcceptedLocked(arrived);
    }

    private void keepAcceptedLocked(BufferList<Datagram> list) {
        BufferList<Datagram> all = new BufferList<>();
        list.drainTo(all);
        for (Datagram each = all.poll(); each != null; each = all.poll()) {
            if (acceptsLocked(each.sourceLocked())) {
                list.add(each);
            } else {
                dropLocked(each);
            }
        }
    }

    boolean acceptsLocked(SockAddr source) {
        return only == null || family.same(only, source);
    }

    /** Nobody is bound to an address that was sent to: whoever talks with that one only wants to know. */
    void reportLocked(SockAddr destination, NtStatus status) {
        if (only != null && family.same(only, destination)) {
            report = status;
        }
    }

    /** What the network has reported since this was called last; null for nothing. */
    NtStatus takeReportLocked() {
        NtStatus status = report;
        report = null;
        return status;
    }

    // ---- datagrams

    /** Whether there is something for a receive. */
    boolean isReadyLocked() {
        return report != null || offered == null && !(refused.isEmpty() && arrived.isEmpty());
    }

    /** Keeps a datagram; false when there is no room for it. One that may be offered is worth those that were refused. */
    boolean addLocked(Datagram datagram, boolean observed) {
        while (observed && !fitsLocked(datagram) && !refused.isEmpty()) {
            dropLocked(refused.poll());
        }
        if (!fitsLocked(datagram)) {
            return false;
        }
        charged += datagram.chargeLocked();
        arrived.add(datagram);
        return true;
    }

    private boolean fitsLocked(Datagram datagram) {
        return charged + datagram.chargeLocked() <= options.getLocked(LoopbackOption.RECEIVE_BUFFER);
    }

    /** Takes the oldest one out; there is one. It is the caller's to free. */
    Datagram pollLocked() {
        Datagram first = (refused.isEmpty() ? arrived : refused).poll();
        charged -= first.chargeLocked();
        return first;
    }

    private void dropLocked(Datagram datagram) {
        charged -= datagram.chargeLocked();
        datagram.freeLocked();
    }

    /** Drops everything; the endpoint works no longer. */
    void clearLocked() {
        refused.drainTo(arrived);
        while (!arrived.isEmpty()) {
            dropLocked(arrived.poll());
        }
    }

    // ---- the observer

    /** The observer may be asked again for what it has refused. */
    void askAgainLocked() {
        refused.drainToFront(arrived);
    }

    /** Whether the observer looks at one. */
    boolean isOfferingLocked() {
        return offered != null;
    }

    boolean canOfferLocked() {
        return !arrived.isEmpty() && offered == null;
    }

    /** Takes the next one, for the observer to look at. */
    Datagram beginOfferLocked(ControlInfo info) {
        offered = arrived.poll();
        offered.describeLocked(info);
        offered.lendLocked(this);
        return offered;
    }

    /** The observer took it. */
    void takenLocked() {
        offered = null;
    }

    /** The observer did not take it, and may be asked again or not; false when it has released it nevertheless. */
    boolean refusedLocked(boolean again, boolean works) {
        Datagram datagram = offered;
        offered = null;
        if (!datagram.takeBackLocked(this)) {
            return false;
        }
        if (!works || !acceptsLocked(datagram.sourceLocked())) {
            dropLocked(datagram);
        } else if (again) {
            arrived.addFirst(datagram);
        } else {
            refused.add(datagram);
        }
        return true;
    }

    @Override
    public void returnedLocked(PooledBuffer buffer) {
        charged -= ((Datagram) buffer).chargeLocked();
    }
}
