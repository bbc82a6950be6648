// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class BindTest {
    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, STATUS_SUCCESS, STATUS_SUCCESS",
        "127.0.0.1, STATUS_SUCCESS, STATUS_SUCCESS",
        "127.255.1.2, STATUS_SUCCESS, STATUS_SUCCESS",
        "224.1.2.3, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_SUCCESS",
        "192.0.2.1, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_INVALID_ADDRESS_COMPONENT",
        "255.255.255.255, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_INVALID_ADDRESS_COMPONENT",
        "::, STATUS_SUCCESS, STATUS_SUCCESS",
        "::1, STATUS_SUCCESS, STATUS_SUCCESS",
        "ff02::1, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_SUCCESS",
        "2001:db8::1, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_INVALID_ADDRESS_COMPONENT",
        "::ffff:127.0.0.1, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_INVALID_ADDRESS_COMPONENT",
        "::ffff:0.0.0.0, STATUS_INVALID_ADDRESS_COMPONENT, STATUS_INVALID_ADDRESS_COMPONENT",
    })
    void knowsTheLoopbackAndGroups(String literal, NtStatus stream, NtStatus datagram) {
        boolean ipv6 = literal.contains(":");
        IpFamily family = ipv6 ? IpFamily.INET6 : IpFamily.INET;
        SockAddr address = ipv6 ? SockAddrIn6.of(literal, 0) : SockAddrIn.of(literal, 0);

        assertThat(loopback.open(family).bind(address)).isEqualTo(stream);
        assertThat(loopback.openListener(family, new RecordingListenObserver()).bind(address))
                .isEqualTo(stream);
        assertThat(loopback.openDatagram(family, new RecordingDatagramObserver())
                        .bind(address))
                .isEqualTo(datagram);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void choosesThePortsOneAfterTheOther(IpFamily family) {
        assertThat(family.port(LoopbackFixture.local(loopback.bound(family)))).isEqualTo(49_152);
        assertThat(family.port(LoopbackFixture.local(loopback.bound(family)))).isEqualTo(49_153);
        assertThat(family.port(LoopbackFixture.local(loopback.datagram(family))))
                .as("a space of its own")
                .isEqualTo(49_152);
    }

    @Test
    void givesEachPortOnce() {
        assertThat(bind("127.0.0.1", 80)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(bind("127.0.0.1", 80)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(bind("0.0.0.0", 80)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(bind("127.0.0.2", 80)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(bind("127.0.0.1", 80 + 1024)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(bind("0.0.0.0", 81)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(bind("127.0.0.1", 81)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
    }

    private NtStatus bind(String literal, int port) {
        return loopback.open(IpFamily.INET).bind(SockAddrIn.of(literal, port));
    }

    @Test
    void freesTheAddressWhenItIsClosed() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        SockAddr address = LoopbackFixture.local(endpoint);
        loopback.close(endpoint);

        assertThat(loopback.open(IpFamily.INET).bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void bindsOnce() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(loopback.open(IpFamily.INET).bind(new SockAddrIn6())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void tellsNoAddressBeforeTheBind() {
        assertThat(loopback.open(IpFamily.INET).localAddress(new SockAddrIn()))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(loopback.bound(IpFamily.INET).localAddress(new SockAddrIn6()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(loopback.bound(IpFamily.INET).remoteAddress(new SockAddrIn()))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }
}
