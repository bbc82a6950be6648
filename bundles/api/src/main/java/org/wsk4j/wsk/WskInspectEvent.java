// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.ws2def.SockAddr;

/**
 * The callback of a listening socket in conditional accept mode for connection requests that arrive
 * (PFN_WSK_INSPECT_EVENT).
 *
 * <p>On by SO_CONDITIONAL_ACCEPT alone; it cannot be disabled.
 *
 * <p>In Java: throwing, or returning null, counts as {@link WskInspectAction#WskInspectReject}. A transport that cannot
 * stop a handshake inspects just after it; only the peer can tell.
 *
 * <p>Spec: INSPECT-EVENT-01..INSPECT-EVENT-14, COND-ACCEPT-08..COND-ACCEPT-10.
 */
@ConsumerType
@FunctionalInterface
public interface WskInspectEvent {
    /**
     * A connection request arrived; the client says whether it is to become a connection.
     *
     * <p>Called by the provider, before the connection is set up, serially for one listening socket; may start requests
     * but not wait for one.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the identifier and both addresses are valid during the call only. A client that pends copies what it
     * needs.
     *
     * <p>Spec: INSPECT-EVENT-01..INSPECT-EVENT-14, INSPECT-ID-03, FORCED-CLOSED-04.
     *
     * @param socketContext the listening socket's context, may be null
     * @param localAddress the address that the request arrived at, of the listening socket's family
     * @param remoteAddress the address that it comes from, of the same family
     * @param inspectID identifies the request, by its contents; null, once at most, when the listening socket works no
     *     longer and is to be closed soon
     * @return {@link WskInspectAction#WskInspectAccept}: set-up goes on, and the socket is delivered by a pending
     *     {@code wskAccept} or by {@link WskAcceptEvent}; {@link WskInspectAction#WskInspectReject}: the request is
     *     dropped and no further callback follows, the answer also for a null identifier;
     *     {@link WskInspectAction#WskInspectPend}: the client decides later with {@code wskInspectComplete}, unless
     *     {@link WskAbortEvent} comes first
     */
    WskInspectAction wskInspectEvent(
            Object socketContext, SockAddr localAddress, SockAddr remoteAddress, WskInspectId inspectID);
}
