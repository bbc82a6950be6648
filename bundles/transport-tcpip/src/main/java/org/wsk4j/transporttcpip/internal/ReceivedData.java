// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.ByteBuffer;
import org.wsk4j.transport.TransportRequest;

/**
 * Bytes that were read into the pool's memory and that nobody has taken yet, in order.
 *
 * <p>Locks: guarded by the lock of the receiver.
 */
final class ReceivedData {
    private PooledBuffer head; // linked with setNext
    private PooledBuffer tail; // means something while there is a head
    private long bytes;

    boolean isEmpty() {
        return head == null;
    }

    long bytes() {
        return bytes;
    }

    /** Appends what was read last. */
    void add(PooledBuffer buffer) {
        buffer.setNext(null);
        if (head == null) {
            head = buffer;
        } else {
            tail.setNext(buffer);
        }
        tail = buffer;
        bytes += buffer.length();
    }

    /** Puts back what comes before everything else. */
    void addFirst(PooledBuffer buffer) {
        buffer.setNext(head);
        if (head == null) {
            tail = buffer;
        }
        head = buffer;
        bytes += buffer.length();
    }

    /** Takes the first buffer out; null when there is none. */
    PooledBuffer poll() {
        PooledBuffer buffer = head;
        if (buffer != null) {
            head = (PooledBuffer) buffer.next();
            buffer.setNext(null);
            bytes -= buffer.length();
        }
        return buffer;
    }

    /** Copies as much into the memory of a request as it has room for. */
    void moveTo(TransportRequest request) {
        while (head != null && request.remaining() > 0) {
            ByteBuffer view = request.claim();
            int before = head.length();
            try {
                head.copyTo(view);
            } finally {
                request.unclaim(view, before - head.length());
            }
            bytes -= before - head.length();
            if (head.length() == 0) {
                poll().giveUp();
            }
        }
    }

    /** Throws everything away. */
    void clear() {
        for (PooledBuffer buffer = poll(); buffer != null; buffer = poll()) {
            buffer.giveUp();
        }
    }
}
