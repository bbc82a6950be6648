// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;

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

    /**
     * What the socket is busy with: its pending IRPs, each with its function and age, and completion routines of the client
     * that have not returned. IRQL: PASSIVE_LEVEL.
     *
     * @return for a report of what is waited for; empty when there is nothing
     */
    List<WaitCause> busyWith();

    /**
     * What the client holds by this socket and has to give back: the socket itself, its pending IRPs, what the client
     * retained of it. IRQL: PASSIVE_LEVEL.
     *
     * @return for a report of what the client left
     */
    List<Holding> holdings();

    /**
     * Whether the current thread is inside a completion routine of one of the socket's IRPs, or an event callback of it: a
     * wait for the socket's end would be one for itself. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return true when it is; false also when several threads run routines of the socket at once, and this is not the first
     */
    boolean isCompletingHere();
}
