// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddrIn;

/** Look-ups that are cancelled, whose client detaches, whose bundle goes, or for which there is no room. */
class GiveUpTest extends NamesFixture {
    private static final String HOST = "host.example";

    private final CountDownLatch unstuck = new CountDownLatch(1);

    @AfterEach
    void lettingGo() {
        unstuck.countDown();
    }

    /** From now on every look-up stays inside the provider, deaf to interruption, until the test ends. */
    private void sticks() {
        space.onName(query -> {
            boolean waiting = true;
            while (waiting) {
                try {
                    unstuck.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    waiting = true;
                }
            }
        });
    }

    private List<GetCall> stuckThreads() {
        sticks();
        List<GetCall> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(get(HOST).start());
            space.nextName();
        }
        return calls;
    }

    private static void cancelAll(List<GetCall> calls) {
        for (GetCall call : calls) {
            assertThat(call.irp().irp().cancel()).isTrue();
            call.failsWith(STATUS_CANCELLED);
        }
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aCancelCompletesTheIrpAtOnceAndTellsTheProvider() {
        AtomicInteger told = new AtomicInteger();
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();
        query.onCancel(told::incrementAndGet);

        assertThat(call.irp().irp().cancel()).isTrue();

        assertThat(call.irp().completions()).isEqualTo(1);
        assertThat(call.irp().thread()).isSameAs(Thread.currentThread());
        call.failsWith(STATUS_CANCELLED);
        assertThat(told.get()).isEqualTo(1);
        assertThat(query.isOver()).isTrue();
        assertThat(query.answer(List.of(SockAddrIn.of("192.0.2.1", 0)))).isFalse();
        assertThat(client.memory()).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void aProviderThatAsksLateIsToldAtOnceAndOneThatAnsweredNever() {
        AtomicInteger told = new AtomicInteger();
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();
        call.irp().irp().cancel();
        query.onCancel(told::incrementAndGet);
        assertThat(told.get()).isEqualTo(1);

        GetCall other = get(HOST).start();
        NameQuery answered = space.nextName();
        answered.onCancel(told::incrementAndGet);
        answered.answer(List.of(SockAddrIn.of("192.0.2.1", 0)));
        other.succeeds();
        other.irp().irp().cancel();
        answered.onCancel(told::incrementAndGet);
        assertThat(told.get()).isEqualTo(1);
    }

    @Test
    void aProviderThatThrowsWhenItIsToldHarmsNobody() {
        space.holds();
        GetCall call = get(HOST).start();
        space.nextName().onCancel(() -> {
            throw new IllegalStateException("boom");
        });

        call.irp().irp().cancel();

        call.failsWith(STATUS_CANCELLED);
        assertThat(logged()).singleElement().satisfies(line -> assertThat(line).contains("org.acme.first"));
    }

    @Test
    @Clause("GETADDRINFO-12")
    void anIrpThatWasCancelledBeforeIsNotAskedFor() {
        GetCall call = get(HOST);
        call.irp().irp().cancel();

        call.start();

        assertThat(call.returned()).isEqualTo(STATUS_CANCELLED);
        call.failsWith(STATUS_CANCELLED);
        assertThat(space.asked()).isEmpty();
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aCancelDoesNotWaitForAResolverThatIsStuckWhichCountsUntilItReturns() {
        List<GetCall> stuck = stuckThreads();

        cancelAll(stuck);

        client.assertNoRequestIsLeft();
        assertThat(threads.underWay()).isEqualTo(THREADS);
        unstuck.countDown();
        Eventually.isTrue("the tickets are back", () -> threads.underWay() == 0);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aLookUpForWhichThereIsNoRoomIsRefused() {
        List<GetCall> stuck = stuckThreads();
        List<GetCall> queued = new ArrayList<>();
        for (int i = 0; i < QUEUE; i++) {
            queued.add(get(HOST).start());
        }
        assertThat(queued).allSatisfy(call -> assertThat(call.returned()).isEqualTo(STATUS_PENDING));

        GetCall tooMany = get(HOST).start();
        assertThat(tooMany.returned()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        tooMany.failsWith(STATUS_INSUFFICIENT_RESOURCES);
        new NameCall(names, client).address("192.0.2.1").failsWith(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(addresses(get("192.0.2.1").succeeds())).hasSize(1);

        cancelAll(queued); // they leave the queue
        GetCall next = get(HOST).start();
        assertThat(next.returned()).isEqualTo(STATUS_PENDING);
        cancelAll(List.of(next));
        cancelAll(stuck);
        assertThat(space.asked()).hasSize(THREADS);
    }

    @Test
    @Clause("GETADDRINFO-09")
    void anAnswerGetsThroughWhileEveryThreadIsStuck() {
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();
        List<GetCall> stuck = stuckThreads();

        query.answer(List.of(SockAddrIn.of("192.0.2.1", 0)));

        assertThat(addresses(call.succeeds())).containsExactly("192.0.2.1:0");
        cancelAll(stuck);
    }

    @Test
    @Clause({"GETADDRINFO-12", "GETNAMEINFO-16"})
    void aDetachCancelsWhatPends() {
        space.holds();
        GetCall get = get(HOST).start();
        NameCall name = new NameCall(names, client).address("192.0.2.1").start();
        NameQuery query = space.nextName();
        assertThat(client.pending())
                .extracting(request -> request.describe().replaceAll(", pending.*", ""))
                .containsExactlyInAnyOrder("WskGetAddressInfo of 'host.example'", "WskGetNameInfo of 192.0.2.1");

        client.detach();

        get.failsWith(STATUS_CANCELLED);
        name.failsWith(STATUS_CANCELLED);
        assertThat(query.isOver()).isTrue();
        GetCall late = get(HOST).start();
        assertThat(late.returned()).isEqualTo(STATUS_DEVICE_NOT_READY);
        late.failsWith(STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause({"GETADDRINFO-12", "GETNAMEINFO-16"})
    void whatPendsIsNotSupportedAnyMoreWhenTheBundleGoes() {
        space.holds();
        GetCall get = get(HOST).start();
        NameCall name = new NameCall(names, client).address("192.0.2.1").start();
        NameQuery query = space.nextName();
        space.nextAddress();

        names.stop();

        get.failsWith(STATUS_NOT_SUPPORTED);
        name.failsWith(STATUS_NOT_SUPPORTED);
        assertThat(query.isOver()).isTrue();
        GetCall late = get(HOST).start();
        assertThat(late.returned()).isEqualTo(STATUS_NOT_SUPPORTED);
        late.failsWith(STATUS_NOT_SUPPORTED);
        assertThat(logged()).isEmpty();
    }

    @Test
    void threadsThatAreStuckAreLeftToThemselvesAndReported() {
        List<GetCall> stuck = stuckThreads();
        GetCall queued = get(HOST).start();

        threads.stop(1);
        names.stop();

        stuck.forEach(call -> call.failsWith(STATUS_NOT_SUPPORTED));
        queued.failsWith(STATUS_NOT_SUPPORTED);
        assertThat(logged()).anyMatch(line -> line.contains(THREADS + " threads that look up names are left"));
    }

    @Test
    void anIrpWithoutARoutineIsABugCheckAndNothingIsLeft() {
        Irp bare = Irp.allocate(1);

        assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                "no completion routine",
                () -> names.wskGetAddressInfo(client, HOST, null, 0, null, null, new Ptr<>(), null, null, bare));
        assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                "no completion routine",
                () -> names.wskGetAddressInfo(client, "::1", null, 0, null, null, new Ptr<>(), null, null, bare));

        client.assertNoRequestIsLeft();
        assertThat(client.memory()).isEmpty();
        assertThat(threads.underWay()).isZero();
    }

    @Test
    void aLevelThatAProviderForgetsToLowerIsLowered() {
        space.onName(query -> {
            Irql.raise(Irql.DISPATCH_LEVEL);
            query.fail(STATUS_CANCELLED);
        });
        get(HOST).failsWith(STATUS_CANCELLED);
        space.answers().knows(HOST, "192.0.2.1");

        GetCall call = get(HOST);
        call.succeeds();

        assertThatIrp(call.irp()).succeededWith(0);
        assertThat(call.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
    }
}
