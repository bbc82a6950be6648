// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A group in an access token, and how it counts there (SID_AND_ATTRIBUTES).
 *
 * <p>Immutable. Threads: safe for all. IRQL: any.
 *
 * @param sid the group
 * @param attributes a combination of the {@code SE_GROUP_} constants
 */
public record SidAndAttributes(Sid sid, int attributes) {
    /** The group cannot be disabled. */
    public static final int SE_GROUP_MANDATORY = 0x00000001;
    /** The group is enabled unless somebody disables it. */
    public static final int SE_GROUP_ENABLED_BY_DEFAULT = 0x00000002;
    /** Entries that allow and entries that deny apply to the group. */
    public static final int SE_GROUP_ENABLED = 0x00000004;
    /** The group may be made the owner of objects. */
    public static final int SE_GROUP_OWNER = 0x00000008;
    /** Only entries that deny apply to the group. */
    public static final int SE_GROUP_USE_FOR_DENY_ONLY = 0x00000010;
    /** The group is an integrity level. */
    public static final int SE_GROUP_INTEGRITY = 0x00000020;
    /** The group is an integrity level that is in force. */
    public static final int SE_GROUP_INTEGRITY_ENABLED = 0x00000040;
    /** The group is local to one domain. */
    public static final int SE_GROUP_RESOURCE = 0x20000000;
    /** The group names a logon session. */
    public static final int SE_GROUP_LOGON_ID = 0xC0000000;

    /**
     * Refuses a missing group.
     *
     * @param sid the group, not null
     * @param attributes how it counts
     */
    public SidAndAttributes {
        if (sid == null) {
            throw new IllegalArgumentException("A group of a token is a SID: sid is null");
        }
    }

    /**
     * A group that is always in force, as most are.
     *
     * @param sid the group
     * @return the group, mandatory and enabled
     */
    public static SidAndAttributes enabled(Sid sid) {
        return new SidAndAttributes(sid, SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED);
    }

    /**
     * A group that counts against its members only.
     *
     * @param sid the group
     * @return the group, used for entries that deny
     */
    public static SidAndAttributes denyOnly(Sid sid) {
        return new SidAndAttributes(sid, SE_GROUP_USE_FOR_DENY_ONLY);
    }

    /**
     * Whether entries that allow apply to the group.
     *
     * @return whether it is enabled and not there for denying only
     */
    public boolean allows() {
        return (attributes & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY)) == SE_GROUP_ENABLED;
    }

    /**
     * Whether entries that deny apply to the group.
     *
     * @return whether it is enabled or there for denying only
     */
    public boolean denies() {
        return (attributes & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY)) != 0;
    }
}
