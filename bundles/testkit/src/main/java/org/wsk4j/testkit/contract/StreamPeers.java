// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.ws2def.SockAddr;

/**
 * Whom the connections under test are with. All addresses are in the form in which these endpoints see them.
 *
 * <p>Implemented by whoever runs contracts. Threads: the test's only.
 */
@ConsumerType
public interface StreamPeers {
    /**
     * Listens for connections.
     *
     * @return who listens
     */
    PeerListener listen();

    /**
     * Connects to a listener under test, and returns once the connection is there.
     *
     * @param listener bound
     * @return the peer of the connection, which need not be accepted yet
     */
    StreamPeer dial(ListenEndpoint listener);

    /**
     * Tries to connect to a listener that was closed.
     *
     * @param listener closed
     * @param address where it was
     * @return true when nobody listens there
     */
    boolean isRefused(ListenEndpoint listener, SockAddr address);

    /**
     * Sees to it that the next connect is refused.
     *
     * @return whom to connect to
     */
    SockAddr nobody();
}
