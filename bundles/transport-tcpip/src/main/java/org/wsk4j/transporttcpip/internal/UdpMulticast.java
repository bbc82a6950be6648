// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The groups that a UDP channel is a member of, and the interface for what it sends to groups. IPv4 and IPv6 have the
 * same numbers for these options.
 *
 * <ul>
 *   <li>IP_ADD_MEMBERSHIP and IP_DROP_MEMBERSHIP: an {@link IpMreq}; to be set only
 *   <li>IPV6_ADD_MEMBERSHIP and IPV6_DROP_MEMBERSHIP: an {@link Ipv6Mreq}; to be set only
 *   <li>IP_MULTICAST_IF: a {@link ULong} in network order, an address of the interface, or its index if it begins with 0
 *   <li>IPV6_MULTICAST_IF: a {@link ULong}, the interface's index
 * </ul>
 *
 * <p>An interface that is left open is the one for sending, if it was set; else the first that works, has an address of
 * the family and takes groups, the loopback last. The platform has no way to leave the interface for sending open again.
 *
 * <p>Locks: guarded by the lock of the endpoint.
 */
final class UdpMulticast {
    private static final int SIZE = 4;

    private final IpFamily family;
    private final DatagramChannel channel;
    private final Map<Object, MembershipKey> memberships = new HashMap<>(); // by a copy of what was asked for
    private NetworkInterface sending; // null: the platform's choice
    private int sendingValue; // as it was set

    UdpMulticast(IpFamily family, DatagramChannel channel) {
        this.family = family;
        this.channel = channel;
    }

    /** Whether it is one of these options. */
    boolean has(int level, int number) {
        return level == UdpOptions.levelOf(family)
                && (number == SocketOptions.IP_MULTICAST_IF
                        || number == SocketOptions.IP_ADD_MEMBERSHIP
                        || number == SocketOptions.IP_DROP_MEMBERSHIP);
    }

    boolean isMemberLocked() {
        return !memberships.isEmpty();
    }

    NtStatus setLocked(int number, Object input) {
        try {
            if (!channel.isOpen()) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (number == SocketOptions.IP_MULTICAST_IF) {
                return input instanceof ULong value ? setSending(value.get()) : NtStatus.STATUS_INVALID_PARAMETER;
            }
            Object request = copy(input);
            if (request == null) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            return number == SocketOptions.IP_ADD_MEMBERSHIP ? join(request) : drop(request);
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    NtStatus getLocked(int number, Object output, SizeT written) {
        if (number != SocketOptions.IP_MULTICAST_IF) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        value.set(sendingValue);
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus setSending(int value) throws IOException {
        if (value == 0) {
            return sending == null ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_NOT_SUPPORTED;
        }
        NetworkInterface chosen = family == IpFamily.INET ? ofInet(Integer.reverseBytes(value)) : ofIndex(value);
        if (chosen == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, chosen);
        sending = chosen;
        sendingValue = value;
        return NtStatus.STATUS_SUCCESS;
    }

    /** What is asked for, safe from its owner; null when it is nothing of the family. */
    private Object copy(Object input) {
        if (family == IpFamily.INET) {
            return input instanceof IpMreq asked
                    ? new IpMreq(asked.multicastAddress(), asked.interfaceAddress())
                    : null;
        }
        return input instanceof Ipv6Mreq asked
                ? new Ipv6Mreq(asked.highAddress(), asked.lowAddress(), asked.interfaceIndex())
                : null;
    }

    private NtStatus join(Object request) throws IOException {
        InetAddress group = group(request);
        NetworkInterface where = where(request);
        if (!group.isMulticastAddress() || where == null || memberships.containsKey(request)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        MembershipKey key = channel.join(group, where);
        if (memberships.containsValue(key)) { // asked for in other words
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        memberships.put(request, key);
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus drop(Object request) {
        MembershipKey key = memberships.remove(request);
        if (key == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        key.drop();
        return NtStatus.STATUS_SUCCESS;
    }

    private static InetAddress group(Object request) {
        if (request instanceof IpMreq asked) {
            SockAddrIn address = new SockAddrIn();
            address.setAddress(asked.multicastAddress());
            return address.toInetSocketAddress().getAddress();
        }
        Ipv6Mreq asked = (Ipv6Mreq) request;
        SockAddrIn6 address = new SockAddrIn6();
        address.setAddress(asked.highAddress(), asked.lowAddress());
        return address.toInetSocketAddress().getAddress();
    }

    private NetworkInterface where(Object request) throws IOException {
        int wanted = request instanceof IpMreq asked ? asked.interfaceAddress() : ((Ipv6Mreq) request).interfaceIndex();
        if (wanted == 0) {
            return sending == null ? anyInterface() : sending;
        }
        return family == IpFamily.INET ? ofInet(wanted) : ofIndex(wanted);
    }

    /** The interface with an address, or with an index when it begins with 0; null when there is none. */
    private static NetworkInterface ofInet(int value) throws IOException {
        if (value >>> 24 == 0) {
            return ofIndex(value);
        }
        SockAddrIn address = new SockAddrIn();
        address.setAddress(value);
        return NetworkInterface.getByInetAddress(address.toInetSocketAddress().getAddress());
    }

    private static NetworkInterface ofIndex(int index) throws IOException {
        return index <= 0 ? null : NetworkInterface.getByIndex(index);
    }

    private NetworkInterface anyInterface() throws IOException {
        NetworkInterface loopback = null;
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (!each.isUp() || !hasAddress(each)) {
                continue;
            }
            if (each.isLoopback()) {
                loopback = each;
            } else if (each.supportsMulticast()) {
                return each;
            }
        }
        return loopback;
    }

    private boolean hasAddress(NetworkInterface each) {
        int size = family == IpFamily.INET ? 4 : 16;
        return each.inetAddresses().anyMatch(address -> address.getAddress().length == size);
    }
}
