// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a TCP connection: {@link TcpHandshake} begins it, {@link TcpSender} and {@link TcpReceiver} move the bytes,
 * {@link TcpEnding} ends it.
 *
 * <p>The path of a request: it is carried out in its caller's thread if it can be, without the I/O thread knowing of
 * it. Else it waits in the queue of its direction, the loop's thread ({@link IoLoop}) continues it when the channel is
 * ready ({@link #ready}), and tells its owner. What concerns the channel as a whole (registering, interests, release)
 * happens in the endpoint's turns ({@link #takeTurn}).
 *
 * <p>State: {@link TcpState}; a connection that fails stays CONNECTED here, its directions have FAILED.
 *
 * <p>Threads: safe for all; completions come from the loop's thread, except those of {@link #cancel}, which runs in its
 * caller's. The close completes after them.
 *
 * <p>Locks: {@link #lock}, then the receiver's, then the sender's. None is held while an owner or observer is told.
 *
 * <p>Differences from Windows: a disconnect completes when the platform has taken the FIN, behind all bytes; nobody
 * tells when the peer has acknowledged it. How long a connect waits for an answer is the platform's choice.
 *
 * <p>Spec: CLOSE-07, DISCONNECT-15..DISCONNECT-17.
 */
final class TcpEndpoint extends LoopEndpoint implements StreamEndpoint {
    /** The bytes that an endpoint moves in one go on the loop's thread before others have their turn. */
    static final long SHARE = 256 * 1024;

    private final SocketChannel channel;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final SendBacklog sendBacklog;
    private final TcpHandshake handshake;
    private final TcpEnding ending;
    private final PostedRequests posted = new PostedRequests(this);

    private final Object lock = new Object();
    private final TcpAddresses addresses; // @GuardedBy("lock")
    private volatile TcpState state = TcpState.UNBOUND; // @GuardedBy("lock") to change; volatile to look
    private volatile boolean receiveBufferSet; // a client chose its size; set by any thread, never cleared

    TcpEndpoint(IoLoop loop, TcpSettings settings, IpFamily family, SocketChannel channel, StreamObserver observer) {
        super(loop);
        this.channel = channel;
        this.addresses = new TcpAddresses(family, channel);
        this.handshake = new TcpHandshake(this, lock, channel, addresses);
        this.sender = new TcpSender(this, channel);
        this.receiver = new TcpReceiver(this, channel, observer, settings.retainLimit());
        this.sendBacklog = new SendBacklog(this, channel, observer);
        this.ending = new TcpEnding(this, channel, observer);
    }

    IpFamily family() {
        return addresses.family();
    }

    TcpSender sender() {
        return sender;
    }

    TcpReceiver receiver() {
        return receiver;
    }

    SendBacklog sendBacklog() {
        return sendBacklog;
    }

    /** Whether no posted request could be overtaken by one that ends now. */
    boolean owesNothing() {
        return posted.isClear();
    }

    // ---- addresses and options

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            if (state != TcpState.UNBOUND) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            NtStatus status = addresses.bindLocked(localAddress);
            if (status.isSuccess()) {
                state = state.to(TcpState.BOUND);
            }
            return status;
        }
    }

    @Override
    public NtStatus shareAddress() {
        return TcpOptions.share(channel);
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        synchronized (lock) {
            return addresses.localLocked(localAddress);
        }
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        synchronized (lock) {
            return addresses.remoteLocked(remoteAddress);
        }
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        if (V6Only.is(level, option)) {
            synchronized (lock) {
                return addresses.v6OnlyLocked().setLocked(input, state != TcpState.UNBOUND);
            }
        }
        NtStatus status = TcpOptions.set(channel, level, option, input);
        if (status.isSuccess() && TcpOptions.RCVBUF.is(level, option)) {
            receiveBufferSet = true;
        }
        return status;
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        if (V6Only.is(level, option)) {
            synchronized (lock) {
                return addresses.v6OnlyLocked().getLocked(output, written);
            }
        }
        return TcpOptions.get(channel, level, option, output, written);
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return TcpControls.run(this, code, output, written);
    }

    // ---- listening

    /**
     * Lets a new listener listen at the local address, with the options that one has: {@code IPV6_V6ONLY},
     * {@code SO_REUSEADDR}, those for the connections that it accepts, and {@code SO_RCVBUF} if it was set.
     */
    NtStatus share(TcpListener listener) {
        synchronized (lock) {
            if (state != TcpState.BOUND) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (receiveBufferSet) {
                NtStatus status = TcpOptions.RCVBUF.copy(channel, listener.channel());
                if (!status.isSuccess()) {
                    return status;
                }
            }
            NtStatus status = TcpOptions.REUSEADDR.copy(channel, listener.channel());
            if (!status.isSuccess()) {
                return status;
            }
            listener.acceptedOptions().copy(channel);
            return addresses.shareLocked(listener);
        }
    }

    /** A listener has accepted the channel: the connection is there. */
    void accepted(V6Only inherited) throws IOException {
        synchronized (lock) {
            addresses.v6OnlyLocked().copyLocked(inherited);
            connectedLocked();
        }
    }

    // ---- connecting

    @Override
    public NtStatus connect(TransportRequest request) {
        synchronized (lock) {
            if (state != TcpState.BOUND) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            NtStatus status = handshake.beginLocked(request);
            if (status.isPending() || !status.isSuccess()) {
                return status;
            }
        }
        return sender.sendFirst(request);
    }

    /** The next state. */
    void becomeLocked(TcpState next) {
        state = state.to(next);
    }

    boolean isConnecting() {
        return state == TcpState.CONNECTING;
    }

    /** The handshake is over in good order, and the bytes may move. */
    void connectedLocked() throws IOException {
        addresses.connectedLocked();
        state = state.to(TcpState.CONNECTED);
        receiver.open();
        sender.open();
        if (receiver.isObserved()) {
            schedule();
        }
    }

    // ---- moving bytes

    @Override
    public NtStatus send(TransportRequest request) {
        return sender.send(request);
    }

    @Override
    public NtStatus receive(TransportRequest request) {
        return receiver.receive(request);
    }

    @Override
    public NtStatus disconnect(TransportRequest request) {
        return sender.disconnect(request);
    }

    @Override
    public void observe(int interests) {
        sendBacklog.observe((interests & StreamObserver.OBSERVE_SEND_BACKLOG) != 0);
        receiver.observe(interests & ~StreamObserver.OBSERVE_SEND_BACKLOG);
    }

    @Override
    public boolean isPeerDone() {
        return receiver.hasMetEnd();
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
    public void cancel(TransportRequest request) {
        ending.beginCancel();
        try {
            if (receiver.take(request) || handshake.take(request) || sender.take(request)) { // as a connect moves
                request.finish(NtStatus.STATUS_CANCELLED);
                complete(request);
            }
        } finally {
            if (ending.endCancel()) {
                schedule();
            }
        }
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        handshake.forEachWaiting(visitor);
        receiver.forEachWaiting(visitor);
        sender.forEachWaiting(visitor);
        ending.forEachAbort(visitor);
    }

    @Override
    public void post(TransportRequest request) {
        posted.add(request);
        schedule();
    }

    // ---- the end

    /** A direction has just failed, and the connection with it. Any thread, no lock of a direction held. */
    void broken(NtStatus status) {
        boolean receives = receiver.breakOff(status);
        boolean sends = sender.fail(status);
        if (receives || sends) {
            schedule();
        }
    }

    /** The stream has lost bytes, or its connect was cancelled: resets the connection. As {@link #broken}. */
    void tear() {
        ending.breakOff(NtStatus.STATUS_CONNECTION_ABORTED, NtStatus.STATUS_CONNECTION_ABORTED);
        schedule();
    }

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        return ending.abort(request, pendingSends, pendingReceives);
    }

    @Override
    public NtStatus close(TransportRequest request) {
        return ending.close(request);
    }

    /** Ends the endpoint, unless it is over. */
    void becomeBroken() {
        synchronized (lock) {
            if (!state.isOver()) {
                state = state.to(TcpState.BROKEN);
            }
        }
    }

    void becomeClosing() {
        synchronized (lock) {
            state = state.to(TcpState.CLOSING);
        }
    }

    boolean isConnected() {
        return state == TcpState.CONNECTED;
    }

    /** Whether it was closed, aborted or given up. */
    boolean isOver() {
        return state.isOver();
    }

    /** Whether close was called, and perhaps completed since. */
    boolean isClosing() {
        return state.isClosing();
    }

    /** Nothing is left but the close request. */
    void closed() {
        synchronized (lock) {
            state = state.to(TcpState.CLOSED);
        }
        loop().remove(this);
    }

    // ---- LoopEndpoint

    @Override
    SelectableChannel channel() {
        return channel;
    }

    @Override
    void ready(int operations) {
        posted.deliver();
        if ((operations & SelectionKey.OP_CONNECT) != 0) {
            handshake.connectable();
            return;
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            receiver.readable();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            sender.writable();
        }
    }

    @Override
    void takeTurn() {
        settle();
        if (state.isOver()) {
            receiver.forgetRest();
            ending.takeTurn();
        } else {
            bringInterests();
            receiver.attend();
        }
    }

    /** Completes what has its outcome. Loop thread. */
    void settle() {
        posted.deliver();
        receiver.flush();
        sender.flush();
        handshake.flush();
    }

    @Override
    void released() {
        ending.released();
    }

    @Override
    void forceClose() {
        ending.giveUp();
    }

    @Override
    public String toString() {
        return "TCP endpoint " + addresses + " (" + state + ")";
    }
}
