// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddr;

/**
 * Bytes that the peer sent at one time. Not pooled, so that one that is used after its release is found out.
 *
 * <p>Threads: {@link #release} is safe for all; the rest is for the holder.
 */
final class FakeBuffer extends TransportBuffer {
    private final Mdl mdl;
    private final AtomicInteger onLoan; // the count of the endpoint's buffers that somebody holds
    private final int end;
    private int offset;
    private boolean lent; // guarded by this

    FakeBuffer(byte[] bytes, AtomicInteger onLoan) {
        this.mdl =
                Mdl.allocate(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        this.onLoan = onLoan;
        this.end = bytes.length;
    }

    @Override
    public Mdl mdl() {
        return mdl;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return end - offset;
    }

    @Override
    public SockAddr remoteAddress() {
        return null;
    }

    @Override
    public void release() {
        if (!endLoan()) {
            throw new IllegalStateException("release of a buffer that is not on loan");
        }
    }

    synchronized void lend() {
        lent = true;
        onLoan.incrementAndGet();
    }

    /** False when it was not lent. */
    synchronized boolean endLoan() {
        boolean was = lent;
        lent = false;
        if (was) {
            onLoan.decrementAndGet();
        }
        return was;
    }

    /** Uses up bytes at the front. */
    void consume(int count) {
        offset += count;
    }

    /** What is left, to be read once. */
    ByteBuffer view() {
        return mdl.systemAddress().position(offset);
    }
}
