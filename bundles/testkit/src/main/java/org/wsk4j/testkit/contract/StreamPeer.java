// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.ws2def.SockAddr;

/** The peer of a connection. It reads only what it is told to. Threads: the test's only. */
@ConsumerType
public interface StreamPeer {
    /**
     * Where it is.
     *
     * @return the address that our end knows as the remote one
     */
    SockAddr address();

    /**
     * Sends bytes, at once if there is room.
     *
     * @param text in ASCII, at least one character, few enough to be sent while our end does not receive
     */
    void write(String text);

    /**
     * Reads bytes; waits for them.
     *
     * @param count how many
     * @return as many as ASCII, or what there was before the end
     */
    String read(int count);

    /** Ends its sending direction. */
    void end();

    /** Resets the connection. */
    void reset();

    /** Waits until our end has ended its direction in good order, all bytes having been read. */
    void awaitEnd();

    /** Waits until our end has reset the connection. */
    void awaitReset();
}
