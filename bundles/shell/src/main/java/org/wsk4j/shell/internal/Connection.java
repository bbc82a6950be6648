// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * One connection of one command, from connecting or accepting to the closed socket.
 *
 * <p>State: new, then open once {@link #open} succeeded, then closed. Closing it ends every IRP that is under way on
 * it, also one that cannot be cancelled: {@link Incoming} and {@link Outgoing} are closed after it. The peer is cut off by
 * that unless both sides have disconnected.
 * <p>Threads: that of the command; {@link #endSoon} is safe for all. Locks: none.
 * <p>Spec: SOCKETCONNECT-01..SOCKETCONNECT-16, DISCONNECT-01..DISCONNECT-22.
 */
final class Connection extends ProviderUse {
    private static final long DISCONNECT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SockAddr remote;
    private WskProviderConnectionDispatch dispatch; // the command's thread; null unless open

    Connection(WskProviderNpi npi, SockAddr remote, Consumer<? super ProviderUse> onClosed) {
        super(npi, onClosed);
        this.remote = remote;
    }

    /** Connects; when it fails or is interrupted there is no socket afterwards, or {@link #close} closes it. */
    NtStatus open() throws InterruptedException {
        return open(irp -> npi().dispatch()
                .wskSocketConnect(
                        npi().client(),
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        Destination.wildcardFor(remote),
                        remote,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        irp));
    }

    /**
     * Listens, waits for a peer, stores its address, and listens no more; otherwise as {@link #open()}.
     *
     * @param local where to listen; the port, if it is 0, is filled in
     * @param onListening is told of that address before the wait
     */
    NtStatus open(SockAddr local, Consumer<SockAddr> onListening) throws InterruptedException {
        try (Listener listener = new Listener(npi(), local, this)) {
            NtStatus status = listener.open();
            if (status.isSuccess()) {
                onListening.accept(local);
                status = open(irp -> listener.accept(remote, irp));
            }
            return status;
        }
    }

    private NtStatus open(SyncIrp.Request request) throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(request);
            try {
                return irp.await(whileAttached(() -> Event.FOREVER));
            } finally { // also when interrupted: the cancel may have come too late
                if (!irp.leave(() -> closeUnwanted(irp.result(WskSocket.class)))) {
                    WskSocket made = irp.result(WskSocket.class);
                    setSocket(made);
                    dispatch = made == null ? null : (WskProviderConnectionDispatch) made.dispatch();
                }
            }
        }
    }

    /** Ends the sending direction gracefully, for as long as that takes, but not very long. */
    NtStatus disconnect() throws InterruptedException {
        long start = System.nanoTime();
        try (SyncIrp irp = new SyncIrp(event())) {
            irp.start(i -> dispatch.wskDisconnect(socket(), null, 0, i));
            return irp.await(whileAttached(() -> DISCONNECT_NANOS - (System.nanoTime() - start)));
        }
    }

    WskProviderConnectionDispatch dispatch() {
        return dispatch;
    }

    /** The peer's address. */
    @Override
    public String toString() {
        return remote.toString();
    }
}
