// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * Which way an IPv4 datagram goes (IN_PKTINFO): the local address and interface that it came to, or is to leave from;
 * the data of an {@link SocketOptions#IP_PKTINFO} message.
 *
 * <p>State: mutable, caller-owned; two with the same values are equal.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member.
 */
public final class InPktInfo {
    /** The size of IN_PKTINFO in bytes. */
    public static final int SIZE = 8;

    private int address; // owner of the object only
    private int interfaceIndex; // owner of the object only

    /** Makes one that leaves address and interface open. */
    public InPktInfo() {}

    /**
     * Makes one with an address and an interface.
     *
     * @param address the address as {@link SockAddrIn#intAddress()}, 0 for any
     * @param interfaceIndex the interface, 0 for any
     */
    public InPktInfo(int address, int interfaceIndex) {
        this.address = address;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * The local address (ipi_addr).
     *
     * @return the address as {@link SockAddrIn#intAddress()}, 0 for any
     */
    public int intAddress() {
        return address;
    }

    /**
     * Sets the local address (ipi_addr).
     *
     * @param address the address as {@link SockAddrIn#intAddress()}, 0 for any
     */
    public void setAddress(int address) {
        this.address = address;
    }

    /**
     * The interface (ipi_ifindex).
     *
     * @return its index, 0 for any
     */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /**
     * Sets the interface (ipi_ifindex).
     *
     * @param interfaceIndex its index, 0 for any
     */
    public void setInterfaceIndex(int interfaceIndex) {
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * Takes its values from the first message of its kind.
     *
     * @param control the control information, null when there is none
     * @param controlLength its length in bytes
     * @return true when there was such a message; false when not, and nothing has changed
     */
    public boolean read(CmsgHdr control, int controlLength) {
        int at = control == null
                ? -1
                : control.locate(controlLength, IpProtocol.IPPROTO_IP, SocketOptions.IP_PKTINFO, SIZE);
        if (at < 0) {
            return false;
        }
        address = Integer.reverseBytes(control.area().getInt(at));
        interfaceIndex = control.area().getInt(at + Integer.BYTES);
        return true;
    }

    /**
     * Appends a message with these values.
     *
     * @param control the control information
     * @param used the bytes used by the messages before it, 0 for the first
     * @return the bytes used with this message
     * @throws java.nio.BufferOverflowException when the message would not fit; nothing was written
     */
    public int appendTo(CmsgHdr control, int used) {
        int at = control.begin(used, IpProtocol.IPPROTO_IP, SocketOptions.IP_PKTINFO, SIZE);
        control.area().putInt(at, Integer.reverseBytes(address)).putInt(at + Integer.BYTES, interfaceIndex);
        return used + CmsgHdr.space(SIZE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InPktInfo info && info.address == address && info.interfaceIndex == interfaceIndex;
    }

    @Override
    public int hashCode() {
        return 31 * address + interfaceIndex;
    }

    /** Address and interface, such as {@code 192.0.2.1 on interface 3}. */
    @Override
    public String toString() {
        return NumericAddress.appendIpv4(new StringBuilder(), address) + " on interface "
                + Integer.toUnsignedString(interfaceIndex);
    }
}
