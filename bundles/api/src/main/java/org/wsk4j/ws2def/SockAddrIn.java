// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 address and port (SOCKADDR_IN).
 *
 * <p>State: mutable, caller-owned; see {@link SockAddr}. Equal are two with the same address and port.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member: none resolves a name.
 *
 * <p>Spec: AF-INET-01.
 */
public final class SockAddrIn extends SockAddr {
    /** The size of SOCKADDR_IN in bytes. */
    public static final int SIZE = 16;

    /** 0.0.0.0, the wildcard: any address of this machine. */
    public static final int INADDR_ANY = 0x00000000;

    /** 127.0.0.1: this machine, over its loopback. */
    public static final int INADDR_LOOPBACK = 0x7F000001;

    /** 255.255.255.255: everyone on the local link. */
    public static final int INADDR_BROADCAST = 0xFFFFFFFF;

    private int address; // owner of the object only; first byte of the dotted form is the highest
    private int port; // owner of the object only; 0..65535

    /** Makes the wildcard address with port 0, for a bind that leaves both open or as room for a result. */
    public SockAddrIn() {}

    /**
     * Makes the address of a Java socket address.
     *
     * @param address an IPv4 address with port
     * @return a new address
     * @throws IllegalArgumentException when it is unresolved or not IPv4
     */
    public static SockAddrIn of(InetSocketAddress address) {
        SockAddrIn result = new SockAddrIn();
        result.set(address);
        return result;
    }

    /**
     * Makes an address from a Java address and a port.
     *
     * @param address an IPv4 address
     * @param port the port, 0 to 65535
     * @return a new address
     * @throws IllegalArgumentException when the address is not IPv4 or the port out of range
     */
    public static SockAddrIn of(InetAddress address, int port) {
        SockAddrIn result = new SockAddrIn();
        result.set(address, port);
        return result;
    }

    /**
     * Makes an address from its dotted form. Never asks a name service: {@code "localhost"} is refused.
     *
     * @param literal four decimal numbers from 0 to 255 without leading zeros, such as {@code "127.0.0.1"}
     * @param port the port, 0 to 65535
     * @return a new address
     * @throws IllegalArgumentException when the text is anything else or the port out of range
     */
    public static SockAddrIn of(String literal, int port) {
        SockAddrIn result = new SockAddrIn();
        result.setAddress(NumericAddress.parseIpv4(literal));
        result.setPort(port);
        return result;
    }

    @Override
    public int family() {
        return AddressFamily.AF_INET;
    }

    @Override
    public int size() {
        return SIZE;
    }

    /**
     * The port (sin_port), as a number and not in network byte order.
     *
     * @return 0 to 65535; 0 leaves the choice to the transport
     */
    public int port() {
        return port;
    }

    /**
     * Sets the port (sin_port).
     *
     * @param port the port, 0 to 65535
     * @throws IllegalArgumentException when it is out of range
     */
    public void setPort(int port) {
        this.port = NumericAddress.requirePort(port);
    }

    /**
     * The four bytes of the address (sin_addr) in network order.
     *
     * @return a new array
     */
    public byte[] address() {
        return new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
    }

    /**
     * The address (sin_addr) as one number, as its constants here: 127.0.0.1 is 0x7F000001.
     *
     * @return the 32 bits
     */
    public int intAddress() {
        return address;
    }

    /**
     * Sets the address (sin_addr) from one number, such as {@link #INADDR_LOOPBACK}.
     *
     * @param address the 32 bits
     */
    public void setAddress(int address) {
        this.address = address;
    }

    /**
     * Sets the address (sin_addr) from its bytes in network order.
     *
     * @param address four bytes, which are copied
     * @throws IllegalArgumentException when it is not four bytes
     */
    public void setAddress(byte[] address) {
        if (address.length != 4) {
            throw new IllegalArgumentException("An IPv4 address has 4 bytes, not " + address.length);
        }
        this.address = NumericAddress.intAt(address, 0);
    }

    /**
     * Sets address and port from a Java socket address.
     *
     * @param address an IPv4 address with port
     * @throws IllegalArgumentException when it is unresolved or not IPv4; nothing has changed then
     */
    public void set(InetSocketAddress address) {
        set(NumericAddress.requireResolved(address), address.getPort());
    }

    /**
     * Sets address and port from a Java address and a port.
     *
     * @param address an IPv4 address
     * @param port the port, 0 to 65535
     * @throws IllegalArgumentException when the address is not IPv4 or the port out of range; nothing has changed then
     */
    public void set(InetAddress address, int port) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException("Not an IPv4 address: " + address);
        }
        setPort(port);
        setAddress(address.getAddress());
    }

    /**
     * Tells whether this is 0.0.0.0 (INADDR_ANY), with whatever port.
     *
     * @return true for the wildcard
     */
    public boolean isWildcard() {
        return address == INADDR_ANY;
    }

    /**
     * Tells whether the address stays inside this machine.
     *
     * @return true for 127.0.0.0/8
     */
    public boolean isLoopback() {
        return address >>> 24 == 127;
    }

    /**
     * Tells whether the address is that of a group.
     *
     * @return true for 224.0.0.0/4
     */
    public boolean isMulticast() {
        return address >>> 28 == 0xE;
    }

    /**
     * Tells whether this is 255.255.255.255 (INADDR_BROADCAST). The broadcast address of a subnet looks like any other.
     *
     * @return true for the broadcast address of the local link
     */
    public boolean isBroadcast() {
        return address == INADDR_BROADCAST;
    }

    /**
     * The same address for java.net and java.nio. Asks no name service.
     *
     * @return a new socket address that holds an {@link Inet4Address}
     */
    public InetSocketAddress toInetSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address()), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("Four bytes are always an address", e);
        }
    }

    @Override
    public boolean copyFrom(SockAddr other) {
        if (!(other instanceof SockAddrIn in)) {
            return false;
        }
        address = in.address;
        port = in.port;
        return true;
    }

    @Override
    public SockAddrIn copy() {
        SockAddrIn result = new SockAddrIn();
        result.copyFrom(this);
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SockAddrIn in && in.address == address && in.port == port;
    }

    @Override
    public int hashCode() {
        return 31 * address + port;
    }

    /** The dotted form, a colon and the port, such as {@code 127.0.0.1:80}. */
    @Override
    public String toString() {
        return NumericAddress.appendIpv4(new StringBuilder(21), address)
                .append(':')
                .append(port)
                .toString();
    }
}
