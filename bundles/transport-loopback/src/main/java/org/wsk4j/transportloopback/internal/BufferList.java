// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.transport.TransportBuffer;

/**
 * Buffers in order, linked through themselves.
 *
 * <p>Locks: guarded by the network's.
 *
 * @param <B> what they are
 */
final class BufferList<B extends TransportBuffer> {
    private B head;
    private B tail; // means something while there is a head

    boolean isEmpty() {
        return head == null;
    }

    /** The first one, or null. */
    B first() {
        return head;
    }

    /** The last one, or null. */
    B last() {
        return head == null ? null : tail;
    }

    void add(B buffer) {
        buffer.setNext(null);
        if (head == null) {
            head = buffer;
        } else {
            tail.setNext(buffer);
        }
        tail = buffer;
    }

    void addFirst(B buffer) {
        buffer.setNext(head);
        if (head == null) {
            tail = buffer;
        }
        head = buffer;
    }

    /** Takes the first one out; null when there is none. */
    @SuppressWarnings("unchecked") // only such ones were added
    B poll() {
        B buffer = head;
        if (buffer != null) {
            head = (B) buffer.next();
            buffer.setNext(null);
        }
        return buffer;
    }

    /** Moves everything behind what another list has. */
    void drainTo(BufferList<B> other) {
        for (B buffer = poll(); buffer != null; buffer = poll()) {
            other.add(buffer);
        }
    }

    /** Moves everything in front of what another list has. */
    void drainToFront(BufferList<B> other) {
        other.drainTo(this);
        drainTo(other);
    }
}
