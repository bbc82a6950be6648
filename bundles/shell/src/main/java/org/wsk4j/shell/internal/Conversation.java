// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.concurrent.TimeUnit;
import org.wsk4j.wdm.NtStatus;

/**
 * Sends lines and prints what comes back, until either side ends.
 *
 * <p>One thread does it all: it keeps a receive and at most one send under way, and sleeps on the connection's event,
 * which is set by both and by the keyboard. So nothing is sent on a socket that another thread is closing.
 *
 * <p>Threads: that of the command.
 */
final class Conversation {
    /** How long a peer may take nothing of a line, and say nothing, before it is given up. */
    static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Connection connection;
    private final Lines lines;
    private final Terminal terminal;
    private final boolean disconnectsFirst;
    private final long silenceNanos;
    private final long stallNanos;

    private boolean allSent; // no line follows
    private boolean disconnected; // the peer was told so
    private long lastNews; // when something last happened, by System.nanoTime

    /**
     * A conversation over an open connection.
     *
     * @param disconnectsFirst whether the peer is told of the end of the lines before its last words are awaited, or
     *     after
     * @param silenceNanos how long to wait, after the last line, for anything more from the peer
     * @param stallNanos how long to wait, in the middle of a line, for the peer to take it or to send anything
     */
    Conversation(
            Connection connection,
            Lines lines,
            Terminal terminal,
            boolean disconnectsFirst,
            long silenceNanos,
            long stallNanos) {
        this.connection = connection;
        this.lines = lines;
        this.terminal = terminal;
        this.disconnectsFirst = disconnectsFirst;
        this.silenceNanos = silenceNanos;
        this.stallNanos = stallNanos;
    }

    /** Holds a conversation with whoever types at the terminal, and prints how it ended. */
    static void holdByKeyboard(
            Connection connection, String name, Terminal terminal, long silenceNanos, long stallNanos)
            throws InterruptedException {
        try (Keyboard keyboard = new Keyboard(terminal, connection.event())) {
            NtStatus end = new Conversation(connection, keyboard, terminal, true, silenceNanos, stallNanos).hold();
            terminal.line(farewell(name, end));
        }
    }

    private static String farewell(String name, NtStatus end) {
        return switch (end) {
            case STATUS_SUCCESS -> name + " closed";
            case STATUS_GRACEFUL_DISCONNECT -> name + " closed by the peer";
            default -> CommandFailure.line(name, end);
        };
    }

    /**
     * Holds the conversation; the connection is closed afterwards.
     *
     * <p>It is closed before the receive and the send are waited for, since only that ends a send of which the peer
     * took half (CLOSE-07).
     *
     * @return {@code STATUS_SUCCESS} when the lines ended; {@code STATUS_GRACEFUL_DISCONNECT} when the peer did;
     *     {@code STATUS_DEVICE_NOT_READY} when the provider goes; {@code STATUS_IO_TIMEOUT} when the peer does not
     *     take a line; otherwise what failed
     * @throws InterruptedException when the thread is interrupted; the connection is closed then, too
     */
    NtStatus hold() throws InterruptedException {
        try (Incoming incoming = new Incoming(connection);
                Outgoing outgoing = new Outgoing(connection);
                connection) { // the first to be closed
            NtStatus end = exchange(incoming, outgoing);
            boolean inGoodOrder = end == NtStatus.STATUS_SUCCESS || end == NtStatus.STATUS_GRACEFUL_DISCONNECT;
            if (inGoodOrder && !disconnected) {
                connection.disconnect(); // however it ends: all that follows is closing
            }
            return end;
        }
    }

    private NtStatus exchange(Incoming incoming, Outgoing outgoing) throws InterruptedException {
        lastNews = System.nanoTime();
        incoming.start();
        while (!connection.isEnding()) {
            NtStatus status = receive(incoming);
            if (status.isSuccess()) {
                status = send(outgoing);
            }
            if (status != NtStatus.STATUS_SUCCESS) {
                return status;
            }
            long nanos = patience(outgoing);
            if (nanos <= 0) {
                return allSent ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_IO_TIMEOUT;
            }
            if (!incoming.isCompleted()) {
                connection.event().await(nanos);
            }
        }
        return NtStatus.STATUS_DEVICE_NOT_READY;
    }

    /** How much longer to wait for news: as long as it takes only for those who type. */
    private long patience(Outgoing outgoing) {
        if (!allSent && !outgoing.isPending()) {
            return Event.FOREVER;
        }
        return (allSent ? silenceNanos : stallNanos) - (System.nanoTime() - lastNews);
    }

    /** Prints what came and asks for more; a failure or the peer's end when there is no more. */
    private NtStatus receive(Incoming incoming) {
        if (!incoming.isCompleted()) {
            return NtStatus.STATUS_SUCCESS;
        }
        NtStatus status = incoming.printTo(terminal);
        if (status.isSuccess()) {
            lastNews = System.nanoTime();
            incoming.start();
        }
        return status;
    }

    /** Sends the next line once the one before is sent; tells the peer after the last one. */
    private NtStatus send(Outgoing outgoing) throws InterruptedException {
        if (outgoing.isPending() || allSent) {
            return NtStatus.STATUS_SUCCESS;
        }
        NtStatus status = outgoing.status();
        if (!status.isSuccess()) {
            return status;
        }
        byte[] line = lines.take();
        if (line != null) {
            outgoing.start(line);
            lastNews = System.nanoTime();
        } else if (lines.isOver()) {
            allSent = true;
            if (disconnectsFirst) {
                disconnected = true;
                connection.disconnect(); // how it ends is for the receive to tell
            }
            lastNews = System.nanoTime();
        }
        return status;
    }
}
