// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/** An endpoint that waits for connections. Threads: safe for all. */
@ConsumerType
public interface ListenEndpoint extends TransportEndpoint {
    /**
     * Starts listening on the bound address. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param backlog how many connections the platform may hold before they are accepted, 0 for its default
     * @return {@code STATUS_SUCCESS}, {@code STATUS_ADDRESS_ALREADY_EXISTS} or another failure
     */
    NtStatus listen(int backlog);

    /**
     * Says whether connections may be handed to the observer now. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param accepting false makes the platform's backlog hold what arrives
     */
    void setAccepting(boolean accepting);
}
