// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The options of a UDP channel that the platform has as they are, by level and number; each is a {@link ULong}, 4 bytes.
 * {@link UdpMulticast} and {@link V6Only} are the others.
 */
enum UdpOptions {
    /** Size of the platform's receive buffer in bytes, above 0; the platform may round it. */
    RCVBUF(null, SocketOptions.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF, 1, Integer.MAX_VALUE),
    /** Size of the platform's send buffer in bytes, above 0; the platform may round it. */
    SNDBUF(null, SocketOptions.SO_SNDBUF, StandardSocketOptions.SO_SNDBUF, 1, Integer.MAX_VALUE),
    /** Lets datagrams go to broadcast addresses: 0 or 1. */
    BROADCAST(null, SocketOptions.SO_BROADCAST, StandardSocketOptions.SO_BROADCAST),
    /** Lets the local address be shared: 0 or 1; before the bind only. */
    REUSEADDR(null, SocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR),
    /** Type of service of what is sent: 0 to 255. */
    TOS(IpFamily.INET, SocketOptions.IP_TOS, StandardSocketOptions.IP_TOS, 0, 255),
    /** Traffic class of what is sent: 0 to 255. */
    TCLASS(IpFamily.INET6, SocketOptions.IPV6_TCLASS, StandardSocketOptions.IP_TOS, 0, 255),
    /** Time to live of what is sent to groups: 0 to 255. */
    MULTICAST_TTL(IpFamily.INET, SocketOptions.IP_MULTICAST_TTL, StandardSocketOptions.IP_MULTICAST_TTL, 0, 255),
    /** Hop limit of what is sent to groups: 0 to 255. */
    MULTICAST_HOPS(IpFamily.INET6, SocketOptions.IPV6_MULTICAST_HOPS, StandardSocketOptions.IP_MULTICAST_TTL, 0, 255),
    /** Lets what is sent to groups come back to this machine: 0 or 1. */
    MULTICAST_LOOP(IpFamily.INET, SocketOptions.IP_MULTICAST_LOOP, StandardSocketOptions.IP_MULTICAST_LOOP),
    /** As MULTICAST_LOOP. */
    MULTICAST_LOOP6(IpFamily.INET6, SocketOptions.IPV6_MULTICAST_LOOP, StandardSocketOptions.IP_MULTICAST_LOOP);

    private static final int SIZE = 4;
    private static final UdpOptions[] ALL = values();

    private final IpFamily family; // null: the level of sockets, for both families
    private final int number;
    private final SocketOption<Boolean> toggle; // null for a number
    private final SocketOption<Integer> quantity; // null for a switch
    private final int least;
    private final int most;

    UdpOptions(IpFamily family, int number, SocketOption<Boolean> toggle) {
        this(family, number, toggle, null, 0, 1);
    }

    UdpOptions(IpFamily family, int number, SocketOption<Integer> quantity, int least, int most) {
        this(family, number, null, quantity, least, most);
    }

    UdpOptions(
            IpFamily family,
            int number,
            SocketOption<Boolean> toggle,
            SocketOption<Integer> quantity,
            int least,
            int most) {
        this.family = family;
        this.number = number;
        this.toggle = toggle;
        this.quantity = quantity;
        this.least = least;
        this.most = most;
    }

    /** The option with that level and number of a family, or null. */
    static UdpOptions of(IpFamily family, int level, int number) {
        for (UdpOptions option : ALL) {
            if (option.number == number && option.level() == level && option.isOf(family)) {
                return option;
            }
        }
        return null;
    }

    /** Whether endpoints of a family have it. */
    boolean isOf(IpFamily someFamily) {
        return family == null || family == someFamily;
    }

    int number() {
        return number;
    }

    int level() {
        return family == null ? SocketOptions.SOL_SOCKET : levelOf(family);
    }

    /** The level of a family's own options. */
    static int levelOf(IpFamily family) {
        return family == IpFamily.INET ? IpProtocol.IPPROTO_IP : IpProtocol.IPPROTO_IPV6;
    }

    NtStatus set(DatagramChannel channel, Object input, boolean bound) {
        if (!(input instanceof ULong value) || value.get() < least || value.get() > most) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (bound && this == REUSEADDR) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        try {
            if (toggle != null) {
                channel.setOption(toggle, value.get() == 1);
            } else {
                channel.setOption(quantity, value.get());
            }
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    NtStatus get(DatagramChannel channel, Object output, SizeT written) {
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        try {
            value.set(toggle != null ? (channel.getOption(toggle) ? 1 : 0) : channel.getOption(quantity));
            written.set(SIZE);
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }
}
