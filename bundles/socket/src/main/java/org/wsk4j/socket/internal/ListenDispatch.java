// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The dispatch table of listening sockets (WSK_PROVIDER_LISTEN_DISPATCH): finds the socket, counts the call, takes the IRP.
 *
 * <p>Threads: safe for all; one table for all sockets.
 *
 * <p>Spec: LISTEN-DISPATCH-04, LISTEN-DISPATCH-05.
 */
final class ListenDispatch extends BasicDispatch<ListenSocket> implements WskProviderListenDispatch {
    ListenDispatch() {
        super(ListenSocket.class);
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        return call(socket, irp, "WskBind", found -> found.bind(localAddress, flags, irp));
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
    public NtStatus wskInspectComplete(
            WskSocket listenSocket, WskInspectId inspectID, WskInspectAction action, Irp irp) {
        return call(listenSocket, irp, "WskInspectComplete", found -> found.inspectComplete(inspectID, action, irp));
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        return call(socket, irp, "WskGetLocalAddress", found -> found.getLocalAddress(localAddress, irp));
    }
}
