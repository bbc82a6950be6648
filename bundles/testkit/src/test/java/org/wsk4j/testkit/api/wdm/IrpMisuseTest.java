// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION;
import static org.wsk4j.wdm.BugCheck.Code.INCONSISTENT_IRP;
import static org.wsk4j.wdm.BugCheck.Code.MULTIPLE_IRP_COMPLETE_REQUESTS;
import static org.wsk4j.wdm.BugCheck.Code.NO_MORE_IRP_STACK_LOCATIONS;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/** What would crash Windows: each is a bug check for whoever does it, and harms nothing else. */
class IrpMisuseTest {
    private static final IoCompletionRoutine KEEP = (device, irp, context) -> STATUS_MORE_PROCESSING_REQUIRED;

    private final LowestDriver driver = new LowestDriver();
    private final RecordedIrp recorded = RecordedIrp.ready();
    private final Irp irp = recorded.irp();

    private static void assertBugCheck(BugCheck.Code code, String sentence, ThrowingCallable call) {
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(call)
                .withMessageStartingWith(code.name())
                .withMessageContaining(sentence)
                .satisfies(stopped -> assertThat(stopped.code()).isEqualTo(code));
    }

    /** The IRP of the test, and its record, still work. */
    private void assertUsable() {
        assertThat(driver.later(recorded.again().irp())).isEqualTo(STATUS_PENDING);
        assertThatIrp(recorded).isPending();
        driver.complete(STATUS_SUCCESS, 42);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(42);
    }

