// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;

/** A piece of non-paged memory of a test, and what lies in it. */
final class Bytes {
    /** More than the system takes for a peer that does not read. */
    static final int MORE_THAN_FITS = 16 << 20;

    private static final Bytes MUCH = of(pattern(MORE_THAN_FITS, 1));

    private final ByteBuffer memory;

    private Bytes(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Memory that holds a text, one byte for each character. */
    static Bytes of(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Bytes of(byte[] content) {
        return new Bytes(ByteBuffer.allocateDirect(content.length).put(content).flip());
    }

    /** Memory to receive into, full of dots. */
    static Bytes room(int size) {
        byte[] dots = new byte[size];
        Arrays.fill(dots, (byte) '.');
        return of(dots);
    }

    /** {@link #MORE_THAN_FITS}: a send of it stays pending as long as the peer does not read. Not to be changed. */
    static Bytes much() {
        return MUCH;
    }

    /** The bytes that a seed makes. */
    static byte[] pattern(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** All of it, as one MDL. */
    WskBuf buf() {
        return new WskBuf(mdl(), 0, memory.capacity());
    }

    /** A new MDL over all of it. */
    Mdl mdl() {
        return Mdl.allocate(memory.duplicate().clear());
    }

    String text() {
        return new String(content(), StandardCharsets.ISO_8859_1);
    }

    String text(int from, int count) {
        return text().substring(from, from + count);
    }

    byte[] content() {
        byte[] content = new byte[memory.capacity()];
        memory.duplicate().clear().get(content);
        return content;
    }

    /** Overwrites the memory from some place on. */
    void overwrite(int from, byte[] content) {
        memory.duplicate().clear().position(from).put(content);
    }

    /** MDLs chained in this order; the first one is returned. */
    static Mdl chain(Mdl... pieces) {
        for (int i = 1; i < pieces.length; i++) {
            pieces[i - 1].setNext(pieces[i]);
        }
        return pieces[0];
    }
}
