// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

class UdpSendTest {
    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsADatagramInTheCallersThread(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);

        Call send = UdpFixture.send("abc", peer.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(send.transferred()).isEqualTo(3);
        assertThat(send.announcements()).isZero();
        assertThat(peer.receive()).isEqualTo("abc");
        assertThat(endpoint.bytesSent()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsAnEmptyDatagram(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);

        Call.to(peer.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(peer.receiveBytes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsTheLongestDatagramAndNoLongerOne(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);
        int longest = family == IpFamily.INET ? 65_507 : 65_527;

        sendKnown(longest + 1, peer.address()).ends(endpoint::sendTo, NtStatus.STATUS_INVALID_BUFFER_SIZE);
        sendKnown(longest, peer.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        byte[] received = peer.receiveBytes();
        assertThat(received).hasSize(longest);
        assertThat(Bytes.difference(ByteBuffer.wrap(received), 0)).isEqualTo(-1);
    }

    private static Call sendKnown(int length, SockAddr to) {
        return Call.to(to).bytes(Bytes.known(ByteBuffer.allocateDirect(length), 0));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void gathersAChainOfPieces(IpFamily family) {
        Random random = new Random(7);
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);
        for (int longest : new int[] {3, 50, 5_000}) {
            ByteBuffer whole = Bytes.known(ByteBuffer.allocateDirect(9_000), 0);

            Call send = Call.to(peer.address()).bytes(Bytes.chain(whole, longest, random), 0, 9_000);
            send.ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

            assertThat(send.transferred()).isEqualTo(9_000);
            assertThat(Bytes.difference(ByteBuffer.wrap(peer.receiveBytes()), 0))
                    .isEqualTo(-1);
        }
    }

    @Test
    void sendsToSeveralPeersInTurn() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer first = udp.peer(IpFamily.INET);
        UdpPeer second = udp.peer(IpFamily.INET);
        SockAddr address = first.address();

        UdpFixture.send("a", address).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        address.copyFrom(second.address()); // the caller's again
        UdpFixture.send("b", address).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("c", first.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(first.receive()).isEqualTo("a");
        assertThat(first.receive()).isEqualTo("c");
        assertThat(second.receive()).isEqualTo("b");
    }

    @Test
    void sendsToIpv4WhenBothFamiliesAreWanted() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET6);
        assertThat(endpoint.setOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, new ULong(0)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.bind(new SockAddrIn6())).isEqualTo(NtStatus.STATUS_SUCCESS);
        UdpPeer peer = udp.peer(IpFamily.INET);
        SockAddr mapped = SockAddrIn6.of("::ffff:127.0.0.1", peer.socket().getLocalPort());

        UdpFixture.send("abc", mapped).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(peer.receive()).isEqualTo("abc");
        sendKnown(65_508, mapped).ends(endpoint::sendTo, NtStatus.STATUS_INVALID_BUFFER_SIZE);
    }

    @Test
    void refusesIpv4WhenOnlyIpv6IsWanted() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET6);

        UdpFixture.send("abc", SockAddrIn6.of("::ffff:127.0.0.1", 9))
                .ends(endpoint::sendTo, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @Test
    void refusesWhatItCannotSend() {
        DatagramEndpoint unbound = udp.open(IpFamily.INET);
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        SockAddr peer = SockAddrIn.of("127.0.0.1", 9);

        UdpFixture.send("a", peer).ends(unbound::sendTo, NtStatus.STATUS_INVALID_DEVICE_STATE);
        UdpFixture.send("a", null).ends(endpoint::sendTo, NtStatus.STATUS_INVALID_PARAMETER);
        UdpFixture.send("a", new SockAddrIn6()).ends(endpoint::sendTo, NtStatus.STATUS_INVALID_PARAMETER);
        UdpFixture.send("a", SockAddrIn.of("127.0.0.1", 0))
                .ends(endpoint::sendTo, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        UdpFixture.send("a", SockAddrIn.of("0.0.0.0", 9))
                .ends(endpoint::sendTo, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        Call flagged = Call.flagged(1).bytes(Bytes.direct("a"));
        flagged.request().setAddress(peer);
        flagged.ends(endpoint::sendTo, NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void refusesControlInformation() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        SockAddr peer = SockAddrIn.of("127.0.0.1", 9);
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocate(64));
        int length = control.append(0, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, 1);

        Call wellFormed = UdpFixture.send("a", peer);
        wellFormed.request().setControl(control, length);
        wellFormed.ends(endpoint::sendTo, NtStatus.STATUS_NOT_SUPPORTED);
        Call tooShort = UdpFixture.send("a", peer);
        tooShort.request().setControl(control, 3);
        tooShort.ends(endpoint::sendTo, NtStatus.STATUS_INVALID_PARAMETER);
        Call none = UdpFixture.send("a", peer);
        none.request().setControl(null, 10);
        none.ends(endpoint::sendTo, NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void refusesABroadcastThatWasNotAllowed() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_SUCCESS);

        UdpFixture.send("a", SockAddrIn.of("127.255.255.255", 9)).ends(endpoint::sendTo, NtStatus.STATUS_ACCESS_DENIED);

        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        UdpFixture.send("a", SockAddrIn.of("127.255.255.255", 9)).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
    }

    // ---- when the platform has no room, which a loopback never shows: an output of the test's

    /** Takes nothing while it is full. */
    private static final class Valve implements UdpSender.Output {
        private final DatagramChannel channel;
        private final CountDownLatch tried = new CountDownLatch(2); // a caller's try, and one of the loop
        private volatile boolean full = true; // the test

        Valve(DatagramChannel channel) {
            this.channel = channel;
        }

        @Override
        public int send(ByteBuffer datagram, InetSocketAddress destination) throws IOException {
            tried.countDown();
            return full ? 0 : channel.send(datagram, destination);
        }
    }

    /** An endpoint whose platform has no room. */
    private record Full(UdpEndpoint endpoint, Valve valve, IoLoops loops) {
        void open() {
            valve.full = false;
        }

        void end() {
            Call.empty().start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
            loops.stop(5_000);
        }
    }

    private static Full full() throws Exception {
        IoLoops loops = new IoLoops(1, 1 << 20);
        IoLoop loop = loops.next();
        DatagramChannel channel = IpFamily.INET.openDatagram();
        Valve valve = new Valve(channel);
        UdpEndpoint endpoint = new UdpEndpoint(
                loop,
                TcpSettings.of(TcpFixture.config(1)),
                IpFamily.INET,
                channel,
                valve,
                new UdpFixture.SilentObserver());
        assertThat(loop.add(endpoint)).isTrue();
        assertThat(endpoint.bind(TcpFixture.loopback(IpFamily.INET, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return new Full(endpoint, valve, loops);
    }

    @Test
    void sendsInOrderWhatHadToWait() throws Exception {
        Full full = full();
        UdpPeer peer = udp.peer(IpFamily.INET);
        UdpPeer other = udp.peer(IpFamily.INET);
        List<Call> sends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SockAddr to = i == 50 ? other.address() : peer.address();
            sends.add(UdpFixture.send("datagram " + i, to).pends(full.endpoint()::sendTo));
        }
        full.valve().tried.await();

        full.open();

        for (int i = 0; i < 100; i++) {
            Call send = sends.get(i).awaits(NtStatus.STATUS_SUCCESS);
            assertThat(send.level()).isEqualTo(Irql.DISPATCH_LEVEL);
            assertThat((i == 50 ? other : peer).receive()).isEqualTo("datagram " + i);
        }
        full.end();
    }

    @Test
    void sendsAScatteredDatagramThatHadToWait() throws Exception {
        Full full = full();
        UdpPeer peer = udp.peer(IpFamily.INET);
        ByteBuffer whole = Bytes.known(ByteBuffer.allocateDirect(5_000), 0);
        Call send = Call.to(peer.address()).bytes(Bytes.chain(whole, 40, new Random(3)), 0, 5_000);
        send.pends(full.endpoint()::sendTo);
        full.valve().tried.await();

        full.open();

        send.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(Bytes.difference(ByteBuffer.wrap(peer.receiveBytes()), 0)).isEqualTo(-1);
        full.end();
    }

    @Test
    void cancelsASendThatWaits() throws Exception {
        Full full = full();
        UdpPeer peer = udp.peer(IpFamily.INET);
        Call first = UdpFixture.send("first", peer.address()).pends(full.endpoint()::sendTo);
        Call second = UdpFixture.send("second", peer.address()).pends(full.endpoint()::sendTo);
        Call third = UdpFixture.send("third", peer.address()).pends(full.endpoint()::sendTo);
        UdpFixture.send("no", peer.address())
                .cancelledBefore()
                .ends(full.endpoint()::sendTo, NtStatus.STATUS_CANCELLED);

        full.endpoint().cancel(second.request());

        second.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(second.completer()).isEqualTo(Thread.currentThread());
        full.open();
        first.awaits(NtStatus.STATUS_SUCCESS);
        third.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(peer.receive()).isEqualTo("first");
        assertThat(peer.receive()).isEqualTo("third");
        full.end();
    }

    @Test
    void cancelsWhatWaitsInTheOrderOfTheRequestsWhenItIsClosed() throws Exception {
        Full full = full();
        SockAddr peer = SockAddrIn.of("127.0.0.1", 9);
        List<Call> ended = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(UdpFixture.send("a", peer).then(ended::add).pends(full.endpoint()::sendTo));
            calls.add(Call.into(10).then(ended::add).pends(full.endpoint()::receiveFrom));
        }

        full.end();

        assertThat(ended).containsExactlyElementsOf(calls);
        calls.forEach(call -> call.awaits(NtStatus.STATUS_CANCELLED));
    }
}
