// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.nio.ByteBuffer;

/** An endless sequence of bytes in which every shift, loss and doubling shows. */
final class Pattern {

    private Pattern() {}

    static byte at(long index) {
        long mixed = index * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 56);
    }

    /** Fills what remains of a buffer, starting with the byte at an index of the sequence; the position is left alone. */
    static void fill(ByteBuffer buffer, long index) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            buffer.put(i, at(index + i - buffer.position()));
        }
    }

    /** The first of a number of bytes that is not the sequence's, or -1. */
    static int mismatch(byte[] bytes, int count, long index) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != at(index + i)) {
                return i;
            }
        }
        return -1;
    }

    /** The first of a number of bytes of a buffer that is not the sequence's, or -1. */
    static int mismatch(ByteBuffer bytes, int count, long index) {
        for (int i = 0; i < count; i++) {
            if (bytes.get(i) != at(index + i)) {
                return i;
            }
        }
        return -1;
    }
}
