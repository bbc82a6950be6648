// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/**
 * The name of a host that may be asked for: not an address, not this machine, and of a form that DNS can carry.
 *
 * @param absolute the name as it is, from the root
 * @param isRelative whether it may be meant below a domain, which a dot at the end rules out
 */
record HostName(Name absolute, boolean isRelative) {
    private static final int LONGEST_LABEL = 63;

    /** The name that a text is, in UTF-8 where it is not ASCII; null when no server is to be asked for it. */
    static HostName of(String text) {
        boolean rooted = text.endsWith(".");
        String bare = rooted ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty() || bare.chars().anyMatch(c -> c <= ' ' || c == 0x7F || c == ':')) {
            return null;
        }
        List<String> labels = Arrays.asList(bare.split("\\.", -1));
        String last = labels.get(labels.size() - 1).toLowerCase(Locale.ROOT);
        if (last.equals("localhost") || last.matches("[0-9]+|0x[0-9a-f]*")) {
            return null; // the latter is how an address ends, and how no domain does
        }
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String label : labels) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
                return null;
            }
            wire.write(bytes.length);
            wire.writeBytes(bytes);
        }
        wire.write(0);
        try {
            return new HostName(
                    new Name(wire.toByteArray()), !rooted); // not by its text, in which \ and @ mean something
        } catch (IOException e) {
            return null; // too long
        }
    }

    /** The names to ask for, in this order. */
    List<Name> candidates(List<Name> search, int ndots) {
        List<Name> all = new ArrayList<>();
        if (isRelative) {
            Name relative = absolute.relativize(Name.root);
            for (Name domain : search) {
                try {
                    all.add(Name.concatenate(relative, domain));
                } catch (NameTooLongException e) {
                    continue; // there can be no such name
                }
            }
        }
        int dots = absolute.labels() - 2; // the root is a label, too
        all.add(dots >= ndots ? 0 : all.size(), absolute);
        return all;
    }

    /** The text of a name that came from a server, without a dot at its end; null when hosts are not called so. */
    static String text(Name name) {
        String text = name.toString(true);
        return text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*") ? text : null;
    }
}
