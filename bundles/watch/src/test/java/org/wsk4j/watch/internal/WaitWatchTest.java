// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.watch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;

/** Which waits are reported, when, and in which words. */
@Timeout(60)
class WaitWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private Instant now = START;
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final WaitWatch watch = new WaitWatch(clock, 1_000);
    private final List<WaitReport> waits = new ArrayList<>();
    private final WaitReporter reporter = () -> List.copyOf(waits);

    @BeforeEach
    void bind() {
        TestLoggerFactory.clearAll();
        watch.bindReporter(reporter);
    }

    @AfterEach
    void stop() {
        watch.stop();
        TestLoggerFactory.clearAll();
    }

    private static WaitReport lasting(long id, WaitCause... causes) {
        return new WaitReport(id, "wait " + id, START, null, List.of(causes));
    }

    private void after(long millis) {
        now = START.plus(Duration.ofMillis(millis));
        watch.look();
    }

    private static List<String> warnings() {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void reportsAWaitOnceWhenItHasLastedLongEnough() {
        waits.add(lasting(1, new WaitCause("a capture of org.acme.client")));

        after(999);
        assertThat(warnings()).isEmpty();
        after(1_000);
        after(2_000);

        assertThat(warnings()).containsExactly("wait 1 has waited for 1000 ms for: a capture of org.acme.client");
    }

    @Test
    void reportsEachWaitOfEachReporter() {
        waits.add(lasting(1, new WaitCause("one")));
        watch.bindReporter(() -> List.of(lasting(1, new WaitCause("other"))));
        waits.add(lasting(2));

        after(1_500);

        assertThat(warnings())
                .containsExactlyInAnyOrder(
                        "wait 1 has waited for 1500 ms for: one",
                        "wait 1 has waited for 1500 ms for: other",
                        "wait 2 has waited for 1500 ms for: nothing that can be named");
    }

    @Test
    void asksNobodyWhoHasGone() {
        waits.add(lasting(1));
        watch.unbindReporter(reporter);

        after(5_000);

        assertThat(warnings()).isEmpty();
    }

    @Test
    void aReporterThatThrowsDoesNotSilenceTheOthers() {
        watch.unbindReporter(reporter);
        watch.bindReporter(() -> {
            throw new IllegalStateException("in the middle of a change");
        });
        watch.bindReporter(reporter);
        waits.add(lasting(1));

        after(1_000);

        assertThat(warnings()).hasSize(1);
    }

    @Test
    void tellsWhoIsBlockedAndWhereTheThreadsAreThatAreWaitedFor() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread busy = new Thread(() -> inACallback(over), "io-1");
        busy.start();
        while (busy.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        waits.add(new WaitReport(
                1,
                "WskDeregister of org.acme.client",
                START,
                Thread.currentThread(),
                List.of(new WaitCause("a release"), new WaitCause("a completion routine", busy))));

        after(1_000);

        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("WskDeregister of org.acme.client on thread '"
                        + Thread.currentThread().getName()
                        + "' has waited for 1000 ms for: a release; a completion routine on"
                        + " thread 'io-1' at ")
                .contains(" < " + WaitWatchTest.class.getName() + ".inACallback:")
                .doesNotContain("DEADLOCK")
                .doesNotContain("\n");
        over.countDown();
        busy.join();
    }

    @Test
    void recognisesAThreadThatWaitsForWhatItHasToDoItself() {
        Thread thread = Thread.currentThread();
        waits.add(new WaitReport(1, "WskDeregister of A", START, thread, List.of(new WaitCause("the detach of A"))));
        waits.add(new WaitReport(2, "WskCloseSocket of 7", START, null, List.of(new WaitCause("a routine", thread))));

        after(1_000);

        assertThat(warnings().get(1)).contains("(DEADLOCK: this very thread waits in WskDeregister of A)");
    }

    private static void inACallback(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
