// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.irp;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/**
 * An IRP of a test, with a completion routine that records every completion and keeps the IRP.
 *
 * <p>Threads: safe for all. The completion may come from any thread; {@link #await} waits for it with a deadline.
 */
public final class RecordedIrp implements IoCompletionRoutine {
    /** How long a test waits for something that has to happen. */
    public static final long DEADLINE_SECONDS = 30;

    private final Irp irp = Irp.allocate(1);

    private int completions; // guarded by this
    private NtStatus status; // guarded by this; of the last completion
    private long information; // guarded by this
    private Object object; // guarded by this
    private boolean pendingReturned; // guarded by this
    private Thread thread; // guarded by this
    private Irql irql; // guarded by this
    private Consumer<RecordedIrp> then; // guarded by this

    private RecordedIrp() {}

    /**
     * A new IRP, ready to be handed to a function.
     *
     * @return the IRP with its routine set
     */
    public static RecordedIrp ready() {
        return new RecordedIrp().again();
    }

    /**
     * Makes the IRP ready for another request and forgets what was recorded.
     *
     * @return this
     */
    public synchronized RecordedIrp again() {
        irp.reuse(NtStatus.STATUS_SUCCESS);
        irp.setCompletionRoutine(this, null, true, true, true);
        completions = 0;
        status = null;
        information = 0;
        object = null;
        pendingReturned = false;
        thread = null;
        irql = null;
        return this;
    }

    /**
     * Runs something inside the completion routine, after the completion was recorded.
     *
     * @param action gets this object
     * @return this
     */
    public synchronized RecordedIrp then(Consumer<RecordedIrp> action) {
        then = action;
        return this;
    }

    /**
     * The IRP itself.
     *
     * @return what to hand to a function
     */
    public Irp irp() {
        return irp;
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp completed, Object context) {
        Consumer<RecordedIrp> action;
        synchronized (this) {
            completions++;
            status = completed.ioStatus().status();
            information = completed.ioStatus().information();
            object = completed.ioStatus().informationObject(Object.class);
            pendingReturned = completed.pendingReturned();
            thread = Thread.currentThread();
            irql = Irql.current();
            action = then;
            notifyAll();
        }
        if (action != null) {
            action.accept(this);
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    /**
     * Waits until the IRP has completed.
     *
     * @return this
     */
    public synchronized RecordedIrp await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (completions == 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(irp + " did not complete within " + DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + irp, e);
            }
        }
        return this;
    }

    /**
     * How often the IRP completed since it was made ready.
     *
     * @return the count
     */
    public synchronized int completions() {
        return completions;
    }

    /**
     * The status it completed with.
     *
     * @return the status, or null before completion
     */
    public synchronized NtStatus status() {
        return status;
    }

    /**
     * The bytes it completed with.
     *
     * @return IoStatus.Information as a count
     */
    public synchronized long information() {
        return information;
    }

    /**
     * The object it completed with.
     *
     * @param <T> the expected type
     * @param type the expected type
     * @return IoStatus.Information as an object, or null
     */
    public synchronized <T> T object(Class<T> type) {
        return type.cast(object);
    }

    /**
     * PendingReturned as the completion routine saw it.
     *
     * @return the flag
     */
    public synchronized boolean pendingReturned() {
        return pendingReturned;
    }

    /**
     * Where the completion routine ran.
     *
     * @return the thread, or null before completion
     */
    public synchronized Thread thread() {
        return thread;
    }

    /**
     * At which level the completion routine ran.
     *
     * @return the level, or null before completion
     */
    public synchronized Irql irql() {
        return irql;
    }
}
