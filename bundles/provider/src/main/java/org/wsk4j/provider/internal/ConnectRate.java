// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When connects were begun, as far back as a second, so that in no second whatever there are more than the limit.
 *
 * <p>Threads: safe for all. Locks: its own monitor, for a few steps; nothing is called with it but the clock.
 */
final class ConnectRate {
    static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private static final int FIRST_ROOM = 8;

    private final LongSupplier clock; // System.nanoTime, or a test's
    private long[] times = new long[0]; // @GuardedBy("this"): a ring
    private int first; // @GuardedBy("this"): where the oldest is
    private int count; // @GuardedBy("this")

    ConnectRate(LongSupplier clock) {
        this.clock = clock;
    }

    /** Notes one more connect; false when there have been as many as the limit within the last second. */
    synchronized boolean begin(int limit) {
        long now = clock.getAsLong();
        forgetLocked(now);
        if (count >= limit) {
            return false;
        }
        if (count == times.length) {
            growLocked();
        }
        times[(int) ((first + (long) count) % times.length)] = now;
        count++;
        return true;
    }

    /** How many connects there have been within the last second. */
    synchronized int count() {
        forgetLocked(clock.getAsLong());
        return count;
    }

    /** Those that are a second old count no more. */
    private void forgetLocked(long now) {
        while (count > 0 && now - times[first] >= WINDOW) {
            first = (first + 1) % times.length;
            count--;
        }
    }

    private void growLocked() {
        long[] more = Arrays.copyOf(times, Math.max(FIRST_ROOM, 2 * times.length));
        for (int i = 0; i < count; i++) {
            more[i] = times[(int) ((first + (long) i) % times.length)];
        }
        times = more;
        first = 0;
    }
}
