// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.ws2def.SockAddr;

/** A peer that sends and receives datagrams. Threads: the test's only. */
@ConsumerType
public interface DatagramPeer {
    /**
     * Where it is.
     *
     * @return the address that it sends from
     */
    SockAddr address();

    /**
     * Sends a datagram.
     *
     * @param text in ASCII, may be empty
     * @param endpoint whom to
     */
    void send(String text, DatagramEndpoint endpoint);

    /**
     * Receives the next datagram; waits for it.
     *
     * @param endpoint who must have sent it
     * @return what it carries, as ASCII
     */
    String receive(DatagramEndpoint endpoint);
}
