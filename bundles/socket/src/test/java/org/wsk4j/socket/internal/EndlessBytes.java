// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;

/**
 * An endless sequence of bytes in which every shift, loss and doubling shows.
 *
 * <p>It repeats itself after a prime number of bytes, so that it can be compared and sent as it lies in memory.
 */
final class EndlessBytes {
    /** The most that is available in one piece. */
    static final int MOST = 8 << 20;

    private static final int PERIOD = 1_048_583;
    private static final ByteBuffer MEMORY = memory();
    private static final Mdl MDL = Mdl.allocate(MEMORY.duplicate());

    private EndlessBytes() {}

    private static ByteBuffer memory() {
        byte[] period = new byte[PERIOD];
        new SplittableRandom(4711).nextBytes(period);
        ByteBuffer memory = ByteBuffer.allocateDirect(PERIOD + MOST);
        while (memory.hasRemaining()) {
            memory.put(period, 0, Math.min(PERIOD, memory.remaining()));
        }
        return memory.flip();
    }

    private static int offset(long index) {
        return (int) (index % PERIOD);
    }

    private static ByteBuffer view(long index, int count) {
        return MEMORY.duplicate().position(offset(index)).limit(offset(index) + count);
    }

    /** Some bytes of it, as one MDL. */
    static WskBuf buf(long index, int count) {
        return new WskBuf(MDL, offset(index), count);
    }

    /** One or more bytes of it, as a chain of MDLs of random sizes, some of them empty. */
    static WskBuf chain(long index, int count, SplittableRandom random) {
        List<Mdl> pieces = new ArrayList<>();
        int skipped = random.nextInt(20); // bytes before the first one, within the first MDL
        for (int at = -skipped; at < count; ) {
            int size = Math.min(count - at, at < 0 ? skipped + 1 + random.nextInt(5) : random.nextInt(20_000));
            pieces.add(Mdl.allocate(view(index + PERIOD + at, size)));
            at += size;
        }
        return new WskBuf(Bytes.chain(pieces.toArray(Mdl[]::new)), skipped, count);
    }

    /** A copy of some bytes of it. */
    static byte[] copy(long index, int count) {
        byte[] copy = new byte[count];
        view(index, count).get(copy);
        return copy;
    }

    /** Fails unless what remains of a buffer are the bytes from an index on. */
    static void assertFrom(long index, ByteBuffer bytes) {
        int wrong = view(index, bytes.remaining()).mismatch(bytes);
        if (wrong >= 0) {
            throw new AssertionError("byte " + (index + wrong) + " of the stream is wrong, the " + (wrong + 1)
                    + "th of " + bytes.remaining() + " that came together");
        }
    }
}
