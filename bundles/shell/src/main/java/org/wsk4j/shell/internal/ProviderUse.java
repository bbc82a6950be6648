// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * What a command does with the provider: it has one socket at most, waits on one event, and ends when the provider goes.
 *
 * <p>State: new, then closed.
 * <p>Threads: that of the command; {@link #endSoon} is safe for all. Locks: none.
 * <p>Spec: CLOSE-01..CLOSE-21.
 */
abstract class ProviderUse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderUse.class);

    private final WskProviderNpi npi;
    private final Consumer<? super ProviderUse> onClosed;
    private final Event event = new Event();
    private volatile boolean ending; // set by the thread that detaches from the provider, read by the command's
    private WskSocket socket; // the command's thread; null unless open

    ProviderUse(WskProviderNpi npi, Consumer<? super ProviderUse> onClosed) {
        this.npi = npi;
        this.onClosed = onClosed;
    }

    /** The provider goes: what waits here goes on, finds {@link #isEnding} and closes this. */
    final void endSoon() {
        ending = true;
        event.set();
    }

    /** Whether the provider goes. */
    final boolean isEnding() {
        return ending;
    }

    final boolean uses(WskProviderNpi other) {
        return npi == other;
    }

    final WskProviderNpi npi() {
        return npi;
    }

    /** The patience of a wait, which ends when the provider goes. */
    final LongSupplier whileAttached(LongSupplier nanosLeft) {
        return () -> ending ? 0 : nanosLeft.getAsLong();
    }

    /** What is set whenever something has happened to this. */
    final Event event() {
        return event;
    }

    /** Null unless open. */
    final WskSocket socket() {
        return socket;
    }

    final void setSocket(WskSocket made) {
        socket = made;
    }

    /**
     * Closes the socket if there is one: whatever is under way on it ends. Closing twice is closing once. An interrupt is
     * kept for later.
     */
    @Override
    public final void close() {
        try {
            if (socket != null) {
                try (SyncIrp irp = new SyncIrp(event)) {
                    WskSocket closing = socket;
                    socket = null;
                    irp.start(i -> closing.dispatch().wskCloseSocket(closing, i));
                    irp.awaitUninterruptibly();
                    if (irp.leave(() -> {})) { // it cannot be cancelled
                        LOG.warn("A socket of the shell, {}, does not close", this);
                    }
                }
            }
        } finally {
            onClosed.accept(this);
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
}
