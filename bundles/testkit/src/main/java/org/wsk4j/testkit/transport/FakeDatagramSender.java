// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * The sending direction of a fake datagram endpoint: the requests that wait, and what went out.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeDatagramSender {
    private final FakeTransport host; // for its holds
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<FakeDatagram> sent = new ArrayList<>();
    private NtStatus refusal; // what the test lets sends end with, or null
    private NtStatus outcome; // what requests meet now that nothing goes out any more, or null
    private long bytes;

    /** A request, and what its caller has back already: a datagram that has all but the bytes. */
    private record Waiting(TransportRequest request, FakeDatagram header) {}

    FakeDatagramSender(FakeTransport host) {
        this.host = host;
    }

    long bytes() {
        return bytes;
    }

    List<FakeDatagram> sent() {
        return List.copyOf(sent);
    }

    boolean isHolding() {
        return !waiting.isEmpty();
    }

    /** Decides what sends end with from now on, or null. */
    void refuse(NtStatus status) {
        refusal = status;
    }

    NtStatus submit(TransportRequest request, boolean mayFinishNow) {
        if (outcome != null || refusal != null) {
            return request.finish(outcome != null ? outcome : refusal);
        }
        FakeDatagram header =
                FakeDatagram.of(new byte[0], request.address()).with(request.control(), request.controlLength());
        if (mayFinishNow && waiting.isEmpty() && !host.decisions().holdsSends()) {
            move(request, header);
            return request.finish(NtStatus.STATUS_SUCCESS);
        }
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        waiting.add(new Waiting(request, header));
        return NtStatus.STATUS_PENDING;
    }

    /** Shows what waits. */
    void forEachWaiting(Consumer<TransportRequest> visitor) {
        waiting.forEach(send -> visitor.accept(send.request()));
    }

    boolean take(TransportRequest request) {
        return waiting.removeIf(send -> send.request() == request);
    }

    /** Carries out what waits, unless it is held. */
    void serve(TransportRequestQueue due) {
        while (!waiting.isEmpty() && !host.decisions().holdsSends()) {
            finishFirst(NtStatus.STATUS_SUCCESS, due);
        }
    }

    /** Ends the first one, whether held or not; a success carries it out. */
    void finishFirst(NtStatus status, TransportRequestQueue due) {
        Waiting send = waiting.poll();
        if (status.isSuccess()) {
            move(send.request(), send.header());
        }
        send.request().finish(status);
        due.add(send.request());
    }

    private void move(TransportRequest request, FakeDatagram header) {
        ByteBuffer whole = ByteBuffer.allocate((int) request.remaining());
        while (request.remaining() > 0) {
            ByteBuffer view = request.claim();
            int count = view.remaining();
            whole.put(view);
            request.unclaim(view, count);
        }
        bytes += whole.flip().remaining();
        sent.add(new FakeDatagram(whole, header.address(), 0, header.control()));
    }

    /** Ends what waits; what comes later meets the same unless it has met something before. */
    void breakOff(NtStatus status, TransportRequestQueue due) {
        if (outcome == null) {
            outcome = status;
        }
        while (!waiting.isEmpty()) {
            finishFirst(outcome, due);
        }
    }
}
