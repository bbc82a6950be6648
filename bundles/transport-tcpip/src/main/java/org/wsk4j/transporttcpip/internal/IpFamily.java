// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The two IP families: their channels, and their addresses on the way between the project's types and the platform's.
 *
 * <p>The platform's IPv6 channels take IPv4 traffic, too; {@link V6Only} says for which endpoints that is wanted.
 */
enum IpFamily {
    /** IPv4. */
    INET(AddressFamily.AF_INET, StandardProtocolFamily.INET) {
        @Override
        boolean isOf(InetAddress address) {
            return address instanceof Inet4Address;
        }

        @Override
        boolean owns(SockAddr address) {
            return address instanceof SockAddrIn;
        }

        @Override
        boolean isWildcard(SockAddr address) {
            return ((SockAddrIn) address).isWildcard();
        }

        @Override
        boolean isForeign(SockAddr address) {
            return false;
        }

        @Override
        int port(SockAddr address) {
            return ((SockAddrIn) address).port();
        }

        @Override
        InetSocketAddress toPlatform(SockAddr address) {
            return ((SockAddrIn) address).toInetSocketAddress();
        }

        @Override
        SockAddr fromPlatform(InetSocketAddress address) {
            return SockAddrIn.of(address);
        }

        @Override
        SockAddr newAddress() {
            return new SockAddrIn();
        }

        @Override
        void translate(InetSocketAddress from, SockAddr to) {
            ((SockAddrIn) to).set(from);
        }

        @Override
        boolean isMulticast(SockAddr address) {
            return ((SockAddrIn) address).isMulticast();
        }
    },

    /** IPv6. */
    INET6(AddressFamily.AF_INET6, StandardProtocolFamily.INET6) {
        @Override
        boolean isOf(InetAddress address) {
            return address instanceof Inet6Address;
        }

        @Override
        boolean owns(SockAddr address) {
            return address instanceof SockAddrIn6;
        }

        @Override
        boolean isWildcard(SockAddr address) {
            return ((SockAddrIn6) address).isWildcard();
        }

        @Override
        boolean isForeign(SockAddr address) {
            return ((SockAddrIn6) address).isV4Mapped();
        }

        @Override
        int port(SockAddr address) {
            return ((SockAddrIn6) address).port();
        }

        @Override
        InetSocketAddress toPlatform(SockAddr address) {
            return ((SockAddrIn6) address).toInetSocketAddress();
        }

        @Override
        SockAddr fromPlatform(InetSocketAddress address) {
            return SockAddrIn6.of(address);
        }

        @Override
        SockAddr newAddress() {
            return new SockAddrIn6();
        }

        @Override
        void translate(InetSocketAddress from, SockAddr to) {
            ((SockAddrIn6) to).set(from);
        }

        @Override
        boolean isMulticast(SockAddr address) {
            return ((SockAddrIn6) address).isMulticast();
        }
    };

    private final int addressFamily;
    private final ProtocolFamily protocolFamily;

    IpFamily(int addressFamily, ProtocolFamily protocolFamily) {
        this.addressFamily = addressFamily;
        this.protocolFamily = protocolFamily;
    }

    /** The family with an AF_* number, or null. */
    static IpFamily of(int addressFamily) {
        for (IpFamily family : values()) {
            if (family.addressFamily == addressFamily) {
                return family;
            }
        }
        return null;
    }

    /** AF_INET or AF_INET6. */
    int addressFamily() {
        return addressFamily;
    }

    /** Whether the platform's address is one of the family. */
    abstract boolean isOf(InetAddress address);

    abstract boolean owns(SockAddr address);

    abstract boolean isWildcard(SockAddr address);

    /** Whether the address stands for one of the other family. */
    abstract boolean isForeign(SockAddr address);

    abstract int port(SockAddr address);

    abstract InetSocketAddress toPlatform(SockAddr address);

    abstract SockAddr fromPlatform(InetSocketAddress address);

    /** A new address of the family. */
    abstract SockAddr newAddress();

    /** As {@link #fromPlatform}, into an address that is there. */
    abstract void translate(InetSocketAddress from, SockAddr to);

    /** Whether the address is that of a group. */
    abstract boolean isMulticast(SockAddr address);

    /** Opens a TCP channel of exactly this family. */
    SocketChannel openStream() throws IOException {
        SocketChannel channel = SocketChannel.open(protocolFamily);
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a channel of this family that listens once it is bound. */
    ServerSocketChannel openListener() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(protocolFamily);
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a UDP channel of this family. */
    DatagramChannel openDatagram() throws IOException {
        DatagramChannel channel = DatagramChannel.open(protocolFamily);
        try {
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether the platform has the family at all. */
    boolean isAvailable() {
        try {
            openStream().close();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (IOException e) {
            return PlatformErrors.statusOf(e) != NtStatus.STATUS_NOT_SUPPORTED; // such as no descriptor left just now
        }
    }
}
