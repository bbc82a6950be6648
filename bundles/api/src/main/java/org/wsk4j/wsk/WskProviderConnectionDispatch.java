// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * The functions of a connection-oriented socket, an accepted one included (WSK_PROVIDER_CONNECTION_DISPATCH): the basic
 * ones, wskBind, wskConnect, wskGetLocalAddress, wskGetRemoteAddress, wskSend, wskReceive, wskDisconnect, wskRelease
 * and wskConnectEx.
 *
 * <p>In Java: the table of function pointers is an interface; its methods take the socket, as the functions do in C.
 * WskSendEx and WskReceiveEx, reserved for the system in C, do not exist.
 *
 * <p>Threads: safe for all. No function blocks.
 *
 * <p>Spec: CONN-DISPATCH-01..CONN-DISPATCH-03, CATEGORY-05.
 */
@ProviderType
public interface WskProviderConnectionDispatch extends WskProviderBasicDispatch {
    /**
     * Binds the socket to a local address, as it must be before it connects; on the wildcard address, routing chooses
     * the address when the socket connects.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, and read during the call only. Information: 0.
     *
     * <p>Spec: BIND-01..BIND-07, BIND-11, BIND-12, BIND-18..BIND-20, SHARING-01..SHARING-25.
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
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles; or another failure of the
     *     transport, such as an address that is not a local one
     * </ul>
     */
    NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp);

    /**
     * Connects the bound socket to a peer.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, and read during the call only. Information: 0.
     *
     * <p>Spec: CONNECT-01..CONNECT-08, CONNECT-10..CONNECT-12.
     *
     * @param socket the socket that this table belongs to
     * @param remoteAddress the peer's address, of the socket's family
     * @param flags reserved, 0
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: connected; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise
     *     a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or one of another family, flags not
     *     0
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound, or is connecting, connected or disconnected
     * <li>STATUS_CONNECTION_REFUSED, STATUS_IO_TIMEOUT, STATUS_NETWORK_UNREACHABLE, STATUS_HOST_UNREACHABLE,
     *     STATUS_CONNECTION_RESET: nobody listens there, nobody answers, there is no way to there, or the peer broke
     *     off
     * <li>STATUS_ADDRESS_ALREADY_EXISTS: a connection between these two addresses exists already
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskConnect(WskSocket socket, SockAddr remoteAddress, int flags, Irp irp);

    /**
     * Stores the local address of the socket, which must be bound by {@code wskBind}, by {@code wskSocketConnect}, or
     * by having been accepted. Of the wildcard address and port 0, TCP fills in the port at the bind, the address when
     * it connects.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, written before the IRP completes, and only on success. Information: 0.
     *
     * <p>Spec: GETLOCAL-01..GETLOCAL-08, GETLOCAL-10..GETLOCAL-14.
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

    /**
     * Stores the peer's address of the socket, which must be connected by {@code wskConnect} or
     * {@code wskSocketConnect}, or accepted.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, written before the IRP completes, and only on success. Information: 0.
     *
     * <p>Spec: GETREMOTE-01..GETREMOTE-11.
     *
     * @param socket the socket that this table belongs to
     * @param remoteAddress receives the address; of the socket's family
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: stored; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or one of another family
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not connected
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskGetRemoteAddress(WskSocket socket, SockAddr remoteAddress, Irp irp);

    /**
     * Sends bytes to the peer of the connected socket, which works until this side disconnects, even when the peer has
     * gracefully disconnected its own. Several sends may be queued; they go out in the order of the calls.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the buffer description is read during the call only; the MDL chain and its bytes stay as they are
     * until the IRP completes. Nothing is buffered in between: in Java the IRP completes once the platform has taken
     * all bytes; what the peer acknowledges cannot be seen. Information: the number of bytes sent, which is always the
     * whole length.
     *
     * <p>Spec: SEND-01..SEND-15.
     *
     * @param socket the socket that this table belongs to
     * @param buffer the bytes to send
     * @param flags 0, or {@link WskConstants#WSK_FLAG_NODELAY} to send these bytes and all before them without delay
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: sent; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no buffer, or one that does not fit its MDL
     *     chain, unknown flags
     * <li>STATUS_NOT_SUPPORTED: a flag that the transport cannot do, {@link WskConstants#WSK_FLAG_OOB} among them
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not connected, has been disconnected by this side, or is in silent
     *     mode
     * <li>STATUS_CONNECTION_RESET, STATUS_CONNECTION_ABORTED, STATUS_CONNECTION_DISCONNECTED: the connection was
     *     aborted by the peer, by this side, or is gone
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, the socket closed, or aborted by this side
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp);

    /**
     * Receives bytes from the peer of the connected socket. Several receives may be queued; they are filled in the
     * order of the calls, before {@link WskReceiveEvent} is called. Without a flag, one completes with what is there,
     * which may be less than the buffer can take.
     *
     * <p>A buffer of length 0, which needs no MDL, completes at once and lets a refused {@link WskReceiveEvent} go on.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the buffer description is read during the call only; the MDL chain is the provider's until the IRP
     * completes. Information: the number of bytes received; 0 after the peer's graceful disconnect, once all data was
     * received.
     *
     * <p>Spec: RECEIVE-01..RECEIVE-20.
     *
     * @param socket the socket that this table belongs to
     * @param buffer where to store the bytes; with {@code WSK_FLAG_DRAIN} its length is 0
     * @param flags 0; or {@link WskConstants#WSK_FLAG_WAITALL} to complete only when the buffer is full, or the peer
     *     disconnects gracefully (with what came until then); or {@link WskConstants#WSK_FLAG_DRAIN} to throw away all
     *     that comes until the peer disconnects gracefully
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: received, or the peer has disconnected gracefully; STATUS_PENDING: nothing was there, and
     *     the IRP completes when something comes; otherwise a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no buffer, or one that does not fit its MDL
     *     chain, unknown flags, both flags, or {@code WSK_FLAG_DRAIN} with a length that is not 0
     * <li>STATUS_NOT_SUPPORTED: a flag that the transport cannot do
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not connected, or is in silent mode
     * <li>STATUS_CONNECTION_RESET, STATUS_CONNECTION_ABORTED, STATUS_CONNECTION_DISCONNECTED: the connection was
     *     aborted by the peer, by this side, or is gone
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp);

    /**
     * Ends the connection: gracefully after all data handed over before has been sent, while receiving goes on until
     * the peer disconnects, too (where the transport has half-open connections); or abortively, at once and in both
     * directions, which cancels all sends. The socket still exists, and is to be closed.
     *
     * <p>A graceful disconnect completes when the transport is through with it, which takes long when the peer is out
     * of reach. A second, abortive one, or closing the socket, makes it complete.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the buffer description is read during the call only; the MDL chain stays as it is until the IRP
     * completes. Information: 0.
     *
     * <p>Spec: DISCONNECT-01..DISCONNECT-22.
     *
     * @param socket the socket that this table belongs to
     * @param buffer the last bytes to send before a graceful disconnect, or null
     * @param flags 0 for a graceful, {@link WskConstants#WSK_FLAG_ABORTIVE} for an abortive disconnect
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: disconnected; STATUS_PENDING: it goes on, and the IRP completes with the outcome;
     *     otherwise a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), a buffer together with
     *     {@code WSK_FLAG_ABORTIVE}, one that does not fit its MDL chain, unknown flags
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not connected, is gracefully disconnected already and asked to do
     *     it again, or is in silent mode
     * <li>STATUS_CONNECTION_RESET, STATUS_CONNECTION_ABORTED, STATUS_CONNECTION_DISCONNECTED: the connection was
     *     aborted by the peer, by this side, or is gone
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp);

    /**
     * Gives back a list that the client retained by returning STATUS_PENDING from {@link WskReceiveEvent}. Every such
     * list is given back before the socket is closed; closing does not do it.
     *
     * <p>Called by the client. It takes no IRP and has finished when it returns. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: with the call, all that was indicated together with that head is the provider's again.
     *
     * <p>Spec: RELEASE-DATA-01..RELEASE-DATA-05, CLOSE-12.
     *
     * @param socket the socket that this table belongs to
     * @param dataIndication the head of the list, as it was passed to the callback
     * @return STATUS_SUCCESS: released; STATUS_INVALID_PARAMETER: null, or not the head of a list that this socket
     *     indicated
     * @throws org.wsk4j.wdm.BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when this socket indicated the list, but the
     *     client does not retain it: it never did, or has released it before
     */
    NtStatus wskRelease(WskSocket socket, WskDataIndication dataIndication);

    /**
     * Connects the bound socket to a peer, and sends some bytes during or right after that (Windows 10 1703). With the
     * option TCP_FASTOPEN set before, the bytes may travel in the first packet where the transport can do it.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: address and buffer description are read during the call only; the MDL chain stays as it is until the
     * IRP completes, and is the client's again then. Information: 0.
     *
     * <p>Spec: CONNECTEX-01..CONNECTEX-14.
     *
     * @param socket the socket that this table belongs to
     * @param remoteAddress the peer's address, of the socket's family
     * @param buffer what to send, at most 65535 bytes; or null to connect only
     * @param flags none is defined: 0
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: connected; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise
     *     a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or one of another family, flags not
     *     0, a buffer longer than its MDL chain
     * <li>STATUS_BUFFER_OVERFLOW: the buffer holds more than 65535 bytes; nothing is connected
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound, or is connecting, connected or disconnected
     * <li>STATUS_CONNECTION_REFUSED, STATUS_IO_TIMEOUT, STATUS_NETWORK_UNREACHABLE, STATUS_HOST_UNREACHABLE,
     *     STATUS_CONNECTION_RESET: nobody listens there, nobody answers, there is no way to there, or the peer broke
     *     off
     * <li>STATUS_ADDRESS_ALREADY_EXISTS: a connection between these two addresses exists already
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskConnectEx(WskSocket socket, SockAddr remoteAddress, WskBuf buffer, int flags, Irp irp);
}
