// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.wsk4j.report.ControlReport;
import org.wsk4j.report.ControlReporter;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;

/** {@code wsk:options}: which options and control codes there are, and who has them. Threads: safe for all. */
@Component(
        service = OptionsCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=options"})
public final class OptionsCommand {
    private static final String ENGINE = "engine";
    private static final Usage USAGE = new Usage(
            "wsk:options [FILTER]",
            0,
            1,
            List.of(
                    "Lists the socket options and I/O control codes: level and code, what they take and give, with the",
                    "bytes that it counts, the categories of sockets that have them, when they may be set or run, and the",
                    "rules that they follow. Then, for each transport, what it does: set, get or run, for any of what it",
                    "serves (wsk:capabilities tells which); engine: the same for all transports. With FILTER only those",
                    "whose name contains it, in either case, and those of the category that is called so."));

    @Reference(
            name = "controlReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ControlReporter controlReporter; // set and cleared as the service comes and goes, read once by each call

    @Reference(
            name = "registry",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile TransportRegistry registry; // the same

    /** A command that waits for its services. */
    @Activate
    public OptionsCommand() {}

    /**
     * Lists the options. Called by the shell.
     *
     * @param session where to print
     * @param arguments a filter, or none
     */
    @Descriptor("lists the options and control codes of WSK sockets")
    public void options(CommandSession session, @Descriptor("[FILTER]") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        ControlReporter reporter = controlReporter;
        if (reporter == null) {
            terminal.line("nobody reports options (bundle org.wsk4j.socket)");
            return;
        }
        TransportRegistry now = registry;
        List<TransportReport> transports = now == null ? List.of() : now.transports();
        Table table = new Table(columns(transports));
        reporter.controls().stream()
                .filter(control -> arguments.length == 0 || matches(control, arguments[0]))
                .forEach(control -> table.row(cells(control, transports)));
        table.lines().forEach(terminal::line);
    }

    private static boolean matches(ControlReport control, String filter) {
        return control.name().contains(filter.toUpperCase(Locale.ROOT))
                || control.categories().contains(filter.toLowerCase(Locale.ROOT));
    }

    private static Column[] columns(List<TransportReport> transports) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("name"),
                Column.text("level"),
                Column.number("code"),
                Column.text("input"),
                Column.text("output"),
                Column.text("categories"),
                Column.text("moment"),
                Column.text("clauses")));
        transports.forEach(transport -> columns.add(Column.text(transport.name())));
        return columns.toArray(Column[]::new);
    }

    private static Object[] cells(ControlReport control, List<TransportReport> transports) {
        List<Object> cells = new ArrayList<>(List.of(
                control.name(),
                control.ioctl() ? "ioctl" : ControlNames.level(control.level()),
                ControlNames.code(control.code()),
                control.input(),
                control.output(),
                String.join(",", control.categories()),
                control.moment(),
                control.clauses()));
        transports.forEach(transport -> cells.add(control.engine() ? ENGINE : abilities(control, transport)));
        return cells.toArray();
    }

    /** What a transport does with it, for any of its triples; null for nothing. */
    private static String abilities(ControlReport control, TransportReport transport) {
        Set<Kind> kinds = transport.triples().stream()
                .flatMap(triple -> transport.capabilities(triple).stream())
                .filter(capability -> ControlNames.isAbout(control, capability))
                .map(TransportCapability::kind)
                .collect(Collectors.toCollection(TreeSet::new));
        return kinds.isEmpty()
                ? null
                : kinds.stream().map(CapabilitiesCommand::verb).collect(Collectors.joining(" "));
    }
}
