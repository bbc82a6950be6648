// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;

/** A registered client and its three callbacks. */
final class ClientRegistration extends Registration {
    private final NpiClientCharacteristics characteristics;

    ClientRegistration(Object lock, NpiClientCharacteristics characteristics, Object context) {
        super(lock, "client", characteristics.clientRegistrationInstance(), context);
        this.characteristics = characteristics;
    }

    /** Whether all that a client must give was given. */
    static boolean isComplete(NpiClientCharacteristics characteristics) {
        return characteristics != null
                && characteristics.clientAttachProvider() != null
                && characteristics.clientDetachProvider() != null
                && characteristics.clientRegistrationInstance() != null
                && characteristics.clientRegistrationInstance().npiId() != null
                && characteristics.clientRegistrationInstance().moduleId() != null;
    }

    NtStatus attachProvider(NmrBindingHandle binding, NpiRegistrationInstance provider) {
        return callAttach(
                "ClientAttachProvider",
                () -> characteristics.clientAttachProvider().clientAttachProvider(binding, context(), provider));
    }

    NtStatus detachProvider(Object clientBindingContext) {
        return callDetach(
                "ClientDetachProvider",
                () -> characteristics.clientDetachProvider().clientDetachProvider(clientBindingContext));
    }

    void cleanupBindingContext(Object clientBindingContext) {
        if (characteristics.clientCleanupBindingContext() != null) {
            callCleanup(
                    "ClientCleanupBindingContext",
                    () -> characteristics
                            .clientCleanupBindingContext()
                            .clientCleanupBindingContext(clientBindingContext));
        }
    }
}
