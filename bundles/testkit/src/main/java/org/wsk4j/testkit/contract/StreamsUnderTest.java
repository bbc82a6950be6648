// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;

/** A transport that makes connections, and whom they are with. Implemented by whoever runs contracts. */
@ConsumerType
public interface StreamsUnderTest extends TransportUnderTest {
    /**
     * Whom the connections are with.
     *
     * @return the same object each time
     */
    StreamPeers streamPeers();

    /**
     * How many bytes a send must have so that it waits while the peer does not read.
     *
     * @return the count
     */
    int flood();
}
