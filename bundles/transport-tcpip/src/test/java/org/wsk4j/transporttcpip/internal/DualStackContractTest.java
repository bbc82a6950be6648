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

/** The contracts of endpoints of IPv6 for both families, with peers of IPv4. */
class DualStackContractTest {
    interface OverBoth extends TransportSource {
        @Override
        default TransportUnderTest open() {
            return TcpIpUnderTest.dual();
        }
    }

    @Nested
    class Streams extends StreamContract implements OverBoth {}

    @Nested
    class StreamsTold extends StreamObserverContract implements OverBoth {}

    @Nested
    class StreamsEnd extends StreamEndContract implements OverBoth {}

    @Nested
    class Listeners extends ListenContract implements OverBoth {}

    @Nested
    class Datagrams extends DatagramContract implements OverBoth {}

    @Nested
    class DatagramsTold extends DatagramObserverContract implements OverBoth {}

    @Nested
    class DatagramsEnd extends DatagramEndContract implements OverBoth {}

    @Nested
    class Controls extends ControlContract implements OverBoth {}
}
