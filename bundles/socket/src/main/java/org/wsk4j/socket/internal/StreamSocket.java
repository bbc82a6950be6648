// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.function.Consumer;
import java.util.function.Function;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A stream socket: a connection-oriented socket that may listen instead, once it is bound.
 *
 * <p>Until it listens it is what it extends. Listening, it has a listening endpoint in place of the one that it was bound
 * with, and {@link ConnectionState#LISTENING} keeps the functions of a connection from working.
 *
 * <p>Threads: safe for all. Locks: {@link #role}, for the moment in which the endpoint changes, so that whoever ends the
 * socket ends the right one, and whoever asks the endpoint asks one that is open; no client code is called with it.
 *
 * <p>Spec: STREAM-01..STREAM-11, LISTEN-01..LISTEN-08; windows-vs-docs readings 35 to 37.
 */
final class StreamSocket extends ConnectionSocket {
    private final Object role = new Object();
    private final ListenEvents callbacks;
    private boolean ending; // @GuardedBy("role"): the end has begun, and with which endpoint is settled
    private final Listening listening;

    StreamSocket(
            SocketEngine engine,
            long id,
            WskClientObject client,
            SocketOwner owner,
            int addressFamily,
            Object context,
            WskClientStreamDispatch dispatch) {
        super(engine, id, client, owner, addressFamily);
        WskClientConnectionDispatch connect = dispatch == null ? null : dispatch.connect();
        connectionEvents().introduce(context, connect);
        this.callbacks = new ListenEvents(this, context, dispatch == null ? null : dispatch.listen());
        this.listening = new Listening(this, callbacks);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return engine().tables().stream();
    }

    @Override
    NtStatus openEndpoint(TransportLease lease, int protocol) {
        return lease.transport() instanceof ListenTransport
                ? super.openEndpoint(lease, protocol)
                : NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    TransportEndpoint endpoint() {
        return listening.listens() ? listening.endpoint() : super.endpoint();
    }

    // ---- functions, each between begin and leave

    NtStatus listen(Irp irp) {
        NtStatus refused = refusal(true);
        if (refused == null && !advance(ConnectionState.BOUND, ConnectionState.LISTENING)) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        if (!enter()) { // until the endpoint that goes is closed: the socket's own close waits for that
            return finish(irp, NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        TransportLease other = lease().another(this); // for as long as there are two endpoints
        if (other == null) {
            advance(ConnectionState.LISTENING, ConnectionState.BOUND);
            exit();
            return finish(irp, NtStatus.STATUS_DEVICE_NOT_READY); // the transport is leaving
        }
        if (!enterEndpoint()) {
            new OtherEndpoint(other).end();
            return finish(irp, NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        NtStatus status;
        try {
            status = listen(other);
        } finally {
            exitEndpoint();
        }
        return finish(irp, status);
    }

    /** Puts a listening endpoint in the place of the bound one; the lease is for the one that goes. */
    private NtStatus listen(TransportLease other) {
        StreamEndpoint bound = stream();
        Ptr<ListenEndpoint> opened = new Ptr<>();
        NtStatus status =
                guarded(() -> ((ListenTransport) other.transport()).listen(bound, listening.observer(), opened));
        if (!status.isSuccess()) {
            advance(ConnectionState.LISTENING, ConnectionState.BOUND);
            new OtherEndpoint(other).end();
            return isFunctional() ? status : NtStatus.STATUS_FILE_FORCED_CLOSED; // it may have been aborted meanwhile
        }
        SockAddr address = boundAddress();
        guarded(() -> opened.get().localAddress(address));
        listening.setAddress(address);
        if (!change(opened.get())) {
            close(opened.get(), other);
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        close(bound, other);
        listening.start();
        return NtStatus.STATUS_SUCCESS;
    }

    /** From now on the socket's endpoint is another one; false when its end has begun. */
    private boolean change(ListenEndpoint endpoint) {
        synchronized (role) {
            if (!ending) {
                listening.setEndpoint(endpoint);
            }
            return !ending;
        }
    }

    /** Closes an endpoint that is not the socket's any more. */
    private void close(TransportEndpoint endpoint, TransportLease itsLease) {
        OtherEndpoint other = new OtherEndpoint(itsLease);
        TransportRequest request = new TransportRequest();
        request.prepare(other, null, 0);
        if (!guarded(() -> endpoint.close(request)).isPending()) {
            other.end();
        }
    }

    /** The second of two endpoints, with its lease and its use of the socket. */
    private final class OtherEndpoint implements TransportRequest.Owner {
        private final TransportLease itsLease;

        private OtherEndpoint(TransportLease itsLease) {
            this.itsLease = itsLease;
        }

        @Override
        public boolean pending(TransportRequest request) {
            return true;
        }

        @Override
        public void completed(TransportRequest request) {
            end();
        }

        private void end() {
            itsLease.release();
            exit();
        }
    }

    /** Not while the endpoint changes, so that it is not closed meanwhile. */
    @Override
    NtStatus onEndpoint(Function<TransportEndpoint, NtStatus> call) {
        synchronized (role) {
            return super.onEndpoint(call);
        }
    }

    NtStatus accept(int flags, AcceptCall call) {
        return listening.accept(flags, call);
    }

    // ---- EngineSocket

    @Override
    EventSwitch events() {
        return listening.listens() ? callbacks.events() : super.events();
    }

    @Override
    boolean mayControlEvents() {
        return listening.listens() || super.mayControlEvents();
    }

    @Override
    void eventsChanged() {
        if (listening.listens()) {
            listening.wanted();
        } else {
            super.eventsChanged();
        }
    }

    @Override
    boolean tellsEnd() {
        return listening.listens() ? events().isEnabled(Listening.EVENTS) : super.tellsEnd();
    }

    @Override
    void indicateGone() {
        if (listening.listens()) {
            callbacks.indicateGone();
        } else {
            super.indicateGone();
        }
    }

    @Override
    void closing(NtStatus status) {
        synchronized (role) {
            ending = true;
        }
        listening.end(status);
    }

    @Override
    boolean cancelWaiting(TransportRequest request) {
        return listening.cancel(request);
    }

    @Override
    void forEachPending(Consumer<TransportRequest> visitor) {
        listening.forEachPending(visitor);
        super.forEachPending(visitor);
    }

    @Override
    NtStatus abortEndpoint(TransportRequest request) {
        return listening.listens() ? request.finish(NtStatus.STATUS_SUCCESS) : super.abortEndpoint(request);
    }

    @Override
    String functionOf(int operation) {
        return operation == Listening.ACCEPT ? "WskAccept" : super.functionOf(operation);
    }

    @Override
    SocketCategory category() {
        return SocketCategory.STREAM;
    }

    @Override
    int acceptBacklog() {
        return listening.backlog();
    }
}
