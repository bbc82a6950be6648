// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

/**
 * What a module registers to become a provider of an NPI (NPI_PROVIDER_CHARACTERISTICS): its callbacks and who it is.
 *
 * <p>Pass it to {@link NetworkModuleRegistrar#nmrRegisterProvider}, or publish it as an OSGi service under this class:
 * the registrar's whiteboard then registers it when it appears and deregisters it, to the end, when it goes. A
 * Declarative Services component may extend this class; as a constructor cannot hand out {@code this} before its
 * superclass is built, its callbacks reach the component through the context, as in C: see
 * {@link NetworkModuleRegistrar#NPI_CONTEXT}. The structure's Length has no counterpart here.
 *
 * <p>Threads: this class is immutable.
 *
 * <p>Memory: stays valid while the provider is registered.
 *
 * <p>Spec: NPI-STRUCT-06..NPI-STRUCT-10, NMR-REG-PROVIDER-05.
 */
public class NpiProviderCharacteristics {
    private final ProviderAttachClient providerAttachClient;
    private final ProviderDetachClient providerDetachClient;
    private final ProviderCleanupBindingContext providerCleanupBindingContext;
    private final NpiRegistrationInstance providerRegistrationInstance;

    /**
     * Collects what a provider registers. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Nothing is checked here: a registration that lacks what must be given is refused by the registrar.
     *
     * @param providerAttachClient called for each client; must be given
     * @param providerDetachClient called when a binding has to end; must be given
     * @param providerCleanupBindingContext called when a binding has ended; null if there is nothing to clean up
     * @param providerRegistrationInstance who registers, and for which NPI; must be given
     */
    public NpiProviderCharacteristics(
            ProviderAttachClient providerAttachClient,
            ProviderDetachClient providerDetachClient,
            ProviderCleanupBindingContext providerCleanupBindingContext,
            NpiRegistrationInstance providerRegistrationInstance) {
        this.providerAttachClient = providerAttachClient;
        this.providerDetachClient = providerDetachClient;
        this.providerCleanupBindingContext = providerCleanupBindingContext;
        this.providerRegistrationInstance = providerRegistrationInstance;
    }

    /**
     * The version of the registrar's interface. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return always 0
     */
    public final int version() {
        return 0;
    }

    /**
     * The attach callback. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the callback that is called for each client
     */
    public final ProviderAttachClient providerAttachClient() {
        return providerAttachClient;
    }

    /**
     * The detach callback. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the callback that is called when a binding has to end
     */
    public final ProviderDetachClient providerDetachClient() {
        return providerDetachClient;
    }

    /**
     * The cleanup callback. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the callback that is called when a binding has ended, or null
     */
    public final ProviderCleanupBindingContext providerCleanupBindingContext() {
        return providerCleanupBindingContext;
    }

    /**
     * Who registers, and for which NPI. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the registration instance that the client sees during attachment
     */
    public final NpiRegistrationInstance providerRegistrationInstance() {
        return providerRegistrationInstance;
    }
}
