// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The memory of one loop for bytes that arrive while no request waits.
 *
 * <p>Reads go to the front of what is left of the current {@link Slab}. What comes back in the order of the reads, or
 * before the next one, is used again at once, so that the memory of a steady flow stays in the processor's cache. A
 * slab that is used up waits until its last piece is back. One that never comes back as a whole is forgotten: the
 * garbage collector frees it after its last buffer.
 *
 * <p>The accounts that pause for want of memory wait here. All of them get a turn when the pool is no longer short; while
 * it is, whoever gives a buffer of anybody back lets the first of them have one, so that the loop collects the buffer.
 *
 * <p>Threads: {@link #giveBack} is safe for all; the rest belongs to the loop's thread, which does all the counting in
 * plain fields. Other threads leave buffers on a stack, which the loop takes as a whole.
 *
 * <p>Locks: none.
 */
final class BufferPool {
    private static final int MOST_OFFERED = 64 * 1024;
    private static final int LEAST_OFFERED = 16 * 1024;
    private static final int MOST_FREE_SLABS = 8;
    private static final int MOST_FREE_BUFFERS = 4096;
    private static final VarHandle RETURNED;

    static {
        try {
            RETURNED = MethodHandles.lookup().findVarHandle(BufferPool.class, "returned", PooledBuffer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final IoLoop loop;
    private final long limit;
    private volatile PooledBuffer returned; // top of the stack of those given back elsewhere; changed with RETURNED
    private volatile boolean closed; // set by the loop's thread, once; read by whoever gives back

    private final List<WeakReference<Slab>> slabs = new ArrayList<>(); // loop thread only: all that may be in use
    private Slab current; // loop thread only; null before the first read
    private Slab freeSlabs; // loop thread only: a list
    private int freeSlabCount; // loop thread only
    private PooledBuffer freeBuffers; // loop thread only: a list
    private int freeBufferCount; // loop thread only
    private final Set<BufferAccount> starved = new LinkedHashSet<>(); // loop thread only: those that wait for memory
    private volatile BufferAccount firstStarved; // written by the loop's thread, read by whoever gives back

    /** A pool without memory yet that calls itself short when more than so many bytes are in use. */
    BufferPool(IoLoop loop, long limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /** Memory for one read of that many bytes at most, of which {@link #take} makes a buffer. */
    ByteBuffer offer(long most) {
        collect();
        if (current == null || current.left() < LEAST_OFFERED) {
            current = nextSlab();
        }
        return current.view((int) Math.min(most, Math.min(current.left(), MOST_OFFERED)));
    }

    /** Makes a buffer of the first bytes of what {@link #offer} has offered. */
    PooledBuffer take(int length, BufferAccount account) {
        PooledBuffer buffer = freeBuffers;
        if (buffer == null) {
            buffer = new PooledBuffer(this);
        } else {
            freeBuffers = buffer.nextInPool;
            buffer.nextInPool = null;
            freeBufferCount--;
        }
        int room = Slab.room(length);
        account.add(room);
        buffer.fill(current, current.take(room), room, length, account);
        return buffer;
    }

    /** Whether more memory is in use than there should be. */
    boolean isShort() {
        if (usedBytes() <= limit) {
            return false;
        }
        collect();
        if (slabs.removeIf(BufferPool::isGone)) {
            feedStarved();
        }
        return usedBytes() > limit;
    }

    private long usedBytes() {
        return (long) (slabs.size() - freeSlabCount) * Slab.SIZE;
    }

    private static boolean isGone(WeakReference<Slab> slab) {
        return slab.refersTo(null);
    }

    /** Gets a buffer back that nobody has any more. Any thread. */
    void giveBack(PooledBuffer buffer) {
        BufferAccount account = buffer.account();
        if (loop.isCurrent()) {
            reclaim(buffer);
        } else if (!closed) {
            PooledBuffer top;
            do {
                top = returned;
                buffer.nextInPool = top;
            } while (!RETURNED.weakCompareAndSet(this, top, buffer));
        }
        BufferAccount waiting = account.isPaused() ? account : firstStarved;
        if (waiting != null) {
            waiting.wake();
        }
    }

    /** Takes what other threads have given back. */
    void collect() {
        if (returned == null) {
            return;
        }
        PooledBuffer buffer = (PooledBuffer) RETURNED.getAndSet(this, null);
        while (buffer != null) {
            PooledBuffer next = buffer.nextInPool;
            reclaim(buffer);
            buffer = next;
        }
    }

    private void reclaim(PooledBuffer buffer) {
        Slab slab = buffer.slab();
        buffer.empty();
        buffer.forgetSlab();
        if (slab.isFree() && slab != current) {
            freed(slab);
        }
        if (freeBufferCount < MOST_FREE_BUFFERS) {
            buffer.nextInPool = freeBuffers;
            freeBuffers = buffer;
            freeBufferCount++;
        }
    }

    private void freed(Slab slab) {
        if (freeSlabCount < MOST_FREE_SLABS) {
            slab.next = freeSlabs;
            freeSlabs = slab;
            freeSlabCount++;
        } else {
            slabs.removeIf(reference -> reference.refersTo(slab));
        }
        feedStarved();
    }

    /** Lets an account wait until the pool is no longer short. Others may have given back before they could see it. */
    void addStarved(BufferAccount account) {
        if (starved.add(account) && firstStarved == null) {
            firstStarved = account;
        }
    }

    /** The account waits no more. */
    void removeStarved(BufferAccount account) {
        if (starved.remove(account) && firstStarved == account) {
            firstStarved = starved.isEmpty() ? null : starved.iterator().next();
        }
    }

    /** Memory has come back: gives all that wait for it a turn if there is enough. */
    private void feedStarved() {
        if (firstStarved == null || usedBytes() > limit) {
            return;
        }
        for (BufferAccount account : starved) {
            account.wake();
        }
        starved.clear();
        firstStarved = null;
    }

    private Slab nextSlab() {
        Slab slab = freeSlabs;
        if (slab == null) {
            slab = new Slab();
            slabs.add(new WeakReference<>(slab));
        } else {
            freeSlabs = slab.next;
            slab.next = null;
            freeSlabCount--;
        }
        return slab;
    }

    /** Forgets the memory: what comes back from now on is left to the garbage collector. */
    void close() {
        closed = true;
        returned = null;
        current = null;
        freeSlabs = null;
        freeBuffers = null;
        slabs.clear();
        starved.clear();
        firstStarved = null;
    }
}
