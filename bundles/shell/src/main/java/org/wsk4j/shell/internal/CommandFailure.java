// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.List;
import org.wsk4j.wdm.NtStatus;

/** Ends a command; the message is the line that it prints. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private CommandFailure(String line) {
        super(line, null, false, false); // for a person: nobody looks at the stack
    }

    /** What was tried, and how it failed: {@code connect to 127.0.0.1:81 failed: STATUS_...: ...}. */
    static String line(String tried, NtStatus status) {
        return tried + " failed: " + status + ": " + status.meaning();
    }

    /** Ends the command with that line. */
    static CommandFailure of(String tried, NtStatus status) {
        return new CommandFailure(line(tried, status));
    }

    /** Several things were tried, and all failed: ends the command with one line about all of them. */
    static CommandFailure of(List<String> lines) {
        return new CommandFailure(String.join("; ", lines));
    }
}
