// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;

/** An IRP of the client's own, from allocation to the end. */
class IrpLifeTest {
    private final LowestDriver driver = new LowestDriver();
    private final RecordedIrp recorded = RecordedIrp.ready();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127})
    @Clause({"IRP-03", "IRP-18"})
    void isInitialisedByItsAllocation(int stackSize) {
        Irp irp = Irp.allocate(stackSize, true);

        assertThat(irp.isInFlight()).isFalse();
        assertThat(irp.isCancelled()).isFalse();
        assertThat(irp.hasCancelRoutine()).isFalse();
        assertThat(irp.pendingReturned()).isFalse();
        assertThat(irp.ioStatus().status()).isEqualTo(STATUS_SUCCESS);
        assertThat(irp.ioStatus().information()).isZero();
        assertThat(irp.ioStatus().informationObject(Object.class)).isNull();
        assertThat(irp.driverContext()).isNull();
        assertThat(irp).asString().contains("fresh");
    }

    @Test
    @Clause("IRP-13")
    void needsNothingButItsCompletionRoutineBeforeItIsHandedOver() {
        Irp irp = Irp.allocate(1);
        List<Irp> completed = new ArrayList<>();
        irp.setCompletionRoutine((device, over, context) -> keep(completed, over), null, true, true, true);

        driver.atOnce(irp, STATUS_SUCCESS, 3);

        assertThat(completed).containsExactly(irp);
    }

    private static NtStatus keep(List<Irp> completed, Irp irp) {
        completed.add(irp);
        return STATUS_MORE_PROCESSING_REQUIRED;
    }

    @Test
    @Clause("IRP-01")
    void completesInTheCallersThreadWhenTheRequestEndsAtOnce() {
        NtStatus returned = driver.atOnce(recorded.irp(), STATUS_SUCCESS, 17);

        assertThat(returned).isEqualTo(STATUS_SUCCESS);
        assertThatIrp(recorded).fits(returned).succeededWith(17);
        assertThat(recorded.thread()).isSameAs(Thread.currentThread());
        assertThat(recorded.irp().isInFlight()).isFalse();
    }

    @Test
    @Clause({"IRP-01", "IRP-47"})
    void completesLaterWithPendingReturnedWhenTheRequestHadToWait() {
        NtStatus returned = driver.later(recorded.irp());

        assertThat(returned).isEqualTo(STATUS_PENDING);
        assertThatIrp(recorded).isPending();
        assertThat(recorded.irp().isInFlight()).isTrue();
        assertThat(recorded.irp()).asString().contains("in flight");

        driver.complete(STATUS_SUCCESS, 5);

        assertThatIrp(recorded).fits(returned).succeededWith(5);
        assertThat(recorded.pendingReturned()).isTrue();
        assertThat(recorded.irp().isInFlight()).isFalse();
        assertThat(recorded.irp()).asString().contains("completed").contains("STATUS_SUCCESS, 5");
    }

    @Test
    @Clause("IRP-44")
    void hasNoInformationAfterAFailure() {
        Object made = new Object();

        driver.atOnce(recorded.irp(), STATUS_CONNECTION_RESET, 12);
        assertThat(recorded.information()).isZero();

        recorded.again();
        recorded.irp().setNextStackLocation();
        recorded.irp().complete(STATUS_UNSUCCESSFUL, made);
        assertThatIrp(recorded).completedWith(STATUS_UNSUCCESSFUL);
        assertThat(recorded.object(Object.class)).isNull();
        assertThat(recorded.information()).isZero();
    }

    @Test
    void carriesAnObjectAsItsInformation() {
        StringBuilder made = new StringBuilder("socket");
        recorded.irp().setNextStackLocation();

        NtStatus returned = recorded.irp().complete(STATUS_SUCCESS, made);

        assertThatIrp(recorded).fits(returned);
        assertThat(recorded.object(StringBuilder.class)).isSameAs(made);
        assertThat(recorded.information()).isZero();
        assertThat(recorded.irp()).asString().contains("STATUS_SUCCESS, socket");
    }

    @Test
    void isTakenOverAndCompletedByARefusal() {
        NtStatus returned = recorded.irp().fail(STATUS_INVALID_PARAMETER);

        assertThat(returned).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThatIrp(recorded).fits(returned);
    }

    @Test
    @Clause("IRP-39")
    void givesItsRoutineTheContextAndNoDeviceObject() {
        Object mine = new Object();
        List<Object> seen = new ArrayList<>();
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine(
                (device, over, context) -> {
                    seen.add(device);
                    seen.add(over);
                    seen.add(context);
                    return STATUS_MORE_PROCESSING_REQUIRED;
                },
                mine,
                true,
                true,
                true);

        driver.atOnce(irp, STATUS_SUCCESS, 0);

        assertThat(seen).containsExactly(null, irp, mine);
    }

    @Test
    @Clause("IRP-24")
    void runsTheRoutineThatWasSetLast() {
        List<String> runs = new ArrayList<>();
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine((device, over, context) -> log(runs, "first"), null, true, true, true);
        irp.setCompletionRoutine((device, over, context) -> log(runs, "second"), null, true, true, true);

        driver.atOnce(irp, STATUS_SUCCESS, 0);

        assertThat(runs).containsExactly("second");
    }

    private static NtStatus log(List<String> runs, String name) {
        runs.add(name);
        return STATUS_MORE_PROCESSING_REQUIRED;
    }

    @Test
    @Clause("IRP-04")
    void servesOneRequestAfterAnother() {
        for (int i = 1; i <= 5; i++) {
            assertThat(driver.atOnce(recorded.irp(), STATUS_SUCCESS, i)).isEqualTo(STATUS_SUCCESS);
            assertThatIrp(recorded).succeededWith(i);
            recorded.again();
            assertThat(driver.later(recorded.irp())).isEqualTo(STATUS_PENDING);
            driver.complete(STATUS_SUCCESS, -i);
            assertThatIrp(recorded).succeededWith(-i);
            recorded.again();
        }
    }

    @Test
    @Clause("IRP-21")
    void isAsNewAfterReuseButForTheStatusGiven() {
        driver.later(recorded.irp());
        recorded.irp().cancel();
        assertThatIrp(recorded).isCancelled();
        assertThat(recorded.irp().isCancelled()).isTrue();

        recorded.irp().reuse(STATUS_UNSUCCESSFUL);

        assertThat(recorded.irp().ioStatus().status()).isEqualTo(STATUS_UNSUCCESSFUL);
        assertThat(recorded.irp().ioStatus().information()).isZero();
        assertThat(recorded.irp().isCancelled()).isFalse();
        assertThat(recorded.irp().pendingReturned()).isFalse();
        assertThat(recorded.irp()).asString().contains("fresh");
    }

    @Test
    void canBeReusedBeforeItsFirstUse() {
        Irp irp = Irp.allocate(1);

        irp.reuse(STATUS_CANCELLED);

        assertThat(irp.ioStatus().status()).isEqualTo(STATUS_CANCELLED);
    }

    @Test
    void keepsTheDriversContextAcrossReuse() {
        Object mine = new Object();
        recorded.irp().setNextStackLocation();
        recorded.irp().setDriverContext(mine);
        recorded.irp().complete(STATUS_SUCCESS, 0);

        recorded.again();

        assertThat(recorded.irp().driverContext()).isSameAs(mine);
    }

    @Test
    void dropsTheDriversContextWhenFreed() {
        Irp irp = Irp.allocate(1);
        irp.setDriverContext(new Object());

        irp.free();

        assertThat(irp.driverContext()).isNull();
        assertThat(irp).asString().contains("freed");
    }

    @Test
    @Clause("IRP-08")
    void mayBeFreedInItsCompletionRoutine() {
        recorded.then(irp -> irp.irp().free());

        NtStatus returned = driver.atOnce(recorded.irp(), STATUS_SUCCESS, 1);

        assertThat(returned).isEqualTo(STATUS_SUCCESS);
        assertThat(recorded.completions()).isOne();
        assertThat(recorded.irp()).asString().contains("freed");
    }

    @Test
    @Clause({"IRP-08", "IRP-38"})
    void isNotTouchedAfterARoutineThatHandedItOverAgain() {
        recorded.then(irp -> {
            irp.then(null).again();
            assertThat(driver.later(irp.irp())).isEqualTo(STATUS_PENDING);
        });

        assertThat(driver.atOnce(recorded.irp(), STATUS_SUCCESS, 1)).isEqualTo(STATUS_SUCCESS);

        assertThatIrp(recorded).isPending();
        assertThat(recorded.irp().isInFlight()).isTrue();
        assertThat(recorded.irp().hasCancelRoutine()).isTrue();
        assertThat(recorded.irp().ioStatus().information())
                .as("cleared by reuse")
                .isZero();
        driver.complete(STATUS_SUCCESS, 2);
        assertThatIrp(recorded).fits(STATUS_PENDING).succeededWith(2);
    }

    @Test
    @Clause("IRP-34")
    void leavesTheMdlsAloneWhenFreed() {
        Mdl mdl = Mdl.allocate(ByteBuffer.allocateDirect(4));
        Mdl second = Mdl.allocate(ByteBuffer.allocateDirect(2));
        mdl.setNext(second);
        mdl.systemAddress().putInt(0x01020304);
        Irp irp = Irp.allocate(1);
        irp.setDriverContext(mdl);

        irp.free();

        assertThat(mdl.systemAddress().getInt()).isEqualTo(0x01020304);
        assertThat(mdl.next()).isSameAs(second);
    }

    @Test
    @Clause("IRP-19")
    void isTiedToNoThread() throws InterruptedException {
        AtomicReference<RecordedIrp> made = new AtomicReference<>();
        inAnotherThread(() -> made.set(RecordedIrp.ready()));
        RecordedIrp irp = made.get();
        inAnotherThread(() -> driver.later(irp.irp()));
        inAnotherThread(() -> driver.complete(STATUS_SUCCESS, 9));
        assertThatIrp(irp).succeededWith(9);

        AtomicBoolean freed = new AtomicBoolean();
        inAnotherThread(() -> {
            irp.irp().free();
            freed.set(true);
        });

        assertThat(freed).isTrue();
    }

    private static void inAnotherThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }

    @Test
    @Clause({"IRP-20", "IRP-23", "IRP-27", "IRP-32", "IRP-35", "IRP-42"})
    void lendsAllItsFunctionsToDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            RecordedIrp irp = RecordedIrp.ready(); // IoAllocateIrp, IoReuseIrp, IoSetCompletionRoutine
            assertThat(irp.irp().cancel()).isFalse();
            driver.later(irp.again().irp());
            assertThat(irp.irp().cancel()).isTrue();
            driver.atOnce(irp.again().irp(), STATUS_SUCCESS, 1); // IoCompleteRequest
            assertThatIrp(irp).succeededWith(1);
            assertThat(irp.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
            irp.irp().free();
        } finally {
            Irql.lower(old);
        }
    }
}
