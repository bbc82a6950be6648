// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.shell.internal.Table.Column;

/** {@code wsk:waits}: who waits for what. Threads: safe for all. */
@Component(
        service = WaitsCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=waits"})
public final class WaitsCommand {
    private static final String STACKS = "--stacks";
    private static final Usage USAGE = new Usage(
            "wsk:waits [--stacks]",
            0,
            1,
            List.of(
                    "Lists what is waited for: captures, deregistrations, closes and detaches that have not ended, the oldest",
                    "first, how long they last, the thread that is blocked, and everything that has to happen before it goes",
                    "on. --stacks prints where the threads are."));

    private final Clock clock;
    private final List<WaitReporter> reporters = new CopyOnWriteArrayList<>();

    /** A command that knows no reporter yet. */
    @Activate
    public WaitsCommand() {
        this(Clock.systemUTC());
    }

    WaitsCommand(Clock clock) {
        this.clock = clock;
    }

    @Reference(name = "reporter", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindReporter(WaitReporter reporter) {
        reporters.add(reporter);
    }

    void unbindReporter(WaitReporter reporter) {
        reporters.remove(reporter);
    }

    /**
     * Lists the waits. Called by the shell.
     *
     * @param session where to print
     * @param arguments {@code --stacks}, or none
     */
    @Descriptor("lists what is waited for")
    public void waits(CommandSession session, String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        if (arguments.length == 1 && !STACKS.equals(arguments[0])) {
            USAGE.remind(terminal);
            return;
        }
        if (reporters.isEmpty()) {
            terminal.line("nobody reports waits (bundles org.wsk4j.nmr, registration, provider, socket)");
            return;
        }
        List<WaitReport> waits = reporters.stream()
                .flatMap(reporter -> reporter.waits().stream())
                .sorted(Comparator.comparing(WaitReport::since))
                .toList();
        tableOf(waits).lines().forEach(terminal::line);
        if (arguments.length == 1) {
            printStacks(waits, terminal);
        }
    }

    private Table tableOf(List<WaitReport> waits) {
        Table table =
                new Table(Column.text("wait"), Column.number("age"), Column.text("thread"), Column.text("waits for"));
        for (WaitReport wait : waits) {
            Object who = wait.who();
            Object age = SocketsCommand.age(Duration.between(wait.since(), clock.instant()));
            Object thread = wait.thread() == null ? null : wait.thread().getName();
            for (WaitCause cause : wait.causes()) {
                table.row(who, age, thread, cause);
                who = "";
                age = "";
                thread = "";
            }
            if (wait.causes().isEmpty()) {
                table.row(who, age, thread, null);
            }
        }
        return table;
    }

    private static void printStacks(List<WaitReport> waits, Terminal terminal) {
        Set<Thread> threads = new LinkedHashSet<>();
        for (WaitReport wait : waits) {
            Stream.concat(
                            Stream.of(wait).map(WaitReport::thread),
                            wait.causes().stream().map(WaitCause::thread))
                    .filter(Objects::nonNull)
                    .forEach(threads::add);
        }
        for (Thread thread : threads) {
            terminal.line("thread '" + thread.getName() + "' (" + thread.getState() + ")");
            for (StackTraceElement frame : thread.getStackTrace()) {
                terminal.line("    at " + frame);
            }
        }
    }
}
