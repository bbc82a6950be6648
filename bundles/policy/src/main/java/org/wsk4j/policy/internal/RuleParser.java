// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Reads rules.
 *
 * <pre>
 * rules:     rule { "," rule }
 * rule:      ( "allow" | "deny" ) [ "tcp" | "udp" ] addresses [ ":" ports ]
 * addresses: "*" | IPv4 [ "/" bits ] | "[" IPv6 [ "/" bits ] "]"
 * ports:     "*" | port [ "-" port ]
 * </pre>
 *
 * <p>Threads: one.
 */
final class RuleParser {
    private static final int MOST_PORTS = 0xFFFF;

    private final String text;
    private int at; // the next character

    RuleParser(String text) {
        this.text = text;
    }

    /** All rules of the text, of which there is one at least. */
    List<AddressRule> rules() throws RuleSyntaxException {
        List<AddressRule> rules = new ArrayList<>();
        do {
            rules.add(rule());
            skipSpaces();
        } while (take(','));
        if (at < text.length()) {
            throw mistake(at, "a rule ends here; between two of them is a comma");
        }
        return rules;
    }

    private AddressRule rule() throws RuleSyntaxException {
        skipSpaces();
        int start = at;
        boolean allows = allows();
        skipSpaces();
        int protocol = protocol();
        skipSpaces();
        Range range = addresses();
        int first = AddressRule.ANY;
        int last = AddressRule.ANY;
        if (take(':') && !take('*')) {
            first = port();
            int second = at;
            last = take('-') ? port() : first;
            if (last < first) {
                throw mistake(second + 1, "the range ends before it begins");
            }
        }
        return new AddressRule(
                allows,
                protocol,
                range.version(),
                range.high(),
                range.highMask(),
                range.low(),
                range.lowMask(),
                first,
                last,
                text.substring(start, at));
    }

    private boolean allows() throws RuleSyntaxException {
        int start = at;
        return switch (word()) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw mistake(start, "a rule begins with 'allow' or 'deny'");
        };
    }

    private int protocol() throws RuleSyntaxException {
        int start = at;
        if (!isLetter()) {
            return AddressRule.ANY;
        }
        return switch (word()) {
            case "tcp" -> IpProtocol.IPPROTO_TCP;
            case "udp" -> IpProtocol.IPPROTO_UDP;
            default -> throw mistake(start, "this is neither 'tcp' nor 'udp' nor an address");
        };
    }

    // ---- addresses

    /** The addresses that a rule is about. */
    private record Range(int version, long high, long highMask, long low, long lowMask) {
        private static final Range ALL = new Range(AddressRule.ANY, 0, 0, 0, 0);

        private static Range of4(long address, int bits) {
            long mask = bits == 0 ? 0 : -1L << 32 - bits & 0xFFFF_FFFFL;
            return new Range(4, 0, 0, address & mask, mask);
        }

        private static Range of6(long high, long low, int bits) {
            long highMask = bits == 0 ? 0 : -1L << Math.max(0, 64 - bits);
            long lowMask = bits <= 64 ? 0 : -1L << 128 - bits;
            return new Range(6, high & highMask, highMask, low & lowMask, lowMask);
        }
    }

    private Range addresses() throws RuleSyntaxException {
        if (take('*')) {
            return Range.ALL;
        }
        return take('[') ? range6() : range4();
    }

    private Range range4() throws RuleSyntaxException {
        int start = at;
        String literal = upTo(":/,");
        int address;
        try {
            address = SockAddrIn.of(literal, 0).intAddress();
        } catch (IllegalArgumentException e) {
            at = start;
            boolean colons = upTo(",").split(":", -1).length > 2;
            throw mistake(start, colons ? "an IPv6 address stands in brackets" : "this is not an IPv4 address");
        }
        return Range.of4(Integer.toUnsignedLong(address), bits(32));
    }

    /** Its opening bracket is taken. */
    private Range range6() throws RuleSyntaxException {
        int start = at;
        String literal = upTo("/],");
        SockAddrIn6 address;
        try {
            address = SockAddrIn6.of(literal, 0);
        } catch (IllegalArgumentException e) {
            throw mistake(start, "this is not an IPv6 address");
        }
        if (address.scopeId() != 0) {
            throw mistake(start, "an address in a rule has no scope: it is meant with every scope");
        }
        int prefix = at;
        int bits = bits(128);
        if (!take(']')) {
            throw mistake(at, "a ']' is missing");
        }
        if (!address.isV4Mapped()) {
            return Range.of6(address.highAddress(), address.lowAddress(), bits);
        }
        if (bits < 96) {
            throw mistake(prefix, "a range of v4-mapped addresses has 96 bits at least: they are IPv4 addresses");
        }
        return Range.of4(address.lowAddress() & 0xFFFF_FFFFL, bits - 96);
    }

    /** How many bits of an address count. */
    private int bits(int most) throws RuleSyntaxException {
        if (!take('/')) {
            return most;
        }
        int start = at;
        int bits = number();
        if (bits > most) {
            throw mistake(start, "the address has " + most + " bits");
        }
        return bits;
    }

    private int port() throws RuleSyntaxException {
        int start = at;
        int port = number();
        if (port > MOST_PORTS) {
            throw mistake(start, "a port is 0 to " + MOST_PORTS);
        }
        return port;
    }

    // ---- characters

    private int number() throws RuleSyntaxException {
        int start = at;
        while (at < text.length() && '0' <= text.charAt(at) && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw mistake(start, "a number is missing");
        }
        if (at - start > 5) {
            throw mistake(start, "the number is too large");
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private String word() {
        int start = at;
        while (isLetter()) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isLetter() {
        return at < text.length() && Character.isLetter(text.charAt(at));
    }

    /** What comes up to the first space, or the first of some characters. */
    private String upTo(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean take(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private RuleSyntaxException mistake(int position, String problem) {
        return new RuleSyntaxException(text, position, problem);
    }
}
