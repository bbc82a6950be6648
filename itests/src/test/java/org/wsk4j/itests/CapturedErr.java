// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Keeps what is logged while it is open: the backend of the tests writes to the error stream.
 *
 * <p>Threads: safe for all, one at a time.
 */
final class CapturedErr implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    CapturedErr() {
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    }

    /** The lines with a word in them, so far. */
    List<String> linesWith(String word) {
        return captured.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(word))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(captured.toString(StandardCharsets.UTF_8));
    }
}
