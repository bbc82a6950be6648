// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irql;

/**
 * The threads that run work items.
 *
 * <p>Threads: as many as items run at the same time, so that items may wait for each other; an idle one ends after a
 * while.
 */
@Component(service = WorkItemThreads.class)
public final class WorkItemThreads {
    private static final Logger LOG = LoggerFactory.getLogger(WorkItemThreads.class);

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                // its creator is whichever client came first: nothing of that one may stay with it
                Thread thread = new Thread(null, work, "wsk4j-work-" + count.incrementAndGet(), 0, false);
                thread.setContextClassLoader(WorkItemThreads.class.getClassLoader());
                thread.setDaemon(true);
                return thread;
            });

    /** No thread yet. */
    @Activate
    public WorkItemThreads() {}

    /** Starts nothing any more; what runs goes on. */
    @Deactivate
    void stop() {
        executor.shutdown();
    }

    /** Runs work soon, at PASSIVE_LEVEL; a level that it forgets to lower is lowered after it. */
    void run(Runnable work) {
        executor.execute(() -> {
            try {
                work.run();
            } finally {
                if (Irql.current() != Irql.PASSIVE_LEVEL) {
                    LOG.warn("A work item returned at {}", Irql.current());
                    Irql.lower(Irql.PASSIVE_LEVEL);
                }
            }
        });
    }
}
