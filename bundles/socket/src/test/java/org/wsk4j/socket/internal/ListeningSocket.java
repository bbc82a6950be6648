// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * A socket that listens, as its client uses it: a listening socket or a stream socket, through its dispatch table, each call
 * with a new recorded IRP.
 */
final class ListeningSocket extends AnySocket {
    ListeningSocket(WskSocket socket) {
        super(socket);
    }

    /** The table, when it is a listening socket. */
    WskProviderListenDispatch listenTable() {
        return (WskProviderListenDispatch) dispatch();
    }

    /** The table, when it is a stream socket. */
    WskProviderStreamDispatch streamTable() {
        return (WskProviderStreamDispatch) dispatch();
    }

    private boolean isStream() {
        return dispatch() instanceof WskProviderStreamDispatch;
    }

    Call bind(SockAddr localAddress) {
        return bind(localAddress, 0);
    }

    Call bind(SockAddr localAddress, int flags) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(
                isStream()
                        ? streamTable().wskBind(socket(), localAddress, flags, irp.irp())
                        : listenTable().wskBind(socket(), localAddress, flags, irp.irp()),
                irp);
    }

    /** WskListen. */
    Call listen() {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(streamTable().wskListen(socket(), irp.irp()), irp);
    }

    /** WskConnect. */
    Call connect(SockAddr remoteAddress) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(streamTable().wskConnect(socket(), remoteAddress, 0, irp.irp()), irp);
    }

    Call accept() {
        return accept(RecordedIrp.ready());
    }

    Call accept(RecordedIrp irp) {
        return accept(0, null, null, null, null, irp);
    }

    Call accept(Object context, WskClientConnectionDispatch callbacks) {
        return accept(0, context, callbacks, null, null, RecordedIrp.ready());
    }

    /** WskAccept that asks for the addresses. */
    Call acceptTelling(SockAddr localAddress, SockAddr remoteAddress) {
        return accept(0, null, null, localAddress, remoteAddress, RecordedIrp.ready());
    }

    Call accept(
            int flags,
            Object context,
            WskClientConnectionDispatch callbacks,
            SockAddr localAddress,
            SockAddr remoteAddress,
            RecordedIrp irp) {
        Irp given = irp.irp();
        return new Call(
                isStream()
                        ? streamTable()
                                .wskAccept(socket(), flags, context, callbacks, localAddress, remoteAddress, given)
                        : listenTable()
                                .wskAccept(socket(), flags, context, callbacks, localAddress, remoteAddress, given),
                irp);
    }

    /** Starts a WskAccept and waits for its end, as nobody may above PASSIVE_LEVEL; answers what is thrown for that. */
    Throwable acceptAndWait() {
        IrpFuture<WskSocket> accept =
                IrpFuture.of(WskSocket.class, irp -> listenTable().wskAccept(socket(), 0, null, null, null, null, irp));
        try {
            accept.join();
            return null;
        } catch (BugCheck e) {
            accept.cancel(false);
            return e;
        }
    }

    Call inspectComplete(WskInspectId id, WskInspectAction action) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(listenTable().wskInspectComplete(socket(), id, action, irp.irp()), irp);
    }

    /** Where it is bound. */
    SockAddrIn localAddress() {
        SockAddrIn address = SockAddrIn.of("203.0.113.1", 1);
        getLocalAddress(address).completedWith(NtStatus.STATUS_SUCCESS);
        return address;
    }

    Call getLocalAddress(SockAddr localAddress) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(
                isStream()
                        ? streamTable().wskGetLocalAddress(socket(), localAddress, irp.irp())
                        : listenTable().wskGetLocalAddress(socket(), localAddress, irp.irp()),
                irp);
    }

    /** Sets SO_CONDITIONAL_ACCEPT. */
    Call setConditional(Object value) {
        return conditional(WskControlSocketType.WskSetOption, Integer.BYTES, value, 0, null, null);
    }

    /** Gets SO_CONDITIONAL_ACCEPT. */
    Call getConditional(ULong value, SizeT written) {
        return conditional(WskControlSocketType.WskGetOption, 0, null, Integer.BYTES, value, written);
    }

    /** Sets or gets SO_CONDITIONAL_ACCEPT. */
    Call conditional(
            WskControlSocketType type, long inputSize, Object input, long outputSize, Object output, SizeT written) {
        return call(
                type,
                SocketOptions.SO_CONDITIONAL_ACCEPT,
                SocketOptions.SOL_SOCKET,
                inputSize,
                input,
                outputSize,
                output,
                written);
    }
}
