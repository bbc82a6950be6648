// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.RundownRef;

class RundownRefTest {
    private final RundownRef ref = new RundownRef();
    private final AtomicInteger drained = new AtomicInteger();

    @Test
    void countsUsesWhileOpen() {
        assertThat(ref.acquire()).isTrue();
        assertThat(ref.acquire()).isTrue();
        assertThat(ref.uses()).isEqualTo(2);
        assertThat(ref.isDraining()).isFalse();
        assertThat(ref).hasToString("RundownRef[2 uses]");

        ref.release();
        ref.release();

        assertThat(ref.uses()).isZero();
        assertThat(ref.isDraining()).isFalse();
    }

    @Test
    void isDrainedAtOnceWhenNothingUsesIt() {
        assertThat(ref.drain(drained::incrementAndGet)).isTrue();

        assertThat(drained).hasValue(1);
        assertThat(ref.isDraining()).isTrue();
    }

    @Test
    void isDrainedByTheEndOfTheLastUse() {
        ref.acquire();
        ref.acquire();

        assertThat(ref.drain(drained::incrementAndGet)).isTrue();
        assertThat(ref.isDraining()).isTrue();
        assertThat(ref).hasToString("RundownRef[2 uses, draining]");
        ref.release();
        assertThat(drained).hasValue(0);
        ref.release();

        assertThat(drained).hasValue(1);
        assertThat(ref.uses()).isZero();
    }

    @Test
    void letsNoUseBeginOnceItDrains() {
        ref.acquire();
        ref.drain(drained::incrementAndGet);

        assertThat(ref.acquire()).isFalse();

        ref.release();
        assertThat(ref.acquire()).isFalse();
        assertThat(ref.uses()).isZero();
        assertThat(drained).hasValue(1);
    }

    @Test
    void isDrainedByOneOnly() {
        ref.acquire();
        ref.drain(drained::incrementAndGet);

        assertThat(ref.drain(() -> drained.addAndGet(100))).isFalse();
        ref.release();
        assertThat(ref.drain(() -> drained.addAndGet(100))).isFalse();

        assertThat(drained).hasValue(1);
    }

    @Test
    void letsTheCallbackLookAtIt() {
        ref.drain(() -> {
            assertThat(ref.acquire()).isFalse();
            assertThat(ref.uses()).isZero();
            drained.incrementAndGet();
        });

        assertThat(drained).hasValue(1);
    }

    @Test
    void bugChecksAReleaseTooManyAndStaysOpen() {
        assertUnmatchedRelease();

        assertThat(ref.uses()).isZero();
        assertThat(ref.isDraining()).isFalse();
        assertThat(ref.acquire()).isTrue();
    }

    @Test
    void bugChecksAReleaseTooManyAndStaysDrained() {
        ref.acquire();
        ref.drain(drained::incrementAndGet);
        ref.release();

        assertUnmatchedRelease();

        assertThat(drained).hasValue(1);
        assertThat(ref.uses()).isZero();
        assertThat(ref.acquire()).isFalse();
    }

    private void assertUnmatchedRelease() {
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(ref::release)
                .withMessageContaining("ExReleaseRundownProtection")
                .satisfies(stopped ->
                        assertThat(stopped.code()).isEqualTo(BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION));
    }

    /** Users come and go while two threads drain: the callback runs once, after every use and before no other. */
    @Test
    void isDrainedOnceAfterTheLastUse() throws Exception {
        Meeting meeting = new Meeting("RundownRefTest");
        int count = meeting.iterations();
        Tracked[] all = IntStream.range(0, count).mapToObj(i -> new Tracked()).toArray(Tracked[]::new);
        AtomicReferenceArray<Boolean> first = new AtomicReferenceArray<>(count);
        AtomicReferenceArray<Boolean> second = new AtomicReferenceArray<>(count);
        Meeting.Party user = random -> {
            for (Tracked tracked : all) {
                for (int i = random.nextInt(4); i > 0 && tracked.use(); i--) {
                    Meeting.dawdle(random);
                }
            }
        };

        meeting.run(
                user,
                user,
                random -> {
                    for (int i = 0; i < count; i++) {
                        Meeting.dawdle(random);
                        first.set(i, all[i].drain());
                    }
                },
                random -> {
                    for (int i = 0; i < count; i++) {
                        Meeting.dawdle(random);
                        second.set(i, all[i].drain());
                    }
                });

        for (int i = 0; i < count; i++) {
            assertThat(all[i].drained).as("callbacks of %s", all[i].ref).hasValue(1);
            assertThat(first.get(i)).as("drained by one").isNotEqualTo(second.get(i));
            assertThat(all[i].ref.uses()).isZero();
        }
    }

    /** A counter, and what it guards. */
    private static final class Tracked {
        private final RundownRef ref = new RundownRef();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger drained = new AtomicInteger();

        boolean use() {
            if (!ref.acquire()) {
                return false;
            }
            inside.incrementAndGet();
            assertThat(drained).as("in use").hasValue(0);
            inside.decrementAndGet();
            ref.release();
            return true;
        }

        boolean drain() {
            return ref.drain(() -> {
                assertThat(inside).as("uses at the end").hasValue(0);
                drained.incrementAndGet();
            });
        }
    }

    /** One party releases what it never acquired: nobody else may notice. */
    @Test
    void keepsAWrongReleaseFromEverybodyElse() throws Exception {
        Meeting meeting = new Meeting("RundownRefTest, wrong releases");
        int count = meeting.iterations();
        RundownRef[] all =
                IntStream.range(0, count).mapToObj(i -> new RundownRef()).toArray(RundownRef[]::new);
        AtomicInteger at = new AtomicInteger();

        meeting.run(
                random -> {
                    for (int i = 0; i < count; i++) {
                        at.set(i);
                        Meeting.dawdle(random);
                        assertThat(all[i].drain(drained::incrementAndGet))
                                .as("drain %d", i)
                                .isTrue();
                        assertThat(all[i].acquire()).as("acquire %d", i).isFalse();
                    }
                    at.set(count);
                },
                random -> {
                    for (int i = at.get(); i < count; i = at.get()) {
                        RundownRef wrong = all[i];
                        assertThatExceptionOfType(BugCheck.class).isThrownBy(wrong::release);
                    }
                });

        assertThat(drained).hasValue(count);
    }
}
