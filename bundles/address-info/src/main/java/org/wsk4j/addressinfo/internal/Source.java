// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.Set;
import org.wsk4j.ws2def.SockAddr;

/**
 * An address of this machine, as RFC 6724 looks at it.
 *
 * @param address the address; an IPv6 one of a link with its scope
 * @param prefixLength the bits that its network has in common
 * @param traits what else is known of it
 */
record Source(SockAddr address, int prefixLength, Set<Trait> traits) {
    /** What can be known of an address of this machine. The JVM tells none of it. */
    enum Trait {
        /** No longer to be used where there is another. */
        DEPRECATED,
        /** A care-of address of a mobile node, and not its home address. */
        CARE_OF,
        /** One that changes, for privacy. */
        TEMPORARY,
        /** Of an interface that wraps IPv6 into IPv4, or the other way round. */
        ENCAPSULATED
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    IpBits bits() {
        return IpBits.of(address);
    }
}
