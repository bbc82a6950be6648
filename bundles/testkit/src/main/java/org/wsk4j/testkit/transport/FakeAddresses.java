// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.HashMap;
import java.util.Map;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The local addresses in use: an endpoint has each for itself, or shares it with the listener that was made of it, or with
 * those that may.
 *
 * <p>Threads: safe for all.
 */
final class FakeAddresses {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final Map<SockAddr, Use> uses = new HashMap<>(); // @GuardedBy("this"); its own copies
    private int nextPort = FIRST_FREE_PORT; // @GuardedBy("this")

    /** Who has an address. */
    private static final class Use {
        private int holders = 1;
        private boolean shared;

        private Use(boolean shared) {
            this.shared = shared;
        }
    }

    /**
     * A copy with a port of its own, which the caller has until {@link #free}; null when the address is in use, unless its
     * users and the caller share it.
     */
    synchronized SockAddr claim(SockAddr wanted, boolean shared) {
        SockAddr address = wanted.copy();
        if (port(address) == 0) {
            do {
                setPort(address, nextPort);
                nextPort = nextPort == LAST_PORT ? FIRST_FREE_PORT : nextPort + 1;
            } while (uses.containsKey(address));
        }
        Use other = uses.putIfAbsent(address, new Use(shared));
        if (other != null) {
            if (!shared || !other.shared) {
                return null;
            }
            other.holders++;
        }
        return address.copy();
    }

    /** Lets others claim an address that is in use, if they share it. */
    synchronized void letShare(SockAddr address) {
        uses.get(address).shared = true;
    }

    /** Holds a claimed address once more; false when a listener has it already, unless it is shared. */
    synchronized boolean share(SockAddr address) {
        Use use = uses.get(address);
        if (use.holders != 1 && !use.shared) {
            return false;
        }
        use.holders++;
        return true;
    }

    synchronized void free(SockAddr address) {
        uses.computeIfPresent(address, (held, use) -> --use.holders == 0 ? null : use);
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
