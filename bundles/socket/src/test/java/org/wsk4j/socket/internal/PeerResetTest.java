// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** A peer that breaks a connection off, at each point of the connection's life. */
@Timeout(60)
class PeerResetTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final RecordedEvents events = new RecordedEvents();
    private ListeningSocket listener;

    @BeforeEach
    void listen() {
        listener = wsk.listeningOnLoopback();
    }

    /** A connection that was accepted. */
    private ConnectedSocket accepted() {
        Peer peer = wsk.peerOf(listener);
        return new ConnectedSocket(wsk.accepted(listener.accept(null, events.dispatch())), peer);
    }

    private static void assertBroken(ClientSocket socket) {
        socket.receive(Bytes.room(1).buf()).completedWith(STATUS_CONNECTION_RESET);
        socket.send("late").completedWith(STATUS_CONNECTION_RESET);
        socket.receive(Bytes.room(1).buf()).completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("RECEIVE-06")
    void showsOnceTheConnectionIsAccepted() {
        wsk.peerOf(listener).reset();

        assertBroken(wsk.accepted(listener.accept()));
    }

    @Test
    @Clause("RECEIVE-06")
    void showsBehindWhatThePlatformHasKeptOfTheBytesBefore() {
        wsk.peerOf(listener).write("perhaps lost").reset();
        ClientSocket socket = wsk.accepted(listener.accept());

        Call first = socket.receive(Bytes.room(12).buf());

        first.completedWithOneOf(STATUS_SUCCESS, STATUS_CONNECTION_RESET);
        if (first.irp().status() == STATUS_SUCCESS) {
            first.succeededWith(12);
        }
        assertBroken(socket);
    }

    @Test
    @Clause("RECEIVE-06")
    void showsOnAnIdleConnection() {
        ConnectedSocket connected = accepted();

        connected.peer().reset();

        assertBroken(connected);
    }

    @Test
    @Clause("RECEIVE-06")
    void endsReceivesThatWait() {
        ConnectedSocket connected = accepted();
        Call first = connected.receive(Bytes.room(1).buf()).isPending();
        Call all = connected
                .receive(Bytes.room(10).buf(), WskConstants.WSK_FLAG_WAITALL)
                .isPending();
        Call drain =
                connected.receive(new WskBuf(), WskConstants.WSK_FLAG_DRAIN).isPending();

        connected.peer().reset();

        first.completedWith(STATUS_CONNECTION_RESET);
        all.completedWith(STATUS_CONNECTION_RESET);
        drain.completedWith(STATUS_CONNECTION_RESET);
        assertBroken(connected);
    }

    @Test
    @Clause("RECEIVE-06")
    void endsAReceiveThatIsHalfFull() {
        ConnectedSocket connected = accepted();
        Call all = connected
                .receive(Bytes.room(10).buf(), WskConstants.WSK_FLAG_WAITALL)
                .isPending();
        connected.peer().write("half");
        SocketFixture.eventually(
                "half is there", () -> connected.engineSide().stream().bytesReceived() == 4);

        connected.peer().reset();

        all.completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("SEND-07")
    void endsSendsThatWait() {
        ConnectedSocket connected = accepted();
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call second = connected.send(Bytes.much().buf()).isPending();
        Call disconnect = connected.disconnect().isPending();

        connected.peer().reset();

        first.completedWith(STATUS_CONNECTION_RESET);
        second.completedWith(STATUS_CONNECTION_RESET);
        disconnect.completedWith(STATUS_CONNECTION_RESET);
        connected.receive(Bytes.room(1).buf()).completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("RECEIVE-06")
    void showsAfterWeHaveDisconnected() {
        ConnectedSocket connected = accepted();
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
        Call receive = connected.receive(Bytes.room(1).buf()).isPending();

        connected.peer().reset();

        receive.completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause({"SEND-07", "SEND-14"})
    void showsToSendsAfterThePeerHasDisconnected() {
        ConnectedSocket connected = accepted();
        connected.peer().finish();
        connected.receive(Bytes.room(1).buf()).succeededWith(0);
        List<Call> sends = new ArrayList<>();
        sends.add(connected.send(Bytes.much().buf()).isPending());
        sends.add(connected.send(Bytes.much().buf()).isPending());

        connected.peer().reset();

        sends.forEach(send -> send.completedWith(STATUS_CONNECTION_RESET));
    }

    @Test
    @Clause("CLOSE-07")
    void comesTooLateForASocketThatIsBeingClosed() {
        ConnectedSocket connected = accepted();
        Call send = connected.send(Bytes.much().buf()).isPending();
        Call close = connected.close();

        connected.peer().reset();

        close.completedWith(STATUS_SUCCESS);
        send.completedWithOneOf(STATUS_CANCELLED, STATUS_CONNECTION_RESET);
    }

    // ---- with events

    @Test
    @Clause({"DISCONNECT-EVENT-03", "DISCONNECT-EVENT-07"})
    void isToldAsAnAbortiveDisconnect() {
        ConnectedSocket connected = accepted();
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.peer().write("a");
        events.await(1);

        connected.peer().reset();

        assertThat(events.await(2)).containsExactly("receive a", "disconnect abortive");
        assertBroken(connected);
    }

    @Test
    @Clause({"DISCONNECT-EVENT-03", "DISCONNECT-EVENT-07"})
    void isToldWhenItHappenedBeforeTheAccept() {
        wsk.peerOf(listener).reset();
        ClientSocket socket = wsk.accepted(listener.accept(null, events.dispatch()));

        assertThat(socket.enable(DISCONNECT)).isEqualTo(STATUS_SUCCESS);

        assertThat(events.await(1)).containsExactly("disconnect abortive");
    }

    @Test
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01"})
    void leavesRetainedDataAlone() {
        ConnectedSocket connected = accepted();
        events.answering(RecordedEvents.RETAIN);
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.peer().write("kept");
        WskDataIndication list = events.awaitLists(1).get(0);

        connected.peer().reset();

        assertThat(events.await(2)).containsExactly("receive kept", "disconnect abortive");
        assertThat(RecordedEvents.text(list, 4)).isEqualTo("kept");
        assertThat(connected.release(list)).isEqualTo(STATUS_SUCCESS);
        assertBroken(connected);
    }

    @Test
    @Clause({"RECEIVE-EVENT-14", "DISCONNECT-EVENT-03"})
    void losesWhatTheClientHasRefused() {
        ConnectedSocket connected = accepted();
        events.answering(RecordedEvents.REFUSE);
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.peer().write("refused");
        events.await(1);

        connected.peer().reset();

        assertThat(events.await(2)).containsExactly("receive refused", "disconnect abortive");
        Bytes room = Bytes.room(7);
        connected
                .receive(room.buf())
                .completedWithOneOf(
                        STATUS_SUCCESS, STATUS_CONNECTION_RESET); // it may have been taken from the platform
        connected.receive(room.buf(), 0, RecordedIrp.ready()).completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause({"DISCONNECT-EVENT-03", "SEND-07"})
    void isToldAfterThePeerHasDisconnectedWhileSendsWait() {
        ConnectedSocket connected = accepted();
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        Call send = connected.send(Bytes.much().buf()).isPending();
        connected.peer().finish();
        assertThat(events.await(1)).containsExactly("disconnect");

        connected.peer().reset();

        send.completedWith(STATUS_CONNECTION_RESET);
        assertThat(events.await(2)).containsExactly("disconnect", "disconnect abortive");
    }
}
