// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code wsk:listen}: a conversation with the first who connects. Threads: safe for all; each call blocks its own. */
@Component(
        service = ListenCommand.class,
        property = {"osgi.command.scope=wsk", "osgi.command.function=listen"})
public final class ListenCommand {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String HOST = "--host";
    private static final Usage USAGE = new Usage(
            "wsk:listen [--host HOST] PORT",
            1,
            3,
            List.of(
                    "Listens through WSK, on 127.0.0.1 or the HOST that is given, and takes the first connection; those",
                    "that come later are refused. Then it is as wsk:connect: the lines that you type go out, the bytes",
                    "that arrive are printed, until the peer closes the connection or your input ends (Ctrl-D). PORT 0",
                    "is any that is free. An interrupt (Ctrl-C) ends the waiting, and the conversation."));

    private final ShellClient client;
    private final long silenceNanos;
    private final long stallNanos;

    /** The command of one client. */
    @Activate
    public ListenCommand(@Reference(name = "client") ShellClient client) {
        this(client, TimeUnit.SECONDS.toNanos(2), Conversation.STALL_NANOS);
    }

    ListenCommand(ShellClient client, long silenceNanos, long stallNanos) {
        this.client = client;
        this.silenceNanos = silenceNanos;
        this.stallNanos = stallNanos;
    }

    /**
     * Waits for a connection and holds a conversation on it. Called by the shell.
     *
     * @param session where to print and what to send
     * @param arguments the port, and the host if it is not the loopback
     */
    @Descriptor("holds a conversation with the first who connects")
    public void listen(CommandSession session, @Descriptor("[--host HOST] PORT") String... arguments) {
        Terminal terminal = Terminal.of(session);
        if (USAGE.answers(arguments, terminal)) {
            return;
        }
        Destination local = parse(arguments);
        if (local == null) {
            USAGE.remind(terminal);
            return;
        }
        try (Connection connection = client.accept(local, at -> terminal.line("listening on " + at))) {
            terminal.line("connection from " + connection);
            Conversation.holdByKeyboard(
                    connection, "connection from " + connection, terminal, silenceNanos, stallNanos);
        } catch (CommandFailure e) {
            terminal.line(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Destination parse(String... arguments) {
        if (arguments.length == 1) {
            return Destination.parseLocal(LOOPBACK, arguments[0]);
        }
        return arguments.length == 3 && HOST.equals(arguments[0])
                ? Destination.parseLocal(arguments[1], arguments[2])
                : null;
    }
}
