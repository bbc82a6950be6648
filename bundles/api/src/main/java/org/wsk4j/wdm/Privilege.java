// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * What a token may do whatever access lists say, with the numbers (LUID) of wdm.h. Keep a default when switching:
 * privileges may be added.
 *
 * <p>Threads: immutable. IRQL: any, for every member.
 */
public enum Privilege {
    /** May read and write system access lists: the only way to ACCESS_SYSTEM_SECURITY. */
    SE_SECURITY_PRIVILEGE(8, "SeSecurityPrivilege"),
    /** May become the owner of any object: WRITE_OWNER is granted. */
    SE_TAKE_OWNERSHIP_PRIVILEGE(9, "SeTakeOwnershipPrivilege"),
    /** May load drivers. */
    SE_LOAD_DRIVER_PRIVILEGE(10, "SeLoadDriverPrivilege"),
    /** May read everything in order to save it. */
    SE_BACKUP_PRIVILEGE(17, "SeBackupPrivilege"),
    /** May write everything in order to restore it. */
    SE_RESTORE_PRIVILEGE(18, "SeRestorePrivilege"),
    /** May look into other programs. */
    SE_DEBUG_PRIVILEGE(20, "SeDebugPrivilege"),
    /** May write audit records. */
    SE_AUDIT_PRIVILEGE(21, "SeAuditPrivilege"),
    /** May pass through directories that it may not read. */
    SE_CHANGE_NOTIFY_PRIVILEGE(23, "SeChangeNotifyPrivilege"),
    /** May act for a client. */
    SE_IMPERSONATE_PRIVILEGE(29, "SeImpersonatePrivilege"),
    /** May create objects that all sessions see. */
    SE_CREATE_GLOBAL_PRIVILEGE(30, "SeCreateGlobalPrivilege"),
    /** May take objects of a higher integrity level: the level does not stand in the way of WRITE_OWNER. */
    SE_RELABEL_PRIVILEGE(32, "SeRelabelPrivilege");

    private final int luid;
    private final String displayName;

    Privilege(int luid, String displayName) {
        this.luid = luid;
        this.displayName = displayName;
    }

    /**
     * The number of the privilege, the same on every machine.
     *
     * @return the low part of the LUID; the high part is zero
     */
    public int luid() {
        return luid;
    }

    /**
     * The name by which policies know it.
     *
     * @return the name, such as {@code SeSecurityPrivilege}
     */
    public String displayName() {
        return displayName;
    }
}
