// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A socket as its client object sees it: something that keeps the client attached, and can be taken away from it.
 *
 * <p>Implemented by the socket engine. Threads: safe for all.
 */
@ConsumerType
public interface OwnedSocket {
    /**
     * Takes the socket away from its client: aborts what goes on, completes every pending IRP, frees what belongs to it, and
     * calls {@link WskClientObject#closed} as soon as that is done. Called when the client did not close it in time. IRQL:
     * PASSIVE_LEVEL; does not wait.
     *
     * <p>The client, if it is still there, finds STATUS_FILE_FORCED_CLOSED on every function but WskCloseSocket, which
     * succeeds. Spec: FORCED-CLOSED-01, CLOSE-18.
     */
    void abandon();

    /**
     * Names the socket for a log line: its category, state and peer. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return a few words, never the payload
     */
    String describe();
}
