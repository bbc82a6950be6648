// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * A listening socket for one connection, which waits with the patience of that connection.
 *
 * <p>State: new, then listening once {@link #open} succeeded, then closed.
 * <p>Threads: that of the command. Locks: none.
 * <p>Spec: BIND-08, GETLOCAL-09, ACCEPT-01..ACCEPT-22.
 */
final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final WskProviderNpi npi;
    private final SockAddr local;
    private final Connection connection;
    private WskSocket socket; // null unless open
    private WskProviderListenDispatch dispatch; // the same

    /** The address is where to listen, and where it is told in the end. */
    Listener(WskProviderNpi npi, SockAddr local, Connection connection) {
        this.npi = npi;
        this.local = local;
        this.connection = connection;
    }

    /** Listens; {@link #close} closes what it leaves, also when it fails or is interrupted. */
    NtStatus open() throws InterruptedException {
        NtStatus status = create();
        if (status.isSuccess()) {
            status = request(irp -> dispatch.wskBind(socket, local, 0, irp));
        }
        if (status.isSuccess()) {
            status = request(irp -> dispatch.wskGetLocalAddress(socket, local, irp));
        }
        return status;
    }

    private NtStatus create() throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(connection.event())) {
            irp.start(i -> npi.dispatch()
                    .wskSocket(
                            npi.client(),
                            local.family(),
                            SocketType.SOCK_STREAM,
                            IpProtocol.IPPROTO_TCP,
                            WskConstants.WSK_FLAG_LISTEN_SOCKET,
                            null,
                            null,
                            null,
                            null,
                            null,
                            i));
            try {
                return irp.await(connection.whileAttached(() -> Event.FOREVER));
            } finally { // also when interrupted: the cancel may have come too late
                if (!irp.leave(() -> ProviderUse.closeUnwanted(irp.result(WskSocket.class)))) {
                    socket = irp.result(WskSocket.class);
                    dispatch = socket == null ? null : (WskProviderListenDispatch) socket.dispatch();
                }
            }
        }
    }

    private NtStatus request(SyncIrp.Request request) throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(connection.event())) {
            irp.start(request);
            return irp.await(connection.whileAttached(() -> Event.FOREVER));
        }
    }

    /** Asks for the next connection; the peer's address is stored. */
    NtStatus accept(SockAddr remote, Irp irp) {
        return dispatch.wskAccept(socket, 0, null, null, null, remote, irp);
    }

    /** Closes the socket if there is one, and with it what nobody has accepted. */
    @Override
    public void close() {
        if (socket == null) {
            return;
        }
        try (SyncIrp irp = new SyncIrp(connection.event())) {
            WskSocket closing = socket;
            socket = null;
            irp.start(i -> dispatch.wskCloseSocket(closing, i));
            irp.awaitUninterruptibly();
            if (irp.leave(() -> {})) { // it cannot be cancelled
                LOG.warn("A socket of the shell, listening on {}, does not close", local);
            }
        }
    }
}
