// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.addressinfo.internal.Source.Trait;
import org.wsk4j.ws2def.SockAddr;

/**
 * Puts destinations into the order in which a client should try them (RFC 6724, section 6).
 *
 * <p>Rule 1 knows a destination without a source address as one that cannot be used, and nothing of routes.
 */
final class DestinationOrder {
    /** A destination and what the rules ask of it and of its source address. */
    private record Destination(SockAddr address, IpBits bits, Source source) {
        private boolean is(Trait trait) {
            return source.is(trait);
        }

        private boolean matchesScope() {
            return bits.scope() == source.bits().scope();
        }

        private boolean matchesLabel() {
            return PolicyTable.label(bits) == PolicyTable.label(source.bits());
        }

        private int commonPrefix() {
            return SourceSelection.commonPrefix(source, bits);
        }
    }

    private DestinationOrder() {}

    /** The same addresses, best first; equal ones stay as they were. */
    static List<SockAddr> of(List<SockAddr> addresses, List<Source> sources) {
        if (addresses.size() < 2) {
            return addresses;
        }
        SourceSelection selection = new SourceSelection(sources);
        List<Destination> destinations = new ArrayList<>(addresses.size());
        for (SockAddr address : addresses) {
            IpBits bits = IpBits.of(address);
            destinations.add(new Destination(address, bits, selection.sourceFor(bits)));
        }
        return sorted(destinations).stream().map(Destination::address).toList();
    }

    /** Insertion sort: rule 9 compares within a family only, so this is no total order, which a library's sort demands. */
    private static List<Destination> sorted(List<Destination> destinations) {
        List<Destination> sorted = new ArrayList<>(destinations.size());
        for (Destination destination : destinations) {
            int at = sorted.size();
            while (at > 0 && compare(destination, sorted.get(at - 1)) < 0) {
                at--;
            }
            sorted.add(at, destination);
        }
        return sorted;
    }

    /** Negative when a comes first. */
    private static int compare(Destination a, Destination b) {
        if (a.source() == null || b.source() == null) { // rule 1
            return Boolean.compare(a.source() == null, b.source() == null);
        }
        int order = Boolean.compare(b.matchesScope(), a.matchesScope()); // rule 2
        if (order == 0) {
            order = Boolean.compare(a.is(Trait.DEPRECATED), b.is(Trait.DEPRECATED)); // rule 3
        }
        if (order == 0) {
            order = Boolean.compare(a.is(Trait.CARE_OF), b.is(Trait.CARE_OF)); // rule 4
        }
        if (order == 0) {
            order = Boolean.compare(b.matchesLabel(), a.matchesLabel()); // rule 5
        }
        if (order == 0) {
            order = Integer.compare(PolicyTable.precedence(b.bits()), PolicyTable.precedence(a.bits())); // rule 6
        }
        if (order == 0) {
            order = Boolean.compare(a.is(Trait.ENCAPSULATED), b.is(Trait.ENCAPSULATED)); // rule 7
        }
        if (order == 0) {
            order = Integer.compare(a.bits().scope(), b.bits().scope()); // rule 8
        }
        if (order == 0 && a.bits().isIpv4() == b.bits().isIpv4()) {
            order = Integer.compare(b.commonPrefix(), a.commonPrefix()); // rule 9
        }
        return order; // rule 10
    }
}
