// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The registrar's question whether a registration wants a provider, and what comes of it.
 *
 * <p>Threads: the one that the registrar asks on.
 *
 * <p>Spec: NMR-WSK-04..NMR-WSK-07, CAPTURE-06.
 */
final class ProviderOffer {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderOffer.class);

    private final Registration registration;
    private final NetworkModuleRegistrar nmr;
    private final NmrBindingHandle handle;
    private final NpiRegistrationInstance provider;
    private ProviderBinding binding; // the asking thread

    ProviderOffer(
            Registration registration,
            NetworkModuleRegistrar nmr,
            NmrBindingHandle handle,
            NpiRegistrationInstance provider) {
        this.registration = registration;
        this.nmr = nmr;
        this.handle = handle;
        this.provider = provider;
    }

    /** What the registration has to remember of the provider after the answer; null if nothing. */
    ProviderBinding binding() {
        return binding;
    }

    /** Attaches with the client's version if it can; answers what ClientAttachProvider has to return. */
    NtStatus answer(Object clientContext, WskClientDispatch clientDispatch) {
        WskClientNpi context = new WskClientNpi(clientContext, clientDispatch);
        Ptr<Object> client = new Ptr<>();
        Ptr<Object> table = new Ptr<>();
        NtStatus status = nmr.nmrClientAttachProvider(handle, context, clientDispatch, client, table);
        if (status == NtStatus.STATUS_NOINTERFACE) {
            return refused(clientDispatch.version());
        }
        if (status != NtStatus.STATUS_SUCCESS) {
            LOG.debug("{}: {} did not attach: {}", registration, provider, status);
            return status;
        }
        if (!(client.get() instanceof WskClient wskClient) || !(table.get() instanceof WskProviderDispatch dispatch)) {
            LOG.warn(
                    "{}: {} attached without a client object and a WSK provider dispatch: not used",
                    registration,
                    provider);
            return NtStatus.STATUS_NOINTERFACE;
        }
        binding = ProviderBinding.attached(registration, handle, context, provider, wskClient, dispatch);
        return status;
    }

    /**
     * Attaches with a version that the provider does support, to know the refusal for as long as the provider is there.
     */
    private NtStatus refused(int version) {
        VersionRange range = VersionRange.of(provider);
        if (range == null) {
            binding = ProviderBinding.refused(registration, handle, null, provider);
            return NtStatus.STATUS_NOINTERFACE;
        }
        if (range.includes(version)) {
            return NtStatus.STATUS_NOINTERFACE; // not because of the version: the provider is just going
        }
        WskClientDispatch supported = new WskClientDispatch(range.highest(), 0, null);
        WskClientNpi context = new WskClientNpi(null, supported);
        NtStatus status = nmr.nmrClientAttachProvider(handle, context, supported, new Ptr<>(), new Ptr<>());
        boolean watched = status == NtStatus.STATUS_SUCCESS;
        binding = ProviderBinding.refused(registration, handle, watched ? context : null, provider);
        return status;
    }
}
