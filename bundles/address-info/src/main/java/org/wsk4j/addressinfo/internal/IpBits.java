// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The 128 bits of an address, an IPv4 one as v4-mapped, which is how RFC 6724 compares the two families.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 * @param zone the scope of an address that holds on one link; 0 when it is not told
 */
record IpBits(long high, long low, int zone) {
    private static final int LINK_LOCAL = 0x2;
    private static final int SITE_LOCAL = 0x5;

    /** The scope of addresses that hold everywhere. */
    static final int GLOBAL = 0xE;

    static IpBits of(SockAddr address) {
        if (address instanceof SockAddrIn in) {
            return new IpBits(0, 0xFFFFL << 32 | Integer.toUnsignedLong(in.intAddress()), 0);
        }
        SockAddrIn6 in6 = (SockAddrIn6) address;
        return new IpBits(in6.highAddress(), in6.lowAddress(), in6.scopeId());
    }

    boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    boolean isLoopback() {
        return high == 0 && low == 1 || isIpv4() && (low >>> 24 & 0xFF) == 127;
    }

    boolean isMulticast() {
        return high >>> 56 == 0xFF || isIpv4() && (low >>> 28 & 0xF) == 0xE;
    }

    boolean isLinkLocal() {
        return high >>> 54 == 0xFE80 >>> 6;
    }

    /** The scope as a number that grows with it (RFC 6724, 3.1 and 3.2). */
    int scope() {
        if (isIpv4()) {
            return isLoopback() || (low >>> 16 & 0xFFFF) == 0xA9FE ? LINK_LOCAL : GLOBAL;
        }
        if (isMulticast()) {
            return (int) (high >>> 48) & 0xF;
        }
        if (isLinkLocal() || isLoopback()) {
            return LINK_LOCAL;
        }
        return high >>> 54 == 0xFEC0 >>> 6 ? SITE_LOCAL : GLOBAL;
    }

    /** How many bits from the first on are the same. */
    int commonPrefix(IpBits other) {
        long difference = high ^ other.high;
        return difference != 0
                ? Long.numberOfLeadingZeros(difference)
                : 64 + Long.numberOfLeadingZeros(low ^ other.low);
    }

    boolean sameAddress(IpBits other) {
        return high == other.high && low == other.low;
    }
}
