// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** A registered provider and its three callbacks. */
final class ProviderRegistration extends Registration {
    private final NpiProviderCharacteristics characteristics;

    ProviderRegistration(Object lock, NpiProviderCharacteristics characteristics, Object context) {
        super(lock, "provider", characteristics.providerRegistrationInstance(), context);
        this.characteristics = characteristics;
    }

    /** Whether all that a provider must give was given. */
    static boolean isComplete(NpiProviderCharacteristics characteristics) {
        return characteristics != null
                && characteristics.providerAttachClient() != null
                && characteristics.providerDetachClient() != null
                && characteristics.providerRegistrationInstance() != null
                && characteristics.providerRegistrationInstance().npiId() != null
                && characteristics.providerRegistrationInstance().moduleId() != null;
    }

    NtStatus attachClient(
            NmrBindingHandle binding,
            NpiRegistrationInstance client,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        return callAttach(
                "ProviderAttachClient",
                () -> characteristics
                        .providerAttachClient()
                        .providerAttachClient(
                                binding,
                                context(),
                                client,
                                clientBindingContext,
                                clientDispatch,
                                providerBindingContext,
                                providerDispatch));
    }

    NtStatus detachClient(Object providerBindingContext) {
        return callDetach(
                "ProviderDetachClient",
                () -> characteristics.providerDetachClient().providerDetachClient(providerBindingContext));
    }

    void cleanupBindingContext(Object providerBindingContext) {
        if (characteristics.providerCleanupBindingContext() != null) {
            callCleanup(
                    "ProviderCleanupBindingContext",
                    () -> characteristics
                            .providerCleanupBindingContext()
                            .providerCleanupBindingContext(providerBindingContext));
        }
    }
}
