// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A named value of a user, a device or a resource, which conditions of entries can ask for (CLAIM_SECURITY_ATTRIBUTE_V1).
 *
 * <p>All its values are of one type. Names are compared without regard to case, strings too unless the flag says otherwise.
 *
 * <p>State: immutable; equal when name, type, flags and values are.
 *
 * <p>Threads: safe for all. IRQL: any, for every member.
 */
public final class ClaimSecurityAttribute {
    /** Flag: the value is not inherited by new processes. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_NON_INHERITABLE = 0x0001;
    /** Flag: strings are compared with regard to case. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_VALUE_CASE_SENSITIVE = 0x0002;
    /** Flag: conditions see the value only where they deny. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_USE_FOR_DENY_ONLY = 0x0004;
    /** Flag: there by default and switched off. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_DISABLED_BY_DEFAULT = 0x0008;
    /** Flag: conditions do not see the value. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_DISABLED = 0x0010;
    /** Flag: cannot be switched off. */
    public static final int CLAIM_SECURITY_ATTRIBUTE_MANDATORY = 0x0020;

    /** What the values are. Keep a default when switching: types may be added. */
    public enum Type {
        /** {@code Long}, signed. */
        INT64(0x01, "TI"),
        /** {@code Long} whose 64 bits are taken as unsigned. */
        UINT64(0x02, "TU"),
        /** {@code String}. */
        STRING(0x03, "TS"),
        /** {@link Sid}. */
        SID(0x05, "TD"),
        /** {@code Boolean}. */
        BOOLEAN(0x06, "TB"),
        /** {@code ByteBuffer}, read-only. */
        OCTET_STRING(0x10, "TX");

        private final int value;
        private final String sddl;

        Type(int value, String sddl) {
            this.value = value;
            this.sddl = sddl;
        }

        /**
         * The number of the type in the binary form.
         *
         * @return CLAIM_SECURITY_ATTRIBUTE_TYPE_ and the name
         */
        public int value() {
            return value;
        }

        /** The two letters that stand for the type in SDDL. */
        String sddl() {
            return sddl;
        }
    }

    private final String name;
    private final Type type;
    private final int flags;
    private final List<Object> values;

    private ClaimSecurityAttribute(String name, Type type, int flags, List<?> values) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("A claim needs a name");
        }
        if (name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("The name of a claim has no null character");
        }
        this.name = name;
        this.type = type;
        this.flags = flags;
        this.values = List.copyOf(values);
    }

    /** A claim of any type, of values that its type allows; buffers are read-only and nobody else's. */
    static ClaimSecurityAttribute of(String name, Type type, int flags, List<?> values) {
        return new ClaimSecurityAttribute(name, type, flags, values);
    }

    /** Refuses a string that SDDL or the binary form cannot tell from a shorter one. */
    static String plain(String value) {
        if (value.indexOf('"') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("A string has neither quotation marks nor null characters: " + value);
        }
        return value;
    }

    /**
     * A claim of signed numbers.
     *
     * @param name its name, not empty
     * @param values its values
     * @return the claim, without flags
     */
    public static ClaimSecurityAttribute ofInt64(String name, long... values) {
        return new ClaimSecurityAttribute(
                name, Type.INT64, 0, Arrays.stream(values).boxed().toList());
    }

    /**
     * A claim of unsigned numbers.
     *
     * @param name its name, not empty
     * @param values its values, taken as unsigned
     * @return the claim, without flags
     */
    public static ClaimSecurityAttribute ofUint64(String name, long... values) {
        return new ClaimSecurityAttribute(
                name, Type.UINT64, 0, Arrays.stream(values).boxed().toList());
    }

    /**
     * A claim of strings.
     *
     * @param name its name, not empty
     * @param values its values, without quotation marks and null characters: SDDL has no way to write those
     * @return the claim, without flags
     * @throws IllegalArgumentException when a value has one of them
     */
    public static ClaimSecurityAttribute ofString(String name, String... values) {
        for (String value : values) {
            plain(value);
        }
        return new ClaimSecurityAttribute(name, Type.STRING, 0, List.of(values));
    }

    /**
     * A claim of SIDs.
     *
     * @param name its name, not empty
     * @param values its values
     * @return the claim, without flags
     */
    public static ClaimSecurityAttribute ofSid(String name, Sid... values) {
        return new ClaimSecurityAttribute(name, Type.SID, 0, List.of(values));
    }

    /**
     * A claim of truth values.
     *
     * @param name its name, not empty
     * @param values its values
     * @return the claim, without flags
     */
    public static ClaimSecurityAttribute ofBoolean(String name, boolean... values) {
        List<Boolean> boxed = new ArrayList<>();
        for (boolean value : values) {
            boxed.add(value);
        }
        return new ClaimSecurityAttribute(name, Type.BOOLEAN, 0, boxed);
    }

    /**
     * A claim of octet strings.
     *
     * @param name its name, not empty
     * @param values its values; they are copied
     * @return the claim, without flags
     */
    public static ClaimSecurityAttribute ofOctets(String name, byte[]... values) {
        List<ByteBuffer> copies = new ArrayList<>();
        for (byte[] value : values) {
            copies.add(ByteBuffer.wrap(value.clone()).asReadOnlyBuffer());
        }
        return new ClaimSecurityAttribute(name, Type.OCTET_STRING, 0, copies);
    }

    /**
     * The same claim with other flags.
     *
     * @param newFlags a combination of the {@code CLAIM_SECURITY_ATTRIBUTE_} flags
     * @return the claim
     */
    public ClaimSecurityAttribute withFlags(int newFlags) {
        return new ClaimSecurityAttribute(name, type, newFlags, values);
    }

    /**
     * What the claim is called.
     *
     * @return the name, without {@code @User.} or the like
     */
    public String name() {
        return name;
    }

    /**
     * What the values are.
     *
     * @return the type of all values
     */
    public Type type() {
        return type;
    }

    /**
     * How the claim counts.
     *
     * @return a combination of the {@code CLAIM_SECURITY_ATTRIBUTE_} flags
     */
    public int flags() {
        return flags;
    }

    /**
     * The values, of the class that {@link Type} tells.
     *
     * @return the values in their order, unmodifiable; buffers are the caller's to move
     */
    public List<Object> values() {
        return type == Type.OCTET_STRING
                ? values.stream()
                        .<Object>map(octets -> ((ByteBuffer) octets).duplicate())
                        .toList()
                : values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClaimSecurityAttribute claim
                && claim.name.equals(name)
                && claim.type == type
                && claim.flags == flags
                && claim.values.equals(values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + type.hashCode()) + values.hashCode();
    }

    /** The claim as SDDL has it in the last field of a resource attribute entry, without the parentheses around it. */
    @Override
    public String toString() {
        return SddlWriter.claim(this);
    }
}
