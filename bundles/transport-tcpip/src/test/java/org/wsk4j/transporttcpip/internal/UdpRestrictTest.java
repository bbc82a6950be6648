// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class UdpRestrictTest {
    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    private final UdpWatcher watcher = new UdpWatcher();

    private static void restrict(DatagramEndpoint endpoint, SockAddr remote) {
        assertThat(endpoint.restrict(remote)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    /** An address where nobody receives. */
    private SockAddr deserted(IpFamily family) {
        UdpPeer gone = udp.peer(family);
        SockAddr address = gone.address();
        gone.close();
        return address;
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void receivesFromOneSenderOnly(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr local = UdpFixture.addressOf(family, endpoint);
        UdpPeer wanted = udp.peer(family);
        UdpPeer other = udp.peer(family);
        SockAddr remote = wanted.address();
        restrict(endpoint, remote);
        remote.copyFrom(other.address()); // the caller's again
        Call first = Call.into(10).pends(endpoint::receiveFrom);

        other.send("no", endpoint);
        wanted.send("yes", endpoint);

        assertThat(first.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("yes");
        restrict(endpoint, null);
        Call second = Call.into(10).pends(endpoint::receiveFrom);
        other.send("now", endpoint);
        assertThat(second.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("now");
        assertThat(UdpFixture.addressOf(family, endpoint)).isEqualTo(local);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void throwsAwayWhatOthersHaveSentBefore(IpFamily family) {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = udp.bound(family, watcher);
        endpoint.observe(true);
        UdpPeer wanted = udp.peer(family);
        UdpPeer other = udp.peer(family);
        other.send("a", endpoint);
        watcher.expect("refused a");
        wanted.send("b", endpoint);
        watcher.expect("refused b");
        endpoint.observe(false);
        other.send("c", endpoint); // waits in the platform

        restrict(endpoint, wanted.address());

        Call receive = Call.into(10).start(endpoint::receiveFrom);
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("b");
        Call next = Call.into(10).pends(endpoint::receiveFrom);
        wanted.send("d", endpoint);
        assertThat(next.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("d");
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsEmptyDatagramsThere(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        UdpPeer wanted = udp.peer(family);
        restrict(endpoint, wanted.address());

        UdpFixture.send("", wanted.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(wanted.receive()).isEmpty();
    }

    @Test
    void showsTheObserverNoneOfOthers() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, watcher);
        UdpPeer wanted = udp.peer(IpFamily.INET);
        restrict(endpoint, wanted.address());
        UdpFixture.send("elsewhere", udp.peer(IpFamily.INET).address())
                .ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS); // so that the platform lets others through
        endpoint.observe(true);

        udp.peer(IpFamily.INET).send("no", endpoint);
        wanted.send("yes", endpoint);

        watcher.expect("took yes").expectNothing();
    }

    @Test
    void storesNothingOfOthers() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpPeer wanted = udp.peer(IpFamily.INET);
        restrict(endpoint, wanted.address());
        UdpPeer other = udp.peer(IpFamily.INET);
        UdpFixture.send("x", other.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        ByteBuffer memory = ByteBuffer.allocateDirect(70_000);
        Call receive = Call.empty().bytes(memory).pends(endpoint::receiveFrom);

        other.send("secret", endpoint);
        wanted.send("ok", endpoint);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("ok");
        byte[] rest = new byte[4];
        memory.get(2, rest);
        assertThat(rest).isEqualTo(new byte[4]);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsElsewhereAndKeepsItsPortAndTheRestriction(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr local = UdpFixture.addressOf(family, endpoint);
        UdpPeer wanted = udp.peer(family);
        UdpPeer other = udp.peer(family);
        restrict(endpoint, wanted.address());

        UdpFixture.send("a", wanted.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("b", other.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("c", wanted.address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(wanted.receive()).isEqualTo("a");
        assertThat(other.receive()).isEqualTo("b");
        assertThat(wanted.receive()).isEqualTo("c");
        assertThat(UdpFixture.addressOf(family, endpoint)).isEqualTo(local);
        Call receive = Call.into(10).pends(endpoint::receiveFrom);
        other.send("no", endpoint);
        wanted.send("yes", endpoint);
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("yes");
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void reportsAnUnreachablePortToTheReceiveThatWaits(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr nobody = deserted(family);
        restrict(endpoint, nobody);
        Call first = Call.into(10).pends(endpoint::receiveFrom);
        Call second = Call.into(10).pends(endpoint::receiveFrom);

        UdpFixture.send("a", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        first.awaits(NtStatus.STATUS_PORT_UNREACHABLE);
        UdpPeer peer = udp.peer(family);
        restrict(endpoint, peer.address());
        peer.send("works on", endpoint);
        assertThat(second.awaits(NtStatus.STATUS_SUCCESS).transferred()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void remembersAnUnreachablePortForTheNextReceive(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr nobody = deserted(family);
        restrict(endpoint, nobody);
        UdpFixture.send("a", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("b", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        Call.into(10).start(endpoint::receiveFrom).awaits(NtStatus.STATUS_PORT_UNREACHABLE); // of the first send
        Call.into(10).start(endpoint::receiveFrom).awaits(NtStatus.STATUS_PORT_UNREACHABLE); // of the second
        Call.into(10).pends(endpoint::receiveFrom);
        assertThat(endpoint.bytesSent()).isEqualTo(2);
    }

    @Test
    void remembersTheReportOfTheLoopsThread() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, watcher);
        SockAddr nobody = deserted(IpFamily.INET);
        restrict(endpoint, nobody);
        endpoint.observe(true);
        UdpFixture.send("a", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);

        Call receive = Call.into(10).start(endpoint::receiveFrom);

        receive.awaits(NtStatus.STATUS_PORT_UNREACHABLE);
        watcher.expectNothing();
    }

    @Test
    void forgetsReportsWithTheRestriction() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        SockAddr nobody = deserted(IpFamily.INET);
        restrict(endpoint, nobody);
        UdpFixture.send("a", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("b", nobody).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        UdpPeer peer = udp.peer(IpFamily.INET);

        restrict(endpoint, peer.address());

        Call receive = Call.into(10).pends(endpoint::receiveFrom);
        peer.send("abc", endpoint);
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
    }

    @Test
    void restrictsAnEndpointThatIsBoundToTheWildcard() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_SUCCESS);
        SockAddr local = UdpFixture.addressOf(IpFamily.INET, endpoint);
        SockAddr reachable = TcpFixture.loopback(IpFamily.INET, IpFamily.INET.port(local));
        UdpPeer peer = udp.peer(IpFamily.INET);

        restrict(endpoint, peer.address());

        assertThat(UdpFixture.addressOf(IpFamily.INET, endpoint)).isEqualTo(local);
        restrict(endpoint, null);
        assertThat(UdpFixture.addressOf(IpFamily.INET, endpoint)).isEqualTo(local);
        Call receive = Call.into(10).pends(endpoint::receiveFrom);
        peer.send(new byte[] {'a'}, reachable);
        receive.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void refusesSendersThatCannotBe() {
        DatagramEndpoint unbound = udp.open(IpFamily.INET);
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        DatagramEndpoint endpoint6 = udp.bound(IpFamily.INET6);

        assertThat(unbound.restrict(SockAddrIn.of("127.0.0.1", 9))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(unbound.restrict(null)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        for (SockAddr wrong : Arrays.asList(
                new SockAddrIn(),
                SockAddrIn.of("127.0.0.1", 0),
                SockAddrIn.of("233.252.0.1", 9),
                SockAddrIn.of("255.255.255.255", 9),
                SockAddrIn6.of("::1", 9))) {
            assertThat(endpoint.restrict(wrong)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        }
        assertThat(endpoint6.restrict(SockAddrIn6.of("ff02::1", 9))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint6.restrict(SockAddrIn6.of("::ffff:127.0.0.1", 9)))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }
}
