// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;

/** A group for datagrams, and the interface on which it is heard. IPv4 and IPv6 have the same numbers for these options. */
final class Group {
    private final InetAddress address;
    private final InetAddress home; // of the interface
    private final int index; // likewise

    private Group(InetAddress address, InetAddress home, int index) {
        this.address = address;
        this.home = home;
        this.index = index;
    }

    /** A group on an interface of this machine; skips the test where none takes groups of that family. */
    static Group anywhere(String address) {
        try {
            InetAddress group = InetAddress.getByName(address);
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                InetAddress home = home(each, group);
                if (home != null && each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
                    return new Group(group, home, each.getIndex());
                }
            }
            return Assumptions.abort("No interface here takes groups such as " + address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A group on the interface with that name. */
    static Group on(String name, String address) {
        try {
            InetAddress group = InetAddress.getByName(address);
            NetworkInterface there = NetworkInterface.getByName(name);
            return new Group(group, home(there, group), there.getIndex());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address of the group's family, one that holds everywhere if there is one; null when there is none. */
    private static InetAddress home(NetworkInterface there, InetAddress group) {
        List<InetAddress> homes = there.inetAddresses()
                .filter(each -> each.getClass() == group.getClass())
                .toList();
        return homes.stream()
                .filter(each -> !each.isLinkLocalAddress())
                .findFirst()
                .orElse(homes.isEmpty() ? null : homes.get(0));
    }

    boolean isInet() {
        return address.getAddress().length == 4;
    }

    int addressFamily() {
        return isInet() ? AddressFamily.AF_INET : AddressFamily.AF_INET6;
    }

    /** The group at a port. */
    SockAddr at(int port) {
        return of(address, port);
    }

    /** The interface's own address, at a port. */
    SockAddr home(int port) {
        return of(home, port);
    }

    /** All addresses of this machine. */
    SockAddr wildcard(int port) {
        return isInet() ? SockAddrIn.of("0.0.0.0", port) : SockAddrIn6.of("::", port);
    }

    private SockAddr of(InetAddress there, int port) {
        if (isInet()) {
            return SockAddrIn.of(there, port);
        }
        SockAddrIn6 made = SockAddrIn6.of(there, port);
        if (!made.isLinkLocal()) {
            made.setScopeId(0); // java.net tells the interface of others, too
        }
        return made;
    }

    // ---- sockets

    void join(DatagramClient socket) {
        socket.set(level(), SocketOptions.IP_ADD_MEMBERSHIP, size(), membership())
                .completedWith(STATUS_SUCCESS);
    }

    void leave(DatagramClient socket) {
        socket.set(level(), SocketOptions.IP_DROP_MEMBERSHIP, size(), membership())
                .completedWith(STATUS_SUCCESS);
    }

    private Object membership() {
        if (isInet()) {
            return new IpMreq(((SockAddrIn) at(0)).intAddress(), ((SockAddrIn) home(0)).intAddress());
        }
        SockAddrIn6 group = (SockAddrIn6) at(0);
        return new Ipv6Mreq(group.highAddress(), group.lowAddress(), index);
    }

    private long size() {
        return isInet() ? IpMreq.SIZE : Ipv6Mreq.SIZE;
    }

    /** What the socket sends to groups leaves by the interface. */
    void sendThere(DatagramClient socket) {
        int there = isInet() ? Integer.reverseBytes(((SockAddrIn) home(0)).intAddress()) : index;
        set(socket, SocketOptions.IP_MULTICAST_IF, there);
    }

    /** One of the options that is a number. */
    void set(DatagramClient socket, int option, int value) {
        socket.set(level(), option, WskConstants.SIZEOF_ULONG, new ULong(value)).completedWith(STATUS_SUCCESS);
    }

    int get(DatagramClient socket, int option) {
        ULong value = new ULong(77);
        socket.get(level(), option, WskConstants.SIZEOF_ULONG, value).succeededWith(WskConstants.SIZEOF_ULONG);
        return value.get();
    }

    private int level() {
        return isInet() ? IpProtocol.IPPROTO_IP : IpProtocol.IPPROTO_IPV6;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + " on interface " + index;
    }
}
