// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_PORT_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transporttcpip.internal.TcpIpTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/** Datagrams over UDP: what the stepped tests show, end to end, with plain sockets at the other end. */
@Timeout(60)
class UdpSocketTest {
    private static final int[] SIZES = {0, 1, 1_472, 65_507}; // what Ethernet carries in one frame, and the longest
    private static final int LONGEST = 65_507;

    /** A family of the socket's, and one of the peer's. */
    private enum Stack {
        IPV4(AddressFamily.AF_INET, "127.0.0.1"),
        IPV6(AddressFamily.AF_INET6, "::1"),
        DUAL(AddressFamily.AF_INET6, "127.0.0.1");

        private final int family;
        private final InetAddress loopback; // the peer's

        Stack(int family, String loopback) {
            this.family = family;
            try {
                this.loopback = InetAddress.getByName(loopback);
            } catch (UnknownHostException e) {
                throw new UncheckedIOException(e);
            }
        }

        SockAddr of(InetSocketAddress address) {
            return family == AddressFamily.AF_INET ? SockAddrIn.of(address) : SockAddrIn6.of(address);
        }
    }

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents();
    private Stack stack; // this and the rest: from begin on
    private DatagramClient socket;
    private InetSocketAddress address; // the socket's, for the peer
    private UdpPeer peer;

    private void begin(Stack chosen) {
        begin(chosen, null);
    }

    private void begin(Stack chosen, WskClientDatagramDispatch callbacks) {
        stack = chosen;
        socket = wsk.datagram(stack.family, null, callbacks);
        InetAddress local = stack.loopback;
        if (stack == Stack.DUAL) {
            socket.set(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, WskConstants.SIZEOF_ULONG, new ULong(0))
                    .completedWith(STATUS_SUCCESS);
            socket.bind(new SockAddrIn6()).completedInlineWith(STATUS_SUCCESS);
        } else {
            socket.bind(stack.of(new InetSocketAddress(local, 0))).completedInlineWith(STATUS_SUCCESS);
        }
        SockAddr bound = stack.of(new InetSocketAddress(local, 0));
        socket.getLocalAddress(bound).completedInlineWith(STATUS_SUCCESS);
        address = new InetSocketAddress(
                local, bound instanceof SockAddrIn inet ? inet.port() : ((SockAddrIn6) bound).port());
        peer = newPeer();
    }

    private UdpPeer newPeer() {
        return wsk.closeLater(new UdpPeer(stack.loopback));
    }

    private SockAddr at(UdpPeer there) {
        return stack.of(there.address());
    }

    private void fix(int code, SockAddr there) {
        socket.ioctl(code, there.size(), there, 0, null).completedWith(STATUS_SUCCESS);
    }

    private void clear(int code) {
        socket.ioctl(code, 0, null, 0, null).completedWith(STATUS_SUCCESS);
    }

    private void enable() {
        assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
    }

