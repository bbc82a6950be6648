// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * What an access check found.
 *
 * <p>Immutable. Threads: safe for all. IRQL: any. Spec: SHARING-05.
 *
 * @param status STATUS_SUCCESS, STATUS_ACCESS_DENIED or STATUS_PRIVILEGE_NOT_HELD
 * @param granted the rights that are granted, without generic ones; 0 unless the status is STATUS_SUCCESS
 */
public record AccessCheckResult(NtStatus status, int granted) {
    /**
     * Whether access is granted.
     *
     * @return whether the status is STATUS_SUCCESS
     */
    public boolean isGranted() {
        return status == NtStatus.STATUS_SUCCESS;
    }
}
