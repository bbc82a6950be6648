// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What the callbacks of a test's modules did, in order: lines such as {@code "C-P client detach"}.
 *
 * <p>Threads: safe for all.
 */
final class Journal {
    private final List<String> lines = new ArrayList<>(); // @GuardedBy("this")

    synchronized void add(String line) {
        lines.add(line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines so far, which are then forgotten: what follows belongs to the next step of the test. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    synchronized long count(String line) {
        return lines.stream().filter(line::equals).count();
    }
}
