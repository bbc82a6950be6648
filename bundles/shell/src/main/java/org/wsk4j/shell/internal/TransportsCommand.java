// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;

/** {@code wsk:transports}: which transports there are, best first. Threads: safe for all. */
@Component(
        service = TransportsCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=transports"})
public final class TransportsCommand {
    private static final Usage USAGE = Usage.withoutArguments(
            "wsk:transports",
            "Lists the transports, best first, and what each of them serves. Of two that serve the same, new sockets",
            "take the first.");

    @Reference(
            name = "registry",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile TransportRegistry registry; // set and cleared as the service comes and goes, read once by each call

    /** A command that waits for its registry. */
    @Activate
    public TransportsCommand() {}

    /**
     * Lists the transports. Called by the shell.
     *
     * @param session where to print
     * @param arguments none
     */
    @Descriptor("lists the WSK transports, best first")
    public void transports(CommandSession session, String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        TransportRegistry now = registry;
        if (now == null) {
            terminal.line("no transport registry is running (bundle org.wsk4j.transport-registry)");
            return;
        }
        Table table = new Table(
                Column.text("transport"),
                Column.number("version"),
                Column.number("ranking"),
                Column.number("endpoints"),
                Column.text("serves"),
                Column.text("provider id"));
        for (TransportReport transport : now.transports()) {
            boolean first = true;
            for (TransportTriple triple : transport.triples()) {
                if (first) {
                    table.row(
                            transport.name(),
                            transport.version(),
                            transport.ranking(),
                            transport.endpoints(),
                            triple,
                            transport.providerId());
                } else {
                    table.row("", "", "", "", triple, "");
                }
                first = false;
            }
        }
        table.lines().forEach(terminal::line);
    }
}
