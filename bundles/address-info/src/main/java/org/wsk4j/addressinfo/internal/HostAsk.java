// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The question for the addresses of a name. Threads: safe for all. */
final class HostAsk extends Ask implements NameQuery {
    private final String nodeName;
    private final int family;
    private final int flags;

    HostAsk(Inquiry inquiry, RankedProvider provider, String nodeName, int family, int flags) {
        super(inquiry, provider);
        this.nodeName = nodeName;
        this.family = family;
        this.flags = flags;
    }

    @Override
    void put() {
        provider().provider().lookUp(this);
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public int family() {
        return family;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public boolean answer(List<? extends SockAddr> addresses, String canonName, ByteBuffer blob) {
        Set<SockAddr> copies = new LinkedHashSet<>();
        for (SockAddr address : addresses == null ? List.<SockAddr>of() : addresses) {
            if (address instanceof SockAddrIn in && family != AddressFamily.AF_INET6) {
                SockAddrIn copy = in.copy();
                copy.setPort(0);
                copies.add(copy);
            } else if (address instanceof SockAddrIn6 in6 && family != AddressFamily.AF_INET) {
                SockAddrIn6 copy = in6.copy();
                copy.setPort(0);
                copies.add(copy);
            }
        }
        return decide(Answer.of(List.copyOf(copies), canonName, copyOf(blob)));
    }

    private static ByteBuffer copyOf(ByteBuffer blob) {
        if (blob == null) {
            return null;
        }
        ByteBuffer copy = ByteBuffer.allocate(blob.remaining());
        copy.put(blob.duplicate()).flip();
        return copy;
    }
}
