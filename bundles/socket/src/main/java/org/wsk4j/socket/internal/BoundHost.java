// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Which local addresses of a port a socket has: one, or all of IPv4, of IPv6 or of both. An IPv4 address that is written as
 * an IPv6 one is the IPv4 address.
 *
 * <p>Threads: immutable.
 *
 * @param wildcard whether it is bound to all addresses
 * @param inet whether IPv4 addresses are among them
 * @param inet6 whether IPv6 addresses are among them
 * @param high the address in network order, the first 64 bits; 0 for a wildcard and for IPv4
 * @param low the last 64 bits; 0 for a wildcard
 * @param scope the scope id of a link-local address, else 0
 */
record BoundHost(boolean wildcard, boolean inet, boolean inet6, long high, long low, int scope) {
    /** What a bind to an IP address asks for. */
    static BoundHost of(SockAddr address, boolean v6Only) {
        if (address instanceof SockAddrIn in) {
            return inet(in.isWildcard(), in.intAddress());
        }
        SockAddrIn6 in6 = (SockAddrIn6) address;
        if (in6.isV4Mapped()) {
            int mapped = (int) in6.lowAddress();
            return inet(mapped == 0, mapped);
        }
        return in6.isWildcard()
                ? new BoundHost(true, !v6Only, true, 0, 0, 0)
                : new BoundHost(
                        false, false, true, in6.highAddress(), in6.lowAddress(), in6.isLinkLocal() ? in6.scopeId() : 0);
    }

    private static BoundHost inet(boolean wildcard, int address) {
        return new BoundHost(wildcard, true, false, 0, wildcard ? 0 : Integer.toUnsignedLong(address), 0);
    }

    /** Whether it has addresses of both families. */
    boolean isDual() {
        return inet && inet6;
    }

    /** Whether some address belongs to both. */
    boolean overlaps(BoundHost other) {
        if (!(inet && other.inet || inet6 && other.inet6)) {
            return false;
        }
        return wildcard || other.wildcard || equals(other);
    }
}
