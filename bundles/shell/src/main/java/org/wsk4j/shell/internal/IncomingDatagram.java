// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;

/**
 * The receiving side of a datagram socket: one receive at a time into the same memory, printed when it is over.
 *
 * <p>Threads: that of the command.
 * <p>Spec: RECEIVEFROM-01..RECEIVEFROM-22.
 */
final class IncomingDatagram implements AutoCloseable {
    private static final int LARGEST = 65_535;

    private final Datagrams datagrams;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(LARGEST);
    private final WskBuf buffer = new WskBuf(Mdl.allocate(memory), 0, LARGEST);
    private final byte[] bytes = new byte[LARGEST];
    private final SockAddr from; // the provider's while a receive is under way
    private final SyncIrp irp;

    IncomingDatagram(Datagrams datagrams) {
        this.datagrams = datagrams;
        this.from = datagrams.local().copy(); // any of the family: it is written before it is read
        this.irp = new SyncIrp(datagrams.event());
    }

    /** Asks for the next datagram. */
    void start() {
        irp.start(i -> datagrams.dispatch().wskReceiveFrom(datagrams.socket(), buffer, 0, from, null, null, null, i));
    }

    boolean isCompleted() {
        return irp.isCompleted();
    }

    NtStatus status() {
        return irp.status();
    }

    /** Who has sent the datagram; the caller's to keep. */
    SockAddr sender() {
        return from.copy();
    }

    /** Prints the datagram. */
    void printTo(Terminal terminal, boolean withSender) {
        int count = irp.bytes();
        memory.get(0, bytes, 0, count);
        terminal.message(withSender ? from + ": " : "", bytes, count);
    }

    /** Cancels the receive if it still waits. */
    @Override
    public void close() {
        irp.close();
    }
}
