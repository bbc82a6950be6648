// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;

/**
 * Who asks for access (an access token): an account with its groups, privileges, integrity level and claims.
 *
 * <p>A bundle is to wsk4j what a process is to Windows: {@link #ofBundle} is its primary token. A thread may act for
 * somebody else for a while, see {@link ThreadToken}. {@link SecurityDescriptor#accessCheck} decides what a token may do.
 *
 * <p>State: immutable; equal when all of it is.
 *
 * <p>Threads: safe for all; the builder belongs to one thread. IRQL: any, for every member. Spec: SOCKET-13..SOCKET-15.
 */
public final class AccessToken {
    /** The token of who gave no name: S-1-5-7 without groups or privileges, trusted with nothing. */
    public static final AccessToken ANONYMOUS =
            builder(Sid.ANONYMOUS).integrityLevel(Sid.UNTRUSTED_LEVEL).build();

    /** The token of services with few rights (NT AUTHORITY\LOCAL SERVICE, S-1-5-19). */
    public static final AccessToken LOCAL_SERVICE = service(Sid.LOCAL_SERVICE)
            .group(Sid.USERS)
            .integrityLevel(Sid.SYSTEM_LEVEL)
            .build();

    /** The token of the operating system itself (NT AUTHORITY\SYSTEM, S-1-5-18), with every privilege. */
    public static final AccessToken LOCAL_SYSTEM = builder(Sid.LOCAL_SYSTEM)
            .group(Sid.ADMINISTRATORS)
            .group(Sid.EVERYONE)
            .group(Sid.AUTHENTICATED_USERS)
            .privileges(EnumSet.allOf(Privilege.class))
            .integrityLevel(Sid.SYSTEM_LEVEL)
            .build();

    private final SidAndAttributes user;
    private final List<SidAndAttributes> groups;
    private final List<Sid> restrictingSids;
    private final boolean writeRestricted;
    private final Set<Privilege> privileges;
    private final Sid integrityLevel;
    private final boolean noWriteUp;
    private final List<SidAndAttributes> deviceGroups;
    private final List<ClaimSecurityAttribute> userClaims;
    private final List<ClaimSecurityAttribute> deviceClaims;
    private final List<ClaimSecurityAttribute> localClaims;

    private AccessToken(Builder builder) {
        user = builder.user;
        groups = List.copyOf(builder.groups);
        restrictingSids = List.copyOf(builder.restrictingSids);
        writeRestricted = builder.writeRestricted;
        privileges = Set.copyOf(builder.privileges);
        integrityLevel = builder.integrityLevel;
        noWriteUp = builder.noWriteUp;
        deviceGroups = List.copyOf(builder.deviceGroups);
        userClaims = List.copyOf(builder.userClaims);
        deviceClaims = List.copyOf(builder.deviceClaims);
        localClaims = List.copyOf(builder.localClaims);
    }

    /**
     * The primary token of a bundle, as Windows makes one for a service that runs under a virtual account.
     *
     * <p>The user is the service SID of the symbolic name ({@link Sid#ofService}; of the location where there is no name),
     * the groups are Everyone, Authenticated Users, SERVICE and All Services, the integrity level is high.
     *
     * @param bundle whose token; null, or one that has neither, for nobody's, which is {@link #ANONYMOUS}
     * @return the token; equal for two bundles of the same symbolic name
     */
    public static AccessToken ofBundle(Bundle bundle) {
        if (bundle == null) {
            return ANONYMOUS;
        }
        String symbolicName = bundle.getSymbolicName();
        String name = symbolicName == null || symbolicName.isEmpty() ? bundle.getLocation() : symbolicName;
        if (name == null || name.isEmpty()) {
            return ANONYMOUS;
        }
        return service(Sid.ofService(name))
                .group(Sid.ALL_SERVICES)
                .integrityLevel(Sid.HIGH_LEVEL)
                .build();
    }

