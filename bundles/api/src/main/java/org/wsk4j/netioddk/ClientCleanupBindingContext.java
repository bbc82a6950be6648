// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives a client its binding context back (NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN).
 *
 * <p>Spec: NMR-CLEANUP-01..NMR-CLEANUP-03, NMR-CLEANUP-07, NMR-ATTACH-08, NMR-ATTACH-09.
 */
@ConsumerType
@FunctionalInterface
public interface ClientCleanupBindingContext {
    /**
     * Called by the registrar once per binding that was attached, after both sides have completed detaching, on the
     * thread that completed the second of the two; no lock is held. Never called for an attachment that failed. An
     * exception is logged with the client's name; the cleanup counts as done.
     *
     * <p>Memory: with this call the context belongs to the client again.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param clientBindingContext what the client gave to {@link NetworkModuleRegistrar#nmrClientAttachProvider}
     */
    void clientCleanupBindingContext(Object clientBindingContext);
}
