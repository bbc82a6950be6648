// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.wsk4j.wdm.Guid;

/**
 * One entry of the answer to a name look-up, or the hints of the question (ADDRINFOEXW).
 *
 * <p>As hints, a client makes one, says which flags, family, type and protocol it can use, leaves everything else
 * empty and owns it. As an answer, it is the head of a list that the provider has made: the client reads it, walks it
 * with {@link #next()} or a {@code for} loop, and gives the whole list back with WskFreeAddressInfo; addresses that it
 * wants to keep it copies before.
 *
 * <p>State: mutable; a list that was given back must not be used any more.
 *
 * <p>Threads: none; one thread at a time, ordered by the completion that hands it over. IRQL: any, for every member.
 *
 * <p>Spec: GETADDRINFO-06, GETADDRINFO-07, RESOLVE-03, RESOLVE-04.
 */
public final class AddrInfoExW implements Iterable<AddrInfoExW> {
    /** Hint: the address is for a bind; without a node name it is the wildcard and not the loopback address. */
    public static final int AI_PASSIVE = 0x00000001;

    /** Hint: the first entry of the answer carries the canonical name. */
    public static final int AI_CANONNAME = 0x00000002;

    /** Hint: the node name is a numeric address; no name service is asked. */
    public static final int AI_NUMERICHOST = 0x00000004;

    /** Hint: the service name is a port number; no service table is asked. */
    public static final int AI_NUMERICSERV = 0x00000008;

    /** Hint: names are looked up in DNS only. */
    public static final int AI_DNS_ONLY = 0x00000010;

    /** Hint, with {@link #AI_V4MAPPED}: IPv6 addresses and v4-mapped ones. */
    public static final int AI_ALL = 0x00000100;

    /** Hint: only families that this machine has a global address of: loopback and link-local ones do not count. */
    public static final int AI_ADDRCONFIG = 0x00000400;

    /** Hint, for AF_INET6: a name without IPv6 addresses gives its IPv4 ones as v4-mapped. */
    public static final int AI_V4MAPPED = 0x00000800;

    /** Hint: an answer from elsewhere than the authority will do. */
    public static final int AI_NON_AUTHORITATIVE = 0x00004000;

    /** Hint: answers that came over a secure channel only. */
    public static final int AI_SECURE = 0x00008000;

    /** Hint: the answer carries names that are preferred for showing. */
    public static final int AI_RETURN_PREFERRED_NAMES = 0x00010000;

    /** Hint: the canonical name is the fully qualified domain name. */
    public static final int AI_FQDN = 0x00020000;

    /** Hint: the answer may come from a table of file servers. */
    public static final int AI_FILESERVER = 0x00040000;

    /** Hint: international names are taken as they are written. */
    public static final int AI_DISABLE_IDN_ENCODING = 0x00080000;

    /** Name space: all of them. */
    public static final int NS_ALL = 0;

    /** Name space: Novell service advertisement. */
    public static final int NS_SAP = 1;

    /** Name space: Novell directory. */
    public static final int NS_NDS = 2;

    /** Name space: browsing among peers. */
    public static final int NS_PEER_BROWSE = 3;

    /** Name space: names that this machine knows by itself. */
    public static final int NS_TCPIP_LOCAL = 10;

    /** Name space: the hosts file. */
    public static final int NS_TCPIP_HOSTS = 11;

    /** Name space: the domain name system. */
    public static final int NS_DNS = 12;

    /** Name space: NetBIOS over TCP/IP. */
    public static final int NS_NETBT = 13;

    /** Name space: Windows internet names. */
    public static final int NS_WINS = 14;

    /** Name space: network location awareness. */
    public static final int NS_NLA = 15;

    /** Name space: Bluetooth. */
    public static final int NS_BTH = 16;

    /** Name space: Windows domains (Active Directory). */
    public static final int NS_NTDS = 32;

    /** Name space: e-mail. */
    public static final int NS_EMAIL = 37;

    private int flags; // owner of the entry only, like all that follows
    private int family;
    private int socketType;
    private int protocol;
    private String canonName;
    private SockAddr addr;
    private ByteBuffer blob;
    private Guid provider;
    private AddrInfoExW next;

    /** Makes an entry in which everything is 0 or absent: hints that ask for any kind of socket. */
    public AddrInfoExW() {}

    /**
     * The flags (ai_flags).
     *
     * @return a combination of {@code AI_*}
     */
    public int flags() {
        return flags;
    }

