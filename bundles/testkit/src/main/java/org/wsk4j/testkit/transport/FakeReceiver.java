// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * The receiving direction of a fake endpoint: what arrived, the requests that wait for it, and what the observer is
 * offered.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeReceiver {
    private final TransportRequestQueue waiting = new TransportRequestQueue();
    private final Deque<FakeBuffer> arrived = new ArrayDeque<>();
    private final List<FakeBuffer> offered = new ArrayList<>(); // while the observer looks at them
    private final AtomicInteger onLoan = new AtomicInteger();
    private boolean ended; // the peer's end has arrived, behind all bytes
    private boolean metEnd; // a receive or an observation came to it
    private NtStatus outcome; // what requests meet now that no more bytes move, or null
    private boolean refused; // the observer did not take all that it was offered, and has not observed since
    private boolean observed; // it did so while it looked at the offer
    private long bytes;

    long bytes() {
        return bytes;
    }

    int onLoan() {
        return onLoan.get();
    }

    /** How many bytes have arrived that nobody took, also while the observer looks at them. */
    long unread() {
        return backlog() + bytesOf(offered);
    }

    /** How many bytes wait to be received: those that the observer looks at do not. */
    long backlog() {
        return bytesOf(arrived);
    }

    private static long bytesOf(Collection<FakeBuffer> buffers) {
        long sum = 0;
        for (FakeBuffer buffer : buffers) {
            sum += buffer.length();
        }
        return sum;
    }

    /** Whether the peer's end is next, or was met. */
    boolean isAtEnd() {
        return ended && arrived.isEmpty() && offered.isEmpty();
    }

    /** Whether the peer is known to have ended its direction, whatever happened later. */
    boolean hasMetEnd() {
        return metEnd;
    }

    /**
     * Meets the end if it has arrived: what is observed has to be looked for behind the bytes that nobody takes, which
     * stay. When there is nothing to offer.
     */
    void lookForEnd() {
        metEnd |= ended && works();
    }

    boolean works() {
        return outcome == null;
    }

    // ---- from the peer

    void arrive(byte[] data) {
        arrived.add(new FakeBuffer(data, onLoan));
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Ends what waits; what comes later meets the same unless it has met something before. */
    void breakOff(NtStatus status, TransportRequestQueue due) {
        if (outcome == null) {
            outcome = status;
        }
        arrived.clear();
        serve(due);
    }

    /** Ends what waits, and from now on later ones so. */
    void abort(NtStatus status, TransportRequestQueue due) {
        outcome = status;
        breakOff(status, due);
    }

    // ---- requests

    NtStatus receive(TransportRequest request, boolean mayFinishNow) {
        boolean empty = request.remaining() == 0 && !request.has(TransportRequest.DRAIN);
        if (empty || mayFinishNow && waiting.isEmpty() && offered.isEmpty()) {
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
        return works() && waiting.remove(request);
    }

    /** The oldest one that waits, or null. */
    TransportRequest poll() {
        return waiting.poll();
    }

    /** Moves what arrived to those that wait for it. */
    void serve(TransportRequestQueue due) {
        while (!waiting.isEmpty() && (offered.isEmpty() || outcome != null)) {
            NtStatus status = fill(waiting.peek());
            if (status.isPending()) {
                return;
            }
            TransportRequest over = waiting.poll();
            over.finish(status);
            due.add(over);
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
        boolean drains = request.has(TransportRequest.DRAIN);
        if (drains) {
            bytes += unread();
            arrived.clear();
        } else {
            moveTo(request);
            if (request.remaining() == 0 || request.transferred() > 0 && !request.has(TransportRequest.WAITALL)) {
                return NtStatus.STATUS_SUCCESS;
            }
        }
        metEnd |= ended;
        return ended ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_PENDING;
    }

    private void moveTo(TransportRequest request) {
        while (!arrived.isEmpty() && request.remaining() > 0) {
            FakeBuffer buffer = arrived.peek();
            ByteBuffer to = request.claim();
            int count = Math.min(to.remaining(), buffer.length());
            to.put(buffer.view().limit(buffer.offset() + count));
            request.unclaim(to, count);
            consume(buffer, count);
            if (buffer.length() == 0) {
                arrived.remove();
            }
        }
    }

    private void consume(FakeBuffer buffer, int count) {
        buffer.consume(count);
        bytes += count;
    }

    // ---- the observer

    /** The observer may be asked again, after the offer that it looks at. */
    void observe() {
        refused = false;
        observed = true;
    }

    boolean canOffer() {
        return works() && waiting.isEmpty() && !arrived.isEmpty() && !refused;
    }

    /** Whether it did not take all that it was offered last, and has not asked since. */
    boolean isRefused() {
        return refused;
    }

    /** Lends all that arrived. */
    TransportBuffer startOffer() {
        TransportBuffer last = null;
        while (!arrived.isEmpty()) {
            FakeBuffer buffer = arrived.remove();
            offered.add(buffer);
            buffer.lend();
            if (last != null) {
                last.setNext(buffer);
            }
            last = buffer;
        }
        observed = false;
        return offered.get(0);
    }

    long offeredBytes() {
        return bytesOf(offered);
    }

    /**
     * The observer took so many bytes: whole buffers are its own from now on, the rest comes back. False when it
     * released one of the rest.
     */
    boolean endOffer(long taken) {
        List<FakeBuffer> kept = new ArrayList<>();
        long left = taken;
        boolean honest = true;
        for (FakeBuffer buffer : offered) {
            int count = (int) Math.min(left, buffer.length());
            left -= count;
            if (count == buffer.length()) {
                bytes += count;
                continue;
            }
            consume(buffer, count);
            honest &= buffer.endLoan();
            buffer.setNext(null);
            kept.add(buffer);
        }
        offered.clear();
        refused = !kept.isEmpty() && !observed;
        if (works()) {
            for (int i = kept.size() - 1; i >= 0; i--) {
                arrived.addFirst(kept.get(i));
            }
        }
        return honest;
    }
}
