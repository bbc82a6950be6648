// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.NtStatus;

/** {@code wsk:udp}: datagrams to and from a host, or anybody. Threads: safe for all; each call blocks its own. */
@Component(
        service = UdpCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=udp"})
public final class UdpCommand {
    private static final String ARGUMENTS = "[-n COUNT] [-w SECONDS] HOST PORT [TEXT...] | -l [--host HOST] PORT";
    private static final Usage USAGE = new Usage(
            "wsk:udp " + ARGUMENTS,
            1,
            Integer.MAX_VALUE,
            List.of(
                    "Sends TEXT and a newline as a datagram through WSK, or without TEXT each line that you type, and",
                    "prints the datagrams that come back from HOST and PORT, each on a line of its own. With -l it listens,",
                    "on 127.0.0.1 or the HOST that is given, PORT 0 being any that is free; prints every datagram that",
                    "comes, behind the address of its sender; and what you type goes to the last of them. It ends when",
                    "COUNT datagrams have come, or when after the last line nothing came for SECONDS, which are 2 if not",
                    "given, and 0 for no end. The last line is TEXT, or the one before your input ends (Ctrl-D). An",
                    "interrupt (Ctrl-C) ends it, too."));

    private final ShellClient client;
    private final long silenceNanos;

    /** The command of one client. */
    @Activate
    public UdpCommand(@Reference(name = "client") ShellClient client) {
        this(client, TimeUnit.SECONDS.toNanos(2));
    }

    UdpCommand(ShellClient client, long silenceNanos) {
        this.client = client;
        this.silenceNanos = silenceNanos;
    }

    /**
     * Exchanges datagrams. Called by the shell.
     *
     * @param session where to print and what to send
     * @param arguments options, host, port and words
     */
    @Descriptor("exchanges datagrams with a host, or whoever sends")
    public void udp(CommandSession session, @Descriptor(ARGUMENTS) String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        UdpArguments parsed = UdpArguments.parse(silenceNanos, arguments);
        if (parsed == null) {
            USAGE.remind(terminal);
            return;
        }
        try (Datagrams datagrams =
                parsed.listens() ? client.receive(parsed.address()) : client.exchange(parsed.address())) {
            if (parsed.listens()) {
                terminal.line("listening on " + datagrams.local());
            }
            NtStatus end = hold(datagrams, parsed, terminal);
            if (!end.isSuccess()) {
                terminal.line(CommandFailure.line(datagrams.toString(), end));
            }
        } catch (CommandFailure e) {
            terminal.line(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NtStatus hold(Datagrams datagrams, UdpArguments parsed, Terminal terminal)
            throws InterruptedException {
        if (parsed.text() == null) {
            try (Keyboard keyboard = new Keyboard(terminal, datagrams.event())) {
                return exchange(datagrams, keyboard, parsed, terminal);
            }
        }
        return exchange(datagrams, Lines.of(parsed.text().getBytes(StandardCharsets.UTF_8)), parsed, terminal);
    }

    private static NtStatus exchange(Datagrams datagrams, Lines lines, UdpArguments parsed, Terminal terminal)
            throws InterruptedException {
        return new DatagramExchange(datagrams, lines, terminal, parsed.silenceNanos(), parsed.count()).hold();
    }
}
