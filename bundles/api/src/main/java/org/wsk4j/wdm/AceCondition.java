// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * The condition of an entry of an access list, such as {@code @User.Title == "PM" && Member_of {SID(BA)}}.
 *
 * <p>State: immutable; equal when it says the same in the same words, however it was spaced.
 *
 * <p>Threads: safe for all. IRQL: any, for every member.
 */
public final class AceCondition {
    private final ConditionNode root;

    AceCondition(ConditionNode root) {
        this.root = root;
    }

    /**
     * Reads a condition as SDDL has it.
     *
     * @param text the condition, with or without parentheses around it
     * @return the condition
     * @throws SddlException when the text is not a condition
     */
    public static AceCondition parse(String text) {
        SddlScanner scanner = new SddlScanner(text, null);
        AceCondition condition = new ConditionReader(scanner).condition();
        scanner.expectEnd();
        return condition;
    }

    ConditionNode root() {
        return root;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AceCondition condition && condition.root.equals(root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /** The text that {@link #parse} reads, without parentheses around it. */
    @Override
    public String toString() {
        return ConditionWriter.write(root);
    }
}
