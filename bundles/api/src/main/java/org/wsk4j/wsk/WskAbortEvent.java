// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The callback of a listening socket in conditional accept mode for connection requests that were dropped
 * (PFN_WSK_ABORT_EVENT).
 *
 * <p>On by SO_CONDITIONAL_ACCEPT alone; it cannot be disabled.
 *
 * <p>In Java: throwing is logged and changes nothing.
 *
 * <p>Spec: ABORT-EVENT-01..ABORT-EVENT-10.
 */
@ConsumerType
@FunctionalInterface
public interface WskAbortEvent {
    /**
     * A request that the client had accepted or pended was dropped, by the peer or locally, before it became a
     * connection.
     *
     * <p>Called by the provider, serially for one listening socket, never for a request that the client rejected; may
     * start requests but not wait for one. The client ends its inspection of that request; completing it now
     * establishes nothing.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the identifier is valid during the call only; it equals the one that {@link WskInspectEvent} got.
     *
     * <p>Spec: ABORT-EVENT-01..ABORT-EVENT-10.
     *
     * @param socketContext the listening socket's context, may be null
     * @param inspectID which request
     * @return always STATUS_SUCCESS
     */
    NtStatus wskAbortEvent(Object socketContext, WskInspectId inspectID);
}
