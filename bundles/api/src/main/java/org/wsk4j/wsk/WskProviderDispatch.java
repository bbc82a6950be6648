// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import java.nio.CharBuffer;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;

/**
 * The functions of the provider for a client as a whole (WSK_PROVIDER_DISPATCH).
 *
 * <p>Reached through a captured {@link WskProviderNpi}, or as provider dispatch from the NMR attach, and used until
 * that is released or detached. A function that nobody implements at the moment answers STATUS_NOT_SUPPORTED.
 *
 * <p>In Java: the table of function pointers is an interface; its methods take the client object, as the functions do
 * in C.
 *
 * <p>Threads: safe for all. The socket functions do not block; name resolution needs PASSIVE_LEVEL.
 *
 * <p>Spec: PROVIDER-DISPATCH-01..PROVIDER-DISPATCH-07, CLIENT-OBJ-02, RELEASE-NPI-04.
 */
@ProviderType
public interface WskProviderDispatch {
    /**
     * The version of the NPI that the subsystem uses for this attachment (Version); its minor number may be higher than
     * the wanted one.
     *
     * <p>Called by the client. IRQL: any. Spec: PROVIDER-DISPATCH-01, VERSION-03..VERSION-05, EXT-05.
     *
     * @return the version, packed as {@link WskVersion#make} does; 16 bits
     */
    int version();

    /**
     * Reserved for the subsystem (Reserved); clients ignore it.
     *
     * <p>Called by nobody. IRQL: any. Spec: PROVIDER-DISPATCH-02.
     *
     * @return a number without meaning; 16 bits
     */
    int reserved();

