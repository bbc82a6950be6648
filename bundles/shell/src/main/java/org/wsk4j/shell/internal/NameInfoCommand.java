// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SocketOptions;

/** {@code wsk:nameinfo}: the name of an address. Threads: safe for all; each call blocks its own. */
@Component(
        service = NameInfoCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=nameinfo"})
public final class NameInfoCommand {
    private static final Usage USAGE = new Usage(
            "wsk:nameinfo ADDRESS [PORT]",
            1,
            2,
            List.of(
                    "Looks up the name of an address with WskGetNameInfo, and that of a TCP port if there is one. An",
                    "address without a name is printed as it is."));

    private final ShellClient client;

    /** The command of one client. */
    @Activate
    public NameInfoCommand(@Reference(name = "client") ShellClient client) {
        this.client = client;
    }

    /**
     * Looks up an address and prints its name. Called by the shell.
     *
     * @param session where to print
     * @param arguments address and port
     */
    @Descriptor("looks up the name of an address")
    public void nameinfo(CommandSession session, @Descriptor("ADDRESS [PORT]") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        String address = Destination.withoutBrackets(arguments[0]);
        String port = arguments.length > 1 ? arguments[1] : null;
        CharBuffer host = CharBuffer.allocate(SocketOptions.NI_MAXHOST);
        CharBuffer service = port == null ? null : CharBuffer.allocate(SocketOptions.NI_MAXSERV);
        NtStatus status = NtStatus.STATUS_DEVICE_NOT_READY;
        try (Lookup lookup = client.lookUp()) {
            if (lookup != null) {
                status = lookUp(lookup, address, port, host, service);
                status = lookup.isEnding() ? NtStatus.STATUS_DEVICE_NOT_READY : status;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status.isSuccess()) {
            terminal.line(service == null ? host.toString() : host + " " + service);
        } else {
            terminal.line(CommandFailure.line("nameinfo " + address, status));
        }
    }

    /** The address is read by WSK itself, which knows the names of interfaces. */
    private static NtStatus lookUp(Lookup lookup, String address, String port, CharBuffer host, CharBuffer service)
            throws InterruptedException {
        List<AddrInfoExW> read = new ArrayList<>();
        int numeric = AddrInfoExW.AI_NUMERICHOST | AddrInfoExW.AI_NUMERICSERV;
        NtStatus status = lookup.addresses(address, port, numeric, read);
        return status.isSuccess() ? lookup.names(read.get(0).addr(), host, service) : status;
    }
}
