// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_FLAG_NODELAY;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskDataIndication;

/**
 * Sends one list of received data back, and gives the list back when it is sent. Then it can do it again.
 *
 * <p>Each piece of the list is one send, straight out of the provider's memory: what is retained may be read, and sending
 * is reading. A piece is often the only one. All are started in the callback, one after the other: a socket sends in the
 * order of the calls, so the order of the bytes takes no more than that.
 *
 * <p>State: at rest, then under way, then at rest again.
 * <p>Threads: {@link #start} is for the receive callback; sends complete in any thread, also within the call that starts
 * them. Locks: none; whoever counts to zero ends the echo.
 */
final class Echo extends IdleStack.Node<Echo> implements IoCompletionRoutine {
    private final EventConnection connection;
    private final List<Irp> irps = new ArrayList<>(1); // the callback; as many as a list ever had pieces
    private final AtomicInteger left =
            new AtomicInteger(); // the sends that are not over, and the call that starts them
    private WskDataIndication list; // written by the callback before the first send, which publishes it

    Echo(EventConnection connection) {
        this.connection = connection;
    }

    /**
     * Starts to send a list.
     *
     * @return what the callback answers. STATUS_SUCCESS when everything was sent within this call, as it mostly is: the
     *     list is the provider's again at once. STATUS_PENDING when some of it was not: the client retains the whole
     *     list, and releases it later, perhaps before the callback has even returned
     */
    NtStatus start(WskDataIndication head) {
        list = head;
        left.set(1);
        int pieces = 0;
        for (WskDataIndication piece = head; piece != null; piece = piece.next()) {
            send(piece, irp(pieces++));
        }
        if (left.decrementAndGet() > 0) {
            return NtStatus.STATUS_PENDING; // from here on the completion of the last send owns this object
        }
        connection.onEchoed(this);
        return NtStatus.STATUS_SUCCESS;
    }

    private void send(WskDataIndication piece, Irp irp) {
        left.incrementAndGet();
        irp.reuse(NtStatus.STATUS_SUCCESS);
        // An IRP of one's own: the routine is set before each use, for all three cases.
        irp.setCompletionRoutine(this, null, true, true, true);
        // Its result can be ignored: the completion routine runs in any case, and has it in the IRP.
        connection.table().wskSend(connection.socket(), piece.buffer(), WSK_FLAG_NODELAY, irp);
    }

    private Irp irp(int index) {
        if (index == irps.size()) {
            irps.add(Irp.allocate(1)); // WSK needs one stack location
        }
        return irps.get(index);
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp irp, Object context) {
        if (!irp.ioStatus().status().isSuccess()) {
            connection.abort(); // a stream with a gap is worse than none
        }
        if (left.decrementAndGet() == 0) { // not within start, which counts itself
            connection.table().wskRelease(connection.socket(), list); // the head gives back the whole list
            connection.onEchoed(this);
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED; // so that the IRP stays ours
    }
}
