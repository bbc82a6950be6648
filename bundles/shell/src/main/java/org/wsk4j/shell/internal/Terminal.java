// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.InputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * Where a command prints and reads: the streams of its session, or what a pipe or redirection put in their place.
 *
 * <p>Threads: the command's; {@link #line} is safe for all.
 */
final class Terminal {
    private static final int STDIN = 0;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream console;
    private boolean atLineStart = true; // @GuardedBy("this")

    private Terminal(InputStream in, PrintStream out, PrintStream console) {
        this.in = in;
        this.out = out;
        this.console = console;
    }

    /** The terminal of the command that runs in the current thread. */
    static Terminal of(CommandSession session) {
        Process process = Process.Utils.current();
        if (process == null) {
            return new Terminal(session.getKeyboard(), session.getConsole(), session.getConsole());
        }
        // The keyboard itself where possible: the process has it behind a channel that an interrupt would close for
        // good.
        InputStream in = process.isTty(STDIN) ? session.getKeyboard() : process.in();
        return new Terminal(in, process.out(), session.getConsole());
    }

    InputStream in() {
        return in;
    }

    /** Prints a line of its own, on a new line in any case. */
    synchronized void line(String line) {
        if (!atLineStart) {
            out.println();
        }
        out.println(line);
        out.flush();
        atLineStart = true;
    }

    /** Prints bytes as they are. */
    synchronized void bytes(byte[] bytes, int length) {
        if (length > 0) {
            out.write(bytes, 0, length);
            out.flush();
            atLineStart = bytes[length - 1] == '\n';
        }
    }

    /** Prints bytes as they are, behind a prefix, as a line of their own or several. */
    synchronized void message(String prefix, byte[] bytes, int length) {
        if (!atLineStart) {
            out.println();
        }
        out.print(prefix);
        out.write(bytes, 0, length);
        if (length == 0 || bytes[length - 1] != '\n') {
            out.println();
        }
        out.flush();
        atLineStart = true;
    }

    /** Prints a line after the command has ended, when the streams of its process may be closed. */
    void lateLine(String line) {
        console.println(line);
        console.flush();
    }
}
