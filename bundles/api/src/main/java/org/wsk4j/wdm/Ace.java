// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Objects;

/**
 * One entry of an access list (ACE): whom it is about, which rights, and what of them.
 *
 * <p>State: immutable; equal when all of it is.
 *
 * <p>Threads: safe for all. IRQL: any, for every member. Spec: SHARING-05.
 */
public final class Ace {
    /** Flag: objects in this container inherit the entry. */
    public static final int OBJECT_INHERIT_ACE = 0x01;
    /** Flag: containers in this container inherit the entry. */
    public static final int CONTAINER_INHERIT_ACE = 0x02;
    /** Flag: who inherits the entry does not pass it on. */
    public static final int NO_PROPAGATE_INHERIT_ACE = 0x04;
    /** Flag: the entry is there to be inherited and does not hold for this object. */
    public static final int INHERIT_ONLY_ACE = 0x08;
    /** Flag: the entry was inherited. */
    public static final int INHERITED_ACE = 0x10;
    /** Flag: the entry may not be changed; in an access filter, that it protects. */
    public static final int CRITICAL_ACE_FLAG = 0x20;
    /** Flag: audits what succeeds. */
    public static final int SUCCESSFUL_ACCESS_ACE_FLAG = 0x40;
    /** Flag: audits what fails. */
    public static final int FAILED_ACCESS_ACE_FLAG = 0x80;

    private final AceType type;
    private final int flags;
    private final int mask;
    private final Guid objectType;
    private final Guid inheritedObjectType;
    private final Sid sid;
    private final AceCondition condition;
    private final ClaimSecurityAttribute claim;

    private Ace(
            AceType type,
            int flags,
            int mask,
            Guid objectType,
            Guid inheritedObjectType,
            Sid sid,
            AceCondition condition,
            ClaimSecurityAttribute claim) {
        this.type = type;
        this.flags = flags;
        this.mask = mask;
        this.objectType = objectType;
        this.inheritedObjectType = inheritedObjectType;
        this.sid = sid;
        this.condition = condition;
        this.claim = claim;
    }

    /**
     * An entry of any kind but that of resource attributes.
     *
     * @param type its kind
     * @param flags a combination of the flags, eight bits
     * @param mask the rights
     * @param objectType the part that it is about; null for the whole, and for kinds that have no parts
     * @param inheritedObjectType the kind of object that inherits it; null for all, and for kinds that have no parts
     * @param sid whom it is about
     * @param condition when it holds; null for always, never null for conditional kinds
     * @return the entry
     * @throws IllegalArgumentException when the kind does not go with the rest
     */
    public static Ace of(
            AceType type,
            int flags,
            int mask,
            Guid objectType,
            Guid inheritedObjectType,
            Sid sid,
            AceCondition condition) {
        if (sid == null || (flags & ~0xFF) != 0 || type == AceType.SYSTEM_RESOURCE_ATTRIBUTE) {
            throw new IllegalArgumentException("Not an entry: " + type + ", flags " + flags + ", SID " + sid);
        }
        if ((objectType != null || inheritedObjectType != null) && !type.isObject()) {
            throw new IllegalArgumentException(type + " is about whole objects and has no object type");
        }
        if (condition == null ? type.isConditional() : !type.isConditional() && type != AceType.SYSTEM_ACCESS_FILTER) {
            throw new IllegalArgumentException(
                    type + (condition == null ? " holds on a condition, and has none" : " takes no condition"));
        }
        return new Ace(type, flags, mask, objectType, inheritedObjectType, sid, condition, null);
    }

    /**
     * An entry that allows.
     *
     * @param sid whom
     * @param mask what
     * @return the entry, without flags
     */
    public static Ace allow(Sid sid, int mask) {
        return of(AceType.ACCESS_ALLOWED, 0, mask, null, null, sid, null);
    }

    /**
     * An entry that denies.
     *
     * @param sid whom
     * @param mask what
     * @return the entry, without flags
     */
    public static Ace deny(Sid sid, int mask) {
        return of(AceType.ACCESS_DENIED, 0, mask, null, null, sid, null);
    }

    /**
     * A mandatory label, for a system access list.
     *
     * @param level the integrity level of the object
     * @param policy a combination of the {@code SYSTEM_MANDATORY_LABEL_} bits of {@link AccessMask}
     * @return the entry, without flags
     */
    public static Ace label(Sid level, int policy) {
        return of(AceType.SYSTEM_MANDATORY_LABEL, 0, policy, null, null, level, null);
    }

    /**
     * A resource attribute, for a system access list. It is about everyone and has no rights.
     *
     * @param flags a combination of the flags, eight bits
     * @param claim what the object is
     * @return the entry
     */
    public static Ace resource(int flags, ClaimSecurityAttribute claim) {
        if (claim == null || (flags & ~0xFF) != 0) {
            throw new IllegalArgumentException("Not a resource attribute: " + claim + ", flags " + flags);
        }
        return new Ace(AceType.SYSTEM_RESOURCE_ATTRIBUTE, flags, 0, null, null, Sid.EVERYONE, null, claim);
    }

    /**
     * The same entry with other flags.
     *
     * @param newFlags a combination of the flags, eight bits
     * @return the entry
     * @throws IllegalArgumentException when there are more bits
     */
    public Ace withFlags(int newFlags) {
        if ((newFlags & ~0xFF) != 0) {
            throw new IllegalArgumentException("The flags of an entry have eight bits: " + newFlags);
        }
        return new Ace(type, newFlags, mask, objectType, inheritedObjectType, sid, condition, claim);
    }

    /**
     * The kind of the entry.
     *
     * @return its kind
     */
    public AceType type() {
        return type;
    }

    /**
     * How the entry is inherited, and what it audits.
     *
     * @return a combination of the flags
     */
    public int flags() {
        return flags;
    }

    /**
     * Whether the entry holds for children only.
     *
     * @return whether it has {@link #INHERIT_ONLY_ACE}
     */
    public boolean isInheritOnly() {
        return (flags & INHERIT_ONLY_ACE) != 0;
    }

    /**
     * Which rights the entry is about.
     *
     * @return the rights as they were given, generic ones among them
     */
    public int mask() {
        return mask;
    }

    /**
     * The part of the object that the entry is about.
     *
     * @return the part, or null for the whole
     */
    public Guid objectType() {
        return objectType;
    }

    /**
     * The kind of objects that inherit the entry.
     *
     * @return the kind, or null for all
     */
    public Guid inheritedObjectType() {
        return inheritedObjectType;
    }

    /**
     * Whom the entry is about.
     *
     * @return the SID; in a label the integrity level
     */
    public Sid sid() {
        return sid;
    }

    /**
     * On which condition the entry holds.
     *
     * @return the condition, or null for always
     */
    public AceCondition condition() {
        return condition;
    }

    /**
     * What a resource attribute says.
     *
     * @return the claim, or null for entries of other kinds
     */
    public ClaimSecurityAttribute claim() {
        return claim;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ace ace
                && ace.type == type
                && ace.flags == flags
                && ace.mask == mask
                && ace.sid.equals(sid)
                && Objects.equals(ace.objectType, objectType)
                && Objects.equals(ace.inheritedObjectType, inheritedObjectType)
                && Objects.equals(ace.condition, condition)
                && Objects.equals(ace.claim, claim);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, flags, mask, objectType, inheritedObjectType, sid, condition, claim);
    }

    /** The entry in SDDL, such as {@code (A;OICI;FA;;;BA)}. */
    @Override
    public String toString() {
        return SddlWriter.ace(this);
    }
}