    // ---- allocation and handing over

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 128, 129})
    @Clause("IRP-03")
    void isAllocatedWith1To127Locations(int stackSize) {
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "IoAllocateIrp", () -> Irp.allocate(stackSize));
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "IoAllocateIrp", () -> Irp.allocate(stackSize, true));
    }

    @Test
    @Clause("IRP-06")
    void isNotHandedOverWithoutACompletionRoutine() {
        Irp bare = Irp.allocate(1);

        assertBugCheck(INCONSISTENT_IRP, "no completion routine", bare::setNextStackLocation);
        assertBugCheck(INCONSISTENT_IRP, "no completion routine", () -> bare.fail(STATUS_INVALID_PARAMETER));
        assertThat(bare.isInFlight()).isFalse();

        bare.setCompletionRoutine(KEEP, null, true, true, true);
        bare.setCompletionRoutine(null, null, true, true, true);
        assertBugCheck(INCONSISTENT_IRP, "no completion routine", bare::setNextStackLocation);
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, true",
        "true, false, true",
        "true, true, false",
        "true, false, false",
        "false, true, false",
        "false, false, true",
        "false, false, false"
    })
    @Clause("IRP-06")
    void isNotHandedOverWithARoutineForSomeCasesOnly(boolean onSuccess, boolean onError, boolean onCancel) {
        Irp partial = Irp.allocate(1);
        partial.setCompletionRoutine(KEEP, null, onSuccess, onError, onCancel);

        assertBugCheck(INCONSISTENT_IRP, "for some cases only", partial::setNextStackLocation);

        assertThat(partial.isInFlight()).isFalse();
        partial.setCompletionRoutine(KEEP, null, true, true, true);
        assertThat(driver.atOnce(partial, STATUS_SUCCESS, 0)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"IRP-06", "IRP-21"})
    void needsItsRoutineAnewAfterReuse() {
        driver.atOnce(irp, STATUS_SUCCESS, 0);
        irp.reuse(STATUS_SUCCESS);

        assertBugCheck(INCONSISTENT_IRP, "no completion routine", irp::setNextStackLocation);

        assertUsable();
    }

    @Test
    @Clause("IRP-04")
    void isNotHandedOverAgainWithoutReuse() {
        driver.atOnce(irp, STATUS_SUCCESS, 8);

        assertBugCheck(INCONSISTENT_IRP, "call IoReuseIrp", irp::setNextStackLocation);
        assertBugCheck(INCONSISTENT_IRP, "call IoReuseIrp", () -> irp.fail(STATUS_INVALID_PARAMETER));
        assertBugCheck(
                INCONSISTENT_IRP, "call IoReuseIrp", () -> irp.setCompletionRoutine(KEEP, null, true, true, true));

        assertThatIrp(recorded).succeededWith(8);
        assertUsable();
    }

    @Test
    void isNotGivenToASecondFunctionWhilePending() {
        driver.later(irp);

        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "No stack location", irp::setNextStackLocation);
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "No stack location", () -> irp.fail(STATUS_INVALID_PARAMETER));
        assertBugCheck(
                NO_MORE_IRP_STACK_LOCATIONS,
                "IoSetCompletionRoutine",
                () -> irp.setCompletionRoutine(KEEP, null, true, true, true));

        assertThatIrp(recorded).isPending();
        driver.complete(STATUS_SUCCESS, 1);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(1);
    }

    @Test
    void isNotGivenToASecondFunctionWhilePendingEvenWithLocationsLeft() {
        Irp deep = Irp.allocate(3);
        deep.setCompletionRoutine(KEEP, null, true, true, true);
        driver.later(deep);

        assertBugCheck(INCONSISTENT_IRP, "in flight", deep::setNextStackLocation);
        assertBugCheck(INCONSISTENT_IRP, "in flight", () -> deep.fail(STATUS_INVALID_PARAMETER));

        assertThat(deep.isInFlight()).isTrue();
        assertThat(driver.complete(STATUS_SUCCESS, 1)).isTrue();
        assertThat(deep.isInFlight()).isFalse();
    }

    @Test
    @Clause("IRP-05")
    void isNotHandedDownWithoutALocationForTheReceiver() {
        irp.setNextStackLocation(); // the only location: this driver's

        assertBugCheck(
                NO_MORE_IRP_STACK_LOCATIONS,
                "IoSetCompletionRoutine",
                () -> irp.setCompletionRoutine(KEEP, null, true, true, true));
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "No stack location", () -> driver.atOnce(irp, STATUS_SUCCESS, 0));

        assertThatIrp(recorded).isPending();
        irp.complete(STATUS_SUCCESS, 3);
        assertThatIrp(recorded).succeededWith(3);
    }

    // ---- in flight

    @Test
    @Clause({"IRP-04", "IRP-22"})
    void isNotReusedInFlight() {
        driver.later(irp);

        assertBugCheck(INCONSISTENT_IRP, "IoReuseIrp is in flight", () -> irp.reuse(STATUS_SUCCESS));

        driver.complete(STATUS_SUCCESS, 5);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(5);
        assertUsable();
    }

    @Test
    void isNotFreedInFlight() {
        driver.later(irp);

        assertBugCheck(INCONSISTENT_IRP, "IoFreeIrp is in flight", irp::free);

        driver.complete(STATUS_SUCCESS, 5);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(5);
        assertUsable();
    }

    @Test
    @Clause({"IRP-11", "IRP-22"})
    void isNeitherFreedNorReusedByADriverThatItWasHandedDownTo() {
        List<BugCheck> stopped = new ArrayList<>();
        Irp deep = allocatedAndHandedToAMiddleDriver((device, passing, context) -> {
            for (Runnable misuse : List.<Runnable>of(passing::free, () -> passing.reuse(STATUS_SUCCESS))) {
                try {
                    misuse.run();
                } catch (BugCheck e) {
                    stopped.add(e);
                }
            }
            return STATUS_SUCCESS;
        });

        driver.atOnce(deep, STATUS_SUCCESS, 2);

        assertThat(stopped).extracting(BugCheck::code).containsExactly(INCONSISTENT_IRP, INCONSISTENT_IRP);
        assertThat(deep.isInFlight()).isFalse();
        assertThat(deep.ioStatus().information()).isEqualTo(2);
    }

    private Irp allocatedAndHandedToAMiddleDriver(IoCompletionRoutine middle) {
        Irp deep = Irp.allocate(2);
        deep.setCompletionRoutine(recorded, null, true, true, true);
        deep.setNextStackLocation();
        deep.setCompletionRoutine(middle, null, true, true, true);
        return deep;
    }

    // ---- pending marks

    @Test
    @Clause("IRP-40")
    void isNotMarkedPendingByItsAllocator() {
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "allocated the IRP", irp::markPending);
        AtomicReference<BugCheck> inRoutine = new AtomicReference<>();
        recorded.then(over -> {
            try {
                over.irp().markPending();
            } catch (BugCheck e) {
                inRoutine.set(e);
            }
        });

        driver.atOnce(irp, STATUS_SUCCESS, 0);

        assertThat(inRoutine.get().code()).isEqualTo(NO_MORE_IRP_STACK_LOCATIONS);
        assertThat(inRoutine.get()).hasMessageContaining("IoMarkIrpPending");
        recorded.then(null);
        assertUsable();
    }

    @Test
    @Clause("IRP-12")
    void bugChecksWhoeverCompletesWhenAMiddleRoutineForgetsToMarkIt() {
        Irp deep = allocatedAndHandedToAMiddleDriver((device, passing, context) -> STATUS_SUCCESS);
        driver.later(deep);

        assertBugCheck(
                DRIVER_VERIFIER_DETECTED_VIOLATION, "IoMarkIrpPending", () -> driver.complete(STATUS_SUCCESS, 1));

        assertThatIrp(recorded).succeededWith(1);
        assertThat(recorded.pendingReturned()).as("set right for the allocator").isTrue();
    }

    // ---- completion

    @Test
    void isNotCompletedByItsOwner() {
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "fresh", () -> irp.complete(STATUS_UNSUCCESSFUL, 1));
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "fresh", irp::complete);

        assertThatIrp(recorded).isUntouched();
        assertThat(irp.ioStatus().status()).isEqualTo(STATUS_SUCCESS);
        assertUsable();
    }

    @Test
    void isNotCompletedTwice() {
        driver.atOnce(irp, STATUS_SUCCESS, 7);

        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "completed", () -> irp.complete(STATUS_UNSUCCESSFUL, 1));
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "completed", () -> irp.complete(STATUS_SUCCESS, this));
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "completed", irp::complete);

        assertThat(recorded.completions()).isOne();
        assertThat(irp.ioStatus().status())
                .as("the outcome is the client's by now")
                .isEqualTo(STATUS_SUCCESS);
        assertThat(irp.ioStatus().information()).isEqualTo(7);
        assertThat(irp.ioStatus().informationObject(Object.class)).isNull();
        assertUsable();
    }

    @Test
    void isNotCompletedAgainAfterReuse() {
        driver.atOnce(irp, STATUS_SUCCESS, 7);
        recorded.again();

        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "fresh", () -> irp.complete(STATUS_UNSUCCESSFUL, 1));

        assertThatIrp(recorded).isUntouched();
        assertUsable();
    }

    @Test
    void isNotCompletedAgainByItsCompletionRoutine() {
        List<BugCheck> stopped = new ArrayList<>();
        recorded.then(over -> {
            try {
                over.irp().complete(STATUS_UNSUCCESSFUL, 1);
            } catch (BugCheck e) {
                stopped.add(e);
            }
        });

        driver.atOnce(irp, STATUS_SUCCESS, 7);

        assertThat(stopped).extracting(BugCheck::code).containsExactly(MULTIPLE_IRP_COMPLETE_REQUESTS);
        assertThat(recorded.completions()).isOne();
        assertThat(irp.ioStatus().information()).isEqualTo(7);
    }

    @Test
    void isNotCompletedTwiceByACancelRoutine() {
        List<BugCheck> stopped = new ArrayList<>();
        irp.setNextStackLocation();
        irp.pend(cancelled -> {
            cancelled.complete(STATUS_CANCELLED, 0);
            try {
                cancelled.complete(STATUS_SUCCESS, 9);
            } catch (BugCheck e) {
                stopped.add(e);
            }
        });

        irp.cancel();

        assertThat(stopped).extracting(BugCheck::code).containsExactly(MULTIPLE_IRP_COMPLETE_REQUESTS);
        assertThatIrp(recorded).fits(STATUS_PENDING).isCancelled();
        assertUsable();
    }

    @ParameterizedTest
    @EnumSource(
            value = NtStatus.class,
            names = {"STATUS_SUCCESS", "STATUS_PENDING", "STATUS_UNSUCCESSFUL"})
    @Clause("IRP-07")
    void bugChecksWhoeverCompletesWhenTheAllocatorsRoutineLetsGo(NtStatus answer) {
        Irp own = Irp.allocate(1);
        own.setCompletionRoutine((device, over, context) -> answer, null, true, true, true);

        assertBugCheck(
                MULTIPLE_IRP_COMPLETE_REQUESTS,
                "did not return STATUS_MORE_PROCESSING_REQUIRED",
                () -> driver.atOnce(own, STATUS_SUCCESS, 0));

        assertThat(own.isInFlight())
                .as("the IRP is its allocator's all the same")
                .isFalse();
        own.reuse(STATUS_SUCCESS);
        own.setCompletionRoutine(KEEP, null, true, true, true);
        assertThat(driver.atOnce(own, STATUS_SUCCESS, 0)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause("IRP-07")
    void bugChecksWhoeverCompletesWhenTheAllocatorsRoutineAnswersNothing() {
        Irp own = Irp.allocate(1);
        own.setCompletionRoutine((device, over, context) -> null, null, true, true, true);

        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "allocator", () -> driver.atOnce(own, STATUS_SUCCESS, 0));
    }

    @Test
    void isCompletedOnceWhenAMiddleRoutineCompletesItAndLetsGo() {
        Irp deep = allocatedAndHandedToAMiddleDriver((device, passing, context) -> {
            passing.complete();
            return STATUS_SUCCESS;
        });

        assertBugCheck(
                MULTIPLE_IRP_COMPLETE_REQUESTS,
                "let its completion go on",
                () -> driver.atOnce(deep, STATUS_SUCCESS, 1));

        assertThatIrp(recorded).succeededWith(1);
        deep.reuse(STATUS_SUCCESS);
        deep.setCompletionRoutine(recorded, null, true, true, true);
        driver.atOnce(deep, STATUS_SUCCESS, 2);
        assertThat(recorded.completions()).isEqualTo(2);
    }

    @Test
    void staysFitForItsNextUseWhenAMiddleRoutineCompletesItAndLetsGo() {
        Irp deep = allocatedAndHandedToAMiddleDriver((device, passing, context) -> {
            passing.complete();
            return STATUS_SUCCESS;
        });
        recorded.then(over -> deep.reuse(STATUS_SUCCESS)); // before the middle routine lets go

        assertBugCheck(
                MULTIPLE_IRP_COMPLETE_REQUESTS,
                "let its completion go on",
                () -> driver.atOnce(deep, STATUS_SUCCESS, 1));

        recorded.then(null);
        deep.setCompletionRoutine(recorded, null, true, true, true);
        driver.atOnce(deep, STATUS_SUCCESS, 2);
        assertThat(recorded.completions()).isEqualTo(2);
    }

    @Test
    void isCompletedWhenItsRoutineThrows() {
        recorded.then(over -> {
            throw new IllegalStateException("in the routine");
        });

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> driver.atOnce(irp, STATUS_SUCCESS, 1))
                .withMessage("in the routine");

        assertThat(irp.isInFlight()).isFalse();
        recorded.then(null);
        assertUsable();
    }

    @Test
    void reachesTheTopWhenARoutineInTheMiddleThrows() {
        Irp deep = allocatedAndHandedToAMiddleDriver((device, passing, context) -> {
            throw new AssertionError("in the middle");
        });
        driver.later(deep);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> driver.complete(STATUS_SUCCESS, 1))
                .withMessage("in the middle");

        assertThatIrp(recorded).succeededWith(1);
        assertThat(recorded.pendingReturned()).isTrue();
    }

    // ---- after the end

    @Test
    void isNotUsedAfterItWasFreed() {
        irp.free();

        assertBugCheck(INCONSISTENT_IRP, "after IoFreeIrp", irp::free);
        assertBugCheck(INCONSISTENT_IRP, "after IoFreeIrp", () -> irp.reuse(STATUS_SUCCESS));
        assertBugCheck(
                INCONSISTENT_IRP, "after IoFreeIrp", () -> irp.setCompletionRoutine(KEEP, null, true, true, true));
        assertBugCheck(INCONSISTENT_IRP, "after IoFreeIrp", irp::setNextStackLocation);
        assertBugCheck(INCONSISTENT_IRP, "after IoFreeIrp", () -> irp.fail(STATUS_INVALID_PARAMETER));
        assertBugCheck(INCONSISTENT_IRP, "freed", irp::cancel);
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "freed", irp::complete);
        assertBugCheck(MULTIPLE_IRP_COMPLETE_REQUESTS, "freed", () -> irp.complete(STATUS_SUCCESS, 1));
        assertBugCheck(NO_MORE_IRP_STACK_LOCATIONS, "IoMarkIrpPending", irp::markPending);
    }

    @Test
    void isNotUsedAfterItsRoutineFreedIt() {
        recorded.then(over -> over.irp().free());
        driver.later(irp);
        driver.complete(STATUS_SUCCESS, 1);

        assertBugCheck(INCONSISTENT_IRP, "freed", irp::cancel);
        assertBugCheck(INCONSISTENT_IRP, "freed", irp::free);
        assertThat(recorded.completions()).isOne();
    }
}
