// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;

/**
 * One call of a function: what it returned, and the IRP that it was given.
 *
 * <p>Every assertion about the end also checks that the return value and the IRP agree: pending, or completed inline
 * with just that status, and in any case once.
 */
record Call(NtStatus returned, RecordedIrp irp) {
    /** The function returned STATUS_PENDING, and its IRP has not completed. */
    Call isPending() {
        assertThat(returned).isEqualTo(NtStatus.STATUS_PENDING);
        assertThatIrp(irp).isPending();
        return this;
    }

    /** Waits for the end, which was this status. */
    Call completedWith(NtStatus status) {
        assertThatIrp(irp).fits(returned).completedWith(status);
        return this;
    }

    /** Waits for the end, which was a success with this many bytes. */
    Call succeededWith(long bytes) {
        assertThatIrp(irp).fits(returned).succeededWith(bytes);
        return this;
    }

    /** Waits for the end, which was one of these statuses. */
    Call completedWithOneOf(NtStatus... statuses) {
        assertThatIrp(irp).fits(returned);
        assertThat(irp.status()).isIn((Object[]) statuses);
        return completedWith(irp.status());
    }

    /** It completed before the function returned, with this status. */
    Call completedInlineWith(NtStatus status) {
        assertThat(returned).isEqualTo(status);
        return completedWith(status);
    }
}
