// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.wsk.WskConstants;

/** {@code wsk:sockets}: which sockets are open. Threads: safe for all. */
@Component(
        service = SocketsCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=sockets"})
public final class SocketsCommand {
    private static final Usage USAGE = Usage.withoutArguments(
            "wsk:sockets",
            "Lists the open sockets: number, category, state, addresses, bytes received and sent, IRPs that wait in",
            "the socket, lists of received data that its client retains, connections that nobody has accepted yet,",
            "the event callbacks that are enabled, the bundle whose socket it is, and its age.");

    /** In the order in which they are shown. */
    private static final List<Map.Entry<Integer, String>> EVENTS = List.of(
            Map.entry(WskConstants.WSK_EVENT_ACCEPT, "accept"),
            Map.entry(WskConstants.WSK_EVENT_RECEIVE, "receive"),
            Map.entry(WskConstants.WSK_EVENT_RECEIVE_FROM, "receivefrom"),
            Map.entry(WskConstants.WSK_EVENT_DISCONNECT, "disconnect"),
            Map.entry(WskConstants.WSK_EVENT_SEND_BACKLOG, "sendbacklog"));

    private final Clock clock;

    @Reference(
            name = "socketReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SocketReporter socketReporter; // set and cleared as the service comes and goes, read once by each call

    /** A command that waits for its reporter. */
    @Activate
    public SocketsCommand() {
        this(Clock.systemUTC());
    }

    SocketsCommand(Clock clock) {
        this.clock = clock;
    }

    /**
     * Lists the sockets. Called by the shell.
     *
     * @param session where to print
     * @param arguments none
     */
    @Descriptor("lists the open WSK sockets")
    public void sockets(CommandSession session, String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        SocketReporter reporter = socketReporter;
        if (reporter == null) {
            terminal.line("nobody reports sockets (bundle org.wsk4j.socket)");
            return;
        }
        Table table = new Table(
                Column.number("id"),
                Column.text("category"),
                Column.text("state"),
                Column.text("local"),
                Column.text("remote"),
                Column.number("bytes in"),
                Column.number("bytes out"),
                Column.number("pending"),
                Column.number("retained"),
                Column.number("backlog"),
                Column.text("events"),
                Column.text("owner"),
                Column.number("age"));
        for (SocketReport socket : reporter.sockets()) {
            table.row(
                    socket.id(),
                    socket.category(),
                    socket.state(),
                    socket.localAddress(),
                    socket.remoteAddress(),
                    socket.bytesReceived(),
                    socket.bytesSent(),
                    socket.pendingIrps(),
                    socket.retained(),
                    socket.acceptBacklog(),
                    events(socket.events()),
                    new BundleName(socket.owner()),
                    age(Duration.between(socket.opened(), clock.instant())));
        }
        table.lines().forEach(terminal::line);
    }

    /** The enabled events, each in a word; null when there are none. */
    static String events(int bits) {
        List<String> words = EVENTS.stream()
                .filter(event -> (bits & event.getKey()) != 0)
                .map(Map.Entry::getValue)
                .toList();
        return words.isEmpty() ? null : String.join(",", words);
    }

    /** The two largest units that count: {@code 7s}, {@code 3m05s}, {@code 2h03m}, {@code 4d07h}. */
    static String age(Duration age) {
        if (age.isNegative()) {
            return "0s"; // the clock was set back
        }
        if (age.toMinutes() == 0) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() == 0) {
            return String.format("%dm%02ds", age.toMinutes(), age.toSecondsPart());
        }
        if (age.toDays() == 0) {
            return String.format("%dh%02dm", age.toHours(), age.toMinutesPart());
        }
        return String.format("%dd%02dh", age.toDays(), age.toHoursPart());
    }
}
