// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The dispatch table of stream sockets (WSK_PROVIDER_STREAM_DISPATCH).
 *
 * <p>Threads: safe for all; one table for all sockets.
 */
final class StreamDispatch extends ConnectingDispatch<StreamSocket> implements WskProviderStreamDispatch {
    StreamDispatch() {
        super(StreamSocket.class);
    }

    @Override
    public NtStatus wskAccept(
            WskSocket listenSocket,
            int flags,
            Object acceptSocketContext,
            WskClientConnectionDispatch acceptSocketDispatch,
            SockAddr localAddress,
            SockAddr remoteAddress,
            Irp irp) {
        return call(
                listenSocket,
                irp,
                "WskAccept",
                found -> found.accept(
                        flags,
                        new AcceptCall(irp, acceptSocketContext, acceptSocketDispatch, localAddress, remoteAddress)));
    }

    @Override
    public NtStatus wskListen(WskSocket socket, Irp irp) {
        return call(socket, irp, "WskListen", found -> found.listen(irp));
    }
}
