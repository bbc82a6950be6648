// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.AccessMask;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.GenericMapping;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/**
 * The local addresses that sockets have, and whether one may have what another has already: every bind goes through here.
 *
 * <p>A bind to a port is held against all sockets of the same transport, type and protocol whose address overlaps, the one
 * that was bound first coming first; where {@link SharingRule} lets it pass, the endpoints concerned are told so, because the
 * platform has rules of its own. A port that the transport chooses is nobody else's, and is entered afterwards. What is not
 * wsk4j's is known to the platform alone, whose refusal stands.
 *
 * <p>Not entered: addresses without ports; and connection-oriented sockets that leave address and port to the transport,
 * which chooses them with the connection. The platform guards those by itself.
 *
 * <p>State: a socket has one entry at most, from its bind until its endpoint is closed.
 *
 * <p>Threads: safe for all. Locks: its own monitor; neither a transport nor the framework is called with it.
 *
 * <p>Spec: SHARING-01..SHARING-25, SOCKET-13..SOCKET-15.
 */
final class AddressTable {
    /** What a context has to be granted by the descriptor of a socket whose address it shares. */
    private static final int SHARE = AccessMask.GENERIC_WRITE;

    private final Map<Port, List<Claim>> claims =
            new HashMap<>(); // @GuardedBy("this"): each list in the order of binds

    private record Port(TransportProvider transport, int socketType, int protocol, int number) {}

    /** What a socket has. */
    record Claim(EngineSocket socket, Port port, BoundHost host, AddressSharing.Mode mode) {}

    /** Binds the endpoint of a socket, if the client's policy, the rules and the transport let it. */
    NtStatus bind(EngineSocket socket, SockAddr address) {
        if (!socket.enterEndpoint()) { // held until the end, so that nobody gives up the entry before it is made
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        try {
            int number = portOf(address);
            BoundHost host = number < 0 ? null : hostOf(socket, address);
            NtStatus refused = socket.allowance().refusalOfBind(address, host != null && host.isDual());
            if (refused != null) {
                return refused;
            }
            if (host == null || socket.lease().triple().socketType() == SocketType.SOCK_RAW) {
                return bindEndpoint(socket, address);
            }
            return number == 0 ? bindToAny(socket, address, host) : bindTo(socket, address, host, number);
        } finally {
            socket.exitEndpoint();
        }
    }

    private static NtStatus bindEndpoint(EngineSocket socket, SockAddr address) {
        return socket.guarded(() -> socket.endpoint().bind(address));
    }

    /** The port of an IP address; negative for others. */
    private static int portOf(SockAddr address) {
        if (address instanceof SockAddrIn in) {
            return in.port();
        }
        return address instanceof SockAddrIn6 in6 ? in6.port() : -1;
    }

    private NtStatus bindToAny(EngineSocket socket, SockAddr address, BoundHost host) {
        NtStatus status = bindEndpoint(socket, address);
        if (!status.isSuccess() || host.wildcard() && socket.category() == SocketCategory.CONNECTION) {
            return status;
        }
        SockAddr bound = address.copy();
        if (socket.guarded(() -> socket.endpoint().localAddress(bound)).isSuccess()) {
            Claim claim = claimOf(socket, host, portOf(bound));
            synchronized (this) {
                claims.computeIfAbsent(claim.port(), port -> new ArrayList<>(1)).add(claim);
            }
            socket.sharing().setClaim(claim);
        }
        return status;
    }

    private NtStatus bindTo(EngineSocket socket, SockAddr address, BoundHost host, int number) {
        Claim claim = claimOf(socket, host, number);
        List<EngineSocket> others = new ArrayList<>(0);
        // before the table is locked, as the framework may take a lock to tell the name of a bundle
        NtStatus status = enter(claim, socket.owner().context(), others);
        if (!status.isSuccess()) {
            return status;
        }
        share(claim, others);
        status = bindEndpoint(socket, address);
        if (status.isSuccess()) {
            socket.sharing().setClaim(claim);
        } else {
            remove(claim);
        }
        return status;
    }

    private static Claim claimOf(EngineSocket socket, BoundHost host, int number) {
        TransportTriple triple = socket.lease().triple();
        Port port = new Port(socket.lease().transport(), triple.socketType(), triple.protocol(), number);
        return new Claim(socket, port, host, socket.sharing().mode());
    }

    private static BoundHost hostOf(EngineSocket socket, SockAddr address) {
        boolean v6Only = true;
        if (address instanceof SockAddrIn6 in6 && in6.isWildcard()) {
            ULong value = new ULong(1);
            socket.guarded(() -> socket.endpoint()
                    .getOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, value, new SizeT()));
            v6Only = value.get() != 0;
        }
        return BoundHost.of(address, v6Only);
    }

    /** Enters an address if nobody minds, and tells who has it, too. */
    private synchronized NtStatus enter(Claim second, AccessToken context, List<EngineSocket> others) {
        List<Claim> firsts = claims.computeIfAbsent(second.port(), port -> new ArrayList<>(1));
        for (Claim first : firsts) {
            if (first.socket() != second.socket() && first.host().overlaps(second.host())) {
                NtStatus status = judge(second, context, first);
                if (!status.isSuccess()) {
                    return status; // the list is not empty: it has the first one
                }
                others.add(first.socket());
            }
        }
        firsts.add(second);
        return NtStatus.STATUS_SUCCESS;
    }

    private static NtStatus judge(Claim second, AccessToken context, Claim first) {
        SharingRule rule = SharingRule.of(
                second.mode(),
                second.host().wildcard(),
                first.mode(),
                first.host().wildcard());
        return switch (rule) {
            case SUCCESS -> NtStatus.STATUS_SUCCESS;
            case INUSE -> NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
            case DENIED -> NtStatus.STATUS_ACCESS_DENIED;
            case CHECK -> {
                boolean granted = first.socket().sharing().descriptor().grants(context, SHARE, GenericMapping.FILE);
                yield granted ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_ACCESS_DENIED;
            }
        };
    }

    /** Tells the endpoints that they have an address together. One that goes meanwhile is in nobody's way. */
    private static void share(Claim second, List<EngineSocket> others) {
        if (!others.isEmpty()) {
            second.socket().guarded(() -> second.socket().endpoint().shareAddress());
            others.forEach(other -> other.onEndpoint(TransportEndpoint::shareAddress));
        }
    }

    /** The endpoint of a socket is closed: what it had is free. */
    void release(EngineSocket socket) {
        Claim claim = socket.sharing().takeClaim();
        if (claim != null) {
            remove(claim);
        }
    }

    private synchronized void remove(Claim claim) {
        claims.computeIfPresent(claim.port(), (port, all) -> {
            all.removeIf(other -> other == claim);
            return all.isEmpty() ? null : all;
        });
    }

    /** How many ports are entered. */
    synchronized int size() {
        return claims.size();
    }
}
