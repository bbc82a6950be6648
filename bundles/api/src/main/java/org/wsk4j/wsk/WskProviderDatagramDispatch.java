// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;

/**
 * The functions of a datagram socket (WSK_PROVIDER_DATAGRAM_DISPATCH): the basic ones, wskBind, wskSendTo,
 * wskReceiveFrom, wskRelease, wskGetLocalAddress and wskSendMessages.
 *
 * <p>In Java: the table of function pointers is an interface; its methods take the socket, as the functions do in C.
 *
 * <p>Threads: safe for all. No function blocks.
 *
 * <p>Spec: DGRAM-DISPATCH-01, CATEGORY-04.
 */
@ProviderType
public interface WskProviderDatagramDispatch extends WskProviderBasicDispatch {
    /**
     * Binds the socket to a local address, unicast or multicast, from which it may then send and receive; on the
     * wildcard address it receives on all local addresses, and routing chooses the one that it sends from.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is the client's, and read during the call only. Information: 0.
     *
     * <p>Spec: BIND-01..BIND-07, BIND-10, BIND-16, BIND-18..BIND-20, SHARING-01..SHARING-25.
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
     * Sends one datagram. An address given here goes before the fixed one.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: buffer description and address are read during the call only; the MDL chain and the control
     * information stay as they are until the IRP completes. Nothing is buffered in between. Information: the number of
     * bytes sent.
     *
     * <p>Spec: SENDTO-01..SENDTO-15, SIO-REMOTE-03, SIO-REMOTE-05, SIO-SENDTO-03, SIO-SENDTO-05, SO-BROADCAST-05.
     *
     * @param socket the socket that this table belongs to
     * @param buffer the bytes of the datagram
     * @param flags reserved, 0
     * @param remoteAddress where to, of the socket's family; or null for the fixed address that
     *     SIO_WSK_SET_REMOTE_ADDRESS or SIO_WSK_SET_SENDTO_ADDRESS has set
     * @param controlInfoLength how many bytes of control information there are, 0 for none
     * @param controlInfo the control information, or null for none
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: sent; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no buffer, or one that does not fit its MDL
     *     chain, flags not 0, no address given and none fixed, an address of another family, control information that
     *     is not well formed
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound
     * <li>STATUS_ACCESS_DENIED: a broadcast address while SO_BROADCAST is off
     * <li>STATUS_NOT_SUPPORTED: control information that the transport cannot send
     * <li>STATUS_NETWORK_UNREACHABLE, STATUS_HOST_UNREACHABLE: there is no way to there; or another failure of the
     *     transport, such as a datagram that is too long
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskSendTo(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp);

    /**
     * Receives one datagram. Several receives may be queued; they are filled in the order of the calls, before
     * {@link WskReceiveFromEvent} is called. What does not fit the buffer is lost, and flagged.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the buffer description is read during the call only; MDL chain, address and the three control
     * parameters are the provider's until the IRP completes. Information: the number of bytes received, at most the
     * length of the buffer.
     *
     * <p>Spec: RECEIVEFROM-01..RECEIVEFROM-22, SIO-REMOTE-04.
     *
     * @param socket the socket that this table belongs to
     * @param buffer where to store the bytes
     * @param flags reserved, 0
     * @param remoteAddress receives the sender's address, of the socket's family; or null
     * @param controlLength holds the size of {@code controlInfo} and receives the size of the control information, 0
     *     for none; or null, and {@code controlInfo} is ignored
     * @param controlInfo receives the control information, or null; its contents are undefined when there is none
     * @param controlFlags receives any of MSG_BCAST (received as broadcast), MSG_MCAST (sent to a multicast address),
     *     MSG_TRUNC (datagram cut off) and MSG_CTRUNC (control information cut off); or null
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: received; a datagram that was cut off is a success, too; STATUS_PENDING: none was there,
     *     and the IRP completes when one comes; otherwise a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no buffer, or one that does not fit its MDL
     *     chain, flags not 0, an address of another family
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles; or another failure of the
     *     transport
     * </ul>
     */
    NtStatus wskReceiveFrom(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            ULong controlLength,
            CmsgHdr controlInfo,
            ULong controlFlags,
            Irp irp);

    /**
     * Gives back a list that the client retained by returning STATUS_PENDING from {@link WskReceiveFromEvent}. Every
     * such list is given back before the socket is closed; closing does not do it.
     *
     * <p>Called by the client. It takes no IRP and has finished when it returns. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: with the call, all that was indicated together with that head is the provider's again.
     *
     * <p>Spec: RELEASE-DGRAM-01..RELEASE-DGRAM-05, CLOSE-12.
     *
     * @param socket the socket that this table belongs to
     * @param datagramIndication the head of the list, as it was passed to the callback
     * @return STATUS_SUCCESS: released; STATUS_INVALID_PARAMETER: null, or not the head of a list that this socket
     *     indicated
     * @throws org.wsk4j.wdm.BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when this socket indicated the list, but the
     *     client does not retain it: it never did, or has released it before
     */
    NtStatus wskRelease(WskSocket socket, WskDatagramIndication datagramIndication);

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

    /**
     * Sends several datagrams, all to one address, as one request (Windows 8).
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the address is read during the call only; the list, its buffers and MDL chains and the control
     * information stay as they are until the IRP completes. Information: the number of bytes sent, of all datagrams
     * together.
     *
     * <p>Spec: SENDMESSAGES-01..SENDMESSAGES-09.
     *
     * @param socket the socket that this table belongs to
     * @param bufferList the datagrams
     * @param flags reserved, 0
     * @param remoteAddress where to, of the socket's family; or null for the fixed address that
     *     SIO_WSK_SET_REMOTE_ADDRESS or SIO_WSK_SET_SENDTO_ADDRESS has set
     * @param controlInfoLength how many bytes of control information there are, 0 for none
     * @param controlInfo the control information that goes with every datagram, or null for none
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: sent; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no buffer, or one that does not fit its MDL
     *     chain, flags not 0, no address given and none fixed, an address of another family, control information that
     *     is not well formed
     * <li>STATUS_INVALID_DEVICE_STATE: the socket is not bound
     * <li>STATUS_ACCESS_DENIED: a broadcast address while SO_BROADCAST is off
     * <li>STATUS_NOT_SUPPORTED: control information that the transport cannot send
     * <li>STATUS_NETWORK_UNREACHABLE, STATUS_HOST_UNREACHABLE: there is no way to there; or another failure of the
     *     transport, such as a datagram that is too long
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskSendMessages(
            WskSocket socket,
            WskBufList bufferList,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp);
}
