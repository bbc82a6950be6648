// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A datagram socket: binds, sends and receives datagrams.
 *
 * <p>State: unbound, then bound, within {@link SocketPhase#OPEN}; the two fixed addresses, each set or not.
 *
 * <p>Threads: safe for all; the endpoint keeps the order of requests. Locks: {@link #fixing}, so that the endpoint and the
 * socket agree on the remote address; no client code is called with it.
 *
 * <p>Spec: BIND-*, SENDTO-*, SENDMESSAGES-*, RECEIVEFROM-*, GETLOCAL-*, SIO-REMOTE-*, SIO-SENDTO-*, as far as they concern
 * this category.
 */
final class DatagramSocket extends EngineSocket {
    private static final int SEND_TO = FIRST_OF_CATEGORY;
    private static final int SEND_MESSAGES = FIRST_OF_CATEGORY + 1;
    private static final int RECEIVE_FROM = FIRST_OF_CATEGORY + 2;

    private final DatagramEvents callbacks;
    private volatile DatagramEndpoint endpoint; // written once, before the socket is published
    private volatile SockAddr boundTo; // never changed itself; null until bound
    private final Object fixing = new Object();
    private volatile SockAddr
            remote; // @GuardedBy("fixing") to change: as SIO_WSK_SET_REMOTE_ADDRESS has set it; or null
    private volatile SockAddr destination; // likewise, by SIO_WSK_SET_SENDTO_ADDRESS

    DatagramSocket(
            SocketEngine engine,
            long id,
            WskClientObject client,
            SocketOwner owner,
            int addressFamily,
            Object context,
            WskClientDatagramDispatch dispatch) {
        super(engine, id, client, owner, addressFamily);
        this.callbacks = new DatagramEvents(this, context, dispatch);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return engine().tables().datagram();
    }

    @Override
    Class<? extends TransportProvider> ability(int socketType) {
        return DatagramTransport.class;
    }

    @Override
    NtStatus openEndpoint(TransportLease lease, int protocol) {
        Ptr<DatagramEndpoint> opened = new Ptr<>();
        DatagramTransport transport = (DatagramTransport) lease.transport();
        NtStatus status = transport.openDatagram(lease.triple(), protocol, callbacks, opened);
        endpoint = opened.get();
        return status;
    }

    @Override
    TransportEndpoint endpoint() {
        return endpoint;
    }

    /** The endpoint as one that carries datagrams. */
    DatagramEndpoint datagrams() {
        return endpoint;
    }

    DatagramEvents callbacks() {
        return callbacks;
    }

    // ---- functions, each between begin and leave

    NtStatus bind(SockAddr localAddress, int flags, Irp irp) {
        NtStatus refused = refusal(flags == 0 && isOfFamily(localAddress));
        if (refused == null && boundTo != null) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        SockAddr bound = localAddress.copy();
        NtStatus status = bindEndpoint(bound);
        if (status.isSuccess()) {
            onEndpoint(its -> its.localAddress(bound)); // the port that was chosen
            boundTo = bound;
            callbacks.start();
        }
        return finish(irp, status);
    }

    NtStatus sendTo(WskBuf buffer, int flags, SockAddr remoteAddress, int controlLength, CmsgHdr control, Irp irp) {
        boolean valid = flags == 0
                && buffer != null
                && engine().buffers().isReadable(buffer)
                && fits(remoteAddress)
                && isSendable(controlLength, control);
        SockAddr to = remoteAddress != null ? remoteAddress : fixed();
        NtStatus refused = allowance().refusalOfSend(refusalBound(valid, to != null), to);
        TransportRequest request = request(irp, SEND_TO, 0);
        long length = refused == null ? buffer.length() : 0;
        refused = allowance().refusalOfBytes(refused, request, length);
        if (refused != null) {
            return finish(irp, refused);
        }
        request.setAddress(to);
        request.setControl(control, controlLength);
        request.setBytes(buffer.mdl(), buffer.offset(), length);
        return answer(irp, request, requests().carryOut(request));
    }

    NtStatus sendMessages(
            WskBufList list, int flags, SockAddr remoteAddress, int controlLength, CmsgHdr control, Irp irp) {
        boolean valid = flags == 0
                && MessageSend.isSendable(list, engine().buffers())
                && fits(remoteAddress)
                && isSendable(controlLength, control);
        SockAddr to = remoteAddress != null ? remoteAddress : fixed();
        NtStatus refused = allowance().refusalOfSend(refusalBound(valid, to != null), to);
        if (refused == null && allowance().limitsBytes()) {
            TransportRequest charged = request(irp, SEND_MESSAGES, 0);
            refused = allowance().refusalOfBytes(null, charged, MessageSend.lengthOf(list));
        }
        if (refused != null) {
            return finish(irp, refused);
        }
        boolean several = list.next() != null; // then they outlive the call
        MessageSend send = new MessageSend(irp, list);
        TransportRequest request = requests().of(irp, send, SEND_MESSAGES, 0);
        request.setAddress(several ? to.copy() : to);
        request.setControl(several && control != null ? control.copy(controlLength) : control, controlLength);
        NtStatus status = sendRest(send, request);
        return status.isPending() ? status : answer(irp, request, status);
    }

    /** Sends what is left of a list until one has to wait or fails. */
    private NtStatus sendRest(MessageSend send, TransportRequest request) {
        NtStatus status;
        do {
            send.prepare(request);
            status = requests().carryOut(request);
        } while (status == NtStatus.STATUS_SUCCESS && send.sent(request));
        return status;
    }

    @Override
    boolean goesOn(TransportRequest request) {
        if (request.operation() != SEND_MESSAGES
                || request.status() != NtStatus.STATUS_SUCCESS
                || !((MessageSend) request.context()).sent(request)) {
            return false;
        }
        MessageSend send = (MessageSend) request.context();
        if (sendRest(send, request).isPending()) {
            return true;
        }
        send.irp().markPending(); // as the function has answered, whatever became of the last one
        return false;
    }

    NtStatus receiveFrom(
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            ULong controlLength,
            CmsgHdr control,
            ULong controlFlags,
            Irp irp) {
        boolean valid = flags == 0
                && buffer != null
                && engine().buffers().isWritable(buffer)
                && fits(remoteAddress)
                && (controlLength == null || isRoom(controlLength.get(), control));
        NtStatus refused = refusalBound(valid, true);
        if (refused != null) {
            return finish(irp, refused);
        }
        Object context = controlLength == null && controlFlags == null
                ? irp
                : new ReceiveFromCall(irp, controlLength, controlFlags);
        TransportRequest request = requests().of(irp, context, RECEIVE_FROM, 0);
        request.setAddress(remoteAddress);
        if (controlLength != null && controlLength.get() != 0) {
            request.setControl(control, controlLength.get());
        }
        request.setBytes(buffer.mdl(), buffer.offset(), buffer.length());
        return answer(irp, request, requests().carryOut(request));
    }

    NtStatus getLocalAddress(SockAddr localAddress, Irp irp) {
        NtStatus refused = refusalBound(isOfFamily(localAddress), true);
        return finish(irp, refused != null ? refused : onEndpoint(its -> its.localAddress(localAddress)));
    }

    private boolean fits(SockAddr address) {
        return address == null || isOfFamily(address);
    }

    private static boolean isSendable(int length, CmsgHdr control) {
        return length == 0 ? control == null : control != null && control.isWellFormed(length);
    }

    /** Whether there is the room that the client says there is; its number is unsigned. */
    private static boolean isRoom(int length, CmsgHdr control) {
        return length == 0 || length > 0 && control != null && length <= control.capacity();
    }

    /** Why a function that needs a bound socket is refused, or null. */
    private NtStatus refusalBound(boolean valid, boolean addressed) {
        NtStatus refused = refusal(valid);
        if (refused == null && boundTo == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return refused == null && !addressed ? NtStatus.STATUS_INVALID_PARAMETER : refused;
    }

    // ---- the fixed addresses

    /** Where datagrams go that have no address of their own; null for nowhere. */
    private SockAddr fixed() {
        SockAddr only = destination;
        return only != null ? only : remote;
    }

    @Override
    NtStatus control(ControlCall call, SizeT written) {
        if (call.isIoctl(WskConstants.SIO_WSK_SET_SENDTO_ADDRESS)) {
            SockAddr only = copyOf((SockAddr) call.input());
            NtStatus refused = refusalOfFixing(only);
            if (refused != null) {
                return refused;
            }
            destination = only;
            return NtStatus.STATUS_SUCCESS;
        }
        if (call.isIoctl(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS)) {
            SockAddr only = copyOf((SockAddr) call.input());
            NtStatus refused = refusalOfFixing(only);
            if (refused != null) {
                return refused;
            }
            synchronized (fixing) {
                NtStatus status = onEndpoint(() -> endpoint.restrict(only));
                if (status.isSuccess()) {
                    remote = only;
                }
                return status;
            }
        }
        return super.control(call, written);
    }

    /** Whether an address may be fixed, as far as the client may send to it; to none it may always. */
    private NtStatus refusalOfFixing(SockAddr address) {
        return address == null ? null : allowance().refusalOfSend(null, address);
    }

    private static SockAddr copyOf(SockAddr address) {
        return address == null ? null : address.copy();
    }

    // ---- EngineSocket

    @Override
    NtStatus carryOut(TransportRequest request) {
        return request.operation() == RECEIVE_FROM ? endpoint.receiveFrom(request) : endpoint.sendTo(request);
    }

    @Override
    EventSwitch events() {
        return callbacks.events();
    }

    @Override
    boolean mayControlEvents() {
        return boundTo != null;
    }

    @Override
    void eventsChanged() {
        callbacks.observe();
    }

    @Override
    boolean tellsEnd() {
        return events().isEnabled(DatagramEvents.EVENTS);
    }

    @Override
    void indicateGone() {
        callbacks.indicateGone();
    }

    @Override
    String rulesOfRelease() {
        return DatagramEvents.RULES_OF_RELEASE;
    }

    @Override
    int retained() {
        return callbacks.retained();
    }

    @Override
    void settle(TransportRequest request, int operation, NtStatus status) {
        if (status.isSuccess() && request.context() instanceof ReceiveFromCall call) {
            call.store(request);
        }
    }

    @Override
    long information(int operation, TransportRequest request) {
        return request.context() instanceof MessageSend send ? send.bytes() : request.transferred();
    }

    @Override
    NtStatus abortEndpoint(TransportRequest request) {
        return endpoint.abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    @Override
    String functionOf(int operation) {
        return switch (operation) {
            case SEND_TO -> "WskSendTo";
            case SEND_MESSAGES -> "WskSendMessages";
            case RECEIVE_FROM -> "WskReceiveFrom";
            default -> "operation " + operation;
        };
    }

    @Override
    SocketCategory category() {
        return SocketCategory.DATAGRAM;
    }

    @Override
    boolean isBound() {
        return boundTo != null;
    }

    @Override
    SocketReport report() {
        return new OpenSocketReport(
                id(),
                category().title(),
                phase() != SocketPhase.OPEN ? phase().name() : boundTo == null ? "UNBOUND" : "BOUND",
                copyOf(boundTo),
                copyOf(remote),
                endpoint.bytesReceived(),
                endpoint.bytesSent(),
                requestsUnderWay(),
                events().enabled(),
                0,
                retained(),
                client().bundle(),
                opened());
    }

    /** A WskReceiveFrom whose client wants to know more than the bytes. */
    private record ReceiveFromCall(Irp irp, ULong controlLength, ULong controlFlags) implements IrpHolder {
        /** Stores the rest of the outcome, before the IRP completes. */
        private void store(TransportRequest request) {
            if (controlLength != null) {
                controlLength.set(request.controlLength());
            }
            if (controlFlags != null) {
                controlFlags.set(request.messageFlags());
            }
        }
    }
}
