// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_FLAG_NODELAY;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * A connection that asks for data, sends it back, and asks again: with no callbacks, in memory of its own.
 *
 * <p>One request is under way at a time, so one IRP and one piece of memory do. Each completion starts the next request; a
 * chain of requests that all complete at once does not exhaust the stack, as the provider sees to that.
 *
 * <p>State: receiving, sending, receiving, and so on.
 * <p>Threads: whoever completes the IRP has all of the fields; handing it over publishes them. Locks: none.
 */
final class IrpConnection extends Connection implements IoCompletionRoutine {
    private final Irp irp = Irp.allocate(1);
    private final Mdl memory;
    private final WskBuf buffer = new WskBuf(); // read during a call only, so one serves all requests
    private final int size;
    private boolean receiving; // else sending

    IrpConnection(WskSocket socket, Connections connections, int size) {
        super(socket, connections);
        this.size = size;
        // A direct buffer is what non-paged memory is to a driver: the transport reads and writes it in place.
        this.memory = Mdl.allocate(ByteBuffer.allocateDirect(size));
    }

    /** None is enabled: what they would tell, the receive tells. */
    @Override
    WskClientConnectionDispatch callbacks() {
        return null;
    }

    @Override
    void start() {
        request(true, size);
    }

    private void request(boolean receive, long length) {
        if (!guard().begin()) {
            return; // closing: the IRP stays where it is
        }
        receiving = receive;
        buffer.set(memory, 0, length);
        irp.reuse(NtStatus.STATUS_SUCCESS);
        irp.setCompletionRoutine(this, null, true, true, true);
        if (receive) {
            table().wskReceive(socket(), buffer, 0, irp);
        } else {
            table().wskSend(socket(), buffer, WSK_FLAG_NODELAY, irp);
        }
        guard().end(); // the call is over; the request may be pending
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp completed, Object context) {
        long count = completed.ioStatus().information();
        if (!completed.ioStatus().status().isSuccess()) {
            abort(); // STATUS_CANCELLED when the socket is closing, STATUS_CONNECTION_RESET when the peer has gone, ...
        } else if (!receiving) {
            request(true, size);
        } else if (count > 0) {
            request(false, count);
        } else {
            disconnect(); // success without a byte: the peer has disconnected gracefully
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED; // so that the IRP stays ours
    }
}
