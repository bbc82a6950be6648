// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import java.util.Objects;

/**
 * One thing that has to happen before a wait ends.
 *
 * <p>Threads: immutable.
 */
public final class WaitCause {
    private final String what;
    private final Thread thread;

    /**
     * Something that nobody's thread is busy with: a release that is owed, a pending request. IRQL: any.
     *
     * @param what names it, with whose it is, in a few words
     */
    public WaitCause(String what) {
        this(what, null);
    }

    /**
     * Something that a thread is busy with: a callback, a call. IRQL: any.
     *
     * @param what names it, with whose it is, in a few words
     * @param thread who is in it, or null when that is not known
     */
    public WaitCause(String what, Thread thread) {
        this.what = Objects.requireNonNull(what, "what");
        this.thread = thread;
    }

    /**
     * What has to happen. IRQL: any.
     *
     * @return a few words, never the payload
     */
    public String what() {
        return what;
    }

    /**
     * Who is busy with it. IRQL: any.
     *
     * @return the thread, or null
     */
    public Thread thread() {
        return thread;
    }

    /**
     * Where that thread is now. IRQL: PASSIVE_LEVEL.
     *
     * @return its frames, the innermost first; empty when there is no thread, or it has ended
     */
    public List<StackTraceElement> stack() {
        return thread == null ? List.of() : List.of(thread.getStackTrace());
    }

    /** What has to happen, and in which thread. */
    @Override
    public String toString() {
        return thread == null ? what : what + " on thread '" + thread.getName() + "'";
    }
}
