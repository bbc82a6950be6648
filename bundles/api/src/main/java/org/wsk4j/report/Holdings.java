// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a client holds, in words for a log: how much of each kind, then each of them; where they came from, if that is known.
 *
 * <p>Threads: immutable.
 */
public final class Holdings {
    private static final int NAMED = 20;
    private static final int FRAMES = 24;

    private final List<Holding> holdings;

    /**
     * What a client holds. IRQL: any.
     *
     * @param holdings all of it
     */
    public Holdings(List<Holding> holdings) {
        this.holdings = List.copyOf(holdings);
    }

    /** Kinds with counts and what they are, as {@code sockets: 2 [...]}; one line unless origins are known. */
    @Override
    public String toString() {
        if (holdings.isEmpty()) {
            return "nothing that can be named";
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        holdings.forEach(holding -> counts.merge(holding.kind(), 1, Integer::sum));
        String kinds = counts.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue())
                .collect(Collectors.joining(", "));
        List<Holding> named = holdings.subList(0, Math.min(NAMED, holdings.size()));
        String more = named.size() < holdings.size() ? "; and " + (holdings.size() - named.size()) + " more" : "";
        return named.stream().map(Holding::description).collect(Collectors.joining("; ", kinds + " [", more + "]"))
                + named.stream().map(Holdings::origin).collect(Collectors.joining());
    }

    private static String origin(Holding holding) {
        if (holding.origin().isEmpty()) {
            return "";
        }
        return holding.origin().stream()
                .limit(FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining("", "\n  " + holding.description() + " came from:", ""));
    }
}
