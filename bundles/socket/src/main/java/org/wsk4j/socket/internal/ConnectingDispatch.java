// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskSocket;

/**
 * The functions of sockets that connect, the same in two dispatch tables: finds the socket, counts the call, takes the IRP.
 *
 * <p>Without an IRP nothing happens and nothing completes: STATUS_INVALID_PARAMETER. What is no socket of this category is
 * answered with STATUS_INVALID_HANDLE, in the IRP, too.
 *
 * <p>Threads: safe for all; one table for all sockets.
 *
 * <p>Spec: CONN-DISPATCH-01..CONN-DISPATCH-03.
 */
abstract class ConnectingDispatch<S extends ConnectionSocket> extends BasicDispatch<S> {
    ConnectingDispatch(Class<S> category) {
        super(category);
    }

    /** As {@link #begun(WskSocket, Irp, String)}, for a call with a buffer. */
    private S begun(WskSocket socket, WskBuf buffer, Irp irp, String function) {
        S found = socket(socket);
        if (irp == null || found == null) {
            return null;
        }
        found.engine().buffers().verify(buffer, function); // before the IRP is taken
        found.begin(irp, function);
        return found;
    }

    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        return call(socket, irp, "WskBind", found -> found.bind(localAddress, flags, irp));
    }

    public NtStatus wskConnect(WskSocket socket, SockAddr remoteAddress, int flags, Irp irp) {
        return call(socket, irp, "WskConnect", found -> found.connect(remoteAddress, null, flags, irp));
    }

    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        return call(socket, irp, "WskGetLocalAddress", found -> found.getLocalAddress(localAddress, irp));
    }

    public NtStatus wskGetRemoteAddress(WskSocket socket, SockAddr remoteAddress, Irp irp) {
        return call(socket, irp, "WskGetRemoteAddress", found -> found.getRemoteAddress(remoteAddress, irp));
    }

    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = begun(socket, buffer, irp, "WskSend");
        if (found == null) {
            return unusable(irp);
        }
        try {
            return found.send(buffer, flags, irp);
        } finally {
            found.leave();
        }
    }

    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = begun(socket, buffer, irp, "WskReceive");
        if (found == null) {
            return unusable(irp);
        }
        try {
            return found.receive(buffer, flags, irp);
        } finally {
            found.leave();
        }
    }

    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = begun(socket, buffer, irp, "WskDisconnect");
        if (found == null) {
            return unusable(irp);
        }
        try {
            boolean abortive = (flags & WskConstants.WSK_FLAG_ABORTIVE) != 0;
            return found.disconnect(buffer, flags & ~WskConstants.WSK_FLAG_ABORTIVE, abortive, irp);
        } finally {
            found.leave();
        }
    }

    public NtStatus wskRelease(WskSocket socket, WskDataIndication dataIndication) {
        S found = socket(socket);
        if (found == null) {
            return NtStatus.STATUS_INVALID_HANDLE;
        }
        found.enter("WskRelease");
        try {
            return found.connectionEvents().release(dataIndication);
        } finally {
            found.exit();
        }
    }

    public NtStatus wskConnectEx(WskSocket socket, SockAddr remoteAddress, WskBuf buffer, int flags, Irp irp) {
        S found = begun(socket, buffer, irp, "WskConnectEx");
        if (found == null) {
            return unusable(irp);
        }
        try {
            return found.connect(remoteAddress, buffer, flags, irp);
        } finally {
            found.leave();
        }
    }
}