    private void assertReceives(String text) {
        Bytes room = Bytes.room(text.length());
        socket.receiveFrom(room.buf()).succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text);
    }

    /** Waits until the event has shown just these, in this order, however they came together. */
    private void awaitShown(String... texts) {
        SocketFixture.eventually("the event shows " + texts.length, () -> shown().size() >= texts.length);
        assertThat(shown()).containsExactly(texts);
    }

    private List<String> shown() {
        return events.calls().stream()
                .flatMap(list -> Arrays.stream(list.split("\\|")))
                .collect(Collectors.toList());
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    // ---- sending

    @ParameterizedTest
    @EnumSource
    @Clause({"SENDTO-01", "SENDTO-08"})
    void sendsDatagramsOfEverySize(Stack chosen) {
        begin(chosen);
        for (int size : SIZES) {
            byte[] bytes = Bytes.pattern(size, size);

            socket.sendTo(Bytes.of(bytes).buf(), at(peer)).succeededWith(size);

            assertThat(peer.receiveBytes()).isEqualTo(bytes);
            assertThat(peer.sender()).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Clause("SENDTO-11")
    void sendsNoneThatIsTooLong(Stack chosen) {
        begin(chosen);
        int longest = stack == Stack.IPV6 ? LONGEST + 20 : LONGEST; // IPv4 counts its header
        byte[] bytes = Bytes.pattern(longest, 4);

        socket.sendTo(Bytes.room(longest + 1).buf(), at(peer)).completedInlineWith(STATUS_INVALID_BUFFER_SIZE);
        socket.sendTo(Bytes.of(bytes).buf(), at(peer)).succeededWith(longest);

        assertThat(peer.receiveBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"SENDMESSAGES-01", "SENDMESSAGES-05"})
    void sendsAListOfDatagrams(Stack chosen) {
        begin(chosen);

        socket.sendMessages(SendMessagesTest.list("one", "", "three"), at(peer)).succeededWith(8);

        assertThat(List.of(peer.receive(), peer.receive(), peer.receive())).containsExactly("one", "", "three");
    }

    // ---- receiving with IRPs

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-01", "RECEIVEFROM-04", "RECEIVEFROM-07"})
    void receivesDatagramsOfEverySize(Stack chosen) {
        begin(chosen);
        for (int size : SIZES) {
            byte[] bytes = Bytes.pattern(size, size);
            Bytes room = Bytes.room(LONGEST);
            SockAddr from = stack.of(new InetSocketAddress(0));
            Call receive = socket.receiveFrom(room.buf(), from).isPending();

            peer.send(bytes, address);

            receive.succeededWith(size);
            assertThat(Arrays.copyOf(room.content(), size)).isEqualTo(bytes);
            assertThat(from).isEqualTo(at(peer));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-03", "RECEIVEFROM-22"})
    void receivesWhatHasArrivedBefore(Stack chosen) {
        begin(chosen);

        peer.send("one", address).send("", address).send("three", address);

        assertReceives("one");
        assertReceives("");
        assertReceives("three");
    }

    @ParameterizedTest
    @EnumSource
    @Clause("RECEIVEFROM-21")
    void servesReceivesInTheirOrder(Stack chosen) {
        begin(chosen);
        List<Bytes> rooms = new ArrayList<>();
        List<Call> receives = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rooms.add(Bytes.room(2));
            receives.add(socket.receiveFrom(rooms.get(i).buf()).isPending());
        }

        for (int i = 10; i < 30; i++) {
            peer.send(String.valueOf(i), address);
        }

        receives.forEach(receive -> receive.succeededWith(2));
        assertThat(rooms.stream().map(Bytes::text))
                .containsExactlyElementsOf(
                        IntStream.range(10, 30).mapToObj(String::valueOf).toList());
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-14", "RECEIVEFROM-22"})
    void tellsThatItHasCutADatagram(Stack chosen) {
        begin(chosen);
        Bytes room = Bytes.room(3);
        ULong flags = new ULong(77);
        Call waiting = socket.receiveFrom(room.buf(), 0, null, null, null, flags, RecordedIrp.ready());

        peer.send("abcdef", address);

        waiting.succeededWith(3);
        assertThat(room.text()).isEqualTo("abc");
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_TRUNC);
        peer.send("ghi", address);
        socket.receiveFrom(room.buf(), 0, null, null, null, flags, RecordedIrp.ready())
                .succeededWith(3);
        assertThat(room.text()).isEqualTo("ghi");
        assertThat(flags.get()).isZero();
    }

    // ---- receiving with the event

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-EVENT-01", "RECEIVEFROM-EVENT-05", "DGRAM-INDICATION-05"})
    void showsDatagramsToTheClient(Stack chosen) {
        List<SockAddr> senders = new ArrayList<>(); // its monitor
        events.answering(list -> {
            synchronized (senders) {
                for (WskDatagramIndication each = list; each != null; each = each.next()) {
                    senders.add(each.remoteAddress().copy());
                }
            }
            return STATUS_SUCCESS;
        });
        begin(chosen, events.dispatch());
        peer.send("early", address);
        enable();

        peer.send("a", address).send("b", address);
        awaitShown("early", "a", "b");
        UdpPeer other = newPeer().send("c", address);

        awaitShown("early", "a", "b", "c");
        SocketFixture.eventually("all senders are noted", () -> {
            synchronized (senders) {
                return senders.size() == 4;
            }
        });
        assertThat(senders).containsExactly(at(peer), at(peer), at(peer), at(other));
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-EVENT-06", "RELEASE-DGRAM-01"})
    void letsTheClientRetainDatagrams(Stack chosen) {
        events.returning(STATUS_PENDING);
        begin(chosen, events.dispatch());
        enable();
        String longest = Bytes.of("x".repeat(LONGEST)).text();

        peer.send("a", address).send(longest, address);
        awaitShown("a", longest);
        events.returning(STATUS_SUCCESS);
        SocketFixture.eventually(
                "they are retained",
                () -> socket.engineSide().retained() == events.calls().size());
        List<WskDatagramIndication> kept = events.lists();
        peer.send("b", address);
        awaitShown("a", longest, "b");

        assertThat(kept.stream().flatMap(list -> RecordedDatagramEvents.texts(list).stream()))
                .containsExactly("a", longest);
        kept.forEach(list -> assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS));
        assertThat(socket.engineSide().retained()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-EVENT-08"})
    void showsWhatWasRefusedWhenTheEventIsEnabledAgain(Stack chosen) {
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        begin(chosen, events.dispatch());
        enable();

        peer.send("a", address);
        awaitShown("a");
        SocketFixture.eventually(
                "the event is disabled",
                () -> !socket.engineSide().events().isEnabled(WskConstants.WSK_EVENT_RECEIVE_FROM));
        peer.send("b", address).send("c", address);
        events.returning(STATUS_SUCCESS);
        enable();

        awaitShown("a", "a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-17"})
    void receivesWhatTheEventHasRefused(Stack chosen) {
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        begin(chosen, events.dispatch());
        enable();
        peer.send("a", address);
        awaitShown("a");

        peer.send("b", address);

        assertReceives("a");
        assertReceives("b");
    }

    // ---- fixed addresses

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-REMOTE-03", "SIO-REMOTE-04", "SIO-REMOTE-06", "RECEIVEFROM-16"})
    void talksToTheRemoteAddressOnly(Stack chosen) {
        begin(chosen);
        UdpPeer other = newPeer();
        fix(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, at(peer));

        socket.sendTo("to you", null).succeededWith(6);
        assertThat(peer.receive()).isEqualTo("to you");
        assertThat(peer.sender()).isEqualTo(address);
        other.send("no", address);
        peer.send("yes", address);
        assertReceives("yes");

        clear(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS);
        other.send("now", address);
        assertReceives("now");
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-REMOTE-05", "SENDTO-05"})
    void sendsElsewhereButDoesNotHearTheAnswer(Stack chosen) {
        begin(chosen, events.dispatch());
        UdpPeer other = newPeer();
        fix(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, at(peer));
        enable();

        socket.sendTo("ping", at(other)).succeededWith(4);
        assertThat(other.receive()).isEqualTo("ping");
        other.send("pong", other.sender());
        peer.send("yes", address);

        awaitShown("yes");
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"RECEIVEFROM-06", "SIO-REMOTE-03"})
    void reportsAPortThatNobodyReceivesAt(Stack chosen) {
        begin(chosen);
        fix(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, stack.of(UdpPeer.deserted(stack.loopback)));
        Call waiting = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        socket.sendTo("anybody?", null).succeededWith(8);

        waiting.completedWith(STATUS_PORT_UNREACHABLE);
        socket.sendTo("really?", null).succeededWith(7);
        socket.receiveFrom(Bytes.room(1).buf()).completedWith(STATUS_PORT_UNREACHABLE);
        fix(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, at(peer));
        peer.send("here", address);
        assertReceives("here");
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-SENDTO-03", "SIO-SENDTO-04", "SIO-SENDTO-05", "SENDMESSAGES-03"})
    void sendsToTheDestinationAndHearsEverybody(Stack chosen) {
        begin(chosen);
        UdpPeer other = newPeer();
        fix(WskConstants.SIO_WSK_SET_SENDTO_ADDRESS, at(peer));

        socket.sendTo("a", null).succeededWith(1);
        socket.sendMessages(SendMessagesTest.list("b", "c"), null).succeededWith(2);
        socket.sendTo("d", at(other)).succeededWith(1);

        assertThat(List.of(peer.receive(), peer.receive(), peer.receive())).containsExactly("a", "b", "c");
        assertThat(other.receive()).isEqualTo("d");
        other.send("e", address);
        assertReceives("e");
    }

    // ---- options

    @ParameterizedTest
    @EnumSource
    void keepsOnlyWhatItsBufferTakes(Stack chosen) {
        begin(chosen);
        socket.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, WskConstants.SIZEOF_ULONG, new ULong(8_192))
                .completedWith(STATUS_SUCCESS);
        ULong size = new ULong();
        socket.get(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, WskConstants.SIZEOF_ULONG, size)
                .succeededWith(WskConstants.SIZEOF_ULONG);
        assertThat(size.get()).isBetween(8_192, 2 * 8_192);
        byte[] bytes = new byte[1_000];
        int sent = 200;

        for (int i = 0; i < sent; i++) {
            bytes[0] = (byte) i;
            peer.send(bytes, address);
        }

        assertThat(receiveAll()).as("datagrams that were kept").isBetween(1, sent - 1);
    }

    /** How many datagrams wait, the oldest with a number and each other one with the next. */
    private int receiveAll() {
        for (int i = 0; ; i++) {
            Bytes room = Bytes.room(1_000);
            Call receive = socket.receiveFrom(room.buf());
            if (receive.returned().isPending()) { // it has them all, or is about to get the next
                peer.send("", address);
            }
            receive.completedWith(STATUS_SUCCESS);
            if (receive.irp().information() == 0) {
                return i;
            }
            assertThat(room.content()[0]).isEqualTo((byte) i);
        }
    }

    // ---- the end

    @ParameterizedTest
    @EnumSource
    void cancelsWhatWaitsWhenItCloses(Stack chosen) throws IOException {
        begin(chosen, events.dispatch());
        enable();
        List<Call> receives = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            receives.add(socket.receiveFrom(Bytes.room(1).buf()).isPending());
        }

        socket.close().completedWith(STATUS_SUCCESS);

        receives.forEach(receive -> receive.completedWith(STATUS_CANCELLED));
        assertThat(events.calls()).isEmpty();
        new java.net.DatagramSocket(address).close(); // its port is free
    }

    @ParameterizedTest
    @EnumSource
    @Clause("RECEIVEFROM-04")
    void cancelsOneReceive(Stack chosen) {
        begin(chosen);
        Call first = socket.receiveFrom(Bytes.room(1).buf()).isPending();
        Bytes room = Bytes.room(1);
        Call second = socket.receiveFrom(room.buf()).isPending();

        first.irp().irp().cancel();
        first.completedWith(STATUS_CANCELLED);
        peer.send("a", address);

        second.succeededWith(1);
        assertThat(room.text()).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"FORCED-CLOSED-06", "RECEIVEFROM-EVENT-04", "SENDTO-10", "RECEIVEFROM-05"})
    void worksNoLongerWhenItsTransportIsTakenAway(Stack chosen) {
        begin(chosen, events.dispatch());
        enable();
        Call waiting = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        wsk.registry().revokeAll();

        waiting.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertIsOver();
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"FORCED-CLOSED-06", "RECEIVEFROM-EVENT-04", "SENDTO-10", "RECEIVEFROM-05"})
    void worksNoLongerWhenItsTransportEnds(Stack chosen) {
        begin(chosen, events.dispatch());
        enable();
        Call waiting = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        wsk.transport(TcpIpTransport.class).deactivate();

        waiting.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertIsOver();
    }

    private void assertIsOver() {
        SocketFixture.eventually("the event tells it", () -> events.calls().contains("null"));
        assertThat(events.calls()).containsExactly("null");
        socket.sendTo("a", at(peer)).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.receiveFrom(Bytes.room(1).buf()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.close().completedWith(STATUS_SUCCESS);
    }
}
