// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SockAddrUn;

class TcpBindTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void tellsNoAddressBeforeItIsBound(IpFamily family) {
        StreamEndpoint endpoint = tcp.open(family);

        assertThat(endpoint.localAddress(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void choosesAPortForTheWildcardAndPortZero(IpFamily family) {
        StreamEndpoint endpoint = tcp.bound(family);
        SockAddr first = TcpFixture.loopback(family, 1);
        SockAddr second = TcpFixture.loopback(family, 1);

        assertThat(endpoint.localAddress(first)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.localAddress(second)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(family.port(first)).isPositive();
        assertThat(family.isWildcard(first)).isTrue();
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void connectsFromThePortThatWasAskedFor(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        StreamEndpoint endpoint = tcp.bound(family);
        SockAddr before = TcpFixture.wildcard(family);
        endpoint.localAddress(before);

        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);

        SockAddr after = TcpFixture.wildcard(family);
        assertThat(endpoint.localAddress(after)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(after).isEqualTo(TcpFixture.loopback(family, family.port(before)));
        assertThat(tcp.accept(server).socket().getPort()).isEqualTo(family.port(before));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void bindsToOneLocalAddress(IpFamily family) {
        StreamEndpoint endpoint = tcp.open(family);

        NtStatus status = endpoint.bind(TcpFixture.loopback(family, 0));

        SockAddr local = TcpFixture.wildcard(family);
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.localAddress(local)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(local).isEqualTo(TcpFixture.loopback(family, family.port(local)));
        assertThat(family.port(local)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusesAnAddressThatIsInUse(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        StreamEndpoint endpoint = tcp.open(family);

        NtStatus status = endpoint.bind(TcpFixture.addressOf(server));

        assertThat(status).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(endpoint.bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusesAnAddressThatIsNotLocal(IpFamily family) {
        SockAddr documentation =
                family == IpFamily.INET ? SockAddrIn.of("192.0.2.1", 0) : SockAddrIn6.of("2001:db8::1", 0);

        assertThat(tcp.open(family).bind(documentation)).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusesASecondBind(IpFamily family) {
        assertThat(tcp.bound(family).bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusesAnAddressOfAnotherFamily(IpFamily family) {
        IpFamily other = family == IpFamily.INET ? IpFamily.INET6 : IpFamily.INET;
        StreamEndpoint endpoint = tcp.open(family);

        assertThat(endpoint.bind(TcpFixture.wildcard(other))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.bind(new SockAddrUn())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.bind(null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void tellsNoAddressIntoMemoryOfAnotherFamily(IpFamily family) {
        IpFamily other = family == IpFamily.INET ? IpFamily.INET6 : IpFamily.INET;
        StreamEndpoint endpoint = tcp.bound(family);

        assertThat(endpoint.localAddress(TcpFixture.wildcard(other))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.localAddress(null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void refusesAnIpv4AddressInIpv6Form() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET6);

        assertThat(endpoint.bind(SockAddrIn6.of("::ffff:127.0.0.1", 0)))
                .isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @Test
    @Clause("CLOSE-02")
    void closesAnEndpointThatWasNeverUsedAtOnce() {
        StreamEndpoint unbound = tcp.open(IpFamily.INET);
        StreamEndpoint bound = tcp.bound(IpFamily.INET);
        tcp.forget(unbound);
        tcp.forget(bound);

        Call.empty().ends(unbound::close, NtStatus.STATUS_SUCCESS);
        Call.empty().ends(bound::close, NtStatus.STATUS_SUCCESS);
    }
}
