// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irql;

/**
 * The threads that ask name space providers, and as many again that pass on answers which came from elsewhere: so an answer
 * gets through while every thread of the former kind is stuck in a resolver.
 *
 * <p>Bounded: a look-up needs a {@link Ticket}, of which there is one for each thread and for each place in the queue. A
 * look-up keeps its ticket until it is over and no thread is in it any more, so that a resolver that is stuck counts.
 *
 * <p>Threads: safe for all. An idle thread ends after a while. Locks: none is held while work runs.
 */
final class LookupThreads {
    private static final Logger LOG = LoggerFactory.getLogger(LookupThreads.class);
    private static final long IDLE_SECONDS = 10;

    private final Semaphore tickets;
    private final int capacity;
    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor asking;
    private final ThreadPoolExecutor answering;

    LookupThreads(int threads, int queueLength) {
        int count = Math.max(1, threads);
        capacity = count + Math.max(0, queueLength);
        tickets = new Semaphore(capacity);
        asking = executor("wsk4j-names-", count);
        answering = executor("wsk4j-names-answer-", count);
    }

    private ThreadPoolExecutor executor(String prefix, int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Runnable counted = () -> {
                        try {
                            work.run();
                        } finally {
                            alive.remove(Thread.currentThread());
                        }
                    };
                    // its creator is whichever client came first: nothing of that one may stay with it
                    Thread thread = new Thread(null, counted, prefix + number.incrementAndGet(), 0, false);
                    thread.setContextClassLoader(LookupThreads.class.getClassLoader());
                    thread.setDaemon(true);
                    alive.add(thread);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** The right to one look-up, null when there are too many already. */
    Ticket ticket() {
        return tickets.tryAcquire() ? new Ticket() : null;
    }

    /** Runs what is no look-up and waits for nobody; here when these threads are stopping. */
    void answer(Runnable work) {
        try {
            answering.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("The threads are stopping", e);
            work.run();
        }
    }

    /** Tickets that are given out. */
    int underWay() {
        return capacity - tickets.availablePermits();
    }

    /**
     * Lets threads end: those that wait for work at once, those inside a provider are interrupted and given a moment. What is
     * left then are daemons that end when their resolver returns.
     */
    void stop(long millis) {
        asking.shutdownNow().forEach(queued -> ((Job) queued).ticket().letGo());
        answering.shutdown();
        try {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            if (!asking.awaitTermination(millis, TimeUnit.MILLISECONDS)
                    || !answering.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "{} threads that look up names are left to themselves, as they do not return: {}",
                        alive.size(),
                        alive.stream().map(LookupThreads::where).toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String where(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.getName() + (stack.length == 0 ? "" : " in " + stack[0]);
    }

    /** The right to one look-up. It goes back when its holder and every thread that runs something for it have let go. */
    final class Ticket {
        private final AtomicInteger holders = new AtomicInteger(1);

        private Ticket() {}

        /** Runs work on a thread that may block, unless these threads are stopping. */
        void ask(Runnable work) {
            run(asking, new Job(this, work));
        }

        /** Runs work that does not wait for a provider. */
        void answer(Runnable work) {
            run(answering, new Job(this, work));
        }

        private void run(ThreadPoolExecutor executor, Job job) {
            if (!hold()) {
                return; // the look-up is over
            }
            try {
                executor.execute(job);
            } catch (RejectedExecutionException e) {
                LOG.debug("The threads are stopping; the look-up is completed by who stops them", e);
                letGo();
            }
        }

        /** One holder more, unless there is none and the ticket has gone back. */
        private boolean hold() {
            return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
        }

        /** Takes out of the queue what has not begun. */
        void withdraw() {
            asking.getQueue().removeIf(queued -> {
                boolean mine = ((Job) queued).ticket() == this;
                if (mine) {
                    letGo();
                }
                return mine;
            });
        }

        /** Ends what {@link #ticket} and each job began. */
        void letGo() {
            if (holders.decrementAndGet() == 0) {
                tickets.release();
            }
        }
    }

    /** What one thread does; a level that a provider forgets to lower is lowered after it. */
    private record Job(Ticket ticket, Runnable work) implements Runnable {
        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A look-up failed", e);
            } finally {
                if (Irql.current() != Irql.PASSIVE_LEVEL) {
                    LOG.warn("A look-up returned at {}", Irql.current());
                    Irql.lower(Irql.PASSIVE_LEVEL);
                }
                ticket.letGo();
            }
        }
    }
}
