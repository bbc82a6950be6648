// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wsk4j.wdm.Sid;

/** The descriptors of descriptors.txt. */
final class DescriptorCorpus {
    static final Sid DOMAIN = Sid.parse("S-1-5-21-397955417-626881126-188441444");

    /** One line: what it describes, whether it is written back to the letter, and the text. */
    record Entry(String kind, boolean literal, String sddl) {}

    private DescriptorCorpus() {}

    static List<Entry> entries() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                DescriptorCorpus.class.getResourceAsStream("descriptors.txt"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(DescriptorCorpus::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        String[] parts = line.split(" ", 3);
        if (!parts[1].equals("=") && !parts[1].equals("~")) {
            throw new IllegalStateException("Neither = nor ~ is the mark of: " + line);
        }
        return new Entry(parts[0], parts[1].equals("="), parts[2]);
    }
}