    /**
     * Creates a socket. Its event callbacks are disabled, except those enabled statically.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: context and dispatch serve as long as the socket. The socket is made by the subsystem; it is the
     * client's until its close completes. Information: the new {@link WskSocket}, as
     * {@code informationObject(WskSocket.class)}; its table is that of the category.
     *
     * <p>Spec: SOCKET-01..SOCKET-23, CATEGORY-01..CATEGORY-08, AF-TYPES-04, WSKSOCKET-02.
     *
     * @param client the client object of the captured NPI, required
     * @param addressFamily AF_INET, AF_INET6 or another family of a transport
     * @param socketType SOCK_STREAM, SOCK_DGRAM or SOCK_RAW
     * @param protocol a protocol that belongs to both
     * @param flags the category, exactly one: {@link WskConstants#WSK_FLAG_BASIC_SOCKET},
     *     {@link WskConstants#WSK_FLAG_LISTEN_SOCKET}, {@link WskConstants#WSK_FLAG_DATAGRAM_SOCKET},
     *     {@link WskConstants#WSK_FLAG_CONNECTION_SOCKET} or {@link WskConstants#WSK_FLAG_STREAM_SOCKET}
     * @param socketContext the client's context for the callbacks of the socket, or null; null for a basic socket
     * @param dispatch the client's table of the category: {@link WskClientListenDispatch},
     *     {@link WskClientDatagramDispatch}, {@link WskClientConnectionDispatch} or {@link WskClientStreamDispatch};
     *     null when no callback is going to be enabled, and for a basic socket
     * @param owningProcess the bundle in whose security context the socket is bound; null for the calling client's own
     * @param owningThread the thread whose security context counts instead; null for none in particular
     * @param securityDescriptor a cached copy from WSK_CACHE_SD, which may be released after the IRP has completed;
     *     null for the default descriptor, which does not let others share the local address
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: created; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), several categories or unknown flags, a table of
     *     another category, a context or table for a basic socket, a security descriptor that is no cached copy
     * <li>STATUS_INVALID_HANDLE: no client object
     * <li>STATUS_NOT_SUPPORTED: no transport serves this combination of family, type and protocol in that category (but a
     *     listening socket for datagrams is created, and only its bind fails); the bundle that implements the function
     *     is not there
     * <li>STATUS_DEVICE_NOT_READY: the provider is detaching from the client, or has detached
     * <li>STATUS_CANCELLED: the IRP was cancelled
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskSocket(
            WskClient client,
            int addressFamily,
            int socketType,
            int protocol,
            int flags,
            Object socketContext,
            Object dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp);

    /**
     * Creates a connection-oriented socket, binds it and connects it, as one request. After any failure, no socket is
     * left behind. Who has to set options before the bind or the connect takes the three steps instead.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the addresses are the client's, and read during the call only; context and dispatch serve as long as
     * the socket. The socket is made by the subsystem; it is the client's until its close completes. Information: the
     * new, connected {@link WskSocket}, as {@code informationObject(WskSocket.class)}. Its event callbacks are
     * disabled, except those enabled statically.
     *
     * <p>Spec: SOCKETCONNECT-01..SOCKETCONNECT-16, CONNECT-10.
     *
     * @param client the client object of the captured NPI, required
     * @param socketType SOCK_STREAM, or what else a transport connects
     * @param protocol a protocol that belongs to it
     * @param localAddress the address to bind to, which also decides the address family; required
     * @param remoteAddress the peer's address, of the same family; required
     * @param flags reserved, 0
     * @param socketContext the client's context for the callbacks of the socket, or null
     * @param dispatch the client's callbacks, or null when none is going to be enabled
     * @param owningProcess the bundle in whose security context the socket is bound; null for the calling client's own
     * @param owningThread the thread whose security context counts instead; null for none in particular
     * @param securityDescriptor a cached copy from WSK_CACHE_SD, which may be released after the IRP has completed;
     *     null for the default descriptor, which does not let others share the local address
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: connected; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise
     *     a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), an address missing or of another family, flags
     *     not 0, a security descriptor that is no cached copy
     * <li>STATUS_INVALID_HANDLE: no client object
     * <li>STATUS_NOT_SUPPORTED: no transport serves this combination of family, type and protocol; the bundle that
     *     implements the function is not there
     * <li>STATUS_ADDRESS_ALREADY_EXISTS: another socket uses the local address
     * <li>STATUS_ACCESS_DENIED: another socket uses the local address, and this one may not share it
     * <li>STATUS_CONNECTION_REFUSED, STATUS_IO_TIMEOUT, STATUS_NETWORK_UNREACHABLE, STATUS_HOST_UNREACHABLE,
     *     STATUS_CONNECTION_RESET: nobody listens there, nobody answers, there is no way to there, or the peer broke
     *     off
     * <li>STATUS_DEVICE_NOT_READY: the provider is detaching from the client, or has detached
     * <li>STATUS_CANCELLED: the IRP was cancelled
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskSocketConnect(
            WskClient client,
            int socketType,
            int protocol,
            SockAddr localAddress,
            SockAddr remoteAddress,
            int flags,
            Object socketContext,
            WskClientConnectionDispatch dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp);

    /**
     * Runs a control operation on the client as a whole. {@link WskConstants} lists, code by code, the Java type of
     * both buffers, their sizes, whether the IRP is required or must be null, and when the operation may be used.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: both buffers and {@code outputSizeReturned} are the client's; they stay as they are until the
     * operation has completed. An IRP is completed with the return status, or later after STATUS_PENDING. Information:
     * the number of bytes stored in the output buffer.
     *
     * <p>Spec: CONTROLCLIENT-01..CONTROLCLIENT-14.
     *
     * @param client the client object of the captured NPI, required
     * @param controlCode one of the seven control codes
     * @param inputSize the size of the input, as in C; 0 without one
     * @param inputBuffer the input, of the Java type that belongs to the code; null without one
     * @param outputSize the size of the output buffer, as in C; 0 without one
     * @param outputBuffer receives the output, of the Java type that belongs to the code; null without one
     * @param outputSizeReturned receives the size of the output (or the size that it needs) when there is no IRP and
     *     the size cannot be known before; else null, and ignored when there is an IRP
     * @param irp the request; required or null as the code demands
     * @return STATUS_SUCCESS: done; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which an IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: an unknown code, an IRP missing or given against the rule of the code, an input of
     *     the wrong type or too small, no output size variable where one is needed, a descriptor to release that is no
     *     cached copy
     * <li>STATUS_INVALID_HANDLE: no client object
     * <li>STATUS_BUFFER_OVERFLOW: the output buffer is too small; the needed size is stored
     * <li>STATUS_INVALID_DEVICE_STATE: an operation that comes before the first socket comes after it; nothing is
     *     changed
     * <li>STATUS_NOT_SUPPORTED: WSK_TDI_DEVICENAME_MAPPING; the bundle that implements the function is not there
     * <li>STATUS_DEVICE_NOT_READY: the provider is detaching from the client, or has detached
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the client deregisters
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     */
    NtStatus wskControlClient(
            WskClient client,
            int controlCode,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp);

