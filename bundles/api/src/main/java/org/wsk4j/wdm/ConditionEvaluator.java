// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.wsk4j.wdm.ClaimSecurityAttribute.Type;
import org.wsk4j.wdm.ConditionNode.All;
import org.wsk4j.wdm.ConditionNode.Any;
import org.wsk4j.wdm.ConditionNode.Attribute;
import org.wsk4j.wdm.ConditionNode.CompareOperator;
import org.wsk4j.wdm.ConditionNode.Comparison;
import org.wsk4j.wdm.ConditionNode.Exists;
import org.wsk4j.wdm.ConditionNode.Literal;
import org.wsk4j.wdm.ConditionNode.Membership;
import org.wsk4j.wdm.ConditionNode.Not;
import org.wsk4j.wdm.ConditionNode.Operand;

/**
 * Decides whether the condition of an entry holds, in three-valued logic.
 *
 * <p>A claim that is missing makes what is said about it unknown. Values that cannot be compared make the whole condition
 * unknown, wherever they stand in it; so every term is evaluated.
 */
final class ConditionEvaluator {
    /** What a condition comes to. */
    enum Truth {
        TRUE,
        FALSE,
        UNKNOWN;

        static Truth of(boolean holds) {
            return holds ? TRUE : FALSE;
        }

        Truth negated() {
            return this == UNKNOWN ? UNKNOWN : of(this == FALSE);
        }
    }

    private final AccessToken token;
    private final List<ClaimSecurityAttribute> resourceClaims;
    private final boolean denying;
    private boolean failed;

    /**
     * Evaluates for one entry.
     *
     * @param denying whether the entry denies: groups and claims that are there for denying only count then
     */
    ConditionEvaluator(AccessToken token, List<ClaimSecurityAttribute> resourceClaims, boolean denying) {
        this.token = token;
        this.resourceClaims = resourceClaims;
        this.denying = denying;
    }

    Truth evaluate(AceCondition condition) {
        failed = false;
        Truth truth = truth(condition.root());
        return failed ? Truth.UNKNOWN : truth;
    }

    private Truth truth(ConditionNode node) {
        if (node instanceof Any any) {
            return joined(any.terms(), Truth.TRUE);
        }
        if (node instanceof All all) {
            return joined(all.terms(), Truth.FALSE);
        }
        if (node instanceof Not not) {
            return truth(not.term()).negated();
        }
        if (node instanceof Membership membership) {
            return member(membership);
        }
        if (node instanceof Exists exists) {
            return Truth.of((claim(exists.attribute()) == null) == exists.negated());
        }
        if (node instanceof Comparison comparison) {
            return compared(comparison);
        }
        return asTruth(claim((Attribute) node));
    }

    /** One term of the deciding value decides; otherwise one unknown term leaves it unknown. */
    private Truth joined(List<ConditionNode> terms, Truth deciding) {
        Truth result = deciding.negated();
        for (ConditionNode term : terms) {
            Truth truth = truth(term);
            if (truth == deciding || truth == Truth.UNKNOWN && result != deciding) {
                result = truth;
            }
        }
        return result;
    }

    private Truth member(Membership membership) {
        List<SidAndAttributes> groups = membership.operator().device ? token.deviceGroups() : token.groups();
        Set<Sid> present = new HashSet<>();
        groups.stream().filter(this::counts).map(SidAndAttributes::sid).forEach(present::add);
        if (!membership.operator().device && counts(token.userAndAttributes())) {
            present.add(token.user());
        }
        boolean member = membership.operator().any
                ? membership.sids().stream().anyMatch(present::contains)
                : present.containsAll(membership.sids());
        return Truth.of(member != membership.operator().negated);
    }

    private boolean counts(SidAndAttributes group) {
        return denying ? group.denies() : group.allows();
    }

    /** The claim of a name that has a value and is not switched off, or null. */
    private ClaimSecurityAttribute claim(Attribute attribute) {
        List<ClaimSecurityAttribute> claims = switch (attribute.scope()) {
            case LOCAL -> token.localClaims();
            case USER -> token.userClaims();
            case DEVICE -> token.deviceClaims();
            case RESOURCE -> resourceClaims;
        };
        int hidden = ClaimSecurityAttribute.CLAIM_SECURITY_ATTRIBUTE_DISABLED
                | (denying ? 0 : ClaimSecurityAttribute.CLAIM_SECURITY_ATTRIBUTE_USE_FOR_DENY_ONLY);
        for (ClaimSecurityAttribute claim : claims) {
            if (claim.name().equalsIgnoreCase(attribute.name())
                    && (claim.flags() & hidden) == 0
                    && !claim.values().isEmpty()) {
                return claim;
            }
        }
        return null;
    }

