// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import org.junit.jupiter.api.Nested;
import org.wsk4j.testkit.contract.ControlContract;
import org.wsk4j.testkit.contract.DatagramContract;
import org.wsk4j.testkit.contract.DatagramEndContract;
import org.wsk4j.testkit.contract.DatagramObserverContract;
import org.wsk4j.testkit.contract.ListenContract;
import org.wsk4j.testkit.contract.StreamContract;
import org.wsk4j.testkit.contract.StreamEndContract;
import org.wsk4j.testkit.contract.StreamObserverContract;
import org.wsk4j.testkit.contract.TransportSource;
import org.wsk4j.testkit.contract.TransportUnderTest;

/** The contracts over IPv6. */
class Ipv6ContractTest {
    interface OverIpv6 extends TransportSource {
        @Override
        default TransportUnderTest open() {
            return TcpIpUnderTest.of(IpFamily.INET6);
        }
    }

    @Nested
    class Streams extends StreamContract implements OverIpv6 {}

    @Nested
    class StreamsTold extends StreamObserverContract implements OverIpv6 {}

    @Nested
    class StreamsEnd extends StreamEndContract implements OverIpv6 {}

    @Nested
    class Listeners extends ListenContract implements OverIpv6 {}

    @Nested
    class Datagrams extends DatagramContract implements OverIpv6 {}

    @Nested
    class DatagramsTold extends DatagramObserverContract implements OverIpv6 {}

    @Nested
    class DatagramsEnd extends DatagramEndContract implements OverIpv6 {}

    @Nested
    class Controls extends ControlContract implements OverIpv6 {}
}
