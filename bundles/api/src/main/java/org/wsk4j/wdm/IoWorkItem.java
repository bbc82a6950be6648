// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Moves work from a callback or completion routine to {@code PASSIVE_LEVEL} (IO_WORKITEM).
 *
 * <p>A prototype-scoped OSGi service: getting one is IoAllocateWorkItem, ungetting it is IoFreeWorkItem. An item runs one
 * routine at a time; it may be queued again from within that routine.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface IoWorkItem {
    /**
     * Queues the routine to run soon in a thread that may block (IoQueueWorkItem). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param routine what to run at {@code PASSIVE_LEVEL}
     * @param context handed to the routine, may be null
     * @throws BugCheck INVALID_WORK_QUEUE_ITEM when the item is queued already, or was freed
     */
    void queue(Routine routine, Object context);

    /** The work itself (IO_WORKITEM_ROUTINE). */
    @org.osgi.annotation.versioning.ConsumerType
    @FunctionalInterface
    interface Routine {
        /**
         * Does the work. IRQL: PASSIVE_LEVEL.
         *
         * @param context the context given to {@link IoWorkItem#queue}
         */
        void run(Object context);
    }
}
