// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * The provider's answer to a client that wants to attach (NPI_PROVIDER_ATTACH_CLIENT_FN).
 *
 * <p>Spec: NMR-PROVIDER-ATTACH-01..NMR-PROVIDER-ATTACH-10, NMR-ATTACH-02.
 */
@ConsumerType
@FunctionalInterface
public interface ProviderAttachClient {
    /**
     * Called by the registrar from within the client's call of {@link NetworkModuleRegistrar#nmrClientAttachProvider},
     * on the client's thread, with no lock held. What it returns is what the client's call returns.
     *
     * <p>A provider that accepts stores its context and its dispatch table in the two out parameters, keeps the binding
     * handle for {@link NetworkModuleRegistrar#nmrProviderDetachClientComplete}, and returns {@code STATUS_SUCCESS}.
     * What a provider that declines has stored is dropped. An exception counts as {@code STATUS_NOINTERFACE} and is
     * logged with the provider's name. The same binding handle may be asked about again if the client tries once more.
     *
     * <p>Memory: the out parameters are the registrar's, and never null; context and dispatch table stay valid until
     * {@link ProviderCleanupBindingContext}. The client's context and table stay valid as long.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * @param nmrBindingHandle the pair in question
     * @param providerContext the context given to {@link NetworkModuleRegistrar#nmrRegisterProvider}
     * @param clientRegistrationInstance the client's identity and NPI-specific characteristics
     * @param clientBindingContext the client's context for this binding, to be passed back in its callbacks
     * @param clientDispatch the client's dispatch table; null when the NPI has none
     * @param providerBindingContext out: the provider's context for this binding
     * @param providerDispatch out: the provider's dispatch table
     * @return {@code STATUS_SUCCESS}: attached; {@code STATUS_NOINTERFACE}: declined;
     *     {@code STATUS_INSUFFICIENT_RESOURCES} or any other status: not attached
     */
    NtStatus providerAttachClient(
            NmrBindingHandle nmrBindingHandle,
            Object providerContext,
            NpiRegistrationInstance clientRegistrationInstance,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch);
}
