// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The callback of a connected socket for changes of its ideal send backlog (PFN_WSK_SEND_BACKLOG_EVENT).
 *
 * <p>Called only while enabled, by SO_WSK_EVENT_CALLBACK with {@link WskConstants#WSK_EVENT_SEND_BACKLOG}, statically,
 * or inherited from the listening socket.
 *
 * <p>In Java: throwing is logged and changes nothing.
 *
 * <p>Spec: BACKLOG-EVENT-01..BACKLOG-EVENT-08.
 */
@ConsumerType
@FunctionalInterface
public interface WskSendBacklogEvent {
    /**
     * The amount of data that should be under way, handed over but not completed, has changed: with less, the
     * connection may run dry; with more, memory is wasted. SIO_WSK_QUERY_IDEAL_SEND_BACKLOG asks for it at any time.
     *
     * <p>Called by the provider, serially for one socket; may start requests but not wait for one. Without flags, it
     * does not say at which level it runs.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: nothing is handed over.
     *
     * <p>Spec: BACKLOG-EVENT-01..BACKLOG-EVENT-08.
     *
     * @param socketContext the socket's context, may be null
     * @param idealBacklogSize the new ideal, in bytes
     * @return always STATUS_SUCCESS
     */
    NtStatus wskSendBacklogEvent(Object socketContext, long idealBacklogSize);
}
