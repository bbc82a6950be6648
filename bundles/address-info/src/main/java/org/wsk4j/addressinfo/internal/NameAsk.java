// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.ws2def.SockAddr;

/** The question for the name of an address. Threads: safe for all. */
final class NameAsk extends Ask implements AddressQuery {
    private final SockAddr address;

    NameAsk(Inquiry inquiry, RankedProvider provider, SockAddr address) {
        super(inquiry, provider);
        this.address = address;
    }

    @Override
    void put() {
        provider().provider().lookUp(this);
    }

    @Override
    public SockAddr address() {
        return address;
    }

    @Override
    public boolean answer(String hostName) {
        return decide(Answer.of(hostName));
    }
}
