// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.socket.internal.SocketFixture.eventually;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.IrpAssert;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** WskReceive over the loopback interface. */
@Timeout(60)
class ReceiveTest {
    private static final int WAITALL = WskConstants.WSK_FLAG_WAITALL;
    private static final int DRAIN = WskConstants.WSK_FLAG_DRAIN;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause("RECEIVE-01")
    void storesWhatThePeerSentAtTheOffset() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(10);
        Call call = connected.receive(new WskBuf(room.mdl(), 3, 5), WAITALL);

        connected.peer().write("hello");

        call.succeededWith(5);
        assertThat(room.text()).isEqualTo("...hello..");
    }

    @Test
    @Clause("RECEIVE-02")
    void completesBeforeItReturnsWithWhatIsThereAlready() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("hello, world");
        connected.receive(Bytes.room(1).buf()).succeededWith(1);
        Bytes room = Bytes.room(20);

        // all came in one segment, of which one byte was taken: the rest is there
        Call call = connected.receive(room.buf()).completedInlineWith(STATUS_SUCCESS);

        call.succeededWith(11);
        assertThat(call.irp().thread()).isSameAs(Thread.currentThread());
        assertThat(room.text()).isEqualTo("ello, world.........");
    }

    @Test
    @Clause("RECEIVE-03")
    void staysPendingUntilSomethingArrives() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(8);
        Call call = connected.receive(room.buf()).isPending();
        assertThat(room.text()).isEqualTo("........");

        connected.peer().write("data");

        call.succeededWith(4);
        assertThat(room.text()).isEqualTo("data....");
    }

    @Test
    @Clause("RECEIVE-04")
    void isRefusedOnASocketThatWasTakenAway() {
        ConnectedSocket connected = wsk.connect();
        Call pending = connected.receive(Bytes.room(8).buf()).isPending();

        connected.engineSide().abandon();

        pending.completedWith(STATUS_FILE_FORCED_CLOSED);
        connected.receive(Bytes.room(8).buf()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1, 0x8, 0x80, 0x4000_0000, Integer.MIN_VALUE, 0x10 | WAITALL, 0x10 | DRAIN})
    @Clause("RECEIVE-06")
    void refusesFlagsThatAreNotDefined(int flags) {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("kept");

        connected.receive(new WskBuf(), flags).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertReceives(connected, "kept");
    }

    @Test
    @Clause("RECEIVE-06")
    void completesWithTheFailureWhenThePeerBreaksOff() {
        ConnectedSocket connected = wsk.connect();
        List<Call> calls = List.of(
                connected.receive(Bytes.room(8).buf()).isPending(),
                connected.receive(Bytes.room(8).buf(), WAITALL).isPending(),
                connected.receive(new WskBuf(), DRAIN).isPending());

        connected.peer().reset();

        calls.forEach(call -> call.completedWith(STATUS_CONNECTION_RESET));
        connected.receive(Bytes.room(8).buf()).completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause({"RECEIVE-07", "RECEIVE-11"})
    void waitsUntilTheBufferIsFullWhenAskedFor() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(10);
        Bytes next = Bytes.room(5);
        Call call = connected.receive(room.buf(), WAITALL);
        Call other = connected.receive(next.buf());

        for (String piece : new String[] {"01", "234", "5", "678"}) {
            connected.peer().write(piece);
            eventually(piece + " was stored", () -> room.text().contains(piece));
            call.isPending();
        }
        connected.peer().write("9next");

        call.succeededWith(10);
        other.succeededWith(other.irp().await().information());
        assertThat(room.text()).isEqualTo("0123456789");
        assertThat(next.text()).startsWith("n");
    }

    @Test
    @Clause("RECEIVE-07")
    void endsWithWhatCameWhenThePeerDisconnectsBeforeTheBufferIsFull() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(10);
        Call call = connected.receive(room.buf(), WAITALL).isPending();

        connected.peer().write("half").finish();

        call.succeededWith(4);
        assertThat(room.text()).isEqualTo("half......");
        connected.receive(Bytes.room(1).buf(), WAITALL).succeededWith(0);
    }

    @Test
    @Clause({"RECEIVE-07", "IRP-44"})
    void endsWithoutBytesWhenThePeerBreaksOffBeforeTheBufferIsFull() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(10);
        Call call = connected.receive(room.buf(), WAITALL).isPending();
        connected.peer().write("half");
        eventually("the half was stored", () -> room.text().startsWith("half"));
        call.isPending();

        connected.peer().reset();

        call.completedWith(STATUS_CONNECTION_RESET);
        assertThat(call.irp().information()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WAITALL, DRAIN})
    @Clause({"RECEIVE-06", "RECEIVE-07", "RECEIVE-08"})
    void endsWhenThisSideAborts(int flags) {
        ConnectedSocket connected = wsk.connect();
        Call call = connected.receive(roomFor(flags), flags).isPending();

        connected.abort().completedWith(STATUS_SUCCESS);

        call.completedWith(STATUS_CONNECTION_ABORTED);
        connected.receive(roomFor(flags), flags).completedInlineWith(STATUS_CONNECTION_ABORTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WAITALL, DRAIN})
    @Clause({"RECEIVE-07", "RECEIVE-08", "IRP-33"})
    void endsWhenTheIrpIsCancelledAndLeavesTheOthersQueued(int flags) {
        ConnectedSocket connected = wsk.connect();
        Call call = connected.receive(roomFor(flags), flags).isPending();
        Bytes room = Bytes.room(4);
        Call other = connected.receive(room.buf(), WAITALL).isPending();

        assertThat(call.irp().irp().cancel()).isTrue();

        call.completedWith(NtStatus.STATUS_CANCELLED);
        other.isPending();
        connected.peer().write("next");
        other.succeededWith(4);
        assertThat(room.text()).isEqualTo("next");
        assertThat(other.irp().irp().cancel()).as("too late").isFalse();
    }

    @Test
    @Clause({"RECEIVE-08", "RECEIVE-11", "RECEIVE-13"})
    void throwsAwayWhatArrivesUntilThePeerDisconnects() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("there before");
        Call call = connected.receive(new WskBuf(), DRAIN).isPending();

        connected.peer().write(new byte[1 << 20]);
        call.isPending();
        connected.peer().write("and some more").finish();

        call.succeededWith(0);
        connected.receive(Bytes.room(4).buf()).succeededWith(0);
    }

    @Test
    @Clause("RECEIVE-08")
    void leavesNothingToTheReceivesBehindItWhileItDrains() {
        ConnectedSocket connected = wsk.connect();
        Call draining = connected.receive(new WskBuf(), DRAIN).isPending();
        Bytes room = Bytes.room(4);
        Call behind = connected.receive(room.buf()).isPending();

        connected.peer().write("drained").finish();

        draining.succeededWith(0);
        behind.succeededWith(0);
        assertThat(room.text()).isEqualTo("....");
    }

    @Test
    @Clause({"RECEIVE-08", "RECEIVE-06"})
    void endsDrainingWithTheFailureWhenThePeerBreaksOff() {
        ConnectedSocket connected = wsk.connect();
        Call call = connected.receive(new WskBuf(), DRAIN).isPending();

        connected.peer().write("x").reset();

        call.completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("RECEIVE-09")
    void refusesToDrainIntoMemoryOrWithoutADescription() {
        ConnectedSocket connected = wsk.connect();

        connected.receive(Bytes.room(1).buf(), DRAIN).completedInlineWith(STATUS_INVALID_PARAMETER);
        connected.receive(null, DRAIN).completedInlineWith(STATUS_INVALID_PARAMETER);

        connected.peer().finish();
        connected.receive(new WskBuf(Bytes.room(1).mdl(), 0, 0), DRAIN).succeededWith(0);
    }

    @Test
    @Clause("RECEIVE-10")
    void refusesToWaitForAllAndDrainAtOnce() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("kept");

        connected.receive(new WskBuf(), WAITALL | DRAIN).completedInlineWith(STATUS_INVALID_PARAMETER);
        connected.receive(Bytes.room(4).buf(), WAITALL | DRAIN).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertReceives(connected, "kept");
    }

    @Test
    @Clause("RECEIVE-12")
    void completesWithLessThanTheBufferCouldTake() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(1000);
        Call call = connected.receive(room.buf());

        connected.peer().write("few");

        IrpAssert.assertThatIrp(call.irp()).fits(call.returned()).completedWith(STATUS_SUCCESS);
        assertThat(call.irp().information()).isBetween(1L, 3L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WAITALL})
    @Clause("RECEIVE-13")
    void completesAtOnceWhenThereIsNoRoom(int flags) {
        ConnectedSocket connected = wsk.connect();

        connected
                .receive(new WskBuf(), flags)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);
        connected
                .receive(new WskBuf(Bytes.room(3).mdl(), 3, 0), flags)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        connected.peer().write("kept");
        connected
                .receive(new WskBuf(), flags)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);
        assertReceives(connected, "kept");
    }

    @Test
    @Clause("RECEIVE-14")
    void isRefusedBeforeTheSocketIsConnected() {
        ClientSocket socket = wsk.socket();
        socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        ConnectedSocket connected = wsk.connect(socket);
        connected.peer().write("ok");
        assertReceives(connected, "ok");
    }

    @Test
    @Clause("RECEIVE-14")
    void isRefusedAfterTheConnectFailed() {
        ClientSocket socket = wsk.bound();
        assertThat(socket.connect(wsk.addressOfNobody()).irp().await().status().isSuccess())
                .isFalse();

        socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("RECEIVE-06")
    void isRefusedWithoutABuffer() {
        ConnectedSocket connected = wsk.connect();

        connected.receive(null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("RECEIVE-17")
    void storesInPlaceUntilItCompletesAndNeverAfterwards() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(4);
        WskBuf description = room.buf();
        Call call = connected.receive(description, WAITALL).isPending();
        description.set(null, 99, -3); // read during the call only

        connected.peer().write("ab");
        eventually("stored at once, in the client's memory", () -> room.text().equals("ab.."));
        connected.peer().write("cdef");
        call.succeededWith(4);
        assertReceives(connected, "ef");

        assertThat(room.text()).isEqualTo("abcd");
    }

    @Test
    @Clause("RECEIVE-18")
    void isCallableAtDispatchLevel() {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("raised");
        connected.receive(Bytes.room(1).buf()).succeededWith(1);
        Bytes room = Bytes.room(5);
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            connected.receive(room.buf()).completedInlineWith(STATUS_SUCCESS).succeededWith(5);
            connected.receive(Bytes.room(5).buf()).isPending();
        } finally {
            Irql.lower(old);
        }
        assertThat(room.text()).isEqualTo("aised");
    }

    @Test
    @Clause({"RECEIVE-19", "IRP-17"})
    void fillsQueuedReceivesInTheOrderOfTheCalls() {
        ConnectedSocket connected = wsk.connect();
        List<Bytes> rooms = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 300; i++) {
            int number = i;
            rooms.add(Bytes.room(1 + i % 7));
            calls.add(connected
                    .receive(rooms.get(i).buf(), WAITALL, RecordedIrp.ready().then(done -> completed.add(number)))
                    .isPending());
        }

        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            all.append(String.valueOf((char) ('a' + i % 26)).repeat(1 + i % 7));
        }
        connected.peer().write(all.toString());

        for (int i = 0; i < 300; i++) {
            calls.get(i).succeededWith(1 + i % 7);
            assertThat(rooms.get(i).text())
                    .isEqualTo(String.valueOf((char) ('a' + i % 26)).repeat(1 + i % 7));
        }
        eventually("all routines have run", () -> completed.size() == 300);
        assertThat(completed).isSorted();
    }

    @Test
    @Clause("RECEIVE-20")
    void answersEveryOutstandingAndLaterReceiveWithNothingOnceThePeerHasDisconnected() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(8);
        List<Call> outstanding = List.of(
                connected.receive(room.buf()).isPending(),
                connected.receive(Bytes.room(8).buf()).isPending(),
                connected.receive(Bytes.room(8).buf(), WAITALL).isPending(),
                connected.receive(new WskBuf(), DRAIN).isPending());

        connected.peer().write("last").finish();

        outstanding.get(0).succeededWith(4);
        assertThat(room.text()).isEqualTo("last....");
        outstanding.subList(1, 4).forEach(call -> call.succeededWith(0));
        for (int flags : new int[] {0, WAITALL, DRAIN}) {
            connected.receive(roomFor(flags), flags).succeededWith(0);
        }
    }

    @Test
    @Clause("RECEIVE-20")
    void handsTheBufferedDataOverBeforeTheEnd() {
        ConnectedSocket connected = wsk.connect();
        byte[] content = Bytes.pattern(20_000, 7);
        connected.peer().write(content).close();

        List<Byte> received = new ArrayList<>();
        while (true) {
            Bytes room = Bytes.room(999);
            Call call = connected.receive(room.buf());
            int bytes = (int) call.irp().await().information();
            call.succeededWith(bytes);
            if (bytes == 0) {
                break;
            }
            for (int i = 0; i < bytes; i++) {
                received.add(room.content()[i]);
            }
        }

        assertThat(received).hasSize(content.length);
        for (int i = 0; i < content.length; i++) {
            assertThat(received.get(i)).isEqualTo(content[i]);
        }
    }

    @Test
    void worksForSocketsOfWhichBothEndsAreInTheSameClient() {
        ConnectedSocket first = wsk.connect();
        ConnectedSocket second = wsk.connect();
        Call one = first.receive(Bytes.room(3).buf());
        Call two = second.receive(Bytes.room(3).buf());

        second.peer().write("two");

        two.succeededWith(3);
        one.isPending();
    }

    private static WskBuf roomFor(int flags) {
        return (flags & DRAIN) != 0 ? new WskBuf() : Bytes.room(8).buf();
    }

    static void assertReceives(ClientSocket connected, String text) {
        Bytes room = Bytes.room(text.length());
        Mdl mdl = room.mdl();
        connected.receive(new WskBuf(mdl, 0, text.length()), WAITALL).succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text);
    }
}
