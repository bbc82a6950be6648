// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.socket.internal.SocketFixture.eventually;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** WskSend over the loopback interface. */
@Timeout(60)
class SendTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause("SEND-01")
    void sendsTheBytesThatTheBufferDescribes() {
        ConnectedSocket connected = wsk.connect();

        connected.send(new WskBuf(Bytes.of("..hello..").mdl(), 2, 5)).succeededWith(5);

        assertThat(connected.peer().readText(5)).isEqualTo("hello");
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
    }

    @Test
    @Clause({"SEND-02", "SEND-03"})
    void sendsWithoutDelayOverTcp() {
        ConnectedSocket connected = wsk.connect();

        connected.send("one").succeededWith(3);
        connected.send(Bytes.of("two").buf(), WskConstants.WSK_FLAG_NODELAY).succeededWith(3);
        connected.send("three").succeededWith(5);

        assertThat(connected.peer().readText(11)).isEqualTo("onetwothree");
    }

    @Test
    @Clause("SEND-03")
    void refusesOutOfBandDataWhichTcpDoesNotDo() {
        ConnectedSocket connected = wsk.connect();

        connected.send(Bytes.of("urgent").buf(), WskConstants.WSK_FLAG_OOB).completedInlineWith(STATUS_NOT_SUPPORTED);

        connected.send("ok").succeededWith(2);
        assertThat(connected.peer().readText(2)).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x4, 0x8, 0x80, 0x4000_0000, Integer.MIN_VALUE, -1})
    @Clause("SEND-07")
    void refusesFlagsThatAreNotDefined(int flags) {
        ConnectedSocket connected = wsk.connect();

        connected.send(Bytes.of("no").buf(), flags).completedInlineWith(STATUS_INVALID_PARAMETER);

        connected.send("ok").succeededWith(2);
        assertThat(connected.peer().readText(2)).isEqualTo("ok");
    }

    @Test
    @Clause("SEND-04")
    void completesBeforeItReturnsWhenTheSystemTakesTheBytesAtOnce() {
        ConnectedSocket connected = wsk.connect();

        Call call = connected.send("hello").completedInlineWith(STATUS_SUCCESS).succeededWith(5);

        assertThat(call.irp().thread()).isSameAs(Thread.currentThread());
        assertThat(call.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
    }

    @Test
    @Clause({"SEND-05", "SEND-10"})
    void staysPendingUntilTheLastByteWasTaken() {
        ConnectedSocket connected = wsk.connect();

        Call call = connected.send(Bytes.much().buf()).isPending();
        byte[] half = connected.peer().read(Bytes.MORE_THAN_FITS / 4);
        call.isPending();
        byte[] rest = connected.peer().read(Bytes.MORE_THAN_FITS - half.length);

        call.succeededWith(Bytes.MORE_THAN_FITS);
        assertThat(joined(half, rest)).isEqualTo(Bytes.much().content());
    }

    @Test
    @Clause("SEND-06")
    void isRefusedOnASocketThatWasTakenAway() {
        ConnectedSocket connected = wsk.connect();
        Call pending = connected.send(Bytes.much().buf()).isPending();

        connected.engineSide().abandon();

        pending.completedWith(STATUS_FILE_FORCED_CLOSED);
        connected.send("late").completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        connected.close().completedWith(STATUS_SUCCESS);
        connected.peer().assertReset();
    }

    @Test
    @Clause("SEND-07")
    void completesWithTheFailureWhenThePeerBreaksOff() {
        ConnectedSocket connected = wsk.connect();
        List<Call> calls = List.of(
                connected.send(Bytes.much().buf()).isPending(),
                connected.send("queued").isPending(),
                connected.send(new WskBuf()).isPending());

        connected.peer().reset();

        calls.forEach(call -> call.completedWith(STATUS_CONNECTION_RESET));
        connected.send("late").completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause({"SEND-07", "SEND-08"})
    void isRefusedBeforeTheSocketIsConnected() {
        ClientSocket socket = wsk.socket();
        socket.send("unbound").completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        socket.send("bound").completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        ConnectedSocket connected = wsk.connect(socket);
        connected.send("connected").succeededWith(9);
        assertThat(connected.peer().readText(9)).isEqualTo("connected");
    }

    @Test
    @Clause({"SEND-07", "SEND-08"})
    void isRefusedAfterTheConnectFailed() {
        ClientSocket socket = wsk.bound();
        var nobody = wsk.addressOfNobody();
        assertThat(socket.connect(nobody).irp().await().status().isSuccess()).isFalse();

        socket.send("failed").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("SEND-07")
    void isRefusedAfterThisSideDisconnected() {
        ConnectedSocket connected = wsk.connect();
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.send("late").completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        connected.abort().completedWith(STATUS_SUCCESS);
        connected.send("later").completedInlineWith(STATUS_CONNECTION_ABORTED);
    }

    @Test
    @Clause("SEND-07")
    void isRefusedWithoutABuffer() {
        ConnectedSocket connected = wsk.connect();

        connected.send((WskBuf) null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("SEND-09")
    void readsTheMemoryInPlaceAsLongAsItIsPendingButTheDescriptionOnlyDuringTheCall() {
        ConnectedSocket connected = wsk.connect();
        connected.send(Bytes.much().buf()).isPending();
        Bytes memory = Bytes.of("too early");
        WskBuf description = memory.buf();

        Call call = connected.send(description).isPending();
        description.set(null, 77, -1);
        memory.overwrite(0, "in place!".getBytes(StandardCharsets.ISO_8859_1));
        connected.peer().read(Bytes.MORE_THAN_FITS);

        assertThat(connected.peer().readText(9)).isEqualTo("in place!");
        call.succeededWith(9);
        memory.overwrite(0, new byte[9]);
    }

    @Test
    @Clause("SEND-10")
    void reportsTheFullLengthOfEverySendWhateverItsSize() {
        ConnectedSocket connected = wsk.connect();
        List<Call> calls = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = 1; size <= 1 << 20; size = size * 3 + 1) {
            byte[] content = Bytes.pattern(size, size);
            all.writeBytes(content);
            calls.add(connected.send(Bytes.of(content).buf()));
        }

        assertThat(connected.peer().read(all.size())).isEqualTo(all.toByteArray());
        int size = 1;
        for (Call call : calls) {
            call.succeededWith(size);
            size = size * 3 + 1;
        }
    }

    @Test
    @Clause("SEND-11")
    void isCallableAtDispatchLevel() {
        ConnectedSocket connected = wsk.connect();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            Call call = connected.send("raised").completedInlineWith(STATUS_SUCCESS);
            assertThat(call.irp().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
            connected.send(Bytes.much().buf()).isPending();
        } finally {
            Irql.lower(old);
        }
        assertThat(connected.peer().readText(6)).isEqualTo("raised");
    }

    @Test
    @Clause({"SEND-12", "SEND-13"})
    void sendsInTheOrderOfTheCallsHoweverManyAreQueued() {
        ConnectedSocket connected = wsk.connect();
        Call first = connected.send(Bytes.much().buf()).isPending();
        List<Call> queued = new ArrayList<>();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 300; i++) {
            byte[] content = Bytes.pattern(i * 37 % 4001, i);
            expected.writeBytes(content);
            int number = i;
            RecordedIrp irp = RecordedIrp.ready().then(done -> completed.add(number));
            queued.add(connected.send(Bytes.of(content).buf(), 0, irp).isPending());
        }

        connected.peer().read(Bytes.MORE_THAN_FITS);

        assertThat(connected.peer().read(expected.size())).isEqualTo(expected.toByteArray());
        first.succeededWith(Bytes.MORE_THAN_FITS);
        for (int i = 0; i < 300; i++) {
            queued.get(i).succeededWith(i * 37 % 4001);
        }
        eventually("all routines have run", () -> completed.size() == 300);
        assertThat(completed).isSorted();
    }

    @Test
    @Clause("SEND-14")
    void goesOnAfterThePeersGracefulDisconnect() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().finish();
        connected.receive(Bytes.room(1).buf()).succeededWith(0);

        connected.send("still").succeededWith(5);
        assertThat(connected.peer().readText(5)).isEqualTo("still");
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
    }

    @Test
    @Clause("SEND-14")
    void endsWhenThePeerClosesFully() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().close();
        connected.receive(Bytes.room(1).buf()).succeededWith(0);

        connected.send("answered by a reset").irp().await();

        Call probe = connected.receive(Bytes.room(1).buf(), 0);
        probe.completedWithOneOf(STATUS_SUCCESS, STATUS_CONNECTION_RESET);
        eventually("sends fail", () -> {
            Call call = connected.send("more");
            return call.irp().await().status() == STATUS_CONNECTION_RESET;
        });
    }

    @Test
    void completesAnEmptySendInItsTurn() {
        ConnectedSocket connected = wsk.connect();

        connected.send(new WskBuf()).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        connected.send(new WskBuf(Bytes.of("x").mdl(), 1, 0)).completedInlineWith(STATUS_SUCCESS);
        Call much = connected.send(Bytes.much().buf()).isPending();
        Call empty = connected.send(new WskBuf()).isPending();
        connected.peer().read(Bytes.MORE_THAN_FITS);

        much.succeededWith(Bytes.MORE_THAN_FITS);
        empty.succeededWith(0);
    }

    @Test
    @Clause("IRP-33")
    void completesAsCancelledAndLeavesTheOthersQueued() {
        ConnectedSocket connected = wsk.connect();
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call second = connected.send("second").isPending();
        Call third = connected.send("third").isPending();

        assertThat(second.irp().irp().cancel()).isTrue();

        second.completedWith(STATUS_CANCELLED);
        connected.peer().read(Bytes.MORE_THAN_FITS);
        assertThat(connected.peer().readText(5)).isEqualTo("third");
        first.succeededWith(Bytes.MORE_THAN_FITS);
        third.succeededWith(5);
        assertThat(first.irp().irp().cancel()).as("too late").isFalse();
    }

    @Test
    @Clause("IRP-33")
    void runsToItsEndWhenItIsCancelledHalfWaySoThatThePeerNeverSeesHalfOfIt() {
        ConnectedSocket connected = wsk.connect();
        Call half = connected.send(Bytes.much().buf()).isPending();
        connected.peer().read(1 << 20);

        half.irp().irp().cancel();
        Call next = connected.send("next").isPending();
        half.isPending();

        connected.peer().read(Bytes.MORE_THAN_FITS - (1 << 20));
        assertThat(connected.peer().readText(4)).isEqualTo("next");
        half.succeededWith(Bytes.MORE_THAN_FITS);
        next.succeededWith(4);
    }

    @Test
    @Clause("IRP-44")
    void reportsNoBytesWhenItFailsHalfWay() {
        ConnectedSocket connected = wsk.connect();
        Call half = connected.send(Bytes.much().buf()).isPending();
        connected.peer().read(1 << 20);

        connected.abort().completedWith(STATUS_SUCCESS);

        half.completedWith(STATUS_CANCELLED);
        assertThat(half.irp().information()).isZero();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