    private static Builder service(Sid user) {
        return builder(user)
                .group(Sid.EVERYONE)
                .group(Sid.AUTHENTICATED_USERS)
                .group(Sid.SERVICE)
                .privilege(Privilege.SE_CHANGE_NOTIFY_PRIVILEGE)
                .privilege(Privilege.SE_IMPERSONATE_PRIVILEGE)
                .privilege(Privilege.SE_CREATE_GLOBAL_PRIVILEGE);
    }

    /**
     * Begins a token: no groups, no privileges, medium integrity.
     *
     * @param user the account, enabled
     * @return a builder, for the calling thread
     */
    public static Builder builder(Sid user) {
        return new Builder(user);
    }

    /**
     * The account.
     *
     * @return its SID
     */
    public Sid user() {
        return user.sid();
    }

    /**
     * The account, and whether it counts for entries that allow.
     *
     * @return its SID and attributes
     */
    public SidAndAttributes userAndAttributes() {
        return user;
    }

    /**
     * The groups of the account.
     *
     * @return the groups in their order, unmodifiable
     */
    public List<SidAndAttributes> groups() {
        return groups;
    }

    /**
     * The SIDs that must be allowed access too; a token that has some is restricted.
     *
     * @return the SIDs in their order, unmodifiable
     */
    public List<Sid> restrictingSids() {
        return restrictingSids;
    }

    /**
     * Whether restricting SIDs hold for access that writes only.
     *
     * @return whether the token is write-restricted
     */
    public boolean isWriteRestricted() {
        return writeRestricted;
    }

    /**
     * The privileges that are enabled.
     *
     * @return the privileges, unmodifiable
     */
    public Set<Privilege> privileges() {
        return privileges;
    }

    /**
     * How far the token is trusted.
     *
     * @return the integrity level, a SID of the mandatory label authority
     */
    public Sid integrityLevel() {
        return integrityLevel;
    }

    /**
     * Whether mandatory labels hold for the token (TOKEN_MANDATORY_POLICY_NO_WRITE_UP).
     *
     * @return false when labels are ignored
     */
    public boolean isNoWriteUp() {
        return noWriteUp;
    }

    /**
     * The groups of the device that the account is using.
     *
     * @return the groups in their order, unmodifiable
     */
    public List<SidAndAttributes> deviceGroups() {
        return deviceGroups;
    }

    /**
     * The claims of the account, {@code @User.} in conditions.
     *
     * @return the claims in their order, unmodifiable
     */
    public List<ClaimSecurityAttribute> userClaims() {
        return userClaims;
    }

    /**
     * The claims of the device, {@code @Device.} in conditions.
     *
     * @return the claims in their order, unmodifiable
     */
    public List<ClaimSecurityAttribute> deviceClaims() {
        return deviceClaims;
    }

    /**
     * The attributes of the token itself, which conditions name without a prefix.
     *
     * @return the attributes in their order, unmodifiable
     */
    public List<ClaimSecurityAttribute> localClaims() {
        return localClaims;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken token
                && token.user.equals(user)
                && token.groups.equals(groups)
                && token.restrictingSids.equals(restrictingSids)
                && token.writeRestricted == writeRestricted
                && token.privileges.equals(privileges)
                && token.integrityLevel.equals(integrityLevel)
                && token.noWriteUp == noWriteUp
                && token.deviceGroups.equals(deviceGroups)
                && token.userClaims.equals(userClaims)
                && token.deviceClaims.equals(deviceClaims)
                && token.localClaims.equals(localClaims);
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + groups.hashCode();
    }

    /** The account and its integrity level, for logs. */
    @Override
    public String toString() {
        return user.sid() + " at " + integrityLevel + (restrictingSids.isEmpty() ? "" : ", restricted");
    }

