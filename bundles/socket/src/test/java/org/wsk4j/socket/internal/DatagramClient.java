// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskSocket;

/** A datagram socket, as a test calls it. Each function gets an IRP of its own unless one is given. */
final class DatagramClient extends AnySocket {
    DatagramClient(WskSocket socket) {
        super(socket);
    }

    @Override
    WskProviderDatagramDispatch dispatch() {
        return (WskProviderDatagramDispatch) socket().dispatch();
    }

    @Override
    DatagramSocket engineSide() {
        return (DatagramSocket) socket();
    }

    Call bind(SockAddr localAddress) {
        return bind(localAddress, 0);
    }

    Call bind(SockAddr localAddress, int flags) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(dispatch().wskBind(socket(), localAddress, flags, irp.irp()), irp);
    }

    Call getLocalAddress(SockAddr localAddress) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(dispatch().wskGetLocalAddress(socket(), localAddress, irp.irp()), irp);
    }

    Call sendTo(String text, SockAddr to) {
        return sendTo(Bytes.of(text).buf(), to);
    }

    Call sendTo(WskBuf buffer, SockAddr to) {
        return sendTo(buffer, 0, to, 0, null, RecordedIrp.ready());
    }

    Call sendTo(WskBuf buffer, int flags, SockAddr to, int controlLength, CmsgHdr control, RecordedIrp irp) {
        return new Call(dispatch().wskSendTo(socket(), buffer, flags, to, controlLength, control, irp.irp()), irp);
    }

    Call sendMessages(WskBufList list, SockAddr to) {
        return sendMessages(list, 0, to, 0, null, RecordedIrp.ready());
    }

    Call sendMessages(WskBufList list, int flags, SockAddr to, int controlLength, CmsgHdr control, RecordedIrp irp) {
        return new Call(dispatch().wskSendMessages(socket(), list, flags, to, controlLength, control, irp.irp()), irp);
    }

    Call receiveFrom(WskBuf buffer) {
        return receiveFrom(buffer, null);
    }

    Call receiveFrom(WskBuf buffer, SockAddr from) {
        return receiveFrom(buffer, 0, from, null, null, null, RecordedIrp.ready());
    }

    Call receiveFrom(
            WskBuf buffer,
            int flags,
            SockAddr from,
            ULong controlLength,
            CmsgHdr control,
            ULong controlFlags,
            RecordedIrp irp) {
        return new Call(
                dispatch()
                        .wskReceiveFrom(socket(), buffer, flags, from, controlLength, control, controlFlags, irp.irp()),
                irp);
    }

    /** Gives a retained list back. */
    NtStatus release(WskDatagramIndication list) {
        return dispatch().wskRelease(socket(), list);
    }
}
