// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Says when a detach has taken too long.
 *
 * <p>Threads: safe for all. One daemon thread, which exists only while a detach is being timed.
 */
final class DetachTimer {
    private final ScheduledThreadPoolExecutor executor;
    private volatile long millis; // replaced when the configuration changes, read by any thread

    DetachTimer(long millis) {
        this.millis = millis;
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            // its creator is whichever client came first: nothing of that one may stay with it
            Thread thread = new Thread(null, work, "wsk4j-registration-detach", 0, false);
            thread.setContextClassLoader(DetachTimer.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** The time that a detach may take; 0 or less: any. */
    long millis() {
        return millis;
    }

    /** Takes another time for what starts later. */
    void set(long newMillis) {
        millis = newMillis;
    }

    /** Runs something when the time is over, unless it is cancelled before. */
    Future<?> start(Runnable expired) {
        long time = millis;
        if (time <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return executor.schedule(expired, time, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            expired.run(); // nobody is left who would wait
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Starts nothing any more; what was started still expires. */
    void stop() {
        executor.shutdown();
    }
}
