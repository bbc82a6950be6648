// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers that are not in use: those of streams, all of one size, and those of datagrams, in sizes that grow by the
 * factor {@value #FACTOR}. As long as enough come back nothing is allocated.
 *
 * <p>Locks: guarded by the network's.
 */
final class BufferPool {
    /** The size of a stream's buffer. */
    static final int STREAM_SIZE = 4 * 1024;

    private static final int LEAST_DATAGRAM = 256;
    private static final int FACTOR = 4;
    private static final int DATAGRAM_SIZES = 5; // up to 64 KiB
    private static final int MOST_FREE_BYTES = 1024 * 1024; // of each size

    final Object lock; // the network's
    private final Deque<PooledBuffer> streams = new ArrayDeque<>(); // @GuardedBy("lock")
    private final Deque<PooledBuffer>[] datagrams; // @GuardedBy("lock"); by size

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no other way to make an array of deques
    BufferPool(Object lock) {
        this.lock = lock;
        this.datagrams = new Deque[DATAGRAM_SIZES];
        for (int i = 0; i < DATAGRAM_SIZES; i++) {
            datagrams[i] = new ArrayDeque<>();
        }
    }

    /** An empty buffer for bytes of a stream, held by the caller. */
    PooledBuffer streamLocked() {
        PooledBuffer buffer = streams.poll();
        if (buffer == null) {
            buffer = new PooledBuffer(this, STREAM_SIZE);
        }
        buffer.holdLocked();
        return buffer;
    }

    /** An empty buffer for a datagram of that length, held by the caller. */
    Datagram datagramLocked(int length) {
        int at = 0;
        int capacity = LEAST_DATAGRAM;
        while (capacity < length) {
            capacity *= FACTOR;
            at++;
        }
        Datagram datagram = (Datagram) datagrams[at].poll();
        if (datagram == null) {
            datagram = new Datagram(this, capacity);
        }
        datagram.holdLocked();
        return datagram;
    }

    /** Gets a buffer back that is free now. */
    void addLocked(PooledBuffer buffer) {
        Deque<PooledBuffer> free = streams;
        if (buffer instanceof Datagram) {
            int at = 0;
            for (int capacity = LEAST_DATAGRAM; capacity < buffer.capacity(); capacity *= FACTOR) {
                at++;
            }
            free = datagrams[at];
        }
        if (free.size() < MOST_FREE_BYTES / buffer.capacity()) {
            free.push(buffer);
        }
    }
}
