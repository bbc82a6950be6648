// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.wsk4j.wdm.Mdl;

/** Memory for tests: texts, chains of pieces, and a stream whose every byte is known. */
final class Bytes {
    private Bytes() {}

    static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static String text(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.duplicate().position(0).get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A chain over a buffer, cut at random into odd pieces up to a size, empty ones and heap ones among them. */
    static Mdl chain(ByteBuffer whole, int longest, Random random) {
        Mdl head = null;
        Mdl tail = null;
        ByteBuffer rest = whole.duplicate();
        while (head == null || rest.hasRemaining()) {
            int length = random.nextInt(8) == 0 ? 0 : Math.min(rest.remaining(), 1 + random.nextInt(longest));
            Mdl piece = Mdl.allocate(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
            if (head == null) {
                head = piece;
            } else {
                tail.setNext(piece);
            }
            tail = piece;
        }
        return head;
    }

    /** The byte at a place of the known stream. */
    static byte at(long place) {
        long mixed = place * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 56 ^ mixed >>> 29);
    }

    /** Fills a buffer from position to limit with the known stream. */
    static ByteBuffer known(ByteBuffer buffer, long from) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            buffer.put(i, at(from + i - buffer.position()));
        }
        return buffer;
    }

    /** The first place where a buffer differs from the known stream, or -1. */
    static long difference(ByteBuffer buffer, long from) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (buffer.get(i) != at(from + i - buffer.position())) {
                return from + i - buffer.position();
            }
        }
        return -1;
    }
}
