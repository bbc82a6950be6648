// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Locale;

/** The text of a descriptor and how far it has been read. For one thread, one reading. */
final class SddlScanner {
    /** Longer texts are refused: the lists of a descriptor have 65535 bytes each. */
    static final int MAX_LENGTH = 1 << 20;

    private final String text;
    private final Sid domain;
    private int position;

    SddlScanner(String text, Sid domain) {
        if (text.length() > MAX_LENGTH) {
            throw new SddlException(MAX_LENGTH, "a descriptor is not longer than " + MAX_LENGTH + " characters");
        }
        this.text = text;
        this.domain = domain;
    }

    int position() {
        return position;
    }

    SddlException error(String sentence) {
        return new SddlException(position, sentence);
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** The next character, or 0 at the end: no text has a meaning for that one. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return position + ahead < text.length() ? text.charAt(position + ahead) : 0;
    }

    char next() {
        return text.charAt(position++);
    }

    void skipBlanks() {
        while (!atEnd() && (peek() == ' ' || peek() >= '\t' && peek() <= '\r')) {
            position++;
        }
    }

    /** Reads a word in either case, if it is next. */
    boolean accept(String word) {
        boolean next = text.regionMatches(true, position, word, 0, word.length());
        position += next ? word.length() : 0;
        return next;
    }

    void expect(String word, String sentence) {
        if (!accept(word)) {
            throw error("'" + word + "' is missing: " + sentence);
        }
    }

    void expectEnd() {
        skipBlanks();
        if (!atEnd()) {
            throw error("nothing may follow here");
        }
    }

    /** Reads as many hexadecimal digits, decimal digits or the like as there are. */
    String digits(int radix) {
        int start = position;
        while (isDigit(peek(), radix)) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isDigit(char character, int radix) {
        return character < 0x80 && Character.digit(character, radix) >= 0;
    }

    /** Reads what precedes a character that ends it; the end stays. */
    String until(char end, String sentence) {
        int found = text.indexOf(end, position);
        if (found < 0) {
            position = text.length();
            throw error("'" + end + "' is missing: " + sentence);
        }
        String part = text.substring(position, found);
        position = found;
        return part;
    }

    /** Reads a number without a sign: hexadecimal after 0x, octal after 0, else decimal. */
    long unsigned(long max, String what) {
        int start = position;
        int radix = 10;
        if (accept("0x")) {
            radix = 16;
        } else if (peek() == '0' && isDigit(peek(1), 10)) {
            radix = 8;
        }
        String digits = digits(radix);
        try {
            long value = Long.parseUnsignedLong(digits, radix);
            if (Long.compareUnsigned(value, max) <= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number that is too large
        }
        position = start;
        throw error("no number that can be " + what + " starts here");
    }

    /** Reads a number of 64 bits with or without a sign. */
    long signed() {
        int start = position;
        boolean negative = accept("-");
        if (!negative) {
            accept("+");
        }
        long magnitude = unsigned(-1, "a value");
        if (magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE)) {
            position = start;
            throw error("the number has more than 64 bits");
        }
        return negative ? -magnitude : magnitude;
    }

    /** Reads a string in quotation marks. */
    String quoted() {
        expect("\"", "a string is in quotation marks");
        String value = until('"', "the string does not end");
        if (value.indexOf(0) >= 0) {
            position += value.indexOf(0) - value.length();
            throw error("no string has a null character");
        }
        position++;
        return value;
    }

    /** Reads a SID, in full or as an alias. */
    Sid sid() {
        int start = position;
        if (accept("S-")) {
            return fullSid(start);
        }
        String alias = text.substring(start, Math.min(start + 2, text.length()));
        Sid sid = SidAliases.wellKnown(alias);
        if (sid == null) {
            sid = member(alias);
        }
        position += 2;
        return sid;
    }

    private Sid member(String alias) {
        Integer relativeId = SidAliases.relativeId(alias);
        if (relativeId == null) {
            throw error("neither a SID nor an alias of one starts here");
        }
        if (domain == null) {
            throw error("'" + alias.toUpperCase(Locale.ROOT)
                    + "' is the alias of a member of a domain, and no domain is given");
        }
        try {
            return domain.member(relativeId);
        } catch (IllegalArgumentException e) {
            throw error("the domain " + domain + " has no room for members such as '" + alias + "'");
        }
    }

    private Sid fullSid(int start) {
        digits(10);
        while (peek() == '-' && isDigit(peek(1), 10)) {
            position++;
            if (accept("0x")) {
                // exactly twelve, since the letter of the next part of the descriptor may be a digit as well
                for (int i = 0; i < 12 && isDigit(peek(), 16); i++) {
                    position++;
                }
            } else {
                digits(10);
            }
        }
        String found = text.substring(start, position);
        try {
            return Sid.parse(found);
        } catch (IllegalArgumentException e) {
            position = start;
            throw error(e.getMessage());
        }
    }
}
