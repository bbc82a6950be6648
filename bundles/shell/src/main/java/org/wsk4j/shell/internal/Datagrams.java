// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.function.Consumer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * The datagram socket of one command.
 *
 * <p>State: new, then open once {@link #open} succeeded, then closed. Closing it ends every IRP that is under way on it.
 * <p>Threads: that of the command; {@link #endSoon} is safe for all. Locks: none.
 * <p>Spec: BIND-16, SIO-REMOTE-01..SIO-REMOTE-05, GETLOCAL-12.
 */
final class Datagrams extends ProviderUse {
    private final SockAddr local;
    private final SockAddr remote; // null for whoever sends
    private WskProviderDatagramDispatch dispatch; // the command's thread; null unless open

    /**
     * A socket to be opened.
     *
     * @param local where it is bound, and where that is told in the end
     * @param remote the only one with whom it exchanges datagrams; null for all
     */
    Datagrams(WskProviderNpi npi, SockAddr local, SockAddr remote, Consumer<? super ProviderUse> onClosed) {
        super(npi, onClosed);
        this.local = local;
        this.remote = remote;
    }

    /** Binds, and fixes the address of the other side; {@link #close} closes what it leaves, also when it fails. */
    NtStatus open() throws InterruptedException {
        NtStatus status = create();
        if (status.isSuccess()) {
            status = request(irp -> dispatch.wskBind(socket(), local, 0, irp));
        }
        if (status.isSuccess() && remote != null) {
            status = request(irp -> dispatch.wskControlSocket(
                    socket(),
                    WskControlSocketType.WskIoctl,
                    WskConstants.SIO_WSK_SET_REMOTE_ADDRESS,
                    0,
                    remote.size(),
                    remote,
                    0,
                    null,
                    null,
                    irp));
        }
        if (status.isSuccess()) {
            status = request(irp -> dispatch.wskGetLocalAddress(socket(), local, irp));
        }
        return status;
    }

    private NtStatus create() throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(i -> npi().dispatch()
                    .wskSocket(
                            npi().client(),
                            local.family(),
                            SocketType.SOCK_DGRAM,
                            IpProtocol.IPPROTO_UDP,
                            WskConstants.WSK_FLAG_DATAGRAM_SOCKET,
                            null,
                            null,
                            null,
                            null,
                            null,
                            i));
            try {
                return irp.await(whileAttached(() -> Event.FOREVER));
            } finally { // also when interrupted: the cancel may have come too late
                if (!irp.leave(() -> closeUnwanted(irp.result(WskSocket.class)))) {
                    WskSocket made = irp.result(WskSocket.class);
                    setSocket(made);
                    dispatch = made == null ? null : (WskProviderDatagramDispatch) made.dispatch();
                }
            }
        }
    }

    private NtStatus request(SyncIrp.Request request) throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(request);
            return irp.await(whileAttached(() -> Event.FOREVER));
        }
    }

    WskProviderDatagramDispatch dispatch() {
        return dispatch;
    }

    /** Where it is bound. */
    SockAddr local() {
        return local;
    }

    /** Whether it exchanges datagrams with one address only. */
    boolean hasRemote() {
        return remote != null;
    }

    /** What the command does with it, for a person. */
    @Override
    public String toString() {
        return remote == null ? "listen on " + local : "udp to " + remote;
    }
}
