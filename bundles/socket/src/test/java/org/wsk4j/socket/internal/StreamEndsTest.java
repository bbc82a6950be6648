// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** Accepted connections of which one direction ends or stands still, or whose bytes come one by one. */
@Timeout(60)
class StreamEndsTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final RecordedEvents events = new RecordedEvents();
    private ConnectedSocket connected;

    @BeforeEach
    void accept() {
        ListeningSocket listener = wsk.listeningOnLoopback();
        Peer peer = wsk.peerOf(listener);
        connected = new ConnectedSocket(wsk.accepted(listener.accept(null, events.dispatch())), peer);
    }

    // ---- half-closed

    @Test
    @Clause({"DISCONNECT-11", "DISCONNECT-12"})
    void receivesOnAfterItHasDisconnected() {
        connected.disconnect(Bytes.of("bye").buf(), 0).completedWith(STATUS_SUCCESS);
        assertThat(connected.peer().readToEnd()).asString().isEqualTo("bye");

        for (int i = 0; i < 100; i++) {
            connected.peer().write("answer");
            Bytes room = Bytes.room(6);
            connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).succeededWith(6);
            assertThat(room.text()).isEqualTo("answer");
        }
        connected.peer().finish();

        connected.receive(Bytes.room(1).buf()).succeededWith(0);
        connected.send("late").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause({"DISCONNECT-12", "DISCONNECT-EVENT-08"})
    void hearsOnAfterItHasDisconnected() {
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
        connected.peer().write("answer");
        events.await(1);

        connected.peer().finish();

        assertThat(events.await(2)).containsExactly("receive answer", "disconnect");
    }

    @Test
    @Clause({"SEND-14", "SEND-15"})
    void sendsOnAfterThePeerHasDisconnected() {
        connected.peer().write("bye").finish();
        Bytes room = Bytes.room(4);
        connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).succeededWith(3);
        assertThat(room.text()).isEqualTo("bye.");

        for (int i = 0; i < 100; i++) {
            connected.send("answer").succeededWith(6);
            assertThat(connected.peer().readText(6)).isEqualTo("answer");
        }

        connected.receive(Bytes.room(1).buf()).succeededWith(0);
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
    }

    @Test
    @Clause({"DISCONNECT-EVENT-06", "SEND-14"})
    void sendsOnAfterItHasHeardTheEnd() {
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.peer().finish();
        assertThat(events.await(1)).containsExactly("disconnect");

        connected.send("answer").succeededWith(6);

        assertThat(connected.peer().readText(6)).isEqualTo("answer");
        connected.disconnect().completedWith(STATUS_SUCCESS);
        connected.peer().assertEnded();
    }

    // ---- a peer that does not read

    @Test
    @Clause({"SEND-10", "SEND-13", "IRP-33"})
    void waitsForAPeerThatDoesNotRead() {
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call second = connected.send("cancelled").isPending();
        Call third = connected.send("after it").isPending();

        assertThat(second.irp().irp().cancel()).isTrue();
        second.completedWith(STATUS_CANCELLED);
        first.isPending();
        third.isPending();
        byte[] arrived = connected.peer().read(Bytes.MORE_THAN_FITS);

        assertThat(arrived).isEqualTo(Bytes.much().content());
        first.succeededWith(Bytes.MORE_THAN_FITS);
        third.succeededWith(8);
        assertThat(connected.peer().readText(8)).isEqualTo("after it");
    }

    @Test
    @Clause({"CLOSE-07", "CLOSE-14"})
    void closesAlthoughThePeerDoesNotRead() {
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call second = connected.send("x").isPending();
        Call disconnect = connected.disconnect().isPending();

        connected.close().completedWith(STATUS_SUCCESS);

        first.completedWith(STATUS_CANCELLED);
        second.completedWith(STATUS_CANCELLED);
        disconnect.completedWith(STATUS_CANCELLED);
        connected.peer().assertReset();
    }

    @Test
    @Clause({"DISCONNECT-16", "DISCONNECT-17"})
    void abortsAlthoughThePeerDoesNotRead() {
        Call first = connected.send(Bytes.much().buf()).isPending();
        Call receive = connected.receive(Bytes.room(1).buf()).isPending();

        connected.abort().completedWith(STATUS_SUCCESS);

        first.completedWith(STATUS_CANCELLED);
        receive.completedWith(STATUS_CONNECTION_ABORTED);
        connected.peer().assertReset();
    }

    @Test
    @Clause("RECEIVE-03")
    void receivesAlthoughThePeerDoesNotRead() {
        Call send = connected.send(Bytes.much().buf()).isPending();
        for (int i = 0; i < 100; i++) {
            Call receive = connected.receive(Bytes.room(1).buf());
            connected.peer().write("x");
            receive.succeededWith(1);
        }
        send.isPending();
        connected.close().completedWith(STATUS_SUCCESS);
    }

    // ---- one by one

    @Test
    @Clause({"RECEIVE-03", "SEND-12"})
    void movesSingleBytes() {
        int count = 2000;
        byte[] bytes = Bytes.pattern(count, 5);
        Bytes memory = Bytes.of(bytes);
        List<Call> sends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sends.add(connected.send(new WskBuf(memory.mdl(), i, 1)));
        }
        assertThat(connected.peer().read(count)).isEqualTo(bytes);
        sends.forEach(send -> send.succeededWith(1));

        for (int i = 0; i < count; i++) {
            Bytes room = Bytes.room(1);
            Call receive = connected.receive(room.buf());
            connected.peer().write(new byte[] {bytes[i]});
            receive.succeededWith(1);
            assertThat(room.content()[0]).as("byte %d", i).isEqualTo(bytes[i]);
        }
    }

    @Test
    @Clause("RECEIVE-EVENT-11")
    void hearsSingleBytes() {
        assertThat(connected.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        int count = 500;
        for (int i = 0; i < count; i++) {
            connected.peer().write(String.valueOf(i % 10));
            assertThat(events.await(i + 1)).endsWith("receive " + i % 10);
        }
    }

    // ---- out of band

    @Test
    void leavesUrgentBytesOutOfTheStream() {
        connected.peer().write("before").urgent('!').write("after").finish();
        Bytes room = Bytes.room(20);

        connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).succeededWith(11);

        assertThat(room.text(0, 11)).isEqualTo("beforeafter");
    }

    @Test
    void hearsNothingOfUrgentBytes() {
        assertThat(connected.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        connected.peer().urgent('!').write("a");
        assertThat(events.await(1)).containsExactly("receive a");

        connected.peer().urgent('!').finish();

        assertThat(events.await(2)).containsExactly("receive a", "disconnect");
    }
}
