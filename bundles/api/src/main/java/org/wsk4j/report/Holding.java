// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import java.util.Objects;

/**
 * One thing that a client holds and has to give back, for a report of what it left behind.
 *
 * <p>Threads: immutable.
 */
public final class Holding {
    private final String kind;
    private final String description;
    private final List<StackTraceElement> origin;

    /**
     * Something that a client holds. IRQL: any.
     *
     * @param kind what it is, in the plural, such as {@code sockets}: reports count by it
     * @param description which one it is, in a few words, never the payload
     * @param origin made where the client got it; null when that is not tracked
     */
    public Holding(String kind, String description, Throwable origin) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.description = Objects.requireNonNull(description, "description");
        this.origin = origin == null ? List.of() : List.of(origin.getStackTrace());
    }

    /**
     * What it is. IRQL: any.
     *
     * @return a noun in the plural
     */
    public String kind() {
        return kind;
    }

    /**
     * Which one it is. IRQL: any.
     *
     * @return a few words
     */
    public String description() {
        return description;
    }

    /**
     * Where the client got it. IRQL: any.
     *
     * @return the frames, the innermost first; empty when that is not tracked
     */
    public List<StackTraceElement> origin() {
        return origin;
    }

    /** Kind and description. */
    @Override
    public String toString() {
        return kind + ": " + description;
    }
}