    /**
     * Translates a host name, a service name, or both, to transport addresses (Windows 7).
     *
     * <p>Called by the client. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: names and hints are the client's, and read during the call only. The list in {@code result} is made by
     * the subsystem before the IRP completes with success, and the client gives it back with
     * {@code wskFreeAddressInfo}. Information: 0; the status in the IRP is the outcome.
     *
     * <p>Spec: GETADDRINFO-01..GETADDRINFO-19, RESOLVE-01..RESOLVE-04.
     *
     * @param client the client object of the captured NPI, required
     * @param nodeName a host name, or a numeric IPv4 or IPv6 address; or null
     * @param serviceName a service name, or a port number as text; or null
     * @param nameSpace the name space to ask, NS_ALL (0) for all
     * @param provider the one name space provider to ask, or null
     * @param hints which kinds of socket the client supports, or null
     * @param result receives the head of the list; left alone on failure
     * @param owningProcess the bundle on whose account the name is resolved; null for a local account with few rights
     * @param owningThread the thread whose account counts instead, only together with {@code owningProcess}; or null
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: resolved; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise a
     *     failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), neither name given, no place for the result,
     *     hints that contradict each other, a thread without its process, a process or thread while the calling thread
     *     impersonates
     * <li>STATUS_INVALID_HANDLE: no client object
     * <li>STATUS_NO_MATCH: the name cannot be resolved
     * <li>STATUS_DEVICE_NOT_READY: the provider is detaching from the client, or has detached
     * <li>STATUS_NOT_SUPPORTED: the bundle that implements the function is not there
     * <li>STATUS_CANCELLED: the IRP was cancelled
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * <li>any other failure: that of the first name space provider that failed, when none had an answer
     * </ul>
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL
     */
    NtStatus wskGetAddressInfo(
            WskClient client,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid provider,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp);

    /**
     * Gives back a list that {@code wskGetAddressInfo} made (Windows 7). It takes no IRP and returns nothing.
     *
     * <p>Called by the client, once for each list. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: with the call the whole list is the subsystem's again.
     *
     * <p>Spec: FREEADDRINFO-01, FREEADDRINFO-02.
     *
     * @param client the client object of the captured NPI, required
     * @param addrInfo the head of the list, as it was stored in {@code result}
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL; DRIVER_VERIFIER_DETECTED_VIOLATION when
     *     it is not the head of a list that the client has: another client's, an entry in the middle, or freed before
     */
    void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo);

    /**
     * Translates a transport address to a host name, a service name, or both (Windows 7). The host name is fully
     * qualified unless a flag says otherwise; a host without a name is given in its numeric form.
     *
     * <p>Called by the client. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: the address is read during the call only. Both name buffers are the client's; they are written before
     * the IRP completes, and only on success. Information: 0; the status in the IRP is the outcome.
     *
     * <p>In Java a UNICODE_STRING is a {@link java.nio.CharBuffer}: name and terminating NUL are stored from its
     * position on and need as much room up to its limit; on success its limit is set to the end of the name, before the
     * NUL, so that {@code toString()} is the name. {@code clear()} makes the buffer ready for another call.
     *
     * <p>Spec: GETNAMEINFO-01..GETNAMEINFO-20, RESOLVE-01.
     *
     * @param client the client object of the captured NPI, required
     * @param sockAddr the address
     * @param sockAddrLength its size in bytes, at most 128
     * @param nodeName receives the host name; or null
     * @param serviceName receives the service name; or null, but not both
     * @param flags any of NI_NOFQDN, NI_NUMERICHOST, NI_NAMEREQD, NI_NUMERICSERV and NI_DGRAM
     * @param owningProcess the bundle on whose account the name is resolved; null for a local account with few rights
     * @param owningThread the thread whose account counts instead, only together with {@code owningProcess}; or null
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: translated; STATUS_PENDING: it goes on, and the IRP completes with the outcome; otherwise
     *     a failure, with which the IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: no IRP (then nothing is completed), no address or a wrong length, no buffer for
     *     either name, unknown flags, a thread without its process, a process or thread while the calling thread
     *     impersonates
     * <li>STATUS_INVALID_HANDLE: no client object
     * <li>STATUS_NO_MATCH: there is no name, and one was required
     * <li>STATUS_BUFFER_TOO_SMALL: a name does not fit its buffer; nothing is stored
     * <li>STATUS_DEVICE_NOT_READY: the provider is detaching from the client, or has detached
     * <li>STATUS_NOT_SUPPORTED: the bundle that implements the function is not there
     * <li>STATUS_CANCELLED: the IRP was cancelled
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * <li>any other failure: that of the first name space provider that failed, when a name was required and none had one
     * </ul>
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL
     */
    NtStatus wskGetNameInfo(
            WskClient client,
            SockAddr sockAddr,
            int sockAddrLength,
            CharBuffer nodeName,
            CharBuffer serviceName,
            int flags,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp);
}
