// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Mdl;

/**
 * One large piece of direct memory, of which a {@link BufferPool} hands out pieces from the front to the back.
 *
 * <p>Threads: the loop's, except {@link #mdl}. The memory itself belongs to whoever has a buffer in it.
 */
final class Slab {
    /** Bytes of a slab. */
    static final int SIZE = 256 * 1024;

    /** Where pieces begin: those of two sockets share no line of a processor's cache. */
    private static final int ALIGNMENT = 64;

    /** The next one in a list of the pool. */
    Slab next;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    private final Mdl mdl = Mdl.allocate(memory);
    private int used;
    private int references;

    /** All of the memory. Any thread. */
    Mdl mdl() {
        return mdl;
    }

    /** How many bytes are behind those handed out. */
    int left() {
        return SIZE - used;
    }

    /** What comes next, for a read. */
    ByteBuffer view(int length) {
        return memory.limit(used + length).position(used);
    }

    /** How much of the slab a piece uses up. */
    static int room(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Hands out a piece that begins with {@link #view}; answers where it begins. */
    int take(int room) {
        int start = used;
        used += room;
        references++;
        return start;
    }

    /** Gets a piece back. The one handed out last makes its memory free, the last one that is out all of it. */
    void giveBack(int start, int room) {
        references--;
        if (references == 0) {
            used = 0;
        } else if (start + room == used) {
            used = start;
        }
    }

    boolean isFree() {
        return references == 0;
    }
}
