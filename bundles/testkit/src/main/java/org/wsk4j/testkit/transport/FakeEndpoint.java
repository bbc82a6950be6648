// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskConstants;

/**
 * One end of a connection in memory: what a socket under test calls, and what a test makes happen to it.
 *
 * <p>The path of a request: it is carried out at once if it overtakes none and nothing holds it. Else it waits, in
 * {@link FakeConnector}, {@link FakeSender} or {@link FakeReceiver}, until it has its outcome.
 *
 * <p>Threads and locks: as {@link TurnEndpoint}.
 */
public final class FakeEndpoint extends TurnEndpoint implements StreamEndpoint {
    private final FakeSender sender; // @GuardedBy("lock")
    private final FakeReceiver receiver = new FakeReceiver(); // @GuardedBy("lock")
    private final FakeConnector connector; // @GuardedBy("lock")
    private final FakeTeller teller; // @GuardedBy("lock")
    private TransportRequest abort; // @GuardedBy("lock"): held
    private boolean resetByUs; // @GuardedBy("lock"): the peer sees a reset
    private boolean resetByPeer; // @GuardedBy("lock")
    private long idealBacklog = FakePeer.WINDOW; // @GuardedBy("lock")

    FakeEndpoint(FakeTransport transport, int family, StreamObserver observer) {
        super(transport, family);
        this.sender = new FakeSender(transport);
        this.connector = new FakeConnector(this, transport, sender);
        this.teller = new FakeTeller(lock, observer, receiver);
    }

    private FakeEndpoint(FakeListener listener, SockAddr from) {
        super(listener, FakeAddresses.specific(listener.local()), false);
        this.sender = new FakeSender(transport);
        this.connector = new FakeConnector(this, transport, sender);
        this.teller = new FakeTeller(lock, null, receiver);
        connector.accept(from);
    }

    /** Makes the endpoint of a connection that arrives; it has no observer before {@link #handTo}. Under the listener's lock. */
    static FakeEndpoint accepted(FakeListener listener, SockAddr from) {
        return new FakeEndpoint(listener, from);
    }

    /** The listener hands the connection over. */
    void handTo(StreamObserver observer) {
        synchronized (lock) {
            teller.setObserver(observer);
        }
        changed();
    }

    /** The listener gives the connection up, which nobody got. */
    void drop() {
        synchronized (lock) {
            breakOff(NtStatus.STATUS_CANCELLED, !resetByPeer);
        }
        changed();
    }

    /** Makes a listener as {@link FakeTransport#listen} says. */
    NtStatus listen(ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        synchronized (lock) {
            requireOpen("listen");
            if (local() == null || !connector.isIdle()) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (!transport.addresses().share(local())) {
                return NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
            }
            FakeListener listener = new FakeListener(this, observer);
            transport.opened(listener);
            endpoint.set(listener);
            return NtStatus.STATUS_SUCCESS;
        }
    }

    FakeSender sender() {
        return sender;
    }

    FakeReceiver receiver() {
        return receiver;
    }

