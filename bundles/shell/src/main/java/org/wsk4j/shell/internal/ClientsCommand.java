// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.List;
import java.util.Objects;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.wsk4j.report.ClientReport;
import org.wsk4j.report.ClientReporter;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.wsk.WskVersion;

/** {@code wsk:clients}: who is registered. Threads: safe for all. */
@Component(
        service = ClientsCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=clients"})
public final class ClientsCommand {
    private static final Usage USAGE = Usage.withoutArguments(
            "wsk:clients",
            "Lists the registrations of WSK clients: the bundle, the state, the version of the interface that it asked",
            "for, its captures that are not released yet, and how many sockets the bundle has open.");

    @Reference(
            name = "clientReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ClientReporter clientReporter; // set and cleared as the service comes and goes, read once by each call

    @Reference(
            name = "socketReporter",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SocketReporter socketReporter; // the same

    /** A command that waits for its reporters. */
    @Activate
    public ClientsCommand() {}

    /**
     * Lists the registrations. Called by the shell.
     *
     * @param session where to print
     * @param arguments none
     */
    @Descriptor("lists the registrations of WSK clients")
    public void clients(CommandSession session, String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        ClientReporter clients = clientReporter;
        if (clients == null) {
            terminal.line("nobody reports registrations (bundle org.wsk4j.registration)");
            return;
        }
        SocketReporter reporter = socketReporter;
        List<SocketReport> sockets = reporter == null ? null : reporter.sockets();
        Table table = new Table(
                Column.text("client"),
                Column.text("state"),
                Column.text("version"),
                Column.number("captures"),
                Column.number("sockets"));
        for (ClientReport client : clients.clients()) {
            table.row(
                    new BundleName(client.bundle()),
                    client.state(),
                    WskVersion.major(client.version()) + "." + WskVersion.minor(client.version()),
                    client.captures(),
                    sockets == null ? null : countOf(sockets, client.bundle()));
        }
        table.lines().forEach(terminal::line);
    }

    private static long countOf(List<SocketReport> sockets, Bundle owner) {
        return sockets.stream()
                .filter(socket -> Objects.equals(socket.owner(), owner))
                .count();
    }
}
