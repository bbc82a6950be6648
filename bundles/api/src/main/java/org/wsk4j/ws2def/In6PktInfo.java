// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * Which way an IPv6 datagram goes (IN6_PKTINFO): the local address and interface that it came to, or is to leave from;
 * the data of an {@link SocketOptions#IPV6_PKTINFO} message.
 *
 * <p>State: mutable, caller-owned; two with the same values are equal.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member.
 */
public final class In6PktInfo {
    /** The size of IN6_PKTINFO in bytes. */
    public static final int SIZE = 20;

    private long high; // owner of the object only; the first eight bytes
    private long low; // owner of the object only; the last eight bytes
    private int interfaceIndex; // owner of the object only

    /** Makes one that leaves address and interface open. */
    public In6PktInfo() {}

    /**
     * Makes one with an address and an interface.
     *
     * @param high the address as {@link SockAddrIn6#highAddress()}
     * @param low the address as {@link SockAddrIn6#lowAddress()}; both 0 for any
     * @param interfaceIndex the interface, 0 for any
     */
    public In6PktInfo(long high, long low, int interfaceIndex) {
        this.high = high;
        this.low = low;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * The first half of the local address (ipi6_addr).
     *
     * @return the address as {@link SockAddrIn6#highAddress()}
     */
    public long highAddress() {
        return high;
    }

    /**
     * The second half of the local address (ipi6_addr).
     *
     * @return the address as {@link SockAddrIn6#lowAddress()}
     */
    public long lowAddress() {
        return low;
    }

    /**
     * Sets the local address (ipi6_addr).
     *
     * @param high the address as {@link SockAddrIn6#highAddress()}
     * @param low the address as {@link SockAddrIn6#lowAddress()}; both 0 for any
     */
    public void setAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * The interface (ipi6_ifindex).
     *
     * @return its index, 0 for any
     */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /**
     * Sets the interface (ipi6_ifindex).
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
                : control.locate(controlLength, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_PKTINFO, SIZE);
        if (at < 0) {
            return false;
        }
        high = Long.reverseBytes(control.area().getLong(at));
        low = Long.reverseBytes(control.area().getLong(at + Long.BYTES));
        interfaceIndex = control.area().getInt(at + 2 * Long.BYTES);
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
        int at = control.begin(used, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_PKTINFO, SIZE);
        control.area()
                .putLong(at, Long.reverseBytes(high))
                .putLong(at + Long.BYTES, Long.reverseBytes(low))
                .putInt(at + 2 * Long.BYTES, interfaceIndex);
        return used + CmsgHdr.space(SIZE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof In6PktInfo info
                && info.high == high
                && info.low == low
                && info.interfaceIndex == interfaceIndex;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + interfaceIndex;
    }

    /** Address and interface, such as {@code fe80::1 on interface 3}. */
    @Override
    public String toString() {
        return NumericAddress.appendIpv6(new StringBuilder(), high, low) + " on interface "
                + Integer.toUnsignedString(interfaceIndex);
    }
}
