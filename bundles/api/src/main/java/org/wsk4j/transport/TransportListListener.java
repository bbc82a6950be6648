// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of transports that come and go: publish it as an OSGi service, and the registry calls it.
 *
 * <p>Spec: TRANSPORT-CHANGE-02.
 */
@ConsumerType
@FunctionalInterface
public interface TransportListListener {
    /**
     * A transport was added or is gone; {@link TransportRegistry#transports()} shows the new list. Called in the order of the
     * changes, with no lock held. IRQL: PASSIVE_LEVEL.
     */
    void transportListChanged();
}
