// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.junit.jupiter.api.Nested;

/** The contracts for the fake transports, over IPv6. */
class FakeIpv6ContractTest {
    interface OfStreams extends TransportSource {
        @Override
        default TransportUnderTest open() {
            return new FakeStreamsUnderTest(FakeFamily.INET6);
        }
    }

    interface OfDatagrams extends TransportSource {
        @Override
        default TransportUnderTest open() {
            return new FakeDatagramsUnderTest(FakeFamily.INET6);
        }
    }

    @Nested
    class Streams extends StreamContract implements OfStreams {}

    @Nested
    class StreamsTold extends StreamObserverContract implements OfStreams {}

    @Nested
    class StreamsEnd extends StreamEndContract implements OfStreams {}

    @Nested
    class Listeners extends ListenContract implements OfStreams {}

    @Nested
    class Datagrams extends DatagramContract implements OfDatagrams {}

    @Nested
    class DatagramsTold extends DatagramObserverContract implements OfDatagrams {}

    @Nested
    class DatagramsEnd extends DatagramEndContract implements OfDatagrams {}

    @Nested
    class Controls extends ControlContract implements OfDatagrams {}
}
