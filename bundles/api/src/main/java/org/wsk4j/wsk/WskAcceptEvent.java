// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;

/**
 * The callback of a listening socket for connections that were accepted (PFN_WSK_ACCEPT_EVENT).
 *
 * <p>Called only while enabled, by SO_WSK_EVENT_CALLBACK with {@link WskConstants#WSK_EVENT_ACCEPT} or statically; then
 * from the moment the socket is bound, perhaps before the bind's completion routine ran. A queued {@code wskAccept} is
 * served first; still, a client must expect a call while one is pending.
 *
 * <p>In Java: throwing counts as STATUS_REQUEST_NOT_ACCEPTED.
 *
 * <p>Spec: ACCEPT-EVENT-01..ACCEPT-EVENT-23, ACCEPT-14, ACCEPT-15.
 */
@ConsumerType
@FunctionalInterface
public interface WskAcceptEvent {
    /**
     * A connection was accepted; its handshake is over.
     *
     * <p>Called by the provider, serially for one listening socket; may start requests, also on the new socket, but not
     * wait for one. Before it enables events on the new socket it has stored both outputs.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the addresses are valid during the call only. The new socket is made by the subsystem; once taken, it
     * is the client's to close. The outputs hold null when the call begins.
     *
     * <p>Spec: ACCEPT-EVENT-01..ACCEPT-EVENT-23, FORCED-CLOSED-03.
     *
     * @param socketContext the listening socket's context, may be null
     * @param flags 0, or {@link WskConstants#WSK_FLAG_AT_DISPATCH_LEVEL} when the call is known to be at DISPATCH_LEVEL
     * @param localAddress the address that the connection arrived at, of the listening socket's family
     * @param remoteAddress the address that it comes from, of the same family
     * @param acceptSocket the new connection-oriented socket; null, once at most, when the listening socket works no
     *     longer and is to be closed soon
     * @param acceptSocketContext receives the context for the new socket's callbacks; leave it null when none is to be
     *     enabled
     * @param acceptSocketDispatch receives the callbacks of the new socket; leave it null when none is to be enabled
     * @return STATUS_SUCCESS when the client takes the connection; STATUS_REQUEST_NOT_ACCEPTED when it refuses it: the
     *     subsystem then closes the new socket, which the client may not use any more. For a null socket the result is
     *     ignored; STATUS_REQUEST_NOT_ACCEPTED is customary
     */
    NtStatus wskAcceptEvent(
            Object socketContext,
            int flags,
            SockAddr localAddress,
            SockAddr remoteAddress,
            WskSocket acceptSocket,
            Ptr<Object> acceptSocketContext,
            Ptr<WskClientConnectionDispatch> acceptSocketDispatch);
}
