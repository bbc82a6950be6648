// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class MembershipRequestTest {
    private static final int GROUP = SockAddrIn.of("233.252.0.1", 0).intAddress();
    private static final SockAddrIn6 GROUP6 = SockAddrIn6.of("ff02::1", 0);

    @Test
    void holdsAGroupOfIpv4AndAnInterface() {
        IpMreq request = new IpMreq();
        request.setMulticastAddress(GROUP);
        request.setInterfaceAddress(SockAddrIn.INADDR_LOOPBACK);

        assertThat(request.multicastAddress()).isEqualTo(GROUP);
        assertThat(request.interfaceAddress()).isEqualTo(SockAddrIn.INADDR_LOOPBACK);
        assertThat(request).hasToString("233.252.0.1 at 127.0.0.1");
        assertThat(request)
                .isEqualTo(new IpMreq(GROUP, SockAddrIn.INADDR_LOOPBACK))
                .hasSameHashCodeAs(new IpMreq(GROUP, SockAddrIn.INADDR_LOOPBACK))
                .isNotEqualTo(new IpMreq(GROUP, 0))
                .isNotEqualTo(new IpMreq(0, SockAddrIn.INADDR_LOOPBACK));
    }

    @Test
    void holdsAGroupOfIpv6AndAnInterface() {
        Ipv6Mreq request = new Ipv6Mreq();
        request.setMulticastAddress(GROUP6.highAddress(), GROUP6.lowAddress());
        request.setInterfaceIndex(3);

        Ipv6Mreq same = new Ipv6Mreq(GROUP6.highAddress(), GROUP6.lowAddress(), 3);
        assertThat(request.highAddress()).isEqualTo(GROUP6.highAddress());
        assertThat(request.lowAddress()).isEqualTo(GROUP6.lowAddress());
        assertThat(request.interfaceIndex()).isEqualTo(3);
        assertThat(request).hasToString("ff02::1 on interface 3");
        assertThat(request)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(new Ipv6Mreq(GROUP6.highAddress(), GROUP6.lowAddress(), 4))
                .isNotEqualTo(new Ipv6Mreq(0, GROUP6.lowAddress(), 3))
                .isNotEqualTo(new Ipv6Mreq(GROUP6.highAddress(), 0, 3));
    }
}
