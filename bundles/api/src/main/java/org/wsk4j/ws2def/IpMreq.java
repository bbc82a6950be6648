// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * A group of IPv4 and the interface to hear it on (IP_MREQ): the value of {@link SocketOptions#IP_ADD_MEMBERSHIP} and
 * {@link SocketOptions#IP_DROP_MEMBERSHIP}.
 *
 * <p>State: mutable, caller-owned; two with the same values are equal.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member.
 */
public final class IpMreq {
    /** The size of IP_MREQ in bytes. */
    public static final int SIZE = 8;

    private int multicastAddress; // owner of the object only
    private int interfaceAddress; // owner of the object only

    /** Makes one without a group, that leaves the interface open. */
    public IpMreq() {}

    /**
     * Makes one with a group and an interface.
     *
     * @param multicastAddress the group as {@link SockAddrIn#intAddress()}
     * @param interfaceAddress an address of the interface as {@link SockAddrIn#intAddress()}; one that begins with 0
     *     is an interface's index; 0 leaves the choice to the transport
     */
    public IpMreq(int multicastAddress, int interfaceAddress) {
        this.multicastAddress = multicastAddress;
        this.interfaceAddress = interfaceAddress;
    }

    /**
     * The group (imr_multiaddr).
     *
     * @return the address as {@link SockAddrIn#intAddress()}
     */
    public int multicastAddress() {
        return multicastAddress;
    }

    /**
     * Sets the group (imr_multiaddr).
     *
     * @param multicastAddress the address as {@link SockAddrIn#intAddress()}
     */
    public void setMulticastAddress(int multicastAddress) {
        this.multicastAddress = multicastAddress;
    }

    /**
     * The interface (imr_interface).
     *
     * @return one of its addresses as {@link SockAddrIn#intAddress()}, or its index, below 2^24; 0 for any
     */
    public int interfaceAddress() {
        return interfaceAddress;
    }

    /**
     * Sets the interface (imr_interface).
     *
     * @param interfaceAddress one of its addresses as {@link SockAddrIn#intAddress()}, or its index, below 2^24; 0 for any
     */
    public void setInterfaceAddress(int interfaceAddress) {
        this.interfaceAddress = interfaceAddress;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpMreq request
                && request.multicastAddress == multicastAddress
                && request.interfaceAddress == interfaceAddress;
    }

    @Override
    public int hashCode() {
        return 31 * multicastAddress + interfaceAddress;
    }

    /** Group and interface, such as {@code 233.252.0.1 at 192.0.2.1}. */
    @Override
    public String toString() {
        StringBuilder text = NumericAddress.appendIpv4(new StringBuilder(), multicastAddress);
        return NumericAddress.appendIpv4(text.append(" at "), interfaceAddress).toString();
    }
}
