// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

class ControlEndpointTest {
    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    private TransportEndpoint open(TransportTriple triple, int protocol) {
        Ptr<TransportEndpoint> endpoint = new Ptr<>();
        assertThat(udp.transport().openControl(triple, protocol, endpoint)).isEqualTo(NtStatus.STATUS_SUCCESS);
        return udp.keep(endpoint.get());
    }

    private TransportEndpoint openTcp(IpFamily family) {
        return open(TcpFixture.triple(family), IpProtocol.IPPROTO_TCP);
    }

    private TransportEndpoint openUdp(IpFamily family) {
        return open(UdpFixture.triple(family), IpProtocol.IPPROTO_UDP);
    }

    private static void expectSwitch(TransportEndpoint endpoint, int level, int option) {
        ULong value = new ULong(77);
        assertThat(endpoint.setOption(level, option, new ULong(1))).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.getOption(level, option, value, new SizeT())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(value.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void hasTheOptionsOfItsKind(IpFamily family) {
        TransportEndpoint tcp = openTcp(family);
        TransportEndpoint datagrams = openUdp(family);

        expectSwitch(tcp, IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY);
        expectSwitch(datagrams, SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST);
        assertThat(tcp.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(datagrams.setOption(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(tcp.control(1, null, null, new SizeT())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        if (family == IpFamily.INET6) {
            expectSwitch(tcp, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY);
            expectSwitch(datagrams, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY);
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void isNeverBound(IpFamily family) {
        TransportEndpoint endpoint = openUdp(family);

        assertThat(endpoint.bind(TcpFixture.loopback(family, 0))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.localAddress(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void closesAtOnceUnlessItsThreadKnowsIt() {
        TransportEndpoint idle = openTcp(IpFamily.INET);
        udp.forget(idle);
        Call.empty().ends(idle::close, NtStatus.STATUS_SUCCESS);
        assertThat(idle.setOption(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        TransportEndpoint busy = openUdp(IpFamily.INET);
        Call posted = Call.empty().start(request -> {
            request.finish(NtStatus.STATUS_SUCCESS);
            busy.post(request);
            return NtStatus.STATUS_PENDING;
        });
        udp.forget(busy);

        Call.empty().pends(busy::close).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(posted.awaits(NtStatus.STATUS_SUCCESS).level()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(busy.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void isClosedAfterTheTransportHasEnded() {
        udp.expectErrors();
        TransportEndpoint endpoint = openUdp(IpFamily.INET);

        udp.transport().deactivate();

        endpoint.cancel(Call.empty().request());
        endpoint.forEachPending(request -> {
            throw new AssertionError("nothing waits");
        });
        udp.close(endpoint);
    }

    @Test
    void refusesWhatTheTransportDoesNotServe() {
        Ptr<TransportEndpoint> endpoint = new Ptr<>();
        TransportTriple unix = new TransportTriple(AddressFamily.AF_UNIX, SocketType.SOCK_STREAM, 0);

        assertThat(udp.transport().openControl(unix, 0, endpoint)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(udp.transport().openControl(UdpFixture.triple(IpFamily.INET), IpProtocol.IPPROTO_TCP, endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        udp.transport().deactivate();
        assertThat(udp.transport().openControl(UdpFixture.triple(IpFamily.INET), IpProtocol.IPPROTO_UDP, endpoint))
                .isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(endpoint.get()).isNull();
    }
}