    // ---- TransportEndpoint

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        synchronized (lock) {
            boolean asksForIdeal = code == WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG;
            if (!asksForIdeal && code != WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG) {
                return super.control(code, input, output, written);
            }
            requireOpen("control");
            if (!(output instanceof SizeT size)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            if (!connector.isConnected()) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            size.set(asksForIdeal ? idealBacklog : receiver.unread());
            written.set(WskConstants.SIZEOF_SIZE_T);
            return NtStatus.STATUS_SUCCESS;
        }
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            connector.forEachWaiting(visitor);
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
            if (!connector.take(request) && !receiver.take(request) && !sender.take(request)) {
                return;
            }
            if (connector.isSending(request)) {
                breakConnect();
            }
            request.finish(NtStatus.STATUS_CANCELLED);
            due.add(request);
        }
        changed();
    }

    @Override
    void end() {
        boolean inGoodOrder = sender.hasEnded() && receiver.hasEnded() || resetByPeer || connector.peer() == null;
        breakOff(NtStatus.STATUS_CANCELLED, !inGoodOrder);
        if (abort != null) {
            finishAbort();
        }
    }

    // ---- StreamEndpoint

    @Override
    public NtStatus connect(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("connect");
            if (local() == null || !connector.isIdle()) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.address().family() != family) {
                return request.finish(NtStatus.STATUS_INVALID_PARAMETER);
            }
            status = connector.connect(request);
            if (connector.isConnected() && !status.isSuccess()) {
                breakConnect();
            }
        }
        changed();
        return status;
    }

    /** The connect was cancelled while its bytes went out. */
    private void breakConnect() {
        breakOff(NtStatus.STATUS_CONNECTION_ABORTED, true);
        connector.breakDown();
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        synchronized (lock) {
            requireOpen("remoteAddress");
            return tell(connector.remote(), remoteAddress);
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
            if (!connector.isConnected()) {
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
            if (!connector.isConnected()) {
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
            connector.breakOff(pendingSends, due);
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
        connector.breakOff(status, due);
        sender.breakOff(status, due);
        receiver.breakOff(status, due);
        resetByUs |= reset;
    }

    @Override
    public void observe(int newInterests) {
        synchronized (lock) {
            requireOpen("observe");
            teller.observe(newInterests);
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

    @Override
    void serve() {
        connector.serve(due);
        sender.serve(due);
        receiver.serve(due);
        if (abort != null && !transport.holdsAborts()) {
            finishAbort();
        }
        connector.forgetWhatIsOver();
    }

    @Override
    Runnable nextCall() {
        return teller.next();
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
            if (connector.peer() == null) {
                throw new IllegalStateException("not connected");
            }
            return connector.peer();
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
            if (connector.isShaking()) {
                connector.finish(status.isSuccess() ? null : status, due);
            } else if (sender.waiting() > 0) {
                sender.finishFirst(status, due);
            } else if ((receive = receiver.poll()) != null) {
                receive.finish(status);
                due.add(receive);
            } else if (abort != null) {
                finishAbort();
            } else if (!releaseClose()) {
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
     * The peer sends bytes, which arrive at the same time: the observer is offered them as one list.
     *
     * @param texts in ASCII, a buffer each
     */
    public void deliver(String... texts) {
        peer().write(texts);
    }

    /**
     * The peer sends bytes, which arrive.
     *
     * @param bytes at least one
     */
    public void deliver(byte[] bytes) {
        peer().write(bytes);
    }

    /**
     * Decides what the observer is told of the bytes that it is offered.
     *
     * @param flags from now on those of {@link StreamObserver#received}; at first {@link StreamObserver#ENTIRE_MESSAGE}
     */
    public void setReceivedFlags(int flags) {
        synchronized (lock) {
            teller.setReceivedFlags(flags);
        }
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
            breakOff(reason, connector.peer() != null);
            teller.noteFailure(reason);
        }
        caused();
    }

    /**
     * The ideal amount of data to keep under way changes; the observer is told if it asked for that. At first it is
     * {@link FakePeer#WINDOW}.
     *
     * @param bytes the new ideal, above 0
     */
    public void changeIdealBacklog(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        synchronized (lock) {
            idealBacklog = bytes;
            teller.noteBacklog(bytes);
        }
        caused();
    }

    void resetFromPeer() {
        synchronized (lock) {
            resetByPeer = true;
            teller.noteReset();
            breakOff(NtStatus.STATUS_CONNECTION_RESET, false);
        }
        caused();
    }

    boolean isResetByUs() {
        return resetByUs;
    }

    boolean isResetByPeer() {
        return resetByPeer;
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

    @Override
    public String toString() {
        synchronized (lock) {
            return "FakeEndpoint[" + description() + ", " + connector + "]";
        }
    }
}
