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

/** The contracts over IPv4. */
class Ipv4ContractTest {
    interface OverIpv4 extends TransportSource {
        @Override
        default TransportUnderTest open() {
            return TcpIpUnderTest.of(IpFamily.INET);
        }
    }

    @Nested
    class Streams extends StreamContract implements OverIpv4 {}

    @Nested
    class StreamsTold extends StreamObserverContract implements OverIpv4 {}

    @Nested
    class StreamsEnd extends StreamEndContract implements OverIpv4 {}

    @Nested
    class Listeners extends ListenContract implements OverIpv4 {}

    @Nested
    class Datagrams extends DatagramContract implements OverIpv4 {}

    @Nested
    class DatagramsTold extends DatagramObserverContract implements OverIpv4 {}

    @Nested
    class DatagramsEnd extends DatagramEndContract implements OverIpv4 {}

    @Nested
    class Controls extends ControlContract implements OverIpv4 {}
}
