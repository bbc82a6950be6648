// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.List;

/**
 * An access control list (ACL): who may do what, in order.
 *
 * <p>Part of a security descriptor. A list without entries allows nobody anything; it is not the same as no list.
 *
 * <p>State: immutable; equal when revision and entries are.
 *
 * <p>Threads: safe for all. IRQL: any, for every member. Spec: SHARING-05.
 */
public final class Acl {
    /** The revision of lists without object entries. */
    public static final int ACL_REVISION = 2;
    /** The revision of lists with object entries. */
    public static final int ACL_REVISION_DS = 4;

    /** The list without entries: it allows nobody anything. */
    public static final Acl EMPTY = new Acl(ACL_REVISION, List.of());

    private final int revision;
    private final List<Ace> aces;

    private Acl(int revision, List<Ace> aces) {
        this.revision = revision;
        this.aces = aces;
    }

    /**
     * Makes a list of the lowest revision that its entries need.
     *
     * @param aces the entries in their order; they are copied
     * @return the list
     * @throws IllegalArgumentException when the binary form would be longer than 65535 bytes
     */
    public static Acl of(List<Ace> aces) {
        boolean objects = aces.stream().anyMatch(ace -> ace.type().isObject());
        return of(objects ? ACL_REVISION_DS : ACL_REVISION, aces);
    }

    /**
     * Makes a list of the lowest revision that its entries need.
     *
     * @param aces the entries in their order
     * @return the list
     * @throws IllegalArgumentException when the binary form would be longer than 65535 bytes
     */
    public static Acl of(Ace... aces) {
        return of(List.of(aces));
    }

    /**
     * Makes a list of a certain revision.
     *
     * @param revision 2 to 4
     * @param aces the entries in their order; they are copied
     * @return the list
     * @throws IllegalArgumentException when the binary form would be longer than 65535 bytes
     */
    public static Acl of(int revision, List<Ace> aces) {
        if (revision < ACL_REVISION || revision > ACL_REVISION_DS) {
            throw new IllegalArgumentException("No revision of access lists: " + revision);
        }
        if (AclBinary.size(aces) > AclBinary.MAX_SIZE) {
            throw new IllegalArgumentException("An access list has at most 65535 bytes, and these entries need more");
        }
        return new Acl(revision, List.copyOf(aces));
    }

    /**
     * The revision, which tells what kinds of entries readers must know.
     *
     * @return 2 to 4
     */
    public int revision() {
        return revision;
    }

    /**
     * The entries.
     *
     * @return the entries in their order, unmodifiable
     */
    public List<Ace> aces() {
        return aces;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Acl acl && acl.revision == revision && acl.aces.equals(aces);
    }

    @Override
    public int hashCode() {
        return 31 * revision + aces.hashCode();
    }

    /** The entries in SDDL, one after the other. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        aces.forEach(text::append);
        return text.toString();
    }
}
