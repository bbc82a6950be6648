// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;

/**
 * SIO_ADDRESS_LIST_QUERY, which every endpoint answers: the addresses that endpoints of the family can be bound to, with
 * port 0. They are those of the interfaces that are up, the loopback among them, in the order of the interfaces, and by
 * their bytes within each, so that two lists are equal when nothing has changed.
 *
 * <p>Threads: safe for all. Spec: SIO-ADDR-QUERY-01.
 */
final class LocalAddresses {
    private LocalAddresses() {}

    /** Runs the operation if that is its code. */
    static NtStatus control(IpFamily family, int code, Object output, SizeT written) {
        if (code != SocketOptions.SIO_ADDRESS_LIST_QUERY) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(output instanceof SocketAddressList list)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        list.clear();
        try {
            NetworkInterface.networkInterfaces()
                    .filter(LocalAddresses::isUp)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(each -> addresses(family, each))
                    .forEach(address -> list.add(socketAddress(family, address)));
        } catch (SocketException e) {
            return PlatformErrors.statusOf(e);
        }
        written.set(list.size());
        return NtStatus.STATUS_SUCCESS;
    }

    private static Stream<InetAddress> addresses(IpFamily family, NetworkInterface its) {
        return its.inetAddresses()
                .filter(family::isOf)
                .sorted((one, other) -> Arrays.compareUnsigned(one.getAddress(), other.getAddress()));
    }

    /** As an endpoint tells its own: java.net gives a scope to addresses that hold everywhere, too. */
    private static SockAddr socketAddress(IpFamily family, InetAddress address) {
        SockAddr made = family.fromPlatform(new InetSocketAddress(address, 0));
        if (made instanceof SockAddrIn6 inet6 && !inet6.isLinkLocal()) {
            inet6.setScopeId(0);
        }
        return made;
    }

    /** Whether it is up; one that has gone meanwhile is not. */
    private static boolean isUp(NetworkInterface its) {
        try {
            return its.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
