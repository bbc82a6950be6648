// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IPV6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;

import java.util.List;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The options of the transport, each with the level and number that it has in either family. Their values are
 * {@link org.wsk4j.wdm.ULong}s, 4 bytes; those of {@link #JOIN} and {@link #LEAVE} are the
 * {@link org.wsk4j.ws2def.SockAddr} of the group, whose port means nothing.
 *
 * <p>Spec: SO-KEEPALIVE-01, SO-RCVBUF-01.
 */
enum LoopbackOption {
    /** Bytes that wait to be received, at most; a listener's is inherited by its connections. */
    RECEIVE_BUFFER(Use.ANY, Numbers.socket(SocketOptions.SO_RCVBUF), 64 * 1024, 1, 1 << 30),
    /** Kept, and without effect: nothing here falls silent. */
    KEEPALIVE(Use.STREAM, Numbers.socket(SocketOptions.SO_KEEPALIVE), 0, 0, 1),
    /** Kept, and without effect: nothing here is held back. */
    NODELAY(Use.STREAM, Numbers.tcp(SocketOptions.TCP_NODELAY), 0, 0, 1),
    /** Whether an endpoint serves its own family only, which is always so. */
    V6_ONLY(Use.ANY, Numbers.ipv6(SocketOptions.IPV6_V6ONLY), 1, 1, 1),
    /** Before the bind: the address can be shared with others that say so. The first of them gets what is for one. */
    REUSE_ADDRESS(Use.DATAGRAM, Numbers.socket(SocketOptions.SO_REUSEADDR), 0, 0, 1),
    /** Allows datagrams to 255.255.255.255. */
    BROADCAST(Use.DATAGRAM, Numbers.socket(SocketOptions.SO_BROADCAST), 0, 0, 1),
    /** Time to live, or hop limit, of datagrams to one receiver. */
    TTL(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_TTL, SocketOptions.IPV6_UNICAST_HOPS), 128, 1, 255),
    /** Time to live, or hop limit, of datagrams to groups. */
    GROUP_TTL(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_MULTICAST_TTL, SocketOptions.IPV6_MULTICAST_HOPS), 1, 0, 255),
    /** Whether datagrams to groups come back to this machine: without it, nobody gets them. */
    GROUP_LOOP(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_MULTICAST_LOOP, SocketOptions.IPV6_MULTICAST_LOOP), 1, 0, 1),
    /** Type of service, or traffic class. */
    TRAFFIC_CLASS(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_TOS, SocketOptions.IPV6_TCLASS), 0, 0, 255),
    /** Received datagrams tell where they came to. */
    TELL_ARRIVAL(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_PKTINFO, SocketOptions.IPV6_PKTINFO), 0, 0, 1),
    /** Received datagrams tell their time to live, or hop limit. */
    TELL_TTL(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_RECVTTL, SocketOptions.IPV6_HOPLIMIT), 0, 0, 1),
    /** Received datagrams tell their type of service, or traffic class. */
    TELL_TRAFFIC_CLASS(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_RECVTOS, SocketOptions.IPV6_RECVTCLASS), 0, 0, 1),
    /** Joins a group. */
    JOIN(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_ADD_MEMBERSHIP, SocketOptions.IPV6_ADD_MEMBERSHIP), 0, 0, 0),
    /** Leaves a group. */
    LEAVE(Use.DATAGRAM, Numbers.ip(SocketOptions.IP_DROP_MEMBERSHIP, SocketOptions.IPV6_DROP_MEMBERSHIP), 0, 0, 0);

    /** Which endpoints have an option. */
    enum Use {
        STREAM,
        DATAGRAM,
        ANY
    }

    private final Use use;
    private final Numbers numbers;
    private final int initial;
    private final int least;
    private final int most;

    LoopbackOption(Use use, Numbers numbers, int initial, int least, int most) {
        this.use = use;
        this.numbers = numbers;
        this.initial = initial;
        this.least = least;
        this.most = most;
    }

    /** The option with that level and number, or null when such an endpoint has none. */
    static LoopbackOption of(IpFamily family, Use use, int level, int number) {
        for (LoopbackOption option : values()) {
            if ((option.use == Use.ANY || option.use == use) && option.numbers.are(family, level, number)) {
                return option;
            }
        }
        return null;
    }

    /** What endpoints have by this option; nothing when they do not have it. */
    List<TransportCapability> capabilities(IpFamily family, Use wanted) {
        if (use != Use.ANY && use != wanted || !numbers.existIn(family)) {
            return List.of();
        }
        TransportCapability set = numbers.capability(Kind.SET_OPTION, family);
        return isAction() ? List.of(set) : List.of(set, numbers.capability(Kind.GET_OPTION, family));
    }

    int initial() {
        return initial;
    }

    boolean allows(int value) {
        return value >= least && value <= most;
    }

    /** Whether it comes too late once the endpoint is bound. */
    boolean isForBind() {
        return this == REUSE_ADDRESS;
    }

    /** Whether it is something to do and no value. */
    boolean isAction() {
        return this == JOIN || this == LEAVE;
    }

    /** Level and number of an option in both families. */
    private record Numbers(int level, int number, int level6, int number6) {
        private static final int NONE = -1; // no level is that

        /** An option of all sockets. */
        static Numbers socket(int number) {
            return new Numbers(SOL_SOCKET, number, SOL_SOCKET, number);
        }

        /** An option of IP. */
        static Numbers ip(int number, int number6) {
            return new Numbers(IPPROTO_IP, number, IPPROTO_IPV6, number6);
        }

        /** An option of TCP. */
        static Numbers tcp(int number) {
            return new Numbers(IPPROTO_TCP, number, IPPROTO_TCP, number);
        }

        /** An option that IPv6 alone has. */
        static Numbers ipv6(int number6) {
            return new Numbers(NONE, NONE, IPPROTO_IPV6, number6);
        }

        boolean existIn(IpFamily family) {
            return (family == IpFamily.INET ? level : level6) != NONE;
        }

        TransportCapability capability(Kind kind, IpFamily family) {
            return family == IpFamily.INET
                    ? new TransportCapability(kind, level, number)
                    : new TransportCapability(kind, level6, number6);
        }

        boolean are(IpFamily family, int someLevel, int someNumber) {
            return family == IpFamily.INET
                    ? level == someLevel && number == someNumber
                    : level6 == someLevel && number6 == someNumber;
        }
    }
}
