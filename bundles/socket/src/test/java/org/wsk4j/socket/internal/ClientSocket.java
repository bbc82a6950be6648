// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/** A connection-oriented socket as its client uses it: through the dispatch table, each call with a new recorded IRP. */
class ClientSocket extends AnySocket {
    private final WskProviderConnectionDispatch dispatch;

    ClientSocket(WskSocket socket) {
        super(socket);
        this.dispatch = (WskProviderConnectionDispatch) socket.dispatch();
    }

    @Override
    final WskProviderConnectionDispatch dispatch() {
        return dispatch;
    }

    @Override
    final ConnectionSocket engineSide() {
        return (ConnectionSocket) socket();
    }

    final Call bind(SockAddr localAddress) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(dispatch.wskBind(socket(), localAddress, 0, irp.irp()), irp);
    }

    final Call connect(SockAddr remoteAddress) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(dispatch.wskConnect(socket(), remoteAddress, 0, irp.irp()), irp);
    }

    final Call send(String text) {
        return send(Bytes.of(text).buf());
    }

    final Call send(String text, RecordedIrp irp) {
        return send(Bytes.of(text).buf(), 0, irp);
    }

    final Call send(WskBuf buffer) {
        return send(buffer, 0);
    }

    final Call send(WskBuf buffer, int flags) {
        return send(buffer, flags, RecordedIrp.ready());
    }

    final Call send(WskBuf buffer, int flags, RecordedIrp irp) {
        return new Call(dispatch.wskSend(socket(), buffer, flags, irp.irp()), irp);
    }

    final Call receive(WskBuf buffer) {
        return receive(buffer, 0);
    }

    final Call receive(WskBuf buffer, int flags) {
        return receive(buffer, flags, RecordedIrp.ready());
    }

    final Call receive(WskBuf buffer, int flags, RecordedIrp irp) {
        return new Call(dispatch.wskReceive(socket(), buffer, flags, irp.irp()), irp);
    }

    /** Disconnects gracefully. */
    final Call disconnect() {
        return disconnect(null, 0);
    }

    final Call disconnect(WskBuf buffer, int flags) {
        return disconnect(buffer, flags, RecordedIrp.ready());
    }

    final Call disconnect(WskBuf buffer, int flags, RecordedIrp irp) {
        return new Call(dispatch.wskDisconnect(socket(), buffer, flags, irp.irp()), irp);
    }

    /** Disconnects abortively. */
    final Call abort() {
        return disconnect(null, WskConstants.WSK_FLAG_ABORTIVE);
    }

    /** Gives a retained list back. */
    final NtStatus release(WskDataIndication list) {
        return dispatch.wskRelease(socket(), list);
    }
}
