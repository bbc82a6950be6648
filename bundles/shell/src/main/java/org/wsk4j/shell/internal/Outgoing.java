// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;

/**
 * The sending side of a connection: one send at a time.
 *
 * <p>Threads: that of the command.
 * <p>Spec: SEND-01..SEND-15.
 */
final class Outgoing implements AutoCloseable {
    private static final int SIZE = 8 * 1024;

    private final Connection connection;
    private final WskBuf buffer = new WskBuf();
    private final SyncIrp irp;
    private ByteBuffer memory = ByteBuffer.allocateDirect(SIZE); // replaced by a larger one when needed

    Outgoing(Connection connection) {
        this.connection = connection;
        this.irp = new SyncIrp(connection.event());
    }

    /** Starts to send; the send before is over. */
    void start(byte[] bytes) {
        if (memory.capacity() < bytes.length) {
            memory = ByteBuffer.allocateDirect(bytes.length);
        }
        memory.clear().put(bytes).flip();
        buffer.set(Mdl.allocate(memory), 0, bytes.length);
        irp.start(i -> connection.dispatch().wskSend(connection.socket(), buffer, 0, i));
    }

    boolean isPending() {
        return irp.isPending();
    }

    /** How the last send ended; {@code STATUS_SUCCESS} before the first. */
    NtStatus status() {
        return irp.isCompleted() ? irp.status() : NtStatus.STATUS_SUCCESS;
    }

    /** Cancels the send if it is still under way. Where half of it may be sent, the connection is closed before. */
    @Override
    public void close() {
        irp.close();
    }
}
