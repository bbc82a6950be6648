// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * The address families (ADDRESS_FAMILY): which kind of address a socket has, and so which {@link SockAddr} fits it.
 *
 * <p>They are numbers and not an enum because transports bring families of their own. Only those listed here have a
 * name.
 *
 * <p>IRQL: any, for every member.
 *
 * <p>Spec: AF-INET-01, AF-INET6-01.
 */
public final class AddressFamily {
    /** No family in particular: in the hints of a name look-up, any of them. */
    public static final int AF_UNSPEC = 0;

    /** Local sockets that are named by a path; addresses are {@link SockAddrUn}. */
    public static final int AF_UNIX = 1;

    /** IPv4; addresses are {@link SockAddrIn}. */
    public static final int AF_INET = 2;

    /** NetBIOS names. */
    public static final int AF_NETBIOS = 17;

    /** IPv6; addresses are {@link SockAddrIn6}. */
    public static final int AF_INET6 = 23;

    /** Infrared. */
    public static final int AF_IRDA = 26;

    /** Bluetooth. */
    public static final int AF_BTH = 32;

    /** Between a Hyper-V host and its guests. */
    public static final int AF_HYPERV = 34;

    private AddressFamily() {}

    /**
     * The name of a family, for people.
     *
     * @param addressFamily a family
     * @return the name of its constant here, or the number itself when there is none
     */
    public static String name(int addressFamily) {
        return switch (addressFamily) {
            case AF_UNSPEC -> "AF_UNSPEC";
            case AF_UNIX -> "AF_UNIX";
            case AF_INET -> "AF_INET";
            case AF_NETBIOS -> "AF_NETBIOS";
            case AF_INET6 -> "AF_INET6";
            case AF_IRDA -> "AF_IRDA";
            case AF_BTH -> "AF_BTH";
            case AF_HYPERV -> "AF_HYPERV";
            default -> Integer.toString(addressFamily);
        };
    }
}
