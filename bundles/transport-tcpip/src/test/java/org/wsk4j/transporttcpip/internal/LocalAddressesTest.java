// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_QUERY;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketAddressList;

/** SIO_ADDRESS_LIST_QUERY of every kind of endpoint. */
class LocalAddressesTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private List<TransportEndpoint> endpoints(IpFamily family) {
        Ptr<TransportEndpoint> control = new Ptr<>();
        tcp.transport().openControl(TcpFixture.triple(family), IpProtocol.IPPROTO_TCP, control);
        tcp.keep(control.get());
        return List.of(tcp.open(family), tcp.openListener(family, new Acceptor(tcp)), control.get());
    }

    private static List<SockAddr> list(TransportEndpoint endpoint) {
        SocketAddressList output = new SocketAddressList();
        output.add(SockAddrIn.of("203.0.113.1", 9)); // what was there before goes
        SizeT written = new SizeT();
        assertThat(endpoint.control(SIO_ADDRESS_LIST_QUERY, null, output, written))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(output.size());
        List<SockAddr> addresses = new ArrayList<>();
        output.forEach(addresses::add);
        return addresses;
    }

    @ParameterizedTest
    @EnumSource
    @Clause("SIO-ADDR-QUERY-01")
    void areTheSameForAllEndpointsOfAFamily(IpFamily family) {
        List<List<SockAddr>> lists =
                endpoints(family).stream().map(LocalAddressesTest::list).toList();

        assertThat(lists.get(0)).doesNotHaveDuplicates().allMatch(family::owns);
        assertThat(lists).containsOnly(lists.get(0));
        assertThat(lists.get(0)).allMatch(address -> family.port(address) == 0 && !family.isWildcard(address));
    }

    @ParameterizedTest
    @EnumSource(names = "INET")
    @Clause("SIO-ADDR-QUERY-01")
    void haveTheLoopbackAmongThem(IpFamily family) throws Exception {
        SockAddr loopback = SockAddrIn.of(InetAddress.getByName("127.0.0.1"), 0);

        assertThat(list(tcp.open(family))).contains(loopback);
    }

    @ParameterizedTest
    @EnumSource
    void areWhatEndpointsTellThatAreBoundToThem(IpFamily family) {
        for (SockAddr address : list(tcp.open(family))) {
            StreamEndpoint endpoint = tcp.open(family);
            assertThat(endpoint.bind(address)).as("bind to %s", address).isEqualTo(NtStatus.STATUS_SUCCESS);

            SockAddr told = TcpFixture.localOf(family, endpoint);

            assertThat(told).isEqualTo(withPort(address, family.port(told)));
        }
    }

    private static SockAddr withPort(SockAddr address, int port) {
        SockAddr copy = address.copy();
        if (copy instanceof SockAddrIn inet) {
            inet.setPort(port);
        } else {
            ((SockAddrIn6) copy).setPort(port);
        }
        return copy;
    }

    @ParameterizedTest
    @EnumSource
    void needAListToGoTo(IpFamily family) {
        for (TransportEndpoint endpoint : endpoints(family)) {
            assertThat(endpoint.control(SIO_ADDRESS_LIST_QUERY, null, new ULong(), new SizeT()))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(endpoint.control(SIO_ADDRESS_LIST_QUERY, null, null, new SizeT()))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        }
    }
}
