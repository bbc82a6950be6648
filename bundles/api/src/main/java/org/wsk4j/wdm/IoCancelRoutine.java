// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What the owner of a pending IRP runs when somebody cancels it (DRIVER_CANCEL).
 *
 * <p>Implemented by those who keep IRPs pending, not by WSK clients. The routine may complete the IRP, which then
 * happens at once, and must not touch it after that. A completion that arrives meanwhile in another thread waits there
 * until the routine has returned: so it is short, and waits for nobody.
 *
 * <p>Spec: IRP-28..IRP-30.
 */
@ConsumerType
@FunctionalInterface
public interface IoCancelRoutine {
    /**
     * Somebody called {@link Irp#cancel()}. IRQL: &lt;= DISPATCH_LEVEL; runs in the cancelling thread.
     *
     * <p>The routine takes the request out of whatever queue holds it and sees to it that the IRP completes with
     * {@link NtStatus#STATUS_CANCELLED}; or it does nothing when the request is about to complete anyway.
     *
     * @param irp the IRP to give up
     */
    void cancel(Irp irp);
}
