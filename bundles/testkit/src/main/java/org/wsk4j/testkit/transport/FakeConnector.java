// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * How a fake endpoint comes to its peer: the connect, which waits for the handshake, then for its bytes to go out.
 *
 * <p>Threads: none; guarded by the lock of the endpoint.
 */
final class FakeConnector {
    private enum Phase {
        IDLE,
        CONNECTING,
        CONNECTED,
        /** The connect failed or was cancelled. */
        BROKEN
    }

    private final FakeStream endpoint;
    private final FakeTransport transport;
    private final FakeDecisions decisions;
    private final FakeSender sender;
    private Phase phase = Phase.IDLE;
    private SockAddr remote; // null before the connect
    private FakePeer peer; // null before connected
    private TransportRequest shaking; // the connect, while it waits for the handshake
    private TransportRequest sending; // the connect, while its bytes wait

    FakeConnector(FakeStream endpoint, FakeSender sender) {
        this.endpoint = endpoint;
        this.transport = endpoint.transport;
        this.decisions = transport.decisions();
        this.sender = sender;
    }

    boolean isIdle() {
        return phase == Phase.IDLE;
    }

    boolean isConnected() {
        return phase == Phase.CONNECTED;
    }

    /** The other end, null before there is one; kept when the connect breaks. */
    FakePeer peer() {
        return peer;
    }

    /** The peer's address; null before there is a peer. */
    SockAddr remote() {
        return peer == null ? null : remote;
    }

    /** A peer has connected to us. */
    void accept(SockAddr from) {
        remote = from;
        phase = Phase.CONNECTED;
        peer = endpoint.newPeer();
    }

    // ---- the connect

    NtStatus connect(TransportRequest request, boolean maySendNow) {
        remote = request.address().copy();
        phase = Phase.CONNECTING;
        if (!decisions.holdsConnects() && !transport.io().isLive()) {
            NtStatus status = handshake(decisions.connectRefusal());
            if (!status.isSuccess() || request.remaining() == 0) {
                return request.finish(status);
            }
            status = sender.submit(request, false, maySendNow);
            sending = status.isPending() ? request : null;
            return status;
        }
        if (!request.pend()) {
            phase = Phase.BROKEN;
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        shaking = request;
        return NtStatus.STATUS_PENDING;
    }

    private NtStatus handshake(NtStatus refusal) {
        if (refusal != null) {
            phase = Phase.BROKEN;
            return refusal;
        }
        phase = Phase.CONNECTED;
        peer = endpoint.newPeer();
        transport.inventory().connected(peer);
        return NtStatus.STATUS_SUCCESS;
    }

    boolean isShaking() {
        return shaking != null;
    }

    /** The handshake of the connect that waits is over; null for a success. */
    void finish(NtStatus refusal, TransportRequestQueue due) {
        TransportRequest request = shaking;
        shaking = null;
        NtStatus status = handshake(refusal);
        if (status.isSuccess() && request.remaining() > 0) {
            sending = request;
            sender.enqueue(request, false);
        } else {
            request.finish(status);
            due.add(request);
        }
    }

    /** Goes on with the connect, unless it is held. */
    void serve(TransportRequestQueue due) {
        if (shaking != null && !decisions.holdsConnects()) {
            finish(decisions.connectRefusal(), due);
        }
    }

    /** Forgets the connect once its bytes went out: its owner may use the request for something else. */
    void forgetWhatIsOver() {
        if (sending != null && !sending.status().isPending()) {
            sending = null;
        }
    }

    void forEachWaiting(Consumer<TransportRequest> visitor) {
        if (shaking != null) {
            visitor.accept(shaking);
        }
    }

    // ---- its end

    /** Gives the connect up that waits for the handshake; false when the request is not that. */
    boolean take(TransportRequest request) {
        if (request != shaking) {
            return false;
        }
        shaking = null;
        phase = Phase.BROKEN;
        return true;
    }

    boolean isSending(TransportRequest request) {
        return request == sending;
    }

    /** The connect came to nothing behind the handshake. */
    void breakDown() {
        sending = null;
        phase = Phase.BROKEN;
    }

    /** Ends the connect if it waits for the handshake. */
    void breakOff(NtStatus status, TransportRequestQueue due) {
        TransportRequest request = shaking;
        if (request != null && take(request)) {
            request.finish(status);
            due.add(request);
        }
    }

    @Override
    public String toString() {
        return phase + " to " + remote;
    }
}
