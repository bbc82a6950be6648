// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads a descriptor in SDDL. For one thread, one reading. */
final class SddlReader {
    private static final int MAX_GUID_LENGTH = 38;

    private final SddlScanner scanner;
    private int control;

    private SddlReader(SddlScanner scanner) {
        this.scanner = scanner;
    }

    static SecurityDescriptor read(String sddl, Sid domain) {
        return new SddlReader(new SddlScanner(sddl, domain)).descriptor();
    }

    private SecurityDescriptor descriptor() {
        Sid owner = null;
        Sid group = null;
        Acl dacl = null;
        Acl sacl = null;
        scanner.skipBlanks();
        while (!scanner.atEnd()) {
            if (owner == null && scanner.accept("O:")) {
                owner = account();
            } else if (group == null && scanner.accept("G:")) {
                group = account();
            } else if (!present(SecurityDescriptor.SE_DACL_PRESENT) && scanner.accept("D:")) {
                dacl = list(SecurityDescriptor.SE_DACL_PRESENT, 0);
            } else if (!present(SecurityDescriptor.SE_SACL_PRESENT) && scanner.accept("S:")) {
                // each control bit of the SACL is the one next to that of the DACL, but that it is present
                sacl = list(SecurityDescriptor.SE_SACL_PRESENT, 1);
            } else {
                throw scanner.error("O:, G:, D: or S: is expected here, each at most once");
            }
            scanner.skipBlanks();
        }
        return SecurityDescriptor.of(control, owner, group, dacl, sacl);
    }

    private boolean present(int bit) {
        return (control & bit) != 0;
    }

    private Sid account() {
        scanner.skipBlanks();
        return scanner.sid();
    }

    private Acl list(int presentBit, int shift) {
        control |= presentBit;
        boolean open = flags(shift);
        int start = scanner.position();
        List<Ace> aces = new ArrayList<>();
        scanner.skipBlanks();
        while (scanner.peek() == '(') {
            if (open) {
                throw scanner.error("a list with NO_ACCESS_CONTROL has no entries");
            }
            aces.add(ace());
            scanner.skipBlanks();
        }
        try {
            return open ? null : Acl.of(aces);
        } catch (IllegalArgumentException e) {
            throw new SddlException(start, e.getMessage());
        }
    }

    /** Reads the flags of a list and tells whether it allows everything. */
    private boolean flags(int shift) {
        boolean open = false;
        while (true) {
            scanner.skipBlanks();
            if (scanner.accept("NO_ACCESS_CONTROL")) {
                open = true;
            } else if (scanner.accept("AR")) {
                control |= SecurityDescriptor.SE_DACL_AUTO_INHERIT_REQ << shift;
            } else if (scanner.accept("AI")) {
                control |= SecurityDescriptor.SE_DACL_AUTO_INHERITED << shift;
            } else if (scanner.accept("P")) {
                control |= SecurityDescriptor.SE_DACL_PROTECTED << shift;
            } else {
                return open;
            }
        }
    }

    private Ace ace() {
        int start = scanner.position();
        scanner.next();
        scanner.skipBlanks();
        AceType type = type();
        separator();
        int flags = SddlNames.readFlags(scanner);
        separator();
        int mask = SddlNames.readRights(scanner);
        separator();
        Guid objectType = guid(type);
        separator();
        Guid inheritedObjectType = guid(type);
        separator();
        Sid sid = scanner.sid();
        scanner.skipBlanks();
        AceCondition condition = null;
        ClaimSecurityAttribute claim = null;
        if (scanner.accept(";")) {
            scanner.skipBlanks();
            if (type == AceType.SYSTEM_RESOURCE_ATTRIBUTE) {
                claim = claim();
            } else {
                if (scanner.peek() != '(') {
                    throw scanner.error("a condition is in parentheses");
                }
                condition = new ConditionReader(scanner).parenthesized();
            }
            scanner.skipBlanks();
        }
        scanner.expect(")", "an entry ends so");
        if (type == AceType.SYSTEM_RESOURCE_ATTRIBUTE && (claim == null || mask != 0 || !sid.equals(Sid.EVERYONE))) {
            throw new SddlException(
                    start, "a resource attribute is about WD, has no rights, and has a claim at its end");
        }
        try {
            return claim != null
                    ? Ace.resource(flags, claim)
                    : Ace.of(type, flags, mask, objectType, inheritedObjectType, sid, condition);
        } catch (IllegalArgumentException e) {
            throw new SddlException(start, e.getMessage());
        }
    }

