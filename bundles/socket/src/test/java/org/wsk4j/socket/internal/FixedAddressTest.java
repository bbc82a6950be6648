// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskSocket;

/** What decides where datagrams go and whence they come: the two fixed addresses, and SO_BROADCAST. */
@Timeout(60)
class FixedAddressTest {
    private static final int REMOTE = WskConstants.SIO_WSK_SET_REMOTE_ADDRESS;
    private static final int SENDTO = WskConstants.SIO_WSK_SET_SENDTO_ADDRESS;
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);
    private static final SockAddrIn OTHER = SockAddrIn.of("127.0.0.1", 9);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents();
    private FakeDatagramTransport transport;
    private FakeDatagramEndpoint endpoint;
    private DatagramClient socket;

    @BeforeEach
    void bind() {
        socket = wsk.boundDatagram(null, events.dispatch());
        transport = wsk.transport(FakeDatagramTransport.class);
        endpoint = transport.endpoint();
    }

    private Call set(int code, SockAddr address) {
        return socket.ioctl(code, address.size(), address, 0, null);
    }

    private Call clear(int code) {
        return socket.ioctl(code, 0, null, 0, null);
    }

    private void assertSentTo(SockAddr... addresses) {
        assertThat(endpoint.sent().stream().map(FakeDatagram::address)).containsExactly(addresses);
    }

    private void assertReceives(String text) {
        Bytes room = Bytes.room(text.length());
        socket.receiveFrom(room.buf()).completedInlineWith(STATUS_SUCCESS).succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text);
    }

    private void assertNothingToReceive() {
        Call receive = socket.receiveFrom(Bytes.room(1).buf()).isPending();
        receive.irp().irp().cancel();
        transport.run();
    }

    // ---- the fixed remote address

    @Test
    @Clause({"SIO-REMOTE-01", "SIO-REMOTE-03", "SENDTO-04", "SENDMESSAGES-03"})
    void sendsToTheRemoteAddressUnlessToldOtherwise() {
        set(REMOTE, PEER).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        socket.sendTo("a", null).succeededWith(1);
        socket.sendMessages(SendMessagesTest.list("b", "c"), null).succeededWith(2);

        assertSentTo(PEER, PEER, PEER);
    }

    @Test
    @Clause({"SIO-REMOTE-04", "RECEIVEFROM-16"})
    void receivesFromTheRemoteAddressOnly() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);
        Call receive = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        endpoint.deliver(OTHER, "x");
        receive.isPending();
        endpoint.deliver(PEER, "a");

        receive.succeededWith(1);
        assertNothingToReceive();
    }

    @Test
    @Clause({"SIO-REMOTE-04", "RECEIVEFROM-16"})
    void indicatesNothingFromOtherAddresses() {
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        endpoint.deliver(FakeDatagram.of("x", OTHER), FakeDatagram.of("a", PEER), FakeDatagram.of("y", OTHER));

        assertThat(events.calls()).containsExactly("a");
    }

    @Test
    @Clause({"SIO-REMOTE-04", "RECEIVEFROM-16"})
    void dropsWhatHasArrivedFromOthersBefore() {
        endpoint.deliver(OTHER, "x");
        endpoint.deliver(PEER, "a");

        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        assertReceives("a");
        assertNothingToReceive();
    }

    @Test
    @Clause({"SIO-REMOTE-05", "SENDTO-05"})
    void sendsElsewhereButDoesNotHearTheAnswer() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        socket.sendTo("a", OTHER).succeededWith(1);
        socket.sendTo("b", null).succeededWith(1);
        endpoint.deliver(OTHER, "x");

        assertSentTo(OTHER, PEER);
        assertNothingToReceive();
    }

    @Test
    @Clause("SIO-REMOTE-06")
    void isClearedAndHearsEverybodyAgain() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        clear(REMOTE).completedInlineWith(STATUS_SUCCESS);

        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
        endpoint.deliver(OTHER, "x");
        assertReceives("x");
    }

    @Test
    @Clause("SIO-REMOTE-01")
    void changesTheRemoteAddress() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);
        set(REMOTE, OTHER).completedWith(STATUS_SUCCESS);

        socket.sendTo("a", null).succeededWith(1);
        endpoint.deliver(PEER, "x");
        endpoint.deliver(OTHER, "y");

        assertSentTo(OTHER);
        assertReceives("y");
    }

    @Test
    @Clause({"SIO-REMOTE-01", "SIO-SENDTO-01"})
    void keepsACopyOfTheAddress() {
        SockAddrIn remote = PEER.copy();
        SockAddrIn destination = OTHER.copy();
        set(REMOTE, remote).completedWith(STATUS_SUCCESS);
        remote.setPort(1);
        socket.sendTo("a", null).succeededWith(1);
        set(SENDTO, destination).completedWith(STATUS_SUCCESS);
        destination.setPort(1);

        socket.sendTo("b", null).succeededWith(1);

        assertSentTo(PEER, OTHER);
        endpoint.deliver(PEER, "x");
        assertReceives("x");
    }

    @Test
    @Clause("SIO-REMOTE-01")
    void keepsTheRemoteAddressWhenTheNextIsRefused() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        set(REMOTE, new SockAddrIn()).completedInlineWith(STATUS_INVALID_PARAMETER);

        socket.sendTo("a", null).succeededWith(1);
        assertSentTo(PEER);
        assertThat(endpoint.restriction()).isEqualTo(PEER);
    }

    @Test
    @Clause("SIO-REMOTE-01")
    void reportsTheRemoteAddress() {
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.remoteAddress()).isEqualTo(PEER));
    }

    // ---- the fixed destination

    @Test
    @Clause({"SIO-SENDTO-01", "SIO-SENDTO-03", "SENDTO-04", "SENDMESSAGES-03"})
    void sendsToTheDestinationUnlessToldOtherwise() {
        set(SENDTO, PEER).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        socket.sendTo("a", null).succeededWith(1);
        socket.sendMessages(SendMessagesTest.list("b", "c"), null).succeededWith(2);

        assertSentTo(PEER, PEER, PEER);
    }

    @Test
    @Clause("SIO-SENDTO-04")
    void receivesFromEverybodyAllTheSame() {
        set(SENDTO, PEER).completedWith(STATUS_SUCCESS);

        endpoint.deliver(OTHER, "x");
        endpoint.deliver(PEER, "a");

        assertReceives("x");
        assertReceives("a");
    }

    @Test
    @Clause({"SIO-SENDTO-05", "SENDTO-05"})
    void sendsOneDatagramElsewhere() {
        set(SENDTO, PEER).completedWith(STATUS_SUCCESS);

        socket.sendTo("a", OTHER).succeededWith(1);
        socket.sendMessages(SendMessagesTest.list("b"), OTHER).succeededWith(1);
        socket.sendTo("c", null).succeededWith(1);

        assertSentTo(OTHER, OTHER, PEER);
    }

    @Test
    @Clause("SIO-SENDTO-06")
    void isClearedAndSendsNowhere() {
        set(SENDTO, PEER).completedWith(STATUS_SUCCESS);

        clear(SENDTO).completedInlineWith(STATUS_SUCCESS);

        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"SIO-SENDTO-03", "SIO-REMOTE-04"})
    void sendsToTheDestinationAndReceivesFromTheRemoteAddressWhenBothAreSet() {
        set(SENDTO, OTHER).completedWith(STATUS_SUCCESS);
        set(REMOTE, PEER).completedWith(STATUS_SUCCESS);

        socket.sendTo("a", null).succeededWith(1);
        clear(SENDTO).completedWith(STATUS_SUCCESS);
        socket.sendTo("b", null).succeededWith(1);
        endpoint.deliver(OTHER, "x");
        endpoint.deliver(PEER, "y");

        assertSentTo(OTHER, PEER);
        assertReceives("y");
    }

    @Test
    @Clause({"SIO-SENDTO-03", "SENDTO-04"})
    void sendsWhatWaitsToTheAddressThatWasFixedWhenItWasCalled() {
        set(SENDTO, PEER).completedWith(STATUS_SUCCESS);
        transport.holdSends();
        Call send = socket.sendTo("a", null).isPending();
        Call messages =
                socket.sendMessages(SendMessagesTest.list("b", "c"), null).isPending();

        set(SENDTO, OTHER).completedWith(STATUS_SUCCESS);
        transport.releaseHolds();

        send.succeededWith(1);
        messages.succeededWith(2);
        assertSentTo(PEER, PEER, PEER);
    }

    // ---- both

    @Test
    @Clause({"SIO-REMOTE-01", "SIO-SENDTO-01"})
    void takeAnAddressOfTheSocketsFamilyOnly() {
        for (int code : new int[] {REMOTE, SENDTO}) {
            set(code, SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);
            socket.ioctl(code, SockAddrIn.SIZE - 1, PEER, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
            socket.ioctl(code, SockAddrIn.SIZE, null, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
            socket.ioctl(code, 0, PEER, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
            socket.ioctl(code, SockAddrIn.SIZE, new ULong(), 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
        }
        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"SIO-REMOTE-01", "SIO-SENDTO-01"})
    void workOverIpv6() {
        SockAddrIn6 there = SockAddrIn6.of("2001:db8::1", 7);
        socket = wsk.datagram(AddressFamily.AF_INET6, null, null);
        socket.bind(new SockAddrIn6()).completedWith(STATUS_SUCCESS);
        endpoint = transport.endpoint();

        set(REMOTE, there).completedInlineWith(STATUS_SUCCESS);
        set(SENDTO, there).completedInlineWith(STATUS_SUCCESS);

        socket.sendTo("a", null).succeededWith(1);
        endpoint.deliver(SockAddrIn6.of("2001:db8::2", 7), "x");
        endpoint.deliver(there, "y");
        assertSentTo(there);
        assertReceives("y");
    }

    @Test
    @Clause({"SIO-REMOTE-02", "SIO-SENDTO-02"})
    void areForBoundSocketsOnly() {
        socket = wsk.datagram(null, null);

        set(REMOTE, PEER).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        set(SENDTO, PEER).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        clear(REMOTE).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        clear(SENDTO).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"SIO-REMOTE-07", "SIO-SENDTO-07"})
    void wantAnIrpAndGiveNoOutput() {
        for (int code : new int[] {REMOTE, SENDTO}) {
            assertThat(socket.ioctl(code, PEER.size(), PEER, 0, null, null)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(socket.ioctl(code, 0, null, 0, null, new SizeT())).isEqualTo(STATUS_INVALID_PARAMETER);
            socket.ioctl(code, PEER.size(), PEER, 4, new ULong()).completedInlineWith(STATUS_INVALID_PARAMETER);
        }
        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restriction()).isNull();
    }

    @Test
    @Clause({"SIO-REMOTE-01", "SIO-SENDTO-01"})
    void areRefusedOnASocketThatWasTakenAway() {
        wsk.registry().revokeAll();
        transport.run();

        set(REMOTE, PEER).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        set(SENDTO, PEER).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    // ---- SO_BROADCAST

    private Call setBroadcast(int value) {
        return socket.set(
                SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, new ULong(value));
    }

    private int broadcast() {
        ULong value = new ULong(0xCCCC);
        socket.get(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, value)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(WskConstants.SIZEOF_ULONG);
        return value.get();
    }

    private Call sendBroadcast() {
        return socket.sendTo("all", SockAddrIn.of("255.255.255.255", 7));
    }

    @Test
    @Clause({"SO-BROADCAST-01", "SO-BROADCAST-03", "SO-BROADCAST-04", "SO-BROADCAST-05"})
    void broadcastsOnceItIsAllowed() {
        assertThat(broadcast()).isZero();
        sendBroadcast().completedInlineWith(STATUS_ACCESS_DENIED);

        setBroadcast(1).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        assertThat(broadcast()).isEqualTo(1);
        sendBroadcast().completedInlineWith(STATUS_SUCCESS).succeededWith(3);

        setBroadcast(0).completedInlineWith(STATUS_SUCCESS);
        assertThat(broadcast()).isZero();
        sendBroadcast().completedInlineWith(STATUS_ACCESS_DENIED);
        assertThat(endpoint.sent()).hasSize(1);
    }

    @Test
    @Clause({"SO-BROADCAST-03"})
    void wantsAnIrpAndAnIntegerForBroadcast() {
        socket.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, 1, new ULong(1))
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.dispatch()
                        .wskControlSocket(
                                socket.socket(),
                                WskControlSocketType.WskSetOption,
                                SocketOptions.SO_BROADCAST,
                                SocketOptions.SOL_SOCKET,
                                WskConstants.SIZEOF_ULONG,
                                new ULong(1),
                                0,
                                null,
                                null,
                                null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(broadcast()).isZero();
    }

    /** Sockets that carry no datagrams. */
    @Nested
    class OfOtherCategories {
        @RegisterExtension
        final SocketFixture streams = SocketFixture.stepped();

        @Test
        @Clause({"SIO-REMOTE-02", "SIO-SENDTO-02", "SO-BROADCAST-02"})
        void haveNoneOfThem() {
            ClientSocket connection = streams.bound();
            AnySocket listener = streams.listening(null, null);
            AnySocket stream = streams.stream(null, null);
            Call basic = wsk.create(
                    AddressFamily.AF_INET,
                    SocketType.SOCK_DGRAM,
                    IpProtocol.IPPROTO_UDP,
                    WskConstants.WSK_FLAG_BASIC_SOCKET,
                    null,
                    null);
            basic.completedWith(STATUS_SUCCESS);

            assertHasNone(connection);
            assertHasNone(listener);
            assertHasNone(stream);
            assertHasNone(wsk.adoptAny(basic.irp().object(WskSocket.class)));
        }

        private void assertHasNone(AnySocket other) {
            other.ioctl(REMOTE, PEER.size(), PEER, 0, null).completedInlineWith(STATUS_NOT_SUPPORTED);
            other.ioctl(SENDTO, PEER.size(), PEER, 0, null).completedInlineWith(STATUS_NOT_SUPPORTED);
            other.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, new ULong(1))
                    .completedInlineWith(STATUS_NOT_SUPPORTED);
            other.get(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, new ULong())
                    .completedInlineWith(STATUS_NOT_SUPPORTED);
        }
    }
}
