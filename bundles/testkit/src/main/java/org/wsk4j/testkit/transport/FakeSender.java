// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * The sending direction of a fake endpoint: the requests that wait, and the bytes that the peer has not read.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeSender {
    private final FakeDecisions decisions;
    private final TransportRequestQueue waiting = new TransportRequestQueue();
    private final ByteQueue toPeer = new ByteQueue();
    private TransportRequest disconnect; // while it waits, the last one
    private boolean ended; // the peer sees the end behind all bytes
    private NtStatus outcome; // what requests meet now that no more bytes move, or null
    private long bytes;

    FakeSender(FakeDecisions decisions) {
        this.decisions = decisions;
    }

    long bytes() {
        return bytes;
    }

    ByteQueue toPeer() {
        return toPeer;
    }

    int waiting() {
        int count = 0;
        for (TransportRequest request = waiting.peek(); request != null; request = waiting.after(request)) {
            count++;
        }
        return count;
    }

    boolean hasEnded() {
        return ended;
    }

    NtStatus submit(TransportRequest request, boolean disconnects, boolean mayFinishNow) {
        if (outcome == null && (ended || disconnect != null)) {
            return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        if (mayFinishNow && waiting.isEmpty()) {
            if (outcome != null) {
                return request.finish(outcome);
            }
            if (!decisions.holdsSends() && move(request, decisions.peerWindow())) {
                ended = disconnects;
                return request.finish(NtStatus.STATUS_SUCCESS);
            }
        }
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        enqueue(request, disconnects);
        return NtStatus.STATUS_PENDING;
    }

    /** Shows what waits. */
    void forEachWaiting(Consumer<TransportRequest> visitor) {
        waiting.forEach(visitor);
    }

    /** Appends a request that is pending already. */
    void enqueue(TransportRequest request, boolean disconnects) {
        waiting.add(request);
        if (disconnects) {
            disconnect = request;
        }
    }

    /** Takes a request out of which nothing was moved: half a send cannot be taken back. */
    boolean take(TransportRequest request) {
        if (outcome != null || request.transferred() != 0 || !waiting.remove(request)) {
            return false;
        }
        if (request == disconnect) {
            disconnect = null;
        }
        return true;
    }

    /** Carries out what waits, as far as the peer has room and nothing is held; or gives it the outcome that is there. */
    void serve(TransportRequestQueue due) {
        if (outcome != null) {
            giveOutcome(due);
        }
        while (!waiting.isEmpty() && !decisions.holdsSends()) {
            if (!move(waiting.peek(), decisions.peerWindow())) {
                return;
            }
            finishFirst(NtStatus.STATUS_SUCCESS, due);
        }
    }

    private void giveOutcome(TransportRequestQueue due) {
        while (!waiting.isEmpty()) {
            TransportRequest request = waiting.poll();
            request.finish(outcome);
            due.add(request);
        }
        disconnect = null;
    }

    /** Carries out some bytes of the first one, whether held or not; it stays. */
    void moveSome(int most) {
        move(waiting.peek(), toPeer.size() + (long) most);
    }

    /** Ends the first one, whether held or not; a success moves all its bytes first. */
    void finishFirst(NtStatus status, TransportRequestQueue due) {
        TransportRequest request = waiting.poll();
        if (status.isSuccess()) {
            move(request, Long.MAX_VALUE);
        }
        if (request == disconnect) {
            disconnect = null;
            ended = status.isSuccess();
        }
        request.finish(status);
        due.add(request);
    }

    private boolean move(TransportRequest request, long window) {
        while (request.remaining() > 0 && toPeer.size() < window) {
            ByteBuffer view = request.claim();
            int count = toPeer.add(view, window - toPeer.size());
            request.unclaim(view, count);
            bytes += count;
        }
        return request.remaining() == 0;
    }

    /** Ends what waits; what comes later meets the same unless it has met something before. */
    void breakOff(NtStatus status, TransportRequestQueue due) {
        if (outcome == null) {
            outcome = status;
        }
        serve(due);
    }

    /** Ends what waits, and from now on later ones so. */
    void abort(NtStatus status, TransportRequestQueue due) {
        outcome = status;
        breakOff(status, due);
    }
}
