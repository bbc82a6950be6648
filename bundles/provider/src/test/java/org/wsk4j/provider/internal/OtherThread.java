// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call in a thread of its own, for tests in which two parties meet. */
final class OtherThread<T> {
    private static final long DEADLINE_SECONDS = 20;

    private final FutureTask<T> task;
    private final Thread thread;

    private OtherThread(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "other");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> OtherThread<T> call(Callable<T> call) {
        return new OtherThread<>(call);
    }

    static OtherThread<Void> run(Runnable call) {
        return new OtherThread<>(() -> {
            call.run();
            return null;
        });
    }

    T result() {
        try {
            return task.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The other thread did not answer", e);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Returns as soon as the other thread is parked in a method of that name, which it must be within the deadline. */
    OtherThread<T> assertBlockedIn(String method) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!isBlockedIn(method)) {
            assertThat(task).as("the call that has to block in " + method).isNotDone();
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.yield();
        }
        assertThat(task).as("the call that has to block in " + method).isNotDone();
        return this;
    }

    private boolean isBlockedIn(String method) {
        Thread.State state = thread.getState();
        return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
