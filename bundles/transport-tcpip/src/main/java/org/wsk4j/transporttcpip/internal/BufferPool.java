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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of one loop for bytes that arrive while no request waits.
 *
 * <p>Reads go to the front of what is left of the current {@link Slab}. What comes back in the order of the reads, or
 * before the next one, is used again at once, so that the memory of a steady flow stays in the processor's cache. A
 * slab that is used up waits until its last piece is back. One that never comes back as a whole is forgotten: the
 * garbage collector frees it after its last buffer.
 *
 * <p>The accounts that pause for want of memory wait here. All of them get a turn when there is some; until then,
 * whoever gives a buffer of anybody back lets the first of them have one, so that the loop collects the buffer.
 * When the JVM gives no memory, it is asked again after {@value #REST_MILLIS} ms, as nobody tells when it has some.
 *
 * <p>Threads: {@link #giveBack} is safe for all; the rest belongs to the loop's thread, which does all the counting in
 * plain fields. Other threads leave buffers on a stack, which the loop takes as a whole.
 *
 * <p>Locks: none.
 */
final class BufferPool {
    /** How long the JVM is not asked for memory again when it had none; asking takes it half a second. */
    static final int REST_MILLIS = 5000;

    private static final Logger LOG = LoggerFactory.getLogger(BufferPool.class);
    private static final int MOST_OFFERED = 64 * 1024;
    private static final int LEAST_OFFERED = 16 * 1024;
    private static final int LONGEST_DATAGRAM = 65_535;
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
    private final int least; // bytes that a read has to find
    private final Supplier<Slab> source;
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
    private boolean resting; // loop thread only: the JVM had no memory, and is not asked for a while
    private boolean alarmSet; // loop thread only: those that wait for memory are going to look again
    private final Alarm restOver = new Alarm() {
        @Override
        void ring() {
            alarmSet = false;
            endRest();
        }
    };

    /** A pool without memory yet that calls itself short when more than so many bytes are in use. */
    BufferPool(IoLoop loop, long limit) {
        this(loop, limit, Slab::new);
    }

    /** The same for datagrams, each of which has to find room for the longest. */
    static BufferPool ofDatagrams(IoLoop loop, long limit) {
        return new BufferPool(loop, limit, LONGEST_DATAGRAM, Slab::new);
    }

    /** A pool that has its memory from somewhere else, which throws {@link OutOfMemoryError} when it has none. */
    BufferPool(IoLoop loop, long limit, Supplier<Slab> source) {
        this(loop, limit, LEAST_OFFERED, source);
    }

    private BufferPool(IoLoop loop, long limit, int least, Supplier<Slab> source) {
        this.loop = loop;
        this.limit = limit;
        this.least = least;
        this.source = source;
    }

    /** Whether there is memory to {@link #offer}, if need be by getting some. */
    boolean hasMemory() {
        collect();
        if (current == null || current.left() < least) {
            Slab next = nextSlab();
            if (next == null) {
                return false;
            }
            current = next;
        }
        return true;
    }

    /** Memory for one read of that many bytes at most, of which {@link #take} makes a buffer; some has to be there. */
    ByteBuffer offer(long most) {
        return current.view((int) Math.min(most, Math.min(current.left(), MOST_OFFERED)));
    }

    /** Memory for one datagram of any length, of which {@link #take} makes a buffer; some has to be there. */
    ByteBuffer offerForDatagram() {
        return current.view(LONGEST_DATAGRAM);
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
        int room = Slab.room(Math.max(1, length)); // an empty datagram's buffer is memory, too
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

    /** Gets a buffer back that nobody has any more. Any thread; after the end nobody is woken, as a lock may be held. */
    void giveBack(PooledBuffer buffer) {
        if (closed) {
            return;
        }
        BufferAccount account = buffer.account();
        if (loop.isCurrent()) {
            reclaim(buffer);
        } else {
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
        if (slab.isFree()) {
            if (slab != current) {
                freed(slab);
            }
            feedStarved();
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
    }

    /** Lets an account wait for memory. Others may have given back before they could see it. */
    void addStarved(BufferAccount account) {
        if (starved.add(account) && firstStarved == null) {
            firstStarved = account;
        }
        lookLater();
    }

    /** Has those that wait look again after a while: nobody tells of memory that the garbage collector has freed. */
    private void lookLater() {
        if (!alarmSet) {
            alarmSet = true;
            loop.wakeLater(restOver, REST_MILLIS);
        }
    }

    /** The account waits no more. */
    void removeStarved(BufferAccount account) {
        if (starved.remove(account) && firstStarved == account) {
            firstStarved = starved.isEmpty() ? null : starved.iterator().next();
        }
    }

    /** Memory has come back: if there is enough, those that wait for it have their turn. */
    private void feedStarved() {
        if (firstStarved != null && (resting || usedBytes() <= limit)) {
            wakeStarved();
        }
    }

    private void wakeStarved() {
        for (BufferAccount account : starved) {
            account.wake();
        }
        starved.clear();
        firstStarved = null;
    }

    /** A slab to go on with, or null when the JVM has no memory. */
    private Slab nextSlab() {
        Slab slab = freeSlabs;
        if (slab == null) {
            slab = newSlab();
        } else {
            freeSlabs = slab.next;
            slab.next = null;
            freeSlabCount--;
        }
        return slab;
    }

    private Slab newSlab() {
        if (resting) {
            return null;
        }
        try {
            Slab slab = source.get();
            slabs.add(new WeakReference<>(slab));
            return slab;
        } catch (OutOfMemoryError e) {
            LOG.warn("No memory for received bytes; the next try is in {} ms", REST_MILLIS, e);
            resting = true;
            lookLater();
            return null;
        }
    }

    /** Lets those that wait for memory see whether the JVM has some now. Loop thread. */
    void endRest() {
        resting = false;
        slabs.removeIf(BufferPool::isGone);
        wakeStarved();
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
