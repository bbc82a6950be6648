// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A security descriptor (SECURITY_DESCRIPTOR): owner, group and access lists of an object.
 *
 * <p>The discretionary list (DACL) says who may do what; without one everybody may do everything, with an empty one nobody
 * may do anything. The system list (SACL) has the integrity label, the resource attributes and what is audited.
 *
 * <p>Clients pass on only cached copies, which WSK_CACHE_SD gives. Cached copies are told apart by identity, so
 * {@link #copy} makes an object of its own.
 *
 * <p>State: immutable; equal when control bits, owner, group and lists are.
 *
 * <p>Threads: safe for all. IRQL: any, for every member; the kernel allows SeAccessCheck at PASSIVE_LEVEL only, this one
 * does not block. Spec: CACHE-SD-01..CACHE-SD-04, SHARING-05, SOCKET-16..SOCKET-18.
 */
public final class SecurityDescriptor {
    /** Control bit: the owner was filled in by default. */
    public static final int SE_OWNER_DEFAULTED = 0x0001;
    /** Control bit: the group was filled in by default. */
    public static final int SE_GROUP_DEFAULTED = 0x0002;
    /** Control bit: there is a DACL, which may be null. */
    public static final int SE_DACL_PRESENT = 0x0004;
    /** Control bit: the DACL was filled in by default. */
    public static final int SE_DACL_DEFAULTED = 0x0008;
    /** Control bit: there is a SACL, which may be null. */
    public static final int SE_SACL_PRESENT = 0x0010;
    /** Control bit: the SACL was filled in by default. */
    public static final int SE_SACL_DEFAULTED = 0x0020;
    /** Control bit: children shall inherit the DACL by themselves. */
    public static final int SE_DACL_AUTO_INHERIT_REQ = 0x0100;
    /** Control bit: children shall inherit the SACL by themselves. */
    public static final int SE_SACL_AUTO_INHERIT_REQ = 0x0200;
    /** Control bit: the DACL follows that of the parent. */
    public static final int SE_DACL_AUTO_INHERITED = 0x0400;
    /** Control bit: the SACL follows that of the parent. */
    public static final int SE_SACL_AUTO_INHERITED = 0x0800;
    /** Control bit: the DACL inherits nothing. */
    public static final int SE_DACL_PROTECTED = 0x1000;
    /** Control bit: the SACL inherits nothing. */
    public static final int SE_SACL_PROTECTED = 0x2000;
    /** Control bit of the binary form: everything follows the header in one piece. Not a property of the descriptor. */
    public static final int SE_SELF_RELATIVE = 0x8000;

    private final int control;
    private final Sid owner;
    private final Sid group;
    private final Acl dacl;
    private final Acl sacl;

    private SecurityDescriptor(int control, Sid owner, Sid group, Acl dacl, Acl sacl) {
        this.control = control;
        this.owner = owner;
        this.group = group;
        this.dacl = dacl;
        this.sacl = sacl;
    }

    /**
     * Makes a descriptor from its parts.
     *
     * @param control a combination of the control bits; the bit of a list that is given need not be set, and
     *     {@link #SE_SELF_RELATIVE} is dropped
     * @param owner the owner, or null for none
     * @param group the primary group, or null for none
     * @param dacl the discretionary list; null for none, or for one that allows everything when the control bits say that
     *     there is one
     * @param sacl the system list, or null
     * @return the descriptor
     * @throws IllegalArgumentException when there are control bits beyond sixteen
     */
    public static SecurityDescriptor of(int control, Sid owner, Sid group, Acl dacl, Acl sacl) {
        if ((control & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("There are sixteen control bits, not " + Integer.toHexString(control));
        }
        int bits = control & ~SE_SELF_RELATIVE;
        bits |= dacl != null ? SE_DACL_PRESENT : 0;
        bits |= sacl != null ? SE_SACL_PRESENT : 0;
        return new SecurityDescriptor(bits, owner, group, dacl, sacl);
    }

    /**
     * Reads a descriptor in SDDL, such as {@code O:BAG:SYD:(A;;FA;;;BA)}, that names nobody by an alias of a domain.
     *
     * @param sddl the text
     * @return the descriptor
     * @throws SddlException when the text is not a descriptor
     */
    public static SecurityDescriptor parse(String sddl) {
        return parse(sddl, null);
    }

    /**
     * Reads a descriptor in SDDL (ConvertStringSecurityDescriptorToSecurityDescriptor).
     *
     * @param sddl the text
     * @param domain the domain or machine whose members the aliases such as {@code DA} and {@code LA} name; null when
     *     there is none, and such an alias is then refused
     * @return the descriptor
     * @throws SddlException when the text is not a descriptor
     */
    public static SecurityDescriptor parse(String sddl, Sid domain) {
        return SddlReader.read(sddl, domain);
    }

    /**
     * Writes the descriptor in SDDL (ConvertSecurityDescriptorToStringSecurityDescriptor).
     *
     * <p>SDDL has no letters for what was filled in by default and for the revision of a list; the rest is read back as
     * it was.
     *
     * @return the text, which {@link #parse(String)} reads
     */
    public String toSddl() {
        return SddlWriter.descriptor(this);
    }

    /**
     * Reads the binary form (a self-relative SECURITY_DESCRIPTOR) that begins at a buffer's position.
     *
     * @param source where to read; position and byte order are left alone
     * @return the descriptor
     * @throws IllegalArgumentException when the bytes are not a descriptor, or one with entries that SDDL cannot say
     */
    public static SecurityDescriptor read(ByteBuffer source) {
        return DescriptorBinary.read(source.slice());
    }

    /**
     * Writes the binary form (a self-relative SECURITY_DESCRIPTOR).
     *
     * @return the bytes, the caller's own
     */
    public byte[] toBytes() {
        return DescriptorBinary.write(this);
    }

    /**
     * Another descriptor like this one: equal, and not the same object.
     *
     * @return the copy
     */
    public SecurityDescriptor copy() {
        return new SecurityDescriptor(control, owner, group, dacl, sacl);
    }

    /**
     * The control bits.
     *
     * @return a combination of the control bits, never {@link #SE_SELF_RELATIVE}
     */
    public int control() {
        return control;
    }

    /**
     * Whether control bits are set.
     *
     * @param bits one or more of the control bits
     * @return whether all of them are set
     */
    public boolean hasControl(int bits) {
        return (control & bits) == bits;
    }

    /**
     * The owner.
     *
     * @return the owner, or null for none
     */
    public Sid owner() {
        return owner;
    }

    /**
     * The primary group.
     *
     * @return the group, or null for none
     */
    public Sid group() {
        return group;
    }

    /**
     * The discretionary list.
     *
     * @return the list; null when there is none, or one that allows everything: {@link #SE_DACL_PRESENT} tells them apart
     */
    public Acl dacl() {
        return dacl;
    }

    /**
     * The system list.
     *
     * @return the list, or null
     */
    public Acl sacl() {
        return sacl;
    }

    /**
     * Decides whether a token is granted access (SeAccessCheck).
     *
     * @param token who asks
     * @param desiredAccess the rights that are asked for, all of which must be granted; generic ones are mapped, and
     *     {@link AccessMask#MAXIMUM_ALLOWED} asks for as many as there are
     * @param mapping what generic rights mean for the object
     * @return the status and the rights that are granted
     */
    public AccessCheckResult accessCheck(AccessToken token, int desiredAccess, GenericMapping mapping) {
        return accessCheckByType(token, null, desiredAccess, List.of(), mapping);
    }

    /**
     * Decides whether a token is granted access to an object that has parts (AccessCheckByType).
     *
     * <p>Rights must be granted for every node of the tree.
     *
     * @param token who asks
     * @param principalSelf whom {@link Sid#PRINCIPAL_SELF} stands for in entries; null when the object is no principal
     * @param desiredAccess the rights that are asked for, as for {@link #accessCheck}
     * @param objectTypes the tree of parts, the object first; empty when it has none
     * @param mapping what generic rights mean for the object
     * @return the status and the rights that are granted for the object as a whole
     * @throws IllegalArgumentException when the list is not a tree
     */
    public AccessCheckResult accessCheckByType(
            AccessToken token,
            Sid principalSelf,
            int desiredAccess,
            List<ObjectType> objectTypes,
            GenericMapping mapping) {
        return new AccessCheck(this, token, principalSelf, objectTypes, mapping).run(desiredAccess);
    }

    /**
     * Tells whether a token is granted access.
     *
     * @param token who asks
     * @param desiredAccess the rights that are asked for, as for {@link #accessCheck}
     * @param mapping what generic rights mean for the object
     * @return whether the check succeeds
     */
    public boolean grants(AccessToken token, int desiredAccess, GenericMapping mapping) {
        return accessCheck(token, desiredAccess, mapping).isGranted();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecurityDescriptor descriptor
                && descriptor.control == control
                && Objects.equals(descriptor.owner, owner)
                && Objects.equals(descriptor.group, group)
                && Objects.equals(descriptor.dacl, dacl)
                && Objects.equals(descriptor.sacl, sacl);
    }

    @Override
    public int hashCode() {
        return Objects.hash(control, owner, group, dacl, sacl);
    }

    /** The descriptor in SDDL, as {@link #toSddl} writes it. */
    @Override
    public String toString() {
        return toSddl();
    }
}
