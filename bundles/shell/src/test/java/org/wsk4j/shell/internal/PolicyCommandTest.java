// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.report.PolicyReport;

/** The command that shows who may do what. */
class PolicyCommandTest {
    private static final Bundle CLIENT = FakeReports.bundle(12, "org.example.client");
    private static final Bundle FREE = FakeReports.bundle(7, "org.example.free");

    private final FakeSession session = new FakeSession();
    private final PolicyCommand command = new PolicyCommand();

    private record Report(
            String symbolicName,
            Bundle bundle,
            boolean isLimited,
            List<String> rules,
            int maxSockets,
            long maxPendingBytes,
            int maxConnectsPerSecond,
            int sockets,
            long pendingBytes,
            int connects,
            Map<PolicyCause, Long> refused)
            implements PolicyReport {
        @Override
        public long refusals(PolicyCause cause) {
            return refused.getOrDefault(cause, 0L);
        }
    }

    private void reportThree() {
        command.policyReporter = () -> List.of(
                new Report(
                        "org.example.absent",
                        null,
                        true,
                        List.of(),
                        Integer.MAX_VALUE,
                        4096,
                        Integer.MAX_VALUE,
                        0,
                        0,
                        0,
                        Map.of()),
                new Report(
                        "org.example.client",
                        CLIENT,
                        true,
                        List.of("connect: allow tcp 10.0.0.0/8:443", "bind: deny *"),
                        10,
                        65_536,
                        5,
                        3,
                        1024,
                        2,
                        Map.of(PolicyCause.RATE, 17L, PolicyCause.BIND, 1L)),
                new Report(
                        "org.example.free",
                        FREE,
                        false,
                        List.of(),
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        2,
                        0,
                        0,
                        Map.of()));
    }

    @Test
    void listsLimitsUseAndRefusals() {
        reportThree();

        command.policy(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "bundle                   sockets       bytes  connects/s  rules  refused",
                        "org.example.absent           0/-      0/4096         0/-      0  -",
                        "org.example.client [12]     3/10  1024/65536         2/5      2  bind 1, rate 17",
                        "org.example.free [7]         2/-         0/-         0/-      -  -");
    }

    @Test
    void showsTheRulesOfOneBundle() {
        reportThree();

        command.policy(session.session(), "client");

        assertThat(session.lines())
                .containsExactly(
                        "bundle                   sockets       bytes  connects/s  rules  refused",
                        "org.example.client [12]     3/10  1024/65536         2/5      2  bind 1, rate 17",
                        "",
                        "org.example.client:",
                        "  connect: allow tcp 10.0.0.0/8:443",
                        "  bind: deny *");
    }

    @Test
    void saysWhoHasNoRules() {
        reportThree();

        command.policy(session.session(), "e.a");
        command.policy(session.session(), "free");

        assertThat(session.lines())
                .contains("org.example.absent may use every address")
                .contains("org.example.free has no policy: it may do everything");
    }

    @Test
    void saysThatThereIsNoSuchBundle() {
        reportThree();

        command.policy(session.session(), "org.example.wrong");

        assertThat(session.lines()).singleElement().asString().contains("'org.example.wrong'");
    }

    @Test
    void saysInOneLineThatTheServiceIsMissing() {
        command.policy(session.session());

        assertThat(session.lines()).singleElement().asString().contains("org.wsk4j.provider");
    }

    @Test
    void explainsItself() {
        command.policy(session.session(), "--help");
        command.policy(session.session(), "one", "two");

        assertThat(session.lines()).hasSizeGreaterThan(3).startsWith("usage: wsk:policy [BUNDLE]");
        assertThat(session.lines()).endsWith("usage: wsk:policy [BUNDLE]");
    }
}
