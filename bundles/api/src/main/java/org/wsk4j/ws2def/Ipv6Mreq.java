// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * A group of IPv6 and the interface to hear it on (IPV6_MREQ): the value of {@link SocketOptions#IPV6_ADD_MEMBERSHIP}
 * and {@link SocketOptions#IPV6_DROP_MEMBERSHIP}.
 *
 * <p>State: mutable, caller-owned; two with the same values are equal.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member.
 */
public final class Ipv6Mreq {
    /** The size of IPV6_MREQ in bytes. */
    public static final int SIZE = 20;

    private long high; // owner of the object only; the first eight bytes
    private long low; // owner of the object only; the last eight bytes
    private int interfaceIndex; // owner of the object only

    /** Makes one without a group, that leaves the interface open. */
    public Ipv6Mreq() {}

    /**
     * Makes one with a group and an interface.
     *
     * @param high the group as {@link SockAddrIn6#highAddress()}
     * @param low the group as {@link SockAddrIn6#lowAddress()}
     * @param interfaceIndex the interface, 0 leaves the choice to the transport
     */
    public Ipv6Mreq(long high, long low, int interfaceIndex) {
        this.high = high;
        this.low = low;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * The first half of the group (ipv6mr_multiaddr).
     *
     * @return the address as {@link SockAddrIn6#highAddress()}
     */
    public long highAddress() {
        return high;
    }

    /**
     * The second half of the group (ipv6mr_multiaddr).
     *
     * @return the address as {@link SockAddrIn6#lowAddress()}
     */
    public long lowAddress() {
        return low;
    }

    /**
     * Sets the group (ipv6mr_multiaddr).
     *
     * @param high the address as {@link SockAddrIn6#highAddress()}
     * @param low the address as {@link SockAddrIn6#lowAddress()}
     */
    public void setMulticastAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * The interface (ipv6mr_interface).
     *
     * @return its index, 0 for any
     */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /**
     * Sets the interface (ipv6mr_interface).
     *
     * @param interfaceIndex its index, 0 for any
     */
    public void setInterfaceIndex(int interfaceIndex) {
        this.interfaceIndex = interfaceIndex;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ipv6Mreq request
                && request.high == high
                && request.low == low
                && request.interfaceIndex == interfaceIndex;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + interfaceIndex;
    }

    /** Group and interface, such as {@code ff02::1 on interface 3}. */
    @Override
    public String toString() {
        return NumericAddress.appendIpv6(new StringBuilder(), high, low) + " on interface "
                + Integer.toUnsignedString(interfaceIndex);
    }
}
