// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * The two addresses of a TCP endpoint; once known they stay, also when the channel is gone.
 *
 * <p>A bind to the wildcard with port 0 is not told to the platform before somebody asks for the port: a connect then
 * gets one that only has to differ among connections to the same peer, and makes one call less.
 *
 * <p>Locks: methods ending in Locked need the endpoint's.
 */
final class TcpAddresses {
    private final IpFamily family;
    private final SocketChannel channel;
    private final V6Only v6Only;
    private volatile SockAddr local; // @GuardedBy the endpoint's lock; null until bound; volatile for toString
    private volatile SockAddr remote; // likewise; null until connected
    private boolean portOpen; // @GuardedBy the endpoint's lock: the platform does not know of the bind yet

    TcpAddresses(IpFamily family, SocketChannel channel) {
        this.family = family;
        this.channel = channel;
        this.v6Only = new V6Only(family);
    }

    IpFamily family() {
        return family;
    }

    /** The option that says which addresses are known here. */
    V6Only v6OnlyLocked() {
        return v6Only;
    }

    NtStatus bindLocked(SockAddr address) {
        NtStatus refused = v6Only.refusesLocalLocked(address);
        if (refused != null) {
            return refused;
        }
        if (!family.isWildcard(address) || family.port(address) != 0) {
            return tellPlatformLocked(address);
        }
        portOpen = true;
        local = address.copy();
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus tellPlatformLocked(SockAddr address) {
        try {
            channel.bind(family.toPlatform(address));
            local = family.fromPlatform((InetSocketAddress) channel.getLocalAddress());
            portOpen = false;
            return NtStatus.STATUS_SUCCESS;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    /** Why the address cannot be connected to, or null. */
    NtStatus refusesRemoteLocked(SockAddr address) {
        return v6Only.refusesRemoteLocked(address);
    }

    /** Begins the handshake; true when it is over already. */
    boolean connectLocked(SockAddr address) throws IOException {
        portOpen = false;
        return channel.connect(family.toPlatform(address)) || channel.finishConnect();
    }

    /** Learns both addresses of the connection. */
    void connectedLocked() throws IOException {
        local = family.fromPlatform((InetSocketAddress) channel.getLocalAddress());
        remote = family.fromPlatform((InetSocketAddress) channel.getRemoteAddress());
    }

    NtStatus localLocked(SockAddr address) {
        if (local == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        NtStatus status = fixPortLocked();
        return status.isSuccess() ? copy(local, address) : status;
    }

    /** Lets the platform choose the port now, unless it has. */
    private NtStatus fixPortLocked() {
        return portOpen && channel.isOpen() ? tellPlatformLocked(local) : NtStatus.STATUS_SUCCESS;
    }

    /**
     * Lets a listener bind to the local address beside this endpoint's channel, which holds it before, meanwhile and
     * afterwards.
     *
     * <p>Linux lets two sockets of one address be when both say SO_REUSEADDR at the moment of the second bind and none of
     * them listens. So the channel says it for that moment only: at any other, a bind of somebody else meets an address
     * in use. In that moment somebody who says it, too, can get in, and begin to listen first; then this fails. Where
     * the platform does not let it be (Windows, macOS), it always does.
     */
    NtStatus shareLocked(TcpListener listener) {
        NtStatus status = fixPortLocked();
        if (!status.isSuccess()) {
            return status;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            try {
                return listener.listen(local, v6Only);
            } finally {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            }
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    NtStatus remoteLocked(SockAddr address) {
        return remote == null ? NtStatus.STATUS_INVALID_DEVICE_STATE : copy(remote, address);
    }

    private static NtStatus copy(SockAddr from, SockAddr to) {
        return to != null && to.copyFrom(from) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_INVALID_PARAMETER;
    }

    @Override
    public String toString() {
        SockAddr here = local;
        SockAddr there = remote;
        return (here == null ? "unbound" : here.toString()) + (there == null ? "" : " to " + there);
    }
}
