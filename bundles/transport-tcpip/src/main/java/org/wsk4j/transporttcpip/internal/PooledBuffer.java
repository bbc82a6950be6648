// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddr;

/**
 * Received bytes in a piece of a {@link Slab}.
 *
 * <p>State: free, then held by its receiver, on loan to the observer, perhaps held again; then free. A second release
 * of one loan fails, unless the buffer is on loan again by then.
 *
 * <p>Threads: whoever has it; {@link #release} any.
 */
final class PooledBuffer extends TransportBuffer {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int LENT = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(PooledBuffer.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The next one in a list of the pool; the pool's. */
    PooledBuffer nextInPool;

    private final BufferPool pool;
    private Slab
            slab; // the fields down to the state: written by the loop's thread while it is free, read by its holder
    private BufferAccount account;
    private int start;
    private int room;
    private int offset; // its holder; read by the borrower
    private int length; // likewise
    private SockAddr sender; // likewise; made once for a family, null while it is a stream's
    private volatile int state; // left with STATE, as a borrower may release twice

    PooledBuffer(BufferPool pool) {
        this.pool = pool;
    }

    /** Makes it stand for a piece. Loop thread. */
    void fill(Slab newSlab, int newStart, int newRoom, int newLength, BufferAccount newAccount) {
        slab = newSlab;
        start = newStart;
        room = newRoom;
        offset = newStart;
        length = newLength;
        account = newAccount;
        setNext(null);
        state = HELD;
    }

    /** Takes the piece from it. Loop thread. */
    void empty() {
        account.subtract(room);
        slab.giveBack(start, room);
        account = null;
    }

    /** Says who sent the datagram. Loop thread. */
    void setSender(SockAddr address) {
        if (sender == null || !sender.copyFrom(address)) {
            sender = address.copy();
        }
    }

    Slab slab() {
        return slab;
    }

    void forgetSlab() {
        slab = null;
    }

    BufferAccount account() {
        return account;
    }

    // ---- its holder

    /** The first bytes are taken. */
    void advance(int count) {
        offset += count;
        length -= count;
    }

    /** Copies bytes from the front. */
    void copyTo(ByteBuffer target) {
        int count = Math.min(length, target.remaining());
        ByteBuffer view = slab.mdl().claim(offset, count);
        try {
            target.put(view);
        } finally {
            slab.mdl().unclaim(view);
        }
        advance(count);
    }

    void lend() {
        state = LENT;
    }

    /** Takes a loan back; false when the borrower has released it. */
    boolean takeBack() {
        return STATE.compareAndSet(this, LENT, HELD);
    }

    /** Lets it go, without a loan. */
    void giveUp() {
        state = FREE;
        pool.giveBack(this);
    }

    // ---- its borrower

    @Override
    public Mdl mdl() {
        return slab.mdl();
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public SockAddr remoteAddress() {
        return sender;
    }

    @Override
    public void release() {
        if (!STATE.compareAndSet(this, LENT, FREE)) {
            throw new IllegalStateException(this + " was released, but is not on loan");
        }
        pool.giveBack(this);
    }

    @Override
    public String toString() {
        return "received bytes [" + offset + ", " + (offset + length) + ")";
    }
}
