// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * What the generic rights mean for one kind of object (GENERIC_MAPPING).
 *
 * <p>Immutable. Threads: safe for all. IRQL: any.
 *
 * @param genericRead the rights that GENERIC_READ stands for
 * @param genericWrite the rights that GENERIC_WRITE stands for
 * @param genericExecute the rights that GENERIC_EXECUTE stands for
 * @param genericAll the rights that GENERIC_ALL stands for
 */
public record GenericMapping(int genericRead, int genericWrite, int genericExecute, int genericAll) {
    /** The mapping of files, which also holds for devices, pipes and transport addresses. */
    public static final GenericMapping FILE = new GenericMapping(
            AccessMask.FILE_GENERIC_READ,
            AccessMask.FILE_GENERIC_WRITE,
            AccessMask.FILE_GENERIC_EXECUTE,
            AccessMask.FILE_ALL_ACCESS);

    private static final int GENERIC =
            AccessMask.GENERIC_READ | AccessMask.GENERIC_WRITE | AccessMask.GENERIC_EXECUTE | AccessMask.GENERIC_ALL;

    /**
     * Replaces the generic rights of a mask (RtlMapGenericMask).
     *
     * @param mask any rights
     * @return the same rights without generic ones
     */
    public int map(int mask) {
        int mapped = mask & ~GENERIC;
        mapped |= (mask & AccessMask.GENERIC_READ) != 0 ? genericRead : 0;
        mapped |= (mask & AccessMask.GENERIC_WRITE) != 0 ? genericWrite : 0;
        mapped |= (mask & AccessMask.GENERIC_EXECUTE) != 0 ? genericExecute : 0;
        mapped |= (mask & AccessMask.GENERIC_ALL) != 0 ? genericAll : 0;
        return mapped;
    }
}