    private Truth asTruth(ClaimSecurityAttribute claim) {
        if (claim == null || claim.values().size() > 1) {
            return Truth.UNKNOWN;
        }
        Object value = comparable(claim.type() == Type.UINT64, claim.values().get(0), true);
        if (value instanceof BigInteger number) {
            return Truth.of(number.signum() != 0);
        }
        if (value instanceof String string) {
            return Truth.of(!string.isEmpty());
        }
        failed = true;
        return Truth.UNKNOWN;
    }

    private Truth compared(Comparison comparison) {
        ClaimSecurityAttribute left = claim(comparison.left());
        ClaimSecurityAttribute right = comparison.right() instanceof Attribute name ? claim(name) : null;
        if (left == null || right == null && comparison.right() instanceof Attribute) {
            return Truth.UNKNOWN;
        }
        boolean caseCounts = isCaseSensitive(left) || right != null && isCaseSensitive(right);
        Set<Object> leftValues = values(left, caseCounts);
        Set<Object> rightValues = right != null ? values(right, caseCounts) : values(comparison.right(), caseCounts);
        Class<?> kind = leftValues.iterator().next().getClass();
        for (Object value : rightValues) {
            if (!kind.isInstance(value)) {
                failed = true;
                return Truth.UNKNOWN;
            }
        }
        if (comparison.operator().sets) {
            return Truth.of(sets(comparison.operator(), leftValues, rightValues));
        }
        boolean truths = left.type() == Type.BOOLEAN || right != null && right.type() == Type.BOOLEAN;
        return truths ? failure() : ordered(comparison.operator(), leftValues, rightValues);
    }

    private Truth failure() {
        failed = true;
        return Truth.UNKNOWN;
    }

    private static boolean isCaseSensitive(ClaimSecurityAttribute claim) {
        return (claim.flags() & ClaimSecurityAttribute.CLAIM_SECURITY_ATTRIBUTE_VALUE_CASE_SENSITIVE) != 0;
    }

    private static Set<Object> values(ClaimSecurityAttribute claim, boolean caseCounts) {
        Set<Object> values = new HashSet<>();
        claim.values().forEach(value -> values.add(comparable(claim.type() == Type.UINT64, value, caseCounts)));
        return values;
    }

    private Set<Object> values(Operand literal, boolean caseCounts) {
        Set<Object> values = new HashSet<>();
        for (Object value : ((Literal) literal).values()) {
            values.add(comparable(false, value, caseCounts));
        }
        return values;
    }

    /** A value such that equal ones are equal: numbers and truth values are numbers, strings are in one case. */
    private static Object comparable(boolean unsigned, Object value, boolean caseCounts) {
        if (value instanceof Long number) {
            return unsigned ? new BigInteger(Long.toUnsignedString(number)) : BigInteger.valueOf(number);
        }
        if (value instanceof Boolean truth) {
            return truth ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof String string && !caseCounts) {
            return string.toUpperCase(Locale.ROOT);
        }
        return value;
    }

    private static boolean sets(CompareOperator operator, Set<Object> left, Set<Object> right) {
        return switch (operator) {
            case EQUAL -> left.equals(right);
            case NOT_EQUAL -> !left.equals(right);
            case CONTAINS -> left.containsAll(right);
            case NOT_CONTAINS -> !left.containsAll(right);
            case ANY_OF -> right.stream().anyMatch(left::contains);
            case NOT_ANY_OF -> right.stream().noneMatch(left::contains);
            default -> throw new IllegalStateException(operator + " does not compare sets");
        };
    }

    private Truth ordered(CompareOperator operator, Set<Object> left, Set<Object> right) {
        if (left.size() > 1 || right.size() > 1) {
            return Truth.UNKNOWN;
        }
        int order;
        if (left.iterator().next() instanceof BigInteger number) {
            order = number.compareTo((BigInteger) right.iterator().next());
        } else if (left.iterator().next() instanceof String string) {
            order = string.compareTo((String) right.iterator().next());
        } else {
            return failure();
        }
        return Truth.of(
                switch (operator) {
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    default -> order >= 0;
                });
    }
}
