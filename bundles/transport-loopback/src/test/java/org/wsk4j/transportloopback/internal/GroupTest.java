// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.InPktInfo;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

/** Datagrams that go to more than one. */
class GroupTest {
    private static final int IP = IpProtocol.IPPROTO_IP;
    private static final int PORT = 5000;
    private static final SockAddr GROUP = SockAddrIn.of("224.1.2.3", PORT);
    private static final SockAddr ALL = SockAddrIn.of("255.255.255.255", PORT);

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private DatagramEndpoint bound(SockAddr address) {
        DatagramEndpoint endpoint =
                loopback.openDatagram(IpFamily.of(address.family()), new RecordingDatagramObserver());
        LoopbackFixture.set(endpoint, SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, 1);
        assertThat(endpoint.bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    private DatagramEndpoint bound(String literal) {
        return bound(SockAddrIn.of(literal, PORT));
    }

    private static NtStatus join(DatagramEndpoint endpoint, SockAddr group) {
        return endpoint.setOption(IP, SocketOptions.IP_ADD_MEMBERSHIP, membership(group));
    }

    private static IpMreq membership(SockAddr group) {
        return new IpMreq(((SockAddrIn) group).intAddress(), 0);
    }

    private static Ipv6Mreq membership6(SockAddr group) {
        SockAddrIn6 address = (SockAddrIn6) group;
        return new Ipv6Mreq(address.highAddress(), address.lowAddress(), 0);
    }

    private static boolean hears(DatagramEndpoint endpoint) {
        RecordedDatagram receive = RecordedDatagram.receive(endpoint);
        endpoint.cancel(receive.request().request());
        return receive.await().isSuccess();
    }

    @Test
    @Clause({"RECEIVEFROM-11", "RECEIVEFROM-13"})
    void reachesTheMembersOfAGroup() {
        DatagramEndpoint member = bound("0.0.0.0");
        DatagramEndpoint atTheGroup = bound("224.1.2.3");
        DatagramEndpoint atAnother = bound("224.1.2.4");
        DatagramEndpoint stranger = bound("127.0.0.2");
        for (DatagramEndpoint each : new DatagramEndpoint[] {member, atTheGroup, atAnother}) {
            assertThat(join(each, GROUP)).isEqualTo(NtStatus.STATUS_SUCCESS);
        }
        LoopbackFixture.set(member, IP, SocketOptions.IP_PKTINFO, 1);
        LoopbackFixture.set(member, IP, SocketOptions.IP_RECVTTL, 1);
        assertThat(RecordedDatagram.send(stranger, "x", GROUP)).isEqualTo(NtStatus.STATUS_SUCCESS);

        RecordedDatagram received = RecordedDatagram.receive(member);
        assertThat(received.text()).isEqualTo("x");
        assertThat(received.flags()).isEqualTo(SocketOptions.MSG_MCAST);
        assertThat(received.sender()).isEqualTo(LoopbackFixture.local(stranger));
        InPktInfo arrival = new InPktInfo();
        arrival.read(received.control(), received.controlLength());
        assertThat(arrival.intAddress()).isEqualTo(((SockAddrIn) GROUP).intAddress());
        assertThat(received.control().intValue(received.controlLength(), IP, SocketOptions.IP_TTL, -1))
                .isEqualTo(1);
        assertThat(hears(atTheGroup)).isTrue();
        assertThat(hears(atAnother)).isFalse();
        assertThat(hears(stranger)).isFalse();
    }

    @Test
    void reachesNobodyWithoutTheLoop() {
        DatagramEndpoint member = bound("0.0.0.0");
        join(member, GROUP);
        LoopbackFixture.set(member, IP, SocketOptions.IP_MULTICAST_LOOP, 0);
        assertThat(RecordedDatagram.send(member, "x", GROUP)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(hears(member)).isFalse();
        assertThat(member.bytesSent()).isEqualTo(1);
    }

    @Test
    void reachesNoMemberThatHasLeft() {
        DatagramEndpoint member = bound("0.0.0.0");
        assertThat(member.setOption(IP, SocketOptions.IP_DROP_MEMBERSHIP, membership(GROUP)))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        join(member, GROUP);
        assertThat(join(member, GROUP)).as("twice").isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(member.setOption(IP, SocketOptions.IP_DROP_MEMBERSHIP, membership(GROUP)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        RecordedDatagram.send(member, "x", GROUP);

        assertThat(hears(member)).isFalse();
    }

    @Test
    void joinsGroupsOnly() {
        DatagramEndpoint endpoint = bound("0.0.0.0");
        assertThat(join(endpoint, SockAddrIn.of("127.0.0.1", 0))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(IP, SocketOptions.IP_ADD_MEMBERSHIP, new Ipv6Mreq()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(IP, SocketOptions.IP_ADD_MEMBERSHIP, new ULong()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(IP, SocketOptions.IP_ADD_MEMBERSHIP, new ULong(), null))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void reachesTheMembersOfAnIpv6Group() {
        SockAddr group = SockAddrIn6.of("ff02::5%1", PORT);
        DatagramEndpoint member = bound(SockAddrIn6.of("::", PORT));
        assertThat(member.setOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_ADD_MEMBERSHIP, membership6(group)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        RecordedDatagram.send(member, "x", group);

        assertThat(RecordedDatagram.receive(member).flags()).isEqualTo(SocketOptions.MSG_MCAST);
    }

    @Test
    @Clause("RECEIVEFROM-12")
    void reachesAllWithThePort() {
        DatagramEndpoint one = bound("127.0.0.1");
        DatagramEndpoint two = bound("127.0.0.2");
        DatagramEndpoint atAGroup = bound("224.1.2.3");
        DatagramEndpoint other = loopback.datagram(IpFamily.INET);
        assertThat(RecordedDatagram.send(other, "x", ALL)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        LoopbackFixture.set(other, SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, 1);
        assertThat(RecordedDatagram.send(other, "x", ALL)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(RecordedDatagram.receive(one).flags()).isEqualTo(SocketOptions.MSG_BCAST);
        assertThat(hears(two)).isTrue();
        assertThat(hears(atAGroup)).isFalse();
        assertThat(hears(other)).isFalse();
    }

    @Test
    void tellsTheObserverHowItCame() {
        RecordingDatagramObserver observer = new RecordingDatagramObserver();
        DatagramEndpoint endpoint = loopback.datagram(IpFamily.INET, observer);
        LoopbackFixture.set(endpoint, SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, 1);
        endpoint.observe(true);
        SockAddrIn all = SockAddrIn.of("255.255.255.255", IpFamily.INET.port(LoopbackFixture.local(endpoint)));
        RecordedDatagram.send(endpoint, "x", all);
        observer.await(1);

        assertThat(observer.flags()).isEqualTo(SocketOptions.MSG_BCAST);
    }

    @Test
    void sharesAnAddressAmongThoseWhoAgree() {
        DatagramEndpoint first = bound("127.0.0.1");
        DatagramEndpoint second = bound("127.0.0.1");
        DatagramEndpoint third = loopback.openDatagram(IpFamily.INET, new RecordingDatagramObserver());
        assertThat(third.bind(SockAddrIn.of("127.0.0.1", PORT))).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        RecordedDatagram.send(second, "x", SockAddrIn.of("127.0.0.1", PORT));

        assertThat(hears(second)).isFalse();
        assertThat(hears(first)).as("what is for one goes to the first").isTrue();
        loopback.close(first);
        RecordedDatagram.send(second, "x", SockAddrIn.of("127.0.0.1", PORT));
        assertThat(hears(second)).isTrue();
    }
}
