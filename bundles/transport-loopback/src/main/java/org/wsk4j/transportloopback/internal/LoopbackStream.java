// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.function.Consumer;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a connection. Its {@link StreamSender} hands bytes to the {@link StreamReceiver} of its peer, and the other
 * way round; its {@link StreamTeller} tells the observer.
 *
 * <p>A connection is there when the listener has room for it in its backlog; it needs no answer, so that a connect is
 * over at once, but for bytes that it brings along.
 *
 * <p>State: {@link StreamState}; a connection that the peer resets stays CONNECTED, its directions have FAILED.
 *
 * <p>Threads, Locks: see {@link LoopbackEndpoint}.
 *
 * <p>Spec: CONNECT-01..CONNECT-08, DISCONNECT-15..DISCONNECT-17, DISCONNECT-22.
 */
final class LoopbackStream extends LoopbackEndpoint implements StreamEndpoint {
    private final StreamSender sender;
    private final StreamReceiver receiver;
    private final StreamTeller teller;
    private StreamState state = StreamState.UNBOUND; // @GuardedBy("lock")
    private SockAddr local; // @GuardedBy("lock"); null until bound
    private SockAddr remote; // @GuardedBy("lock"); null until connected
    private LoopbackStream peer; // @GuardedBy("lock"); null until connected

    /** Makes an unbound endpoint; the observer is null for a connection that nobody has accepted. */
    LoopbackStream(Network network, IpFamily family, StreamObserver observer) {
        super(network, family, LoopbackOption.Use.STREAM);
        sender = new StreamSender(this);
        receiver = new StreamReceiver(this, network.buffers);
        teller = new StreamTeller(this, receiver, observer);
    }

    // ---- addresses, options and controls

    @Override
    NtStatus bindLocked(SockAddr address) {
        if (state != StreamState.UNBOUND) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (!family.isWildcard(address) && !family.isLoopback(address)) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        NtStatus status = takeAddressLocked(network.streamPorts(family), address);
        if (status.isSuccess()) {
            local = bindingLocked().address;
            state = state.to(StreamState.BOUND);
        }
        return status;
    }

    @Override
    SockAddr localLocked() {
        return local;
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        synchronized (lock) {
            return tell(remote, remoteAddress);
        }
    }

