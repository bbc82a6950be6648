// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.List;
import org.wsk4j.addressinfo.internal.Source.Trait;

/**
 * Says from which of its addresses this machine would send to a destination (RFC 6724, section 5).
 *
 * <p>The JVM does not tell which interface leads to a destination. So every address of the destination's family is a
 * candidate, but loopback ones, which lead to loopback only, and those of another link than the destination names; rules
 * 5 and 5.5 do not apply.
 */
final class SourceSelection {
    private final List<Source> sources;

    SourceSelection(List<Source> sources) {
        this.sources = sources;
    }

    /** The address to send from, null when there is none: the destination cannot be reached. */
    Source sourceFor(IpBits destination) {
        Source best = null;
        for (Source source : sources) {
            if (isCandidate(source.bits(), destination) && (best == null || isBetter(source, best, destination))) {
                best = source;
            }
        }
        return best;
    }

    private static boolean isCandidate(IpBits source, IpBits destination) {
        boolean otherLink = destination.isLinkLocal()
                && source.isLinkLocal()
                && destination.zone() != 0
                && source.zone() != 0
                && destination.zone() != source.zone();
        return source.isIpv4() == destination.isIpv4() && source.isLoopback() == destination.isLoopback() && !otherLink;
    }

    private static boolean isBetter(Source a, Source b, IpBits destination) {
        IpBits bitsA = a.bits();
        IpBits bitsB = b.bits();
        boolean same = bitsA.sameAddress(destination); // rule 1
        if (same != bitsB.sameAddress(destination)) {
            return same;
        }
        int scopeA = bitsA.scope(); // rule 2
        int scopeB = bitsB.scope();
        if (scopeA != scopeB) {
            return scopeA < scopeB ? scopeA >= destination.scope() : scopeB < destination.scope();
        }
        if (a.is(Trait.DEPRECATED) != b.is(Trait.DEPRECATED)) { // rule 3
            return b.is(Trait.DEPRECATED);
        }
        if (a.is(Trait.CARE_OF) != b.is(Trait.CARE_OF)) { // rule 4
            return b.is(Trait.CARE_OF);
        }
        int label = PolicyTable.label(destination); // rule 6
        boolean matches = PolicyTable.label(bitsA) == label;
        if (matches != (PolicyTable.label(bitsB) == label)) {
            return matches;
        }
        if (a.is(Trait.TEMPORARY) != b.is(Trait.TEMPORARY)) { // rule 7
            return a.is(Trait.TEMPORARY);
        }
        return commonPrefix(a, destination) > commonPrefix(b, destination); // rule 8
    }

    /** CommonPrefixLen(S, D): of the source's network part only. */
    static int commonPrefix(Source source, IpBits destination) {
        int family = destination.isIpv4() ? 96 : 0;
        return Math.min(source.bits().commonPrefix(destination) - family, source.prefixLength());
    }
}
