// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * One node of the tree of an object's parts, such as property sets and properties (OBJECT_TYPE_LIST).
 *
 * <p>A list of these is the tree in pre-order: the first has level 0 and is the object, a child is one level deeper than
 * its parent and follows it.
 *
 * <p>Immutable. Threads: safe for all. IRQL: any.
 *
 * @param level how deep the node is, 0 to 4
 * @param type what the node is, the same GUID as in object entries
 */
public record ObjectType(int level, Guid type) {
    /** The deepest level (ACCESS_MAX_LEVEL). */
    public static final int MAX_LEVEL = 4;

    /**
     * Refuses what cannot be in a tree.
     *
     * @param level how deep the node is
     * @param type what the node is, not null
     */
    public ObjectType {
        if (level < 0 || level > MAX_LEVEL || type == null) {
            throw new IllegalArgumentException("Not a node of an object type list: level " + level + ", type " + type);
        }
    }
}
