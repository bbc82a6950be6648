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
        StreamSocket found = socket(listenSocket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskAccept");
        try {
            return found.accept(
                    flags, new AcceptCall(irp, acceptSocketContext, acceptSocketDispatch, localAddress, remoteAddress));
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskListen(WskSocket socket, Irp irp) {
        StreamSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskListen");
        try {
            return found.listen(irp);
        } finally {
            found.leave();
        }
    }
}
