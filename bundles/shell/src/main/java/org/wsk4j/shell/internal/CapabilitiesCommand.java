// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

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
import org.wsk4j.report.ControlReporter;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;

/** {@code wsk:capabilities}: what transports can do beside moving bytes. Threads: safe for all. */
@Component(
        service = CapabilitiesCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=capabilities"})
public final class CapabilitiesCommand {
    private static final Usage USAGE = new Usage(
            "wsk:capabilities [TRANSPORT]",
            0,
            1,
            List.of(
                    "Lists what the transports, or the one of that name, can do beside moving bytes, for each combination",
                    "that they serve: the options that they set and get, the control codes that they run, and the messages",
                    "of control information that they send and receive with a datagram. What has no name here is shown as",
                    "level/number, a control code as its number."));

    @Reference(
            name = "registry",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile TransportRegistry registry; // set and cleared as the service comes and goes, read once by each call

    @Reference(
            name = "controlReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ControlReporter controlReporter; // the same; without it there are numbers instead of names

    /** A command that waits for its services. */
    @Activate
    public CapabilitiesCommand() {}

    /**
     * Lists the capabilities. Called by the shell.
     *
     * @param session where to print
     * @param arguments the name of a transport, or none
     */
    @Descriptor("lists what the WSK transports can do")
    public void capabilities(CommandSession session, @Descriptor("[TRANSPORT]") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        TransportRegistry now = registry;
        if (now == null) {
            terminal.line("no transport registry is running (bundle org.wsk4j.transport-registry)");
            return;
        }
        List<TransportReport> transports = now.transports().stream()
                .filter(transport -> arguments.length == 0 || transport.name().equals(arguments[0]))
                .toList();
        if (transports.isEmpty() && arguments.length == 1) {
            terminal.line("no transport is called " + arguments[0] + " (wsk:transports lists them)");
            return;
        }
        ControlReporter reporter = controlReporter;
        ControlNames names = new ControlNames(reporter == null ? List.of() : reporter.controls());
        Table table =
                new Table(Column.text("transport"), Column.text("serves"), Column.text("can"), Column.text("what"));
        for (TransportReport transport : transports) {
            String name = transport.name();
            for (TransportTriple triple : transport.triples()) {
                addRows(table, name, triple, transport.capabilities(triple), names);
                name = "";
            }
        }
        table.lines().forEach(terminal::line);
    }

    private static void addRows(
            Table table, String transport, TransportTriple triple, List<TransportCapability> all, ControlNames names) {
        Object first = transport;
        Object serves = triple;
        for (Kind kind : Kind.values()) {
            String what = all.stream()
                    .filter(capability -> capability.kind() == kind)
                    .map(names::of)
                    .collect(Collectors.joining(" "));
            if (!what.isEmpty()) {
                table.row(first, serves, verb(kind), what);
                first = "";
                serves = "";
            }
        }
        if (all.isEmpty()) {
            table.row(first, serves, null, null);
        }
    }

    /** What is done, in a word. */
    static String verb(Kind kind) {
        return switch (kind) {
            case SET_OPTION -> "set";
            case GET_OPTION -> "get";
            case CONTROL -> "run";
            case SEND_MESSAGE -> "send";
            case RECEIVE_MESSAGE -> "receive";
        };
    }
}
