// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wsk.WskProviderCharacteristics;

/**
 * The versions of the WSK NPI that a provider supports, read from its registration instance.
 *
 * <p>Spec: PROVIDER-CHAR-01..PROVIDER-CHAR-03.
 */
record VersionRange(int lowest, int highest) {
    /** What the provider declares; null when it declares nothing. */
    static VersionRange of(NpiRegistrationInstance provider) {
        return provider.npiSpecificCharacteristics() instanceof WskProviderCharacteristics declared
                ? new VersionRange(declared.lowestVersion(), declared.highestVersion())
                : null;
    }

    boolean includes(int version) {
        return lowest <= version && version <= highest;
    }
}