    private void separator() {
        scanner.skipBlanks();
        scanner.expect(";", "it separates the fields of an entry");
        scanner.skipBlanks();
    }

    private AceType type() {
        int start = scanner.position();
        String word =
                scanner.until(';', "an entry begins with its type").strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(AceType.values())
                .filter(type -> type.sddl().equals(word))
                .findFirst()
                .orElseThrow(() -> new SddlException(start, "no entry has this type"));
    }

    private Guid guid(AceType type) {
        int start = scanner.position();
        String word = scanner.until(';', "an entry has six fields").strip();
        if (word.isEmpty()) {
            return null;
        }
        try {
            if (type.isObject() && word.length() <= MAX_GUID_LENGTH) {
                return Guid.parse(word);
            }
        } catch (IllegalArgumentException e) {
            // told below, as for a type that has no GUIDs
        }
        throw new SddlException(start, type.isObject() ? "no GUID starts here" : "entries of this type have no GUIDs");
    }

    private ClaimSecurityAttribute claim() {
        scanner.expect("(", "a claim is in parentheses");
        scanner.skipBlanks();
        int start = scanner.position();
        String name = ConditionReader.decoded(scanner.quoted(), start + 1);
        if (name.isEmpty()) {
            throw new SddlException(start, "a claim needs a name");
        }
        comma();
        ClaimSecurityAttribute.Type type = claimType();
        comma();
        int flags = (int) scanner.unsigned(0xFFFF_FFFFL, "the flags of a claim");
        List<Object> values = new ArrayList<>();
        scanner.skipBlanks();
        while (scanner.accept(",")) {
            scanner.skipBlanks();
            values.add(value(type));
            scanner.skipBlanks();
        }
        scanner.expect(")", "a claim ends so");
        return ClaimSecurityAttribute.of(name, type, flags, values);
    }

    private void comma() {
        scanner.skipBlanks();
        scanner.expect(",", "it separates the parts of a claim");
        scanner.skipBlanks();
    }

    private ClaimSecurityAttribute.Type claimType() {
        for (ClaimSecurityAttribute.Type type : ClaimSecurityAttribute.Type.values()) {
            if (scanner.accept(type.sddl())) {
                return type;
            }
        }
        throw scanner.error("no type of claims starts here");
    }

    private Object value(ClaimSecurityAttribute.Type type) {
        return switch (type) {
            case INT64 -> scanner.signed();
            case UINT64 -> scanner.unsigned(-1, "a value of 64 bits");
            case STRING -> scanner.quoted();
            case BOOLEAN -> scanner.unsigned(1, "a truth value") == 1;
            case SID -> new ConditionReader(scanner).sid();
            case OCTET_STRING -> {
                scanner.accept("#");
                yield octets(scanner);
            }
        };
    }

    /** Reads the digits of an octet string; a number sign among them is a zero, as is one missing in front. */
    static ByteBuffer octets(SddlScanner scanner) {
        StringBuilder digits = new StringBuilder();
        while (scanner.peek() == '#' || scanner.peek() < 0x80 && Character.digit(scanner.peek(), 16) >= 0) {
            char digit = scanner.next();
            digits.append(digit == '#' ? '0' : digit);
        }
        if (digits.length() % 2 != 0) {
            digits.insert(0, '0');
        }
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits)).asReadOnlyBuffer();
    }
}
