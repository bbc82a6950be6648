// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.Waits;

/** The waits of one reporter. */
class WaitsTest {
    private final Waits waits = new Waits();

    @Test
    void listsWhatHasBegunAndNotEndedOldestFirst() {
        Instant before = Instant.now();
        Waits.Wait first = waits.begin("first", Thread.currentThread(), List::of);
        Waits.Wait second = waits.begin("second", null, List::of);
        Waits.Wait third = waits.begin("third", null, List::of);

        second.close();
        second.close();

        assertThat(waits.reports()).extracting(WaitReport::who).containsExactly("first", "third");
        WaitReport report = waits.reports().get(0);
        assertThat(report.thread()).isSameAs(Thread.currentThread());
        assertThat(report.since()).isBetween(before, Instant.now());
        assertThat(waits.reports()).extracting(WaitReport::id).doesNotHaveDuplicates();
        assertThat(waits.reports().get(0).id()).isEqualTo(report.id());
        first.close();
        third.close();
        assertThat(waits.reports()).isEmpty();
    }

    @Test
    void asksForTheCausesWhenItIsAsked() {
        List<WaitCause> left = new ArrayList<>(List.of(new WaitCause("one"), new WaitCause("two")));
        waits.begin("who", null, () -> left);
        WaitReport before = waits.reports().get(0);

        left.remove(0);

        assertThat(before.causes()).extracting(WaitCause::what).containsExactly("one", "two");
        assertThat(waits.reports().get(0).causes()).extracting(WaitCause::what).containsExactly("two");
    }

    @Test
    void aCauseTellsWhereItsThreadIs() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread busy = new Thread(() -> awaitUninterruptibly(over), "busy one");
        busy.start();
        WaitCause cause = new WaitCause("a callback", busy);
        while (busy.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(cause).hasToString("a callback on thread 'busy one'");
        assertThat(cause.stack()).anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly"));
        over.countDown();
        busy.join();
        assertThat(cause.stack()).isEmpty();
        assertThat(new WaitCause("a release").stack()).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
