// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a connection in memory: what a socket under test calls, and what a test makes happen to it.
 *
 * <p>The path of a request: it is carried out at once if it overtakes none and nothing holds it. Else it waits, in
 * {@link FakeSender} or {@link FakeReceiver}; once it has its outcome it moves to {@link #due}, and the I/O thread
 * completes it in a {@link #turn}. Each turn completes one request or makes one call of the observer, so that both are
 * serial.
 *
 * <p>A function that is called after {@link #close} throws: the caller broke the rule.
 *
 * <p>Threads: safe for all. Locks: {@link #lock}, with which requests are announced as pending; none while one is
 * completed or the observer called.
 */
public final class FakeEndpoint implements StreamEndpoint {
    private enum Phase {
        UNBOUND,
        BOUND,
        CONNECTING,
        CONNECTED,
        /** The connect failed or was cancelled. */
        BROKEN,
        CLOSING,
        CLOSED
    }

    /** Guards everything here, in the directions and in the peer; waited on by the peer. */
    final Object lock = new Object();

    private final FakeTransport transport;
    private final int family;
    private final FakeSender sender; // @GuardedBy("lock")
    private final FakeReceiver receiver = new FakeReceiver(); // @GuardedBy("lock")
    private final FakeTeller teller; // @GuardedBy("lock")
    private final TransportRequestQueue due = new TransportRequestQueue(); // @GuardedBy("lock"): with their outcome
    private Phase phase = Phase.UNBOUND; // @GuardedBy("lock")
    private SockAddr local; // @GuardedBy("lock"); null before bind
    private SockAddr remote; // @GuardedBy("lock"); null before connect
    private FakePeer peer; // @GuardedBy("lock"); null before connected
    private TransportRequest connecting; // @GuardedBy("lock"): waits for the handshake
    private TransportRequest connectBytes; // @GuardedBy("lock"): the connect, while its bytes wait
    private TransportRequest abort; // @GuardedBy("lock"): held
    private TransportRequest close; // @GuardedBy("lock"): waits
    private boolean closeReleased; // @GuardedBy("lock"): the hold does not count any more
    private boolean telling; // @GuardedBy("lock"): a turn runs code of an owner or of the observer
    private boolean resetByUs; // @GuardedBy("lock"): the peer sees a reset
    private boolean resetByPeer; // @GuardedBy("lock")

    FakeEndpoint(FakeTransport transport, int family, StreamObserver observer) {
        this.transport = transport;
        this.family = family;
        this.sender = new FakeSender(transport);
        this.teller = new FakeTeller(lock, observer, receiver);
    }

    FakeSender sender() {
        return sender;
    }

    FakeReceiver receiver() {
        return receiver;
    }

    private void requireOpen(String function) {
        if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
            throw new IllegalStateException(function + " on an endpoint after its close was called");
        }
    }

    /** Something may be due: the I/O thread looks, and so does the peer. */
    void changed() {
        synchronized (lock) {
            lock.notifyAll();
        }
        transport.io().schedule(this);
    }

    // ---- TransportEndpoint

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            requireOpen("bind");
            if (phase != Phase.UNBOUND) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (localAddress.family() != family) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            SockAddr address = transport.addresses().claim(localAddress);
            if (address == null) {
                return NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
            }
            local = address;
            phase = Phase.BOUND;
            return NtStatus.STATUS_SUCCESS;
        }
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        synchronized (lock) {
            requireOpen("localAddress");
            return tell(local, localAddress);
        }
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        synchronized (lock) {
            requireOpen("remoteAddress");
            return tell(peer == null ? null : remote, remoteAddress);
        }
    }

    private static NtStatus tell(SockAddr address, SockAddr out) {
        if (address == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return out.copyFrom(address) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_INVALID_PARAMETER;
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            if (connecting != null) {
                visitor.accept(connecting);
            }
            sender.forEachWaiting(visitor);
            receiver.forEachWaiting(visitor);
            if (abort != null) {
                visitor.accept(abort);
            }
        }
    }

    @Override
    public void cancel(TransportRequest request) {
        synchronized (lock) {
            if (request == connecting) {
                connecting = null;
                phase = Phase.BROKEN;
            } else if (receiver.take(request) || sender.take(request)) {
                if (request == connectBytes) {
                    connectBytes = null;
                    breakConnect();
                }
            } else {
                return;
            }
            request.finish(NtStatus.STATUS_CANCELLED);
            due.add(request);
        }
        changed();
    }

    @Override
    public void post(TransportRequest request) {
        synchronized (lock) {
            due.add(request);
        }
        changed();
    }

    @Override
    public NtStatus close(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("close");
            boolean inGoodOrder = sender.hasEnded() && receiver.hasEnded() || resetByPeer || peer == null;
            breakOff(NtStatus.STATUS_CANCELLED, !inGoodOrder);
            phase = Phase.CLOSING;
            if (abort != null) {
                finishAbort();
            }
            if (due.isEmpty() && !telling && !transport.holdsCloses()) {
                status = request.finish(closed());
            } else {
                close = request; // not announced as pending: it cannot be cancelled
                status = NtStatus.STATUS_PENDING;
            }
        }
        changed();
        return status;
    }

    private NtStatus closed() {
        phase = Phase.CLOSED;
        transport.closed(this, local);
        return NtStatus.STATUS_SUCCESS;
    }

    // ---- StreamEndpoint

    @Override
    public NtStatus connect(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("connect");
            if (phase != Phase.BOUND) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.address().family() != family) {
                return request.finish(NtStatus.STATUS_INVALID_PARAMETER);
            }
            remote = request.address().copy();
            phase = Phase.CONNECTING;
            if (!transport.holdsConnects() && !transport.io().isLive()) {
                status = handshake(transport.connectRefusal());
                status = status.isSuccess() && request.remaining() > 0
                        ? sender.submit(request, false, true)
                        : request.finish(status);
                if (status.isPending()) {
                    connectBytes = request;
                } else if (phase == Phase.CONNECTED && !status.isSuccess()) {
                    breakConnect();
                }
            } else if (request.pend()) {
                connecting = request;
                status = NtStatus.STATUS_PENDING;
            } else {
                phase = Phase.BROKEN;
                status = request.finish(NtStatus.STATUS_CANCELLED);
            }
        }
        changed();
        return status;
    }

    private NtStatus handshake(NtStatus refusal) {
        if (refusal != null) {
            phase = Phase.BROKEN;
            return refusal;
        }
        phase = Phase.CONNECTED;
        peer = new FakePeer(this, transport.io());
        transport.connected(peer);
        return NtStatus.STATUS_SUCCESS;
    }

    /** The connect was cancelled while its bytes went out. */
    private void breakConnect() {
        breakOff(NtStatus.STATUS_CONNECTION_ABORTED, true);
        phase = Phase.BROKEN;
    }

    /** The handshake of the connect that waits is over. */
    private void finishConnecting(NtStatus refusal) {
        TransportRequest request = connecting;
        connecting = null;
        NtStatus status = handshake(refusal);
        if (status.isSuccess() && request.remaining() > 0) {
            connectBytes = request;
            sender.enqueue(request, false);
        } else {
            request.finish(status);
            due.add(request);
        }
    }

    @Override
    public NtStatus send(TransportRequest request) {
        if ((request.flags() & ~TransportRequest.NODELAY) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        return submit(request, false);
    }

    @Override
    public NtStatus disconnect(TransportRequest request) {
        return submit(request, true);
    }

    private NtStatus submit(TransportRequest request, boolean disconnects) {
        NtStatus status;
        synchronized (lock) {
            requireOpen(disconnects ? "disconnect" : "send");
            if (phase != Phase.CONNECTED) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = sender.submit(request, disconnects, due.isEmpty());
            if (status == NtStatus.STATUS_CANCELLED && request.transferred() != 0) {
                breakOff(NtStatus.STATUS_CONNECTION_ABORTED, true); // half of it went out
            }
        }
        changed();
        return status;
    }

    @Override
    public NtStatus receive(TransportRequest request) {
        if ((request.flags() & ~(TransportRequest.WAITALL | TransportRequest.DRAIN)) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        NtStatus status;
        synchronized (lock) {
            requireOpen("receive");
            if (phase != Phase.CONNECTED) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = receiver.receive(request, due.isEmpty());
        }
        changed();
        return status;
    }

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("abort");
            breakOffConnecting(pendingSends);
            sender.abort(pendingSends, due);
            receiver.abort(pendingReceives, due);
            resetByUs |= !resetByPeer;
            if (due.isEmpty() && !transport.holdsAborts()) {
                status = request.finish(NtStatus.STATUS_SUCCESS);
            } else if (request.pend()) {
                abort = request;
                if (!transport.holdsAborts()) {
                    finishAbort();
                }
                status = NtStatus.STATUS_PENDING;
            } else {
                status = request.finish(NtStatus.STATUS_CANCELLED); // done all the same
            }
        }
        changed();
        return status;
    }

    private void finishAbort() {
        abort.finish(NtStatus.STATUS_SUCCESS);
        due.add(abort);
        abort = null;
    }

    /** Ends everything that waits, in both directions. */
    private void breakOff(NtStatus status, boolean reset) {
        breakOffConnecting(status);
        sender.breakOff(status, due);
        receiver.breakOff(status, due);
        resetByUs |= reset;
    }

    private void breakOffConnecting(NtStatus status) {
        if (connecting != null) {
            connecting.finish(status);
            due.add(connecting);
            connecting = null;
            phase = Phase.BROKEN;
        }
    }

    @Override
    public void observe(int newInterests) {
        synchronized (lock) {
            requireOpen("observe");
            teller.setInterests(newInterests);
            receiver.observe();
        }
        changed();
    }

    @Override
    public boolean isPeerDone() {
        synchronized (lock) {
            return receiver.isAtEnd();
        }
    }

    @Override
    public long bytesSent() {
        synchronized (lock) {
            return sender.bytes();
        }
    }

    @Override
    public long bytesReceived() {
        synchronized (lock) {
            return receiver.bytes();
        }
    }

    // ---- the I/O thread

    /** Completes one request or makes one call of the observer; false when nothing is due. */
    boolean turn() {
        Runnable next;
        synchronized (lock) {
            TransportRequest over = nextOver();
            next = over != null ? over::complete : nextCall();
            lock.notifyAll(); // bytes may have reached the peer
            if (next == null) {
                return false;
            }
            telling = true;
        }
        try {
            next.run();
        } finally {
            synchronized (lock) {
                telling = false;
            }
        }
        return true;
    }

    private TransportRequest nextOver() {
        if (connecting != null && !transport.holdsConnects()) {
            finishConnecting(transport.connectRefusal());
        }
        sender.serve(due);
        receiver.serve(due);
        if (abort != null && !transport.holdsAborts()) {
            finishAbort();
        }
        TransportRequest over = due.poll();
        if (over == null && close != null && (closeReleased || !transport.holdsCloses())) {
            over = close;
            close = null;
            over.finish(closed());
        }
        if (over == connectBytes) {
            connectBytes = null;
        }
        return over;
    }

    private Runnable nextCall() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED ? null : teller.next();
    }

    // ---- for tests

    /**
     * The other end.
     *
     * @return the peer of this connection
     * @throws IllegalStateException before it is connected
     */
    public FakePeer peer() {
        synchronized (lock) {
            if (peer == null) {
                throw new IllegalStateException("not connected");
            }
            return peer;
        }
    }

    /**
     * Ends the request that waits longest, whether it is held or not: the connect, else the first send or disconnect,
     * else the first receive, else the abort, else the close. A success carries it out; a receive then has the bytes
     * that it got so far.
     *
     * @param status how it ends
     * @throws IllegalStateException when none waits
     */
    public void completeNext(NtStatus status) {
        synchronized (lock) {
            TransportRequest receive;
            if (connecting != null) {
                finishConnecting(status.isSuccess() ? null : status);
            } else if (sender.waiting() > 0) {
                sender.finishFirst(status, due);
            } else if ((receive = receiver.poll()) != null) {
                receive.finish(status);
                due.add(receive);
            } else if (abort != null) {
                finishAbort();
            } else if (close != null) {
                closeReleased = true;
            } else {
                throw new IllegalStateException("no request waits");
            }
        }
        caused();
    }

    /**
     * Carries out part of the send that waits longest; it goes on waiting.
     *
     * @param bytes how many bytes reach the peer, fewer than remain
     * @throws IllegalStateException when no send waits
     */
    public void sendSome(int bytes) {
        synchronized (lock) {
            if (sender.waiting() == 0) {
                throw new IllegalStateException("no send waits");
            }
            sender.moveSome(bytes);
        }
        caused();
    }

    /**
     * The peer sends bytes, which arrive.
     *
     * @param text in ASCII
     */
    public void deliver(String text) {
        peer().write(text);
    }

    /**
     * The peer sends bytes, which arrive.
     *
     * @param bytes at least one
     */
    public void deliver(byte[] bytes) {
        peer().write(bytes);
    }

    /** The peer ends its direction; its end arrives. */
    public void peerCloses() {
        peer().close();
    }

    /** The peer resets the connection; the reset arrives. */
    public void peerResets() {
        peer().reset();
    }

    /**
     * What was sent and not yet read by the peer.
     *
     * @return the bytes, as ASCII
     */
    public String sent() {
        synchronized (lock) {
            return new String(sender.toPeer().peek(), StandardCharsets.US_ASCII);
        }
    }

    /**
     * The endpoint ceases to work for a reason of the transport's own: everything that waits ends so, the observer is
     * told.
     *
     * @param reason what later requests end with
     */
    public void fail(NtStatus reason) {
        synchronized (lock) {
            breakOff(reason, peer != null);
            teller.noteFailure(reason);
        }
        caused();
    }

    /**
     * The ideal amount of data to keep under way changes; the observer is told if it asked for that.
     *
     * @param bytes the new ideal, above 0
     */
    public void changeIdealBacklog(long bytes) {
        synchronized (lock) {
            teller.noteBacklog(bytes);
        }
        caused();
    }

    private void caused() {
        changed();
        transport.io().caused();
    }

    void resetFromPeer() {
        synchronized (lock) {
            resetByPeer = true;
            teller.noteReset();
            breakOff(NtStatus.STATUS_CONNECTION_RESET, false);
        }
        caused();
    }

    void causedByPeer() {
        caused();
    }

    boolean isResetByUs() {
        return resetByUs;
    }

    boolean isResetByPeer() {
        return resetByPeer;
    }

    /**
     * How many requests wait, or have their outcome and have not been completed.
     *
     * @return the count, the close included
     */
    public int pendingRequests() {
        synchronized (lock) {
            int count = sender.waiting() + receiver.waiting();
            for (TransportRequest request = due.peek(); request != null; request = due.after(request)) {
                count++;
            }
            return count + (connecting == null ? 0 : 1) + (abort == null ? 0 : 1) + (close == null ? 0 : 1);
        }
    }

    /**
     * How many buffers the observer has and did not release.
     *
     * @return the count
     */
    public int buffersOnLoan() {
        return receiver.onLoan();
    }

    /**
     * What the observer wants to hear of.
     *
     * @return the bits last given to {@link #observe}
     */
    public int interests() {
        synchronized (lock) {
            return teller.interests();
        }
    }

    /**
     * Whether the endpoint is closed, down to the last resource.
     *
     * @return true once nothing is left of it
     */
    public boolean isClosed() {
        synchronized (lock) {
            return phase == Phase.CLOSED;
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "FakeEndpoint[" + phase + ", " + local + " to " + remote + ", " + pendingRequests() + " pending]";
        }
    }
}
