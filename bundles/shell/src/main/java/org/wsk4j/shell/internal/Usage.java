// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.List;

/**
 * How a command is called, and what it says when it is called otherwise or asked for help.
 *
 * @param synopsis the command and its arguments
 * @param fewest how many arguments it needs
 * @param most how many it takes
 * @param explanation what {@code --help} prints below the synopsis
 */
record Usage(String synopsis, int fewest, int most, List<String> explanation) {
    Usage {
        explanation = List.copyOf(explanation);
    }

    /** The usage of a command that takes no arguments. */
    static Usage withoutArguments(String synopsis, String... explanation) {
        return new Usage(synopsis, 0, 0, List.of(explanation));
    }

    /**
     * Answers a call that asks for help or has the wrong number of arguments.
     *
     * @return true when the call is answered; false when the command is to do its work
     */
    boolean answers(String[] arguments, Terminal terminal) {
        if (arguments.length > 0 && ("--help".equals(arguments[0]) || "-h".equals(arguments[0]))) {
            remind(terminal);
            explanation.forEach(terminal::line);
            return true;
        }
        if (arguments.length < fewest || arguments.length > most) {
            remind(terminal);
            return true;
        }
        return false;
    }

    /** Prints the one line that says how the command is called. */
    void remind(Terminal terminal) {
        terminal.line("usage: " + synopsis);
    }
}
