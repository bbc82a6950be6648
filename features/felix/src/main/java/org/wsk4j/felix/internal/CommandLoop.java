// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/**
 * Reads lines and executes each as a command, until the input ends, a command says so or the session is closed.
 *
 * <p>Lines are taken byte by byte from the session's own keyboard: what follows a line may be meant for the command on
 * it.
 *
 * <p>Threads: one thread runs; {@link #end} may come from any.
 */
final class CommandLoop {
    private final CommandSession session;
    private final InputStream in;
    private final PrintStream out;
    private final String prompt;
    private volatile boolean ended; // written by whoever ends it, read between commands

    CommandLoop(CommandSession session, InputStream in, PrintStream out, String prompt) {
        this.session = session;
        this.in = in;
        this.out = out;
        this.prompt = prompt;
    }

    /** Returns after the last command: true if the input has ended, false if {@link #end} was called before that. */
    boolean run() throws IOException {
        while (!ended) {
            out.print(prompt);
            out.flush();
            String line = nextLine();
            if (line == null) {
                if (!prompt.isEmpty()) {
                    out.println(); // whatever comes next does not belong behind the prompt
                }
                return !ended;
            }
            execute(line);
        }
        return false;
    }

    /** Lets {@link #run} return after the command that it executes now. */
    void end() {
        ended = true;
    }

    private void execute(String line) {
        if (line.isBlank()) {
            return;
        }
        try {
            Object result = session.execute(line);
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
        } catch (Exception failure) {
            if (!ended) {
                session.put("exception", failure);
                String message = failure.getMessage();
                out.println(message == null ? failure.getClass().getSimpleName() : message);
            }
        }
        out.flush();
    }

    /** The next line without its end, or null where the input has ended. */
    private String nextLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toString(Charset.defaultCharset());
    }
}
