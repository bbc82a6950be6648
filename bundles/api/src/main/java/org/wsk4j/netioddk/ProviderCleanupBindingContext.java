// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives a provider its binding context back (NPI_PROVIDER_CLEANUP_BINDING_CONTEXT_FN).
 *
 * <p>Spec: NMR-CLEANUP-04..NMR-CLEANUP-07, NMR-PROVIDER-ATTACH-10.
 */
@ConsumerType
@FunctionalInterface
public interface ProviderCleanupBindingContext {
    /**
     * Called by the registrar once per binding that the provider had accepted, after both sides have completed
     * detaching, on the thread that completed the second of the two; no lock is held. An exception is logged with the
     * provider's name; the cleanup counts as done.
     *
     * <p>Memory: with this call the context belongs to the provider again.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param providerBindingContext what the provider stored in {@link ProviderAttachClient}
     */
    void providerCleanupBindingContext(Object providerBindingContext);
}
