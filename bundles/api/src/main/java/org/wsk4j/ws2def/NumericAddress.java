// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The text forms of IPv4 and IPv6 addresses, read and written without java.net, which would ask a name service for any
 * text that is not an address.
 *
 * <p>IPv6 is written as RFC 5952 wants it: lower case, no leading zeros, the longest run of two or more zero groups as
 * {@code ::}, the first of equal runs, and the tail of a v4-mapped address with dots.
 */
final class NumericAddress {
    private static final int GROUPS = 8;

    private NumericAddress() {}

    static int requirePort(int port) {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
        }
        return port;
    }

    static InetAddress requireResolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("Not resolved to an address: " + address);
        }
        return address.getAddress();
    }

    static int intAt(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    static long longAt(byte[] bytes, int at) {
        return (long) intAt(bytes, at) << 32 | Integer.toUnsignedLong(intAt(bytes, at + 4));
    }

    static byte[] bytes(long high, long low) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> 56 - 8 * i);
            bytes[i + 8] = (byte) (low >>> 56 - 8 * i);
        }
        return bytes;
    }

    static int parseIpv4(String text) {
        int address = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int end = part < 3 ? text.indexOf('.', at) : text.length();
            address = address << 8 | parseNumber(text, at, end, 10, 0xFF, "IPv4");
            at = end + 1;
        }
        return address;
    }

    static byte[] parseIpv6(String text) {
        byte[] bytes = new byte[2 * GROUPS];
        int gap = text.indexOf("::");
        if (gap < 0) {
            if (parseGroups(text, true, bytes) != GROUPS) {
                throw notAnAddress("IPv6", text);
            }
            return bytes;
        }
        byte[] tail = new byte[2 * GROUPS];
        int before = parseGroups(text.substring(0, gap), false, bytes);
        int after = parseGroups(text.substring(gap + 2), true, tail);
        if (before + after >= GROUPS) {
            throw notAnAddress("IPv6", text);
        }
        System.arraycopy(tail, 0, bytes, 2 * (GROUPS - after), 2 * after);
        return bytes;
    }

    static int parseScope(String text, int from) {
        if (from == text.length() || text.length() - from > 10) {
            throw notAnAddress("IPv6", text);
        }
        long scope = 0;
        for (int i = from; i < text.length(); i++) {
            scope = 10 * scope + digit(text, i, 10, "IPv6");
        }
        if (scope > 0xFFFF_FFFFL) {
            throw notAnAddress("IPv6", text);
        }
        return (int) scope;
    }

    static StringBuilder appendIpv4(StringBuilder text, int address) {
        return text.append(address >>> 24)
                .append('.')
                .append(address >>> 16 & 0xFF)
                .append('.')
                .append(address >>> 8 & 0xFF)
                .append('.')
                .append(address & 0xFF);
    }

    static StringBuilder appendIpv6(StringBuilder text, long high, long low) {
        if (high == 0 && low >>> 32 == 0xFFFF) {
            return appendIpv4(text.append("::ffff:"), (int) low);
        }
        int gap = 0;
        int gapEnd = 0;
        for (int i = 0, zeros = 0; i < GROUPS; i++) {
            zeros = group(high, low, i) == 0 ? zeros + 1 : 0;
            if (zeros > Math.max(1, gapEnd - gap)) {
                gap = i - zeros + 1;
                gapEnd = i + 1;
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap && gapEnd > gap) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                text.append(i == 0 || i == gapEnd ? "" : ":").append(Integer.toHexString(group(high, low, i)));
            }
        }
        return text;
    }

    private static int parseGroups(String text, boolean mayEndDotted, byte[] bytes) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        String last = parts[parts.length - 1];
        boolean dotted = mayEndDotted && last.indexOf('.') >= 0;
        int groups = dotted ? parts.length + 1 : parts.length;
        if (groups > GROUPS) {
            throw notAnAddress("IPv6", text);
        }
        for (int i = 0; i < (dotted ? parts.length - 1 : parts.length); i++) {
            put(bytes, i, parseNumber(parts[i], 0, parts[i].length(), 16, 0xFFFF, "IPv6"));
        }
        if (dotted) {
            int tail = parseIpv4(last);
            put(bytes, groups - 2, tail >>> 16);
            put(bytes, groups - 1, tail);
        }
        return groups;
    }

    private static void put(byte[] bytes, int group, int value) {
        bytes[2 * group] = (byte) (value >>> 8);
        bytes[2 * group + 1] = (byte) value;
    }

    private static int parseNumber(String text, int from, int to, int radix, int max, String kind) {
        int digits = radix == 10 ? 3 : 4;
        boolean leadingZero = radix == 10 && to - from > 1 && text.charAt(from) == '0';
        if (to <= from || to - from > digits || leadingZero) {
            throw notAnAddress(kind, text);
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * radix + digit(text, i, radix, kind);
        }
        if (number > max) {
            throw notAnAddress(kind, text);
        }
        return number;
    }

    private static int digit(String text, int at, int radix, String kind) {
        char c = text.charAt(at);
        int digit = c < 0x80 ? Character.digit(c, radix) : -1;
        if (digit < 0) {
            throw notAnAddress(kind, text);
        }
        return digit;
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> 48 - 16 * (index & 3)) & 0xFFFF;
    }

    private static IllegalArgumentException notAnAddress(String kind, String text) {
        return new IllegalArgumentException("Not a numeric " + kind + " address: '" + text + "'");
    }
}
