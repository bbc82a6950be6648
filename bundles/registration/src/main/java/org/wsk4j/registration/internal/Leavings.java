// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wsk4j.report.Holding;

/**
 * What a client left behind, in words: how much of each kind, then each of them; where they came from, if that was tracked.
 *
 * <p>Threads: one.
 */
final class Leavings {
    private static final int FRAMES = 24;

    private final List<Holding> holdings;

    Leavings(List<Holding> holdings) {
        this.holdings = holdings;
    }

    boolean isEmpty() {
        return holdings.isEmpty();
    }

    /** Kinds with counts, as {@code registrations: 1, captures: 2 [...]}; one line unless origins are known. */
    @Override
    public String toString() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        holdings.forEach(holding -> counts.merge(holding.kind(), 1, Integer::sum));
        StringBuilder text = new StringBuilder(counts.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue())
                .collect(Collectors.joining(", ")));
        text.append(holdings.stream().map(Holding::description).collect(Collectors.joining("; ", " [", "]")));
        for (Holding holding : holdings) {
            if (!holding.origin().isEmpty()) {
                text.append("\n  ").append(holding.description()).append(" came from:");
                holding.origin().stream()
                        .limit(FRAMES)
                        .forEach(frame -> text.append("\n    at ").append(frame));
            }
        }
        return text.toString();
    }
}
