// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The I/O threads of a transport. Each starts when it is first needed; endpoints get them in turn.
 *
 * <p>State: open, then stopped; never back.
 *
 * <p>Threads: safe for all; {@link #stop} blocks until the threads have ended.
 *
 * <p>Locks: {@link #lock} guards the loops; nothing is called out with it but the platform.
 */
final class IoLoops {
    private static final Logger LOG = LoggerFactory.getLogger(IoLoops.class);

    private final Object lock = new Object();
    private final long memory; // for received bytes, of each loop
    private final IoLoop[] loops; // @GuardedBy("lock"): null where none was needed yet
    private int next; // @GuardedBy("lock"): the loop that the next endpoint gets
    private boolean stopped; // @GuardedBy("lock")

    IoLoops(int threads, long bufferMemory) {
        loops = new IoLoop[threads];
        memory = bufferMemory / threads;
    }

    /** The loop for the next endpoint, running; null once stopped. */
    IoLoop next() throws IOException {
        synchronized (lock) {
            if (stopped) {
                return null;
            }
            int at = next;
            next = (next + 1) % loops.length;
            if (loops[at] == null || loops[at].hasEnded()) { // one that has died is replaced
                loops[at] = started(new IoLoop("wsk4j-tcpip-" + at, memory));
            }
            return loops[at];
        }
    }

    /** The loop, running; one that gets no thread is stopped, so that it keeps no descriptor. */
    private static IoLoop started(IoLoop loop) throws IOException {
        boolean running = false;
        try {
            loop.start();
            running = true;
        } finally {
            if (!running) {
                loop.discard();
            }
        }
        return loop;
    }

    /** Stops all of them, and waits for their ends that long altogether. */
    void stop(long millis) {
        List<IoLoop> running = new ArrayList<>();
        synchronized (lock) {
            stopped = true;
            for (IoLoop loop : loops) {
                if (loop != null) {
                    running.add(loop);
                }
            }
        }
        for (IoLoop loop : running) {
            loop.stop();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        for (IoLoop loop : running) {
            try {
                if (!loop.awaitEnd(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())))) {
                    LOG.warn("{} did not end in time: a callback or completion routine is still running there", loop);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
