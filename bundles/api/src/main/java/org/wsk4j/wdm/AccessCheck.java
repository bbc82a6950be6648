// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.List;
import java.util.Objects;
import org.wsk4j.wdm.ConditionEvaluator.Truth;

/**
 * One access check: what a descriptor lets a token do with an object.
 *
 * <p>The integrity label comes first, and can only take away. Then come privileges, then the discretionary list: once for
 * the token, and once more for its restricting SIDs when it has some. Each right is decided by the first entry about it.
 *
 * <p>Spec: MS-DTYP 2.5.3.2 and 2.5.3.3. As in the kernel, and unlike there, a label that does not forbid writing up leaves
 * it allowed. Central policies are not looked at.
 */
final class AccessCheck {
    private static final Sid UNTRUSTED = Sid.of(19, 0, 0);
    private static final int NEVER_LISTED = AccessMask.ACCESS_SYSTEM_SECURITY | AccessMask.MAXIMUM_ALLOWED;

    private final SecurityDescriptor descriptor;
    private final AccessToken token;
    private final Sid principalSelf;
    private final List<ObjectType> objectTypes;
    private final GenericMapping mapping;
    private final List<Ace> systemAces;
    private final List<ClaimSecurityAttribute> resourceClaims;

    AccessCheck(
            SecurityDescriptor descriptor,
            AccessToken token,
            Sid principalSelf,
            List<ObjectType> objectTypes,
            GenericMapping mapping) {
        this.descriptor = descriptor;
        this.token = token;
        this.principalSelf = principalSelf;
        this.objectTypes = objectTypes;
        this.mapping = mapping;
        systemAces = descriptor.sacl() == null
                ? List.of()
                : descriptor.sacl().aces().stream()
                        .filter(ace -> !ace.isInheritOnly())
                        .toList();
        resourceClaims =
                systemAces.stream().map(Ace::claim).filter(Objects::nonNull).toList();
    }

    AccessCheckResult run(int desiredAccess) {
        ObjectTypeTree.check(objectTypes);
        int desired = mapping.map(desiredAccess);
        boolean maximum = (desired & AccessMask.MAXIMUM_ALLOWED) != 0;
        desired &= ~AccessMask.MAXIMUM_ALLOWED;
        int mandatory = levelRights() & filteredRights();
        if ((desired & ~mandatory) != 0) {
            return denied();
        }
        int privileged = desired & AccessMask.ACCESS_SYSTEM_SECURITY;
        if (privileged != 0 && !token.privileges().contains(Privilege.SE_SECURITY_PRIVILEGE)) {
            return new AccessCheckResult(NtStatus.STATUS_PRIVILEGE_NOT_HELD, 0);
        }
        if ((desired & AccessMask.WRITE_OWNER) != 0
                && token.privileges().contains(Privilege.SE_TAKE_OWNERSHIP_PRIVILEGE)) {
            privileged |= AccessMask.WRITE_OWNER;
        }
        int remaining = desired & ~privileged;
        // without a list nothing is denied: what was asked for is granted, and at most all there is
        int listed = descriptor.dacl() == null ? remaining | mapping.genericAll() : listedRights();
        if ((remaining & ~listed) != 0) {
            return denied();
        }
        int granted = privileged | (maximum ? listed & mandatory : remaining);
        return granted == 0 ? denied() : new AccessCheckResult(NtStatus.STATUS_SUCCESS, granted);
    }

    private static AccessCheckResult denied() {
        return new AccessCheckResult(NtStatus.STATUS_ACCESS_DENIED, 0);
    }

    /** What the integrity label leaves; an object without one has medium integrity and may not be written to from below. */
    private int levelRights() {
        if (!token.isNoWriteUp()) {
            return -1;
        }
        Ace label = label();
        Sid level = label == null ? Sid.MEDIUM_LEVEL : label.sid();
        int policy = label == null ? AccessMask.SYSTEM_MANDATORY_LABEL_NO_WRITE_UP : label.mask();
        if (Integer.compareUnsigned(token.integrityLevel().relativeId(), level.relativeId()) >= 0) {
            return -1;
        }
        int rights = token.privileges().contains(Privilege.SE_RELABEL_PRIVILEGE) ? AccessMask.WRITE_OWNER : 0;
        rights |= (policy & AccessMask.SYSTEM_MANDATORY_LABEL_NO_READ_UP) == 0 ? mapping.genericRead() : 0;
        rights |= (policy & AccessMask.SYSTEM_MANDATORY_LABEL_NO_WRITE_UP) == 0 ? mapping.genericWrite() : 0;
        rights |= (policy & AccessMask.SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP) == 0 ? mapping.genericExecute() : 0;
        return rights;
    }

