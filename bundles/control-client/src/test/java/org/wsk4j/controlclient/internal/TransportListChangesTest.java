// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.DirectRegistry;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskConstants;

/** WSK_TRANSPORT_LIST_CHANGE: an IRP that waits, and all that ends it. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportListChangesTest {
    private final TransportListChanges changes = new TransportListChanges();
    private final ControlClient control = new ControlClient(DirectRegistry.of(), changes);
    private final FakeClient client = new FakeClient();

    private NtStatus await(FakeClient who, Irp irp) {
        return control.wskControlClient(who, WskConstants.WSK_TRANSPORT_LIST_CHANGE, 0, null, 0, null, null, irp);
    }

    private RecordedIrp waiting() {
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(await(client, irp.irp())).isEqualTo(NtStatus.STATUS_PENDING);
        return irp;
    }

    private void assertNothingLeft(FakeClient who) {
        assertThat(who.pending()).isEmpty();
        assertThat(who.notes()).isZero();
        assertThat(who.mistakes()).isZero();
    }

    @Test
    @Clause({"TRANSPORT-CHANGE-01", "TRANSPORT-CHANGE-02", "TRANSPORT-CHANGE-04", "CONTROLCLIENT-03"})
    void endsOnceWithTheNextChange() {
        RecordedIrp first = waiting();
        RecordedIrp second = waiting();
        assertThatIrp(first).isPending();
        assertThat(client.pending()).hasSize(2).allMatch(line -> line.startsWith("WSK_TRANSPORT_LIST_CHANGE, pending"));

        changes.transportListChanged();

        assertThatIrp(first).completedWith(NtStatus.STATUS_SUCCESS).succeededWith(0);
        assertThatIrp(second).completedWith(NtStatus.STATUS_SUCCESS);
        assertThat(first.pendingReturned()).isTrue();
        assertNothingLeft(client);

        RecordedIrp third = waiting();
        assertThatIrp(third).isPending();
        changes.transportListChanged();
        assertThatIrp(third).completedWith(NtStatus.STATUS_SUCCESS);
        assertThat(first.completions()).isOne();
    }

    @Test
    @Clause("TRANSPORT-CHANGE-04")
    void mayBeAskedForAgainFromItsOwnCompletion() {
        RecordedIrp again = RecordedIrp.ready();
        RecordedIrp irp = waiting().then(done -> await(client, again.irp()));

        changes.transportListChanged();

        assertThatIrp(irp).completedWith(NtStatus.STATUS_SUCCESS);
        assertThatIrp(again).isPending();
        again.irp().cancel();
    }

    @Test
    @Clause({"TRANSPORT-CHANGE-01", "CONTROLCLIENT-09"})
    void needsAnIrp() {
        assertThat(await(client, null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertNothingLeft(client);
    }

    @Test
    @Clause({"TRANSPORT-CHANGE-03", "CONTROLCLIENT-14"})
    void takesNoBuffersAndIgnoresTheVariableForTheSize() {
        SizeT returned = new SizeT();
        returned.set(77);
        RecordedIrp irp = RecordedIrp.ready();
        RecordedIrp refused = RecordedIrp.ready();

        NtStatus status = control.wskControlClient(
                client, WskConstants.WSK_TRANSPORT_LIST_CHANGE, 0, null, 0, null, returned, irp.irp());
        assertThat(status).isEqualTo(NtStatus.STATUS_PENDING);
        NtStatus withOutput = control.wskControlClient(
                client, WskConstants.WSK_TRANSPORT_LIST_CHANGE, 0, null, 8, new SizeT(), null, refused.irp());

        assertThatIrp(refused).fits(withOutput).completedWith(NtStatus.STATUS_INVALID_PARAMETER);
        changes.transportListChanged();
        assertThatIrp(irp).completedWith(NtStatus.STATUS_SUCCESS);
        assertThat(irp.information()).isZero();
        assertThat(returned.get()).isEqualTo(77);
    }

    @Test
    @Clause("TRANSPORT-CHANGE-05")
    void isCancelledByTheClientsDetach() {
        RecordedIrp irp = waiting();

        client.detach();

        assertThatIrp(irp).completedWith(NtStatus.STATUS_CANCELLED);
        assertNothingLeft(client);
        RecordedIrp late = RecordedIrp.ready();
        assertThatIrp(late).fits(await(client, late.irp())).completedWith(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause({"TRANSPORT-CHANGE-02", "TRANSPORT-CHANGE-05"})
    void leavesNothingWhenItEndsBeforeTheClientIsAskedToTellOfItsDetach() {
        client.beforeNote(changes::transportListChanged);
        assertThatIrp(waiting()).completedWith(NtStatus.STATUS_SUCCESS);
        assertNothingLeft(client);

        client.beforeNote(client::detach);
        assertThatIrp(waiting()).completedWith(NtStatus.STATUS_CANCELLED);
        assertNothingLeft(client);
    }

    @Test
    void isCancelledByIoCancelIrpBeforeAndAfter() {
        RecordedIrp before = RecordedIrp.ready();
        before.irp().cancel();
        assertThatIrp(before).fits(await(client, before.irp())).completedWith(NtStatus.STATUS_CANCELLED);

        RecordedIrp after = waiting();
        after.irp().cancel();

        assertThatIrp(after).completedWith(NtStatus.STATUS_CANCELLED);
        assertNothingLeft(client);
    }

    @Test
    void endsWithTheBundle() {
        RecordedIrp irp = waiting();

        changes.stop();

        assertThatIrp(irp).completedWith(NtStatus.STATUS_CANCELLED);
        RecordedIrp late = RecordedIrp.ready();
        assertThatIrp(late).fits(await(client, late.irp())).completedWith(NtStatus.STATUS_NOT_SUPPORTED);
        assertNothingLeft(client);
    }

    @Test
    void goesOnWhenTheRoutineOfAnotherFails() {
        RecordedIrp irp = waiting();
        irp.then(done -> {
            throw new IllegalStateException("a client's mistake");
        });
        RecordedIrp other = waiting();

        changes.transportListChanged();

        assertThatIrp(other).completedWith(NtStatus.STATUS_SUCCESS);
        assertNothingLeft(client);
    }

    @Test
    @Clause("CONTROLCLIENT-11")
    void isAllowedAtDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            waiting().irp().cancel();
        } finally {
            Irql.lower(old);
        }
    }

    /** Who asks, a change, a cancel, the detach and the end of the bundle meet: each IRP is completed once, nothing stays. */
    @Test
    @Clause({"TRANSPORT-CHANGE-02", "TRANSPORT-CHANGE-05"})
    void everyIrpIsCompletedOnceWhoeverMeets() throws Exception {
        int rounds = Boolean.getBoolean("stress") ? 100_000 : 5_000;
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("TransportListChangesTest: " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier barrier = new CyclicBarrier(3);
        Round[] current = new Round[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int which = i;
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < rounds; round++) {
                        barrier.await();
                        current[0].play(which);
                        barrier.await();
                    }
                } catch (Exception e) {
                    failures.add(e);
                }
            });
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        for (int round = 0; round < rounds; round++) {
            current[0] = new Round(random.split());
            barrier.await();
            barrier.await();
            current[0].end("seed " + seed + ", round " + round);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    /** One IRP, one thread that asks, and one that does something about it. */
    private final class Round {
        private final SplittableRandom random;
        private final TransportListChanges its = new TransportListChanges();
        private final ControlClient table = new ControlClient(DirectRegistry.of(), its);
        private final FakeClient who = new FakeClient();
        private final RecordedIrp irp = RecordedIrp.ready();
        private final int act;
        private final int patience;
        private NtStatus returned; // the first thread; read after the barrier

        Round(SplittableRandom random) {
            this.random = random;
            this.act = random.nextInt(4);
            this.patience = random.nextInt(200);
        }

        void play(int which) {
            if (which == 0) {
                returned = table.wskControlClient(
                        who, WskConstants.WSK_TRANSPORT_LIST_CHANGE, 0, null, 0, null, null, irp.irp());
                return;
            }
            for (int i = 0; i < patience; i++) {
                Thread.onSpinWait();
            }
            switch (act) {
                case 0 -> its.transportListChanged();
                case 1 -> irp.irp().cancel();
                case 2 -> who.detach();
                default -> its.stop();
            }
        }

        void end(String where) {
            its.stop();
            assertThat(irp.completions()).as(where).isOne();
            assertThat(returned).as(where).isIn(NtStatus.STATUS_PENDING, irp.status());
            assertThat(who.pending()).as(where).isEmpty();
            assertThat(who.notes()).as(where).isZero();
            assertThat(who.mistakes()).as(where).isZero();
        }
    }
}
