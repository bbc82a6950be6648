// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code wsk:connect}: a conversation with a server. Threads: safe for all; each call blocks its own. */
@Component(
        service = ConnectCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=connect"})
public final class ConnectCommand {
    private static final Usage USAGE = new Usage(
            "wsk:connect HOST PORT",
            2,
            2,
            List.of(
                    "Connects to a server through WSK. The lines that you type go out, the bytes that arrive are",
                    "printed, until the server closes the connection or your input ends (Ctrl-D). After the end of",
                    "input the connection is disconnected gracefully, and what still arrives is printed, until the",
                    "server closes or nothing came for 2 s. A server that neither takes a line nor says anything for",
                    "30 s is given up. In a script, all lines that follow go to the server."));

    private final ShellClient client;
    private final long silenceNanos;
    private final long stallNanos;

    /** The command of one client. */
    @Activate
    public ConnectCommand(@Reference(name = "client") ShellClient client) {
        this(client, TimeUnit.SECONDS.toNanos(2), Conversation.STALL_NANOS);
    }

    ConnectCommand(ShellClient client, long silenceNanos, long stallNanos) {
        this.client = client;
        this.silenceNanos = silenceNanos;
        this.stallNanos = stallNanos;
    }

    /**
     * Holds a conversation. Called by the shell.
     *
     * @param session where to print and what to send
     * @param arguments host and port
     */
    @Descriptor("holds a conversation with a server")
    public void connect(CommandSession session, @Descriptor("HOST PORT") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        Destination destination = Destination.parse(arguments[0], arguments[1]);
        if (destination == null) {
            USAGE.remind(terminal);
            return;
        }
        try (Connection connection = client.connect(destination)) {
            terminal.line("connected to " + connection);
            Conversation.holdByKeyboard(connection, "connection to " + connection, terminal, silenceNanos, stallNanos);
        } catch (CommandFailure e) {
            terminal.line(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
