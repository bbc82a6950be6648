// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * Sends one list of received datagrams back, and gives the list back when all are sent. Then it can do it again.
 *
 * <p>It is what {@link Echo} is for a connection. Each datagram is one send, straight out of the provider's memory and to the
 * address that came with it, and has an IRP of its own, as one may fail where the next does not.
 *
 * <p>State: at rest, then under way, then at rest again.
 * <p>Threads: {@link #start} is for the receive callback; sends complete in any thread, also within the call that starts
 * them. Locks: none; whoever counts to zero ends the replies.
 */
final class DatagramReplies extends IdleStack.Node<DatagramReplies> implements IoCompletionRoutine {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramReplies.class);

    private final DatagramEcho echo;
    private final List<Irp> irps = new ArrayList<>(1); // the callback; as many as a list ever had datagrams
    private final AtomicInteger left =
            new AtomicInteger(); // the sends that are not over, and the call that starts them
    private WskDatagramIndication list; // written by the callback before the first send, which publishes it

    DatagramReplies(DatagramEcho echo) {
        this.echo = echo;
    }

    /**
     * Starts to send a list back.
     *
     * @return what the callback answers. STATUS_SUCCESS when everything was sent within this call: the list is the
     *     provider's again at once. STATUS_PENDING when some of it was not: the client retains the whole list, and
     *     releases it later, perhaps before the callback has even returned
     */
    NtStatus start(WskDatagramIndication head) {
        list = head;
        left.set(1);
        int count = 0;
        for (WskDatagramIndication datagram = head; datagram != null; datagram = datagram.next()) {
            send(datagram, irp(count++));
        }
        if (left.decrementAndGet() > 0) {
            return NtStatus.STATUS_PENDING; // from here on the completion of the last send owns this object
        }
        echo.onReplied(this);
        return NtStatus.STATUS_SUCCESS;
    }

    private void send(WskDatagramIndication datagram, Irp irp) {
        left.incrementAndGet();
        irp.reuse(NtStatus.STATUS_SUCCESS);
        irp.setCompletionRoutine(this, null, true, true, true);
        // Its result can be ignored: the completion routine runs in any case, and has it in the IRP.
        echo.table().wskSendTo(echo.socket(), datagram.buffer(), 0, datagram.remoteAddress(), 0, null, irp);
    }

    private Irp irp(int index) {
        if (index == irps.size()) {
            irps.add(Irp.allocate(1)); // WSK needs one stack location
        }
        return irps.get(index);
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp irp, Object context) {
        NtStatus status = irp.ioStatus().status();
        if (!status.isSuccess()) {
            LOG.debug("A datagram was not sent back: {}", status); // it is lost, as datagrams may be
        }
        if (left.decrementAndGet() == 0) { // not within start, which counts itself
            echo.table().wskRelease(echo.socket(), list); // the head gives back the whole list
            echo.onReplied(this);
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED; // so that the IRP stays ours
    }
}
