// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The receiving direction of a fake datagram endpoint: what arrived, the requests that wait for it, and what the
 * observer is offered.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeDatagramReceiver {
    private final TransportRequestQueue waiting = new TransportRequestQueue();
    private final List<FakeDatagramBuffer> kept = new ArrayList<>(); // oldest first
    private final List<FakeDatagramBuffer> offered = new ArrayList<>(); // while the observer looks at them
    private final AtomicInteger onLoan = new AtomicInteger();
    private SockAddr only; // the one sender, or null for all
    private boolean observing;
    private boolean observed; // asked for anew while the observer looked at the offer
    private NtStatus report; // of the network, for the next receive; null for none
    private NtStatus refusal; // what the test lets receives end with, or null
    private NtStatus outcome; // what requests meet now that nothing arrives any more, or null
    private long arrivals;
    private long bytes;
    private long lost;

    long bytes() {
        return bytes;
    }

    int onLoan() {
        return onLoan.get();
    }

    /** How many datagrams wait that nobody took, also while the observer looks at them. */
    int kept() {
        return kept.size() + offered.size();
    }

    long lost() {
        return lost;
    }

    // ---- from the network

    /**
     * A datagram goes to the receive that waits longest, or to the observer, for which the oldest of those that were
     * turned down give way; else it is kept or, without room, lost.
     */
    void arrive(FakeDatagram datagram, long room, TransportRequestQueue due) {
        if (outcome != null || !passes(datagram)) {
            lost++;
            return;
        }
        FakeDatagramBuffer buffer = new FakeDatagramBuffer(datagram, arrivals++, onLoan);
        kept.add(buffer);
        serve(due);
        if (observing) {
            giveUpTurnedDown(room);
        } else if (waiting.isEmpty() && keptBytes() > room && kept.remove(buffer)) {
            lost++;
        }
    }

    private void giveUpTurnedDown(long room) {
        long excess = keptBytes() - room;
        Iterator<FakeDatagramBuffer> oldest = kept.iterator();
        while (excess > 0 && oldest.hasNext()) {
            FakeDatagramBuffer buffer = oldest.next();
            if (buffer.wasTurnedDown()) {
                excess -= buffer.datagram().length();
                oldest.remove();
                lost++;
            }
        }
    }

    private long keptBytes() {
        return kept.stream().mapToLong(buffer -> buffer.datagram().length()).sum();
    }

    /** The network reports a failure: to the receive that waits longest, else to the next one. */
    void report(NtStatus status, TransportRequestQueue due) {
        if (waiting.isEmpty()) {
            report = status;
        } else {
            finishFirst(status, due);
        }
    }

    /** From now on nothing is received; what waits, and what comes later, ends so. */
    void breakOff(NtStatus status, TransportRequestQueue due) {
        if (outcome == null) {
            outcome = status;
        }
        kept.clear();
        serve(due);
    }

    // ---- whose datagrams count

    SockAddr only() {
        return only;
    }

    /** From now on only those of that sender count, or everybody's. */
    void restrict(SockAddr sender) {
        only = sender;
        dropOthers();
    }

    private boolean passes(FakeDatagram datagram) {
        return only == null || only.equals(datagram.address());
    }

    private void dropOthers() {
        int before = kept.size();
        kept.removeIf(buffer -> !passes(buffer.datagram()));
        lost += before - kept.size();
    }

    // ---- requests

    /** Decides what receives end with from now on, or null. */
    void refuse(NtStatus status, TransportRequestQueue due) {
        refusal = status;
        serve(due);
    }

    NtStatus receive(TransportRequest request, boolean mayFinishNow) {
        if (mayFinishNow && waiting.isEmpty() && offered.isEmpty()) {
            NtStatus status = fill(request);
            if (!status.isPending()) {
                return request.finish(status);
            }
        }
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        waiting.add(request);
        return NtStatus.STATUS_PENDING;
    }

    boolean take(TransportRequest request) {
        return waiting.remove(request);
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Ends the first one that waits. */
    void finishFirst(NtStatus status, TransportRequestQueue due) {
        TransportRequest over = waiting.poll();
        over.finish(status);
        due.add(over);
    }

    /** Moves what arrived to those that wait for it. */
    void serve(TransportRequestQueue due) {
        while (!waiting.isEmpty() && (offered.isEmpty() || outcome != null)) {
            NtStatus status = fill(waiting.peek());
            if (status.isPending()) {
                return;
            }
            finishFirst(status, due);
        }
    }

    /** Shows what waits. */
    void forEachWaiting(Consumer<TransportRequest> visitor) {
        waiting.forEach(visitor);
    }

    private NtStatus fill(TransportRequest request) {
        if (outcome != null) {
            return outcome;
        }
        if (refusal != null) {
            return refusal;
        }
        if (report != null) {
            NtStatus status = report;
            report = null;
            return status;
        }
        if (kept.isEmpty()) {
            return NtStatus.STATUS_PENDING;
        }
        move(kept.remove(0).datagram(), request);
        return NtStatus.STATUS_SUCCESS;
    }

    private void move(FakeDatagram datagram, TransportRequest request) {
        int flags = datagram.flags();
        ByteBuffer from = datagram.bytes();
        while (from.hasRemaining() && request.remaining() > 0) {
            ByteBuffer to = request.claim();
            int count = Math.min(to.remaining(), from.remaining());
            to.put(from.slice().limit(count));
            from.position(from.position() + count);
            request.unclaim(to, count);
        }
        if (from.hasRemaining()) {
            flags |= SocketOptions.MSG_TRUNC;
        }
        bytes += request.transferred();
        if (request.address() != null) {
            request.address().copyFrom(datagram.address());
        }
        moveControl(datagram, request, flags);
    }

    /** Notes what the datagram was like, and stores the control information if any is wanted. */
    private static void moveControl(FakeDatagram datagram, TransportRequest request, int flags) {
        int room = request.control() == null ? 0 : request.controlLength();
        int used = 0;
        boolean cut = false;
        if (room > 0 && datagram.controlLength() > 0) {
            for (CmsgHdr message : datagram.messages().messages(datagram.controlLength())) {
                ByteBuffer data = message.data();
                if (CmsgHdr.space(data.remaining()) <= room - used) {
                    used = request.control().append(used, message.level(), message.type(), data);
                } else {
                    cut = true;
                }
            }
        }
        request.setReceived(cut ? flags | SocketOptions.MSG_CTRUNC : flags, used);
    }

    // ---- the observer

    void observe(boolean newObserving) {
        observing = newObserving;
        if (newObserving) {
            observed = true;
            kept.forEach(buffer -> buffer.setTurnedDown(false));
        }
    }

    boolean isObserving() {
        return observing;
    }

    /** Lends the oldest ones that were not turned down, as many as came the same way; null when there are none. */
    TransportBuffer startOffer() {
        if (!observing || outcome != null || !waiting.isEmpty()) {
            return null;
        }
        FakeDatagramBuffer last = null;
        for (FakeDatagramBuffer buffer : kept) {
            if (buffer.wasTurnedDown()) {
                continue;
            }
            if (last != null && last.datagram().flags() != buffer.datagram().flags()) {
                break;
            }
            if (last != null) {
                last.setNext(buffer);
            }
            offered.add(buffer);
            buffer.lend();
            last = buffer;
        }
        if (last == null) {
            return null;
        }
        kept.removeAll(offered);
        observed = false;
        return offered.get(0);
    }

    int offeredFlags() {
        return offered.get(0).datagram().flags();
    }

    /**
     * The observer took all that it was offered, or nothing, which comes back then. False when it released some of what
     * it did not take.
     */
    boolean endOffer(boolean taken) {
        boolean honest = true;
        for (FakeDatagramBuffer buffer : offered) {
            if (taken) {
                bytes += buffer.datagram().length();
            } else {
                honest &= buffer.endLoan();
                buffer.setNext(null);
                buffer.setTurnedDown(!observed);
            }
        }
        if (!taken && outcome == null) {
            kept.addAll(offered);
            kept.sort(Comparator.comparingLong(FakeDatagramBuffer::number));
            dropOthers();
        }
        offered.clear();
        return honest;
    }
}
