// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/**
 * The callback of a connected socket for stream data that arrived (PFN_WSK_RECEIVE_EVENT).
 *
 * <p>Called only while enabled, by SO_WSK_EVENT_CALLBACK with {@link WskConstants#WSK_EVENT_RECEIVE}, statically, or
 * inherited from the listening socket. A queued {@code wskReceive} is served first; still, a client must expect a call
 * while one is pending.
 *
 * <p>In Java: throwing counts as STATUS_DATA_NOT_ACCEPTED.
 *
 * <p>Spec: RECEIVE-EVENT-01..RECEIVE-EVENT-23, RECEIVE-15, RECEIVE-16.
 */
@ConsumerType
@FunctionalInterface
public interface WskReceiveEvent {
    /**
     * Data arrived.
     *
     * <p>Called by the provider, serially for one socket, hence not always as soon as data arrives; may start requests
     * but not wait for one.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the list is the provider's, and read-only. It goes back when the callback returns, except after
     * STATUS_PENDING: then the client keeps all of it until it calls {@code wskRelease} with its head, at the latest
     * before it closes the socket. {@code bytesAccepted} is the provider's and valid during the call only.
     *
     * <p>Spec: RECEIVE-EVENT-01..RECEIVE-EVENT-23, FORCED-CLOSED-05.
     *
     * @param socketContext the socket's context, as given when the socket was created or accepted, may be null
     * @param flags any of {@link WskConstants#WSK_FLAG_RELEASE_ASAP} (do not retain, or release soon),
     *     {@link WskConstants#WSK_FLAG_ENTIRE_MESSAGE} (a whole message, or its end) and
     *     {@link WskConstants#WSK_FLAG_AT_DISPATCH_LEVEL} (the call is known to be at DISPATCH_LEVEL)
     * @param dataIndication the list of pieces; null, once at most, when the socket works no longer and is to be closed
     *     soon; the result, customarily STATUS_SUCCESS, is then ignored
     * @param bytesIndicated how many bytes the whole list describes
     * @param bytesAccepted holds {@code bytesIndicated} when the call begins; the client stores a smaller number when
     *     it takes only so many, counted from the front. Looked at only after STATUS_SUCCESS
     * @return STATUS_SUCCESS with all bytes taken: calls go on for new data; STATUS_SUCCESS with part of them taken: no
     *     further call until a {@code wskReceive} was posted and has completed, then the rest comes first;
     *     STATUS_PENDING: the client retains the list, and calls go on for new data; STATUS_DATA_NOT_ACCEPTED, or
     *     STATUS_SUCCESS with 0 bytes taken: nothing was taken, the transport buffers the data, and no further call
     *     comes until a {@code wskReceive}, which may have length 0, was posted and has completed
     */
    NtStatus wskReceiveEvent(
            Object socketContext,
            int flags,
            WskDataIndication dataIndication,
            long bytesIndicated,
            SizeT bytesAccepted);
}
