// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.watch.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;

/**
 * A wait in one line: who waits, for how long, for what, where the threads are that are busy with that, and whether one of
 * them waits itself.
 *
 * <p>Threads: one.
 */
final class WaitSentence {
    private static final int FRAMES = 12;

    private final WaitReport wait;
    private final Instant now;
    private final List<WaitReport> all;

    /** All waits of the moment: a thread that one waits for may be blocked in another. */
    WaitSentence(WaitReport wait, Instant now, List<WaitReport> all) {
        this.wait = wait;
        this.now = now;
        this.all = all;
    }

    @Override
    public String toString() {
        String causes = wait.causes().isEmpty()
                ? "nothing that can be named"
                : wait.causes().stream().map(this::describe).collect(Collectors.joining("; "));
        return wait.who()
                + (wait.thread() == null ? "" : " on thread '" + wait.thread().getName() + "'") + " has waited for "
                + Duration.between(wait.since(), now).toMillis() + " ms for: " + causes;
    }

    private String describe(WaitCause cause) {
        List<StackTraceElement> stack = cause.stack();
        String where = stack.stream().limit(FRAMES).map(WaitSentence::describe).collect(Collectors.joining(" < "));
        return cause + (where.isEmpty() ? "" : " at " + where) + deadlock(cause);
    }

    private static String describe(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
    }

    /** Whether the thread that has to do it is blocked itself by one of the waits. */
    private String deadlock(WaitCause cause) {
        if (cause.thread() == null) {
            return "";
        }
        return all.stream()
                .filter(other -> other.thread() == cause.thread())
                .findFirst()
                .map(other -> " (DEADLOCK: this very thread waits in " + other.who() + ")")
                .orElse("");
    }
}
