// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IPv6 address, port and scope (SOCKADDR_IN6).
 *
 * <p>A socket of this family that serves IPv4 too ({@link SocketOptions#IPV6_V6ONLY} off) sees IPv4 peers as v4-mapped
 * addresses, {@code ::ffff:192.0.2.1}. They stay IPv6 addresses here, also on their way to and from java.net, whose
 * factory methods would turn them into IPv4 ones.
 *
 * <p>State: mutable, caller-owned; see {@link SockAddr}. Equal are two with the same address, port and scope; flow
 * information does not tell endpoints apart.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member: none resolves a name or looks up an interface.
 *
 * <p>Spec: AF-INET6-01.
 */
public final class SockAddrIn6 extends SockAddr {
    /** The size of SOCKADDR_IN6 in bytes. */
    public static final int SIZE = 28;

    private static final int NO_SCOPE = -1; // how java.net says that an address has no scope
    private static final long MAPPED = 0x0000_FFFFL; // the upper half of the lower half of a v4-mapped address

    private long high; // owner of the object only; the first eight bytes
    private long low; // owner of the object only; the last eight bytes
    private int port; // owner of the object only; 0..65535
    private int flowInfo; // owner of the object only
    private int scopeId; // owner of the object only

    /** Makes the wildcard address with port 0, for a bind that leaves both open or as room for a result. */
    public SockAddrIn6() {}

    /**
     * Makes the address of a Java socket address, an IPv4 one as v4-mapped.
     *
     * @param address an IPv6 or IPv4 address with port
     * @return a new address without flow information
     * @throws IllegalArgumentException when it is unresolved
     */
    public static SockAddrIn6 of(InetSocketAddress address) {
        SockAddrIn6 result = new SockAddrIn6();
        result.set(address);
        return result;
    }

    /**
     * Makes an address from a Java address, an IPv4 one as v4-mapped, and a port.
     *
     * @param address an IPv6 or IPv4 address
     * @param port the port, 0 to 65535
     * @return a new address without flow information
     * @throws IllegalArgumentException when the address is null or the port out of range
     */
    public static SockAddrIn6 of(InetAddress address, int port) {
        SockAddrIn6 result = new SockAddrIn6();
        result.set(address, port);
        return result;
    }

    /**
     * Makes an address from its text form. Never asks a name service or looks up an interface: {@code "localhost"} and
     * {@code "fe80::1%eth0"} are refused.
     *
     * @param literal an address without brackets, with a numeric scope if any, such as {@code "::1"},
     *     {@code "fe80::1%3"} or {@code "::ffff:192.0.2.1"}
     * @param port the port, 0 to 65535
     * @return a new address without flow information
     * @throws IllegalArgumentException when the text is anything else or the port out of range
     */
    public static SockAddrIn6 of(String literal, int port) {
        SockAddrIn6 result = new SockAddrIn6();
        int percent = literal.indexOf('%');
        try {
            result.setAddress(NumericAddress.parseIpv6(percent < 0 ? literal : literal.substring(0, percent)));
            result.setScopeId(percent < 0 ? 0 : NumericAddress.parseScope(literal, percent + 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Not a numeric IPv6 address: '" + literal + "'", e);
        }
        result.setPort(port);
        return result;
    }

    @Override
    public int family() {
        return AddressFamily.AF_INET6;
    }

    @Override
    public int size() {
        return SIZE;
    }

    /**
     * The port (sin6_port), as a number and not in network byte order.
     *
     * @return 0 to 65535; 0 leaves the choice to the transport
     */
    public int port() {
        return port;
    }

    /**
     * Sets the port (sin6_port).
     *
     * @param port the port, 0 to 65535
     * @throws IllegalArgumentException when it is out of range
     */
    public void setPort(int port) {
        this.port = NumericAddress.requirePort(port);
    }

    /**
     * The sixteen bytes of the address (sin6_addr) in network order.
     *
     * @return a new array
     */
    public byte[] address() {
        return NumericAddress.bytes(high, low);
    }

    /**
     * The first eight bytes of the address as one number, the first byte the highest.
     *
     * @return the upper 64 bits
     */
    public long highAddress() {
        return high;
    }

    /**
     * The last eight bytes of the address as one number, the last byte the lowest.
     *
     * @return the lower 64 bits
     */
    public long lowAddress() {
        return low;
    }

    /**
     * Sets the address (sin6_addr) from its two halves; {@code (0, 1)} is the loopback address.
     *
     * @param high the upper 64 bits
     * @param low the lower 64 bits
     */
    public void setAddress(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * Sets the address (sin6_addr) from its bytes in network order.
     *
     * @param address sixteen bytes, which are copied
     * @throws IllegalArgumentException when it is not sixteen bytes
     */
    public void setAddress(byte[] address) {
        if (address.length != 16) {
            throw new IllegalArgumentException("An IPv6 address has 16 bytes, not " + address.length);
        }
        setAddress(NumericAddress.longAt(address, 0), NumericAddress.longAt(address, 8));
    }

    /**
     * The flow information (sin6_flowinfo): traffic class and flow label.
     *
     * @return the 32 bits, 0 when there is none
     */
    public int flowInfo() {
        return flowInfo;
    }

    /**
     * Sets the flow information (sin6_flowinfo). A transport that cannot send it ignores it.
     *
     * @param flowInfo the 32 bits, 0 for none
     */
    public void setFlowInfo(int flowInfo) {
        this.flowInfo = flowInfo;
    }

    /**
     * The scope (sin6_scope_id): for a link-local address, the index of the interface.
     *
     * @return the unsigned 32 bits, 0 when there is none
     */
    public int scopeId() {
        return scopeId;
    }

    /**
     * Sets the scope (sin6_scope_id).
     *
     * @param scopeId the unsigned 32 bits, 0 for none
     */
    public void setScopeId(int scopeId) {
        this.scopeId = scopeId;
    }

    /**
     * Sets everything from a Java socket address: an IPv4 one as v4-mapped, no flow information.
     *
     * @param address an IPv6 or IPv4 address with port
     * @throws IllegalArgumentException when it is unresolved; nothing has changed then
     */
    public void set(InetSocketAddress address) {
        set(NumericAddress.requireResolved(address), address.getPort());
    }

    /**
     * Sets everything from a Java address, an IPv4 one as v4-mapped, and a port; no flow information.
     *
     * @param address an IPv6 or IPv4 address
     * @param port the port, 0 to 65535
     * @throws IllegalArgumentException when the address is null or the port out of range; nothing has changed then
     */
    public void set(InetAddress address, int port) {
        if (address instanceof Inet6Address inet6) {
            setPort(port);
            setAddress(inet6.getAddress());
            scopeId = inet6.getScopeId();
        } else if (address instanceof Inet4Address) {
            setPort(port);
            setAddress(0, MAPPED << 32 | Integer.toUnsignedLong(NumericAddress.intAt(address.getAddress(), 0)));
            scopeId = 0;
        } else {
            throw new IllegalArgumentException("Not an IPv6 or IPv4 address: " + address);
        }
        flowInfo = 0;
    }

    /**
     * Tells whether this is {@code ::}, or the IPv4 wildcard as a v4-mapped address; with whatever port.
     *
     * @return true for a wildcard
     */
    public boolean isWildcard() {
        return high == 0 && low == 0 || isV4Mapped() && (int) low == SockAddrIn.INADDR_ANY;
    }

    /**
     * Tells whether the address stays inside this machine.
     *
     * @return true for {@code ::1}, and for 127.0.0.0/8 as v4-mapped addresses
     */
    public boolean isLoopback() {
        return high == 0 && low == 1 || isV4Mapped() && (int) low >>> 24 == 127;
    }

    /**
     * Tells whether the address is that of a group.
     *
     * @return true for ff00::/8, and for 224.0.0.0/4 as v4-mapped addresses
     */
    public boolean isMulticast() {
        return high >>> 56 == 0xFF || isV4Mapped() && (int) low >>> 28 == 0xE;
    }

    /**
     * Tells whether the address holds on one link only, so that it needs a {@link #scopeId()}.
     *
     * @return true for fe80::/10
     */
    public boolean isLinkLocal() {
        return high >>> 54 == 0xFE80 >>> 6;
    }

    /**
     * Tells whether this stands for an IPv4 address (IN6_IS_ADDR_V4MAPPED).
     *
     * @return true for ::ffff:0:0/96
     */
    public boolean isV4Mapped() {
        return high == 0 && low >>> 32 == MAPPED;
    }

    /**
     * The same address for java.net and java.nio. Asks no name service and looks up no interface.
     *
     * @return a new socket address that always holds an {@link Inet6Address}, also for a v4-mapped address; with the
     *     scope unless it is 0 or above 2147483647, which java.net cannot hold
     */
    public InetSocketAddress toInetSocketAddress() {
        int scope = scopeId == 0 ? NO_SCOPE : scopeId;
        try {
            return new InetSocketAddress(Inet6Address.getByAddress(null, address(), scope), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("Sixteen bytes are always an address", e);
        }
    }

    @Override
    public boolean copyFrom(SockAddr other) {
        if (!(other instanceof SockAddrIn6 in6)) {
            return false;
        }
        high = in6.high;
        low = in6.low;
        port = in6.port;
        flowInfo = in6.flowInfo;
        scopeId = in6.scopeId;
        return true;
    }

    @Override
    public SockAddrIn6 copy() {
        SockAddrIn6 result = new SockAddrIn6();
        result.copyFrom(this);
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SockAddrIn6 in6
                && in6.high == high
                && in6.low == low
                && in6.port == port
                && in6.scopeId == scopeId;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + 31 * scopeId + port;
    }

    /** Address and scope in brackets, a colon and the port, such as {@code [fe80::1%3]:80}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(48).append('[');
        NumericAddress.appendIpv6(text, high, low);
        if (scopeId != 0) {
            text.append('%').append(Integer.toUnsignedString(scopeId));
        }
        return text.append("]:").append(port).toString();
    }
}
