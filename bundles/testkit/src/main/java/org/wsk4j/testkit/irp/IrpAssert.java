// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.irp;

import org.assertj.core.api.AbstractAssert;
import org.wsk4j.wdm.NtStatus;

/** Assertions on recorded IRPs: {@code assertThatIrp(irp).returned(status).completedWith(STATUS_SUCCESS)}. */
public final class IrpAssert extends AbstractAssert<IrpAssert, RecordedIrp> {
    private IrpAssert(RecordedIrp actual) {
        super(actual, IrpAssert.class);
    }

    /**
     * Begins an assertion.
     *
     * @param actual the IRP
     * @return the assertion
     */
    public static IrpAssert assertThatIrp(RecordedIrp actual) {
        return new IrpAssert(actual).isNotNull();
    }

    /**
     * The request is not over: nothing has completed.
     *
     * @return this
     */
    public IrpAssert isPending() {
        if (actual.completions() != 0) {
            failWithMessage("expected a pending IRP, but it completed with %s", actual.status());
        }
        return this;
    }

    /**
     * No function has the IRP, and none ever completed it.
     *
     * @return this
     */
    public IrpAssert isUntouched() {
        isPending();
        if (actual.irp().isInFlight()) {
            failWithMessage("expected an IRP that no function took, but %s is in flight", actual.irp());
        }
        return this;
    }

    /**
     * What a function returned fits the IRP: pending means that it completes later with PendingReturned TRUE; anything else
     * that it has completed once, inline, with that status and PendingReturned FALSE. Waits for a pending one.
     *
     * @param returned what the function returned
     * @return this
     */
    public IrpAssert fits(NtStatus returned) {
        if (!returned.isPending()) {
            if (actual.completions() != 1 || actual.status() != returned) {
                failWithMessage(
                        "the function returned %s, but its IRP completed %d times, with %s",
                        returned, actual.completions(), actual.status());
            }
        }
        actual.await();
        if (actual.completions() != 1) {
            failWithMessage("expected one completion, but there were %d", actual.completions());
        }
        if (actual.pendingReturned() != returned.isPending()) {
            failWithMessage("the function returned %s, but PendingReturned was %s", returned, actual.pendingReturned());
        }
        return this;
    }

    /**
     * Waits for the completion; it was the only one and had this status.
     *
     * @param status the expected status
     * @return this
     */
    public IrpAssert completedWith(NtStatus status) {
        actual.await();
        if (actual.completions() != 1 || actual.status() != status) {
            failWithMessage(
                    "expected one completion with %s, but there were %d, with %s",
                    status, actual.completions(), actual.status());
        }
        if (!status.isSuccess() && (actual.information() != 0 || actual.object(Object.class) != null)) {
            failWithMessage("a request that failed has Information %d", actual.information());
        }
        return this;
    }

    /**
     * Waits for the completion; it was a success with this many bytes.
     *
     * @param bytes the expected IoStatus.Information
     * @return this
     */
    public IrpAssert succeededWith(long bytes) {
        completedWith(NtStatus.STATUS_SUCCESS);
        if (actual.information() != bytes) {
            failWithMessage("expected Information %d, but it was %d", bytes, actual.information());
        }
        return this;
    }

    /**
     * The request was cancelled.
     *
     * @return this
     */
    public IrpAssert isCancelled() {
        return completedWith(NtStatus.STATUS_CANCELLED);
    }
}
