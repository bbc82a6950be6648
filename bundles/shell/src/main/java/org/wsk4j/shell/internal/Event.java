// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.concurrent.TimeUnit;

/**
 * What a thread waits for when it waits for several things at once (a synchronization event, KEVENT): each of them sets
 * it, and the thread that goes on clears it, and then looks which of them it was.
 *
 * <p>State: not signalled, signalled; setting twice is setting once.
 * <p>Threads: set by any, awaited by one. Locks: its own monitor; nothing is called under it.
 */
final class Event {
    /** A wait without end. */
    static final long FOREVER = Long.MAX_VALUE;

    private boolean signalled; // @GuardedBy("this")

    /** Lets the waiting thread go on, now or when it comes to wait (KeSetEvent). */
    synchronized void set() {
        signalled = true;
        notifyAll();
    }

    /**
     * Waits until the event is set, and clears it (KeWaitForSingleObject).
     *
     * @param nanos how long at most
     * @return false when the time was over first
     * @throws InterruptedException when the thread is interrupted; an event that is set stays set
     */
    synchronized boolean await(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (!signalled) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        signalled = false;
        return true;
    }
}
