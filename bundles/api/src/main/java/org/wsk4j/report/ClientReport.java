// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * One registration as it was at the moment of the report. Immutable.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface ClientReport {
    /**
     * Who registered.
     *
     * @return the client's bundle
     */
    Bundle bundle();

    /**
     * The version of the WSK NPI that it asked for.
     *
     * @return 16 bits, as MAKE_WSK_VERSION packs them
     */
    int version();

    /**
     * The state of the registration.
     *
     * @return one upper-case word, such as {@code ATTACHED}
     */
    String state();

    /**
     * Captures that were not released yet.
     *
     * @return the count
     */
    int captures();
}
