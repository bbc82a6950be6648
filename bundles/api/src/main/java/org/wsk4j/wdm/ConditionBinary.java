// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wsk4j.wdm.ConditionNode.All;
import org.wsk4j.wdm.ConditionNode.Any;
import org.wsk4j.wdm.ConditionNode.Attribute;
import org.wsk4j.wdm.ConditionNode.Comparison;
import org.wsk4j.wdm.ConditionNode.Exists;
import org.wsk4j.wdm.ConditionNode.Literal;
import org.wsk4j.wdm.ConditionNode.Membership;
import org.wsk4j.wdm.ConditionNode.Not;

/**
 * Writes conditions in their binary form: a mark, and tokens in postfix order (MS-DTYP 2.4.4.17).
 *
 * <p>{@link ConditionBinaryReader} reads them.
 */
final class ConditionBinary {
    static final byte[] MARK = "artx".getBytes(StandardCharsets.US_ASCII);
    static final int INT8 = 0x01;
    static final int INT64 = 0x04;
    static final int STRING = 0x10;
    static final int OCTETS = 0x18;
    static final int COMPOSITE = 0x50;
    static final int SID = 0x51;
    static final int EXISTS = 0x87;
    static final int NOT_EXISTS = 0x8D;
    static final int AND = 0xA0;
    static final int OR = 0xA1;
    static final int NOT = 0xA2;

    /** A number is followed by how its sign and its base were written: none or minus, and decimal. */
    private static final int SIGN_MINUS = 2;

    private static final int SIGN_NONE = 3;
    private static final int BASE_DECIMAL = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ConditionBinary() {}

    static byte[] write(AceCondition condition) {
        ConditionBinary binary = new ConditionBinary();
        binary.out.writeBytes(MARK);
        binary.node(condition.root());
        while (binary.out.size() % Integer.BYTES != 0) {
            binary.out.write(0);
        }
        return binary.out.toByteArray();
    }

    private void node(ConditionNode node) {
        if (node instanceof Any any) {
            joined(any.terms(), OR);
        } else if (node instanceof All all) {
            joined(all.terms(), AND);
        } else if (node instanceof Not not) {
            node(not.term());
            out.write(NOT);
        } else if (node instanceof Membership membership) {
            composite(membership.sids());
            out.write(membership.operator().token);
        } else if (node instanceof Exists exists) {
            attribute(exists.attribute());
            out.write(exists.negated() ? NOT_EXISTS : EXISTS);
        } else if (node instanceof Comparison comparison) {
            attribute(comparison.left());
            if (comparison.right() instanceof Attribute right) {
                attribute(right);
            } else {
                literal(((Literal) comparison.right()).values());
            }
            out.write(comparison.operator().token);
        } else {
            attribute((Attribute) node);
        }
    }

    private void joined(List<ConditionNode> terms, int token) {
        node(terms.get(0));
        for (ConditionNode term : terms.subList(1, terms.size())) {
            node(term);
            out.write(token);
        }
    }

    private void literal(List<Object> values) {
        if (values.size() == 1) {
            out.writeBytes(value(values.get(0)));
        } else {
            composite(values);
        }
    }

    private void composite(List<?> values) {
        ByteArrayOutputStream elements = new ByteArrayOutputStream();
        values.forEach(value -> elements.writeBytes(value(value)));
        out.writeBytes(token(COMPOSITE, elements.toByteArray()));
    }

    private void attribute(Attribute attribute) {
        out.writeBytes(token(attribute.scope().token, characters(attribute.name())));
    }

    private static byte[] value(Object value) {
        if (value instanceof Long number) {
            return ByteBuffer.allocate(11)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) INT64)
                    .putLong(number)
                    .put((byte) (number < 0 ? SIGN_MINUS : SIGN_NONE))
                    .put((byte) BASE_DECIMAL)
                    .array();
        }
        if (value instanceof String string) {
            return token(STRING, characters(string));
        }
        if (value instanceof Sid sid) {
            ByteBuffer bytes = ByteBuffer.allocate(sid.size());
            sid.write(bytes);
            return token(SID, bytes.array());
        }
        return token(OCTETS, bytes((ByteBuffer) value));
    }

    private static byte[] token(int token, byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) token)
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** The characters in UTF-16, as they are: an encoder would replace half a surrogate pair. */
    static byte[] characters(String string) {
        ByteBuffer bytes =
                ByteBuffer.allocate(string.length() * Character.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asCharBuffer().put(string);
        return bytes.array();
    }

    static byte[] bytes(ByteBuffer octets) {
        byte[] bytes = new byte[octets.remaining()];
        octets.duplicate().get(bytes);
        return bytes;
    }
}
