// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.watch.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;

/**
 * Says what is waited for: asks every {@link WaitReporter} now and then, and logs each wait that lasts too long, once, in
 * one line.
 *
 * <p>Those who wait know nothing of it, so that watching costs them nothing; without this bundle nothing is missing but the
 * warnings.
 *
 * <p>Threads: one of its own, which asks and logs. Reporters come and go on any thread. Locks: none.
 */
@Component(
        service = {},
        configurationPid = WatchConfig.PID)
@Designate(ocd = WatchConfig.class)
public final class WaitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(WaitWatch.class);

    private static final long MOST_OFTEN = 50; // milliseconds between two looks
    private static final long LEAST_OFTEN = 1_000;

    private final Clock clock;
    private final Duration patience;
    private final List<WaitReporter> reporters = new CopyOnWriteArrayList<>();
    private Set<WaitKey> reported = Set.of(); // the watching thread
    private final ScheduledThreadPoolExecutor executor;

    /** Called by Declarative Services. */
    @Activate
    public WaitWatch(WatchConfig config) {
        this(Clock.systemUTC(), config.waitWarning());
    }

    /** Looks from now on, until {@link #stop}. */
    @Activate
    void start() {
        long millis = patience.toMillis();
        if (millis > 0) {
            long period = Math.max(MOST_OFTEN, Math.min(LEAST_OFTEN, millis / 4));
            executor.scheduleWithFixedDelay(this::lookAndGoOn, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /** One that looks only when it is told to. */
    WaitWatch(Clock clock, long patienceMillis) {
        this.clock = clock;
        this.patience = Duration.ofMillis(patienceMillis);
        this.executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(null, work, "wsk4j-watch", 0, false);
            thread.setContextClassLoader(WaitWatch.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    void stop() {
        executor.shutdownNow();
    }

    @Reference(name = "reporter", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindReporter(WaitReporter reporter) {
        reporters.add(reporter);
    }

    void unbindReporter(WaitReporter reporter) {
        reporters.remove(reporter);
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            LOG.error("The waits could not be looked at", e); // the next look may do better
        }
    }

    /** Asks everybody, and reports what has not been reported. */
    void look() {
        List<WaitReport> all = new ArrayList<>();
        Set<WaitKey> lasting = new HashSet<>();
        List<WaitReport> due = new ArrayList<>();
        Instant now = clock.instant();
        for (WaitReporter reporter : reporters) {
            for (WaitReport wait : waitsOf(reporter)) {
                all.add(wait);
                if (Duration.between(wait.since(), now).compareTo(patience) >= 0) {
                    WaitKey key = new WaitKey(reporter, wait.id());
                    lasting.add(key);
                    if (!reported.contains(key)) {
                        due.add(wait);
                    }
                }
            }
        }
        reported = lasting;
        due.forEach(wait -> LOG.warn("{}", new WaitSentence(wait, now, all)));
    }

    private static List<WaitReport> waitsOf(WaitReporter reporter) {
        try {
            return reporter.waits();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not tell what it waits for", reporter, e);
            return List.of();
        }
    }

    /** One wait, the same from look to look. */
    private record WaitKey(WaitReporter reporter, long id) {
        @Override
        public boolean equals(Object other) {
            return other instanceof WaitKey that && reporter == that.reporter && id == that.id;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(reporter) + Long.hashCode(id);
        }
    }
}
