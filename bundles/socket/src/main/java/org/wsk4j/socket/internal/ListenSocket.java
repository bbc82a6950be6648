// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.function.Consumer;
import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A listening socket: binds, by which it listens, and accepts.
 *
 * <p>State: unbound, then bound, within {@link SocketPhase#OPEN}; what it has accepted is {@link Listening}'s.
 *
 * <p>Threads: safe for all. Locks: none of its own.
 *
 * <p>Spec: BIND-*, ACCEPT-*, INSPECT-COMPLETE-*, COND-ACCEPT-*, GETLOCAL-*, as far as they concern this category.
 */
final class ListenSocket extends EngineSocket {
    private final ListenEvents callbacks;
    private final Listening listening;
    private volatile TransportEndpoint
            deaf; // written once, before it is published: of one that can never listen; else null

    ListenSocket(
            SocketEngine engine,
            long id,
            WskClientObject client,
            SocketOwner owner,
            int addressFamily,
            Object context,
            WskClientListenDispatch dispatch) {
        super(engine, id, client, owner, addressFamily);
        this.callbacks = new ListenEvents(this, context, dispatch);
        this.listening = new Listening(this, callbacks);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return engine().tables().listen();
    }

    /** A listening socket for datagrams is created, as on Windows, although nothing can be done with it. */
    @Override
    Class<? extends TransportProvider> ability(int socketType) {
        return socketType == SocketType.SOCK_DGRAM ? ControlTransport.class : ListenTransport.class;
    }

    @Override
    NtStatus openEndpoint(TransportLease lease, int protocol) {
        if (lease.triple().socketType() == SocketType.SOCK_DGRAM) {
            Ptr<TransportEndpoint> opened = new Ptr<>();
            NtStatus status = ((ControlTransport) lease.transport()).openControl(lease.triple(), protocol, opened);
            deaf = opened.get();
            return status;
        }
        Ptr<ListenEndpoint> opened = new Ptr<>();
        ListenTransport transport = (ListenTransport) lease.transport();
        NtStatus status = transport.openListener(lease.triple(), protocol, listening.observer(), opened);
        listening.setEndpoint(opened.get());
        return status;
    }

    @Override
    TransportEndpoint endpoint() {
        return deaf != null ? deaf : listening.endpoint();
    }

    // ---- functions, each between begin and leave

    NtStatus bind(SockAddr localAddress, int flags, Irp irp) {
        NtStatus refused = refusal(flags == 0 && isOfFamily(localAddress));
        if (refused == null && deaf != null) {
            refused = NtStatus.STATUS_NOT_IMPLEMENTED;
        }
        if (refused == null && listening.listens()) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        SockAddr bound = localAddress.copy();
        NtStatus status = bindEndpoint(bound);
        if (status.isSuccess()) {
            onEndpoint(its -> its.localAddress(bound)); // the port that was chosen
            listening.setAddress(bound);
            listening.start();
        }
        return finish(irp, status);
    }

    NtStatus accept(int flags, AcceptCall call) {
        return listening.accept(flags, call);
    }

    NtStatus inspectComplete(WskInspectId id, WskInspectAction action, Irp irp) {
        boolean decides = action == WskInspectAction.WskInspectAccept || action == WskInspectAction.WskInspectReject;
        NtStatus refused = refusal(id != null && decides);
        if (refused == null && (!listening.listens() || !callbacks.isConditional())) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return finish(irp, refused != null ? refused : listening.inspections().complete(id, action));
    }

    NtStatus getLocalAddress(SockAddr localAddress, Irp irp) {
        NtStatus refused = refusal(isOfFamily(localAddress));
        if (refused == null && !listening.listens()) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return finish(irp, refused != null ? refused : onEndpoint(its -> its.localAddress(localAddress)));
    }

    @Override
    SocketCategory category() {
        return SocketCategory.LISTEN;
    }

    @Override
    boolean isBound() {
        return listening.listens();
    }

    @Override
    NtStatus control(ControlCall call, SizeT written) {
        if (!call.isOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_CONDITIONAL_ACCEPT)) {
            return super.control(call, written);
        }
        if (call.sets()) {
            return callbacks.setConditional(((ULong) call.input()).get());
        }
        ((ULong) call.output()).set(callbacks.isConditional() ? 1 : 0);
        written.set(WskConstants.SIZEOF_ULONG);
        return NtStatus.STATUS_SUCCESS;
    }

    // ---- EngineSocket

    @Override
    EventSwitch events() {
        return callbacks.events();
    }

    @Override
    boolean mayControlEvents() {
        return listening.listens();
    }

    @Override
    void eventsChanged() {
        listening.wanted();
    }

    @Override
    boolean tellsEnd() {
        return callbacks.isConditional() || events().isEnabled(Listening.EVENTS);
    }

    @Override
    void indicateGone() {
        callbacks.indicateGone();
    }

    @Override
    void closing(NtStatus status) {
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
    void settle(TransportRequest request, int operation, NtStatus status) {
        // nothing here depends on how a WskAccept ends
    }

    @Override
    long information(int operation, TransportRequest request) {
        return 0;
    }

    @Override
    NtStatus abortEndpoint(TransportRequest request) {
        return request.finish(NtStatus.STATUS_SUCCESS); // nothing waits in it, and its close follows
    }

    @Override
    String functionOf(int operation) {
        return operation == Listening.ACCEPT ? "WskAccept" : "operation " + operation;
    }

    @Override
    SocketReport report() {
        SockAddr local = listening.boundTo();
        return new OpenSocketReport(
                id(),
                category().title(),
                phase() != SocketPhase.OPEN ? phase().name() : local == null ? "UNBOUND" : "LISTENING",
                local == null ? null : local.copy(),
                null,
                0,
                0,
                requestsUnderWay(),
                events().enabled() | events().inherited(),
                listening.backlog(),
                0,
                client().bundle(),
                opened());
    }
}
