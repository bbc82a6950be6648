// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.net.InetSocketAddress;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Where the last datagram went: one that goes there, too, needs no new object for the platform, which in turn knows it by
 * its identity.
 *
 * <p>Locks: guarded by the sender's.
 */
final class UdpDestination {
    private static final int LONGEST = 65_527; // what the header of UDP leaves
    private static final int LONGEST_INET = 65_507; // what that of IPv4 leaves of it

    private final IpFamily family;
    private final SockAddr address;
    private InetSocketAddress platform; // null before the first
    private int longest; // bytes of a datagram that goes there
    private boolean foreignExcluded; // no IPv4 address is wanted

    UdpDestination(IpFamily family) {
        this.family = family;
        this.address = family.newAddress();
    }

    void excludeForeign(boolean excluded) {
        foreignExcluded = excluded;
    }

    /** Looks at where a datagram is to go; answers why it cannot go there, or null. */
    NtStatus set(SockAddr newAddress) {
        if (platform != null && address.equals(newAddress)) {
            return null;
        }
        if (!family.owns(newAddress)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        boolean foreign = family.isForeign(newAddress);
        if (family.isWildcard(newAddress) || family.port(newAddress) == 0 || foreign && foreignExcluded) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        platform = family.toPlatform(newAddress);
        address.copyFrom(newAddress);
        longest = family == IpFamily.INET || foreign ? LONGEST_INET : LONGEST;
        return null;
    }

    InetSocketAddress platform() {
        return platform;
    }

    /** How many bytes a datagram may have that goes there. */
    int longest() {
        return longest;
    }
}
