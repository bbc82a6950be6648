// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

/** A rule that cannot be understood; says where, counted from 1, and why. */
final class RuleSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    RuleSyntaxException(String text, int position, String problem) {
        super("'" + text + "', character " + (position + 1) + ": " + problem);
    }

    /** Says also in which part of the configuration. */
    RuleSyntaxException(String key, RuleSyntaxException where) {
        super(key + " = " + where.getMessage(), where);
    }
}
