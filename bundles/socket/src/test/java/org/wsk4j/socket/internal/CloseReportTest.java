// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.socket.internal.ScriptedEndpoint.Kind;
import org.wsk4j.testkit.irp.RecordedIrp;

/** What a close that does not complete says that it waits for. */
class CloseReportTest {
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

    private WaitReport onlyWait() {
        List<WaitReport> waits = wsk.engine().waits();
        assertThat(waits).hasSize(1);
        return waits.get(0);
    }

    @Test
    void anOpenSocketWaitsForNothing() {
        socket.receive(Bytes.room(1).buf());

        assertThat(wsk.engine().waits()).isEmpty();
    }

    @Test
    void aSocketNamesItsPendingIrpsWithFunctionAndAge() {
        socket.receive(Bytes.room(1).buf());
        socket.send("x");

        List<WaitCause> busyWith = socket.engineSide().busyWith();

        assertThat(busyWith)
                .extracting(WaitCause::what)
                .containsExactlyInAnyOrder("WskSend, pending for 0 s", "WskReceive, pending for 0 s");
    }

    @Test
    void aCloseNamesTheIrpsThatAreStillPending() {
        endpoint.holdsClose = true;
        Call receive = socket.receive(Bytes.room(1).buf());

        Call close = socket.close();

        assertThat(onlyWait().who())
                .startsWith("WskCloseSocket of connection socket")
                .contains("org.example.client");
        assertThat(onlyWait().thread()).isNull();
        endpoint.complete(Kind.RECEIVE, STATUS_CANCELLED);
        receive.completedWith(STATUS_CANCELLED);
        SocketFixture.eventually(
                "only the endpoint is left",
                () -> onlyWait().causes().stream()
                        .allMatch(cause -> cause.what().startsWith("the transport, which closes its")));
        endpoint.letClose();
        close.completedWith(STATUS_SUCCESS);
        SocketFixture.eventually("the wait is over", () -> wsk.engine().waits().isEmpty());
    }

    @Test
    void aCloseNamesTheRoutineThatHasNotReturnedAndItsThread() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            running.countDown();
            awaitHere(mayReturn);
        });
        socket.receive(Bytes.room(1).buf(), 0, receive).isPending();
        Thread completing = new Thread(() -> endpoint.completeHere(Kind.RECEIVE, STATUS_SUCCESS));
        completing.start();
        assertThat(running.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();

        Call close = socket.close();

        WaitCause routine = onlyWait().causes().get(0);
        assertThat(routine.what())
                .startsWith("a completion routine of connection socket")
                .doesNotContain("has closed that very socket");
        assertThat(routine.thread()).isSameAs(completing);
        assertThat(routine.stack()).anyMatch(frame -> frame.getMethodName().equals("awaitHere"));
        assertThat(socket.engineSide().isCompletingHere()).isFalse();
        mayReturn.countDown();
        close.completedWith(STATUS_SUCCESS);
        completing.join();
    }

    @Test
    void aCloseByARoutineThatWaitsForItSaysSo() throws InterruptedException {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            assertThat(socket.engineSide().isCompletingHere()).isTrue();
            socket.close();
            closing.countDown();
            awaitHere(mayReturn); // for the close, as a client would that has not read the rules
        });
        socket.receive(Bytes.room(1).buf(), 0, receive).isPending();
        Thread completing = new Thread(() -> endpoint.completeHere(Kind.RECEIVE, STATUS_SUCCESS));
        completing.start();
        assertThat(closing.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();

        WaitCause routine = onlyWait().causes().get(0);

        assertThat(routine.what())
                .contains("which has closed that very socket: the close completes after it has returned");
        assertThat(routine.thread()).isSameAs(completing);
        mayReturn.countDown();
        completing.join();
        SocketFixture.eventually("the wait is over", () -> wsk.engine().waits().isEmpty());
    }

    private static void awaitHere(CountDownLatch latch) {
        try {
            assertThat(latch.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
