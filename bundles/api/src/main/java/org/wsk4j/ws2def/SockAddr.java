// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An address of some family (SOCKADDR), the parameter of every function that takes or gives an address.
 *
 * <p>The one who allocates it owns it. An address given to a function is read before the function returns, and is
 * the caller's again from then on; an address that a function fills in (the buffer of a C program) is of the socket's family,
 * is written at the latest before the request completes, and belongs to its owner again from then on. An address that
 * a callback gets belongs to the caller of the callback: who wants to keep it takes a {@link #copy()}.
 *
 * <p>Filling one in from another with {@link #copyFrom} allocates nothing.
 *
 * <p>A transport that brings a new address family extends this class. Its subclass is mutable, has a constructor
 * without arguments that makes the wildcard address, and compares by value.
 *
 * <p>State: mutable. Two are equal when they name the same endpoint; so one must not change while it is the key of a
 * map.
 *
 * <p>Threads: none; one thread at a time, ordered by the call or the completion that hands it over. IRQL: any, for
 * every member.
 *
 * <p>Spec: BIND-02, GETLOCAL-02, GETREMOTE-02, ACCEPT-12, SENDTO-03, RECEIVEFROM-07, DGRAM-INDICATION-05.
 */
@ConsumerType
public abstract class SockAddr {
    /** The bytes that an address of any family fits in (the size of SOCKADDR_STORAGE). */
    public static final int SOCKADDR_STORAGE_SIZE = 128;

    /** For subclasses only. */
    protected SockAddr() {}

    /**
     * The address family, which tells the subclass.
     *
     * @return one of {@link AddressFamily}, or the number of a transport's own family; never changes
     */
    public abstract int family();

    /**
     * The bytes that this address takes in C (SockAddrLength): what sizes of buffers and of lists are reckoned in.
     *
     * @return the size, at most {@link #SOCKADDR_STORAGE_SIZE}
     */
    public abstract int size();

    /**
     * Takes over the value of another address.
     *
     * @param other the address to copy, which stays as it is
     * @return true when it was copied; false when it is null or of another family, and nothing has changed
     */
    public abstract boolean copyFrom(SockAddr other);

    /**
     * A new address with the same value, which the caller owns.
     *
     * @return the copy, of the same class
     */
    public abstract SockAddr copy();

    @Override
    public abstract boolean equals(Object other);

    @Override
    public abstract int hashCode();

    /** The address as people write it, the same on every platform; made without asking any name service. */
    @Override
    public abstract String toString();
}
