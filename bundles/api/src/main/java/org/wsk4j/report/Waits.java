// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The waits of one {@link WaitReporter}: each is entered when it begins and taken out when it ends, and says what it waits
 * for only when somebody asks.
 *
 * <pre>{@code
 * Waits.Wait wait = waits.begin("WskDeregister of " + client, Thread.currentThread(), this::whatIsLeft);
 * try {
 *     latch.await();
 * } finally {
 *     wait.close();
 * }
 * }</pre>
 *
 * <p>Threads: safe for all. Locks: none; the causes are asked for with none held.
 */
public final class Waits {
    private final Map<Long, Wait> waits = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    /** Nobody waits yet. IRQL: any. */
    public Waits() {}

    /**
     * A wait begins. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param who names the wait: the function, and for whom it was called
     * @param thread the thread that is going to be blocked, or null when none is
     * @param causes what has to happen before it ends, as of the moment when it is asked
     * @return to be closed when the wait is over
     */
    public Wait begin(String who, Thread thread, Supplier<List<WaitCause>> causes) {
        Wait wait = new Wait(this, lastId.incrementAndGet(), who, thread, causes);
        waits.put(wait.id, wait);
        return wait;
    }

    /**
     * The waits that go on now, the oldest first. IRQL: PASSIVE_LEVEL.
     *
     * @return an immutable snapshot
     */
    public List<WaitReport> reports() {
        return waits.values().stream()
                .sorted(Comparator.comparingLong(wait -> wait.id))
                .map(Wait::report)
                .toList();
    }

    /** One wait that goes on. Threads: safe for all. */
    public static final class Wait {
        private final Waits owner;
        private final long id;
        private final String who;
        private final Instant since = Instant.now();
        private final Thread thread;
        private final Supplier<List<WaitCause>> causes;

        private Wait(Waits owner, long id, String who, Thread thread, Supplier<List<WaitCause>> causes) {
            this.owner = owner;
            this.id = id;
            this.who = Objects.requireNonNull(who, "who");
            this.thread = thread;
            this.causes = Objects.requireNonNull(causes, "causes");
        }

        private WaitReport report() {
            return new WaitReport(id, who, since, thread, causes.get());
        }

        /** It is over. IRQL: &lt;= DISPATCH_LEVEL; may be called more than once. */
        public void close() {
            owner.waits.remove(id);
        }
    }
}
