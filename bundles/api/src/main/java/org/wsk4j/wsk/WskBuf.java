// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.wsk4j.wdm.Mdl;

/**
 * Describes the bytes of one transfer: where they lie in an MDL chain, and how many they are (WSK_BUF).
 *
 * <p>To send, {@code length} is the number of bytes to send; to receive, the most to store; in an indication, the
 * number of bytes received. The bytes begin {@code offset} bytes into the first MDL and go on through the chain without
 * a gap.
 *
 * <p>Memory: the caller allocates it, and a function reads it during the call only, so that one WskBuf may serve one
 * request after another. The MDL chain and its bytes must stay as they are until the IRP completes. Within an
 * indication everything is the provider's.
 *
 * <p>In Java: nothing is checked here. The function that gets it answers STATUS_INVALID_PARAMETER when the MDL is null
 * and the length is not 0, when the offset lies outside the first MDL, or when the length is negative or longer than
 * the chain.
 *
 * <p>Threads: not thread-safe.
 *
 * <p>Spec: BUF-01..BUF-09.
 */
public final class WskBuf {
    private Mdl mdl; // all three: the thread of whoever owns the structure at the time
    private int offset;
    private long length;

    /** No bytes at all: no MDL, offset 0, length 0. Called by anyone. IRQL: any. */
    public WskBuf() {}

    /**
     * Describes some bytes. Called by anyone. IRQL: any.
     *
     * @param mdl the MDL or head of the chain; null only if {@code length} is 0
     * @param offset where the bytes begin in the first MDL; ignored if {@code mdl} is null
     * @param length how many bytes
     */
    public WskBuf(Mdl mdl, int offset, long length) {
        set(mdl, offset, length);
    }

    /**
     * Describes other bytes.
     *
     * <p>Called by whoever allocated it. IRQL: any.
     *
     * @param mdl the MDL or head of the chain; null only if {@code length} is 0
     * @param offset where the bytes begin in the first MDL; ignored if {@code mdl} is null
     * @param length how many bytes
     */
    public void set(Mdl mdl, int offset, long length) {
        this.mdl = mdl;
        this.offset = offset;
        this.length = length;
    }

    /**
     * The MDL, or the head of the MDL chain (Mdl). Called by anyone. IRQL: any. Spec: BUF-01, BUF-07, BUF-09.
     *
     * @return the MDL; null only if the length is 0
     */
    public Mdl mdl() {
        return mdl;
    }

    /**
     * Where the bytes begin, counted from the start of the first MDL (Offset). Called by anyone. IRQL: any. Spec:
     * BUF-02, BUF-03.
     *
     * @return the offset, without meaning when there is no MDL
     */
    public int offset() {
        return offset;
    }

    /**
     * How many bytes there are to send, may be received, or were received (Length). Called by anyone. IRQL: any. Spec:
     * BUF-04..BUF-06, BUF-08.
     *
     * @return the number of bytes
     */
    public long length() {
        return length;
    }

    @Override
    public String toString() {
        return "WskBuf[" + length + " bytes at " + offset + " of " + mdl + "]";
    }
}
