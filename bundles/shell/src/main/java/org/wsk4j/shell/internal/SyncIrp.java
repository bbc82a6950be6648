// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/**
 * An IRP for code that may block: start a request, wait until it is over, start the next with the same IRP.
 *
 * <pre>{@code
 * try (SyncIrp irp = new SyncIrp(event)) {
 *     irp.start(i -> dispatch.wskSend(socket, buffer, 0, i));
 *     NtStatus status = irp.await(() -> Event.FOREVER);
 * }
 * }</pre>
 *
 * <p>A timeout or an interrupt cancels the request. No cancel can force it to end, though: half of a send may be on its
 * way already, and then only the end of its socket ends it. So what follows a cancel is a bounded wait, and a request
 * that is under way even after that is left behind: the completion routine frees the IRP whenever that comes. Until
 * then the request's memory is not the caller's, see {@link #isPending}. Whatever the request is for, read its result
 * before the IRP is closed.
 *
 * <p>Several of them may set the same {@link Event}, so that one thread waits for all.
 *
 * <p>State: idle, under way, over, and so on; at last closed, or left while the request was under way.
 * <p>Threads: one thread starts and waits; the completion routine runs in any other, or inside {@code start}.
 * <p>Locks: its own monitor, for the decision who frees the IRP; nothing is called under it.
 */
final class SyncIrp implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Event event;
    private final long patienceNanos;
    private final Irp irp = Irp.allocate(1);
    private boolean started; // the waiting thread; false until the first request, and after one that never began
    private boolean freed; // the same
    private volatile boolean completed; // set by the completion routine, after which the IRP is ours again
    private Runnable
            farewell; // @GuardedBy("this"); what follows the end of a request that was left, null unless it was

    /** Some function of WSK that takes an IRP. */
    @FunctionalInterface
    interface Request {
        NtStatus issue(Irp irp);
    }

    /** Allocates the IRP. The event is set whenever a request of it is over. */
    SyncIrp(Event event) {
        this(event, PATIENCE_NANOS);
    }

    /** The same with another bound for the waits that have no patience of their own. */
    SyncIrp(Event event, long patienceNanos) {
        this.event = event;
        this.patienceNanos = patienceNanos;
    }

    /** Starts a request; the one before has to be over. */
    void start(Request request) {
        irp.reuse(NtStatus.STATUS_PENDING);
        irp.setCompletionRoutine(this::onCompletion, null, true, true, true);
        completed = false;
        started = false;
        request.issue(irp); // its result is in the IRP, now or, after STATUS_PENDING, later
        started = true;
    }

    private NtStatus onCompletion(Object deviceObject, Irp completedIrp, Object context) {
        Runnable last;
        synchronized (this) {
            completed = true;
            last = farewell;
        }
        if (last == null) {
            event.set();
        } else {
            last.run();
            completedIrp.free();
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    /** Whether a request is under way. */
    boolean isPending() {
        return started && !completed;
    }

    /** Whether a request was started and is over. */
    boolean isCompleted() {
        return started && completed;
    }

    /** How the request ended; only when it is over. */
    NtStatus status() {
        requireUnfreed();
        return irp.ioStatus().status();
    }

    /** How many bytes it moved; only when it is over. */
    int bytes() {
        requireUnfreed();
        return (int) irp.ioStatus().information();
    }

    /** What it made, or null; only when it is over. */
    <T> T result(Class<T> type) {
        requireUnfreed();
        return irp.ioStatus().informationObject(type);
    }

    private void requireUnfreed() {
        if (freed) {
            throw new IllegalStateException("The outcome of an IRP was read after the IRP was freed");
        }
    }

    /**
     * Waits until the request is over.
     *
     * @param nanosLeft asked again and again how long to wait; 0 or less cancels the request
     * @return how it ended, {@code STATUS_CANCELLED} if the cancel came first; {@code STATUS_IO_TIMEOUT} if it is under
     *     way even after the cancel
     * @throws InterruptedException after the request has been cancelled
     */
    NtStatus await(LongSupplier nanosLeft) throws InterruptedException {
        Irql.requirePassive("SyncIrp.await");
        try {
            while (isPending()) {
                long nanos = nanosLeft.getAsLong();
                if (nanos <= 0) {
                    return cancel();
                }
                event.await(nanos);
            }
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        return status();
    }

    /** Cancels the request if it is still under way; otherwise as {@link #awaitUninterruptibly}. */
    NtStatus cancel() {
        if (isPending()) {
            irp.cancel();
        }
        return awaitUninterruptibly();
    }

    /**
     * Waits until the request is over, for a bounded time; an interrupt is kept for later.
     *
     * @return how it ended, or {@code STATUS_IO_TIMEOUT} when it is still under way
     */
    NtStatus awaitUninterruptibly() {
        long start = System.nanoTime();
        long left = patienceNanos;
        boolean interrupted = false;
        while (isPending() && left > 0) {
            try {
                event.await(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = patienceNanos - (System.nanoTime() - start);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return isPending() ? NtStatus.STATUS_IO_TIMEOUT : status();
    }

    /**
     * Leaves a request behind that is still under way: nobody waits for it, and its completion routine frees the IRP.
     *
     * @param last runs in the completion routine, so it does not wait; it may read the result
     * @return false when the request is over; then nothing is left, and {@code last} does not run
     */
    synchronized boolean leave(Runnable last) {
        if (farewell == null && isPending()) {
            farewell = last;
        }
        return farewell != null;
    }

    private synchronized boolean isLeft() {
        return farewell != null;
    }

    /** Cancels what is under way, and frees the IRP; or leaves the request behind, when the cancel does not end it. */
    @Override
    public void close() {
        if (freed || isLeft()) {
            return;
        }
        cancel();
        if (!leave(() -> {})) {
            freed = true;
            irp.free();
        }
    }
}
