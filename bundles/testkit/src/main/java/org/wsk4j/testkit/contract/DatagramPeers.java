// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whom the datagrams under test go to. All addresses are in the form in which these endpoints see them.
 *
 * <p>Implemented by whoever runs contracts. Threads: the test's only.
 */
@ConsumerType
public interface DatagramPeers {
    /**
     * Opens a peer for datagrams.
     *
     * @return the peer, at an address of its own
     */
    DatagramPeer datagrams();
}
