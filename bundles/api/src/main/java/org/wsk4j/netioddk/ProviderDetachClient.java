// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * Tells a provider that a binding has to end (NPI_PROVIDER_DETACH_CLIENT_FN).
 *
 * <p>Spec: NMR-PROVIDER-DETACH-01..NMR-PROVIDER-DETACH-10, NMR-CONCEPT-12, NMR-CONCEPT-13.
 */
@ConsumerType
@FunctionalInterface
public interface ProviderDetachClient {
    /**
     * Called by the registrar once per binding, whichever side began to deregister, on the thread that deregisters or,
     * if the two were just attaching, on the thread that attached them; no lock is held. It is also called when the
     * provider had accepted and the client's {@link ClientAttachProvider} then failed.
     *
     * <p>From here on the provider starts no call into the client's callbacks through this binding. If callbacks are
     * still in progress, it returns {@code STATUS_PENDING}, and whoever ends the last of them calls
     * {@link NetworkModuleRegistrar#nmrProviderDetachClientComplete}, which may happen before this callback has
     * returned. An exception, and any status that is not named below, counts as {@code STATUS_SUCCESS} and is logged.
     *
     * <p>Memory: the binding context is freed no earlier than in {@link ProviderCleanupBindingContext}.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param providerBindingContext what the provider stored in {@link ProviderAttachClient}
     * @return {@code STATUS_SUCCESS}: the provider has detached; {@code STATUS_PENDING}: it will say when it has
     */
    NtStatus providerDetachClient(Object providerBindingContext);
}
