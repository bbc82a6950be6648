// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;

/**
 * Which event callbacks of a socket are enabled, and which one runs.
 *
 * <p>State: each event is off, on, or on for good (enabled statically). A callback runs between {@link #begin} and
 * {@link #end}; whoever disables it meanwhile is told when it has returned.
 *
 * <p>Threads: {@link #begin} and {@link #end} belong to the socket's I/O thread, which runs one callback at a time; the rest
 * is safe for all. The two sides meet without a lock: the I/O thread says what runs before it looks whether it is enabled,
 * whoever disables an event looks what runs afterwards, so that one of them sees the other.
 *
 * <p>A client that refuses an event and leaves it to another of its threads to enable it again cannot know whether the
 * callback has returned by then. What another thread enables while the callback runs counts as enabled after the refusal.
 *
 * <p>Locks: its own, for those who wait; none is held while client code runs.
 *
 * <p>Spec: SO-EVENT-06..SO-EVENT-13, SO-EVENT-16, SO-EVENT-18..SO-EVENT-22, SO-EVENT-24, STATIC-EVENTS-04,
 * STATIC-EVENTS-05.
 */
final class EventSwitch {
    /** No event of the option: a callback that cannot be disabled runs. */
    static final int UNCONTROLLED = 1;

    /** In what is enabled, beside the events: something was enabled, and not by a callback, since the last one began. */
    private static final int AGAIN = 1 << 31;

    private static final VarHandle ENABLED;

    static {
        try {
            ENABLED = MethodHandles.lookup().findVarHandle(EventSwitch.class, "enabled", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EngineSocket socket;
    private final int own; // the events of the socket's category
    private final int inheritable; // those that it can only pass on to sockets it accepts
    private final int statics; // those that the client has enabled on all of its sockets

    private volatile int available; // own events that the client has callbacks for; written before they can be enabled
    private volatile int enabled; // own events, and AGAIN; changed with ENABLED
    private volatile int inherited; // @GuardedBy("this") to change: only ever grows
    private volatile int running; // the event whose callback runs, or is about to; I/O thread writes, anybody reads
    private volatile Thread runner; // likewise: who runs it, for reports; null while nothing runs

    private final Deque<Irp> disabling = new ArrayDeque<>(0); // @GuardedBy("this"): wait for the callback's return
    private volatile boolean waiting; // @GuardedBy("this") to change: true while there is one of them

    EventSwitch(EngineSocket socket, int own, int inheritable) {
        this.socket = socket;
        this.own = own;
        this.inheritable = inheritable;
        this.statics = socket.client().staticEvents();
    }

    /** The flag that tells a callback at which level it runs. */
    static int level() {
        return Irql.current() == Irql.DISPATCH_LEVEL ? WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL : 0;
    }

    /** Says which callbacks the client has; nothing else can be enabled. */
    void setAvailable(int events) {
        available = events & own;
    }

    /** Turns on what the client has enabled for all of its sockets, and some more; answers all that is on. */
    int start(int more) {
        int on = (statics | more) & available;
        ENABLED.getAndBitwiseOr(this, on);
        return enabled();
    }

    /** The events that are on. */
    int enabled() {
        return enabled & ~AGAIN;
    }

    boolean isEnabled(int event) {
        return (enabled & event) != 0;
    }

    /** The events that sockets which it accepts begin with. */
    int inherited() {
        return inherited;
    }

    /** Turns events on; all of them or none. */
    NtStatus enable(int mask) {
        int now = mask & own;
        int later = mask & inheritable;
        if (mask == 0 || mask != (now | later) || (mask & statics) != 0 || (now & ~available) != 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        synchronized (this) {
            inherited |= later;
        }
        ENABLED.getAndBitwiseOr(this, isRunningHere() ? now : now | AGAIN);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Whether the event can be turned off: one of the socket's own, and not on for good. */
    boolean canDisable(int event) {
        return Integer.bitCount(event) == 1 && (event & own & ~statics) != 0;
    }

    /** Turns an event off; {@link #awaitReturn} tells whether its callback still runs. */
    void disable(int event) {
        ENABLED.getAndBitwiseAnd(this, ~event);
    }

    /** The callback of an event refuses: turns it off; false when it was enabled anew meanwhile, and stays on. I/O thread. */
    boolean disableRefused(int event) {
        int before;
        do {
            before = enabled;
            if ((before & AGAIN) != 0) {
                return false;
            }
        } while (!ENABLED.weakCompareAndSet(this, before, before & ~event));
        return true;
    }

    /**
     * Waits for the callback of an event that was turned off.
     *
     * @return success when it does not run; else pending, and the IRP completes when it has returned, or without an IRP
     *     STATUS_EVENT_PENDING
     */
    NtStatus awaitReturn(int event, Irp irp) {
        if (running != event) {
            return NtStatus.STATUS_SUCCESS;
        }
        if (irp == null) {
            return NtStatus.STATUS_EVENT_PENDING;
        }
        synchronized (this) {
            waiting = true; // before the look: the I/O thread reads it after it has cleared what runs
            if (running == event) {
                irp.markPending();
                disabling.add(irp);
                return NtStatus.STATUS_PENDING;
            }
            waiting = !disabling.isEmpty();
        }
        return NtStatus.STATUS_SUCCESS;
    }

    /** The callback of an event is about to run; false when it must not, and then it does not. I/O thread. */
    boolean begin(int event) {
        runner = Thread.currentThread();
        running = event;
        if (enabled < 0) { // AGAIN
            ENABLED.getAndBitwiseAnd(this, ~AGAIN);
        }
        if (event != UNCONTROLLED && (enabled & event) == 0) {
            end();
            return false;
        }
        return true;
    }

    /** It has returned. I/O thread. */
    void end() {
        running = 0;
        runner = null;
        if (waiting) {
            completeDisabled();
        }
    }

    private void completeDisabled() {
        for (Irp irp = poll(); irp != null; irp = poll()) {
            socket.completePending(irp, NtStatus.STATUS_SUCCESS, null);
        }
    }

    private synchronized Irp poll() {
        Irp irp = disabling.poll();
        waiting = !disabling.isEmpty();
        return irp;
    }

    /** The thread that runs a callback, or null. */
    Thread runner() {
        return runner;
    }

    boolean isRunningHere() {
        return runner == Thread.currentThread();
    }
}
