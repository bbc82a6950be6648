// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

/**
 * What a module registers to become a client of an NPI (NPI_CLIENT_CHARACTERISTICS): its callbacks and who it is.
 *
 * <p>Pass it to {@link NetworkModuleRegistrar#nmrRegisterClient}, or publish it as an OSGi service under this class:
 * the registrar's whiteboard then registers it when it appears and deregisters it, to the end, when it goes. A
 * Declarative Services component may extend this class; as a constructor cannot hand out {@code this} before its
 * superclass is built, its callbacks reach the component through the context, as in C: see
 * {@link NetworkModuleRegistrar#NPI_CONTEXT}. The structure's Length has no counterpart here.
 *
 * <p>Threads: this class is immutable.
 *
 * <p>Memory: stays valid while the client is registered.
 *
 * <p>Spec: NPI-STRUCT-01..NPI-STRUCT-05, NMR-REG-CLIENT-05.
 */
public class NpiClientCharacteristics {
    private final ClientAttachProvider clientAttachProvider;
    private final ClientDetachProvider clientDetachProvider;
    private final ClientCleanupBindingContext clientCleanupBindingContext;
    private final NpiRegistrationInstance clientRegistrationInstance;

    /**
     * Collects what a client registers. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Nothing is checked here: a registration that lacks what must be given is refused by the registrar.
     *
     * @param clientAttachProvider called for each provider; must be given
     * @param clientDetachProvider called when a binding has to end; must be given
     * @param clientCleanupBindingContext called when a binding has ended; null if there is nothing to clean up
     * @param clientRegistrationInstance who registers, and for which NPI; must be given
     */
    public NpiClientCharacteristics(
            ClientAttachProvider clientAttachProvider,
            ClientDetachProvider clientDetachProvider,
            ClientCleanupBindingContext clientCleanupBindingContext,
            NpiRegistrationInstance clientRegistrationInstance) {
        this.clientAttachProvider = clientAttachProvider;
        this.clientDetachProvider = clientDetachProvider;
        this.clientCleanupBindingContext = clientCleanupBindingContext;
        this.clientRegistrationInstance = clientRegistrationInstance;
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
     * @return the callback that is called for each provider
     */
    public final ClientAttachProvider clientAttachProvider() {
        return clientAttachProvider;
    }

    /**
     * The detach callback. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the callback that is called when a binding has to end
     */
    public final ClientDetachProvider clientDetachProvider() {
        return clientDetachProvider;
    }

    /**
     * The cleanup callback. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the callback that is called when a binding has ended, or null
     */
    public final ClientCleanupBindingContext clientCleanupBindingContext() {
        return clientCleanupBindingContext;
    }

    /**
     * Who registers, and for which NPI. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the registration instance that the provider sees during attachment
     */
    public final NpiRegistrationInstance clientRegistrationInstance() {
        return clientRegistrationInstance;
    }
}
