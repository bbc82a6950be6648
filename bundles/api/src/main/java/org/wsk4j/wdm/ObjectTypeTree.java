// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.List;

/**
 * The parts of an object, and what is decided for each. An object without parts is a tree of one node.
 *
 * <p>A right that is decided for a node is decided for its descendants. It is granted for a parent once all children have
 * it, and denied for all ancestors of a node for which it is denied. For one thread.
 */
final class ObjectTypeTree {
    private final List<ObjectType> types;
    private final int[] granted;
    private final int[] denied;

    ObjectTypeTree(List<ObjectType> types) {
        this.types = types;
        int size = Math.max(types.size(), 1);
        granted = new int[size];
        denied = new int[size];
    }

    /** Refuses a list that is not a tree in pre-order with one root, each type once. */
    static void check(List<ObjectType> types) {
        for (int i = 0; i < types.size(); i++) {
            int level = types.get(i).level();
            boolean fits =
                    i == 0 ? level == 0 : level > 0 && level <= types.get(i - 1).level() + 1;
            for (int j = 0; j < i; j++) {
                fits &= !types.get(j).type().equals(types.get(i).type());
            }
            if (!fits) {
                throw new IllegalArgumentException("An object type list is a tree in pre-order, each type once;"
                        + " its element " + i + " does not fit: " + types.get(i));
            }
        }
    }

    /** The node of a type, or a negative number when there is none. */
    int indexOf(Guid type) {
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).type().equals(type)) {
                return i;
            }
        }
        return -1;
    }

    void allow(int node, int mask) {
        for (int i = node; i < end(node); i++) {
            granted[i] |= mask & ~denied[i];
        }
        for (int parent = parent(node); parent >= 0; parent = parent(parent)) {
            granted[parent] |= grantedByChildren(parent) & ~denied[parent];
        }
    }

    void deny(int node, int mask) {
        int anew = 0;
        for (int i = node; i < end(node); i++) {
            anew |= mask & ~granted[i];
            denied[i] |= mask & ~granted[i];
        }
        for (int parent = parent(node); parent >= 0; parent = parent(parent)) {
            denied[parent] |= anew & ~granted[parent];
        }
    }

    /** What is granted for the object as a whole. */
    int granted() {
        return granted[0];
    }

    /** The index behind the last descendant. */
    private int end(int node) {
        int end = node + 1;
        while (end < types.size() && types.get(end).level() > types.get(node).level()) {
            end++;
        }
        return end;
    }

    private int parent(int node) {
        int parent = node - 1;
        while (parent >= 0 && types.get(parent).level() >= types.get(node).level()) {
            parent--;
        }
        return parent;
    }

    private int grantedByChildren(int parent) {
        int rights = -1;
        for (int i = parent + 1; i < end(parent); i++) {
            if (types.get(i).level() == types.get(parent).level() + 1) {
                rights &= granted[i];
            }
        }
        return rights;
    }
}
