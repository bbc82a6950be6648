// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a connection.
 *
 * <p>State: unbound, bound, connecting, connected; from there each direction ends by itself (our disconnect, the peer's), or
 * both at once by a reset, an abort or a failure. Every outcome that a later request meets is kept.
 *
 * <p>Sends complete in the order of the calls, and so do receives. Each counts its bytes in
 * {@link TransportRequest#transferred()}.
 */
@ConsumerType
public interface StreamEndpoint extends TransportEndpoint {
    /**
     * Connects to a peer. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>A buffer in the request is sent as part of, or right after, the handshake; the request completes when that is done.
     * A cancelled or failed connect leaves the endpoint fit for closing only.
     *
     * @param request has {@link TransportRequest#address()} of the endpoint's family, read before the call returns
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING}, {@code STATUS_INVALID_DEVICE_STATE} when it is not bound,
     *     or why it failed ({@code STATUS_CONNECTION_REFUSED}, {@code STATUS_IO_TIMEOUT},
     *     {@code STATUS_NETWORK_UNREACHABLE}, {@code STATUS_HOST_UNREACHABLE}, ...)
     */
    NtStatus connect(TransportRequest request);

    /**
     * Tells the peer's address. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param remoteAddress out: caller's memory of the endpoint's family
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_DEVICE_STATE} when it was never connected
     */
    NtStatus remoteAddress(SockAddr remoteAddress);

    /**
     * Sends all bytes of the request. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Completes once the platform has taken the last byte. Flags: {@link TransportRequest#NODELAY}; a transport that does
     * not know a flag answers {@code STATUS_NOT_SUPPORTED}. When {@link TransportRequest#pend} tells that the request
     * was cancelled, but some of its bytes went out, the stream is torn: the endpoint resets the connection, and what
     * waits and comes later ends with {@code STATUS_CONNECTION_ABORTED}.
     *
     * @param request what to send
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING}, {@code STATUS_CONNECTION_RESET} or another failure
     */
    NtStatus send(TransportRequest request);

    /**
     * Receives into the request's memory. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Completes with what is there as soon as there is something; with {@link TransportRequest#WAITALL} when the memory is
     * full; with {@link TransportRequest#DRAIN} only at the end of the stream, what arrives being thrown away. The peer's
     * graceful end completes every receive with {@code STATUS_SUCCESS} and the bytes stored so far, 0 from then on.
     *
     * @param request where to store; length 0 completes at once, also while others wait, unless it drains
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING}, {@code STATUS_CONNECTION_RESET} or another failure
     */
    NtStatus receive(TransportRequest request);

    /**
     * Ends the sending direction after everything queued, and the request's own bytes if any, went out. IRQL: &lt;=
     * DISPATCH_LEVEL.
     *
     * @param request the final bytes, or none
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING}, or a failure
     */
    NtStatus disconnect(TransportRequest request);

    /**
     * Ends both directions at once: the peer sees a reset. Pending connects, sends and disconnects complete with
     * {@code pendingSends}, pending receives with {@code pendingReceives}; these become the outcome of later ones, too,
     * in place of what an earlier failure or abort left. The observer is not told. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param request completes with {@code STATUS_SUCCESS} when it is done, behind all that it ended
     * @param pendingSends the status of everything that was going out
     * @param pendingReceives the status of everything that was waiting for data
     * @return {@code STATUS_SUCCESS}, {@code STATUS_PENDING}, or {@code STATUS_CANCELLED} when
     *     {@link TransportRequest#pend} tells that it was cancelled; the connection is aborted all the same
     */
    NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives);

    /**
     * Says what the observer wants to hear of from now on: any combination of the {@code OBSERVE_*} bits. IRQL: &lt;=
     * DISPATCH_LEVEL. Requests that wait always come first. What happened before it was asked for is told once it is.
     *
     * @param interests {@link StreamObserver} bits, 0 for none (the state after creation)
     */
    void observe(int interests);

    /**
     * Whether the peer is known to have ended its direction. IRQL: any.
     *
     * @return true once the end was met
     */
    boolean isPeerDone();

    /**
     * Bytes handed to the platform so far. IRQL: any.
     *
     * @return the count since connect
     */
    long bytesSent();

    /**
     * Bytes taken from the platform so far. IRQL: any.
     *
     * @return the count since connect
     */
    long bytesReceived();
}
