// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.HashSet;
import java.util.Set;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The local addresses in use: an endpoint has each for itself. Threads: safe for all. */
final class FakeAddresses {
    private static final int FIRST_FREE_PORT = 49_152;

    private final Set<SockAddr> claimed = new HashSet<>(); // @GuardedBy("this"); its own copies
    private int nextPort = FIRST_FREE_PORT; // @GuardedBy("this")

    /** A copy with a port of its own, which the caller has until {@link #free}; null when the address is in use. */
    synchronized SockAddr claim(SockAddr wanted) {
        SockAddr address = wanted.copy();
        if (address instanceof SockAddrIn in && in.port() == 0) {
            in.setPort(nextPort++);
        } else if (address instanceof SockAddrIn6 in6 && in6.port() == 0) {
            in6.setPort(nextPort++);
        }
        return claimed.add(address) ? address.copy() : null;
    }

    synchronized void free(SockAddr address) {
        claimed.remove(address);
    }
}