    /**
     * Sets the flags (ai_flags).
     *
     * @param flags a combination of {@code AI_*}
     */
    public void setFlags(int flags) {
        this.flags = flags;
    }

    /**
     * The address family (ai_family).
     *
     * @return one of {@link AddressFamily}; as a hint {@link AddressFamily#AF_UNSPEC} for any
     */
    public int family() {
        return family;
    }

    /**
     * Sets the address family (ai_family).
     *
     * @param family one of {@link AddressFamily}
     */
    public void setFamily(int family) {
        this.family = family;
    }

    /**
     * The socket type (ai_socktype).
     *
     * @return one of {@link SocketType}; as a hint 0 for any
     */
    public int socketType() {
        return socketType;
    }

    /**
     * Sets the socket type (ai_socktype).
     *
     * @param socketType one of {@link SocketType}, or 0
     */
    public void setSocketType(int socketType) {
        this.socketType = socketType;
    }

    /**
     * The protocol (ai_protocol).
     *
     * @return one of {@link IpProtocol}; as a hint 0 for any
     */
    public int protocol() {
        return protocol;
    }

    /**
     * Sets the protocol (ai_protocol).
     *
     * @param protocol one of {@link IpProtocol}, or 0
     */
    public void setProtocol(int protocol) {
        this.protocol = protocol;
    }

    /**
     * The size of the address in bytes (ai_addrlen).
     *
     * @return the {@link SockAddr#size()} of {@link #addr()}, 0 without an address
     */
    public int addrLen() {
        return addr == null ? 0 : addr.size();
    }

    /**
     * The canonical name of the host (ai_canonname).
     *
     * @return the name, null when there is none
     */
    public String canonName() {
        return canonName;
    }

    /**
     * Sets the canonical name of the host (ai_canonname).
     *
     * @param canonName the name, or null
     */
    public void setCanonName(String canonName) {
        this.canonName = canonName;
    }

    /**
     * The address (ai_addr).
     *
     * @return the address itself, no copy; null in hints
     */
    public SockAddr addr() {
        return addr;
    }

    /**
     * Sets the address (ai_addr).
     *
     * @param addr the address itself, no copy; or null
     */
    public void setAddr(SockAddr addr) {
        this.addr = addr;
    }

    /**
     * What a name space provider says beyond addresses (ai_blob).
     *
     * @return the bytes from position to limit, no copy; null when there are none
     */
    public ByteBuffer blob() {
        return blob;
    }

    /**
     * Sets what a name space provider says beyond addresses (ai_blob).
     *
     * @param blob the bytes from position to limit, no copy; or null
     */
    public void setBlob(ByteBuffer blob) {
        this.blob = blob;
    }

    /**
     * The size of {@link #blob()} in bytes (ai_bloblen).
     *
     * @return what remains in it, 0 without one
     */
    public int blobLen() {
        return blob == null ? 0 : blob.remaining();
    }

    /**
     * The name space provider that has answered (ai_provider).
     *
     * @return its identifier, null when it is not told
     */
    public Guid provider() {
        return provider;
    }

    /**
     * Sets the name space provider that has answered (ai_provider).
     *
     * @param provider its identifier, or null
     */
    public void setProvider(Guid provider) {
        this.provider = provider;
    }

    /**
     * The next entry of the list (ai_next).
     *
     * @return the entry, null after the last
     */
    public AddrInfoExW next() {
        return next;
    }

    /**
     * Sets the next entry of the list (ai_next).
     *
     * @param next the entry, or null
     */
    public void setNext(AddrInfoExW next) {
        this.next = next;
    }

    /** Goes through this entry and all that follow it. */
    @Override
    public Iterator<AddrInfoExW> iterator() {
        return new Iterator<>() {
            private AddrInfoExW entry = AddrInfoExW.this;

            @Override
            public boolean hasNext() {
                return entry != null;
            }

            @Override
            public AddrInfoExW next() {
                if (entry == null) {
                    throw new NoSuchElementException();
                }
                AddrInfoExW result = entry;
                entry = result.next;
                return result;
            }
        };
    }

    /** This entry alone, without those that follow. */
    @Override
    public String toString() {
        String kind = AddressFamily.name(family) + "/" + SocketType.name(socketType) + "/" + IpProtocol.name(protocol);
        String where = addr == null ? kind : addr + " " + kind;
        return canonName == null ? where : where + " (" + canonName + ")";
    }
}
