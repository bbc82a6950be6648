// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The client's answer to "here is a provider of your NPI, do you want it?" (NPI_CLIENT_ATTACH_PROVIDER_FN).
 *
 * <p>Spec: NMR-CLIENT-ATTACH-01..NMR-CLIENT-ATTACH-09, NMR-REG-CLIENT-08, NMR-REG-CLIENT-09.
 */
@ConsumerType
@FunctionalInterface
public interface ClientAttachProvider {
    /**
     * Called by the registrar once for each provider of the client's NPI, whichever of the two registered first, on the
     * thread that registered the later one and with no lock held.
     *
     * <p>A client that wants the provider calls {@link NetworkModuleRegistrar#nmrClientAttachProvider} from within this
     * callback and returns the status that call gave; after {@code STATUS_NOINTERFACE} it may first try again, for
     * instance with another version of its dispatch table. A client that does not want the provider returns
     * {@code STATUS_NOINTERFACE} at once. The callback may register, deregister and complete anything, its own
     * registration included; waiting for a deregistration that waits for this callback is a bug check.
     *
     * <p>An exception counts as {@code STATUS_NOINTERFACE} and is logged with the client's name. If the provider had
     * already accepted when this callback fails, the provider is detached again; the client counts as never attached.
     *
     * <p>Memory: the binding handle is kept by a client that attached, for
     * {@link NetworkModuleRegistrar#nmrClientDetachProviderComplete}. The instance belongs to the provider and may be
     * read as long as the two are attached.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * @param nmrBindingHandle the pair in question
     * @param clientContext the context given to {@link NetworkModuleRegistrar#nmrRegisterClient}
     * @param providerRegistrationInstance the provider's identity and NPI-specific characteristics
     * @return {@code STATUS_SUCCESS}: the two are attached; {@code STATUS_NOINTERFACE}: declined;
     *     {@code STATUS_INSUFFICIENT_RESOURCES} or any other status: not attached
     */
    NtStatus clientAttachProvider(
            NmrBindingHandle nmrBindingHandle,
            Object clientContext,
            NpiRegistrationInstance providerRegistrationInstance);
}
