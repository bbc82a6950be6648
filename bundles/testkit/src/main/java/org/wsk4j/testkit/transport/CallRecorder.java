// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;

/**
 * The calls that an observer got, a line for each. Two at a time, or one below DISPATCH_LEVEL, throw.
 *
 * <p>Threads: safe for all.
 */
final class CallRecorder {
    private final List<String> calls = new ArrayList<>(); // guarded by this
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    private Runnable during; // guarded by this

    synchronized void during(Runnable action) {
        during = action;
    }

    /** Notes a call, and runs what is to run within it. */
    void call(String line) {
        if (!inside.compareAndSet(null, Thread.currentThread())) {
            throw new AssertionError(line + " while " + inside.get() + " makes another call");
        }
        try {
            if (Irql.current() != Irql.DISPATCH_LEVEL) {
                throw new AssertionError(line + " at " + Irql.current());
            }
            Runnable action;
            synchronized (this) {
                calls.add(line);
                action = during;
                notifyAll();
            }
            if (action != null) {
                action.run();
            }
        } finally {
            inside.set(null);
        }
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Waits until so many calls were made. */
    synchronized List<String> await(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (calls.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + calls + " within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted after " + calls, e);
            }
        }
        return List.copyOf(calls);
    }
}
