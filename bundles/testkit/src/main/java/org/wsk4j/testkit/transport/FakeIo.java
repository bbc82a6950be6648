// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;

/**
 * The I/O thread of a fake transport: a thread of its own, or whoever steps.
 *
 * <p>Endpoints that have something to tell are scheduled; each gets one turn after the other, and tells one thing in
 * it.
 *
 * <p>Threads: safe for all. Locks: none is held during a turn, but for the role of the I/O thread itself.
 */
final class FakeIo {
    private final Set<TurnEndpoint> ready = new LinkedHashSet<>(); // @GuardedBy("this")
    private final ReentrantLock role = new ReentrantLock(); // stepped: held by whoever plays the I/O thread
    private final Thread thread; // null when stepped
    private boolean paused; // @GuardedBy("this")
    private boolean stopped; // @GuardedBy("this")
    private Throwable problem; // @GuardedBy("this"): the first that an owner or observer threw

    FakeIo(boolean live) {
        thread = live ? new Thread(this::live, "fake-transport") : null;
        if (live) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    boolean isLive() {
        return thread != null;
    }

    /** Whether the calling thread is the I/O thread, or plays it. */
    boolean isCurrent() {
        return isLive() ? Thread.currentThread() == thread : role.isHeldByCurrentThread();
    }

    synchronized void schedule(TurnEndpoint endpoint) {
        ready.add(endpoint);
        notifyAll();
    }

    synchronized void setPaused(boolean newPaused) {
        paused = newPaused;
    }

    /** The test has caused something: unless live or paused, its thread is the I/O thread that tells of it. */
    void caused() {
        boolean now;
        synchronized (this) {
            now = !isLive() && !paused;
        }
        if (now) {
            run();
        }
    }

    void run() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** One turn in the calling thread; false when nothing is due, or a turn of this thread is under way. */
    boolean step() {
        if (isLive()) {
            throw new IllegalStateException("a live transport steps by itself");
        }
        if (role.isHeldByCurrentThread()) {
            return false; // from within a callback: whoever made that goes on
        }
        role.lock();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            for (TurnEndpoint next = poll(); next != null; next = poll()) {
                if (turn(next)) {
                    return true;
                }
            }
            return false;
        } finally {
            Irql.lower(old);
            role.unlock();
        }
    }

    private boolean turn(TurnEndpoint endpoint) {
        boolean told = true;
        try {
            told = endpoint.turn();
        } finally {
            if (told) {
                schedule(endpoint); // there may be more
            }
        }
        return told;
    }

    private synchronized TurnEndpoint poll() {
        Iterator<TurnEndpoint> first = ready.iterator();
        if (!first.hasNext()) {
            return null;
        }
        TurnEndpoint endpoint = first.next();
        first.remove();
        return endpoint;
    }

    private void live() {
        Irql.raise(Irql.DISPATCH_LEVEL);
        for (TurnEndpoint next = await(); next != null; next = await()) {
            try {
                turn(next);
            } catch (RuntimeException | Error e) {
                note(e);
            }
        }
    }

    private synchronized TurnEndpoint await() {
        while (ready.isEmpty() && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                stopped = true; // nobody but a test that gives up interrupts it
            }
        }
        return poll();
    }

    private synchronized void note(Throwable thrown) {
        if (problem == null) {
            problem = thrown;
        } else {
            problem.addSuppressed(thrown);
        }
    }

    /** Ends the thread once nobody has anything to tell; answers what was thrown at it. */
    Throwable stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        if (isLive()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(RecordedIrp.DEADLINE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                note(new AssertionError("the I/O thread does not come to its end"));
            }
        }
        synchronized (this) {
            return problem;
        }
    }
}
