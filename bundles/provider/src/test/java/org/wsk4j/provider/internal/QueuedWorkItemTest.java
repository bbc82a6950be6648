// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IoWorkItem;
import org.wsk4j.wdm.Irql;

/** Work items. */
class QueuedWorkItemTest extends ProviderFixture {
    private final WorkItemThreads threads = new WorkItemThreads();
    private final QueuedWorkItem item = new QueuedWorkItem(OsgiFakes.componentContext(bundle), threads);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gate.countDown();
        threads.stop();
    }

    private IoWorkItem.Routine heldUp() {
        return context -> {
            entered.countDown();
            awaitLatch(gate);
        };
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertInvalid(String why, Runnable call) {
        assertBugCheck(BugCheck.Code.INVALID_WORK_QUEUE_ITEM, why, call::run);
    }

    @Test
    void runsItsRoutineAtPassiveLevelInAnotherThread() {
        AtomicReference<Object> seen = new AtomicReference<>();

        atDispatchLevel(() -> item.queue(
                context -> {
                    seen.set(context + " " + Irql.current() + " "
                            + Thread.currentThread().getName().startsWith("wsk4j-work"));
                    done.countDown();
                },
                "context"));

        awaitLatch(done);
        assertThat(seen).hasValue("context PASSIVE_LEVEL true");
    }

    @Test
    void mayBeQueuedAgainFromItsRoutineWhichNeverRunsTwiceAtATime() {
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        AtomicReference<String> overlap = new AtomicReference<>();
        IoWorkItem.Routine routine = new IoWorkItem.Routine() {
            @Override
            public void run(Object context) {
                if (running.incrementAndGet() > 1) {
                    overlap.set("overlap");
                }
                if (runs.incrementAndGet() < 50) {
                    item.queue(this, null);
                } else {
                    done.countDown();
                }
                running.decrementAndGet();
            }
        };

        item.queue(routine, null);

        awaitLatch(done);
        assertThat(runs).hasValue(50);
        assertThat(overlap).hasValue(null);
    }

    @Test
    void isQueuedOnlyOnceAtATime() {
        item.queue(heldUp(), null);
        awaitLatch(entered);
        item.queue(context -> done.countDown(), null);

        assertInvalid("REQUEUED", () -> item.queue(context -> {}, null));

        gate.countDown();
        awaitLatch(done);
    }

    @Test
    void needsARoutine() {
        assertInvalid("no routine", () -> item.queue(null, null));

        item.queue(context -> done.countDown(), null);
        awaitLatch(done);
    }

    @Test
    void runsNothingAfterItWasFreed() {
        item.free();

        assertInvalid("FREED", () -> item.queue(context -> {}, null));
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    void mayBeFreedInItsRoutine() {
        item.queue(
                context -> {
                    item.free();
                    done.countDown();
                },
                null);

        awaitLatch(done);
        assertInvalid("FREED", () -> item.queue(context -> {}, null));
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    void freeingItWhileItIsQueuedDropsItsRoutineWithAWarning() {
        AtomicInteger runs = new AtomicInteger();
        item.queue(heldUp(), null);
        awaitLatch(entered);
        item.queue(context -> runs.incrementAndGet(), null);

        item.free();

        gate.countDown();
        assertThat(logged(Level.WARN)).singleElement().asString().contains("org.acme.client");
        threads.stop();
        assertThat(runs).hasValue(0);
    }

    @Test
    void aRoutineThatThrowsIsLoggedWithTheClientAndTheItemStaysUsable() {
        item.queue(
                context -> {
                    throw new IllegalStateException("broken");
                },
                null);
        await(() -> !logged(Level.ERROR).isEmpty());

        assertThat(logged(Level.ERROR)).singleElement().asString().contains("org.acme.client");
        await(() -> {
            try {
                item.queue(context -> done.countDown(), null);
                return true;
            } catch (BugCheck stillRunning) {
                return false;
            }
        });
        awaitLatch(done);
    }

    @Test
    void aLevelThatARoutineForgotToLowerIsLowered() {
        item.queue(context -> Irql.raise(Irql.DISPATCH_LEVEL), null);
        await(() -> !logged(Level.WARN).isEmpty());
        AtomicReference<Irql> level = new AtomicReference<>();

        threads.run(() -> {
            level.set(Irql.current());
            done.countDown();
        });

        awaitLatch(done);
        assertThat(level).hasValue(Irql.PASSIVE_LEVEL);
    }

    @Test
    void itemsMayWaitForEachOther() {
        QueuedWorkItem other = new QueuedWorkItem(OsgiFakes.componentContext(bundle), threads);
        item.queue(
                context -> {
                    awaitLatch(gate);
                    done.countDown();
                },
                null);

        other.queue(context -> gate.countDown(), null);

        awaitLatch(done);
    }
}
