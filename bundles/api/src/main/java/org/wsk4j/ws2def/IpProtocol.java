// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * The protocols above the internet protocol (IPPROTO_*), as argument of socket creation, as level of socket options
 * and as level of control messages.
 *
 * <p>Protocols without a socket category of their own are used through raw sockets.
 *
 * <p>IRQL: any, for every member.
 *
 * <p>Spec: AF-INET-07, AF-INET-09, AF-INET6-07, AF-INET6-09.
 */
public final class IpProtocol {
    /** The internet protocol itself, as a level of options for IPv4; as a protocol, whatever the type implies. */
    public static final int IPPROTO_IP = 0;

    /** IPv6: hop-by-hop options. The same number as {@link #IPPROTO_IP}, which IPv6 does not name. */
    public static final int IPPROTO_HOPOPTS = 0;

    /** Internet control messages for IPv4. */
    public static final int IPPROTO_ICMP = 1;

    /** Internet group management. */
    public static final int IPPROTO_IGMP = 2;

    /** Gateway to gateway. */
    public static final int IPPROTO_GGP = 3;

    /** IPv4 inside another protocol. */
    public static final int IPPROTO_IPV4 = 4;

    /** Internet stream. */
    public static final int IPPROTO_ST = 5;

    /** Transmission control: byte streams over connections. */
    public static final int IPPROTO_TCP = 6;

    /** Core based trees. */
    public static final int IPPROTO_CBT = 7;

    /** Exterior gateway. */
    public static final int IPPROTO_EGP = 8;

    /** Interior gateways of any kind. */
    public static final int IPPROTO_IGP = 9;

    /** PARC universal packets. */
    public static final int IPPROTO_PUP = 12;

    /** User datagrams. */
    public static final int IPPROTO_UDP = 17;

    /** Xerox internet datagrams. */
    public static final int IPPROTO_IDP = 22;

    /** Reliable data. */
    public static final int IPPROTO_RDP = 27;

    /** IPv6 inside another protocol, and the level of options for IPv6. */
    public static final int IPPROTO_IPV6 = 41;

    /** IPv6: routing header. */
    public static final int IPPROTO_ROUTING = 43;

    /** IPv6: fragment header. */
    public static final int IPPROTO_FRAGMENT = 44;

    /** Encapsulating security payload. */
    public static final int IPPROTO_ESP = 50;

    /** Authentication header. */
    public static final int IPPROTO_AH = 51;

    /** Internet control messages for IPv6. */
    public static final int IPPROTO_ICMPV6 = 58;

    /** IPv6: no further header. */
    public static final int IPPROTO_NONE = 59;

    /** IPv6: options for the destination. */
    public static final int IPPROTO_DSTOPTS = 60;

    /** Net disk. */
    public static final int IPPROTO_ND = 77;

    /** Wideband monitoring. */
    public static final int IPPROTO_ICLFXBM = 78;

    /** Protocol independent multicast. */
    public static final int IPPROTO_PIM = 103;

    /** Pragmatic general multicast: reliable multicast. */
    public static final int IPPROTO_PGM = 113;

    /** Layer 2 tunnels. */
    public static final int IPPROTO_L2TP = 115;

    /** Stream control transmission. */
    public static final int IPPROTO_SCTP = 132;

    /** Raw IP packets. */
    public static final int IPPROTO_RAW = 255;

    private IpProtocol() {}

    /**
     * The name of a protocol, for people.
     *
     * @param protocol a protocol
     * @return the name of its constant here, or the number itself when there is none; {@code IPPROTO_IP} for 0
     */
    public static String name(int protocol) {
        return switch (protocol) {
            case IPPROTO_IP -> "IPPROTO_IP";
            case IPPROTO_ICMP -> "IPPROTO_ICMP";
            case IPPROTO_IGMP -> "IPPROTO_IGMP";
            case IPPROTO_GGP -> "IPPROTO_GGP";
            case IPPROTO_IPV4 -> "IPPROTO_IPV4";
            case IPPROTO_ST -> "IPPROTO_ST";
            case IPPROTO_TCP -> "IPPROTO_TCP";
            case IPPROTO_CBT -> "IPPROTO_CBT";
            case IPPROTO_EGP -> "IPPROTO_EGP";
            case IPPROTO_IGP -> "IPPROTO_IGP";
            case IPPROTO_PUP -> "IPPROTO_PUP";
            case IPPROTO_UDP -> "IPPROTO_UDP";
            case IPPROTO_IDP -> "IPPROTO_IDP";
            case IPPROTO_RDP -> "IPPROTO_RDP";
            case IPPROTO_IPV6 -> "IPPROTO_IPV6";
            case IPPROTO_ROUTING -> "IPPROTO_ROUTING";
            case IPPROTO_FRAGMENT -> "IPPROTO_FRAGMENT";
            case IPPROTO_ESP -> "IPPROTO_ESP";
            case IPPROTO_AH -> "IPPROTO_AH";
            case IPPROTO_ICMPV6 -> "IPPROTO_ICMPV6";
            case IPPROTO_NONE -> "IPPROTO_NONE";
            case IPPROTO_DSTOPTS -> "IPPROTO_DSTOPTS";
            case IPPROTO_ND -> "IPPROTO_ND";
            case IPPROTO_ICLFXBM -> "IPPROTO_ICLFXBM";
            case IPPROTO_PIM -> "IPPROTO_PIM";
            case IPPROTO_PGM -> "IPPROTO_PGM";
            case IPPROTO_L2TP -> "IPPROTO_L2TP";
            case IPPROTO_SCTP -> "IPPROTO_SCTP";
            case IPPROTO_RAW -> "IPPROTO_RAW";
            default -> Integer.toString(protocol);
        };
    }
}
