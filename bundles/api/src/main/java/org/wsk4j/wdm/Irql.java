// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * The interrupt request level of a thread: what it may do while it runs on somebody else's behalf.
 *
 * <p>At {@link #PASSIVE_LEVEL} code may block. Threads that serve many sockets (a transport's I/O threads) run client code
 * at {@link #DISPATCH_LEVEL}: starting requests is fine, waiting is a bug check. There is no hardware level behind it; it is
 * a property of the current thread.
 *
 * <p>Threads: each thread has its own level, {@code PASSIVE_LEVEL} unless raised.
 *
 * <p>Spec: every "IRQL" clause, among them CAPTURE-11, DEREGISTER-07, IRP-36.
 */
public enum Irql {
    /** Ordinary threads: blocking is allowed. */
    PASSIVE_LEVEL,
    /** Between the two; asynchronous procedure calls are held off. Not used by wsk4j itself. */
    APC_LEVEL,
    /** Dispatcher work: must not block. */
    DISPATCH_LEVEL;

    private static final Irql[] LEVELS = values();
    // ordinals: a thread outlives this bundle, and what it keeps is a class of the JDK
    private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

    /**
     * The level of the current thread (KeGetCurrentIrql). IRQL: any.
     *
     * @return the level, {@code PASSIVE_LEVEL} for a thread that nobody raised
     */
    public static Irql current() {
        return LEVELS[CURRENT.get()];
    }

    /**
     * Raises the current thread to a level (KeRaiseIrql). IRQL: at most {@code level}.
     *
     * <p>A transport raises each of its I/O threads once when it starts. Any other caller restores the old level with
     * {@link #lower} in a {@code finally} block.
     *
     * @param level the level to run at from now on
     * @return the level before the call
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when the thread already runs at a higher level
     */
    public static Irql raise(Irql level) {
        Irql old = current();
        if (level.compareTo(old) < 0) {
            throw new BugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    "KeRaiseIrql to " + level + " on a thread at " + old + ": a level can only be raised.");
        }
        CURRENT.set(level.ordinal());
        return old;
    }

    /**
     * Lowers the current thread to a level that {@link #raise} had returned (KeLowerIrql). IRQL: at least {@code level}.
     *
     * @param level the level to go back to
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when the thread runs at a lower level than that
     */
    public static void lower(Irql level) {
        Irql old = current();
        if (level.compareTo(old) > 0) {
            throw new BugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    "KeLowerIrql to " + level + " on a thread at " + old + ": a level can only be lowered.");
        }
        CURRENT.set(level.ordinal());
    }

    /**
     * Refuses a blocking function on a thread that must not block. Called first by every function that may wait.
     *
     * @param function the function's documented name, for the sentence
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when the current level is not {@code PASSIVE_LEVEL}
     */
    public static void requirePassive(String function) {
        Irql now = current();
        if (now != PASSIVE_LEVEL) {
            throw new BugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    function + " was called at " + now + " on thread '"
                            + Thread.currentThread().getName()
                            + "': it may block and is allowed at PASSIVE_LEVEL only.");
        }
    }
}
