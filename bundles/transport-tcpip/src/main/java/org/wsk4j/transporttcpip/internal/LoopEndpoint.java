// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportRequest;

/**
 * What every endpoint shares: the I/O loop it belongs to, and what its channel is waited for.
 *
 * <p>A channel is registered with the loop's selector when it is first waited for, not before. Interests are noted by
 * any thread and brought to the selection key by the loop's.
 *
 * <p>Threads: {@link #schedule}, {@link #arm} and {@link #isAttached} are safe for all; the rest belongs to the loop's
 * thread.
 */
abstract class LoopEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(LoopEndpoint.class);
    private static final VarHandle INTERESTS;
    private static final VarHandle SCHEDULED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INTERESTS = lookup.findVarHandle(LoopEndpoint.class, "interests", int.class);
            SCHEDULED = lookup.findVarHandle(LoopEndpoint.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The next one on the loop's stack; whoever put this endpoint there, then the loop. */
    LoopEndpoint nextScheduled;

    private final IoLoop loop;
    private volatile int interests; // operations waited for; changed with INTERESTS
    private volatile boolean scheduled; // true while on the loop's stack; changed with SCHEDULED
    private volatile boolean attached; // set by any thread, never cleared: from then on only the loop ends the endpoint
    private SelectionKey key; // loop thread only; null before the channel was first waited for

    LoopEndpoint(IoLoop loop) {
        this.loop = loop;
    }

    /** What is waited for. */
    abstract SelectableChannel channel();

    /** The channel is ready for operations it was waited for. Loop thread. */
    abstract void ready(int operations);

    /** The turn that was asked for with {@link #schedule}. Loop thread. */
    abstract void takeTurn();

    /** The selector knows the channel no more: closing it now frees its descriptor. Loop thread. */
    abstract void released();

    /** The loop ends, or something is broken here: everything that waits has to end. Loop thread. */
    abstract void forceClose();

    /** The loop it belongs to for life. */
    final IoLoop loop() {
        return loop;
    }

    /** Asks for a turn on the loop's thread. */
    final void schedule() {
        if (!attached) {
            attached = true;
        }
        loop.schedule(this);
    }

    /** Whether the loop's thread has, or will have, anything to do with this endpoint. */
    final boolean isAttached() {
        return attached;
    }

    final boolean markScheduled() {
        return SCHEDULED.compareAndSet(this, false, true);
    }

    final void clearScheduled() {
        scheduled = false;
    }

    /**
     * Waits for an operation. Any thread; callers see to it that it does not cross a {@link #disarm} of the same
     * operation.
     */
    final void arm(int operation) {
        if (isArmed(operation)) {
            return;
        }
        INTERESTS.getAndBitwiseOr(this, operation);
        if (key != null && loop.isCurrent()) {
            bringInterests();
        } else {
            schedule();
        }
    }

    /** Whether the operation is waited for. */
    final boolean isArmed(int operation) {
        return (interests & operation) != 0;
    }

    /** Waits no more for an operation. Loop thread. */
    final void disarm(int operation) {
        INTERESTS.getAndBitwiseAnd(this, ~operation);
        if (key != null) {
            bringInterests();
        }
    }

    /** Brings what was noted to the selection key. Loop thread. */
    final void bringInterests() {
        int operations = interests;
        if (key != null) {
            if (key.isValid()) {
                key.interestOps(operations);
            }
            return;
        }
        if (operations != 0) {
            try {
                key = loop.register(this, operations);
            } catch (IOException e) {
                LOG.debug("{} is closed already", this, e);
            }
        }
    }

    /** Takes the channel from the selector; {@link #released} follows. Loop thread. */
    final void release() {
        if (key != null) {
            key.cancel();
        }
        loop.awaitRelease(this);
    }

    /** Tells the owner of a request that it is over, whatever the owner does. No lock is held. */
    final void complete(TransportRequest request) {
        try {
            request.complete();
        } catch (RuntimeException | Error e) {
            LOG.error("The owner of {} failed when it was told of its end", request, e);
        }
    }
}
