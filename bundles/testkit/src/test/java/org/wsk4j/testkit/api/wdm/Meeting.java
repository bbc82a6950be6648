// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A random schedule in which several threads meet: how long it runs, from which seed, and the threads themselves.
 *
 * <p>{@code -Dwsk4j.rounds=n} sets the number of iterations, {@code -Dstress=true} multiplies it by ten; a seed that
 * failed is run again with {@code -Dwsk4j.seed=n}, which repeats the decisions, not the timing.
 */
final class Meeting {
    private static final int ITERATIONS = 20_000;
    private static final long DEADLINE_MINUTES = 10;

    private final long seed =
            Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final int iterations =
            Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 10 * ITERATIONS : ITERATIONS);
    private final String name;

    Meeting(String name) {
        this.name = name;
        System.out.println(name + ": " + iterations + " iterations, -Dwsk4j.seed=" + seed);
    }

    int iterations() {
        return iterations;
    }

    /** One party, in a thread of its own. */
    @FunctionalInterface
    interface Party {
        void run(SplittableRandom random) throws Exception;
    }

    /** Lets all parties start at the same moment, and returns when all have ended; throws what one of them throws. */
    void run(Party... parties) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(parties.length);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Party party : parties) {
            SplittableRandom own = random.split();
            Thread thread = new Thread(
                    () -> {
                        try {
                            start.await();
                            party.run(own);
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        }
                    },
                    name + " " + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(DEADLINE_MINUTES);
        for (Thread thread : threads) {
            do {
                thread.join(10);
            } while (thread.isAlive() && failure.get() == null && System.nanoTime() < end);
            if (thread.isAlive() && failure.get() == null) {
                AssertionError stuck = new AssertionError(thread.getName() + " does not come to its end");
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }
        assertThat(failure.get()).as("%s with seed %d", name, seed).isNull();
    }

    /** Passes a little time, from nothing to some microseconds; gives the processor away now and then. */
    static void dawdle(SplittableRandom random) {
        int kind = random.nextInt(64);
        if (kind == 0) {
            Thread.yield();
        } else if (kind < 32) {
            for (int i = random.nextInt(100); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }
}
