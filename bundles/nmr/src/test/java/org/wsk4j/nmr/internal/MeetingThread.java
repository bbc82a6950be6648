// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** A thread that does something at the very moment at which its test does something else. */
final class MeetingThread implements AutoCloseable {
    private final AtomicInteger arrived = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "meeting");
    private volatile Runnable task; // set by the test, null again when done
    private volatile Throwable failure; // set before the task is null
    private volatile boolean closed; // set by the test

    MeetingThread() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs both at once, each after its number of idle turns; returns when both are over. */
    void meet(Runnable here, int turnsHere, Runnable there, int turnsThere) {
        arrived.set(0);
        task = () -> {
            arrive(turnsThere);
            there.run();
        };
        arrive(turnsHere);
        here.run();
        await(() -> task == null);
        if (failure != null) {
            throw new AssertionError("On the other thread", failure);
        }
    }

    private void arrive(int turns) {
        arrived.incrementAndGet();
        await(() -> arrived.get() == 2);
        for (int turn = 0; turn < turns; turn++) {
            Thread.onSpinWait();
        }
    }

    /** Waits without going to sleep, which would take longer than what is to be met. */
    static void await(Condition condition) {
        for (int turn = 1; !condition.holds(); turn++) {
            if (turn % 1_000 == 0) {
                Thread.yield(); // somebody else may need the processor
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    private void run() {
        while (!closed) {
            await(() -> task != null || closed);
            if (!closed) {
                try {
                    task.run();
                } catch (Throwable thrown) {
                    failure = thrown;
                }
                task = null;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
