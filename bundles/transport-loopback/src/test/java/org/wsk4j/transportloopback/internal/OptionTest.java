// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;

class OptionTest {
    private static final int SOCKET = SocketOptions.SOL_SOCKET;
    private static final int TCP = IpProtocol.IPPROTO_TCP;
    private static final int UDP = IpProtocol.IPPROTO_UDP;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private static int get(TransportEndpoint endpoint, int level, int option) {
        ULong value = new ULong(-1);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(level, option, value, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    @Test
    @Clause({"SO-KEEPALIVE-01", "SO-RCVBUF-01"})
    void keepsWhatItIsSetTo() {
        StreamEndpoint endpoint = loopback.open(IpFamily.INET);
        assertThat(get(endpoint, SOCKET, SocketOptions.SO_RCVBUF)).isEqualTo(64 * 1024);
        assertThat(get(endpoint, SOCKET, SocketOptions.SO_KEEPALIVE)).isZero();
        assertThat(LoopbackFixture.set(endpoint, SOCKET, SocketOptions.SO_KEEPALIVE, 1))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(LoopbackFixture.set(endpoint, TCP, SocketOptions.TCP_NODELAY, 1))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(endpoint, SOCKET, SocketOptions.SO_KEEPALIVE)).isOne();
        assertThat(get(endpoint, TCP, SocketOptions.TCP_NODELAY)).isOne();
    }

    @Test
    void refusesBadValues() {
        StreamEndpoint endpoint = loopback.open(IpFamily.INET);
        assertThat(LoopbackFixture.set(endpoint, SOCKET, SocketOptions.SO_KEEPALIVE, 2))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(LoopbackFixture.set(endpoint, SOCKET, SocketOptions.SO_RCVBUF, 0))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(LoopbackFixture.set(endpoint, SOCKET, SocketOptions.SO_RCVBUF, -1))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(SOCKET, SocketOptions.SO_RCVBUF, "many"))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(SOCKET, SocketOptions.SO_RCVBUF, new SizeT(), new SizeT()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void hasTheOptionsOfItsKindAndFamilyOnly() {
        StreamEndpoint stream = loopback.open(IpFamily.INET);
        DatagramEndpoint datagram = loopback.datagram(IpFamily.INET);
        DatagramEndpoint datagram6 = loopback.datagram(IpFamily.INET6);
        assertThat(LoopbackFixture.set(stream, SOCKET, SocketOptions.SO_BROADCAST, 1))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(LoopbackFixture.set(datagram, TCP, SocketOptions.TCP_NODELAY, 1))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(LoopbackFixture.set(datagram6, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, 1))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(LoopbackFixture.set(datagram6, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_UNICAST_HOPS, 1))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(datagram.getOption(SOCKET, 0x7777, new ULong(), new SizeT()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void isForOneFamily() {
        StreamEndpoint endpoint = loopback.open(IpFamily.INET6);
        assertThat(get(endpoint, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY))
                .isOne();
        assertThat(LoopbackFixture.set(endpoint, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, 0))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void saysWhenItIsTooLate() {
        assertThat(LoopbackFixture.set(loopback.datagram(IpFamily.INET), SOCKET, SocketOptions.SO_REUSEADDR, 1))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void anEndpointForControlKeepsOptionsAndNothingElse() {
        Ptr<TransportEndpoint> opened = new Ptr<>();
        assertThat(loopback.transport().openControl(LoopbackFixture.datagrams(IpFamily.INET), UDP, opened))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        TransportEndpoint endpoint = loopback.own(opened.get());
        assertThat(LoopbackFixture.set(endpoint, SOCKET, SocketOptions.SO_BROADCAST, 1))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(endpoint, SOCKET, SocketOptions.SO_BROADCAST)).isOne();
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.localAddress(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.control(1, null, null, null)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(loopback.close(endpoint)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }
}
