// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;

/**
 * The receiving side of a connection: one receive at a time into the same memory, printed when it is over.
 *
 * <p>Threads: that of the command.
 * <p>Spec: RECEIVE-01..RECEIVE-20.
 */
final class Incoming implements AutoCloseable {
    private static final int SIZE = 16 * 1024;

    private final Connection connection;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final WskBuf buffer = new WskBuf(Mdl.allocate(memory), 0, SIZE);
    private final byte[] bytes = new byte[SIZE];
    private final SyncIrp irp;

    Incoming(Connection connection) {
        this.connection = connection;
        this.irp = new SyncIrp(connection.event());
    }

    /** Asks for the bytes that come next. */
    void start() {
        irp.start(i -> connection.dispatch().wskReceive(connection.socket(), buffer, 0, i));
    }

    boolean isCompleted() {
        return irp.isCompleted();
    }

    /**
     * Prints what came.
     *
     * @return {@code STATUS_SUCCESS} when more may come; {@code STATUS_GRACEFUL_DISCONNECT} at the peer's end;
     *     otherwise the failure of the receive
     */
    NtStatus printTo(Terminal terminal) {
        NtStatus status = irp.status();
        if (!status.isSuccess()) {
            return status;
        }
        int count = irp.bytes();
        if (count == 0) {
            return NtStatus.STATUS_GRACEFUL_DISCONNECT;
        }
        memory.get(0, bytes, 0, count);
        terminal.bytes(bytes, count);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Cancels the receive if it still waits. */
    @Override
    public void close() {
        irp.close();
    }
}
