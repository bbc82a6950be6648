// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * Tells a client that a binding has to end (NPI_CLIENT_DETACH_PROVIDER_FN).
 *
 * <p>Spec: NMR-DETACH-01..NMR-DETACH-11, NMR-CONCEPT-12, NMR-CONCEPT-13.
 */
@ConsumerType
@FunctionalInterface
public interface ClientDetachProvider {
    /**
     * Called by the registrar once per binding, whichever side began to deregister, on the thread that deregisters or,
     * if the two were just attaching, on the thread that attached them; no lock is held.
     *
     * <p>From here on the client starts no call into the provider's functions through this binding. If calls are still
     * in progress, the callback returns {@code STATUS_PENDING}, and whoever ends the last of them calls
     * {@link NetworkModuleRegistrar#nmrClientDetachProviderComplete}, which may happen before this callback has
     * returned. An exception, and any status that is not named below, counts as {@code STATUS_SUCCESS} and is logged.
     *
     * <p>Memory: the binding context is freed no earlier than in {@link ClientCleanupBindingContext}.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param clientBindingContext what the client gave to {@link NetworkModuleRegistrar#nmrClientAttachProvider}
     * @return {@code STATUS_SUCCESS}: the client has detached; {@code STATUS_PENDING}: it will say when it has
     */
    NtStatus clientDetachProvider(Object clientBindingContext);
}
