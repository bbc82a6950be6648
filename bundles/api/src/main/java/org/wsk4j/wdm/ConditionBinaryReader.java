// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.wsk4j.wdm.ConditionNode.Any;
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
    /** An operand, and how deep the parentheses nest that its text needs. */
    private record Entry(Object operand, int depth) {}

    /** Terms that one operator has joined so far: as a list, so that a long row of them is not copied for each. */
    private record Terms(int token, List<ConditionNode> terms) {
        ConditionNode node() {
            return token == ConditionBinary.AND ? ConditionNode.all(terms) : ConditionNode.any(terms);
        }
    }

    private final Deque<Entry> stack = new ArrayDeque<>();

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
            ConditionNode root = (ConditionNode) reader.pop().operand();
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
            push(new Attribute(scope, name(content(source))));
        } else if (memberOperator != null) {
            push(new Membership(memberOperator, sids()));
        } else if (compareOperator != null) {
            push(comparison(compareOperator));
        } else if (token == ConditionBinary.EXISTS || token == ConditionBinary.NOT_EXISTS) {
            push(new Exists(token == ConditionBinary.NOT_EXISTS, (Attribute) pop().operand()));
        } else if (token == ConditionBinary.NOT) {
            Entry term = pop();
            push(new Not((ConditionNode) term.operand()), term.depth() + 1);
        } else if (token == ConditionBinary.AND || token == ConditionBinary.OR) {
            join(token);
        } else if (token == ConditionBinary.COMPOSITE) {
            push(composite(content(source)));
        } else {
            push(new Literal(List.of(value(token, source))));
        }
    }

    private void join(int token) {
        Entry right = pop();
        Entry left = stack.pop();
        if (!(left.operand() instanceof Terms terms && terms.token() == token)) {
            stack.push(left);
            Entry first = pop();
            left = new Entry(new Terms(token, new ArrayList<>()), 0);
            left = joined(left, first);
        }
        Entry joined = joined(left, right);
        push(joined.operand(), joined.depth());
    }

    private static Entry joined(Entry left, Entry right) {
        Terms terms = (Terms) left.operand();
        terms.terms().add((ConditionNode) right.operand());
        boolean parentheses = terms.token() == ConditionBinary.AND && right.operand() instanceof Any;
        return new Entry(terms, Math.max(left.depth(), right.depth() + (parentheses ? 1 : 0)));
    }

    /** Takes the uppermost operand, joined if it was being joined. */
    private Entry pop() {
        Entry entry = stack.pop();
        return entry.operand() instanceof Terms terms ? new Entry(terms.node(), entry.depth()) : entry;
    }

    private void push(Object operand) {
        push(operand, 0);
    }

    private void push(Object operand, int depth) {
        if (depth > ConditionReader.MAX_DEPTH) {
            throw new IllegalArgumentException("A condition nests at most " + ConditionReader.MAX_DEPTH + " deep");
        }
        stack.push(new Entry(operand, depth));
    }

    private List<Sid> sids() {
        return ((Literal) pop().operand())
                .values().stream().map(Sid.class::cast).toList();
    }

    private Comparison comparison(CompareOperator operator) {
        Operand right = (Operand) pop().operand();
        if (right instanceof Attribute attribute && attribute.scope() == Scope.LOCAL) {
            throw new IllegalArgumentException(
                    "A condition has " + attribute.name() + " at the right, without a prefix");
        }
        if (right instanceof Literal literal && literal.values().size() > 1 && !operator.sets) {
            throw new IllegalArgumentException("A condition has several values at the right of " + operator.sddl);
        }
        return new Comparison(operator, (Attribute) pop().operand(), right);
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
