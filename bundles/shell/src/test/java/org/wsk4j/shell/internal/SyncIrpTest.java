// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

@Timeout(60)
class SyncIrpTest {
    private final Event event = new Event();
    private final AtomicReference<Irp> seen = new AtomicReference<>();

    private NtStatus hang(Irp irp) {
        seen.set(irp);
        irp.setNextStackLocation();
        irp.pend(cancelled -> cancelled.complete(NtStatus.STATUS_CANCELLED, 0));
        return NtStatus.STATUS_PENDING;
    }

    private NtStatus ignoreCancels(Irp irp) {
        seen.set(irp);
        irp.setNextStackLocation();
        irp.markPending();
        return NtStatus.STATUS_PENDING;
    }

    private static NtStatus succeed(Irp irp) {
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 5);
    }

    @Test
    void returnsTheOutcomeOfARequestThatCompletesAtOnce() throws Exception {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(SyncIrpTest::succeed);

            assertThat(irp.isCompleted()).isTrue();
            assertThat(irp.await(() -> 0)).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(irp.bytes()).isEqualTo(5);
        }
    }

    @Test
    @Clause("IRP-16")
    void returnsTheRealOutcomeOfARequestThatCompletesLater() throws Exception {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(i -> {
                i.setNextStackLocation();
                i.markPending();
                new Thread(() -> i.complete(NtStatus.STATUS_CONNECTION_REFUSED, 0)).start();
                return NtStatus.STATUS_PENDING;
            });

            assertThat(irp.await(() -> Event.FOREVER)).isEqualTo(NtStatus.STATUS_CONNECTION_REFUSED);
        }
    }

    @Test
    void returnsAFailureThatItGetsAtOnce() throws Exception {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(i -> i.fail(NtStatus.STATUS_NOT_SUPPORTED));

            assertThat(irp.await(() -> Event.FOREVER)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        }
    }

    @Test
    void cancelsWhenPatienceEnds() throws Exception {
        long start = System.nanoTime();
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(this::hang);

            NtStatus status = irp.await(() -> TimeUnit.MILLISECONDS.toNanos(30) - (System.nanoTime() - start));

            assertThat(status).isEqualTo(NtStatus.STATUS_CANCELLED);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
        }
    }

    @Test
    void asksAboutItsPatienceAgainWheneverTheEventIsSet() throws Exception {
        AtomicReference<Long> patience = new AtomicReference<>(Event.FOREVER);
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(this::hang);
            new Thread(() -> {
                        patience.set(0L);
                        event.set();
                    })
                    .start();

            assertThat(irp.await(patience::get)).isEqualTo(NtStatus.STATUS_CANCELLED);
        }
    }

    @Test
    void anInterruptCancelsAndIsThrownAfterTheEnd() {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(this::hang);
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> irp.await(() -> Event.FOREVER)).isInstanceOf(InterruptedException.class);

            assertThat(irp.isCompleted()).isTrue();
            assertThat(irp.status()).isEqualTo(NtStatus.STATUS_CANCELLED);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void waitsThroughAnInterruptForWhatCannotBeCancelled() {
        try (SyncIrp irp = new SyncIrp(event)) {
            Thread.currentThread().interrupt();
            irp.start(i -> {
                i.setNextStackLocation();
                i.markPending();
                new Thread(() -> i.complete(NtStatus.STATUS_SUCCESS, 0)).start();
                return NtStatus.STATUS_PENDING;
            });

            assertThat(irp.awaitUninterruptibly()).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @Clause("IRP-04")
    void isUsedAgainAfterACancelledRequest() throws Exception {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(this::hang);
            irp.cancel();

            irp.start(SyncIrpTest::succeed);

            assertThat(irp.await(() -> 0)).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(seen.get().isCancelled()).isFalse();
        }
    }

    @Test
    void cancelsAndFreesWhenClosed() {
        SyncIrp irp = new SyncIrp(event);
        irp.start(this::hang);

        irp.close();

        assertThat(seen.get().ioStatus().status()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThatThrownBy(() -> seen.get().reuse(NtStatus.STATUS_SUCCESS)).isInstanceOf(BugCheck.class);
    }

    @Test
    void refusesToTellTheOutcomeOfAnIrpThatWasFreed() {
        SyncIrp irp = new SyncIrp(event);
        irp.start(SyncIrpTest::succeed);

        irp.close();

        assertThatThrownBy(irp::status).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(irp::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> irp.result(String.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotWaitForeverForWhatACancelDoesNotEnd() throws Exception {
        try (SyncIrp irp = new SyncIrp(event, TimeUnit.MILLISECONDS.toNanos(30))) {
            irp.start(this::ignoreCancels);

            assertThat(irp.await(() -> 0)).isEqualTo(NtStatus.STATUS_IO_TIMEOUT);
            assertThat(irp.isPending()).isTrue();
        }
        assertThat(seen.get().isInFlight()).isTrue();
    }

    @Test
    void freesAnIrpThatWasLeftWhenItsRequestIsOver() {
        SyncIrp irp = new SyncIrp(event, TimeUnit.MILLISECONDS.toNanos(30));
        irp.start(this::ignoreCancels);
        irp.close();
        irp.close();

        seen.get().complete(NtStatus.STATUS_SUCCESS, 0);

        assertThatThrownBy(() -> seen.get().reuse(NtStatus.STATUS_SUCCESS)).isInstanceOf(BugCheck.class);
    }

    @Test
    void readsTheResultOfARequestThatWasLeft() {
        AtomicReference<String> result = new AtomicReference<>();
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(this::ignoreCancels);
            assertThat(irp.leave(() -> result.set(irp.result(String.class)))).isTrue();
        }

        seen.get().complete(NtStatus.STATUS_SUCCESS, "late");

        assertThat(result.get()).isEqualTo("late");
    }

    @Test
    void leavesNothingWhenTheRequestIsOver() {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(SyncIrpTest::succeed);

            assertThat(irp.leave(() -> {
                        throw new AssertionError("nothing was left");
                    }))
                    .isFalse();
            assertThat(irp.bytes()).isEqualTo(5);
        }
    }

    @Test
    void refusesToWaitAtDispatchLevel() {
        try (SyncIrp irp = new SyncIrp(event)) {
            irp.start(SyncIrpTest::succeed);
            Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
            try {
                assertThatThrownBy(() -> irp.await(() -> 0)).isInstanceOf(BugCheck.class);
            } finally {
                Irql.lower(old);
            }
        }
    }
}
