// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a transport's traffic: what every kind of endpoint can do.
 *
 * <p>State: open, then closing from the moment {@link #close} is called, then closed; never back. The caller sees to it that
 * no function is called once {@code close} was called, except {@link #cancel} and {@link #post}; these also once it is
 * closed, as long as the lease on the transport is held. What says what is wanted from now on
 * ({@link StreamEndpoint#observe}, {@link ListenEndpoint#setAccepting}) may come then, too, and has no effect.
 *
 * <p>Threads: safe for all; nothing blocks. Locks: none is held while a request is completed or an observer called.
 */
@ConsumerType
public interface TransportEndpoint {
    /**
     * Binds to a local address. IRQL: &lt;= DISPATCH_LEVEL. Never pending: transports bind at once.
     *
     * @param localAddress the caller's memory, read before the call returns; wildcard and port 0 let the transport choose
     * @return {@code STATUS_SUCCESS}; {@code STATUS_ADDRESS_ALREADY_EXISTS} when in use and not shared; {@code STATUS_ACCESS_DENIED};
     *     {@code STATUS_INVALID_ADDRESS_COMPONENT} when no local interface has the address; or another failure
     */
    NtStatus bind(SockAddr localAddress);

    /**
     * Lets other endpoints of the transport have this one's local address, or one that overlaps with it, and lets this one
     * have theirs: the caller has decided by WSK's rules of sharing that they may. It is called on the endpoint that is about
     * to be bound and on those that are bound already; two of which both were told so are not in each other's way. It lasts
     * until the close. What anybody else has outside of the transport stays in the way as before. IRQL: &lt;=
     * DISPATCH_LEVEL.
     *
     * @return {@code STATUS_SUCCESS}; {@code STATUS_NOT_SUPPORTED} when the transport cannot do so, whose {@link #bind}
     *     then decides by its own rules; or another failure
     */
    NtStatus shareAddress();

    /**
     * Tells the local address as far as it is known by now. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param localAddress out: caller's memory of the endpoint's family
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_INVALID_DEVICE_STATE} when not bound
     */
    NtStatus localAddress(SockAddr localAddress);

    /**
     * Sets an option of the transport. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param level the option's level
     * @param option the option at that level
     * @param input the value, typed as the option's documentation says
     * @return {@code STATUS_SUCCESS}; {@code STATUS_NOT_SUPPORTED} for an option that it does not have;
     *     {@code STATUS_INVALID_PARAMETER} for a bad value; {@code STATUS_INVALID_DEVICE_STATE} when it comes too late
     */
    NtStatus setOption(int level, int option, Object input);

    /**
     * Reads an option of the transport. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param level the option's level
     * @param option the option at that level
     * @param output out: the value, typed as the option's documentation says
     * @param written out: how many bytes the value counts
     * @return as {@link #setOption}
     */
    NtStatus getOption(int level, int option, Object output, SizeT written);

    /**
     * Runs an I/O control operation of the transport. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param code the control code
     * @param input its input, or null
     * @param output its output, or null
     * @param written out: how many bytes of output there are
     * @return as {@link #setOption}
     */
    NtStatus control(int code, Object input, Object output, SizeT written);

    /**
     * Gives a pending request up. IRQL: &lt;= DISPATCH_LEVEL; may run at any time, also for a request that is just completing.
     *
     * <p>A send of which some bytes went out is not given up: later ones would follow half of it.
     *
     * @param request the request; when it is still waiting it completes with {@code STATUS_CANCELLED}, before this returns or
     *     soon after; otherwise nothing happens
     */
    void cancel(TransportRequest request);

    /**
     * Shows the requests that wait in the endpoint, for a report of what is pending. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param visitor called with each of them, perhaps under the lock of their queue: it reads the request, and calls nothing
     */
    void forEachPending(Consumer<TransportRequest> visitor);

    /**
     * Completes a request that has its outcome already, from the endpoint's I/O thread: how a caller whose stack is too deep
     * gets its turn later. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param request a request whose status is final; {@link TransportRequest#complete} is called on it soon
     */
    void post(TransportRequest request);

    /**
     * Closes the endpoint: completes every pending request (with {@code STATUS_CANCELLED}, unless it had another outcome
     * already), lets observer calls in progress return, frees the platform's resources, then completes this request with
     * {@code STATUS_SUCCESS}. IRQL: &lt;= DISPATCH_LEVEL. It cannot fail and cannot be cancelled:
     * {@link TransportRequest#pend} is not called for it. No observer call begins once it was called; one that calls it
     * is in progress, so that the answer is then {@code STATUS_PENDING}.
     *
     * <p>A stream endpoint that is not disconnected in both directions is aborted: the peer sees a reset.
     *
     * @param request completes last
     * @return {@code STATUS_PENDING}, or {@code STATUS_SUCCESS} when all that is done already
     */
    NtStatus close(TransportRequest request);
}
