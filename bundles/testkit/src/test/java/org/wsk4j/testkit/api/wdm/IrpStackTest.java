// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/** An IRP that is handed down: from its allocator, through other drivers, to the function that carries it out. */
class IrpStackTest {
    private final List<String> journal = new ArrayList<>();
    private final LowestDriver lowest = new LowestDriver();

    /** The allocator's routine; notes what it sees. */
    private NtStatus top(Object device, Irp irp, Object context) {
        note("top", irp);
        return STATUS_MORE_PROCESSING_REQUIRED;
    }

    private void note(String who, Irp irp) {
        journal.add(who + ": " + irp.ioStatus() + (irp.pendingReturned() ? ", pending" : ""));
    }

    /** A routine as it should be: passes the pending mark on, then answers. */
    private IoCompletionRoutine routine(String who, NtStatus answer) {
        return (device, irp, context) -> {
            note(who, irp);
            if (answer != STATUS_MORE_PROCESSING_REQUIRED && irp.pendingReturned()) {
                irp.markPending();
            }
            return answer;
        };
    }

    private Irp allocated(int stackSize) {
        Irp irp = Irp.allocate(stackSize);
        irp.setCompletionRoutine(this::top, null, true, true, true);
        return irp;
    }

    @Test
    @Clause({"IRP-05", "IRP-09"})
    void completesToTheTopWhenTheMiddleDriverSetNoRoutine() {
        Irp irp = allocated(2);
        irp.setNextStackLocation(); // the middle driver has it

        assertThat(lowest.atOnce(irp, STATUS_SUCCESS, 4)).isEqualTo(STATUS_SUCCESS);

        assertThat(journal).containsExactly("top: STATUS_SUCCESS, 4");
        assertThat(irp.isInFlight()).isFalse();
    }

    @Test
    @Clause({"IRP-09", "IRP-47"})
    void passesThePendingMarkOnWhenTheMiddleDriversSetNoRoutine() {
        Irp irp = allocated(3);
        irp.setNextStackLocation();
        irp.setNextStackLocation();
        assertThat(lowest.later(irp)).isEqualTo(STATUS_PENDING);

        lowest.complete(STATUS_SUCCESS, 4);

        assertThat(journal).containsExactly("top: STATUS_SUCCESS, 4, pending");
    }

