// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

class UdpReceiveTest {
    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void fillsAReceiveThatWaits(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);
        SockAddr from = TcpFixture.wildcard(family);
        Call receive = UdpFixture.receive(100, from).pends(endpoint::receiveFrom);

        peer.send("abc", endpoint);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
        assertThat(receive.level()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(from).isEqualTo(peer.address());
        assertThat(receive.request().messageFlags()).isZero();
        assertThat(receive.request().controlLength()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(3);
    }

    @Test
    void receivesWhatHasArrivedBeforeInTheCallersThread() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        peer.send("abc", endpoint).send("", endpoint).send("def", endpoint);

        Call.into(100).ends(endpoint::receiveFrom, NtStatus.STATUS_SUCCESS);
        Call empty = Call.into(100).ends(endpoint::receiveFrom, NtStatus.STATUS_SUCCESS);
        Call last = Call.into(100).ends(endpoint::receiveFrom, NtStatus.STATUS_SUCCESS);

        assertThat(empty.transferred()).isZero();
        assertThat(empty.request().messageFlags()).isZero();
        assertThat(last.text()).isEqualTo("def");
    }

    @Test
    void servesReceivesInTheirOrder() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        List<Call> receives = new ArrayList<>();
        List<Call> ended = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            receives.add(Call.into(20).then(ended::add).pends(endpoint::receiveFrom));
        }

        for (int i = 0; i < 100; i++) {
            peer.send("datagram " + i, endpoint);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(receives.get(i).awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("datagram " + i);
        }
        assertThat(ended).containsExactlyElementsOf(receives);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void tellsThatADatagramWasCut(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);
        Call waiting = Call.into(2).pends(endpoint::receiveFrom);
        peer.send("abc", endpoint);
        waiting.awaits(NtStatus.STATUS_SUCCESS);
        peer.send("", endpoint).send("defgh", endpoint).send("ijk", endpoint).send("l", endpoint);

        Call none = Call.empty().start(endpoint::receiveFrom);
        none.awaits(NtStatus.STATUS_SUCCESS);
        Call cut = Call.empty().start(endpoint::receiveFrom);
        cut.awaits(NtStatus.STATUS_SUCCESS);
        Call exact = Call.into(3).start(endpoint::receiveFrom);
        exact.awaits(NtStatus.STATUS_SUCCESS);
        Call last = Call.into(3).start(endpoint::receiveFrom);

        assertThat(last.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("l");
        assertThat(waiting.text()).isEqualTo("ab");
        assertThat(waiting.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertThat(none.request().messageFlags()).isZero();
        assertThat(cut.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertThat(exact.text()).isEqualTo("ijk");
        assertThat(exact.request().messageFlags()).isZero();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void receivesTheLongestDatagram(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer peer = udp.peer(family);
        byte[] bytes = Bytes.known(ByteBuffer.allocate(65_507), 0).array();
        for (int room : new int[] {65_507, 65_535, 100_000}) {
            ByteBuffer memory = ByteBuffer.allocateDirect(room);
            Call receive = Call.empty().bytes(memory).pends(endpoint::receiveFrom);

            peer.send(bytes, UdpFixture.addressOf(family, endpoint));

            receive.awaits(NtStatus.STATUS_SUCCESS);
            assertThat(receive.transferred()).isEqualTo(65_507);
            assertThat(Bytes.difference(memory.position(0).limit(65_507), 0)).isEqualTo(-1);
        }
    }

    @Test
    void scattersOverAChainOfPieces() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        byte[] bytes = Bytes.known(ByteBuffer.allocate(5_000), 0).array();
        Random random = new Random(5);
        for (int room : new int[] {4_000, 5_000, 90_000}) {
            for (boolean waits : new boolean[] {true, false}) {
                ByteBuffer memory = ByteBuffer.allocateDirect(room);
                Call receive = Call.empty().bytes(Bytes.chain(memory, 700, random), 0, room);
                if (waits) {
                    receive.pends(endpoint::receiveFrom);
                }
                peer.send(bytes, UdpFixture.addressOf(IpFamily.INET, endpoint));
                if (!waits) {
                    receive.start(endpoint::receiveFrom);
                }

                receive.awaits(NtStatus.STATUS_SUCCESS);
                int stored = Math.min(room, 5_000);
                assertThat(receive.transferred()).isEqualTo(stored);
                assertThat(receive.request().messageFlags()).isEqualTo(room < 5_000 ? SocketOptions.MSG_TRUNC : 0);
                assertThat(Bytes.difference(memory.position(0).limit(stored), 0))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void tellsWhoSentEach() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer first = udp.peer(IpFamily.INET);
        UdpPeer second = udp.peer(IpFamily.INET);
        for (UdpPeer peer : List.of(first, first, second, first)) {
            SockAddr from = TcpFixture.wildcard(IpFamily.INET);
            Call receive = UdpFixture.receive(10, from).pends(endpoint::receiveFrom);

            peer.send("a", endpoint);

            receive.awaits(NtStatus.STATUS_SUCCESS);
            assertThat(from).isEqualTo(peer.address());
        }
    }

    @Test
    void receivesFromBothFamiliesWhenBothAreWanted() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET6);
        endpoint.setOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, new ULong(0));
        assertThat(endpoint.bind(new SockAddrIn6())).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = TcpFixture.portOf(IpFamily.INET6, endpoint);
        UdpPeer inet = udp.peer(IpFamily.INET);
        UdpPeer inet6 = udp.peer(IpFamily.INET6);
        SockAddr first = new SockAddrIn6();
        SockAddr second = new SockAddrIn6();
        Call fromInet = UdpFixture.receive(10, first).pends(endpoint::receiveFrom);
        inet.send(new byte[] {'a'}, TcpFixture.loopback(IpFamily.INET, port));
        fromInet.awaits(NtStatus.STATUS_SUCCESS);

        Call fromInet6 = UdpFixture.receive(10, second).pends(endpoint::receiveFrom);
        inet6.send(new byte[] {'b'}, TcpFixture.loopback(IpFamily.INET6, port));

        fromInet6.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(first)
                .isEqualTo(SockAddrIn6.of("::ffff:127.0.0.1", inet.socket().getLocalPort()));
        assertThat(second).isEqualTo(inet6.address());
    }

    @Test
    void hearsNoIpv4WhenOnlyIpv6IsWanted() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET6);
        assertThat(endpoint.bind(new SockAddrIn6())).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = TcpFixture.portOf(IpFamily.INET6, endpoint);
        for (int i = 0; i < 50; i++) { // more than are read in one go
            udp.peer(IpFamily.INET).send(new byte[] {'a'}, TcpFixture.loopback(IpFamily.INET, port));
        }
        udp.peer(IpFamily.INET6).send(new byte[] {'b'}, TcpFixture.loopback(IpFamily.INET6, port));

        Call receive = Call.into(100_000).start(endpoint::receiveFrom);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("b");
    }

    @Test
    void cancelsAReceiveThatWaits() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        Call first = Call.into(10).pends(endpoint::receiveFrom);
        Call second = Call.into(10).pends(endpoint::receiveFrom);
        Call.into(10).cancelledBefore().ends(endpoint::receiveFrom, NtStatus.STATUS_CANCELLED);

        endpoint.cancel(first.request());

        first.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(first.completer()).isEqualTo(Thread.currentThread());
        udp.peer(IpFamily.INET).send("abc", endpoint);
        assertThat(second.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
        endpoint.cancel(second.request());
        assertThat(second.completions()).isEqualTo(1);
    }

    @Test
    void showsWhatWaits() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        Call first = Call.into(10).pends(endpoint::receiveFrom);
        Call second = Call.into(10).pends(endpoint::receiveFrom);
        List<Object> pending = new ArrayList<>();

        endpoint.forEachPending(pending::add);

        assertThat(pending).containsExactly(first.request(), second.request());
    }

    @Test
    void refusesReceivesThatCannotBe() {
        DatagramEndpoint unbound = udp.open(IpFamily.INET);
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);

        Call.into(10).ends(unbound::receiveFrom, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.into(10, 2).ends(endpoint::receiveFrom, NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void completesWhatIsPostedBeforeLaterReceives() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        List<Call> ended = new ArrayList<>();
        Call posted = Call.empty().then(ended::add).start(request -> {
            request.finish(NtStatus.STATUS_SUCCESS);
            endpoint.post(request);
            return NtStatus.STATUS_PENDING;
        });
        udp.peer(IpFamily.INET).send("abc", endpoint);

        Call receive = Call.into(10).then(ended::add).start(endpoint::receiveFrom);

        receive.awaits(NtStatus.STATUS_SUCCESS);
        posted.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(posted.level()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(ended.get(0)).isEqualTo(posted);
    }
}
