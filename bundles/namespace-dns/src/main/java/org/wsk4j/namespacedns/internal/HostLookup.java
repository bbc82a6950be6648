// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;

/**
 * The look-up of a name's addresses: the name as it is and below the domains, until one has any.
 *
 * <p>A failure ends it: as long as it is not known that a name has no addresses, another host must not be taken for it. Of the
 * two families, one that fails does not count when the other has addresses.
 */
final class HostLookup extends DnsLookup {
    private final NameQuery query;
    private final List<Integer> types = new ArrayList<>();
    private final Iterator<Name> candidates;

    HostLookup(NameQuery query, List<Name> candidates, DnsQuestion question, Consumer<DnsLookup> whenOver) {
        super(query, question, whenOver);
        this.query = query;
        this.candidates = candidates.iterator();
        if (query.family() != AddressFamily.AF_INET) {
            types.add(Type.AAAA);
        }
        if (query.family() != AddressFamily.AF_INET6) {
            types.add(Type.A);
        }
    }

    @Override
    void next() {
        if (!candidates.hasNext()) {
            fail(NtStatus.STATUS_NO_MATCH);
            return;
        }
        Name candidate = candidates.next();
        List<CompletableFuture<LookupResult>> asked =
                types.stream().map(type -> question().ask(candidate, type)).toList();
        whenAllAre(asked, () -> take(candidate, asked));
    }

    private void take(Name candidate, List<CompletableFuture<LookupResult>> answers) {
        List<SockAddr> addresses = new ArrayList<>();
        Name canonical = null;
        DnsFailure failure = null;
        for (CompletableFuture<LookupResult> answer : answers) {
            try {
                for (Record record : recordsOf(answer)) {
                    SockAddr address = addressOf(record);
                    if (address != null) {
                        addresses.add(address);
                        canonical = canonical == null ? record.getName() : canonical;
                    }
                }
            } catch (DnsFailure e) {
                failure = failure == null ? e : failure;
            }
        }
        if (!addresses.isEmpty()) {
            boolean asFound = (query.flags() & AddrInfoExW.AI_FQDN) != 0; // aliases are not followed for that one
            String name = HostName.text(asFound ? candidate : canonical);
            end(() -> query.answer(addresses, name, null));
        } else if (failure != null) {
            fail(failure);
        } else {
            next();
        }
    }

    private static SockAddr addressOf(Record record) {
        if (record.getDClass() != DClass.IN) {
            return null;
        }
        byte[] bytes =
                record.rdataToWireCanonical(); // an InetAddress would turn a mapped IPv6 address into an IPv4 one
        switch (record.getType()) {
            case Type.A:
                SockAddrIn in = new SockAddrIn();
                in.setAddress(bytes);
                return in;
            case Type.AAAA:
                SockAddrIn6 in6 = new SockAddrIn6();
                in6.setAddress(bytes);
                return in6;
            default:
                return null;
        }
    }
}
