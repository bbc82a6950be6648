// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;

/**
 * What to ask a transport for.
 *
 * @param triple one of its triples
 * @param protocol one that the triple serves
 */
record Served(TransportTriple triple, int protocol) {
    /** The first triple of a family and a type. */
    static Served by(TransportProvider transport, int family, int socketType) {
        return transport.triples().stream()
                .filter(triple -> triple.addressFamily() == family && triple.socketType() == socketType)
                .map(triple -> new Served(triple, triple.protocol()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not served: family " + family + ", type " + socketType));
    }
}