    private Ace label() {
        for (Ace ace : systemAces) {
            if (ace.type() == AceType.SYSTEM_MANDATORY_LABEL) {
                return ace;
            }
        }
        return null;
    }

    /** What access filters and the trust label leave; no token here has a trust level. */
    private int filteredRights() {
        int rights = -1;
        boolean labelled = false;
        for (Ace ace : systemAces) {
            boolean trust = ace.type() == AceType.SYSTEM_PROCESS_TRUST_LABEL && !labelled;
            labelled |= trust;
            if (trust && !ace.sid().equals(UNTRUSTED)
                    || ace.type() == AceType.SYSTEM_ACCESS_FILTER && ace.condition() != null && !holds(ace, false)) {
                rights &= mapping.map(ace.mask()) | AccessMask.ACCESS_SYSTEM_SECURITY;
            }
        }
        return rights;
    }

    /** What the discretionary list allows, for the whole object. */
    private int listedRights() {
        int rights = listedRights(false);
        if (!token.restrictingSids().isEmpty()) {
            int restricted = listedRights(true);
            rights &= token.isWriteRestricted() ? restricted | ~writingRights() : restricted;
        }
        return rights & ~NEVER_LISTED;
    }

    /** The rights to which restricting SIDs of a write-restricted token apply. */
    private int writingRights() {
        return mapping.genericWrite() & ~(mapping.genericRead() | mapping.genericExecute())
                | AccessMask.DELETE
                | AccessMask.WRITE_DAC
                | AccessMask.WRITE_OWNER;
    }

    private int listedRights(boolean restricted) {
        List<Ace> aces = descriptor.dacl().aces();
        ObjectTypeTree tree = new ObjectTypeTree(objectTypes);
        boolean ownerRightsListed =
                aces.stream().anyMatch(ace -> ace.sid().equals(Sid.OWNER_RIGHTS) && !ace.isInheritOnly());
        if (!ownerRightsListed && isOwner(restricted, false)) {
            tree.allow(0, AccessMask.READ_CONTROL | AccessMask.WRITE_DAC);
        }
        for (Ace ace : aces) {
            boolean denies = ace.type().denies();
            if (!ace.isInheritOnly()
                    && (denies || ace.type().allows())
                    && names(ace.sid(), restricted, denies)
                    && holds(ace, denies)) {
                apply(tree, ace, denies);
            }
        }
        return tree.granted();
    }

    private void apply(ObjectTypeTree tree, Ace ace, boolean denies) {
        int node = 0;
        if (ace.objectType() != null) {
            node = tree.indexOf(ace.objectType());
            // who does not ask about parts is denied what is denied for a part, and not allowed what is allowed for one
            if (node < 0 && !(objectTypes.isEmpty() && denies)) {
                return;
            }
        }
        int mask = mapping.map(ace.mask());
        if (denies) {
            tree.deny(Math.max(node, 0), mask);
        } else {
            tree.allow(node, mask);
        }
    }

    private boolean holds(Ace ace, boolean denies) {
        if (ace.condition() == null) {
            return true;
        }
        Truth truth = new ConditionEvaluator(token, resourceClaims, denies).evaluate(ace.condition());
        return truth == Truth.TRUE || denies && truth == Truth.UNKNOWN;
    }

    /** Whether an entry for a SID is about the token. */
    private boolean names(Sid sid, boolean restricted, boolean denying) {
        if (sid.equals(Sid.OWNER_RIGHTS)) {
            return isOwner(restricted, denying);
        }
        return has(sid.equals(Sid.PRINCIPAL_SELF) && principalSelf != null ? principalSelf : sid, restricted, denying);
    }

    private boolean isOwner(boolean restricted, boolean denying) {
        return descriptor.owner() != null && has(descriptor.owner(), restricted, denying);
    }

    private boolean has(Sid sid, boolean restricted, boolean denying) {
        if (restricted) {
            return token.restrictingSids().contains(sid);
        }
        return counts(token.userAndAttributes(), sid, denying)
                || token.groups().stream().anyMatch(group -> counts(group, sid, denying));
    }

    private static boolean counts(SidAndAttributes group, Sid sid, boolean denying) {
        return group.sid().equals(sid) && (denying ? group.denies() : group.allows());
    }
}
