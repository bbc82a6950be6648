// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * A list of addresses (SOCKET_ADDRESS_LIST): the output of {@link SocketOptions#SIO_ADDRESS_LIST_QUERY}.
 *
 * <p>A client allocates an empty one and passes it as output buffer; how much the provider may store is told by the
 * output size beside it, in the bytes that list and addresses take in C. So a client asks for the size first, with no
 * list and size 0, and then comes again with both. What was stored belongs to the client, addresses included; the list
 * can be used again. Providers fill it in with {@link #clear} and {@link #add}.
 *
 * <p>State: mutable, caller-owned.
 *
 * <p>Threads: none; one thread at a time. IRQL: any, for every member.
 *
 * <p>Spec: SIO-ADDR-QUERY-01, SIO-ADDR-QUERY-03, SIO-ADDR-QUERY-04.
 */
public final class SocketAddressList implements Iterable<SockAddr> {
    private static final int HEADER_SIZE = 8; // iAddressCount and what aligns the first entry
    private static final int ENTRY_SIZE = 16; // SOCKET_ADDRESS: a pointer and a length, on a 64-bit machine

    private final List<SockAddr> addresses = new ArrayList<>(); // owner of the object only
    private final List<SockAddr> view = Collections.unmodifiableList(addresses);

    /** Makes an empty list. */
    public SocketAddressList() {}

    /**
     * The bytes that a list takes in C together with its addresses.
     *
     * @param addressCount how many addresses it has
     * @param sockAddrSize the {@link SockAddr#size()} of each
     * @return the size of SOCKET_ADDRESS_LIST for so many entries, and of the addresses behind it
     */
    public static long sizeOf(int addressCount, int sockAddrSize) {
        return HEADER_SIZE + (long) addressCount * (ENTRY_SIZE + sockAddrSize);
    }

    /**
     * How many addresses there are (iAddressCount).
     *
     * @return the count
     */
    public int addressCount() {
        return addresses.size();
    }

    /**
     * One of the addresses (Address[index].lpSockaddr).
     *
     * @param index 0 to {@link #addressCount()} less one
     * @return the address itself, no copy
     * @throws IndexOutOfBoundsException when there is no such address
     */
    public SockAddr address(int index) {
        return addresses.get(index);
    }

    /**
     * The bytes that this list takes in C together with its addresses.
     *
     * @return the size, as {@link #sizeOf} reckons it
     */
    public long size() {
        long size = HEADER_SIZE;
        for (int i = 0; i < addresses.size(); i++) {
            size += ENTRY_SIZE + addresses.get(i).size();
        }
        return size;
    }

    /** Takes all addresses out. */
    public void clear() {
        addresses.clear();
    }

    /**
     * Puts an address at the end.
     *
     * @param address the address itself, no copy: it belongs to the owner of the list from now on
     */
    public void add(SockAddr address) {
        if (address == null) {
            throw new IllegalArgumentException("A list of addresses has no empty entries: address is null");
        }
        addresses.add(address);
    }

    /** Goes through the addresses in their order, without changing the list. */
    @Override
    public Iterator<SockAddr> iterator() {
        return view.iterator();
    }

    @Override
    public String toString() {
        return addresses.toString();
    }
}