    @ParameterizedTest
    @EnumSource(value = NtStatus.class, names = "STATUS_MORE_PROCESSING_REQUIRED", mode = EnumSource.Mode.EXCLUDE)
    @Clause({"IRP-10", "IRP-37"})
    void goesOnWhateverElseTheRoutineAnswers(NtStatus answer) {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", answer), null, true, true, true);

        lowest.atOnce(irp, STATUS_CONNECTION_RESET, 0);

        assertThat(journal).containsExactly("middle: STATUS_CONNECTION_RESET, 0", "top: STATUS_CONNECTION_RESET, 0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Clause({"IRP-10", "IRP-12", "IRP-47"})
    void runsTheRoutinesFromTheLowestUpAndShowsEachWhetherTheOneBelowWasPending(boolean pending) {
        Irp irp = allocated(3);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("upper", STATUS_SUCCESS), null, true, true, true);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("lower", STATUS_SUCCESS), null, true, true, true);
        if (pending) {
            assertThat(lowest.later(irp)).isEqualTo(STATUS_PENDING);
            lowest.complete(STATUS_SUCCESS, 8);
        } else {
            lowest.atOnce(irp, STATUS_SUCCESS, 8);
        }

        String suffix = pending ? ", pending" : "";
        assertThat(journal)
                .containsExactly(
                        "lower: STATUS_SUCCESS, 8" + suffix,
                        "upper: STATUS_SUCCESS, 8" + suffix,
                        "top: STATUS_SUCCESS, 8" + suffix);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, false, STATUS_SUCCESS, false, true",
        "true, false, false, STATUS_PENDING, false, true",
        "true, false, false, STATUS_UNSUCCESSFUL, false, false",
        "true, false, false, STATUS_CANCELLED, true, false",
        "false, true, false, STATUS_SUCCESS, false, false",
        "false, true, false, STATUS_UNSUCCESSFUL, false, true",
        "false, true, false, STATUS_CANCELLED, true, true",
        "false, false, true, STATUS_SUCCESS, false, false",
        "false, false, true, STATUS_CANCELLED, false, false",
        "false, false, true, STATUS_CANCELLED, true, true",
        "false, false, true, STATUS_SUCCESS, true, true",
        "false, false, false, STATUS_SUCCESS, true, false",
        "true, true, true, STATUS_CANCELLED, true, true",
    })
    @Clause({"IRP-15", "IRP-24", "IRP-25"})
    void runsTheRoutineInTheCasesThatItsFlagsName(
            boolean onSuccess, boolean onError, boolean onCancel, NtStatus status, boolean cancelled, boolean runs) {
        Irp irp = allocated(2);
        if (cancelled) {
            irp.cancel();
        }
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_SUCCESS), null, onSuccess, onError, onCancel);

        lowest.atOnce(irp, status, 0);

        if (runs) {
            assertThat(journal).containsExactly("middle: " + status + ", 0", "top: " + status + ", 0");
        } else {
            assertThat(journal).containsExactly("top: " + status + ", 0");
        }
    }

    @Test
    @Clause({"IRP-15", "IRP-47"})
    void passesThePendingMarkOnForARoutineThatIsNotRun() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_SUCCESS), null, true, false, false);
        lowest.later(irp);

        lowest.complete(STATUS_CONNECTION_RESET, 0);

        assertThat(journal).containsExactly("top: STATUS_CONNECTION_RESET, 0, pending");
    }

    @Test
    @Clause("IRP-24")
    void runsEachDriversRoutineForTheDriverBelowIt() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_SUCCESS), null, true, true, true);

        irp.complete(STATUS_UNSUCCESSFUL, 0); // the middle driver itself: it was never handed down

        assertThat(journal).containsExactly("top: STATUS_UNSUCCESSFUL, 0");
    }

    @Test
    @Clause({"IRP-10", "IRP-38"})
    void staysWithTheDriverWhoseRoutineKeepsItUntilThatCompletesIt() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.markPending(); // the middle driver is going to answer STATUS_PENDING
        irp.setCompletionRoutine(routine("middle", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        lowest.atOnce(irp, STATUS_SUCCESS, 6);
        assertThat(journal).containsExactly("middle: STATUS_SUCCESS, 6");
        assertThat(irp.isInFlight()).isTrue();

        irp.complete();

        assertThat(journal).containsExactly("middle: STATUS_SUCCESS, 6", "top: STATUS_SUCCESS, 6, pending");
        assertThat(irp.isInFlight()).isFalse();
    }

    @Test
    @Clause("IRP-10")
    void canBeKeptAtEachLevelInTurn() {
        Irp irp = allocated(3);
        irp.setNextStackLocation();
        irp.markPending();
        irp.setCompletionRoutine(routine("upper", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        irp.setNextStackLocation();
        irp.markPending();
        irp.setCompletionRoutine(routine("lower", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        lowest.later(irp);

        lowest.complete(STATUS_SUCCESS, 1);
        assertThat(journal).containsExactly("lower: STATUS_SUCCESS, 1, pending");

        irp.complete(STATUS_SUCCESS, 2);
        assertThat(journal).hasSize(2).last().isEqualTo("upper: STATUS_SUCCESS, 2, pending");

        irp.complete(STATUS_SUCCESS, 3);
        assertThat(journal).hasSize(3).last().isEqualTo("top: STATUS_SUCCESS, 3, pending");
        assertThat(irp.isInFlight()).isFalse();
    }

    @Test
    @Clause("IRP-10")
    void mayBeCompletedByTheRoutineThatKeepsIt() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(
                (device, kept, context) -> {
                    note("middle", kept);
                    kept.complete(STATUS_SUCCESS, 20);
                    return STATUS_MORE_PROCESSING_REQUIRED;
                },
                null,
                true,
                true,
                true);

        lowest.atOnce(irp, STATUS_SUCCESS, 10);

        assertThat(journal).containsExactly("middle: STATUS_SUCCESS, 10", "top: STATUS_SUCCESS, 20");
    }

    @Test
    @Clause({"IRP-05", "IRP-10"})
    void canBeHandedDownAgainByTheDriverThatKeptIt() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.markPending();
        for (int i = 1; i <= 3; i++) {
            irp.setCompletionRoutine(routine("middle", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
            lowest.later(irp);
            lowest.complete(STATUS_SUCCESS, i);
        }
        assertThat(journal)
                .containsExactly(
                        "middle: STATUS_SUCCESS, 1, pending",
                        "middle: STATUS_SUCCESS, 2, pending",
                        "middle: STATUS_SUCCESS, 3, pending");

        irp.complete(STATUS_CANCELLED, 0);

        assertThat(journal).hasSize(4).last().isEqualTo("top: STATUS_CANCELLED, 0, pending");
    }

    @Test
    @Clause({"IRP-09", "IRP-47"})
    void forgetsThePendingMarkOfAnEarlierTripDown() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        lowest.later(irp);
        lowest.complete(STATUS_SUCCESS, 1);

        lowest.atOnce(irp, STATUS_SUCCESS, 2); // no routine this time, and not pending

        assertThat(journal).containsExactly("middle: STATUS_SUCCESS, 1, pending", "top: STATUS_SUCCESS, 2");
    }

    @Test
    @Clause("IRP-10")
    void letsAMiddleDriverChangeTheOutcome() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        lowest.atOnce(irp, STATUS_CONNECTION_RESET, 0);

        irp.complete(STATUS_SUCCESS, 7);

        assertThat(journal).containsExactly("middle: STATUS_CONNECTION_RESET, 0", "top: STATUS_SUCCESS, 7");
    }

    @Test
    void isCancelledWhereverItIs() {
        Irp irp = allocated(3);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("upper", STATUS_SUCCESS), null, false, false, true);
        irp.setNextStackLocation();
        lowest.later(irp);

        assertThat(irp.cancel()).isTrue();

        assertThat(journal).containsExactly("upper: STATUS_CANCELLED, 0, pending", "top: STATUS_CANCELLED, 0, pending");
    }

    @Test
    @Clause("IRP-29")
    void canNotBeCancelledWhileADriverKeepsItWithoutACancelRoutine() {
        Irp irp = allocated(2);
        irp.setNextStackLocation();
        irp.setCompletionRoutine(routine("middle", STATUS_MORE_PROCESSING_REQUIRED), null, true, true, true);
        lowest.later(irp);
        lowest.complete(STATUS_SUCCESS, 1);

        assertThat(irp.hasCancelRoutine()).isFalse();
        assertThat(irp.cancel()).isFalse();
        assertThat(lowest.later(irp))
                .as("handed down again: it was cancelled before")
                .isEqualTo(STATUS_CANCELLED);

        assertThat(journal).containsExactly("middle: STATUS_SUCCESS, 1, pending", "top: STATUS_CANCELLED, 0");
    }
}
