// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

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
 * What a socket calls of its end of a connection in memory.
 *
 * <p>The path of a request: it is carried out at once if it overtakes none and nothing holds it. Else it waits, in
 * {@link FakeConnector}, {@link FakeSender} or {@link FakeReceiver}, until it has its outcome; {@link FakeConnection}
 * holds these together.
 *
 * <p>Threads and locks: as {@link TurnEndpoint}.
 */
abstract class FakeStream extends TurnEndpoint implements StreamEndpoint {
    private final FakeConnection connection; // @GuardedBy("lock")
    private final FakeTeller teller; // @GuardedBy("lock")

    FakeStream(FakeTransport transport, int family, StreamObserver observer) {
        super(transport, family);
        this.connection = new FakeConnection(this);
        this.teller = new FakeTeller(lock, observer, connection.receiver());
    }

    /** Makes the endpoint of a connection that arrives, without an observer. Under the listener's lock. */
    FakeStream(FakeListener listener, SockAddr from) {
        super(listener, FakeAddresses.specific(listener.local()), false);
        this.connection = new FakeConnection(this);
        this.teller = new FakeTeller(lock, null, connection.receiver());
        connection.connector().accept(from);
    }

    /** Makes the other end. */
    abstract FakePeer newPeer();

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
            transport.inventory().add(listener);
            endpoint.set(listener);
            return NtStatus.STATUS_SUCCESS;
        }
    }

    FakeConnection connection() {
        return connection;
    }

    FakeTeller teller() {
        return teller;
    }

    // ---- TransportEndpoint

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        boolean asksForIdeal = code == WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG;
        if (!asksForIdeal && code != WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG) {
            return super.control(code, input, output, written);
        }
        synchronized (lock) {
            requireOpen("control");
            if (!(output instanceof SizeT size)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            if (!connection.isUsable()) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            size.set(
                    asksForIdeal ? teller.idealBacklog() : connection.receiver().backlog());
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
}
