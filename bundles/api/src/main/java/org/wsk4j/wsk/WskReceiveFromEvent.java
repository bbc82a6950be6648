// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The callback of a datagram socket for datagrams that arrived (PFN_WSK_RECEIVE_FROM_EVENT).
 *
 * <p>Called only while enabled, by SO_WSK_EVENT_CALLBACK with {@link WskConstants#WSK_EVENT_RECEIVE_FROM} or
 * statically. A queued {@code wskReceiveFrom} is served first; still, a client must expect a call while one is pending.
 *
 * <p>In Java: throwing counts as STATUS_DATA_NOT_ACCEPTED.
 *
 * <p>Spec: RECEIVEFROM-EVENT-01..RECEIVEFROM-EVENT-13, RECEIVEFROM-17, RECEIVEFROM-18, STATIC-EVENTS-08.
 */
@ConsumerType
@FunctionalInterface
public interface WskReceiveFromEvent {
    /**
     * One or more datagrams arrived.
     *
     * <p>Called by the provider, serially for one socket; may start requests but not wait for one.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the list is the provider's, and read-only. It goes back when the callback returns, except after
     * STATUS_PENDING: then the client keeps all of it until it calls {@code wskRelease} with its head, at the latest
     * before it closes the socket.
     *
     * <p>Spec: RECEIVEFROM-EVENT-01..RECEIVEFROM-EVENT-13, FORCED-CLOSED-06.
     *
     * @param socketContext the socket's context, may be null
     * @param flags any of MSG_BCAST and MSG_MCAST, which hold for every datagram of the list, and
     *     {@link WskConstants#WSK_FLAG_AT_DISPATCH_LEVEL} when the call is known to be at DISPATCH_LEVEL
     * @param dataIndication the list of datagrams; null, once at most, when the socket works no longer and is to be
     *     closed soon; the result, customarily STATUS_SUCCESS, is then ignored
     * @return STATUS_SUCCESS: all were taken, and calls go on for new ones; STATUS_PENDING: the client retains the
     *     list, and calls go on for new ones; STATUS_DATA_NOT_ACCEPTED: none was taken, the transport buffers them if
     *     it can, and the callback, if enabled by SO_WSK_EVENT_CALLBACK, is disabled until the client enables it again,
     *     when the buffered ones come first; one that is enabled statically stays enabled
     */
    NtStatus wskReceiveFromEvent(Object socketContext, int flags, WskDatagramIndication dataIndication);
}
