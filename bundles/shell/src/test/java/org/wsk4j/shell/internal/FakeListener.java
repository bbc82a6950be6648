// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskSocket;

/** A listening socket to which a test connects. Threads: safe for all. Locks: its own monitor; nothing is called under it. */
final class FakeListener implements WskSocket, WskProviderListenDispatch {
    static final int FREE_PORT = 50_000;

    private final FakeProvider provider;
    private SockAddr local; // @GuardedBy("this")
    private Irp accepting; // @GuardedBy("this")
    private SockAddr peer; // @GuardedBy("this"); where to store the address
    private boolean closed; // @GuardedBy("this")

    FakeListener(FakeProvider provider) {
        this.provider = provider;
    }

    synchronized boolean isAccepting() {
        return accepting != null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Somebody connects from 127.0.0.1:40000. */
    void connect() {
        SockAddr remote = SockAddrIn.of("127.0.0.1", 40_000);
        Irp irp;
        SockAddr at;
        synchronized (this) {
            irp = take();
            at = local;
            peer.copyFrom(remote);
        }
        provider.connected(at, remote, irp);
    }

    private Irp take() {
        Irp irp = accepting;
        accepting = null;
        irp.setCancelRoutine(null);
        return irp;
    }

    private void cancel(Irp irp) {
        synchronized (this) {
            if (accepting != irp) {
                return;
            }
            accepting = null;
        }
        irp.complete(NtStatus.STATUS_CANCELLED, 0);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        SockAddrIn bound = (SockAddrIn) localAddress.copy();
        if (bound.port() == 0) {
            bound.setPort(FREE_PORT);
        }
        synchronized (this) {
            local = bound;
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        synchronized (this) {
            localAddress.copyFrom(local);
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
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
        irp.setNextStackLocation();
        synchronized (this) {
            peer = remoteAddress;
            accepting = irp;
            if (irp.pend(this::cancel)) {
                return NtStatus.STATUS_PENDING;
            }
            accepting = null;
        }
        return irp.complete(NtStatus.STATUS_CANCELLED, 0);
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        Irp pending = null;
        synchronized (this) {
            if (closed) {
                throw new AssertionError("closed twice");
            }
            closed = true;
            if (accepting != null) {
                pending = take();
            }
        }
        if (pending != null) {
            pending.complete(NtStatus.STATUS_CANCELLED, 0);
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskInspectComplete(
            WskSocket listenSocket, WskInspectId inspectID, WskInspectAction action, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskControlSocket(
            WskSocket socket,
            WskControlSocketType requestType,
            int controlCode,
            int level,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }
}
