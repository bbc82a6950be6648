// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * The functions of a listening socket (WSK_PROVIDER_LISTEN_DISPATCH): the basic ones, wskBind, wskAccept,
 * wskInspectComplete and wskGetLocalAddress.
 *
 * <p>In Java: the table of function pointers is an interface; its methods take the socket, as the functions do in C.
 *
 * <p>Threads: safe for all. No function blocks.
 *
 * <p>Spec: LISTEN-DISPATCH-04, LISTEN-DISPATCH-05, CATEGORY-03.
 */
@ProviderType
public interface WskProviderListenDispatch extends WskProviderBasicDispatch {
    /**
     * Binds the socket to a local address, and by that makes it listen there; on the wildcard address, on all local
     * addresses. With conditional accept mode or a statically enabled accept event, callbacks may come from that moment
     * on, perhaps before the completion routine has run.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, and read during the call only. Information: 0.
     *
     * <p>Spec: BIND-01..BIND-09, BIND-17..BIND-20, ACCEPT-EVENT-21, SHARING-01..SHARING-25.
     *
     * @param socket the socket that this table belongs to
     * @param localAddress the address to bind to, of the socket's family; with port 0 the transport chooses the port
     * @param flags reserved, 0
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: bound; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or one of another family, flags not
     *     0
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is bound already
     * <li>STATUS_ADDRESS_ALREADY_EXISTS: another socket uses the address
     * <li>STATUS_ACCESS_DENIED: another socket uses the address, and this one may not share it
     * <li>STATUS_NOT_IMPLEMENTED: a socket that was created for a combination that cannot listen, such as datagrams
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles; or another failure of the
     *     transport, such as an address that is not a local one
     * </ul>
     */
    NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp);

    /**
     * Accepts one incoming connection on the socket, which must have been bound. Several accepts may be queued;
     * connections are given to them in the order of the calls, before {@link WskAcceptEvent} is called.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: both addresses are the client's, written before the IRP completes, and only on success. The accepted
     * socket is made by the subsystem and is the client's to close; context and dispatch serve as long as it lives.
     * Information: the new connection-oriented {@link WskSocket}, as {@code informationObject(WskSocket.class)}. Its
     * event callbacks are disabled, except those enabled statically.
     *
     * <p>Spec: ACCEPT-01..ACCEPT-22.
     *
     * @param listenSocket the socket that this table belongs to
     * @param flags reserved, 0
     * @param acceptSocketContext the context for the callbacks of the accepted socket, or null
     * @param acceptSocketDispatch the callbacks of the accepted socket, or null when none is going to be enabled
     * @param localAddress receives the address that the connection arrived at, of the socket's family; or null
     * @param remoteAddress receives the address that it comes from, of the socket's family; or null
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: a connection had been waiting; STATUS_PENDING: none was waiting, and the IRP completes
     *     when one arrives; otherwise a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), flags not 0, an address of another family
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskAccept(
            WskSocket listenSocket,
            int flags,
            Object acceptSocketContext,
            WskClientConnectionDispatch acceptSocketDispatch,
            SockAddr localAddress,
            SockAddr remoteAddress,
            Irp irp);

    /**
     * Ends an inspection that {@link WskInspectEvent} had pended. Accepted, the request is set up further and delivered
     * by a pending {@code wskAccept} or by {@link WskAcceptEvent}; rejected, it is dropped. A request that was aborted
     * in the meantime, as {@link WskAbortEvent} tells, comes to nothing whatever the action; one that dies later is
     * reported there.
     *
     * <p>Called by the client, once for each pended request. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the identifier is the client's own copy, read during the call only. Information: 0.
     *
     * <p>Spec: INSPECT-COMPLETE-01..INSPECT-COMPLETE-14, ABORT-EVENT-07.
     *
     * @param listenSocket the socket that this table belongs to, in conditional accept mode
     * @param inspectID identifies the request, by its contents
     * @param action {@link WskInspectAction#WskInspectAccept} or {@link WskInspectAction#WskInspectReject}
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: the request goes on or was dropped; STATUS_PENDING: it goes on, and the IRP completes
     *     with the outcome; otherwise a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no identifier or one of no pended request,
     *     another action
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound, or not in conditional accept mode
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskInspectComplete(WskSocket listenSocket, WskInspectId inspectID, WskInspectAction action, Irp irp);

    /**
     * Stores the local address of the socket, which must be bound by {@code wskBind}.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, written before the IRP completes, and only on success. Information: 0.
     *
     * <p>Spec: GETLOCAL-01..GETLOCAL-08, GETLOCAL-09, GETLOCAL-12..GETLOCAL-14.
     *
     * @param socket the socket that this table belongs to
     * @param localAddress receives the address; of the socket's family
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: stored; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or one of another family
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp);
}
