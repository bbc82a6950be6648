// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.wsk4j.ws2def.AddrInfoExW.AI_ADDRCONFIG;
import static org.wsk4j.ws2def.AddrInfoExW.AI_ALL;
import static org.wsk4j.ws2def.AddrInfoExW.AI_CANONNAME;
import static org.wsk4j.ws2def.AddrInfoExW.AI_DISABLE_IDN_ENCODING;
import static org.wsk4j.ws2def.AddrInfoExW.AI_DNS_ONLY;
import static org.wsk4j.ws2def.AddrInfoExW.AI_FILESERVER;
import static org.wsk4j.ws2def.AddrInfoExW.AI_FQDN;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NON_AUTHORITATIVE;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NUMERICHOST;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NUMERICSERV;
import static org.wsk4j.ws2def.AddrInfoExW.AI_PASSIVE;
import static org.wsk4j.ws2def.AddrInfoExW.AI_RETURN_PREFERRED_NAMES;
import static org.wsk4j.ws2def.AddrInfoExW.AI_SECURE;
import static org.wsk4j.ws2def.AddrInfoExW.AI_V4MAPPED;

import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SocketType;

/**
 * The hints of a WskGetAddressInfo, read during the call.
 *
 * <p>What the pages of GetAddrInfoExW say of them holds: without hints everything is 0; all other members are empty; an
 * entry of the answer has the type and the protocol of the hints, also together with a type that does not use the protocol.
 *
 * @param flags AI_* bits
 * @param family AF_UNSPEC for both of AF_INET and AF_INET6
 * @param socketType 0 for any
 * @param protocol 0 for any
 */
record Hints(int flags, int family, int socketType, int protocol) {
    private static final int KNOWN_FLAGS = AI_PASSIVE
            | AI_CANONNAME
            | AI_NUMERICHOST
            | AI_NUMERICSERV
            | AI_DNS_ONLY
            | AI_ALL
            | AI_ADDRCONFIG
            | AI_V4MAPPED
            | AI_NON_AUTHORITATIVE
            | AI_SECURE
            | AI_RETURN_PREFERRED_NAMES
            | AI_FQDN
            | AI_FILESERVER
            | AI_DISABLE_IDN_ENCODING;

    static Hints of(AddrInfoExW hints) {
        return hints == null
                ? new Hints(0, AddressFamily.AF_UNSPEC, 0, 0)
                : new Hints(hints.flags(), hints.family(), hints.socketType(), hints.protocol());
    }

    /** Whether everything that hints do not use is empty. */
    static boolean areBare(AddrInfoExW hints) {
        return hints == null
                || hints.canonName() == null
                        && hints.addr() == null
                        && hints.next() == null
                        && hints.blob() == null
                        && hints.provider() == null;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether the values are known and do not contradict each other or the lack of a node name. */
    boolean areValid(boolean withNodeName) {
        boolean names = has(AI_CANONNAME) || has(AI_FQDN);
        return (flags & ~KNOWN_FLAGS) == 0
                && (family == AddressFamily.AF_UNSPEC
                        || family == AddressFamily.AF_INET
                        || family == AddressFamily.AF_INET6)
                && socketType >= 0
                && socketType <= SocketType.SOCK_SEQPACKET
                && protocol >= 0
                && protocol <= 0xFF
                && !(has(AI_CANONNAME) && has(AI_FQDN)) // there is one place for a name in the answer
                && !(has(AI_NUMERICHOST) && has(AI_DNS_ONLY))
                && (withNodeName || !names && !has(AI_NUMERICHOST));
    }

    /** Whether addresses of this family are of use. */
    boolean wants(int addressFamily) {
        return family == AddressFamily.AF_UNSPEC || family == addressFamily;
    }

    /** Whether IPv4 addresses are of use as v4-mapped ones. */
    boolean maps() {
        return family == AddressFamily.AF_INET6 && has(AI_V4MAPPED);
    }
}
