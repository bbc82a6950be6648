// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.List;
import java.util.stream.Stream;

/** A part of the condition of an entry. Immutable; its depth is bounded by whoever reads it. */
sealed interface ConditionNode {

    /** What can stand at the right of an operator. */
    sealed interface Operand {}

    /** All of some conditions; those of terms that are of this kind themselves become terms of the result. */
    static ConditionNode all(List<ConditionNode> terms) {
        List<ConditionNode> flat = terms.stream()
                .flatMap(term -> term instanceof All all ? all.terms().stream() : Stream.of(term))
                .toList();
        return flat.size() == 1 ? flat.get(0) : new All(flat);
    }

    /** One of some conditions; those of terms that are of this kind themselves become terms of the result. */
    static ConditionNode any(List<ConditionNode> terms) {
        List<ConditionNode> flat = terms.stream()
                .flatMap(term -> term instanceof Any any ? any.terms().stream() : Stream.of(term))
                .toList();
        return flat.size() == 1 ? flat.get(0) : new Any(flat);
    }

    /** Whose claim a name means, with the prefix and the token of the binary form. */
    enum Scope {
        LOCAL("", 0xF8),
        USER("@User.", 0xF9),
        RESOURCE("@Resource.", 0xFA),
        DEVICE("@Device.", 0xFB);

        final String prefix;
        final int token;

        Scope(String prefix, int token) {
            this.prefix = prefix;
            this.token = token;
        }
    }

    /** The operators that ask whether a token has groups. */
    enum MemberOperator {
        MEMBER_OF("Member_of", 0x89, false, false, false),
        DEVICE_MEMBER_OF("Device_Member_of", 0x8A, true, false, false),
        MEMBER_OF_ANY("Member_of_Any", 0x8B, false, true, false),
        DEVICE_MEMBER_OF_ANY("Device_Member_of_Any", 0x8C, true, true, false),
        NOT_MEMBER_OF("Not_Member_of", 0x90, false, false, true),
        NOT_DEVICE_MEMBER_OF("Not_Device_Member_of", 0x91, true, false, true),
        NOT_MEMBER_OF_ANY("Not_Member_of_Any", 0x92, false, true, true),
        NOT_DEVICE_MEMBER_OF_ANY("Not_Device_Member_of_Any", 0x93, true, true, true);

        final String sddl;
        final int token;
        final boolean device;
        final boolean any;
        final boolean negated;

        MemberOperator(String sddl, int token, boolean device, boolean any, boolean negated) {
            this.sddl = sddl;
            this.token = token;
            this.device = device;
            this.any = any;
            this.negated = negated;
        }
    }

    /** The operators that compare a claim with something. */
    enum CompareOperator {
        EQUAL("==", 0x80, true),
        NOT_EQUAL("!=", 0x81, true),
        LESS("<", 0x82, false),
        LESS_OR_EQUAL("<=", 0x83, false),
        GREATER(">", 0x84, false),
        GREATER_OR_EQUAL(">=", 0x85, false),
        CONTAINS("Contains", 0x86, true),
        ANY_OF("Any_of", 0x88, true),
        NOT_CONTAINS("Not_Contains", 0x8E, true),
        NOT_ANY_OF("Not_Any_of", 0x8F, true);

        final String sddl;
        final int token;
        final boolean sets;

        CompareOperator(String sddl, int token, boolean sets) {
            this.sddl = sddl;
            this.token = token;
            this.sets = sets;
        }
    }

    /** All of at least two hold. */
    record All(List<ConditionNode> terms) implements ConditionNode {}

    /** One of at least two holds. */
    record Any(List<ConditionNode> terms) implements ConditionNode {}

    /** The other does not hold. */
    record Not(ConditionNode term) implements ConditionNode {}

    /** The token has groups, at least one of which is named. */
    record Membership(MemberOperator operator, List<Sid> sids) implements ConditionNode {}

    /** There is such a claim, or there is not. */
    record Exists(boolean negated, Attribute attribute) implements ConditionNode {}

    /** A claim compares so with something. */
    record Comparison(CompareOperator operator, Attribute left, Operand right) implements ConditionNode {}

    /** A claim; as a condition, that it is neither zero nor empty. */
    record Attribute(Scope scope, String name) implements ConditionNode, Operand {}

    /** Values that are written out, at least one: Long, String, Sid, or a read-only ByteBuffer. */
    record Literal(List<Object> values) implements Operand {}
}
