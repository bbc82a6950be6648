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

    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        S found = socket(socket);
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

    public NtStatus wskConnect(WskSocket socket, SockAddr remoteAddress, int flags, Irp irp) {
        S found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.begin(irp, "WskConnect");
        try {
            return found.connect(remoteAddress, null, flags, irp);
        } finally {
            found.leave();
        }
    }

    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        S found = socket(socket);
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

    public NtStatus wskGetRemoteAddress(WskSocket socket, SockAddr remoteAddress, Irp irp) {
        S found = socket(socket);
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

    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = socket(socket);
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

    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = socket(socket);
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

    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        S found = socket(socket);
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
        S found = socket(socket);
        if (irp == null || found == null) {
            return unusable(irp);
        }
        found.engine().buffers().verify(buffer, "WskConnectEx");
        found.begin(irp, "WskConnectEx");
        try {
            return found.connect(remoteAddress, buffer, flags, irp);
        } finally {
            found.leave();
        }
    }
}
