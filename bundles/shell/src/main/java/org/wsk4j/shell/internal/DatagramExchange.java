// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Sends each line as a datagram, and prints the datagrams that come, until enough have come or no more do.
 *
 * <p>One thread does it all, as in {@link Conversation}. On a socket without a fixed remote address the lines go to
 * whoever sent last, and wait for the first who does.
 *
 * <p>Threads: that of the command.
 */
final class DatagramExchange {
    private final Datagrams datagrams;
    private final Lines lines;
    private final Terminal terminal;
    private final long silenceNanos;
    private final int count;

    private int received;
    private SockAddr sender; // who sent last; null before the first, and with a fixed remote address
    private boolean allSent; // no line follows
    private long lastNews; // when something last happened, by System.nanoTime

    /**
     * An exchange over an open socket.
     *
     * @param silenceNanos how long to wait, after the last line, for anything more; {@link Event#FOREVER} for no end
     * @param count after how many received datagrams it ends; {@link Integer#MAX_VALUE} for no limit
     */
    DatagramExchange(Datagrams datagrams, Lines lines, Terminal terminal, long silenceNanos, int count) {
        this.datagrams = datagrams;
        this.lines = lines;
        this.terminal = terminal;
        this.silenceNanos = silenceNanos;
        this.count = count;
    }

    /**
     * Holds the exchange; the socket is closed afterwards.
     *
     * @return {@code STATUS_SUCCESS} when enough has come, or nothing any more; {@code STATUS_DEVICE_NOT_READY} when the
     *     provider goes; otherwise what failed
     * @throws InterruptedException when the thread is interrupted; the socket is closed then, too
     */
    NtStatus hold() throws InterruptedException {
        try (IncomingDatagram incoming = new IncomingDatagram(datagrams);
                OutgoingDatagram outgoing = new OutgoingDatagram(datagrams);
                datagrams) { // the first to be closed
            return exchange(incoming, outgoing);
        }
    }

    private NtStatus exchange(IncomingDatagram incoming, OutgoingDatagram outgoing) throws InterruptedException {
        lastNews = System.nanoTime();
        incoming.start();
        while (!datagrams.isEnding()) {
            NtStatus status = receive(incoming);
            if (status.isSuccess()) {
                status = send(outgoing);
            }
            long nanos = patience();
            if (!status.isSuccess() || received >= count || nanos <= 0) {
                return status;
            }
            if (!incoming.isCompleted()) {
                datagrams.event().await(nanos);
            }
        }
        return NtStatus.STATUS_DEVICE_NOT_READY;
    }

    /** How much longer to wait for news: as long as it takes while lines may follow. */
    private long patience() {
        return !allSent || silenceNanos == Event.FOREVER
                ? Event.FOREVER
                : silenceNanos - (System.nanoTime() - lastNews);
    }

    /** Prints what came, and asks for more. */
    private NtStatus receive(IncomingDatagram incoming) {
        if (!incoming.isCompleted()) {
            return NtStatus.STATUS_SUCCESS;
        }
        NtStatus status = incoming.status();
        if (status.isSuccess()) {
            incoming.printTo(terminal, !datagrams.hasRemote());
            sender = datagrams.hasRemote() ? null : incoming.sender();
            received++;
            lastNews = System.nanoTime();
            incoming.start();
        }
        return status;
    }

    /** Sends the next line once the one before is sent and somebody is there to have it. */
    private NtStatus send(OutgoingDatagram outgoing) {
        if (outgoing.isPending() || allSent) {
            return NtStatus.STATUS_SUCCESS;
        }
        NtStatus status = outgoing.status();
        if (!status.isSuccess() || !datagrams.hasRemote() && sender == null && !lines.isOver()) {
            return status;
        }
        byte[] line = lines.take();
        if (line != null) {
            outgoing.start(line, sender);
            lastNews = System.nanoTime();
        } else if (lines.isOver()) {
            allSent = true;
            lastNews = System.nanoTime();
        }
        return status;
    }
}
