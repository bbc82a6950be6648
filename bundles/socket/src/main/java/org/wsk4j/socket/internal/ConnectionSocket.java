// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A connection-oriented socket: binds, connects, sends, receives, disconnects.
 *
 * <p>State: {@link ConnectionState}, within {@link SocketPhase#OPEN}. It changes before the IRP of the operation completes.
 *
 * <p>Threads: safe for all. Locks: none; the endpoint keeps the order of requests.
 *
 * <p>Spec: BIND-*, CONNECT-*, CONNECTEX-*, SEND-*, RECEIVE-*, DISCONNECT-*, GETLOCAL-*, GETREMOTE-*, as far as they concern
 * this category.
 */
class ConnectionSocket extends EngineSocket {
    private static final int MOST_BYTES_WITH_CONNECT = 65_535;

    private static final int CONNECT = FIRST_OF_CATEGORY;
    private static final int SEND = FIRST_OF_CATEGORY + 1;
    private static final int RECEIVE = FIRST_OF_CATEGORY + 2;
    private static final int DISCONNECT = FIRST_OF_CATEGORY + 3;
    private static final int ABORT = (FIRST_OF_CATEGORY + 4) | FINAL;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ConnectionSocket.class, "state", ConnectionState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConnectionEvents connectionEvents = new ConnectionEvents(this);

    private volatile ConnectionState state = ConnectionState.UNBOUND; // changed with STATE only
    private volatile StreamEndpoint endpoint; // written once, before the socket is published
    private volatile SockAddr boundTo; // never changed itself; as far as bind, connect or a query told
    private volatile SockAddr connectedTo; // never changed itself; written once, by a connect or at the arrival
    private volatile WskInspectId inspectId; // written once, at the arrival; null unless it was inspected
    private volatile Acceptance acceptance; // of a connection that the client does not have yet; null for others

    ConnectionSocket(SocketEngine engine, long id, WskClientObject client, SocketOwner owner, int addressFamily) {
        super(engine, id, client, owner, addressFamily);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return engine().tables().connection();
    }

    @Override
    Class<? extends TransportProvider> ability(int socketType) {
        return StreamTransport.class;
    }

    @Override
    NtStatus openEndpoint(TransportLease lease, int protocol) {
        Ptr<StreamEndpoint> opened = new Ptr<>();
        StreamTransport transport = (StreamTransport) lease.transport();
        NtStatus status = transport.openStream(lease.triple(), protocol, connectionEvents, opened);
        endpoint = opened.get();
        return status;
    }

    void setEndpoint(StreamEndpoint newEndpoint) {
        endpoint = newEndpoint;
    }

    @Override
    TransportEndpoint endpoint() {
        return endpoint;
    }

    /** The endpoint as one end of a connection. */
    final StreamEndpoint stream() {
        return endpoint;
    }

    // ---- events

    final ConnectionEvents connectionEvents() {
        return connectionEvents;
    }

    @Override
    EventSwitch events() {
        return connectionEvents.events();
    }

    @Override
    boolean mayControlEvents() {
        return state.wasConnected();
    }

    /** From within WskAcceptEvent, which has stored by then what its outputs are to be (ACCEPT-EVENT-23). */
    @Override
    void beforeEnabling() {
        Acceptance offered = acceptance;
        if (offered != null) {
            connectionEvents.introduce(
                    offered.context().get(), offered.callbacks().get());
        }
    }

    @Override
    void eventsChanged() {
        connectionEvents.observe();
    }

    @Override
    boolean tellsEnd() {
        return events().isEnabled(WskConstants.WSK_EVENT_RECEIVE);
    }

    @Override
    void indicateGone() {
        connectionEvents.indicateGone();
    }

    /** One that waits at its listening socket is lost to it. */
    @Override
    void closing(NtStatus status) {
        Acceptance waiting = acceptance;
        if (waiting != null) {
            waiting.takenAway();
        }
    }

    @Override
    int retained() {
        return connectionEvents.retained();
    }

    @Override
    void routineReturned(int operation) {
        if (operation == RECEIVE) {
            connectionEvents.resume();
        }
    }

    // ---- control operations

    @Override
    final boolean isBound() {
        return boundTo != null;
    }

    @Override
    final boolean isConnected() {
        return state.isConnected();
    }

    @Override
    final boolean mayBeControlled() {
        return state != ConnectionState.SILENT;
    }

    @Override
    NtStatus control(ControlCall call, SizeT written) {
        if (call.isIoctl(WskConstants.SIO_WSK_QUERY_INSPECT_ID) && inspectId != null) {
            ((WskInspectId) call.output()).set(inspectId.key(), inspectId.serialNumber());
            written.set(WskConstants.SIZEOF_WSK_INSPECT_ID);
            return NtStatus.STATUS_SUCCESS;
        }
        return call.isIoctl(WskConstants.SIO_WSK_SET_TCP_SILENT_MODE) ? silence(call) : super.control(call, written);
    }

    /** Nothing is sent any more once that works; what is under way would be (SIO-SILENT-04). */
    private NtStatus silence(ControlCall call) {
        AtomicBoolean sends = new AtomicBoolean();
        forEachPending(request ->
                sends.compareAndSet(false, request.operation() == SEND || request.operation() == DISCONNECT));
        if (sends.get() || state != ConnectionState.CONNECTED) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        NtStatus status = onEndpoint(() -> endpoint.control(call.code(), null, null, new SizeT()));
        if (status.isSuccess()) {
            advance(ConnectionState.CONNECTED, ConnectionState.SILENT);
        }
        return status;
    }

    // ---- from a listening socket

    /** A listening socket has got the connection. */
    final void arrived(Acceptance newAcceptance) {
        acceptance = newAcceptance;
        inspectId = newAcceptance.id();
        boundTo = newAcceptance.localAddress();
        connectedTo = newAcceptance.remoteAddress();
        state = ConnectionState.CONNECTED;
    }

    /** How a connection is on its way to the client; null once the client has it. */
    final Acceptance acceptance() {
        return acceptance;
    }

    /** The client has it now, and has said what its callbacks are. */
    final void delivered(Object context, WskClientConnectionDispatch callbacks, int inherited) {
        boolean watched = acceptance.id() != null;
        connectionEvents.introduce(context, callbacks);
        acceptance = null;
        if (isFunctional()) {
            connectionEvents.start(inherited);
            if (watched) {
                connectionEvents.observe(); // nobody but the client wants to know of a reset any more
            }
        }
    }

    @Override
    void settle(TransportRequest request, int operation, NtStatus status) {
        if (operation == CONNECT) {
            boolean connected = status.isSuccess();
            if (connected) {
                SockAddr local = boundTo.copy(); // the handshake has made a wildcard concrete
                onEndpoint(() -> endpoint.localAddress(local));
                boundTo = local;
            }
            advance(ConnectionState.CONNECTING, connected ? ConnectionState.CONNECTED : ConnectionState.FAILED);
            if (connected && isFunctional()) {
                connectionEvents.start(0);
            }
        } else if (operation == DISCONNECT && status == NtStatus.STATUS_CANCELLED) {
            advance(ConnectionState.SEND_DONE, ConnectionState.CONNECTED); // nothing of it went out
        }
    }

    /** Hands a request to the endpoint; answers what the function returns. */
    private NtStatus submit(Irp irp, TransportRequest request) {
        return answer(irp, request, requests().carryOut(request));
    }

    @Override
    final NtStatus carryOut(TransportRequest request) {
        return switch (request.operation()) {
            case CONNECT -> endpoint.connect(request);
            case SEND -> endpoint.send(request);
            case RECEIVE -> endpoint.receive(request);
            case DISCONNECT -> endpoint.disconnect(request);
            case ABORT -> endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED);
            default -> super.carryOut(request);
        };
    }

    @Override
    String functionOf(int operation) {
        return switch (operation) {
            case CONNECT -> "WskConnect";
            case SEND -> "WskSend";
            case RECEIVE -> "WskReceive";
            case DISCONNECT, ABORT -> "WskDisconnect";
            default -> "operation " + operation;
        };
    }

    @Override
    long information(int operation, TransportRequest request) {
        return operation == SEND || operation == RECEIVE ? request.transferred() : 0;
    }

    @Override
    NtStatus abortEndpoint(TransportRequest request) {
        return endpoint.abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED, NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    final ConnectionState state() {
        return state;
    }

    final boolean advance(ConnectionState from, ConnectionState to) {
        assert from.mayBecome(to) : from + " to " + to;
        return STATE.compareAndSet(this, from, to);
    }

    // ---- functions, each between begin and leave

    NtStatus bind(SockAddr localAddress, int flags, Irp irp) {
        NtStatus refused = refusal(flags == 0 && isOfFamily(localAddress));
        if (refused == null && state != ConnectionState.UNBOUND) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        SockAddr bound = localAddress.copy();
        NtStatus status = bindEndpoint(bound);
        if (status.isSuccess()) {
            boundTo = bound;
            advance(ConnectionState.UNBOUND, ConnectionState.BOUND);
        }
        return finish(irp, status);
    }

    NtStatus connect(SockAddr remoteAddress, WskBuf buffer, int flags, Irp irp) {
        boolean sends = buffer != null;
        NtStatus refused = refusal(flags == 0
                && isOfFamily(remoteAddress)
                && (!sends || engine().buffers().isReadable(buffer)));
        if (refused == null && sends && buffer.length() > MOST_BYTES_WITH_CONNECT) {
            refused = NtStatus.STATUS_BUFFER_OVERFLOW;
        }
        if (refused == null && state != ConnectionState.BOUND) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        TransportRequest request = request(irp, CONNECT, 0);
        long length = sends ? buffer.length() : 0;
        SockAddr peer = refused == null ? remoteAddress.copy() : null; // what is allowed is what is connected to
        refused = allowance().refusalOfBytes(refused, request, length);
        refused = allowance().refusalOfConnect(refused, peer);
        if (refused == null && !advance(ConnectionState.BOUND, ConnectionState.CONNECTING)) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        connectedTo = peer;
        request.setAddress(peer);
        if (sends) {
            request.setBytes(buffer.mdl(), buffer.offset(), length);
        }
        return submit(irp, request);
    }

    NtStatus send(WskBuf buffer, int flags, Irp irp) {
        int defined = WskConstants.WSK_FLAG_NODELAY | WskConstants.WSK_FLAG_OOB;
        NtStatus refused = refusal(
                (flags & ~defined) == 0 && buffer != null && engine().buffers().isReadable(buffer));
        if (refused == null && (flags & WskConstants.WSK_FLAG_OOB) != 0) {
            refused = NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (refused == null) {
            refused = state.refusesSend();
        }
        TransportRequest request = request(irp, SEND, flags);
        long length = refused == null ? buffer.length() : 0;
        refused = allowance().refusalOfBytes(refused, request, length);
        if (refused != null) {
            return finish(irp, refused);
        }
        request.setBytes(buffer.mdl(), buffer.offset(), length);
        return submit(irp, request);
    }

    NtStatus receive(WskBuf buffer, int flags, Irp irp) {
        NtStatus refused = refusal(isReceivable(buffer, flags));
        if (refused == null) {
            refused = state.refusesReceive();
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        TransportRequest request = request(irp, RECEIVE, flags);
        request.setBytes(buffer.mdl(), buffer.offset(), buffer.length());
        return submit(irp, request);
    }

    private boolean isReceivable(WskBuf buffer, int flags) {
        int both = TransportRequest.WAITALL | TransportRequest.DRAIN;
        if (buffer == null || (flags & both) == both || (flags & ~both) != 0) {
            return false;
        }
        if ((flags & TransportRequest.DRAIN) != 0 && buffer.length() != 0) {
            return false;
        }
        return engine().buffers().isWritable(buffer);
    }

    NtStatus disconnect(WskBuf buffer, int flags, boolean abortive, Irp irp) {
        boolean valid = buffer == null || !abortive && engine().buffers().isReadable(buffer);
        NtStatus refused = refusal(valid && flags == 0);
        TransportRequest request = request(irp, abortive ? ABORT : DISCONNECT, 0);
        long length = refused == null && buffer != null ? buffer.length() : 0;
        if (state == ConnectionState.CONNECTED) { // else it is refused for its state
            refused = allowance().refusalOfBytes(refused, request, length);
        }
        if (refused == null) {
            refused = abortive ? beginAbort() : beginDisconnect();
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        if (buffer != null) {
            request.setBytes(buffer.mdl(), buffer.offset(), length);
        }
        return submit(irp, request);
    }

    private NtStatus beginDisconnect() {
        return advance(ConnectionState.CONNECTED, ConnectionState.SEND_DONE)
                ? null
                : NtStatus.STATUS_INVALID_DEVICE_STATE;
    }

    private NtStatus beginAbort() {
        return advance(ConnectionState.CONNECTED, ConnectionState.ABORTED)
                        || advance(ConnectionState.SEND_DONE, ConnectionState.ABORTED)
                ? null
                : NtStatus.STATUS_INVALID_DEVICE_STATE;
    }

    NtStatus getLocalAddress(SockAddr localAddress, Irp irp) {
        NtStatus refused = refusal(isOfFamily(localAddress));
        if (refused == null && !state.isBound()) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        NtStatus status = onEndpoint(its -> its.localAddress(localAddress));
        if (status.isSuccess()) {
            boundTo = localAddress.copy();
        }
        return finish(irp, status);
    }

    NtStatus getRemoteAddress(SockAddr remoteAddress, Irp irp) {
        NtStatus refused = refusal(isOfFamily(remoteAddress));
        if (refused == null && !state.isConnected()) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return finish(irp, refused != null ? refused : onEndpoint(() -> endpoint.remoteAddress(remoteAddress)));
    }

    // ---- reports

    /** How many connections wait to be accepted. */
    int acceptBacklog() {
        return 0;
    }

    /** Where the socket is bound; a copy. */
    final SockAddr boundAddress() {
        return boundTo.copy();
    }

    @Override
    SocketCategory category() {
        return SocketCategory.CONNECTION;
    }

    @Override
    SocketReport report() {
        SockAddr local = boundTo;
        if (local != null) {
            local = local.copy();
        }
        SockAddr remote = connectedTo;
        return new OpenSocketReport(
                id(),
                category().title(),
                stateName(),
                local,
                remote == null ? null : remote.copy(),
                endpoint.bytesReceived(),
                endpoint.bytesSent(),
                requestsUnderWay(),
                events().enabled() | events().inherited(),
                acceptBacklog(),
                retained(),
                client().bundle(),
                opened());
    }

    private String stateName() {
        SocketPhase phase = phase();
        if (phase != SocketPhase.OPEN) {
            return phase.name();
        }
        ConnectionState now = state;
        return now.isConnected() && endpoint.isPeerDone()
                ? (now == ConnectionState.CONNECTED ? "PEER_DONE" : "DISCONNECTED")
                : now.name();
    }
}
