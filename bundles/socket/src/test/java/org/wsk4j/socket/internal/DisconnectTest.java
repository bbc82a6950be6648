// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** WskDisconnect over the loopback interface. */
@Timeout(60)
class DisconnectTest {
    private static final int ABORTIVE = WskConstants.WSK_FLAG_ABORTIVE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause({"DISCONNECT-01", "DISCONNECT-02", "DISCONNECT-05", "DISCONNECT-09"})
    void tellsThePeerOfAGracefulEnd() {
        ConnectedSocket connected = wsk.connect();

        connected.disconnect().completedWith(STATUS_SUCCESS);

        connected.peer().assertEnded();
    }

    @Test
    @Clause({"DISCONNECT-01", "DISCONNECT-02", "DISCONNECT-05", "DISCONNECT-09"})
    void breaksTheConnectionOffWhenAbortive() {
        ConnectedSocket connected = wsk.connect();

        connected.abort().completedWith(STATUS_SUCCESS);

        connected.peer().assertReset();
    }

    @Test
    @Clause({"DISCONNECT-03", "DISCONNECT-21"})
    void sendsTheFinalDataBeforeTheEnd() {
        ConnectedSocket connected = wsk.connect();
        connected.send("first, ").succeededWith(7);

        Call call = connected.disconnect(new WskBuf(Bytes.of("<<goodbye>>").mdl(), 2, 7), 0);

        call.completedWith(STATUS_SUCCESS);
        assertThat(connected.peer().readText(14)).isEqualTo("first, goodbye");
        connected.peer().assertEnded();
    }

    @Test
    @Clause({"DISCONNECT-03", "DISCONNECT-21"})
    void sendsFinalDataThatDoesNotFitAtOnceFromSeveralPieces() {
        ConnectedSocket connected = wsk.connect();
        byte[] content = Bytes.much().content();
        WskBuf buffer = new WskBuf(
                Bytes.chain(
                        Bytes.of("no").mdl(),
                        Bytes.much().mdl(),
                        Bytes.of("end").mdl()),
                1,
                1L + content.length + 3);

        Call call = connected.disconnect(buffer, 0).isPending();

        assertThat(connected.peer().readText(1)).isEqualTo("o");
        assertThat(connected.peer().read(content.length)).isEqualTo(content);
        assertThat(connected.peer().readText(3)).isEqualTo("end");
        connected.peer().assertEnded();
        call.completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("DISCONNECT-03")
    void takesAnEmptyBufferAsNone() {
        ConnectedSocket connected = wsk.connect();

        connected.disconnect(new WskBuf(), 0).completedWith(STATUS_SUCCESS);

        connected.peer().assertEnded();
    }

    @Test
    @Clause({"DISCONNECT-04", "DISCONNECT-08"})
    void refusesFinalDataOfAnAbort() {
        ConnectedSocket connected = wsk.connect();

        connected.disconnect(Bytes.of("bye").buf(), ABORTIVE).completedInlineWith(STATUS_INVALID_PARAMETER);
        connected.disconnect(new WskBuf(), ABORTIVE).completedInlineWith(STATUS_INVALID_PARAMETER);

        connected.send("alive").succeededWith(5);
        assertThat(connected.peer().readText(5)).isEqualTo("alive");
    }

    @Test
    @Clause({"DISCONNECT-06", "DISCONNECT-10", "DISCONNECT-14"})
    void staysPendingUntilEverythingQueuedBeforeWasSent() {
        ConnectedSocket connected = wsk.connect();
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call second = connected.send("second").isPending();

        Call call = connected.disconnect(Bytes.of("third").buf(), 0).isPending();
        connected.peer().read(Bytes.MORE_THAN_FITS / 2);
        call.isPending();
        connected.peer().read(Bytes.MORE_THAN_FITS / 2);

        assertThat(connected.peer().readText(11)).isEqualTo("secondthird");
        connected.peer().assertEnded();
        first.succeededWith(Bytes.MORE_THAN_FITS);
        second.succeededWith(6);
        call.completedWith(STATUS_SUCCESS);
        assertThat(call.irp().information()).isZero();
    }

    @Test
    @Clause("DISCONNECT-07")
    void isRefusedOnASocketThatWasTakenAway() {
        ConnectedSocket connected = wsk.connect();
        connected.send(Bytes.much().buf()).isPending();
        Call pending = connected.disconnect().isPending();

        connected.engineSide().abandon();

        pending.completedWith(STATUS_FILE_FORCED_CLOSED);
        connected.disconnect().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        connected.abort().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2, 0x4, 0x80, Integer.MIN_VALUE, 0x10 | ABORTIVE, -1})
    @Clause("DISCONNECT-08")
    void refusesFlagsThatAreNotDefined(int flags) {
        ConnectedSocket connected = wsk.connect();

        connected.disconnect(null, flags).completedInlineWith(STATUS_INVALID_PARAMETER);

        connected.send("alive").succeededWith(5);
        assertThat(connected.peer().readText(5)).isEqualTo("alive");
    }

