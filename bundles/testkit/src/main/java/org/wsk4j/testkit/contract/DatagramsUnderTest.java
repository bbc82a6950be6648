// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A transport that carries datagrams, and whom they go to. Implemented by whoever runs contracts. */
@ConsumerType
public interface DatagramsUnderTest extends TransportUnderTest {
    /** How many bytes a datagram has at most, over IPv4. */
    int LARGEST_DATAGRAM = 65_507;

    /**
     * Whom the datagrams go to.
     *
     * @return the same object each time
     */
    DatagramPeers datagramPeers();

    /**
     * How many bytes a datagram has at most.
     *
     * @return the count
     */
    default int largestDatagram() {
        return LARGEST_DATAGRAM;
    }

    /**
     * A group of hosts.
     *
     * @return the group; nothing when there are none here
     */
    default Optional<MulticastGroup> group() {
        return Optional.empty();
    }
}
