// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

/**
 * One rule: whether addresses of some range, with ports of some range, are allowed. Immutable.
 *
 * @param allows what it says of those that match
 * @param protocol {@code IPPROTO_*}, or {@link #ANY}
 * @param version the version of IP, 4 or 6, or {@link #ANY} for every address of whatever family
 * @param high the upper half of the range's first address; 0 for IPv4
 * @param highMask which bits of it count
 * @param low the lower half, in its lower half an address of IPv4
 * @param lowMask which bits of it count
 * @param firstPort the first port of the range, or {@link #ANY}, also for addresses that have none
 * @param lastPort the last one
 * @param text how it is written
 */
record AddressRule(
        boolean allows,
        int protocol,
        int version,
        long high,
        long highMask,
        long low,
        long lowMask,
        int firstPort,
        int lastPort,
        String text) {
    /** Whatever it is. */
    static final int ANY = -1;

    boolean matches(int itsProtocol, int itsVersion, long itsHigh, long itsLow, int itsPort) {
        return (protocol == ANY || protocol == itsProtocol)
                && (version == ANY
                        || version == itsVersion
                                && ((high ^ itsHigh) & highMask) == 0
                                && ((low ^ itsLow) & lowMask) == 0)
                && (firstPort == ANY || firstPort <= itsPort && itsPort <= lastPort);
    }
}
