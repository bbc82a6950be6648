// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_QUOTA_EXCEEDED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectAction;

/** Listening over TCP: what the stepped tests show, end to end. */
@Timeout(60)
class TcpListenTest {
    private static final SockAddr LOOPBACK = SockAddrIn.of("127.0.0.1", 0);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final RecordedListenEvents callbacks = new RecordedListenEvents(wsk);
    private final RecordedEvents events = new RecordedEvents();

    @AfterEach
    void noMistakes() {
        assertThat(callbacks.mistakes()).isEmpty();
        assertThat(callbacks.threads().stream().distinct().count())
                .as("threads that call")
                .isLessThanOrEqualTo(1);
        assertThat(events.mistakes()).isEmpty();
    }

    private ListeningSocket listening(WskClientListenDispatch dispatch) {
        ListeningSocket socket = wsk.listening(null, dispatch);
        socket.bind(LOOPBACK).completedInlineWith(STATUS_SUCCESS);
        return socket;
    }

    private Peer connect(ListeningSocket to) {
        try {
            return wsk.closeLater(new Peer(new Socket(
                    InetAddress.getLoopbackAddress(), to.localAddress().port())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Clause({"ACCEPT-01", "ACCEPT-10", "ACCEPT-11", "SEND-15"})
    void acceptsAndTransfers() {
        ListeningSocket socket = listening(null);
        SockAddrIn local = new SockAddrIn();
        SockAddrIn remote = new SockAddrIn();
        Call accept = socket.acceptTelling(local, remote).isPending();

        Peer peer = connect(socket);

        ClientSocket accepted = wsk.accepted(accept);
        assertThat(local).isEqualTo(socket.localAddress());
        assertThat(remote.port()).isNotZero().isNotEqualTo(local.port());
        accepted.send("hello").succeededWith(5);
        assertThat(peer.readText(5)).isEqualTo("hello");
        peer.write("world");
        ReceiveTest.assertReceives(accepted, "world");
        accepted.disconnect().completedWith(STATUS_SUCCESS);
        peer.assertEnded();
    }

    @Test
    @Clause({"ACCEPT-EVENT-01", "ACCEPT-EVENT-15", "ACCEPT-EVENT-22", "SO-EVENT-19"})
    void showsConnectionsAndTheirDataToTheClient() {
        callbacks.answering(RecordedListenEvents.take(this, events.dispatch()));
        ListeningSocket socket = listening(callbacks.dispatch());
        socket.enable(
                WskConstants.WSK_EVENT_ACCEPT | WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT);

        Peer peer = connect(socket);
        peer.write("hello");

        assertThat(events.await(1)).containsExactly("receive hello");
        callbacks.awaitTaken(1).get(0).send("world").succeededWith(5);
        assertThat(peer.readText(5)).isEqualTo("world");
        peer.finish();
        assertThat(events.await(2)).containsExactly("receive hello", "disconnect");
        assertThat(events.contexts()).containsOnly(this);
    }

    @Test
    void resetsWhatIsMoreThanTheClientMayHave() {
        ListeningSocket socket = listening(null);
        wsk.client().account().limitSockets(1);
        Call accept = socket.accept().isPending();

        Peer peer = connect(socket);

        accept.completedWith(STATUS_QUOTA_EXCEEDED);
        peer.assertReset();
        wsk.client().account().limitSockets(2);
        Call next = socket.accept().isPending();
        connect(socket);
        wsk.accepted(next).send("hello").succeededWith(5);
    }

    @Test
    @Clause("ACCEPT-EVENT-12")
    void resetsWhatTheClientRefuses() {
        callbacks.answering(RecordedListenEvents.REFUSE);
        ListeningSocket socket = listening(callbacks.dispatch());
        socket.enable(WskConstants.WSK_EVENT_ACCEPT);

        connect(socket).assertReset();
    }

    @Test
    @Clause({"INSPECT-EVENT-03", "INSPECT-EVENT-04", "INSPECT-COMPLETE-09", "INSPECT-COMPLETE-11", "ABORT-EVENT-01"})
    void letsTheClientInspectEveryConnection() {
        callbacks.inspecting(RecordedListenEvents.PEND);
        ListeningSocket socket = wsk.listening(null, callbacks.dispatch());
        socket.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
        socket.bind(LOOPBACK).completedWith(STATUS_SUCCESS);
        Call accept = socket.accept().isPending();
        Peer first = connect(socket);
        callbacks.await(1);
        Peer second = connect(socket);
        callbacks.await(2);
        Peer third = connect(socket);
        callbacks.await(3);

        socket.inspectComplete(callbacks.ids().get(1), WskInspectAction.WskInspectReject)
                .completedWith(STATUS_SUCCESS);
        third.reset();
        assertThat(callbacks.await(4).get(3)).isEqualTo(callbacks.calls().get(2).replace("inspect", "abort"));
        socket.inspectComplete(callbacks.ids().get(0), WskInspectAction.WskInspectAccept)
                .completedWith(STATUS_SUCCESS);

        second.assertReset();
        wsk.accepted(accept).send("x").succeededWith(1);
        assertThat(first.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause({"LISTEN-02", "LISTEN-05", "STREAM-11"})
    void listensWithAStreamSocketWhereItIsBound() {
        ListeningSocket stream = wsk.stream(null, new WskClientStreamDispatch(callbacks.dispatch(), null));
        stream.bind(LOOPBACK).completedWith(STATUS_SUCCESS);
        SockAddrIn bound = stream.localAddress();
        stream.listen().completedWith(STATUS_SUCCESS);
        assertThat(stream.localAddress()).isEqualTo(bound);
        Call accept = stream.accept().isPending();

        Peer peer = connect(stream);

        wsk.accepted(accept).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
        ListeningSocket other = wsk.listening(null, null);
        other.bind(bound).completedInlineWith(STATUS_ADDRESS_ALREADY_EXISTS);
    }

    @Test
    @Clause("BIND-07")
    void isBoundOnceOnly() {
        ListeningSocket socket = listening(null);

        socket.bind(LOOPBACK).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause({"CONNECTEX-01", "CONNECTEX-03", "CONNECTEX-12"})
    void connectsAndSendsAsMuchAsOneConnectMay() {
        ListeningSocket socket = listening(null);
        Call accept = socket.accept();
        ClientSocket connecting = wsk.bound();
        byte[] content = Bytes.pattern(65_535, 5);
        Bytes bytes = Bytes.of(content.clone());
        RecordedIrp irp = RecordedIrp.ready();

        new Call(
                        connecting
                                .dispatch()
                                .wskConnectEx(connecting.socket(), socket.localAddress(), bytes.buf(), 0, irp.irp()),
                        irp)
                .completedWith(STATUS_SUCCESS);

        bytes.mdl().systemAddress().put(new byte[65_535]); // the memory is the client's again
        ClientSocket accepted = wsk.accepted(accept);
        Bytes room = Bytes.room(65_535);
        accepted.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).succeededWith(65_535);
        assertThat(Arrays.equals(room.content(), content)).isTrue();
    }
}
