// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The callback of a connected socket for its peer's disconnect (PFN_WSK_DISCONNECT_EVENT).
 *
 * <p>Called only while enabled, by SO_WSK_EVENT_CALLBACK with {@link WskConstants#WSK_EVENT_DISCONNECT}, statically, or
 * inherited from the listening socket.
 *
 * <p>In Java: throwing is logged and changes nothing.
 *
 * <p>Spec: DISCONNECT-EVENT-01..DISCONNECT-EVENT-10.
 */
@ConsumerType
@FunctionalInterface
public interface WskDisconnectEvent {
    /**
     * The peer has disconnected: gracefully, after all its data was indicated or received, and sending is still
     * possible; or abortively, and neither sending nor receiving is possible. The client's own disconnects are not
     * reported.
     *
     * <p>Called by the provider, serially for one socket; may start requests, such as the client's own disconnect or
     * the close, but not wait for one.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: nothing is handed over; the socket still exists and has to be closed by the client.
     *
     * <p>Spec: DISCONNECT-EVENT-01..DISCONNECT-EVENT-10.
     *
     * @param socketContext the socket's context, may be null
     * @param flags {@link WskConstants#WSK_FLAG_ABORTIVE} for an abortive disconnect, and
     *     {@link WskConstants#WSK_FLAG_AT_DISPATCH_LEVEL} when the call is known to be at DISPATCH_LEVEL
     * @return always STATUS_SUCCESS
     */
    NtStatus wskDisconnectEvent(Object socketContext, int flags);
}
