// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;

/**
 * A WskSendMessages under way: one datagram after the other, all with one request.
 *
 * <p>Threads: whoever has the request.
 */
final class MessageSend implements IrpHolder {
    private final Irp irp;
    private WskBufList next; // whoever has the request: what is being sent
    private long bytes; // likewise: of the datagrams that were sent

    MessageSend(Irp irp, WskBufList list) {
        this.irp = irp;
        this.next = list;
    }

    /** With the verifier on, throws when some of the bytes lie in pageable memory; a list without an end is not looked at. */
    static void verify(WskBufList list, BufferCheck buffers, String function) {
        for (WskBufList entry = hasEnd(list) ? list : null; entry != null; entry = entry.next()) {
            buffers.verify(entry.buffer(), function);
        }
    }

    /** Whether a list has an end, and every entry bytes that are there. */
    static boolean isSendable(WskBufList list, BufferCheck buffers) {
        if (list == null || !hasEnd(list)) {
            return false;
        }
        for (WskBufList entry = list; entry != null; entry = entry.next()) {
            if (entry.buffer() == null || !buffers.isReadable(entry.buffer())) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes there are in a list that has an end. */
    static long lengthOf(WskBufList list) {
        long length = 0;
        for (WskBufList entry = list; entry != null; entry = entry.next()) {
            length += entry.buffer().length();
        }
        return length;
    }

    private static boolean hasEnd(WskBufList list) {
        WskBufList behind = list; // half as fast: is met again in a circle
        boolean moves = false;
        for (WskBufList entry = list; entry != null; entry = entry.next()) {
            behind = moves ? behind.next() : behind;
            moves = !moves;
            if (entry.next() == behind) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Irp irp() {
        return irp;
    }

    /** How many bytes were sent. */
    long bytes() {
        return bytes;
    }

    /** Gives the request the bytes of the next datagram. */
    void prepare(TransportRequest request) {
        WskBuf buffer = next.buffer();
        request.setBytes(buffer.mdl(), buffer.offset(), buffer.length());
    }

    /** The request has sent a datagram; false when it was the last. */
    boolean sent(TransportRequest request) {
        bytes += request.transferred();
        next = next.next();
        return next != null;
    }
}
