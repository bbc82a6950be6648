// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.nio.ByteBuffer;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddr;

/**
 * A piece of memory for bytes that no request waited for; {@link BufferPool} has those not in use.
 *
 * <p>State: {@link Use}; from free to held by an endpoint, from there to free or to lent to its observer, and back from
 * either.
 *
 * <p>Threads: while it is lent the borrower may read it without a lock: nobody changes it then.
 *
 * <p>Locks: guarded by the network's.
 */
class PooledBuffer extends TransportBuffer {
    private enum Use {
        FREE,
        HELD,
        LENT
    }

    /** Whose loan it is. */
    interface Lender {
        /** The borrower has given a buffer back, which is free now. */
        void returnedLocked(PooledBuffer buffer);
    }

    private final BufferPool pool;
    private final ByteBuffer memory; // its position and limit are set anew before each use
    private final Mdl mdl;
    private int offset; // @GuardedBy the network's lock
    private int length; // @GuardedBy the network's lock
    private Use use = Use.FREE; // @GuardedBy the network's lock
    private Lender lender; // @GuardedBy the network's lock; null unless it is lent

    PooledBuffer(BufferPool pool, int capacity) {
        this.pool = pool;
        this.memory = ByteBuffer.allocateDirect(capacity);
        this.mdl = Mdl.allocate(memory.duplicate());
    }

    @Override
    public final Mdl mdl() {
        return mdl;
    }

    @Override
    public final int offset() {
        return offset;
    }

    @Override
    public final int length() {
        return length;
    }

    @Override
    public SockAddr remoteAddress() {
        return null;
    }

    @Override
    public final void release() {
        synchronized (pool.lock) {
            becomeLocked(Use.LENT, Use.FREE);
            Lender its = lender;
            lender = null;
            pool.addLocked(this);
            its.returnedLocked(this);
        }
    }

    final int capacity() {
        return memory.capacity();
    }

    /** How many bytes can be added. */
    final int roomLocked() {
        return capacity() - offset - length;
    }

    /** The pool gives it to an endpoint. */
    final void holdLocked() {
        becomeLocked(Use.FREE, Use.HELD);
        setNext(null);
        offset = 0;
        length = 0;
    }

    /** The endpoint needs it no more. */
    final void freeLocked() {
        becomeLocked(Use.HELD, Use.FREE);
        pool.addLocked(this);
    }

    /** Lends it to the observer. */
    final void lendLocked(Lender newLender) {
        becomeLocked(Use.HELD, Use.LENT);
        lender = newLender;
        setNext(null);
    }

    /** The observer has not taken it; false when it has released it nevertheless. */
    final boolean takeBackLocked(Lender its) {
        if (use != Use.LENT || lender != its) {
            return false;
        }
        becomeLocked(Use.LENT, Use.HELD);
        lender = null;
        return true;
    }

    private void becomeLocked(Use from, Use to) {
        if (use != from) {
            throw new IllegalStateException("received bytes that are " + use + " cannot become " + to);
        }
        use = to;
    }

    /** Appends bytes of a request, that many at most; answers how many. */
    final int addLocked(TransportRequest from, long most) {
        int added = 0;
        while (added < most && roomLocked() > 0 && from.remaining() > 0) {
            ByteBuffer source = from.claim();
            int count = (int) Math.min(Math.min(source.remaining(), roomLocked()), most - added);
            memory.put(offset + length, source, source.position(), count);
            from.unclaim(source, count);
            length += count;
            added += count;
        }
        return added;
    }

    /** Appends all bytes of another buffer, for which there is room. */
    final void addLocked(PooledBuffer other) {
        memory.put(offset + length, other.memory, other.offset, other.length);
        length += other.length;
    }

    /** Takes bytes from the front into the memory of a request, as many as it has room for. */
    final void moveLocked(TransportRequest to) {
        while (length > 0 && to.remaining() > 0) {
            ByteBuffer target = to.claim();
            int count = Math.min(target.remaining(), length);
            target.put(target.position(), memory, offset, count);
            to.unclaim(target, count);
            skipLocked(count);
        }
    }

    /** Drops bytes from the front. */
    final void skipLocked(int count) {
        offset += count;
        length -= count;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + offset + ", " + (offset + length) + ")";
    }
}
