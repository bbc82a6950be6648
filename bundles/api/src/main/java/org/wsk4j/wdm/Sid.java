// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A security identifier (SID): names one account, group, service or integrity level.
 *
 * <p>A SID is an identifier authority of 48 bits and up to 15 sub-authorities of 32 bits. The constants mean the same on
 * every machine; most have a two-letter alias in SDDL, which {@link #alias} gives. Aliases that stand for a member of some
 * domain, such as {@code DA}, have no constant: {@link SecurityDescriptor#parse(String, Sid)} reads them.
 *
 * <p>State: immutable; two that name the same principal are equal.
 *
 * <p>Threads: safe for all. IRQL: any, for every member. Spec: SOCKET-13..SOCKET-15.
 */
public final class Sid {
    /** The most sub-authorities that a SID has (SID_MAX_SUB_AUTHORITIES). */
    public static final int MAX_SUB_AUTHORITIES = 15;

    /** Nobody (S-1-0-0). */
    public static final Sid NULL = new Sid(0, 0);
    /** Everyone, {@code WD} (S-1-1-0). */
    public static final Sid EVERYONE = new Sid(1, 0);
    /** Whoever creates an object, {@code CO} (S-1-3-0); stands for that account in what children inherit. */
    public static final Sid CREATOR_OWNER = new Sid(3, 0);
    /** The primary group of whoever creates an object, {@code CG} (S-1-3-1). */
    public static final Sid CREATOR_GROUP = new Sid(3, 1);
    /** The current owner of an object, {@code OW} (S-1-3-4); an entry for it replaces what owners may do unasked. */
    public static final Sid OWNER_RIGHTS = new Sid(3, 4);
    /** Who is logged on over a network, {@code NU} (S-1-5-2). */
    public static final Sid NETWORK = new Sid(5, 2);
    /** Who is logged on in person, {@code IU} (S-1-5-4). */
    public static final Sid INTERACTIVE = new Sid(5, 4);
    /** Whatever runs as a service, {@code SU} (S-1-5-6). */
    public static final Sid SERVICE = new Sid(5, 6);
    /** Who gave no name, {@code AN} (S-1-5-7). */
    public static final Sid ANONYMOUS = new Sid(5, 7);
    /** The principal that the protected object itself stands for, {@code PS} (S-1-5-10). */
    public static final Sid PRINCIPAL_SELF = new Sid(5, 10);
    /** Everyone who gave a name, {@code AU} (S-1-5-11). */
    public static final Sid AUTHENTICATED_USERS = new Sid(5, 11);
    /** Code that runs with a restricted token, {@code RC} (S-1-5-12). */
    public static final Sid RESTRICTED_CODE = new Sid(5, 12);
    /** The operating system, {@code SY} (S-1-5-18). */
    public static final Sid LOCAL_SYSTEM = new Sid(5, 18);
    /** The account of services with few rights, {@code LS} (S-1-5-19). */
    public static final Sid LOCAL_SERVICE = new Sid(5, 19);
    /** The account of services that act as the machine on the network, {@code NS} (S-1-5-20). */
    public static final Sid NETWORK_SERVICE = new Sid(5, 20);
    /** The administrators of this machine, {@code BA} (S-1-5-32-544). */
    public static final Sid ADMINISTRATORS = new Sid(5, 32, 544);
    /** The users of this machine, {@code BU} (S-1-5-32-545). */
    public static final Sid USERS = new Sid(5, 32, 545);
    /** The guests of this machine, {@code BG} (S-1-5-32-546). */
    public static final Sid GUESTS = new Sid(5, 32, 546);
    /** Code that may write only where a restricting SID may, {@code WR} (S-1-5-33). */
    public static final Sid WRITE_RESTRICTED_CODE = new Sid(5, 33);
    /** Every service that has a SID of its own (S-1-5-80-0). */
    public static final Sid ALL_SERVICES = new Sid(5, 80, 0);
    /** The integrity level of who is trusted with nothing (S-1-16-0). */
    public static final Sid UNTRUSTED_LEVEL = new Sid(16, 0);
    /** The low integrity level, {@code LW} (S-1-16-4096). */
    public static final Sid LOW_LEVEL = new Sid(16, 0x1000);
    /** The integrity level of ordinary programs and of objects without a label, {@code ME} (S-1-16-8192). */
    public static final Sid MEDIUM_LEVEL = new Sid(16, 0x2000);
    /** The integrity level between medium and high, {@code MP} (S-1-16-8448). */
    public static final Sid MEDIUM_PLUS_LEVEL = new Sid(16, 0x2100);
    /** The integrity level of administrators' programs, {@code HI} (S-1-16-12288). */
    public static final Sid HIGH_LEVEL = new Sid(16, 0x3000);
    /** The integrity level of the system and its services, {@code SI} (S-1-16-16384). */
    public static final Sid SYSTEM_LEVEL = new Sid(16, 0x4000);

    private static final int REVISION = 1;
    private static final long MAX_AUTHORITY = 0xFFFF_FFFF_FFFFL;
    private static final long MAX_DECIMAL_AUTHORITY = 0xFFFF_FFFFL;
    private static final int HEADER_SIZE = 8;
    private static final int SERVICE_BASE = 80;

    private final long authority;
    private final int[] subAuthorities;

    private Sid(long authority, int... subAuthorities) {
        this.authority = authority;
        this.subAuthorities = subAuthorities;
    }

    /**
     * Makes a SID from its parts.
     *
     * @param authority the identifier authority, at most 48 bits; 5 is NT AUTHORITY
     * @param subAuthorities at most {@value #MAX_SUB_AUTHORITIES} numbers, each taken as unsigned; they are copied
     * @return the SID
     * @throws IllegalArgumentException when a part is out of range
     */
    public static Sid of(long authority, int... subAuthorities) {
        if (authority < 0 || authority > MAX_AUTHORITY) {
            throw new IllegalArgumentException("An identifier authority has 48 bits: " + authority);
        }
        if (subAuthorities.length > MAX_SUB_AUTHORITIES) {
            throw new IllegalArgumentException(
                    "A SID has at most " + MAX_SUB_AUTHORITIES + " sub-authorities, not " + subAuthorities.length);
        }
        return new Sid(authority, subAuthorities.clone());
    }

    /**
     * Reads a SID from its text, such as {@code S-1-5-32-544}.
     *
     * <p>The authority is decimal up to 32 bits, or {@code 0x} and at most twelve hexadecimal digits. Aliases are not read
     * here: they belong to SDDL.
     *
     * @param text the text, nothing before or after it
     * @return the SID
     * @throws IllegalArgumentException when the text is anything else
     */
    public static Sid parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length < 3 || !parts[0].equalsIgnoreCase("S") || !parts[1].equals("1")) {
            throw new IllegalArgumentException("Not a SID: '" + text + "'; one begins with S-1- and an authority");
        }
        if (parts.length - 3 > MAX_SUB_AUTHORITIES) {
            throw new IllegalArgumentException(
                    "A SID has at most " + MAX_SUB_AUTHORITIES + " sub-authorities, not " + (parts.length - 3));
        }
        long authority = parts[2].regionMatches(true, 0, "0x", 0, 2)
                ? number(parts[2].substring(2), 16, MAX_AUTHORITY, text)
                : number(parts[2], 10, MAX_DECIMAL_AUTHORITY, text);
        int[] subAuthorities = new int[parts.length - 3];
        for (int i = 0; i < subAuthorities.length; i++) {
            subAuthorities[i] = (int) number(parts[i + 3], 10, 0xFFFF_FFFFL, text);
        }
        return new Sid(authority, subAuthorities);
    }

    private static long number(String digits, int radix, long max, String text) {
        // twelve hexadecimal digits are 48 bits; ten decimal ones hold 32 bits, leading zeros are not counted on
        boolean plain = !digits.isEmpty() && digits.length() <= 12;
        for (int i = 0; i < digits.length() && plain; i++) {
            plain = digits.charAt(i) < 0x80 && Character.digit(digits.charAt(i), radix) >= 0;
        }
        long value = plain ? Long.parseLong(digits, radix) : -1;
        if (!plain || value > max) {
            throw new IllegalArgumentException(
                    "Not a SID: '" + text + "'; '" + digits + "' is not a number of its range");
        }
        return value;
    }

    /**
     * The SID of a service (RtlCreateServiceSid): S-1-5-80 and the five 32-bit numbers of the SHA-1 digest of its name.
     *
     * <p>The name counts in upper case, so two names that differ in case only have the same SID.
     *
     * @param name the service's name, not empty; for a bundle its symbolic name
     * @return the SID, the same on every machine
     * @throws IllegalArgumentException when the name is empty
     */
    public static Sid ofService(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A service SID is made of a name, and this one is empty");
        }
        byte[] upper = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer digest = ByteBuffer.wrap(sha1().digest(upper)).order(ByteOrder.LITTLE_ENDIAN);
        int[] subAuthorities = new int[6];
        subAuthorities[0] = SERVICE_BASE;
        for (int i = 1; i < subAuthorities.length; i++) {
            subAuthorities[i] = digest.getInt();
        }
        return new Sid(5, subAuthorities);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1, this one does not", e);
        }
    }

    /**
     * Reads the binary form (SID structure) at a buffer's position and moves the position past it.
     *
     * @param source where to read; its byte order does not matter and is left alone
     * @return the SID
     * @throws IllegalArgumentException when the bytes are not a SID or end too early; the position is then unchanged
     */
    public static Sid read(ByteBuffer source) {
        ByteBuffer view = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (view.remaining() < HEADER_SIZE || view.get(0) != REVISION) {
            throw new IllegalArgumentException("No SID of revision 1 starts at byte " + source.position());
        }
        int count = Byte.toUnsignedInt(view.get(1));
        if (count > MAX_SUB_AUTHORITIES || view.remaining() < HEADER_SIZE + count * Integer.BYTES) {
            throw new IllegalArgumentException(
                    "The SID at byte " + source.position() + " claims " + count + " sub-authorities: too many");
        }
        long authority = 0;
        for (int i = 2; i < HEADER_SIZE; i++) {
            authority = authority << 8 | Byte.toUnsignedLong(view.get(i));
        }
        int[] subAuthorities = new int[count];
        for (int i = 0; i < count; i++) {
            subAuthorities[i] = view.getInt(HEADER_SIZE + i * Integer.BYTES);
        }
        source.position(source.position() + HEADER_SIZE + count * Integer.BYTES);
        return new Sid(authority, subAuthorities);
    }

    /**
     * Writes the binary form (SID structure) at a buffer's position and moves the position past it.
     *
     * @param target where to write {@link #size} bytes; its byte order does not matter and is left alone
     * @throws java.nio.BufferOverflowException when too little room is left; nothing is written then
     */
    public void write(ByteBuffer target) {
        if (target.remaining() < size()) {
            throw new java.nio.BufferOverflowException();
        }
        target.put((byte) REVISION).put((byte) subAuthorities.length);
        for (int shift = 40; shift >= 0; shift -= 8) {
            target.put((byte) (authority >>> shift));
        }
        for (int subAuthority : subAuthorities) {
            target.putInt(
                    target.order() == ByteOrder.LITTLE_ENDIAN ? subAuthority : Integer.reverseBytes(subAuthority));
        }
    }

    /**
     * The length of the binary form (RtlLengthSid).
     *
     * @return the length in bytes
     */
    public int size() {
        return HEADER_SIZE + subAuthorities.length * Integer.BYTES;
    }

    /**
     * The identifier authority: who issued the rest.
     *
     * @return the authority, 48 bits
     */
    public long authority() {
        return authority;
    }

    /**
     * How many sub-authorities there are.
     *
     * @return the count, 0 to {@value #MAX_SUB_AUTHORITIES}
     */
    public int subAuthorityCount() {
        return subAuthorities.length;
    }

    /**
     * One of the sub-authorities.
     *
     * @param index which one, from 0
     * @return its value, to be taken as unsigned
     * @throws IndexOutOfBoundsException when there is none of that index
     */
    public int subAuthority(int index) {
        return subAuthorities[index];
    }

    /**
     * The last sub-authority, which is the account's number in its domain (the RID) or the rank of an integrity level.
     *
     * @return its value, to be taken as unsigned; 0 when there is no sub-authority
     */
    public int relativeId() {
        return subAuthorities.length == 0 ? 0 : subAuthorities[subAuthorities.length - 1];
    }

    /**
     * A member of this domain or machine.
     *
     * @param relativeId the member's number (RID), appended as one more sub-authority
     * @return the member's SID
     * @throws IllegalArgumentException when this SID has no room for another sub-authority
     */
    public Sid member(int relativeId) {
        int[] longer = Arrays.copyOf(subAuthorities, subAuthorities.length + 1);
        longer[subAuthorities.length] = relativeId;
        return of(authority, longer);
    }

    /**
     * The two letters that stand for this SID in SDDL on every machine.
     *
     * @return the alias, or null when there is none
     */
    public String alias() {
        return SidAliases.aliasOf(this);
    }

    /**
     * Whether this names an integrity level.
     *
     * @return whether the authority is that of mandatory labels, with one sub-authority
     */
    public boolean isIntegrityLevel() {
        return authority == 16 && subAuthorities.length == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sid sid
                && sid.authority == authority
                && Arrays.equals(sid.subAuthorities, subAuthorities);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(authority) + Arrays.hashCode(subAuthorities);
    }

    /** The text that {@link #parse} reads, such as {@code S-1-5-32-544}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("S-1-");
        if (authority > MAX_DECIMAL_AUTHORITY) {
            text.append(String.format(Locale.ROOT, "0x%012x", authority));
        } else {
            text.append(authority);
        }
        for (int subAuthority : subAuthorities) {
            text.append('-').append(Integer.toUnsignedString(subAuthority));
        }
        return text.toString();
    }
}
