// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.watch.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.report.WaitReport;

/** The watch as it runs by itself. */
@Timeout(60)
class WaitWatchLifeTest {
    private static WatchConfig config(long waitWarning) {
        return new WatchConfig() {
            @Override
            public long waitWarning() {
                return waitWarning;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return WatchConfig.class;
            }
        };
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("wsk4j-watch"))
                .toList();
    }

    @Test
    void looksAgainAndAgainUntilItIsStopped() throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(3);
        WaitWatch watch = new WaitWatch(config(1));
        watch.bindReporter(() -> {
            looks.countDown();
            return List.of(new WaitReport(1, "who", Instant.EPOCH, null, List.of()));
        });
        watch.start();

        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();

        watch.stop();
        while (!threads().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(TestLoggerFactory.getAllLoggingEvents()).hasSize(1);
        TestLoggerFactory.clearAll();
    }

    @Test
    void hasNoThreadWhenItIsSwitchedOff() {
        WaitWatch watch = new WaitWatch(config(0));
        watch.start();

        assertThat(threads()).isEmpty();
        watch.stop();
    }
}
