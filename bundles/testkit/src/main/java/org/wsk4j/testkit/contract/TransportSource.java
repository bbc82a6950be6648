// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes the transport for a contract. Implemented by whoever runs contracts. */
@ConsumerType
public interface TransportSource {
    /**
     * Makes a transport for one test, which closes it.
     *
     * @return the transport
     */
    TransportUnderTest open();
}
