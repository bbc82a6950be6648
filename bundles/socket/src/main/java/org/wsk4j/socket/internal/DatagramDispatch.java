// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The dispatch table of datagram sockets (WSK_PROVIDER_DATAGRAM_DISPATCH).
 *
 * <p>Threads: safe for all; one table for all sockets.
 *
 * <p>Spec: DGRAM-DISPATCH-01.
 */
final class DatagramDispatch extends BasicDispatch<DatagramSocket> implements WskProviderDatagramDispatch {
    DatagramDispatch() {
        super(DatagramSocket.class);
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        return call(socket, irp, "WskBind", found -> found.bind(localAddress, flags, irp));
    }

    @Override
    public NtStatus wskSendTo(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        DatagramSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskSendTo");
        found.begin(irp, "WskSendTo");
        try {
            return found.sendTo(buffer, flags, remoteAddress, controlInfoLength, controlInfo, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskSendMessages(
            WskSocket socket,
            WskBufList bufferList,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        DatagramSocket found = socket(socket);
        if (irp != null && found != null && found.engine().verifies()) {
            MessageSend.verify(bufferList, found.engine().buffers(), "WskSendMessages");
        }
        return call(
                socket,
                irp,
                "WskSendMessages",
                its -> its.sendMessages(bufferList, flags, remoteAddress, controlInfoLength, controlInfo, irp));
    }

    @Override
    public NtStatus wskReceiveFrom(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            ULong controlLength,
            CmsgHdr controlInfo,
            ULong controlFlags,
            Irp irp) {
        DatagramSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskReceiveFrom");
        found.begin(irp, "WskReceiveFrom");
        try {
            return found.receiveFrom(buffer, flags, remoteAddress, controlLength, controlInfo, controlFlags, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDatagramIndication datagramIndication) {
        DatagramSocket found = socket(socket);
        if (found == null) {
            return NtStatus.STATUS_INVALID_HANDLE;
        }
        found.enter("WskRelease");
        try {
            return found.callbacks().release(datagramIndication);
        } finally {
            found.exit();
        }
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        return call(socket, irp, "WskGetLocalAddress", found -> found.getLocalAddress(localAddress, irp));
    }
}
