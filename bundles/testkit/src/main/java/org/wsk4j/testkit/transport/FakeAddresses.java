// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.HashMap;
import java.util.Map;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The local addresses in use: an endpoint has each for itself, or shares it with the listener that was made of it.
 *
 * <p>Threads: safe for all.
 */
final class FakeAddresses {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final Map<SockAddr, Integer> holders = new HashMap<>(); // @GuardedBy("this"); its own copies
    private int nextPort = FIRST_FREE_PORT; // @GuardedBy("this")

    /** A copy with a port of its own, which the caller has until {@link #free}; null when the address is in use. */
    synchronized SockAddr claim(SockAddr wanted) {
        SockAddr address = wanted.copy();
        if (port(address) == 0) {
            do {
                setPort(address, nextPort);
                nextPort = nextPort == LAST_PORT ? FIRST_FREE_PORT : nextPort + 1;
            } while (holders.containsKey(address));
        }
        return holders.putIfAbsent(address, 1) == null ? address.copy() : null;
    }

    /** Holds a claimed address once more; false when somebody else shares it already. */
    synchronized boolean share(SockAddr address) {
        return holders.replace(address, 1, 2);
    }

    synchronized void free(SockAddr address) {
        holders.computeIfPresent(address, (held, count) -> count == 1 ? null : count - 1);
    }

    /** A copy for a connection that arrived there: a wildcard becomes the loopback address. */
    static SockAddr specific(SockAddr listened) {
        SockAddr address = listened.copy();
        if (address instanceof SockAddrIn in && in.isWildcard()) {
            in.setAddress(SockAddrIn.INADDR_LOOPBACK);
        } else if (address instanceof SockAddrIn6 in6 && in6.isWildcard()) {
            in6.setAddress(0, 1);
        }
        return address;
    }

    private static int port(SockAddr address) {
        return address instanceof SockAddrIn in ? in.port() : ((SockAddrIn6) address).port();
    }

    private static void setPort(SockAddr address, int port) {
        if (address instanceof SockAddrIn in) {
            in.setPort(port);
        } else {
            ((SockAddrIn6) address).setPort(port);
        }
    }
}
