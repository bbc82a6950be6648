// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A globally unique identifier (GUID): what names an NPI, a module, a transport or a name service provider.
 *
 * <p>State: immutable; two with the same 128 bits are equal.
 *
 * <p>Threads: safe for all. IRQL: any, for every member.
 */
public final class Guid {
    private static final Pattern TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final UUID uuid;

    /**
     * Makes the identifier with the bits of a UUID.
     *
     * @param uuid the bits; both write the same text
     */
    public Guid(UUID uuid) {
        if (uuid == null) {
            throw new IllegalArgumentException("A GUID needs its 128 bits: uuid is null");
        }
        this.uuid = uuid;
    }

    /**
     * Reads an identifier from its text, such as {@code {2227E803-8D8B-11D4-ABAD-009027719E09}}.
     *
     * @param text 32 hexadecimal digits in five groups, in either case, with or without braces
     * @return the identifier
     * @throws IllegalArgumentException when the text is anything else
     */
    public static Guid parse(String text) {
        boolean braced = text.startsWith("{") && text.endsWith("}") && text.length() > 1;
        String digits = braced ? text.substring(1, text.length() - 1) : text;
        if (!TEXT.matcher(digits).matches()) {
            throw new IllegalArgumentException("Not a GUID: '" + text + "'");
        }
        return new Guid(UUID.fromString(digits));
    }

    /**
     * The same 128 bits as a UUID.
     *
     * @return the UUID
     */
    public UUID uuid() {
        return uuid;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Guid guid && guid.uuid.equals(uuid);
    }

    @Override
    public int hashCode() {
        return uuid.hashCode();
    }

    /** The text that {@link #parse} reads: in braces, upper case. */
    @Override
    public String toString() {
        return "{" + uuid.toString().toUpperCase(Locale.ROOT) + "}";
    }
}
