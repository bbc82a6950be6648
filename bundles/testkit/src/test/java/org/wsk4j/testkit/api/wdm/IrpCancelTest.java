// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/** IoCancelIrp and those who own what it cancels, in every order, without chance. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IrpCancelTest {
    private final LowestDriver driver = new LowestDriver();
    private final RecordedIrp recorded = RecordedIrp.ready();
    private final Irp irp = recorded.irp();

    @Test
    @Clause({"IRP-28", "IRP-29", "IRP-46"})
    void ofAPendingIrpRunsItsCancelRoutineAndAnswersTrue() {
        NtStatus returned = driver.later(irp);
        assertThat(irp.hasCancelRoutine()).isTrue();
        assertThat(irp.isCancelled()).isFalse();

        assertThat(irp.cancel()).isTrue();

        assertThat(irp.isCancelled()).isTrue();
        assertThat(irp.hasCancelRoutine()).isFalse();
        assertThatIrp(recorded).fits(returned).isCancelled();
        assertThat(recorded.thread()).isSameAs(Thread.currentThread());
    }

    @Test
    @Clause({"IRP-28", "IRP-29", "IRP-46"})
    void ofAFreshIrpOnlySetsTheFlag() {
        assertThat(irp.cancel()).isFalse();

        assertThat(irp.isCancelled()).isTrue();
        assertThat(irp).asString().contains("fresh, cancelled");
    }

    @Test
    void beforeTheRequestEndsItInsteadOfQueueingIt() {
        irp.cancel();

        NtStatus returned = driver.later(irp);

        assertThat(returned).isEqualTo(STATUS_CANCELLED);
        assertThatIrp(recorded).fits(returned);
        assertThat(driver.complete(STATUS_SUCCESS, 0)).as("queued").isFalse();
        assertThat(irp.hasCancelRoutine()).isFalse();
    }

    @Test
    @Clause({"IRP-28", "IRP-29"})
    void ofACompletedIrpOnlySetsTheFlag() {
        driver.atOnce(irp, STATUS_SUCCESS, 3);

        assertThat(irp.cancel()).isFalse();

        assertThat(irp.isCancelled()).isTrue();
        assertThatIrp(recorded).succeededWith(3);
    }

    @Test
    @Clause({"IRP-29", "IRP-30", "IRP-46"})
    void ofAnIrpWithoutACancelRoutineIsARequestThatItsOwnerMayIgnore() {
        irp.setNextStackLocation();
        irp.markPending();
        assertThat(irp.hasCancelRoutine()).isFalse();

        assertThat(irp.cancel()).isFalse();
        assertThat(irp.isCancelled()).isTrue();
        irp.complete(STATUS_SUCCESS, 11);

        assertThatIrp(recorded).succeededWith(11);
        assertThat(irp.isCancelled()).isTrue();
    }

    @Test
    @Clause("IRP-30")
    void leavesTheOutcomeToARoutineThatDoesNotGiveUp() {
        AtomicInteger runs = new AtomicInteger();
        irp.setNextStackLocation();
        assertThat(irp.pend(cancelled -> runs.incrementAndGet())).isTrue();

        assertThat(irp.cancel()).isTrue();
        assertThatIrp(recorded).isPending();
        irp.complete(STATUS_SUCCESS, 5);

        assertThat(runs).hasValue(1);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(5);
    }

    @Test
    @Clause("IRP-29")
    void runsTheRoutineOnce() {
        AtomicInteger runs = new AtomicInteger();
        irp.setNextStackLocation();
        irp.pend(cancelled -> runs.incrementAndGet());

        assertThat(irp.cancel()).isTrue();
        assertThat(irp.cancel()).isFalse();
        assertThat(irp.cancel()).isFalse();

        assertThat(runs).hasValue(1);
        irp.complete(STATUS_CANCELLED, 0);
    }

    @Test
    void doesNotRunARoutineThatItsOwnerTookBack() {
        IoCancelRoutine mine = cancelled -> {
            throw new AssertionError("was taken back");
        };
        irp.setNextStackLocation();
        irp.pend(mine);

        assertThat(irp.setCancelRoutine(null)).isSameAs(mine);
        assertThat(irp.cancel()).isFalse();
        irp.complete(STATUS_SUCCESS, 2);

        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(2);
    }

    @Test
    void runsTheRoutineThatWasSetLast() {
        List<String> runs = new ArrayList<>();
        IoCancelRoutine first = cancelled -> runs.add("first");
        irp.setNextStackLocation();
        irp.markPending();
        assertThat(irp.setCancelRoutine(first)).isNull();
        assertThat(irp.setCancelRoutine(cancelled -> runs.add("second"))).isSameAs(first);

        assertThat(irp.cancel()).isTrue();

        assertThat(runs).containsExactly("second");
        assertThat(irp.setCancelRoutine(null)).as("taken by the cancellation").isNull();
        irp.complete(STATUS_CANCELLED, 0);
    }

    @Test
    void canBeRepeatedOnTheNextUse() {
        for (int i = 0; i < 3; i++) {
            NtStatus returned = driver.later(irp);
            assertThat(irp.cancel()).isTrue();
            assertThatIrp(recorded).fits(returned).isCancelled();
            recorded.again();
        }
        driver.later(irp);
        driver.complete(STATUS_SUCCESS, 1);
        assertThatIrp(recorded).succeededWith(1);
    }

    @Test
    void doesNotReachTheNextUseOfAnIrpThatWasReusedByItsCompletionRoutine() {
        recorded.then(over -> {
            over.then(null).again();
            driver.later(over.irp());
        });
        driver.later(irp);

        assertThat(irp.cancel()).isTrue();

        assertThatIrp(recorded).isPending();
        assertThat(irp.isCancelled()).isFalse();
        assertThat(irp.hasCancelRoutine()).isTrue();
        driver.complete(STATUS_SUCCESS, 4);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(4);
    }

    @Test
    void nestsWhenTheCompletionRoutineCancelsTheNextUseAtOnce() {
        AtomicInteger left = new AtomicInteger(5);
        recorded.then(over -> {
            if (left.getAndDecrement() > 0) {
                driver.later(over.again().irp());
                assertThat(over.irp().cancel()).isTrue();
            }
        });
        driver.later(irp);

        assertThat(irp.cancel()).isTrue();

        assertThat(left).hasValue(-1);
        assertThatIrp(recorded).isCancelled();
        driver.later(recorded.then(null).again().irp());
        driver.complete(STATUS_SUCCESS, 1);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(1);
    }

    @Test
    void mayMeetAnIrpThatIsFreedByItsCompletionRoutine() {
        recorded.then(over -> over.irp().free());
        driver.later(irp);

        assertThat(irp.cancel()).isTrue();

        assertThat(recorded.completions()).isOne();
        assertThat(irp).asString().contains("freed");
    }

    @Test
    void passesOnWhatTheRoutineThrowsAndLeavesTheIrpToItsOwner() {
        irp.setNextStackLocation();
        irp.pend(cancelled -> {
            throw new IllegalStateException("mine");
        });

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(irp::cancel)
                .withMessage("mine");

        irp.complete(STATUS_CANCELLED, 0);
        assertThatIrp(recorded).fits(STATUS_PENDING).isCancelled();
    }

    @Test
    void hasCompletedTheIrpWhenItsOwnersCompletionInTheRoutineReturns() {
        AtomicInteger completionsSeen = new AtomicInteger(-1);
        irp.setNextStackLocation();
        irp.pend(cancelled -> {
            cancelled.complete(STATUS_CANCELLED, 0);
            completionsSeen.set(recorded.completions());
        });

        irp.cancel();

        assertThat(completionsSeen).as("whoever completes may count on it").hasValue(1);
    }

    @Test
    void holdsACompletionInAnotherThreadBackUntilTheRoutineHasReturned() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>();
        irp.setNextStackLocation();
        irp.pend(cancelled -> {
            running.countDown();
            await(goOn);
            seen.set("completed " + recorded.completions() + " times, " + cancelled);
        });
        Thread canceller = new Thread(irp::cancel);
        canceller.start();
        await(running);

        AtomicInteger completionsAtReturn = new AtomicInteger(-1);
        Thread completer = new Thread(() -> {
            irp.complete(STATUS_SUCCESS, 6);
            completionsAtReturn.set(recorded.completions());
        });
        completer.start();
        Thread.sleep(20); // not needed for success: gives a wrong completion the time to happen
        goOn.countDown();
        canceller.join();
        completer.join();

        assertThat(seen.get()).startsWith("completed 0 times").contains("in flight");
        assertThat(completionsAtReturn).hasValue(1);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(6);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
