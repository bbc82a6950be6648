// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.wsk4j.wdm.ConditionNode.Attribute;
import org.wsk4j.wdm.ConditionNode.CompareOperator;
import org.wsk4j.wdm.ConditionNode.Comparison;
import org.wsk4j.wdm.ConditionNode.Exists;
import org.wsk4j.wdm.ConditionNode.Literal;
import org.wsk4j.wdm.ConditionNode.MemberOperator;
import org.wsk4j.wdm.ConditionNode.Membership;
import org.wsk4j.wdm.ConditionNode.Not;
import org.wsk4j.wdm.ConditionNode.Operand;
import org.wsk4j.wdm.ConditionNode.Scope;

/** Reads conditions in their binary form. For one thread, one reading. */
final class ConditionBinaryReader {
    private final Deque<Object> stack = new ArrayDeque<>();

    private ConditionBinaryReader() {}

    /**
     * Reads all that a buffer has.
     *
     * @param source the application data of an entry, little-endian
     * @throws IllegalArgumentException when it is not a condition that SDDL can say
     */
    static AceCondition read(ByteBuffer source) {
        for (byte mark : ConditionBinary.MARK) {
            if (!source.hasRemaining() || source.get() != mark) {
                throw new IllegalArgumentException("A condition begins with 'artx'");
            }
        }
        ConditionBinaryReader reader = new ConditionBinaryReader();
        try {
            while (source.hasRemaining()) {
                reader.token(Byte.toUnsignedInt(source.get()), source);
            }
            ConditionNode root = reader.node();
            if (reader.stack.isEmpty()) {
                return new AceCondition(root);
            }
        } catch (NoSuchElementException | ClassCastException e) {
            throw new IllegalArgumentException("A condition has an operator without the operands that it needs", e);
        }
        throw new IllegalArgumentException("A condition has operands that no operator takes");
    }

    private void token(int token, ByteBuffer source) {
        if (token == 0) {
            return; // fills up to a multiple of four bytes
        }
        Scope scope = scope(token);
        MemberOperator memberOperator = memberOperator(token);
        CompareOperator compareOperator = compareOperator(token);
        if (scope != null) {
            stack.push(new Attribute(scope, name(content(source))));
        } else if (memberOperator != null) {
            stack.push(new Membership(memberOperator, sids()));
        } else if (compareOperator != null) {
            stack.push(comparison(compareOperator));
        } else if (token == ConditionBinary.EXISTS || token == ConditionBinary.NOT_EXISTS) {
            stack.push(new Exists(token == ConditionBinary.NOT_EXISTS, (Attribute) stack.pop()));
        } else if (token == ConditionBinary.NOT) {
            stack.push(bounded(new Not(node())));
        } else if (token == ConditionBinary.AND || token == ConditionBinary.OR) {
            ConditionNode right = node();
            List<ConditionNode> terms = List.of(node(), right);
            stack.push(bounded(token == ConditionBinary.AND ? ConditionNode.all(terms) : ConditionNode.any(terms)));
        } else if (token == ConditionBinary.COMPOSITE) {
            stack.push(composite(content(source)));
        } else {
            stack.push(new Literal(List.of(value(token, source))));
        }
    }

    private ConditionNode node() {
        return (ConditionNode) stack.pop();
    }

    private static ConditionNode bounded(ConditionNode node) {
        if (ConditionNode.depth(node) > ConditionReader.MAX_DEPTH) {
            throw new IllegalArgumentException("A condition nests at most " + ConditionReader.MAX_DEPTH + " deep");
        }
        return node;
    }

    private List<Sid> sids() {
        return ((Literal) stack.pop()).values().stream().map(Sid.class::cast).toList();
    }

    private Comparison comparison(CompareOperator operator) {
        Operand right = (Operand) stack.pop();
        if (right instanceof Attribute attribute && attribute.scope() == Scope.LOCAL) {
            throw new IllegalArgumentException(
                    "A condition has " + attribute.name() + " at the right, without a prefix");
        }
        if (right instanceof Literal literal && literal.values().size() > 1 && !operator.sets) {
            throw new IllegalArgumentException("A condition has several values at the right of " + operator.sddl);
        }
        return new Comparison(operator, (Attribute) stack.pop(), right);
    }

    private static Scope scope(int token) {
        for (Scope scope : Scope.values()) {
            if (scope.token == token) {
                return scope;
            }
        }
        return null;
    }

    private static MemberOperator memberOperator(int token) {
        for (MemberOperator operator : MemberOperator.values()) {
            if (operator.token == token) {
                return operator;
            }
        }
        return null;
    }

    private static CompareOperator compareOperator(int token) {
        for (CompareOperator operator : CompareOperator.values()) {
            if (operator.token == token) {
                return operator;
            }
        }
        return null;
    }

    private static Literal composite(ByteBuffer elements) {
        List<Object> values = new ArrayList<>();
        while (elements.hasRemaining()) {
            values.add(value(Byte.toUnsignedInt(elements.get()), elements));
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A condition has a set without elements");
        }
        return new Literal(List.copyOf(values));
    }

    private static Object value(int token, ByteBuffer source) {
        if (token >= ConditionBinary.INT8 && token <= ConditionBinary.INT64) {
            if (source.remaining() < Long.BYTES + 2) {
                throw tooShort();
            }
            long number = source.getLong();
            source.getShort(); // sign and base as they were written
            return number;
        }
        return switch (token) {
            case ConditionBinary.STRING -> ClaimSecurityAttribute.plain(string(content(source)));
            case ConditionBinary.SID -> {
                ByteBuffer content = content(source);
                Sid sid = Sid.read(content);
                if (content.hasRemaining()) {
                    throw new IllegalArgumentException("A condition has more bytes for a SID than it needs");
                }
                yield sid;
            }
            case ConditionBinary.OCTETS ->
                ByteBuffer.wrap(ConditionBinary.bytes(content(source))).asReadOnlyBuffer();
            default -> throw new IllegalArgumentException("A condition has a token of no meaning: " + token);
        };
    }

    private static ByteBuffer content(ByteBuffer source) {
        int length = source.remaining() < Integer.BYTES ? -1 : source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw tooShort();
        }
        ByteBuffer content = source.slice(source.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        source.position(source.position() + length);
        return content;
    }

    private static IllegalArgumentException tooShort() {
        return new IllegalArgumentException("A condition ends within a value");
    }

    private static String name(ByteBuffer content) {
        String name = string(content);
        if (name.isEmpty() || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "A condition names a claim, and the name is empty or has a null character");
        }
        return name;
    }

    private static String string(ByteBuffer content) {
        if (content.remaining() % Character.BYTES != 0) {
            throw new IllegalArgumentException("A condition has half a character");
        }
        return content.asCharBuffer().toString();
    }
}
