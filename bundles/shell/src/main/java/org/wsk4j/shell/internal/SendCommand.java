// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.NtStatus;

/** {@code wsk:send}: one line to a server, and its answer. Threads: safe for all; each call blocks its own. */
@Component(
        service = SendCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=send"})
public final class SendCommand {
    private static final Usage USAGE = new Usage(
            "wsk:send HOST PORT TEXT...",
            3,
            Integer.MAX_VALUE,
            List.of(
                    "Connects to a server through WSK, sends TEXT and a newline, and prints everything that comes",
                    "back, until the server closes the connection or nothing came for 2 s. Then disconnects",
                    "gracefully. A server that neither takes the line nor says anything for 30 s is given up. HOST is",
                    "a name or an address. The words of TEXT are joined by single spaces; quotes ('...') keep spaces,",
                    "and numbers such as 007, as they are."));

    private final ShellClient client;
    private final long silenceNanos;
    private final long stallNanos;

    /** The command of one client. */
    @Activate
    public SendCommand(@Reference(name = "client") ShellClient client) {
        this(client, TimeUnit.SECONDS.toNanos(2), Conversation.STALL_NANOS);
    }

    SendCommand(ShellClient client, long silenceNanos, long stallNanos) {
        this.client = client;
        this.silenceNanos = silenceNanos;
        this.stallNanos = stallNanos;
    }

    /**
     * Sends a line and prints the answer. Called by the shell.
     *
     * @param session where to print
     * @param arguments host, port and words
     */
    @Descriptor("sends one line to a server and prints the answer")
    public void send(CommandSession session, @Descriptor("HOST PORT TEXT...") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        Destination destination = Destination.parse(arguments[0], arguments[1]);
        if (destination == null) {
            USAGE.remind(terminal);
            return;
        }
        String line = String.join(" ", Arrays.asList(arguments).subList(2, arguments.length)) + "\n";
        Lines lines = Lines.of(line.getBytes(StandardCharsets.UTF_8));
        try (Connection connection = client.connect(destination)) {
            NtStatus end = new Conversation(connection, lines, terminal, false, silenceNanos, stallNanos).hold();
            if (!end.isSuccess() && end != NtStatus.STATUS_GRACEFUL_DISCONNECT) {
                terminal.line(CommandFailure.line("send to " + connection, end));
            }
        } catch (CommandFailure e) {
            terminal.line(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
