// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/**
 * The I/O thread: it gives the endpoints that have something to tell one turn after the other, and it alone calls
 * observers and completes requests that waited.
 *
 * <p>State: the thread is started when an endpoint first asks for a turn. Once stopped it ends as soon as nobody asks
 * for one; should somebody do so later, another thread is started, for that turn.
 *
 * <p>Threads: safe for all. It runs at DISPATCH_LEVEL.
 *
 * <p>Locks: the network's, which it waits on; none is held during a turn.
 */
final class IoThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);
    private static final String NAME = "wsk4j-loopback";

    private final Object lock; // the network's
    private final Deque<LoopbackEndpoint> ready = new ArrayDeque<>(); // @GuardedBy("lock")
    private boolean stopped; // @GuardedBy("lock")
    private volatile Thread thread; // @GuardedBy("lock") to change, volatile to compare; null while there is none

    IoThread(Object lock) {
        this.lock = lock;
    }

    /** Whether the caller is the I/O thread. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Gives an endpoint that is not waiting for one a turn. */
    void addLocked(LoopbackEndpoint endpoint) {
        ready.add(endpoint);
        if (thread == null) {
            startLocked();
        } else {
            lock.notify(); // nobody else waits on it
        }
    }

    private void startLocked() {
        // its creator is whichever client came first: nothing of that one may stay with it
        Thread started = new Thread(null, this, NAME, 0, false);
        started.setContextClassLoader(IoThread.class.getClassLoader());
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Lets the thread end; answers which thread that is, or null when there is none. */
    Thread stopLocked() {
        stopped = true;
        lock.notify();
        return thread;
    }

    @Override
    public void run() {
        Irql.raise(Irql.DISPATCH_LEVEL);
        for (LoopbackEndpoint next = await(); next != null; next = await()) {
            try {
                next.takeTurn();
            } catch (RuntimeException | Error e) {
                LOG.error("{} failed, and is given up", next, e);
                giveUp(next);
            }
        }
    }

    private void giveUp(LoopbackEndpoint endpoint) {
        try {
            synchronized (lock) {
                endpoint.giveUpLocked(NtStatus.STATUS_FILE_FORCED_CLOSED);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be given up", endpoint, e);
        }
    }

    /** The endpoint whose turn it is; null when the thread has to end. */
    private LoopbackEndpoint await() {
        synchronized (lock) {
            while (ready.isEmpty() && !stopped) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    LOG.debug("{} was interrupted, which means nothing here", NAME, e);
                }
            }
            LoopbackEndpoint next = ready.poll();
            if (next == null) {
                thread = null;
            }
            return next;
        }
    }
}
