// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The option IPV6_V6ONLY of one endpoint: a {@link ULong}, 1 (the default) or 0, to be set before the bind; IPv4
 * endpoints do not have it.
 *
 * <p>With 0 the endpoint knows IPv4 addresses, too, in their v4-mapped form.
 *
 * <p>Difference from Windows: the JDK switches the option off for every IPv6 channel, and has no way to set it. With 1
 * the bounds are drawn here: v4-mapped addresses are refused, and IPv4 peers that arrive at a listener are reset. What
 * cannot be had is an IPv4 socket with the same port beside an IPv6 wildcard one: it finds the address in use.
 *
 * <p>Locks: guarded by the lock of its endpoint.
 */
final class V6Only {
    private static final int SIZE = 4;

    private final IpFamily family;
    private boolean on = true; // @GuardedBy the endpoint's lock

    V6Only(IpFamily family) {
        this.family = family;
    }

    /** Whether it is this option. */
    static boolean is(int level, int option) {
        return level == IpProtocol.IPPROTO_IPV6 && option == SocketOptions.IPV6_V6ONLY;
    }

    NtStatus setLocked(Object input, boolean bound) {
        if (family != IpFamily.INET6) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(input instanceof ULong value) || value.get() != 0 && value.get() != 1) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (bound) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        on = value.get() == 1;
        return NtStatus.STATUS_SUCCESS;
    }

    NtStatus getLocked(Object output, SizeT written) {
        if (family != IpFamily.INET6) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        value.set(on ? 1 : 0);
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Takes the value of another endpoint of the family. */
    void copyLocked(V6Only other) {
        on = other.on;
    }

    /** Whether the address is an IPv4 one that the endpoint does not want to know. */
    boolean excludesLocked(SockAddr address) {
        return on && family.isForeign(address);
    }

    /** Whether the endpoint does not want to know any IPv4 address. */
    boolean excludesForeignLocked() {
        return on && family == IpFamily.INET6;
    }

    /** Why nothing can be bound to the address, or null. */
    NtStatus refusesLocalLocked(SockAddr address) {
        if (!family.owns(address)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        return excludesLocked(address) ? NtStatus.STATUS_INVALID_ADDRESS_COMPONENT : null;
    }

    /**
     * Why the address cannot be connected to, or null. A wildcard or port 0 names no peer, on Windows; the platform
     * would look for a name of the machine.
     */
    NtStatus refusesRemoteLocked(SockAddr address) {
        NtStatus refused = refusesLocalLocked(address);
        if (refused == null && (family.isWildcard(address) || family.port(address) == 0)) {
            refused = NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        return refused;
    }
}
