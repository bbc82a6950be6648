// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.socket.internal.ScriptedEndpoint.Kind;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;

/** What the close IRP waits for, step by step, over a transport that does only what the test tells it. */
class CloseBarrierTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new);

    private ClientSocket socket;
    private ScriptedEndpoint endpoint;

    @BeforeEach
    void connect() {
        socket = wsk.bound();
        endpoint = wsk.transport(ScriptedTransport.class).endpoint().answering(Kind.CONNECT, STATUS_SUCCESS);
        socket.connect(SocketFixture.anyLocal()).completedInlineWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CLOSE-03")
    void waitsForTheEndpoint() {
        endpoint.holdsClose = true;

        Call close = socket.close();

        close.isPending();
        assertThat(wsk.registry().leases()).isEqualTo(1);
        assertThat(wsk.client().sockets()).hasSize(1);
        endpoint.letClose();
        close.completedWith(STATUS_SUCCESS);
        assertThat(wsk.registry().leases()).isZero();
        wsk.client().assertIdle();
    }

    @Test
    @Clause({"CLOSE-03", "CLOSE-20"})
    void completesAlsoWhenTheEndpointClosesAtOnce() {
        wsk.transport(ScriptedTransport.class).endsInline = true;
        Call receive = socket.receive(Bytes.room(1).buf());

        Call close = socket.close();

        close.completedWith(STATUS_SUCCESS);
        receive.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("CLOSE-21")
    void waitsForACompletionRoutineThatStillRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            running.countDown();
            await(mayReturn);
        });
        socket.receive(Bytes.room(1).buf(), 0, receive).isPending();
        Thread completing = new Thread(() -> endpoint.completeHere(Kind.RECEIVE, STATUS_SUCCESS));
        completing.start();
        await(running);

        Call close = socket.close();

        SocketFixture.eventually("the endpoint is closed", endpoint::isClosed);
        drainIoThread();
        close.isPending();
        mayReturn.countDown();
        close.completedWith(STATUS_SUCCESS);
        completing.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the I/O thread has done what was asked of it so far. */
    private void drainIoThread() {
        CountDownLatch done = new CountDownLatch(1);
        wsk.transport(ScriptedTransport.class).io(done::countDown);
        await(done);
    }

    @Test
    @Clause("CLOSE-07")
    void keepsTheOutcomeOfARequestThatWasOverBefore() {
        endpoint.holdsClose = true;
        Call receive = socket.receive(Bytes.room(1).buf());
        Call send = socket.send("x");
        endpoint.complete(Kind.RECEIVE, STATUS_SUCCESS);

        Call close = socket.close();

        receive.completedWith(STATUS_SUCCESS);
        close.isPending();
        endpoint.letClose();
        close.completedWith(STATUS_SUCCESS);
        send.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("CLOSE-20")
    void cannotBeCancelled() {
        endpoint.holdsClose = true;
        Call close = socket.close();

        assertThat(close.irp().irp().cancel()).isFalse();

        close.isPending();
        endpoint.letClose();
        close.completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CLOSE-20")
    void succeedsWithAnIrpThatIsCancelledAlready() {
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().cancel();

        socket.close(irp).completedWith(STATUS_SUCCESS);
    }

    @Test
    void completesLaterWhenTooManyCompletionsNest() {
        AtomicReference<Call> close = new AtomicReference<>();
        wsk.transport(ScriptedTransport.class).endsInline = true;

        Depth.run(socket, () -> {
            close.set(socket.close());
            assertThatIrp(close.get().irp()).isPending();
        });

        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CLOSE-01")
    void survivesACompletionRoutineThatThrows() {
        wsk.expectErrors();
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            throw new IllegalStateException("the client's own");
        });
        socket.receive(Bytes.room(1).buf(), 0, receive);

        socket.close().completedWith(STATUS_SUCCESS);

        assertThatIrp(receive).isCancelled();
        assertThat(SocketFixture.errors()).singleElement().asString().contains("org.example.client");
    }

    @Test
    @Clause("CLOSE-06")
    void mayBeStartedWhileACancelIsOnItsWay() {
        Call receive = socket.receive(Bytes.room(1).buf());
        receive.irp().irp().cancel();

        socket.close().completedWith(STATUS_SUCCESS);

        receive.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("CLOSE-21")
    void waitsForTheRoutineOfARequestThatIsBeingCancelled() throws Exception {
        ScriptedTransport transport = wsk.transport(ScriptedTransport.class);
        transport.cancelsInline = true;
        transport.endsInline = true;
        AtomicReference<Call> close = new AtomicReference<>();
        AtomicReference<Integer> closesInRoutine = new AtomicReference<>();
        Thread closing = new Thread(() -> close.set(socket.close()));
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            closing.start();
            SocketFixture.eventually("the endpoint is closed", endpoint::isClosed);
            closesInRoutine.set(wsk.engine().sockets().isEmpty() ? 1 : 0);
        });
        socket.receive(Bytes.room(1).buf(), 0, receive).isPending();

        receive.irp().cancel();

        assertThatIrp(receive).isCancelled();
        assertThat(closesInRoutine.get()).as("closes that completed meanwhile").isZero();
        closing.join();
        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CLOSE-21")
    void waitsForTheRoutineOfARequestWhoseCancelIsNotOverYet() throws Exception {
        ScriptedTransport transport = wsk.transport(ScriptedTransport.class);
        transport.cancelsInline = true;
        transport.endsInline = true;
        AtomicReference<Call> close = new AtomicReference<>();
        Thread closing = new Thread(() -> close.set(socket.close()));
        RecordedIrp receive = RecordedIrp.ready();
        socket.receive(Bytes.room(1).buf(), 0, receive).isPending();
        AtomicReference<Integer> completedBefore = new AtomicReference<>();
        endpoint.whenCancelled = () -> {
            closing.start();
            SocketFixture.eventually(
                    "closed", () -> close.get() != null && close.get().irp().completions() > 0);
            completedBefore.set(receive.completions());
        };

        receive.irp().cancel();

        closing.join();
        close.get().completedWith(STATUS_SUCCESS);
        assertThat(completedBefore.get())
                .as("completions of the receive when the close completed")
                .isEqualTo(1);
    }

    /** With the verifier on. */
    @Nested
    class Verified {
        @RegisterExtension
        final SocketFixture verified =
                SocketFixture.over(ScriptedTransport::new).verifying();

        @Test
        @Clause("CLOSE-05")
        void isABugCheckWhileAnotherThreadIsInsideAFunction() throws Exception {
            ClientSocket busy = verified.socket();
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            verified.transport(ScriptedTransport.class).endpoint().whenBinding = () -> {
                inside.countDown();
                await(mayReturn);
            };
            AtomicReference<Call> bind = new AtomicReference<>();
            Thread other = new Thread(() -> bind.set(busy.bind(SocketFixture.anyLocal())));
            other.start();
            await(inside);
            RecordedIrp irp = RecordedIrp.ready();

            assertThatExceptionOfType(BugCheck.class)
                    .isThrownBy(() -> busy.close(irp))
                    .withMessageContaining("CLOSE-05");

            assertThatIrp(irp).isUntouched();
            mayReturn.countDown();
            other.join();
            bind.get().completedInlineWith(STATUS_SUCCESS);
            busy.close(irp).completedWith(STATUS_SUCCESS);
        }

        @Test
        @Clause({"CLOSE-05", "CLOSE-17"})
        void allowsClosingInsideTheThreadsOwnFunction() {
            ClientSocket own = verified.socket();
            AtomicReference<Call> close = new AtomicReference<>();
            RecordedIrp bind = RecordedIrp.ready().then(irp -> close.set(own.close()));

            own.dispatch().wskBind(own.socket(), SocketFixture.anyLocal(), 0, bind.irp());

            assertThat(close.get().returned()).isEqualTo(STATUS_PENDING);
            close.get().completedWith(STATUS_SUCCESS);
        }

        @Test
        @Clause("CLOSE-06")
        void allowsClosingWhileRequestsArePending() {
            ClientSocket own = verified.bound();
            Call connect = own.connect(SocketFixture.anyLocal());
            connect.isPending();

            own.close().completedWith(STATUS_SUCCESS);

            connect.completedWith(STATUS_CANCELLED);
        }
    }
}
