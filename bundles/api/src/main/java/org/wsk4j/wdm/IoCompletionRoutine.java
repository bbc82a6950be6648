// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What runs when an IRP completes (IO_COMPLETION_ROUTINE).
 *
 * <p>Called once per request by whoever completes the IRP, in an arbitrary thread, with no lock held. It may start requests
 * but never wait for one.
 *
 * <p>Spec: IRP-07, IRP-10, IRP-36..IRP-39.
 */
@ConsumerType
@FunctionalInterface
public interface IoCompletionRoutine {
    /**
     * The request is over; its outcome is in {@code irp.ioStatus()}.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL. The routine of an IRP that the client allocated owns the IRP again: it may free it, or
     * reuse it at once.
     *
     * @param deviceObject always null: an OSGi client has no device object; use the context
     * @param irp the IRP that completed
     * @param context the context given with the routine, may be null
     * @return {@link NtStatus#STATUS_MORE_PROCESSING_REQUIRED} to keep the IRP, always so for an IRP of one's own; for an IRP
     *     that was handed down, {@link NtStatus#STATUS_SUCCESS} lets completion go on to the driver above
     */
    NtStatus completed(Object deviceObject, Irp irp, Object context);
}
