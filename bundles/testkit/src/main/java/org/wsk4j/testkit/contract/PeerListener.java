// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.ws2def.SockAddr;

/** A peer that listens. Threads: the test's only. */
@ConsumerType
public interface PeerListener {
    /**
     * Where to connect to.
     *
     * @return the address
     */
    SockAddr address();

    /**
     * Accepts the next connection; waits for it.
     *
     * @return its peer
     */
    StreamPeer accept();
}
