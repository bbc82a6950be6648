// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs steps of a test, and fails with the stacks of all threads when one of them takes too long.
 *
 * <p>Threads: each step has one of its own, which is left where it hangs.
 */
final class Watchdog {

    private final long seconds;

    Watchdog(long seconds) {
        this.seconds = seconds;
    }

    /** Takes the steps at the same time, and waits for all of them. */
    void watch(String what, List<? extends Step> steps) {
        List<FutureTask<?>> running = new ArrayList<>();
        for (Step step : steps) {
            FutureTask<?> task = new FutureTask<>(() -> {
                step.run();
                return null;
            });
            Thread thread = new Thread(task, what + ": " + step);
            thread.setDaemon(true);
            thread.start();
            running.add(task);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (FutureTask<?> task : running) {
            try {
                task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError(what + " takes longer than " + seconds + " s: " + steps + "\n" + stacks(), e);
            } catch (ExecutionException e) {
                throw new AssertionError(what + " failed: " + steps, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted during " + what, e);
            }
        }
    }

    private static String stacks() {
        ThreadInfo[] threads = ManagementFactory.getThreadMXBean().dumpAllThreads(true, true);
        return Arrays.stream(threads).map(Watchdog::describe).collect(Collectors.joining("\n"));
    }

    /** The whole stack: {@link ThreadInfo#toString} shows its top only. */
    private static String describe(ThreadInfo thread) {
        return "\"" + thread.getThreadName() + "\" " + thread.getThreadState()
                + (thread.getLockName() == null ? "" : " on " + thread.getLockName())
                + (thread.getLockOwnerName() == null ? "" : " owned by \"" + thread.getLockOwnerName() + "\"")
                + Arrays.stream(thread.getStackTrace())
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
    }

    /** What may hang; its text names it. */
    interface Step {

        void run() throws Exception;
    }
}
