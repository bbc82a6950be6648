// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * Connections that a client opens and never closes, each with a receive for which nothing comes.
 *
 * <p>Threads: completion routines run on any.
 */
public final class OpenSockets implements IoCompletionRoutine {

    private final Runnable ended;

    private OpenSockets(Runnable ended) {
        this.ended = ended;
    }

    /** Connects as often as asked; runs something in the completion routine of each receive. */
    static void open(int count, WskProviderNpi npi, int port, Runnable ended) {
        OpenSockets sockets = new OpenSockets(ended);
        for (int i = 0; i < count; i++) {
            npi.dispatch()
                    .wskSocketConnect(
                            npi.client(),
                            SocketType.SOCK_STREAM,
                            IpProtocol.IPPROTO_TCP,
                            new SockAddrIn(),
                            SockAddrIn.of("127.0.0.1", port),
                            0,
                            null,
                            null,
                            null,
                            null,
                            null,
                            sockets.irp());
        }
    }

    private Irp irp() {
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine(this, null, true, true, true);
        return irp;
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp irp, Object context) {
        WskSocket socket = irp.ioStatus().informationObject(WskSocket.class);
        if (socket == null) {
            ended.run();
        } else {
            WskBuf buffer = new WskBuf(Mdl.allocate(ByteBuffer.allocateDirect(1)), 0, 1);
            ((WskProviderConnectionDispatch) socket.dispatch()).wskReceive(socket, buffer, 0, irp());
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }
}
