// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A second thread for tests in which two parties meet. */
final class OtherThread implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 10;

    private volatile Thread thread; // set once by the factory, read by the test
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "other");
        made.setDaemon(true);
        thread = made;
        return made;
    });

    <T> Future<T> start(Callable<T> task) {
        return executor.submit(task);
    }

    /** Runs the task over there and waits for it here. */
    <T> T call(Callable<T> task) {
        return result(start(task));
    }

    static <T> T result(Future<T> future) {
        try {
            return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The other thread did not answer", e);
        }
    }

    /** Returns once the other thread is blocked in a wait of the registrar, which it must be within the deadline. */
    void assertBlocked(Future<?> task) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        boolean blocked = isBlocked();
        while (!blocked && !task.isDone() && System.nanoTime() < end) {
            Thread.yield();
            blocked = isBlocked();
        }
        assertThat(task).as("the call that has to block").isNotDone();
        assertThat(blocked).as("the other thread is blocked").isTrue();
    }

    void interrupt() {
        thread.interrupt();
    }

    private boolean isBlocked() {
        if (thread == null || thread.getState() != Thread.State.TIMED_WAITING) {
            return false;
        }
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Registration.class.getName())
                        && frame.getMethodName().equals("await"));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
