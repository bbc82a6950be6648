// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import java.util.ArrayDeque;
import java.util.Queue;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/**
 * The end of a chain of drivers, as a WSK function is one: takes IRPs over, refuses, completes or queues them.
 *
 * <p>Threads: safe for all. Locks: its own monitor guards the queue; no IRP is completed under it.
 */
final class LowestDriver implements IoCancelRoutine {
    private final Queue<Irp> queue = new ArrayDeque<>(); // guarded by this

    /** A request that ends at once. */
    NtStatus atOnce(Irp irp, NtStatus status, long information) {
        irp.setNextStackLocation();
        return irp.complete(status, information);
    }

    /** A request that waits until it is completed by {@link #complete}, or cancelled. */
    NtStatus later(Irp irp) {
        irp.setNextStackLocation();
        synchronized (this) {
            if (irp.pend(this)) {
                queue.add(irp);
                return NtStatus.STATUS_PENDING;
            }
        }
        return irp.complete(NtStatus.STATUS_CANCELLED, 0);
    }

    /** Completes the request that waits longest; false when none waits. */
    boolean complete(NtStatus status, long information) {
        Irp irp;
        synchronized (this) {
            irp = queue.poll();
        }
        if (irp == null) {
            return false;
        }
        irp.complete(status, information);
        return true;
    }

    @Override
    public void cancel(Irp irp) {
        boolean waiting;
        synchronized (this) {
            waiting = queue.remove(irp);
        }
        if (waiting) {
            irp.complete(NtStatus.STATUS_CANCELLED, 0);
        }
    }
}
