// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The leases that one transport has given out, and the answer to "is it still taking new ones?".
 *
 * <p>State: open, then shut by {@link #shut}; never back.
 * <p>Threads: safe for all; adding and removing take constant time. {@link #awaitNone} blocks: PASSIVE_LEVEL only.
 * <p>Locks: its own monitor, held for a few instructions and never while calling out.
 */
final class OpenLeases {
    private Lease first; // @GuardedBy("this")
    private boolean shut; // @GuardedBy("this")
    private volatile int count; // written under the monitor, read by reports without it

    /** Counts a new lease in; false when the transport is leaving, and nothing has changed then. */
    synchronized boolean add(Lease lease) {
        if (shut) {
            return false;
        }
        lease.linked = true;
        lease.next = first;
        if (first != null) {
            first.previous = lease;
        }
        first = lease;
        count++;
        return true;
    }

    /** Counts a lease out, the first time. */
    synchronized void remove(Lease lease) {
        if (!lease.linked) {
            return;
        }
        lease.linked = false;
        if (lease.previous == null) {
            first = lease.next;
        } else {
            lease.previous.next = lease.next;
        }
        if (lease.next != null) {
            lease.next.previous = lease.previous;
        }
        lease.previous = null;
        lease.next = null;
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    synchronized boolean contains(Lease lease) {
        return lease.linked;
    }

    /** How many are out. */
    int count() {
        return count;
    }

    /** From now on no lease is given out. */
    synchronized void shut() {
        shut = true;
    }

    /** Those that are out now. */
    synchronized List<Lease> all() {
        List<Lease> all = new ArrayList<>(count);
        for (Lease lease = first; lease != null; lease = lease.next) {
            all.add(lease);
        }
        return all;
    }

    /** Waits until none is out, or until {@link System#nanoTime} has reached a value; true when none is out. */
    synchronized boolean awaitNone(long deadline) throws InterruptedException {
        while (count > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
