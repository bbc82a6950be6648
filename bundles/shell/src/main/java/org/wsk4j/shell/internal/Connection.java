// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * it, also one that cannot be cancelled: {@link Incoming} and {@link Outgoing} are closed after it.
 * <p>Threads: that of the command; {@link #endSoon} is safe for all. Locks: none.
 * <p>Spec: SOCKETCONNECT-01..SOCKETCONNECT-16, DISCONNECT-01..DISCONNECT-22, CLOSE-01..CLOSE-21.
 */
final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long DISCONNECT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final WskProviderNpi npi;
    private final SockAddr remote;
    private final Consumer<Connection> onClosed;
    private final Event event = new Event();
    private volatile boolean ending; // set by the thread that detaches from the provider, read by the command's
    private WskSocket socket; // the command's thread; null unless open
    private WskProviderConnectionDispatch dispatch; // the same

    Connection(WskProviderNpi npi, SockAddr remote, Consumer<Connection> onClosed) {
        this.npi = npi;
        this.remote = remote;
        this.onClosed = onClosed;
    }

    /** Connects; when it fails or is interrupted there is no socket afterwards, or {@link #close} closes it. */
    NtStatus open() throws InterruptedException {
        return open(irp -> npi.dispatch()
                .wskSocketConnect(
                        npi.client(),
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
        try (Listener listener = new Listener(npi, local, this)) {
            NtStatus status = listener.open();
            if (status.isSuccess()) {
                onListening.accept(local);
                status = open(irp -> listener.accept(remote, irp));
            }
            return status;
        }
    }

    private NtStatus open(SyncIrp.Request request) throws InterruptedException {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(request);
            try {
                return irp.await(whileAttached(() -> Event.FOREVER));
            } finally { // also when interrupted: the cancel may have come too late
                if (!irp.leave(() -> closeUnwanted(irp.result(WskSocket.class)))) {
                    socket = irp.result(WskSocket.class);
                    dispatch = socket == null ? null : (WskProviderConnectionDispatch) socket.dispatch();
                }
            }
        }
    }

    /** Closes a socket that nobody waits for any more, and does not wait for that either. */
    static void closeUnwanted(WskSocket unwanted) {
        if (unwanted == null) {
            return;
        }
        SyncIrp irp = new SyncIrp(new Event());
        irp.start(i -> unwanted.dispatch().wskCloseSocket(unwanted, i));
        if (!irp.leave(() -> {})) {
            irp.close();
        }
    }

    /** Ends the sending direction gracefully, for as long as that takes, but not very long. */
    NtStatus disconnect() throws InterruptedException {
        long start = System.nanoTime();
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(i -> dispatch.wskDisconnect(socket, null, 0, i));
            return irp.await(whileAttached(() -> DISCONNECT_NANOS - (System.nanoTime() - start)));
        }
    }

    /**
     * Closes the socket if there is one: whatever is under way on it ends, and the peer is cut off unless both sides
     * have disconnected. Closing twice is closing once. An interrupt is kept for later.
     */
    @Override
    public void close() {
        try {
            if (socket != null) {
                try (SyncIrp irp = new SyncIrp(event)) {
                    WskSocket closing = socket;
                    socket = null;
                    irp.start(i -> dispatch.wskCloseSocket(closing, i));
                    irp.awaitUninterruptibly();
                    if (irp.leave(() -> {})) { // it cannot be cancelled
                        LOG.warn("A socket of the shell, connected to {}, does not close", remote);
                    }
                }
            }
        } finally {
            onClosed.accept(this);
        }
    }

    /** The provider goes: what waits for this connection goes on, finds {@link #isEnding} and closes it. */
    void endSoon() {
        ending = true;
        event.set();
    }

    /** Whether the provider goes. */
    boolean isEnding() {
        return ending;
    }

    boolean uses(WskProviderNpi other) {
        return npi == other;
    }

    /** The patience of a wait, which ends when the provider goes. */
    LongSupplier whileAttached(LongSupplier nanosLeft) {
        return () -> ending ? 0 : nanosLeft.getAsLong();
    }

    /** What is set whenever something has happened to this connection. */
    Event event() {
        return event;
    }

    WskSocket socket() {
        return socket;
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
