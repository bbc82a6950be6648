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
 * {@link FakeConnector}, {@link FakeSender} or {@link FakeReceiver}, until it has its outcome; {@link FakeConnection}
 * holds these together.
 *
 * <p>Threads and locks: as {@link TurnEndpoint}.
 */
public final class FakeEndpoint extends TurnEndpoint implements StreamEndpoint {
    private final FakeConnection connection; // @GuardedBy("lock")
    private final FakeTeller teller; // @GuardedBy("lock")
    private long idealBacklog = FakePeer.WINDOW; // @GuardedBy("lock")

    FakeEndpoint(FakeTransport transport, int family, StreamObserver observer) {
        super(transport, family);
        this.connection = new FakeConnection(this);
        this.teller = new FakeTeller(lock, observer, connection.receiver());
    }

    /** Makes the endpoint of a connection that arrives, without an observer. Under the listener's lock. */
    FakeEndpoint(FakeListener listener, SockAddr from) {
        super(listener, FakeAddresses.specific(listener.local()), false);
        this.connection = new FakeConnection(this);
        this.teller = new FakeTeller(lock, null, connection.receiver());
        connection.connector().accept(from);
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
            connection.close();
        }
        changed();
    }

    /** Makes a listener as {@link FakeTransport#listen} says. */
    NtStatus listen(ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        synchronized (lock) {
            requireOpen("listen");
            if (!isBoundOnly()) {
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

    FakeConnection connection() {
        return connection;
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
            if (!connection.isUsable()) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            size.set(asksForIdeal ? idealBacklog : connection.receiver().backlog());
            written.set(WskConstants.SIZEOF_SIZE_T);
            return NtStatus.STATUS_SUCCESS;
        }
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            connection.forEachWaiting(visitor);
        }
    }

    @Override
    public void cancel(TransportRequest request) {
        synchronized (lock) {
            connection.cancel(request);
        }
        changed();
    }

    @Override
    void end() {
        connection.close();
    }

    // ---- StreamEndpoint

    @Override
    public NtStatus connect(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("connect");
            if (!isBoundOnly()) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.address().family() != family) {
                return request.finish(NtStatus.STATUS_INVALID_PARAMETER);
            }
            status = connection.connect(request);
        }
        changed();
        return status;
    }

    private boolean isBoundOnly() {
        return local() != null && connection.connector().isIdle();
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        synchronized (lock) {
            requireOpen("remoteAddress");
            return tell(connection.connector().remote(), remoteAddress);
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
            if (!connection.connector().isConnected()) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = connection.submit(request, disconnects);
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
            if (!connection.connector().isConnected()) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = connection.receive(request);
        }
        changed();
        return status;
    }

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("abort");
            status = connection.abort(request, pendingSends, pendingReceives);
        }
        changed();
        return status;
    }

    @Override
    public void observe(int newInterests) {
        synchronized (lock) {
            if (isOpen()) {
                teller.observe(newInterests);
            }
        }
        changed();
    }

    @Override
    public boolean isPeerDone() {
        synchronized (lock) {
            return connection.receiver().hasMetEnd();
        }
    }

    @Override
    public long bytesSent() {
        synchronized (lock) {
            return connection.sender().bytes();
        }
    }

    @Override
    public long bytesReceived() {
        synchronized (lock) {
            return connection.receiver().bytes();
        }
    }

    // ---- the I/O thread

    @Override
    void serve() {
        connection.serve();
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
            if (connection.connector().peer() == null) {
                throw new IllegalStateException("not connected");
            }
            return connection.connector().peer();
        }
    }

    /**
     * Ends the request that waits longest, whether it is held or not: the connect, else the first send or disconnect,
     * else the first receive, else the first abort, else the close. A success carries it out; a receive then has the bytes
     * that it got so far.
     *
     * @param status how it ends
     * @throws IllegalStateException when none waits
     */
    public void completeNext(NtStatus status) {
        synchronized (lock) {
            if (!connection.completeNext(status) && !releaseClose()) {
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
            if (connection.sender().waiting() == 0) {
                throw new IllegalStateException("no send waits");
            }
            connection.sender().moveSome(bytes);
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
            return new String(connection.sender().toPeer().peek(), StandardCharsets.US_ASCII);
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
            connection.fail(reason);
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
            teller.noteReset();
            connection.resetByPeer();
        }
        caused();
    }

    /**
     * How many buffers the observer has and did not release.
     *
     * @return the count
     */
    public int buffersOnLoan() {
        return connection.receiver().onLoan();
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
            return "FakeEndpoint[" + description() + ", " + connection.connector() + "]";
        }
    }
}
