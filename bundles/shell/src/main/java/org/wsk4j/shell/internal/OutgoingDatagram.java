// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;

/**
 * The sending side of a datagram socket: one datagram at a time.
 *
 * <p>Threads: that of the command.
 * <p>Spec: SENDTO-01..SENDTO-15.
 */
final class OutgoingDatagram implements AutoCloseable {
    private final Datagrams datagrams;
    private final WskBuf buffer = new WskBuf();
    private final SyncIrp irp;

    OutgoingDatagram(Datagrams datagrams) {
        this.datagrams = datagrams;
        this.irp = new SyncIrp(datagrams.event());
    }

    /** Starts to send; the send before is over. The address may be null for the one that the socket has. */
    void start(byte[] bytes, SockAddr to) {
        buffer.set(Mdl.allocate(ByteBuffer.allocateDirect(bytes.length).put(0, bytes)), 0, bytes.length);
        irp.start(i -> datagrams.dispatch().wskSendTo(datagrams.socket(), buffer, 0, to, 0, null, i));
    }

    boolean isPending() {
        return irp.isPending();
    }

    /** How the last send ended; {@code STATUS_SUCCESS} before the first. */
    NtStatus status() {
        return irp.isCompleted() ? irp.status() : NtStatus.STATUS_SUCCESS;
    }

    /** Cancels the send if it is still under way. */
    @Override
    public void close() {
        irp.close();
    }
}
