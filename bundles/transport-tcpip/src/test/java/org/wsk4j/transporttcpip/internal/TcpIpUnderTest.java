// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.wsk4j.testkit.contract.DatagramPeers;
import org.wsk4j.testkit.contract.DatagramsUnderTest;
import org.wsk4j.testkit.contract.EndpointPeers;
import org.wsk4j.testkit.contract.MulticastGroup;
import org.wsk4j.testkit.contract.StreamPeers;
import org.wsk4j.testkit.contract.StreamsUnderTest;
import org.wsk4j.testkit.contract.TransportUnderTest;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** This transport for the contracts; with two I/O threads, so that peers need not share one. */
final class TcpIpUnderTest implements StreamsUnderTest, DatagramsUnderTest {
    private static final int LARGEST_INET6 = 65_527;
    private static final int FLOOD = 16 << 20; // more than Linux lets the buffers of both ends grow

    private final TcpFixture fixture = new TcpFixture(2);
    private final IpFamily family;
    private final boolean dual;
    private final EndpointPeers peers;

    private TcpIpUnderTest(IpFamily family, boolean dual) {
        this.family = family;
        this.dual = dual;
        fixture.begin();
        peers = dual
                ? new EndpointPeers(fixture.transport(), TcpFixture.loopback(IpFamily.INET, 0), TcpIpUnderTest::mapped)
                : new EndpointPeers(fixture.transport(), home());
    }

    /** Endpoints and peers of one family. */
    static TransportUnderTest of(IpFamily family) {
        return new TcpIpUnderTest(family, false);
    }

    /** Endpoints of IPv6 for both families, and peers of IPv4. */
    static TransportUnderTest dual() {
        return new TcpIpUnderTest(IpFamily.INET6, true);
    }

    private static SockAddr mapped(SockAddr address) {
        SockAddrIn in = (SockAddrIn) address;
        SockAddrIn6 mapped = SockAddrIn6.of("::", in.port());
        mapped.setAddress(0, 0xFFFF_0000_0000L | Integer.toUnsignedLong(in.intAddress()));
        return mapped;
    }

    @Override
    public TransportProvider transport() {
        return fixture.transport();
    }

    @Override
    public SockAddr home() {
        return dual ? new SockAddrIn6() : TcpFixture.loopback(family, 0);
    }

    @Override
    public StreamPeers streamPeers() {
        return peers;
    }

    @Override
    public DatagramPeers datagramPeers() {
        return peers;
    }

    @Override
    public Option option(int socketType) {
        return socketType == SocketType.SOCK_STREAM
                ? new Option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY)
                : new Option(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST);
    }

    @Override
    public int flood() {
        return FLOOD;
    }

    @Override
    public int largestDatagram() {
        return family == IpFamily.INET || dual ? LARGEST_DATAGRAM : LARGEST_INET6;
    }

    /** One on the loopback, which Linux lets take groups of IPv4 when asked. */
    @Override
    public Optional<MulticastGroup> group() {
        if (family == IpFamily.INET6) {
            return Optional.empty();
        }
        SockAddrIn group = SockAddrIn.of("233.252.0.1", 0);
        return Optional.of(new MulticastGroup(
                IpProtocol.IPPROTO_IP,
                new IpMreq(group.intAddress(), SockAddrIn.INADDR_LOOPBACK),
                new SockAddrIn(),
                home(),
                port -> SockAddrIn.of("233.252.0.1", port),
                endpoint -> set(
                        endpoint,
                        IpProtocol.IPPROTO_IP,
                        SocketOptions.IP_MULTICAST_IF,
                        Integer.reverseBytes(SockAddrIn.INADDR_LOOPBACK))));
    }

    @Override
    public void prepare(TransportEndpoint endpoint) {
        if (dual) {
            set(endpoint, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, 0);
        }
    }

    private static void set(TransportEndpoint endpoint, int level, int option, int value) {
        assertThat(endpoint.setOption(level, option, new ULong(value))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Override
    public void close() {
        peers.close();
        fixture.end();
    }
}