    @Test
    @Clause("DISCONNECT-08")
    void completesWithTheFailureWhenThePeerBreaksOff() {
        ConnectedSocket connected = wsk.connect();
        connected.send(Bytes.much().buf()).isPending();
        Call call = connected.disconnect().isPending();

        connected.peer().reset();

        call.completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("DISCONNECT-08")
    void failsWhenThePeerHasBrokenOffBefore() {
        ConnectedSocket connected = wsk.connect();
        Call receive = connected.receive(Bytes.room(1).buf()).isPending();
        connected.peer().reset();
        receive.completedWith(STATUS_CONNECTION_RESET);

        connected.disconnect().completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    void abortsEvenWhenThePeerHasBrokenOffBefore() {
        ConnectedSocket connected = wsk.connect();
        Call receive = connected.receive(Bytes.room(1).buf()).isPending();
        connected.peer().reset();
        receive.completedWith(STATUS_CONNECTION_RESET);

        connected.abort().completedWithOneOf(STATUS_SUCCESS, STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("DISCONNECT-11")
    void letsNothingBeSentAfterwards() {
        ConnectedSocket connected = wsk.connect();
        Call much = connected.send(Bytes.much().buf()).isPending();
        connected.disconnect().isPending();

        connected.send("late").completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(connected.peer().readToEnd()).hasSize(Bytes.MORE_THAN_FITS);
        much.succeededWith(Bytes.MORE_THAN_FITS);
        connected.send("later").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("DISCONNECT-12")
    void letsReceivingGoOnUntilThePeerDisconnects() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(6);
        Call before =
                connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
        before.isPending();

        connected.peer().write("answer");
        before.succeededWith(6);
        connected.peer().write("more").finish();

        assertThat(room.text()).isEqualTo("answer");
        ReceiveTest.assertReceives(connected, "more");
        connected.receive(Bytes.room(1).buf()).succeededWith(0);
    }

    @Test
    @Clause({"DISCONNECT-15", "DISCONNECT-16"})
    void isForcedToEndByASecondAbortiveOne() {
        ConnectedSocket connected = wsk.connect();
        Call send = connected.send(Bytes.much().buf()).isPending();
        Call stuck = connected.disconnect(Bytes.of("never sent").buf(), 0).isPending();

        connected.abort().completedWith(STATUS_SUCCESS);

        stuck.completedWith(STATUS_CANCELLED);
        send.completedWith(STATUS_CANCELLED);
        connected.peer().assertReset();
    }

    @Test
    @Clause("DISCONNECT-15")
    void isForcedToEndByClosingTheSocket() {
        ConnectedSocket connected = wsk.connect();
        Call send = connected.send(Bytes.much().buf()).isPending();
        Call stuck = connected.disconnect().isPending();

        connected.close().completedWith(STATUS_SUCCESS);

        stuck.completedWith(STATUS_CANCELLED);
        send.completedWith(STATUS_CANCELLED);
        connected.peer().assertReset();
    }

    @Test
    @Clause("DISCONNECT-16")
    void cancelsAllSendsWhenAbortiveAndDoesNotWaitForThem() {
        ConnectedSocket connected = wsk.connect();
        List<Call> sends = List.of(
                connected.send(Bytes.much().buf()).isPending(),
                connected.send("queued").isPending(),
                connected.send("queued, too").isPending());

        connected.abort().completedWith(STATUS_SUCCESS);

        sends.forEach(send -> send.completedWith(STATUS_CANCELLED));
        connected.peer().assertReset();
    }

    @Test
    @Clause("DISCONNECT-17")
    void letsNothingBeSentOrReceivedAfterAnAbort() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("unread");
        Call receive = connected.receive(Bytes.room(1).buf());
        receive.succeededWith(1);
        connected.abort().completedWith(STATUS_SUCCESS);

        connected.send("late").completedInlineWith(STATUS_CONNECTION_ABORTED);
        connected.receive(Bytes.room(5).buf()).completedInlineWith(STATUS_CONNECTION_ABORTED);
        connected.receive(new WskBuf(), WskConstants.WSK_FLAG_DRAIN).completedInlineWith(STATUS_CONNECTION_ABORTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Clause("DISCONNECT-18")
    void leavesASocketThatHasToBeClosed(boolean abortive) {
        ConnectedSocket connected = wsk.connect();
        (abortive ? connected.abort() : connected.disconnect()).completedWith(STATUS_SUCCESS);
        connected.peer().close();
        if (!abortive) {
            connected.receive(Bytes.room(1).buf()).succeededWith(0);
        }

        assertThat(wsk.engine().sockets()).hasSize(1);
        assertThat(wsk.client().sockets()).hasSize(1);
        connected.close().completedWith(STATUS_SUCCESS);
        assertThat(wsk.engine().sockets()).isEmpty();
    }

    @Test
    @Clause({"DISCONNECT-19", "DISCONNECT-08"})
    void isRefusedBeforeTheSocketIsConnected() {
        ClientSocket socket = wsk.socket();
        assertDisconnectsAreRefused(socket);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        assertDisconnectsAreRefused(socket);

        wsk.connect(socket).disconnect().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("DISCONNECT-19")
    void isRefusedAfterTheConnectFailed() {
        ClientSocket socket = wsk.bound();
        assertThat(socket.connect(wsk.addressOfNobody()).irp().await().status().isSuccess())
                .isFalse();

        assertDisconnectsAreRefused(socket);
    }

    private static void assertDisconnectsAreRefused(ClientSocket socket) {
        socket.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.abort().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("DISCONNECT-08")
    void isRefusedWhenItWasDoneBefore() {
        ConnectedSocket connected = wsk.connect();
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        connected.abort().completedWith(STATUS_SUCCESS);
        connected.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connected.abort().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Clause("DISCONNECT-20")
    void isCallableAtDispatchLevel(boolean abortive) {
        ConnectedSocket connected = wsk.connect();
        Call call;
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            call = abortive ? connected.abort() : connected.disconnect();
        } finally {
            Irql.lower(old);
        }
        call.completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("DISCONNECT-22")
    void happensAbortivelyWhenASocketIsClosedThatWasNotDisconnected() {
        ConnectedSocket connected = wsk.connect();

        connected.close().completedWith(STATUS_SUCCESS);

        connected.peer().assertReset();
    }

    @Test
    @Clause("DISCONNECT-22")
    void leavesAConnectionInOrderThatBothSidesDisconnectedBeforeTheSocketIsClosed() {
        ConnectedSocket connected = wsk.connect();
        connected.disconnect(Bytes.of("bye").buf(), 0).completedWith(STATUS_SUCCESS);
        connected.peer().finish();
        connected.receive(Bytes.room(1).buf()).succeededWith(0);

        connected.close().completedWith(STATUS_SUCCESS);

        assertThat(new String(connected.peer().readToEnd(), StandardCharsets.ISO_8859_1))
                .isEqualTo("bye");
    }

    @Test
    @Clause("IRP-33")
    void canBeCancelledWhileItIsStuckAndLeavesTheConnectionAsItWas() {
        ConnectedSocket connected = wsk.connect();
        Call send = connected.send(Bytes.much().buf()).isPending();
        Call stuck = connected.disconnect(Bytes.of("never sent").buf(), 0).isPending();

        assertThat(stuck.irp().irp().cancel()).isTrue();

        stuck.completedWith(STATUS_CANCELLED);
        Call next = connected.send("next").isPending();
        Call again = connected.disconnect().isPending();
        connected.peer().read(Bytes.MORE_THAN_FITS);
        assertThat(connected.peer().readText(4)).isEqualTo("next");
        connected.peer().assertEnded();
        send.succeededWith(Bytes.MORE_THAN_FITS);
        next.succeededWith(4);
        again.completedWith(STATUS_SUCCESS);
    }

    @Test
    void worksAfterThePeerHasDisconnected() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().finish();
        connected.receive(Bytes.room(1).buf()).succeededWith(0);

        connected.disconnect(Bytes.of("bye").buf(), 0).completedWith(STATUS_SUCCESS);

        assertThat(connected.peer().readText(3)).isEqualTo("bye");
        connected.peer().assertEnded();
    }

    @Test
    void stillTellsTheAddressesOfADisconnectedSocketButNotThePeerOfAnAbortedOne() {
        ConnectedSocket connected = wsk.connect();
        connected.disconnect().completedWith(STATUS_SUCCESS);
        SockAddrIn remote = new SockAddrIn();
        var irp = RecordedIrp.ready();

        NtStatus status = connected.dispatch().wskGetRemoteAddress(connected.socket(), remote, irp.irp());

        new Call(status, irp).completedWith(STATUS_SUCCESS);
        assertThat(remote).isEqualTo(wsk.listenerAddress());
        connected.abort().completedWith(STATUS_SUCCESS);
        status = connected
                .dispatch()
                .wskGetRemoteAddress(connected.socket(), remote, irp.again().irp());
        new Call(status, irp).completedWith(STATUS_INVALID_DEVICE_STATE);
    }
}
