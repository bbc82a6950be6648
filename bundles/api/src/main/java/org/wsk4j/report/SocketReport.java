// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.wsk4j.ws2def.SockAddr;

/**
 * One socket as it was at the moment of the report. Immutable.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface SocketReport {
    /**
     * The socket's number, unique in this container.
     *
     * @return 1 or more
     */
    long id();

    /**
     * The category.
     *
     * @return {@code connection}, {@code listen}, {@code datagram}, {@code stream} or {@code basic}
     */
    String category();

    /**
     * The state.
     *
     * @return one upper-case word, such as {@code CONNECTED}
     */
    String state();

    /**
     * The local address.
     *
     * @return a copy, or null when not bound
     */
    SockAddr localAddress();

    /**
     * The peer's address.
     *
     * @return a copy, or null when there is no peer
     */
    SockAddr remoteAddress();

    /**
     * Bytes taken from the platform.
     *
     * @return the count since the connection was made
     */
    long bytesReceived();

    /**
     * Bytes handed to the platform.
     *
     * @return the count since the connection was made
     */
    long bytesSent();

    /**
     * IRPs that the socket has and did not complete yet.
     *
     * @return the count
     */
    int pendingIrps();

    /**
     * Which event callbacks are enabled, those for accepted sockets to inherit among them.
     *
     * @return {@code WSK_EVENT_*} bits
     */
    int events();

    /**
     * How many connections wait for their acceptance: a listening socket has them, and nobody has taken or inspected them.
     *
     * @return the count, 0 for other sockets
     */
    int acceptBacklog();

    /**
     * How many lists of received data the client retains.
     *
     * @return the count
     */
    int retained();

    /**
     * Whose socket it is.
     *
     * @return the client's bundle; null when the client attached without one
     */
    Bundle owner();

    /**
     * When it was made.
     *
     * @return the moment of creation
     */
    Instant opened();
}
