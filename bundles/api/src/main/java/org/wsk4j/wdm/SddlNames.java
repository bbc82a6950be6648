// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Locale;

/** The two-letter words of SDDL for flags and rights. */
final class SddlNames {
    private record Word(String letters, int bits) {}

    private static final Word[] FLAGS = {
        new Word("OI", Ace.OBJECT_INHERIT_ACE),
        new Word("CI", Ace.CONTAINER_INHERIT_ACE),
        new Word("NP", Ace.NO_PROPAGATE_INHERIT_ACE),
        new Word("IO", Ace.INHERIT_ONLY_ACE),
        new Word("ID", Ace.INHERITED_ACE),
        new Word("CR", Ace.CRITICAL_ACE_FLAG),
        new Word("SA", Ace.SUCCESSFUL_ACCESS_ACE_FLAG),
        new Word("FA", Ace.FAILED_ACCESS_ACE_FLAG),
        new Word("TP", 0x40), // the same bit as SA, in access filters
    };

    /** Each names one bit; in the order in which they are written. */
    private static final Word[] SINGLE_RIGHTS = {
        new Word("CC", 0x1),
        new Word("DC", 0x2),
        new Word("LC", 0x4),
        new Word("SW", 0x8),
        new Word("RP", 0x10),
        new Word("WP", 0x20),
        new Word("DT", 0x40),
        new Word("LO", 0x80),
        new Word("CR", 0x100),
        new Word("SD", AccessMask.DELETE),
        new Word("RC", AccessMask.READ_CONTROL),
        new Word("WD", AccessMask.WRITE_DAC),
        new Word("WO", AccessMask.WRITE_OWNER),
        new Word("GA", AccessMask.GENERIC_ALL),
        new Word("GX", AccessMask.GENERIC_EXECUTE),
        new Word("GW", AccessMask.GENERIC_WRITE),
        new Word("GR", AccessMask.GENERIC_READ),
    };

    /** Each names all rights of some use; written when a mask is exactly that. KX means the same as KR. */
    private static final Word[] WHOLE_RIGHTS = {
        new Word("FA", AccessMask.FILE_ALL_ACCESS),
        new Word("FR", AccessMask.FILE_GENERIC_READ),
        new Word("FW", AccessMask.FILE_GENERIC_WRITE),
        new Word("FX", AccessMask.FILE_GENERIC_EXECUTE),
        new Word("KA", 0x000F003F),
        new Word("KR", 0x00020019),
        new Word("KW", 0x00020006),
        new Word("KX", 0x00020019),
    };

    private static final Word[] LABEL_RIGHTS = {
        new Word("NW", AccessMask.SYSTEM_MANDATORY_LABEL_NO_WRITE_UP),
        new Word("NR", AccessMask.SYSTEM_MANDATORY_LABEL_NO_READ_UP),
        new Word("NX", AccessMask.SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP),
    };

    private SddlNames() {}

    /** Reads the flags of an entry. */
    static int readFlags(SddlScanner scanner) {
        int flags = 0;
        while (scanner.peek() != ';' && !scanner.atEnd()) {
            Word word = next(scanner, FLAGS);
            if (word == null) {
                throw scanner.error("no flag of an entry starts here");
            }
            flags |= word.bits;
            scanner.skipBlanks();
        }
        return flags;
    }

    /** Reads the rights of an entry: a number, or words one after the other. */
    static int readRights(SddlScanner scanner) {
        if (scanner.peek() >= '0' && scanner.peek() <= '9') {
            return (int) scanner.unsigned(0xFFFF_FFFFL, "a mask of rights");
        }
        int rights = 0;
        while (scanner.peek() != ';' && !scanner.atEnd()) {
            Word word = next(scanner, SINGLE_RIGHTS, WHOLE_RIGHTS, LABEL_RIGHTS);
            if (word == null) {
                throw scanner.error("no right starts here");
            }
            rights |= word.bits;
            scanner.skipBlanks();
        }
        return rights;
    }

    private static Word next(SddlScanner scanner, Word[]... tables) {
        for (Word[] table : tables) {
            for (Word word : table) {
                if (scanner.accept(word.letters)) {
                    return word;
                }
            }
        }
        return null;
    }

    static String flags(AceType type, int flags) {
        StringBuilder text = new StringBuilder();
        for (Word word : FLAGS) {
            boolean trust = word.bits == Ace.SUCCESSFUL_ACCESS_ACE_FLAG;
            boolean named = !trust || word.letters.equals("TP") == (type == AceType.SYSTEM_ACCESS_FILTER);
            if ((flags & word.bits) != 0 && named) {
                text.append(word.letters);
            }
        }
        return text.toString();
    }

    /** Words when they say all of it, else a number; nothing for no rights. */
    static String rights(AceType type, int mask) {
        for (Word word : WHOLE_RIGHTS) {
            if (word.bits == mask) {
                return word.letters;
            }
        }
        StringBuilder text = new StringBuilder();
        int rest = mask;
        for (Word word : type == AceType.SYSTEM_MANDATORY_LABEL ? LABEL_RIGHTS : SINGLE_RIGHTS) {
            if ((rest & word.bits) != 0) {
                text.append(word.letters);
                rest &= ~word.bits;
            }
        }
        return rest == 0 ? text.toString() : "0x" + Integer.toHexString(mask).toLowerCase(Locale.ROOT);
    }
}
