// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * Makes the lists that clients get, knows whose each is, and takes them back.
 *
 * <p>Threads: safe for all. Locks: its own, for the map; nothing is called under it.
 */
final class AddressLists {
    /**
     * The memory of one list, which its client has until it gives it back.
     *
     * <p>It does not hold the list: one that a client has forgotten is the garbage collector's.
     */
    private static final class GivenList implements OwnedMemory {
        private final WeakReference<AddrInfoExW> head;
        private final String subject;

        private GivenList(AddrInfoExW head, String subject) {
            this.head = new WeakReference<>(head);
            this.subject = subject;
        }

        @Override
        public String kind() {
            return "address lists";
        }

        @Override
        public String describe() {
            return "the addresses of " + subject;
        }
    }

    private final Map<AddrInfoExW, GivenList> lists = new WeakHashMap<>(); // by every entry; @GuardedBy("this")

    /** Makes a list: an entry for each address and choice, in this order. */
    static AddrInfoExW list(
            List<SockAddr> addresses, List<SocketChoice> choices, String canonName, Answer answer, Guid provider) {
        AddrInfoExW head = null;
        AddrInfoExW last = null;
        for (SockAddr address : addresses) {
            for (SocketChoice choice : choices) {
                AddrInfoExW entry = entry(address, choice);
                entry.setProvider(provider);
                if (last == null) {
                    head = entry;
                } else {
                    last.setNext(entry);
                }
                last = entry;
            }
        }
        head.setCanonName(canonName);
        head.setBlob(answer == null ? null : answer.blob());
        return head;
    }

    private static AddrInfoExW entry(SockAddr address, SocketChoice choice) {
        SockAddr own = address.copy();
        if (own instanceof SockAddrIn in) {
            in.setPort(choice.port());
        } else if (own instanceof SockAddrIn6 in6) {
            in6.setPort(choice.port());
        }
        AddrInfoExW entry = new AddrInfoExW();
        entry.setFamily(own.family());
        entry.setSocketType(choice.socketType());
        entry.setProtocol(choice.protocol());
        entry.setAddr(own);
        return entry;
    }

    /** Gives a list to a client. */
    void give(AddrInfoExW head, String subject, WskClientObject client, Ptr<AddrInfoExW> result) {
        GivenList memory = new GivenList(head, subject);
        synchronized (this) {
            for (AddrInfoExW entry : head) {
                lists.put(entry, memory);
            }
        }
        client.given(memory);
        result.set(head);
    }

    /** Takes a list back, whole, and empties it. */
    void takeBack(AddrInfoExW head, WskClientObject client) {
        GivenList memory;
        synchronized (this) {
            memory = lists.get(head);
        }
        if (memory == null) {
            throw broken(head, "it is no list that WskGetAddressInfo made, or was freed before");
        }
        if (memory.head.get() != head) {
            throw broken(head, "it is an entry of a list and not its head");
        }
        if (!client.givenBack(memory)) {
            throw broken(head, "another client has it, or it was freed before");
        }
        AddrInfoExW entry = head;
        while (entry != null) {
            AddrInfoExW next = entry.next();
            synchronized (this) {
                lists.remove(entry);
            }
            entry.setNext(null);
            entry.setAddr(null);
            entry.setCanonName(null);
            entry.setBlob(null);
            entry = next;
        }
    }

    /** How many entries are known: a number for tests. */
    synchronized int entries() {
        return lists.size();
    }

    private static BugCheck broken(AddrInfoExW head, String why) {
        return new BugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "WskFreeAddressInfo of " + head + ": " + why
                        + ". A client gives back each list that it got, once and by its head (FREEADDRINFO-01).");
    }
}
