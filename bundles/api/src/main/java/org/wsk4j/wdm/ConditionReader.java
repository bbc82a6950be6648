// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.ArrayList;
import java.util.List;
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

/** Reads the condition of an entry. For one thread, one reading. */
final class ConditionReader {
    /** How deep parentheses and negations may nest: each is a few calls on the stack. */
    static final int MAX_DEPTH = 64;

    /** What a name may have besides letters and digits; the second half is allowed after a prefix only. */
    private static final String NAME_CHARACTERS = ":./_";

    private static final String PREFIXED_NAME_CHARACTERS = "#$'*+-;?@[\\]^`{}~";

    private final SddlScanner scanner;
    private int depth;

    ConditionReader(SddlScanner scanner) {
        this.scanner = scanner;
    }

    AceCondition condition() {
        return new AceCondition(any());
    }

    AceCondition parenthesized() {
        scanner.expect("(", "a condition is in parentheses");
        AceCondition condition = condition();
        scanner.expect(")", "a condition ends so");
        return condition;
    }

    private ConditionNode any() {
        List<ConditionNode> terms = new ArrayList<>();
        do {
            terms.add(all());
        } while (scanner.accept("||"));
        return ConditionNode.any(terms);
    }

    private ConditionNode all() {
        List<ConditionNode> terms = new ArrayList<>();
        do {
            terms.add(term());
        } while (scanner.accept("&&"));
        return ConditionNode.all(terms);
    }

    private ConditionNode term() {
        scanner.skipBlanks();
        ConditionNode term;
        if (scanner.peek() == '!') {
            deeper();
            scanner.next();
            scanner.skipBlanks();
            // parentheses after a negation belong to it and do not count
            term = new Not(scanner.peek() == '(' ? inParentheses() : term());
            depth--;
        } else if (scanner.peek() == '(') {
            deeper();
            term = inParentheses();
            depth--;
        } else {
            term = simple();
        }
        scanner.skipBlanks();
        return term;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw scanner.error("a condition nests at most " + MAX_DEPTH + " deep");
        }
    }

    private ConditionNode inParentheses() {
        scanner.next();
        ConditionNode inner = any();
        scanner.expect(")", "what is in parentheses ends so");
        return inner;
    }

    private ConditionNode simple() {
        if (scanner.peek() == '@') {
            return compared(attribute());
        }
        int start = scanner.position();
        String word = name(false);
        for (MemberOperator operator : MemberOperator.values()) {
            if (operator.sddl.equalsIgnoreCase(word)) {
                return new Membership(operator, sids());
            }
        }
        if (word.equalsIgnoreCase("Exists") || word.equalsIgnoreCase("Not_Exists")) {
            scanner.skipBlanks();
            return new Exists(word.length() > "Exists".length(), attribute());
        }
        return compared(new Attribute(Scope.LOCAL, decoded(word, start)));
    }

    /** An attribute, or the comparison whose left side it is. */
    private ConditionNode compared(Attribute left) {
        scanner.skipBlanks();
        CompareOperator operator = operator();
        if (operator == null) {
            return left;
        }
        scanner.skipBlanks();
        Operand right;
        if (scanner.peek() == '@') {
            right = attribute();
        } else if (scanner.peek() == '{' && operator.sets) {
            right = composite();
        } else {
            right = new Literal(List.of(value()));
        }
        return new Comparison(operator, left, right);
    }

    private CompareOperator operator() {
        CompareOperator found = null;
        for (CompareOperator operator : CompareOperator.values()) {
            // the longer of two that begin alike: <= and <, Contains before nothing else
            if (isNext(operator.sddl) && (found == null || operator.sddl.length() > found.sddl.length())) {
                found = operator;
            }
        }
        if (found != null) {
            scanner.accept(found.sddl);
        }
        return found;
    }

    private boolean isNext(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(scanner.peek(i)) != Character.toLowerCase(word.charAt(i))) {
                return false;
            }
        }
        char after = scanner.peek(word.length());
        return !Character.isLetter(word.charAt(0)) || !isNameCharacter(after, false);
    }

    private Attribute attribute() {
        for (Scope scope : Scope.values()) {
            if (scope != Scope.LOCAL && scanner.accept(scope.prefix)) {
                int start = scanner.position();
                return new Attribute(scope, decoded(name(true), start));
            }
        }
        int start = scanner.position();
        return new Attribute(Scope.LOCAL, decoded(name(false), start));
    }

    private String name(boolean prefixed) {
        StringBuilder name = new StringBuilder();
        while (isNameCharacter(scanner.peek(), prefixed) || scanner.peek() == '@' && !name.isEmpty()) {
            name.append(scanner.next());
        }
        if (name.isEmpty()) {
            throw scanner.error("the name of a claim or an operator is expected here");
        }
        return name.toString();
    }

    private static boolean isNameCharacter(char character, boolean prefixed) {
        return Character.isLetterOrDigit(character)
                || character == '%'
                || character != 0 && NAME_CHARACTERS.indexOf(character) >= 0
                || character != 0 && prefixed && PREFIXED_NAME_CHARACTERS.indexOf(character) >= 0;
    }

    /** Replaces what is written as a percent sign and four hexadecimal digits. */
    static String decoded(String name, int start) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (character == '%') {
                character = encoded(name, i, start);
                i += 4;
            }
            decoded.append(character);
        }
        return decoded.toString();
    }

    private static char encoded(String name, int index, int start) {
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            char character = index + i < name.length() ? name.charAt(index + i) : 0;
            int digit = character < 0x80 ? Character.digit(character, 16) : -1;
            if (digit < 0) {
                throw new SddlException(start + index, "four hexadecimal digits follow a percent sign");
            }
            value = value << 4 | digit;
        }
        if (value == 0) {
            throw new SddlException(start + index, "no name has a null character");
        }
        return (char) value;
    }

    private List<Sid> sids() {
        scanner.skipBlanks();
        if (scanner.peek() != '{') {
            return List.of(sid());
        }
        List<Sid> sids = new ArrayList<>();
        do {
            scanner.next();
            scanner.skipBlanks();
            sids.add(sid());
            scanner.skipBlanks();
        } while (scanner.peek() == ',');
        scanner.expect("}", "a set ends so");
        return List.copyOf(sids);
    }

    /** Reads a SID as a value: in parentheses after its name. */
    Sid sid() {
        scanner.expect("SID(", "a SID among values is written so");
        scanner.skipBlanks();
        Sid sid = scanner.sid();
        scanner.skipBlanks();
        scanner.expect(")", "a SID among values ends so");
        return sid;
    }

    private Literal composite() {
        List<Object> values = new ArrayList<>();
        do {
            scanner.next();
            scanner.skipBlanks();
            values.add(value());
            scanner.skipBlanks();
        } while (scanner.peek() == ',');
        scanner.expect("}", "a set ends so");
        return new Literal(List.copyOf(values));
    }

    private Object value() {
        char first = scanner.peek();
        if (first == '"') {
            return scanner.quoted();
        }
        if (first == '#') {
            scanner.next();
            return SddlReader.octets(scanner);
        }
        if (first == 'S' || first == 's') {
            return sid();
        }
        return scanner.signed();
    }
}
