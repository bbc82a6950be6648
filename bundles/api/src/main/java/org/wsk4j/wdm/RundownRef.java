// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the uses of something that will go away, and says when the last use has ended (EX_RUNDOWN_REF).
 *
 * <p>State: OPEN (uses may begin), DRAINING (no more begin, some have not ended), DRAINED; never back.
 *
 * <p>Threads: safe for all; nothing blocks. Locks: none; the callback runs with none held, once, in the thread that ends the
 * last use, or in the draining thread when there is none.
 *
 * <p>Spec: DEREGISTER-02..DEREGISTER-05, CLOSE-08, CLOSE-21, NMR-CONCEPT-12.
 */
public final class RundownRef {
    private static final int DRAINING = Integer.MIN_VALUE;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(RundownRef.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int count; // uses, plus DRAINING; changed with COUNT only
    private Runnable drained; // written before DRAINING is set, read after the last use: published by COUNT

    /** A counter in state OPEN with no uses (ExInitializeRundownProtection). IRQL: any. */
    public RundownRef() {}

    /**
     * Begins a use (ExAcquireRundownProtection). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return false when draining has begun: the thing may not be used
     */
    public boolean acquire() {
        int before;
        do {
            before = count;
            if (before < 0) {
                return false;
            }
        } while (!COUNT.weakCompareAndSet(this, before, before + 1));
        return true;
    }

    /**
     * Ends a use (ExReleaseRundownProtection). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @throws BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when there is no use to end
     */
    public void release() {
        int before;
        do {
            before = count;
            if ((before & ~DRAINING) == 0) { // before anything is changed: nobody else may notice
                throw new BugCheck(
                        BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "ExReleaseRundownProtection without a matching ExAcquireRundownProtection.");
            }
        } while (!COUNT.weakCompareAndSet(this, before, before - 1));
        if (before == DRAINING + 1) {
            drained.run();
        }
    }

    /**
     * Lets no more uses begin, and calls back once all have ended. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param whenDrained what to run, once
     * @return false when somebody else drains already; then nothing was done
     */
    public boolean drain(Runnable whenDrained) {
        synchronized (this) { // two drainers: only the first may set the callback
            if (count < 0) {
                return false;
            }
            drained = whenDrained;
            int before = (int) COUNT.getAndBitwiseOr(this, DRAINING);
            if (before != 0) {
                return true;
            }
        }
        whenDrained.run();
        return true;
    }

    /**
     * How many uses there are. IRQL: any.
     *
     * @return the count at this moment
     */
    public int uses() {
        return count & ~DRAINING;
    }

    /**
     * Whether no more uses may begin. IRQL: any.
     *
     * @return true from {@link #drain} on
     */
    public boolean isDraining() {
        return count < 0;
    }

    @Override
    public String toString() {
        return "RundownRef[" + uses() + " uses" + (isDraining() ? ", draining]" : "]");
    }
}
