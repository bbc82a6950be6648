// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/**
 * The functions that every socket has, and the only ones of a basic socket (WSK_PROVIDER_BASIC_DISPATCH).
 *
 * <p>A basic socket is neither bound nor does it transfer data: it serves to set and query what a transport offers. The
 * tables of the other four categories extend this one, so that any socket can be controlled and closed through it.
 *
 * <p>In Java: the table of function pointers is an interface; its methods take the socket, as the functions do in C.
 *
 * <p>Threads: safe for all. No function blocks.
 *
 * <p>Spec: PROVIDER-BASIC-01..PROVIDER-BASIC-03, CATEGORY-02, BIND-15.
 */
@ProviderType
public interface WskProviderBasicDispatch {
    /**
     * Sets a socket option, gets one, or runs an I/O control operation. {@link WskConstants} lists, code by code, the
     * Java type of both buffers, their sizes, whether the IRP is required, optional or must be null, and when the
     * operation may be used. Transports may know more codes; these are passed on to them.
     *
     * <p>Called by the client, from the creation of the socket on. IRQL: &lt;= DISPATCH_LEVEL; PASSIVE_LEVEL for
     * SIO_ADDRESS_LIST_QUERY, SIO_ADDRESS_LIST_CHANGE, SIO_ADDRESS_LIST_SORT, SIO_LOOPBACK_FAST_PATH and the three
     * connection redirect codes.
     *
     * <p>Memory: both buffers and {@code outputSizeReturned} are the client's; they stay as they are until the
     * operation has completed. An IRP is completed with the return status, or later after STATUS_PENDING. Information:
     * the number of bytes stored in the output buffer.
     *
     * <p>Spec: CONTROLSOCKET-01..CONTROLSOCKET-19, SO-EVENT-10..SO-EVENT-12.
     *
     * @param socket any socket; this function is the same in every table
     * @param requestType set an option, get an option, or run an I/O control operation
     * @param controlCode the option, or the I/O control code
     * @param level SOL_SOCKET for options of WSK itself, else the number of the protocol that has the option; ignored
     *     for {@link WskControlSocketType#WskIoctl}
     * @param inputSize the size of the input, as in C; 0 without one
     * @param inputBuffer the input, of the Java type that belongs to the code; null without one
     * @param outputSize the size of the output buffer, as in C; 0 without one
     * @param outputBuffer receives the output, of the Java type that belongs to the code; null without one
     * @param outputSizeReturned receives the size of the output (or the size that it needs) when there is no IRP and
     *     the size cannot be known before; else null, and ignored when there is an IRP
     * @param irp the request; required, optional or null as the code demands
     * @return STATUS_SUCCESS: done; STATUS_PENDING: it goes on, and the IRP completes with the outcome;
     *     STATUS_EVENT_PENDING: without an IRP, an event callback is disabled as soon as the calls in progress have
     *     returned; otherwise a failure, with which an IRP is completed too:
     * <ul>
     * <li>STATUS_INVALID_PARAMETER: an IRP missing or given against the rule of the code, an input of the wrong type or
     *     too small, no output size variable where one is needed, an unknown request type, a value that the option
     *     cannot have, several events to disable at once
     * <li>STATUS_NOT_SUPPORTED: a code that is unknown, or not for this category or transport; an unknown extension
     *     interface
     * <li>STATUS_INVALID_DEVICE_STATE: too early or too late for this code, such as an option that is set before the
     *     bind
     * <li>STATUS_INVALID_DEVICE_REQUEST: SIO_WSK_QUERY_INSPECT_ID on a socket that has no such identifier
     * <li>STATUS_BUFFER_OVERFLOW: the output buffer is too small for a list; the needed size is stored
     * <li>STATUS_BUFFER_TOO_SMALL: the output buffer is too small for a fixed size or a redirect query
     * <li>STATUS_INVALID_BUFFER_SIZE: SIO_LOOPBACK_FAST_PATH with an input of another size
     * <li>STATUS_NOT_FOUND, STATUS_INTEGER_OVERFLOW, STATUS_ACCESS_DENIED: a redirect code without a record, too large,
     *     or not allowed
     * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer; the client closes it soon
     * <li>STATUS_CANCELLED: the IRP was cancelled, or the socket closed
     * <li>STATUS_INSUFFICIENT_RESOURCES: the system ran out of memory, threads or handles
     * </ul>
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL for a code that needs PASSIVE_LEVEL at a higher one
     */
    NtStatus wskControlSocket(
            WskSocket socket,
            WskControlSocketType requestType,
            int controlCode,
            int level,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp);

    /**
     * Closes the socket and frees what belongs to it. A connection that is not disconnected in both directions is
     * aborted. Pending requests of the socket complete with STATUS_CANCELLED, callbacks in progress return first, and
     * then the close completes: from then on nothing of the socket is outstanding, and the client may let its socket
     * context go. Closing does not release retained lists nor cached security descriptors.
     *
     * <p>Called by the client, once; allowed from a callback of the same socket, which cannot wait for it. No other
     * call of a function of the socket may be executing, and none may follow; pending requests do not matter.
     * IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: the socket object ends with the completion. Information: 0.
     *
     * <p>Spec: CLOSE-01..CLOSE-21, FORCED-CLOSED-01.
     *
     * @param socket any socket; this function is the same in every table
     * @param irp the request, required; its completion routine is set, and it is the provider's until it completes
     * @return STATUS_SUCCESS: closed; STATUS_PENDING: it goes on, and the IRP completes with STATUS_SUCCESS;
     *     STATUS_INVALID_PARAMETER: no IRP, and the socket stays open. Closing cannot fail otherwise
     * @throws org.wsk4j.wdm.BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when the socket is closed already
     */
    NtStatus wskCloseSocket(WskSocket socket, Irp irp);
}
