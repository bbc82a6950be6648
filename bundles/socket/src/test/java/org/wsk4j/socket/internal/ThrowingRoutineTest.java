// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/** Completion routines that throw harm nobody but their own client, which is named in the log. */
@Timeout(60)
class ThrowingRoutineTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @BeforeEach
    void errorsAreExpected() {
        wsk.expectErrors();
    }

    private static RecordedIrp throwing(Error problem) {
        return RecordedIrp.ready().then(done -> {
            throw problem;
        });
    }

    private static void assertLogged() {
        SocketFixture.eventually("it is logged", () -> !SocketFixture.errors().isEmpty());
        assertThat(SocketFixture.errors()).singleElement().asString().contains("org.example.client [42]");
    }

    private static void assertUnharmed(ConnectedSocket connected) {
        connected.send("fine").succeededWith(4);
        assertThat(connected.peer().readText(4)).isEqualTo("fine");
        Call receive = connected.receive(Bytes.room(4).buf(), 2);
        connected.peer().write("fine");
        receive.succeededWith(4);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    void goesOnAfterARoutineHasThrownInsideTheCall() {
        ConnectedSocket connected = wsk.connect();

        Call call = connected.send("x", throwing(new AssertionError("thrown on purpose")));

        call.completedInlineWith(STATUS_SUCCESS);
        assertLogged();
        assertThat(connected.peer().readText(1)).isEqualTo("x");
        assertUnharmed(connected);
    }

    @Test
    void goesOnAfterARoutineHasThrownOnAnIoThread() {
        ConnectedSocket connected = wsk.connect();
        Call call = connected
                .receive(Bytes.room(1).buf(), 0, throwing(new StackOverflowError("thrown on purpose")))
                .isPending();
        Call next = connected.receive(Bytes.room(1).buf()).isPending();

        connected.peer().write("12");

        call.succeededWith(1);
        next.succeededWith(1);
        assertLogged();
        assertUnharmed(connected);
    }

    @Test
    void goesOnAfterTheRoutineOfACloseHasThrown() {
        ConnectedSocket connected = wsk.connect();
        ConnectedSocket other = wsk.connect();

        connected.close(throwing(new AssertionError("thrown on purpose"))).completedWith(STATUS_SUCCESS);

        assertLogged();
        assertUnharmed(other);
    }

    @Test
    void logsARoutineThatDoesNotKeepItsOwnIrp() {
        ConnectedSocket connected = wsk.connect();
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine((device, completed, context) -> STATUS_SUCCESS, null, true, true, true);

        NtStatus status =
                connected.dispatch().wskSend(connected.socket(), Bytes.of("x").buf(), 0, irp);

        assertThat(status).isEqualTo(STATUS_SUCCESS);
        assertThat(connected.peer().readText(1)).isEqualTo("x");
        assertLogged();
        assertUnharmed(connected);
    }

    @Test
    void logsARoutineOfAHandedDownIrpThatDoesNotPassThePendingMarkOn() {
        ConnectedSocket connected = wsk.connect();
        Irp irp = Irp.allocate(2);
        RecordedIrp top = RecordedIrp.ready();
        irp.setCompletionRoutine(top, null, true, true, true);
        irp.setNextStackLocation(); // handed to a driver in the middle, which hands it to WSK
        irp.setCompletionRoutine((device, completed, context) -> STATUS_SUCCESS, null, true, true, true);

        NtStatus status = connected
                .dispatch()
                .wskReceive(connected.socket(), Bytes.room(1).buf(), 0, irp);
        assertThat(status).isEqualTo(STATUS_PENDING);
        connected.peer().write("x");

        top.await();
        assertThat(top.status()).isEqualTo(STATUS_SUCCESS);
        assertLogged();
        assertUnharmed(connected);
    }
}
