// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;

/** {@code wsk:waits}. */
class WaitsCommandTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final FakeSession session = new FakeSession();
    private final WaitsCommand command = new WaitsCommand(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Thread io = new Thread("io-1");

    private void bindTwo(Thread blocked) {
        command.bindReporter(() -> List.of(new WaitReport(
                1,
                "WskDeregister of org.acme.client",
                NOW.minusSeconds(5),
                blocked,
                List.of(new WaitCause("a release"), new WaitCause("a call", io)))));
        command.bindReporter(
                () -> List.of(new WaitReport(1, "WskCloseSocket of socket 7", NOW.minusSeconds(65), null, List.of())));
    }

    @Test
    void listsTheWaitsOfAllReportersOldestFirstWithALineForEachCause() {
        bindTwo(new Thread("client-1"));

        command.waits(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "wait                                age  thread    waits for",
                        "WskCloseSocket of socket 7        1m05s  -         -",
                        "WskDeregister of org.acme.client     5s  client-1  a release",
                        "                                                   a call on thread 'io-1'");
    }

    @Test
    void printsWhereTheThreadsAre() {
        bindTwo(Thread.currentThread());

        command.waits(session.session(), "--stacks");

        assertThat(session.lines())
                .contains("thread '" + Thread.currentThread().getName() + "' (RUNNABLE)", "thread 'io-1' (NEW)")
                .anyMatch(line -> line.startsWith("    at " + WaitsCommandTest.class.getName() + ".printsWhere"));
    }

    @Test
    void saysWhenNobodyReports() {
        command.waits(session.session());

        assertThat(session.lines()).singleElement().asString().startsWith("nobody reports waits");
    }

    @Test
    void remindsOfItsUsage() {
        command.waits(session.session(), "--stack");

        assertThat(session.lines()).containsExactly("usage: wsk:waits [--stacks]");
    }
}
