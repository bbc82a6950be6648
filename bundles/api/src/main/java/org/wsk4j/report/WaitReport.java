// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One wait as it was at the moment of the report: who waits, since when, and for what exactly.
 *
 * <p>Threads: immutable.
 */
public final class WaitReport {
    private final long id;
    private final String who;
    private final Instant since;
    private final Thread thread;
    private final List<WaitCause> causes;

    /**
     * A wait. IRQL: any.
     *
     * @param id the same for each report of this wait, and for no other of the same reporter
     * @param who names the wait: the function, and for whom it was called
     * @param since when it began
     * @param thread the thread that is blocked, or null when none is
     * @param causes what has to happen before it ends
     */
    public WaitReport(long id, String who, Instant since, Thread thread, List<WaitCause> causes) {
        this.id = id;
        this.who = Objects.requireNonNull(who, "who");
        this.since = Objects.requireNonNull(since, "since");
        this.thread = thread;
        this.causes = List.copyOf(causes);
    }

    /**
     * Which wait it is. IRQL: any.
     *
     * @return a number that is unique within its reporter
     */
    public long id() {
        return id;
    }

    /**
     * What waits. IRQL: any.
     *
     * @return the function and for whom it was called
     */
    public String who() {
        return who;
    }

    /**
     * When it began. IRQL: any.
     *
     * @return the moment
     */
    public Instant since() {
        return since;
    }

    /**
     * Who is blocked. IRQL: any.
     *
     * @return the thread, or null when the wait blocks nobody: then something is put off until it ends
     */
    public Thread thread() {
        return thread;
    }

    /**
     * What has to happen before it ends. IRQL: any.
     *
     * @return immutable, most telling first; empty when it is just ending
     */
    public List<WaitCause> causes() {
        return causes;
    }

    @Override
    public String toString() {
        return who + " since " + since + " for " + causes;
    }
}
