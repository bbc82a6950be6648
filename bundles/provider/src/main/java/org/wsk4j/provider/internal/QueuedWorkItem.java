// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IoWorkItem;

/**
 * One work item of one bundle.
 *
 * <p>State: {@link State}.
 *
 * <p>Threads: safe for all. The routine runs in one of the {@link WorkItemThreads}, never in two at a time.
 *
 * <p>Locks: this object's, for the state and what is queued; not held while the routine runs.
 */
@Component(service = IoWorkItem.class, scope = ServiceScope.PROTOTYPE)
public final class QueuedWorkItem implements IoWorkItem {
    private enum State {
        /** Nothing to do. */
        IDLE,
        /** Waits for its thread. */
        QUEUED,
        /** The routine runs. */
        RUNNING,
        /** The routine runs, and will run again. */
        REQUEUED,
        /** Given back: runs nothing any more. */
        FREED
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueuedWorkItem.class);

    private final WorkItemThreads threads;
    private final Bundle bundle;
    private State state = State.IDLE; // @GuardedBy("this")
    private Routine routine; // @GuardedBy("this"): null unless queued
    private Object context; // @GuardedBy("this"): null unless queued

    /** IoAllocateWorkItem. */
    @Activate
    public QueuedWorkItem(ComponentContext context, @Reference(name = "threads") WorkItemThreads threads) {
        this.threads = threads;
        this.bundle = context.getUsingBundle();
    }

    /** IoFreeWorkItem; allowed inside the routine. */
    @Deactivate
    void free() {
        boolean queued;
        synchronized (this) {
            queued = state == State.QUEUED || state == State.REQUEUED;
            state = State.FREED;
            routine = null;
            context = null;
        }
        if (queued) {
            LOG.warn("Client {} freed a work item that was queued: its routine is not run", bundle.getSymbolicName());
        }
    }

    @Override
    public void queue(Routine newRoutine, Object newContext) {
        synchronized (this) {
            if (newRoutine == null || state != State.IDLE && state != State.RUNNING) {
                throw new BugCheck(
                        BugCheck.Code.INVALID_WORK_QUEUE_ITEM,
                        "IoQueueWorkItem by " + bundle.getSymbolicName() + " with "
                                + (newRoutine == null ? "no routine" : "a work item that is " + state)
                                + ": an item is queued once at a time, and not after IoFreeWorkItem.");
            }
            routine = newRoutine;
            context = newContext;
            if (state == State.RUNNING) {
                state = State.REQUEUED;
                return;
            }
            state = State.QUEUED;
        }
        try {
            threads.run(this::run);
        } catch (RuntimeException | Error e) { // stopping, or out of threads: the item is as if never queued
            synchronized (this) {
                if (state == State.QUEUED) {
                    state = State.IDLE;
                    routine = null;
                    context = null;
                }
            }
            throw e;
        }
    }

    private void run() {
        while (true) {
            Routine next;
            Object argument;
            synchronized (this) {
                if (state == State.FREED) {
                    return;
                }
                state = State.RUNNING;
                next = routine;
                argument = context;
                routine = null;
                context = null;
            }
            try {
                next.run(argument);
            } catch (RuntimeException | Error e) {
                LOG.error("The work item routine of client {} threw", bundle.getSymbolicName(), e);
            }
            synchronized (this) {
                if (state == State.RUNNING) {
                    state = State.IDLE;
                    return;
                }
            }
        }
    }
}
