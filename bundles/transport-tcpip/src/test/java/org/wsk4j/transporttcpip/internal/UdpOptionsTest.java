// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

class UdpOptionsTest {
    private static final int SOCKET = SocketOptions.SOL_SOCKET;
    private static final int IP = IpProtocol.IPPROTO_IP;
    private static final int IP6 = IpProtocol.IPPROTO_IPV6;
    private static final SockAddrIn GROUP = SockAddrIn.of("233.252.0.1", 0);
    private static final SockAddrIn6 GROUP6 = SockAddrIn6.of("ff01::db8:1", 0);

    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    private static int get(TransportEndpoint endpoint, int level, int option) {
        ULong value = new ULong(77);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(level, option, value, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    private static NtStatus set(TransportEndpoint endpoint, int level, int option, int value) {
        return endpoint.setOption(level, option, new ULong(value));
    }

    private static int loopbackIndex() {
        try {
            return NetworkInterface.getByInetAddress(TcpFixture.loopback(IpFamily.INET))
                    .getIndex();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INET, " + SOCKET + "," + SocketOptions.SO_BROADCAST + ", 0, 1, 2",
        "INET6, " + SOCKET + "," + SocketOptions.SO_BROADCAST + ", 0, 1, 2",
        "INET, " + SOCKET + "," + SocketOptions.SO_REUSEADDR + ", 0, 1, -1",
        "INET6, " + SOCKET + "," + SocketOptions.SO_REUSEADDR + ", 0, 1, 2",
        "INET, " + IP + "," + SocketOptions.IP_TOS + ", 0, 255, 256",
        "INET6, " + IP6 + "," + SocketOptions.IPV6_TCLASS + ", 0, 255, -1",
        "INET, " + IP + "," + SocketOptions.IP_MULTICAST_TTL + ", 1, 255, 256",
        "INET, " + IP + "," + SocketOptions.IP_MULTICAST_TTL + ", 1, 0, -1",
        "INET6, " + IP6 + "," + SocketOptions.IPV6_MULTICAST_HOPS + ", 1, 255, 256",
        "INET, " + IP + "," + SocketOptions.IP_MULTICAST_LOOP + ", 1, 0, 2",
        "INET6, " + IP6 + "," + SocketOptions.IPV6_MULTICAST_LOOP + ", 1, 0, 2",
        "INET6, " + IP6 + "," + SocketOptions.IPV6_V6ONLY + ", 1, 0, 2"
    })
    void setsAnOption(IpFamily family, int level, int option, int byDefault, int other, int wrong) {
        DatagramEndpoint endpoint = udp.open(family);
        assertThat(get(endpoint, level, option)).isEqualTo(byDefault);

        assertThat(set(endpoint, level, option, other)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(endpoint, level, option)).isEqualTo(other);
        assertThat(set(endpoint, level, option, wrong)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(level, option, "1")).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(level, option, null, new SizeT())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);

        assertThat(get(endpoint, level, option)).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({
        "INET, " + SocketOptions.SO_RCVBUF,
        "INET6, " + SocketOptions.SO_RCVBUF,
        "INET, " + SocketOptions.SO_SNDBUF,
        "INET6, " + SocketOptions.SO_SNDBUF
    })
    void setsABuffer(IpFamily family, int option) {
        DatagramEndpoint endpoint = udp.bound(family);

        assertThat(set(endpoint, SOCKET, option, 50_000)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(get(endpoint, SOCKET, option)).isGreaterThanOrEqualTo(50_000);
        assertThat(set(endpoint, SOCKET, option, 0)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(set(endpoint, SOCKET, option, -1)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void hasSomeOptionsBeforeTheBindOnly() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET6);

        assertThat(set(endpoint, SOCKET, SocketOptions.SO_REUSEADDR, 1))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(set(endpoint, IP6, SocketOptions.IPV6_V6ONLY, 0)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void sharesAnAddressWhenBothSaySo() {
        DatagramEndpoint first = udp.open(IpFamily.INET);
        DatagramEndpoint second = udp.open(IpFamily.INET);
        DatagramEndpoint third = udp.open(IpFamily.INET);
        set(first, SOCKET, SocketOptions.SO_REUSEADDR, 1);
        set(second, SOCKET, SocketOptions.SO_REUSEADDR, 1);
        assertThat(first.bind(TcpFixture.loopback(IpFamily.INET, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        SockAddr address = UdpFixture.addressOf(IpFamily.INET, first);

        assertThat(second.bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(third.bind(address)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
    }

    @Test
    void hasNoOtherOptionsAndNoControlOperations() {
        DatagramEndpoint inet = udp.open(IpFamily.INET);
        DatagramEndpoint inet6 = udp.open(IpFamily.INET6);

        for (int option : new int[] {SocketOptions.IP_PKTINFO, SocketOptions.IP_RECVTTL, SocketOptions.IP_TTL}) {
            assertThat(set(inet, IP, option, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
            assertThat(inet.getOption(IP, option, new ULong(), new SizeT())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        }
        assertThat(set(inet6, IP, SocketOptions.IP_TOS, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(set(inet, IP6, SocketOptions.IPV6_TCLASS, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(set(inet, IP6, SocketOptions.IPV6_V6ONLY, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(set(inet, SOCKET, SocketOptions.SO_KEEPALIVE, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(inet.control(1, null, null, new SizeT())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    // ---- groups

    @Test
    void takesTheInterfaceForGroupsByIndexOrAddress() {
        DatagramEndpoint inet = udp.open(IpFamily.INET);
        DatagramEndpoint inet6 = udp.open(IpFamily.INET6);
        int address = Integer.reverseBytes(SockAddrIn.INADDR_LOOPBACK);
        int index = Integer.reverseBytes(loopbackIndex());

        assertThat(get(inet, IP, SocketOptions.IP_MULTICAST_IF)).isZero();
        assertThat(set(inet, IP, SocketOptions.IP_MULTICAST_IF, 0)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(set(inet, IP, SocketOptions.IP_MULTICAST_IF, address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(inet, IP, SocketOptions.IP_MULTICAST_IF)).isEqualTo(address);
        assertThat(set(inet, IP, SocketOptions.IP_MULTICAST_IF, index)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(inet, IP, SocketOptions.IP_MULTICAST_IF)).isEqualTo(index);
        assertThat(set(inet, IP, SocketOptions.IP_MULTICAST_IF, 0)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(set(inet, IP, SocketOptions.IP_MULTICAST_IF, 0x01010101))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(set(inet6, IP6, SocketOptions.IPV6_MULTICAST_IF, loopbackIndex()))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(inet6, IP6, SocketOptions.IPV6_MULTICAST_IF)).isEqualTo(loopbackIndex());
        assertThat(set(inet6, IP6, SocketOptions.IPV6_MULTICAST_IF, 9_999))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    /**
     * An address of this machine on an interface that takes groups: the loopback's of IPv4, which Linux lets do so when
     * asked; for IPv6, that of another interface, if there is one.
     */
    private static SockAddr home(IpFamily family, int port) {
        if (family == IpFamily.INET) {
            return TcpFixture.loopback(family, port);
        }
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
                    for (InetAddress address : Collections.list(each.getInetAddresses())) {
                        if (address.isLinkLocalAddress() && address instanceof Inet6Address) {
                            return SockAddrIn6.of(address, port);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Assumptions.abort("No interface here takes groups of IPv6");
    }

    private static Object request(IpFamily family) {
        return family == IpFamily.INET
                ? new IpMreq(GROUP.intAddress(), SockAddrIn.INADDR_LOOPBACK)
                : new Ipv6Mreq(GROUP6.highAddress(), GROUP6.lowAddress(), ((SockAddrIn6) home(family, 0)).scopeId());
    }

    private static NtStatus join(DatagramEndpoint endpoint, IpFamily family) {
        return endpoint.setOption(UdpOptions.levelOf(family), SocketOptions.IP_ADD_MEMBERSHIP, request(family));
    }

    private static NtStatus leave(DatagramEndpoint endpoint, IpFamily family) {
        return endpoint.setOption(UdpOptions.levelOf(family), SocketOptions.IP_DROP_MEMBERSHIP, request(family));
    }

    private static SockAddr group(IpFamily family, int port) {
        SockAddr group = (family == IpFamily.INET ? GROUP : GROUP6).copy();
        if (group instanceof SockAddrIn inet) {
            inet.setPort(port);
        } else {
            ((SockAddrIn6) group).setPort(port);
        }
        return group;
    }

    /** An endpoint that sends to groups that do not leave this machine. */
    private DatagramEndpoint sender(IpFamily family) {
        DatagramEndpoint endpoint = udp.open(family);
        SockAddr home = home(family, 0);
        assertThat(endpoint.bind(home)).isEqualTo(NtStatus.STATUS_SUCCESS);
        int where = home instanceof SockAddrIn6 scoped
                ? scoped.scopeId()
                : Integer.reverseBytes(SockAddrIn.INADDR_LOOPBACK);
        assertThat(set(endpoint, UdpOptions.levelOf(family), SocketOptions.IP_MULTICAST_IF, where))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void hearsTheGroupsThatItHasJoined(IpFamily family) {
        DatagramEndpoint sender = sender(family);
        DatagramEndpoint endpoint = udp.open(family);
        assertThat(endpoint.bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = TcpFixture.portOf(family, endpoint);
        assertThat(join(endpoint, family)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.restrict(UdpFixture.addressOf(family, sender))).isEqualTo(NtStatus.STATUS_SUCCESS);
        Call heard = Call.into(10).pends(endpoint::receiveFrom);

        UdpFixture.send("all", group(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);

        assertThat(heard.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("all");
        assertThat(heard.request().messageFlags())
                .as("the JDK does not tell where it came to")
                .isZero();
        assertThat(leave(endpoint, family)).isEqualTo(NtStatus.STATUS_SUCCESS);
        Call unheard = Call.into(10).pends(endpoint::receiveFrom);
        UdpFixture.send("nobody", group(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);
        UdpFixture.send("you", home(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);
        assertThat(unheard.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("you");
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void hearsTheGroupsThatItJoinsWhileItIsRestricted(IpFamily family) {
        DatagramEndpoint sender = sender(family);
        DatagramEndpoint endpoint = udp.open(family);
        assertThat(endpoint.bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = TcpFixture.portOf(family, endpoint);
        assertThat(endpoint.restrict(UdpFixture.addressOf(family, sender))).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(join(endpoint, family)).isEqualTo(NtStatus.STATUS_SUCCESS);

        Call heard = Call.into(10).pends(endpoint::receiveFrom);
        UdpFixture.send("all", group(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);
        assertThat(heard.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("all");
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Windows does not bind to the address of a group")
    void tellsThatAllItHearsIsAGroups(IpFamily family) {
        DatagramEndpoint sender = sender(family);
        UdpWatcher watcher = new UdpWatcher();
        DatagramEndpoint endpoint = udp.open(family, watcher);
        SockAddr address = group(family, 0);
        if (address instanceof SockAddrIn6 scoped) {
            scoped.setScopeId(((SockAddrIn6) home(family, 0)).scopeId());
        }
        assertThat(endpoint.bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = TcpFixture.portOf(family, endpoint);
        assertThat(join(endpoint, family)).isEqualTo(NtStatus.STATUS_SUCCESS);
        Call heard = Call.into(1).pends(endpoint::receiveFrom);

        UdpFixture.send("all", group(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);

        heard.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(heard.request().messageFlags()).isEqualTo(SocketOptions.MSG_MCAST | SocketOptions.MSG_TRUNC);
        endpoint.observe(true);
        UdpFixture.send("more", group(family, port)).ends(sender::sendTo, NtStatus.STATUS_SUCCESS);
        watcher.expect("took more");
        assertThat(watcher.flags()).isEqualTo(SocketOptions.MSG_MCAST);
    }

    @ParameterizedTest
    @CsvSource({"INET", "INET6"})
    void refusesMembershipsThatCannotBe(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        int level = UdpOptions.levelOf(family);
        List<Object> wrong = new ArrayList<>(List.of(
                new ULong(1),
                new IpMreq(SockAddrIn.INADDR_LOOPBACK, SockAddrIn.INADDR_LOOPBACK),
                new IpMreq(GROUP.intAddress(), 9_999),
                new Ipv6Mreq(0, 1, loopbackIndex()),
                new Ipv6Mreq(GROUP6.highAddress(), GROUP6.lowAddress(), 9_999)));
        wrong.add(request(family == IpFamily.INET ? IpFamily.INET6 : IpFamily.INET));

        for (Object each : wrong) {
            assertThat(endpoint.setOption(level, SocketOptions.IP_ADD_MEMBERSHIP, each))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        }
        assertThat(leave(endpoint, family)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(join(endpoint, family)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(join(endpoint, family)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(level, SocketOptions.IP_ADD_MEMBERSHIP, request(family), new SizeT()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void choosesAnInterfaceForAGroupThatLeavesItOpen() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);

        assertThat(endpoint.setOption(IP, SocketOptions.IP_ADD_MEMBERSHIP, new IpMreq(GROUP.intAddress(), 0)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }
}
