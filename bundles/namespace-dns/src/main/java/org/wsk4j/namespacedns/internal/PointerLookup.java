// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.wdm.NtStatus;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;

/** The look-up of an address's name: the first one that a host can have. */
final class PointerLookup extends DnsLookup {
    private final AddressQuery query;
    private final Name pointer;

    PointerLookup(AddressQuery query, Name pointer, DnsQuestion question, Consumer<DnsLookup> whenOver) {
        super(query, question, whenOver);
        this.query = query;
        this.pointer = pointer;
    }

    @Override
    void next() {
        CompletableFuture<LookupResult> asked = question().ask(pointer, Type.PTR);
        whenAllAre(List.of(asked), () -> take(asked));
    }

    private void take(CompletableFuture<LookupResult> answer) {
        try {
            String name = recordsOf(answer).stream()
                    .filter(record -> record instanceof PTRRecord && record.getDClass() == DClass.IN)
                    .map(record -> HostName.text(((PTRRecord) record).getTarget()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            if (name == null) {
                fail(NtStatus.STATUS_NO_MATCH);
            } else {
                end(() -> query.answer(name));
            }
        } catch (DnsFailure e) {
            fail(e);
        }
    }
}
