// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.wsk4j.wdm.ConditionNode.All;
import org.wsk4j.wdm.ConditionNode.Any;
import org.wsk4j.wdm.ConditionNode.Attribute;
import org.wsk4j.wdm.ConditionNode.Comparison;
import org.wsk4j.wdm.ConditionNode.Exists;
import org.wsk4j.wdm.ConditionNode.Literal;
import org.wsk4j.wdm.ConditionNode.MemberOperator;
import org.wsk4j.wdm.ConditionNode.Membership;
import org.wsk4j.wdm.ConditionNode.Not;
import org.wsk4j.wdm.ConditionNode.Operand;
import org.wsk4j.wdm.ConditionNode.Scope;

/** Writes the condition of an entry, with the parentheses that it needs. */
final class ConditionWriter {
    private final StringBuilder text = new StringBuilder();

    private ConditionWriter() {}

    static String write(ConditionNode node) {
        ConditionWriter writer = new ConditionWriter();
        writer.node(node);
        return writer.text.toString();
    }

    private void node(ConditionNode node) {
        if (node instanceof Any any) {
            joined(any.terms(), " || ");
        } else if (node instanceof All all) {
            joined(all.terms(), " && ");
        } else if (node instanceof Not not) {
            text.append("!");
            parenthesized(not.term());
        } else if (node instanceof Membership membership) {
            text.append(membership.operator().sddl).append(" {");
            values(membership.sids());
            text.append('}');
        } else if (node instanceof Exists exists) {
            text.append(exists.negated() ? "Not_Exists " : "Exists ");
            attribute(exists.attribute());
        } else if (node instanceof Comparison comparison) {
            attribute(comparison.left());
            text.append(' ').append(comparison.operator().sddl).append(' ');
            operand(comparison.right());
        } else {
            attribute((Attribute) node);
        }
    }

    private void joined(List<ConditionNode> terms, String operator) {
        String separator = "";
        for (ConditionNode term : terms) {
            text.append(separator);
            separator = operator;
            // && binds closer than ||, so only the latter needs them within the former
            if (term instanceof Any) {
                parenthesized(term);
            } else {
                node(term);
            }
        }
    }

    private void parenthesized(ConditionNode node) {
        text.append('(');
        node(node);
        text.append(')');
    }

    private void operand(Operand operand) {
        if (operand instanceof Attribute attribute) {
            attribute(attribute);
            return;
        }
        List<Object> values = ((Literal) operand).values();
        text.append(values.size() == 1 ? "" : "{");
        values(values);
        text.append(values.size() == 1 ? "" : "}");
    }

    private void values(List<?> values) {
        String separator = "";
        for (Object value : values) {
            text.append(separator).append(value(value));
            separator = ", ";
        }
    }

    private void attribute(Attribute attribute) {
        text.append(attribute.scope().prefix);
        text.append(encoded(attribute.name(), attribute.scope() == Scope.LOCAL && isOperator(attribute.name())));
    }

    private static boolean isOperator(String name) {
        return name.equalsIgnoreCase("Exists")
                || name.equalsIgnoreCase("Not_Exists")
                || Arrays.stream(MemberOperator.values()).anyMatch(operator -> operator.sddl.equalsIgnoreCase(name));
    }

    /** A name with what is not plain in it written as a percent sign and four hexadecimal digits. */
    static String encoded(String name, boolean first) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            boolean plain =
                    character < 0x80 && (Character.isLetterOrDigit(character) || ":./_".indexOf(character) >= 0);
            if (plain && !(first && i == 0)) {
                encoded.append(character);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%04x", (int) character));
            }
        }
        return encoded.toString();
    }

    /** A value as it stands in conditions and, but for numbers without a sign and truth values, in claims. */
    static String value(Object value) {
        if (value instanceof String string) {
            return '"' + string + '"';
        }
        if (value instanceof Sid sid) {
            return "SID(" + SddlWriter.sid(sid) + ")";
        }
        if (value instanceof ByteBuffer octets) {
            byte[] bytes = new byte[octets.remaining()];
            octets.duplicate().get(bytes);
            return "#" + HexFormat.of().formatHex(bytes);
        }
        return value.toString();
    }
}
