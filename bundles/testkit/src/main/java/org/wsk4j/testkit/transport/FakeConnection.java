// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * What a fake endpoint has of its connection: the connect, both directions, and how all of them end at once.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeConnection {
    private final FakeStream endpoint;
    private final FakeDecisions decisions;
    private final TransportRequestQueue due; // the endpoint's
    private final FakeSender sender;
    private final FakeReceiver receiver = new FakeReceiver();
    private final FakeConnector connector;
    private final TransportRequestQueue aborts = new TransportRequestQueue(); // held
    private boolean resetByUs; // the peer sees a reset
    private boolean resetByPeer;
    private boolean givenUp; // aborted, torn or failed: nothing can be asked of it any more

    FakeConnection(FakeStream endpoint) {
        this.endpoint = endpoint;
        decisions = endpoint.transport.decisions();
        due = endpoint.due;
        sender = new FakeSender(decisions);
        connector = new FakeConnector(endpoint, sender);
    }

    FakeSender sender() {
        return sender;
    }

    FakeReceiver receiver() {
        return receiver;
    }

    FakeConnector connector() {
        return connector;
    }

    boolean isResetByUs() {
        return resetByUs;
    }

    boolean isReset() {
        return resetByUs || resetByPeer;
    }

    /** Whether it was made and not given up; a reset by the peer is no end of it. */
    boolean isUsable() {
        return connector.isConnected() && !givenUp;
    }

    // ---- requests

    NtStatus connect(TransportRequest request) {
        NtStatus status = connector.connect(request, endpoint.owesNothing());
        if (connector.isConnected() && !status.isSuccess()) {
            breakConnect();
        }
        return status;
    }

    NtStatus submit(TransportRequest request, boolean disconnects) {
        NtStatus status = sender.submit(request, disconnects, endpoint.owesNothing());
        if (status == NtStatus.STATUS_CANCELLED && request.transferred() != 0) {
            breakOff(NtStatus.STATUS_CONNECTION_ABORTED, true); // half of it went out
        }
        return status;
    }

    NtStatus receive(TransportRequest request) {
        return receiver.receive(request, endpoint.owesNothing());
    }

    NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        connector.breakOff(pendingSends, due);
        sender.abort(pendingSends, due);
        receiver.abort(pendingReceives, due);
        resetByUs |= !resetByPeer;
        givenUp = true;
        if (endpoint.owesNothing() && !decisions.holdsAborts()) {
            return request.finish(NtStatus.STATUS_SUCCESS);
        }
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED); // done all the same
        }
        aborts.add(request);
        if (!decisions.holdsAborts()) {
            finishAborts();
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Moves the requests that are over by now to {@link #due}. */
    void serve() {
        connector.serve(due);
        sender.serve(due);
        receiver.serve(due);
        if (!decisions.holdsAborts()) {
            finishAborts();
        }
        connector.forgetWhatIsOver();
    }

    void forEachWaiting(Consumer<TransportRequest> visitor) {
        connector.forEachWaiting(visitor);
        sender.forEachWaiting(visitor);
        receiver.forEachWaiting(visitor);
        aborts.forEach(visitor);
    }

    /** Cancels a request if it waits. */
    void cancel(TransportRequest request) {
        if (!connector.take(request) && !receiver.take(request) && !sender.take(request)) {
            return;
        }
        if (connector.isSending(request)) {
            breakConnect();
        }
        request.finish(NtStatus.STATUS_CANCELLED);
        due.add(request);
    }

    /** Ends the request that waits longest, whether it is held or not; false when none waits. */
    boolean completeNext(NtStatus status) {
        TransportRequest receive;
        if (connector.isShaking()) {
            connector.finish(status.isSuccess() ? null : status, due);
        } else if (sender.waiting() > 0) {
            sender.finishFirst(status, due);
        } else if ((receive = receiver.poll()) != null) {
            receive.finish(status);
            due.add(receive);
        } else if (!aborts.isEmpty()) {
            finishAbort();
        } else {
            return false;
        }
        return true;
    }

    // ---- the end

    /** The endpoint is closed. */
    void close() {
        boolean inGoodOrder = sender.hasEnded() && receiver.hasEnded() || resetByPeer;
        breakOff(NtStatus.STATUS_CANCELLED, !inGoodOrder);
        finishAborts();
    }

    /** The endpoint ceases to work. */
    void fail(NtStatus reason) {
        breakOff(reason, true);
    }

    /** The peer resets the connection. */
    void resetByPeer() {
        resetByPeer = true;
        breakOff(NtStatus.STATUS_CONNECTION_RESET, false);
    }

    private void finishAborts() {
        while (!aborts.isEmpty()) {
            finishAbort();
        }
    }

    private void finishAbort() {
        TransportRequest abort = aborts.poll();
        abort.finish(NtStatus.STATUS_SUCCESS);
        due.add(abort);
    }

    /** The connect was cancelled while its bytes went out. */
    private void breakConnect() {
        breakOff(NtStatus.STATUS_CONNECTION_ABORTED, true);
        connector.breakDown();
    }

    /** Ends everything that waits, in both directions. */
    private void breakOff(NtStatus status, boolean reset) {
        connector.breakOff(status, due);
        sender.breakOff(status, due);
        receiver.breakOff(status, due);
        resetByUs |= reset && connector.peer() != null;
        givenUp |= reset;
    }
}
