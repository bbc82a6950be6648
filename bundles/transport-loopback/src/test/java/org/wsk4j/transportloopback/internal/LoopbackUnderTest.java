// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.Optional;
import org.wsk4j.testkit.contract.DatagramPeers;
import org.wsk4j.testkit.contract.DatagramsUnderTest;
import org.wsk4j.testkit.contract.EndpointPeers;
import org.wsk4j.testkit.contract.MulticastGroup;
import org.wsk4j.testkit.contract.StreamPeers;
import org.wsk4j.testkit.contract.StreamsUnderTest;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** This transport for the contracts. */
final class LoopbackUnderTest implements StreamsUnderTest, DatagramsUnderTest {
    private static final int LARGEST_INET6 = 65_527;
    private static final int FLOOD = 1 << 20;

    private final LoopbackFixture fixture = new LoopbackFixture();
    private final IpFamily family;
    private final EndpointPeers peers;

    LoopbackUnderTest(IpFamily family) {
        this.family = family;
        fixture.begin();
        peers = new EndpointPeers(fixture.transport(), home());
    }

    @Override
    public TransportProvider transport() {
        return fixture.transport();
    }

    @Override
    public SockAddr home() {
        return family.loopback(0);
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
        return family == IpFamily.INET ? LARGEST_DATAGRAM : LARGEST_INET6;
    }

    @Override
    public Optional<MulticastGroup> group() {
        SockAddrIn group = SockAddrIn.of("233.252.0.1", 0);
        SockAddrIn6 group6 = SockAddrIn6.of("ff01::db8:1", 0);
        return Optional.of(
                family == IpFamily.INET
                        ? new MulticastGroup(
                                IpProtocol.IPPROTO_IP,
                                new IpMreq(group.intAddress(), 0),
                                new SockAddrIn(),
                                home(),
                                port -> SockAddrIn.of("233.252.0.1", port),
                                endpoint -> {})
                        : new MulticastGroup(
                                IpProtocol.IPPROTO_IPV6,
                                new Ipv6Mreq(group6.highAddress(), group6.lowAddress(), 0),
                                new SockAddrIn6(),
                                home(),
                                port -> SockAddrIn6.of("ff01::db8:1", port),
                                endpoint -> {}));
    }

    @Override
    public void close() {
        peers.close();
        fixture.end();
    }
}
