// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * Rights as bits (ACCESS_MASK): the standard and generic ones, those of files, and those of mandatory labels.
 *
 * <p>The sixteen low bits mean what the kind of object says. Generic rights become rights of the kind by a
 * {@link GenericMapping}.
 *
 * <p>IRQL: any. Spec: SHARING-05.
 */
public final class AccessMask {
    /** Delete the object. */
    public static final int DELETE = 0x00010000;
    /** Read owner, group and the discretionary access list. */
    public static final int READ_CONTROL = 0x00020000;
    /** Change the discretionary access list. */
    public static final int WRITE_DAC = 0x00040000;
    /** Change the owner. */
    public static final int WRITE_OWNER = 0x00080000;
    /** Wait for the object. */
    public static final int SYNCHRONIZE = 0x00100000;
    /** DELETE, READ_CONTROL, WRITE_DAC and WRITE_OWNER. */
    public static final int STANDARD_RIGHTS_REQUIRED = 0x000F0000;
    /** All standard rights. */
    public static final int STANDARD_RIGHTS_ALL = 0x001F0000;
    /** All rights that a kind of object may define. */
    public static final int SPECIFIC_RIGHTS_ALL = 0x0000FFFF;
    /** Read and change the system access list; needs {@link Privilege#SE_SECURITY_PRIVILEGE}. */
    public static final int ACCESS_SYSTEM_SECURITY = 0x01000000;
    /** As a request: everything that can be granted. */
    public static final int MAXIMUM_ALLOWED = 0x02000000;
    /** Everything, whatever that is. */
    public static final int GENERIC_ALL = 0x10000000;
    /** Executing, whatever that is. */
    public static final int GENERIC_EXECUTE = 0x20000000;
    /** Writing, whatever that is. */
    public static final int GENERIC_WRITE = 0x40000000;
    /** Reading, whatever that is. */
    public static final int GENERIC_READ = 0x80000000;
    /** All rights to a file. */
    public static final int FILE_ALL_ACCESS = 0x001F01FF;
    /** What reading a file needs. */
    public static final int FILE_GENERIC_READ = 0x00120089;
    /** What writing a file needs. */
    public static final int FILE_GENERIC_WRITE = 0x00120116;
    /** What executing a file needs. */
    public static final int FILE_GENERIC_EXECUTE = 0x001200A0;
    /** In a mandatory label: lower levels may not write. */
    public static final int SYSTEM_MANDATORY_LABEL_NO_WRITE_UP = 0x1;
    /** In a mandatory label: lower levels may not read. */
    public static final int SYSTEM_MANDATORY_LABEL_NO_READ_UP = 0x2;
    /** In a mandatory label: lower levels may not execute. */
    public static final int SYSTEM_MANDATORY_LABEL_NO_EXECUTE_UP = 0x4;

    private AccessMask() {}
}
