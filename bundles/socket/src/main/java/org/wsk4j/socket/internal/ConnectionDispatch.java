// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The dispatch table of connection-oriented sockets (WSK_PROVIDER_CONNECTION_DISPATCH): finds the socket, counts the call,
 * takes the IRP.
 *
 * <p>Without an IRP nothing happens and nothing completes: STATUS_INVALID_PARAMETER. What is no socket of this category is
 * answered with STATUS_INVALID_HANDLE, in the IRP, too.
 *
 * <p>Threads: safe for all; one table for all sockets.
 *
 * <p>Spec: CONN-DISPATCH-01..CONN-DISPATCH-03.
 */
final class ConnectionDispatch extends BasicDispatch<ConnectionSocket> implements WskProviderConnectionDispatch {
    ConnectionDispatch() {
        super(ConnectionSocket.class);
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskBind");
        try {
            return found.bind(localAddress, flags, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskConnect(WskSocket socket, SockAddr remoteAddress, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskConnect");
        try {
            return found.connect(remoteAddress, flags, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskGetLocalAddress");
        try {
            return found.getLocalAddress(localAddress, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskGetRemoteAddress(WskSocket socket, SockAddr remoteAddress, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskGetRemoteAddress");
        try {
            return found.getRemoteAddress(remoteAddress, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskSend");
        found.begin(irp, "WskSend");
        try {
            return found.send(buffer, flags, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskReceive");
        found.begin(irp, "WskReceive");
        try {
            return found.receive(buffer, flags, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskDisconnect");
        found.begin(irp, "WskDisconnect");
        try {
            boolean abortive = (flags & WskConstants.WSK_FLAG_ABORTIVE) != 0;
            return found.disconnect(buffer, flags & ~WskConstants.WSK_FLAG_ABORTIVE, abortive, irp);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDataIndication dataIndication) {
        if (socket(socket) == null) {
            return NtStatus.STATUS_INVALID_HANDLE;
        }
        return NtStatus.STATUS_INVALID_PARAMETER; // no list was ever retained: receive events cannot be enabled yet
    }

    @Override
    public NtStatus wskConnectEx(WskSocket socket, SockAddr remoteAddress, WskBuf buffer, int flags, Irp irp) {
        ConnectionSocket found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskConnectEx");
        try {
            return found.finish(
                    irp, found.isFunctional() ? NtStatus.STATUS_NOT_SUPPORTED : NtStatus.STATUS_FILE_FORCED_CLOSED);
        } finally {
            found.leave();
        }
    }

    /** The answer when there is no IRP, or no socket of this category. */
    private static NtStatus unusable(Irp irp) {
        return irp == null ? NtStatus.STATUS_INVALID_PARAMETER : notASocket(irp);
    }
}
