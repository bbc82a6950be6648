// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A second thread that does something at the same moment as the test's own. */
final class Rival implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "rival"));

    /** How many rounds a race runs: few, or {@code -Dwsk4j.rounds=n}, or at least 100,000 with {@code -Dstress=true}. */
    static int rounds(int few) {
        return Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 100_000 : few);
    }

    /** The seed of a race, {@code -Dwsk4j.seed=n} or a new one, printed. It repeats the decisions, not the timing. */
    static long seed(String race, int rounds) {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println(race + ": " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        return seed;
    }

    /** Spends a little time. */
    static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    /** Runs both at once, as far as the machine allows, and waits for both. */
    void race(Runnable here, Runnable there) {
        AtomicInteger present = new AtomicInteger();
        Future<?> other = thread.submit(() -> {
            meet(present);
            there.run();
        });
        meet(present);
        try {
            here.run();
        } finally {
            await(other);
        }
    }

    private static void meet(AtomicInteger present) {
        present.incrementAndGet();
        for (int turns = 0; present.get() < 2; turns++) {
            if (turns < 100) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the other may be waiting for this processor
            }
        }
    }

    private static void await(Future<?> other) {
        try {
            other.get(SocketFixture.DEADLINE, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the rival did not come through", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