    /** Collects what a token has. Belongs to one thread; each token it builds is independent of what follows. */
    public static final class Builder {
        private SidAndAttributes user;
        private final List<SidAndAttributes> groups = new ArrayList<>();
        private final List<Sid> restrictingSids = new ArrayList<>();
        private boolean writeRestricted;
        private final Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        private Sid integrityLevel = Sid.MEDIUM_LEVEL;
        private boolean noWriteUp = true;
        private final List<SidAndAttributes> deviceGroups = new ArrayList<>();
        private final List<ClaimSecurityAttribute> userClaims = new ArrayList<>();
        private final List<ClaimSecurityAttribute> deviceClaims = new ArrayList<>();
        private final List<ClaimSecurityAttribute> localClaims = new ArrayList<>();

        private Builder(Sid user) {
            this.user = SidAndAttributes.enabled(user);
        }

        /**
         * Lets the account count for entries that deny only. IRQL: any.
         *
         * @return this
         */
        public Builder userDenyOnly() {
            user = SidAndAttributes.denyOnly(user.sid());
            return this;
        }

        /**
         * Adds a group that is always in force. IRQL: any.
         *
         * @param sid the group
         * @return this
         */
        public Builder group(Sid sid) {
            return group(SidAndAttributes.enabled(sid));
        }

        /**
         * Adds a group. IRQL: any.
         *
         * @param group the group and how it counts
         * @return this
         */
        public Builder group(SidAndAttributes group) {
            groups.add(group);
            return this;
        }

        /**
         * Adds a restricting SID. IRQL: any.
         *
         * @param sid who must be allowed access too
         * @return this
         */
        public Builder restrictedTo(Sid sid) {
            restrictingSids.add(sid);
            return this;
        }

        /**
         * Lets restricting SIDs hold for access that writes only. IRQL: any.
         *
         * @return this
         */
        public Builder writeRestricted() {
            writeRestricted = true;
            return this;
        }

        /**
         * Adds a privilege, enabled. IRQL: any.
         *
         * @param privilege the privilege
         * @return this
         */
        public Builder privilege(Privilege privilege) {
            privileges.add(privilege);
            return this;
        }

        /**
         * Adds privileges, enabled. IRQL: any.
         *
         * @param more the privileges
         * @return this
         */
        public Builder privileges(Set<Privilege> more) {
            privileges.addAll(more);
            return this;
        }

        /**
         * Sets the integrity level. IRQL: any.
         *
         * @param level a SID of the mandatory label authority
         * @return this
         * @throws IllegalArgumentException when it is some other SID
         */
        public Builder integrityLevel(Sid level) {
            if (!level.isIntegrityLevel()) {
                throw new IllegalArgumentException("Not an integrity level: " + level);
            }
            integrityLevel = level;
            return this;
        }

        /**
         * Frees the token of mandatory labels (TOKEN_MANDATORY_POLICY_OFF). IRQL: any.
         *
         * @return this
         */
        public Builder mandatoryPolicyOff() {
            noWriteUp = false;
            return this;
        }

        /**
         * Adds a group of the device. IRQL: any.
         *
         * @param group the group and how it counts
         * @return this
         */
        public Builder deviceGroup(SidAndAttributes group) {
            deviceGroups.add(group);
            return this;
        }

        /**
         * Adds a claim of the account. IRQL: any.
         *
         * @param claim the claim
         * @return this
         */
        public Builder userClaim(ClaimSecurityAttribute claim) {
            userClaims.add(claim);
            return this;
        }

        /**
         * Adds a claim of the device. IRQL: any.
         *
         * @param claim the claim
         * @return this
         */
        public Builder deviceClaim(ClaimSecurityAttribute claim) {
            deviceClaims.add(claim);
            return this;
        }

        /**
         * Adds an attribute of the token itself. IRQL: any.
         *
         * @param claim the attribute
         * @return this
         */
        public Builder localClaim(ClaimSecurityAttribute claim) {
            localClaims.add(claim);
            return this;
        }

        /**
         * Makes the token. IRQL: any.
         *
         * @return the token
         */
        public AccessToken build() {
            return new AccessToken(this);
        }
    }
}
