// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The address of a local socket (SOCKADDR_UN): a path in the file system, or no name at all.
 *
 * <p>The unnamed address, an empty path, is that of a socket that was never bound to one, as the connecting side of a
 * local connection mostly is.
 *
 * <p>State: mutable, caller-owned; see {@link SockAddr}. Equal are two with the same path, letter by letter.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member: none touches the file system.
 */
public final class SockAddrUn extends SockAddr {
    /** The size of SOCKADDR_UN in bytes. */
    public static final int SIZE = 110;

    /** The room for a path, its terminating zero included, in bytes of UTF-8. */
    public static final int UNIX_PATH_MAX = 108;

    private String path = ""; // owner of the object only; fits in UNIX_PATH_MAX

    /** Makes the unnamed address, as room for a result. */
    public SockAddrUn() {}

    /**
     * Makes the address of a path.
     *
     * @param path the path, empty for the unnamed address
     * @return a new address
     * @throws IllegalArgumentException when the path is too long or holds a zero character
     */
    public static SockAddrUn of(String path) {
        SockAddrUn result = new SockAddrUn();
        result.setPath(path);
        return result;
    }

    /**
     * Makes the address of a Java socket address.
     *
     * @param address a local address, possibly unnamed
     * @return a new address
     * @throws IllegalArgumentException when its path is too long or holds a zero character
     */
    public static SockAddrUn of(UnixDomainSocketAddress address) {
        return of(address.getPath().toString());
    }

    @Override
    public int family() {
        return AddressFamily.AF_UNIX;
    }

    @Override
    public int size() {
        return SIZE;
    }

    /**
     * The path (sun_path).
     *
     * @return the path as it was set, empty for the unnamed address
     */
    public String path() {
        return path;
    }

    /**
     * Sets the path (sun_path).
     *
     * @param path the path, empty for the unnamed address
     * @throws IllegalArgumentException when it takes {@link #UNIX_PATH_MAX} bytes or more, or holds a zero character
     */
    public void setPath(String path) {
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length >= UNIX_PATH_MAX) {
            throw new IllegalArgumentException(
                    "A path has at most " + (UNIX_PATH_MAX - 1) + " bytes, not " + length + ": " + path);
        }
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A path ends at a zero character and cannot hold one");
        }
        this.path = path;
    }

    /**
     * Tells whether this is the address without a name.
     *
     * @return true when the path is empty
     */
    public boolean isUnnamed() {
        return path.isEmpty();
    }

    /**
     * The same address for java.nio.
     *
     * @return a new socket address
     * @throws java.nio.file.InvalidPathException when the path is none on this platform
     */
    public UnixDomainSocketAddress toUnixDomainSocketAddress() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public boolean copyFrom(SockAddr other) {
        if (!(other instanceof SockAddrUn un)) {
            return false;
        }
        path = un.path;
        return true;
    }

    @Override
    public SockAddrUn copy() {
        SockAddrUn result = new SockAddrUn();
        result.path = path;
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SockAddrUn un && un.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** {@code unix:} and the path, such as {@code unix:/run/echo}. */
    @Override
    public String toString() {
        return "unix:" + path;
    }
}
