// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.shell.internal.Table.Column;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/** {@code wsk:resolve}: the addresses of a name. Threads: safe for all; each call blocks its own. */
@Component(
        service = ResolveCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=resolve"})
public final class ResolveCommand {
    private static final Usage USAGE = new Usage(
            "wsk:resolve NAME [SERVICE]",
            1,
            2,
            List.of(
                    "Looks up the addresses of a name with WskGetAddressInfo, and prints them in the order in which to",
                    "try them. SERVICE is the name or the number of a port. The last column is the GUID of the name",
                    "space provider that had the answer; a numeric NAME needs none."));

    private final ShellClient client;

    /** The command of one client. */
    @Activate
    public ResolveCommand(@Reference(name = "client") ShellClient client) {
        this.client = client;
    }

    /**
     * Looks up a name and prints its addresses. Called by the shell.
     *
     * @param session where to print
     * @param arguments name and service
     */
    @Descriptor("looks up the addresses of a name")
    public void resolve(CommandSession session, @Descriptor("NAME [SERVICE]") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        String name = Destination.withoutBrackets(arguments[0]);
        String service = arguments.length > 1 ? arguments[1] : null;
        List<AddrInfoExW> entries = new ArrayList<>();
        NtStatus status = NtStatus.STATUS_DEVICE_NOT_READY;
        try (Lookup lookup = client.lookUp()) {
            if (lookup != null) {
                status = lookup.addresses(name, service, AddrInfoExW.AI_CANONNAME, entries);
                status = lookup.isEnding() ? NtStatus.STATUS_DEVICE_NOT_READY : status;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!status.isSuccess()) {
            terminal.line(CommandFailure.line("resolve " + name, status));
            return;
        }
        print(entries, terminal);
    }

    private static void print(List<AddrInfoExW> entries, Terminal terminal) {
        Table table = new Table(
                Column.text("address"),
                Column.text("type"),
                Column.text("protocol"),
                Column.text("name"),
                Column.text("name space provider"));
        for (AddrInfoExW entry : entries) {
            table.row(
                    entry.addr(),
                    entry.socketType() == 0 ? null : SocketType.name(entry.socketType()),
                    entry.protocol() == 0 ? null : IpProtocol.name(entry.protocol()),
                    entry.canonName() == null ? "" : entry.canonName(),
                    entry.provider());
        }
        table.lines().forEach(terminal::line);
    }
}
