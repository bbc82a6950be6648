// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint that waits for connections. {@link #bind} makes it listen, as on Windows; none is handed over before
 * {@link #setAccepting}. Threads: safe for all.
 */
@ConsumerType
public interface ListenEndpoint extends TransportEndpoint {
    /**
     * Says whether connections may be handed to the observer now. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param accepting false (the state after creation) makes the platform's backlog hold what arrives
     */
    void setAccepting(boolean accepting);
}