    @Override
    void optionChangedLocked(LoopbackOption option) {
        if (option == LoopbackOption.RECEIVE_BUFFER && peer != null) {
            receiver.flowLocked();
            peer.scheduleLocked(); // its observer may want to know
        }
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        StreamControl control = StreamControl.of(code);
        if (control == null) {
            return super.control(code, input, output, written);
        }
        synchronized (lock) {
            return state == StreamState.CONNECTED
                    ? control.runLocked(this, output, written)
                    : NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
    }

    /** Whether it is bound and nothing more. */
    boolean isBoundOnlyLocked() {
        return state == StreamState.BOUND;
    }

    /** How many bytes should be under way to the peer; 0 when there is none. */
    long idealBacklogLocked() {
        return peer == null ? 0 : peer.receiver.windowLocked();
    }

    /** How many bytes wait to be received. */
    long receiveBacklogLocked() {
        return receiver.backlogLocked();
    }

    // ---- connecting

    @Override
    public NtStatus connect(TransportRequest request) {
        synchronized (lock) {
            if (state != StreamState.BOUND) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            boolean announced = !owesNothingLocked();
            if (announced && !request.pend()) {
                state = state.to(StreamState.BROKEN);
                return request.finish(NtStatus.STATUS_CANCELLED);
            }
            NtStatus status = findPeerLocked(request.address());
            if (!status.isSuccess()) {
                state = state.to(StreamState.BROKEN);
            }
            if (!status.isSuccess() || request.remaining() == 0) {
                return answerLocked(request, status, announced);
            }
            return sendFirstLocked(request, announced);
        }
    }

    private NtStatus findPeerLocked(SockAddr address) {
        if (!family.owns(address)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (family.port(address) == 0 || family.isWildcard(address)) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        if (!family.isLoopback(address)) {
            return NtStatus.STATUS_NETWORK_UNREACHABLE;
        }
        LoopbackListener listener = network.streamPorts(family).listenerLocked(address);
        LoopbackStream found = listener == null ? null : listener.admitLocked();
        if (found == null) {
            return NtStatus.STATUS_CONNECTION_REFUSED;
        }
        SockAddr ours = family.newAddress();
        family.copySource(local, ours);
        SockAddr theirs = family.newAddress();
        theirs.copyFrom(address);
        connectLocked(found, ours, theirs);
        found.connectLocked(this, theirs, ours);
        teller.connectedLocked();
        found.teller.connectedLocked();
        scheduleLocked(); // what is observed already
        return NtStatus.STATUS_SUCCESS;
    }

    private void connectLocked(LoopbackStream newPeer, SockAddr newLocal, SockAddr newRemote) {
        state = state.to(StreamState.CONNECTED);
        peer = newPeer;
        local = newLocal;
        remote = newRemote;
        sender.connectLocked(newPeer.receiver);
        receiver.connectLocked(newPeer.sender);
    }

    /** Sends the bytes that a connect brings along. Some go out at once, so that it cannot be given up any more. */
    private NtStatus sendFirstLocked(TransportRequest request, boolean announced) {
        if (!announced) {
            return sender.sendFirstLocked(request);
        }
        sender.enqueueLocked(request);
        return NtStatus.STATUS_PENDING;
    }

    /** A listener's observer owns the connection from now on. */
    void acceptedLocked(StreamObserver observer) {
        teller.setObserverLocked(observer);
        network.addLocked(this);
    }

    // ---- moving bytes

    @Override
    public NtStatus send(TransportRequest request) {
        synchronized (lock) {
            return sender.sendLocked(request);
        }
    }

    @Override
    public NtStatus receive(TransportRequest request) {
        synchronized (lock) {
            return receiver.receiveLocked(request);
        }
    }

    @Override
    public NtStatus disconnect(TransportRequest request) {
        synchronized (lock) {
            return sender.disconnectLocked(request);
        }
    }

    @Override
    public void observe(int interests) {
        synchronized (lock) {
            teller.observeLocked(interests);
            scheduleLocked();
        }
    }

    @Override
    public boolean isPeerDone() {
        return receiver.isPeerDone();
    }

    @Override
    public long bytesSent() {
        return sender.bytes();
    }

    @Override
    public long bytesReceived() {
        return receiver.bytes();
    }

    @Override
    boolean takeLocked(TransportRequest request) {
        return receiver.takeLocked(request) || sender.takeLocked(request);
    }

    @Override
    void forEachWaitingLocked(Consumer<TransportRequest> visitor) {
        receiver.forEachWaitingLocked(visitor);
        sender.forEachWaitingLocked(visitor);
    }

    // ---- the end

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        synchronized (lock) {
            abortLocked(pendingSends, pendingReceives);
            boolean announced = !owesNothingLocked();
            if (announced && !request.pend()) {
                return request.finish(NtStatus.STATUS_CANCELLED);
            }
            return answerLocked(request, NtStatus.STATUS_SUCCESS, announced);
        }
    }

    /** The stream has lost bytes in its middle. */
    void tearLocked() {
        abortLocked(NtStatus.STATUS_CONNECTION_ABORTED, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    private void abortLocked(NtStatus pendingSends, NtStatus pendingReceives) {
        breakLocked();
        receiver.forgetResetLocked();
        receiver.abortLocked(pendingReceives);
        sender.abortLocked(pendingSends);
    }

    @Override
    void failLocked(NtStatus status) {
        abortLocked(status, status);
    }

    /**
     * Ends the connection; the peer sees a reset, unless both had ended their directions before, or the peer is given up
     * as well.
     */
    private void breakLocked() {
        boolean disconnected = sender.hasEndedLocked() && receiver.isPeerDone();
        if (state == StreamState.CONNECTED && !disconnected && !network.hasEndedLocked()) {
            peer.receiver.resetLocked();
            peer.sender.failLocked(NtStatus.STATUS_CONNECTION_RESET);
        }
        state = state.to(StreamState.BROKEN);
    }

    // ---- the observer

    @Override
    boolean beginCallLocked() {
        return teller.beginLocked();
    }

    @Override
    void call() {
        teller.call();
    }

    @Override
    void callFailed(NtStatus reason) {
        teller.callFailed(reason);
    }
}
