// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that carries datagrams.
 *
 * <p>A datagram that arrives goes to the oldest receive that waits; else to the observer, if it wants any; else it waits in
 * the endpoint for whoever comes first, as long as there is room: what finds none is lost, as datagrams are.
 *
 * <p>Control information that the endpoint gives is what was asked of it by options such as {@code IP_PKTINFO} and
 * {@code IP_RECVTTL}; an endpoint that cannot give it refuses the option with {@code STATUS_NOT_SUPPORTED}.
 *
 * <p>Threads: safe for all. Spec: SENDTO-*, RECEIVEFROM-*, SIO-REMOTE-04.
 */
@ConsumerType
public interface DatagramEndpoint extends TransportEndpoint {
    /**
     * Sends the request's bytes, from none to as many as the transport takes, as one datagram. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Address and control information are the caller's again when this returns; the bytes when the request is over.
     *
     * @param request has the {@linkplain TransportRequest#address() destination}, and control information if any
     * @return {@code STATUS_SUCCESS}; {@code STATUS_PENDING}; {@code STATUS_INVALID_DEVICE_STATE} when not bound;
     *     {@code STATUS_NOT_SUPPORTED} for control information that it cannot send; {@code STATUS_INVALID_PARAMETER} for
     *     control information that is not well formed; {@code STATUS_INVALID_BUFFER_SIZE} for a datagram that is too long;
     *     {@code STATUS_ACCESS_DENIED} for a broadcast that was not allowed; or another failure
     */
    NtStatus sendTo(TransportRequest request);

    /**
     * Receives one datagram into the request's memory; what does not fit is lost, and flagged with MSG_TRUNC. IRQL: &lt;=
     * DISPATCH_LEVEL.
     *
     * @param request where to store it, its sender if there is an {@linkplain TransportRequest#address() address}, and its
     *     control information if there is room for any; the endpoint notes what it was like with
     *     {@link TransportRequest#setReceived}
     * @return {@code STATUS_SUCCESS}; {@code STATUS_PENDING}; {@code STATUS_INVALID_DEVICE_STATE} when not bound; or a failure
     *     that the network has reported since, such as {@code STATUS_PORT_UNREACHABLE}, after which the endpoint works on
     */
    NtStatus receiveFrom(TransportRequest request);

    /**
     * Says whether the observer wants datagrams that no request waits for. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param observing true: also those that wait in the endpoint, before new ones; false: no call begins any more, except
     *     one that is just beginning in the I/O thread
     */
    void observe(boolean observing);

    /**
     * Says from whom datagrams may come. IRQL: &lt;= DISPATCH_LEVEL. From the return on no other's is received any more, also
     * if it has arrived before.
     *
     * <p>The endpoint may take it as a hint that most datagrams go there, too; sending elsewhere stays possible.
     *
     * @param remoteAddress the only sender, the caller's memory, read before this returns; null for all
     * @return {@code STATUS_SUCCESS}; {@code STATUS_INVALID_DEVICE_STATE} when not bound; {@code STATUS_INVALID_PARAMETER} for
     *     an address that cannot send datagrams; or another failure
     */
    NtStatus restrict(SockAddr remoteAddress);

    /**
     * Gives up what waits, and everything that comes later. IRQL: &lt;= DISPATCH_LEVEL. The close follows.
     *
     * @param request completes with {@code STATUS_SUCCESS} after the requests that waited; cannot be cancelled:
     *     {@link TransportRequest#pend} is not called for it
     * @param pending what requests that wait end with, and later ones
     * @return {@code STATUS_PENDING}, or {@code STATUS_SUCCESS} when nothing waited
     */
    NtStatus abort(TransportRequest request, NtStatus pending);

    /**
     * How many bytes of datagrams were sent.
     *
     * @return the count, also once it is closed
     */
    long bytesSent();

    /**
     * How many bytes of datagrams were received: given to requests or to the observer.
     *
     * @return the count, also once it is closed
     */
    long bytesReceived();
}
