// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.report.PolicyReport;
import org.wsk4j.report.PolicyReporter;
import org.wsk4j.shell.internal.Table.Column;

/** {@code wsk:policy}: what bundles may do, what they use of it, and what they were refused. Threads: safe for all. */
@Component(
        service = PolicyCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=policy"})
public final class PolicyCommand {
    private static final Usage USAGE = new Usage(
            "wsk:policy [BUNDLE]",
            0,
            1,
            List.of(
                    "Lists the bundles that have had a client attached, and those for which there is a policy: how many",
                    "sockets they have of how many that they may have, bytes of sends that have not completed, connects of",
                    "the last second (a dash: as many as they want; bytes and connects are counted while they are limited),",
                    "how many rules there are for addresses, and how many requests were refused for which reason. With",
                    "BUNDLE only those whose symbolic name contains it, and their rules in the order in which they count."));

    @Reference(
            name = "policyReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PolicyReporter policyReporter; // set and cleared as the service comes and goes, read once by each call

    /** A command that waits for its reporter. */
    @Activate
    public PolicyCommand() {}

    /**
     * Lists the policies. Called by the shell.
     *
     * @param session where to print
     * @param arguments a part of a symbolic name, or none
     */
    @Descriptor("lists what bundles may do with WSK, and what they were refused")
    public void policy(CommandSession session, @Descriptor("[BUNDLE]") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        PolicyReporter reporter = policyReporter;
        if (reporter == null) {
            terminal.line("nobody reports policies (bundle org.wsk4j.provider)");
            return;
        }
        List<PolicyReport> reports = reporter.policies();
        if (arguments.length == 1) {
            reports = reports.stream()
                    .filter(report -> report.symbolicName().contains(arguments[0]))
                    .toList();
            if (reports.isEmpty()) {
                terminal.line("no bundle '" + arguments[0] + "' has a policy, or has had a client attached");
                return;
            }
        }
        table(reports).lines().forEach(terminal::line);
        if (arguments.length == 1) {
            reports.forEach(report -> rules(report, terminal));
        }
    }

    private static Table table(List<PolicyReport> reports) {
        Table table = new Table(
                Column.text("bundle"),
                Column.number("sockets"),
                Column.number("bytes"),
                Column.number("connects/s"),
                Column.number("rules"),
                Column.text("refused"));
        for (PolicyReport report : reports) {
            table.row(
                    report.bundle() == null ? report.symbolicName() : new BundleName(report.bundle()),
                    of(report.sockets(), report.maxSockets(), Integer.MAX_VALUE),
                    of(report.pendingBytes(), report.maxPendingBytes(), Long.MAX_VALUE),
                    of(report.connects(), report.maxConnectsPerSecond(), Integer.MAX_VALUE),
                    report.isLimited() ? report.rules().size() : null,
                    refusals(report));
        }
        return table;
    }

    private static String of(long used, long most, long unlimited) {
        return used + "/" + (most == unlimited ? "-" : most);
    }

    /** The causes for which something was refused, each with its count; null when there are none. */
    private static String refusals(PolicyReport report) {
        String refusals = Arrays.stream(PolicyCause.values())
                .filter(cause -> report.refusals(cause) > 0)
                .map(cause -> cause.title() + " " + report.refusals(cause))
                .collect(Collectors.joining(", "));
        return refusals.isEmpty() ? null : refusals;
    }

    private static void rules(PolicyReport report, Terminal terminal) {
        terminal.line("");
        terminal.line(report.symbolicName()
                + (!report.isLimited()
                        ? " has no policy: it may do everything"
                        : report.rules().isEmpty() ? " may use every address" : ":"));
        report.rules().forEach(rule -> terminal.line("  " + rule.replaceAll("\\p{Cntrl}", "?")));
    }
}
