// SPDX-License-Identifier: Apache-2.0

/**
 * Winsock Kernel (wsk.h): the registration functions, the tables of functions that the provider gives, the tables of
 * callbacks that a client gives, and the structures that both exchange.
 *
 * <h2>Where to begin</h2>
 *
 * <p>A client registers and captures the provider's NPI ({@link org.wsk4j.wsk.WskRegistrar}, or simply a reference to
 * the service {@link org.wsk4j.wsk.WskProviderNpi}), makes sockets with the functions of
 * {@link org.wsk4j.wsk.WskProviderDispatch}, and casts each socket's {@link org.wsk4j.wsk.WskSocket#dispatch()} to the
 * table of its category.
 *
 * <table>
 * <caption>The tables of the five socket categories</caption>
 * <tr><th scope="col">category</th><th scope="col">functions of the provider</th>
 *     <th scope="col">callbacks of the client</th></tr>
 * <tr><th scope="row">basic</th><td>{@link org.wsk4j.wsk.WskProviderBasicDispatch}</td><td>none</td></tr>
 * <tr><th scope="row">listening</th><td>{@link org.wsk4j.wsk.WskProviderListenDispatch}</td>
 *     <td>{@link org.wsk4j.wsk.WskClientListenDispatch}</td></tr>
 * <tr><th scope="row">datagram</th><td>{@link org.wsk4j.wsk.WskProviderDatagramDispatch}</td>
 *     <td>{@link org.wsk4j.wsk.WskClientDatagramDispatch}</td></tr>
 * <tr><th scope="row">connection-oriented</th><td>{@link org.wsk4j.wsk.WskProviderConnectionDispatch}</td>
 *     <td>{@link org.wsk4j.wsk.WskClientConnectionDispatch}</td></tr>
 * <tr><th scope="row">stream</th><td>{@link org.wsk4j.wsk.WskProviderStreamDispatch}</td>
 *     <td>{@link org.wsk4j.wsk.WskClientStreamDispatch}</td></tr>
 * </table>
 *
 * <h2>What holds for every function that takes an IRP</h2>
 *
 * <ul>
 * <li>An accepted IRP is completed exactly once, whatever the function returns. STATUS_SUCCESS: it was completed with
 *     success, and its completion routine has run, before the function returned. STATUS_PENDING: it completes later, in
 *     another thread or even before the function returns, and {@code irp.ioStatus()} then holds the outcome; any status
 *     that the function lists may be that outcome. Any other status: it was completed with that failure. Its
 *     PendingReturned is true if and only if the function returned STATUS_PENDING. Spec: IRP-01, IRP-02, IRP-45,
 *     IRP-47.
 * <li>{@code information()} is 0 wherever a function does not say otherwise, and after every failure. Spec: IRP-43,
 *     IRP-44.
 * <li>Without the IRP that it needs, a function returns STATUS_INVALID_PARAMETER; nothing is completed and nothing is
 *     written.
 * <li>A pending request ends with STATUS_CANCELLED when its creator cancels the IRP or closes the socket. A cancelled
 *     request may still end with success: the status in the IRP decides. Spec: IRP-30, IRP-33, CLOSE-07.
 * <li>STATUS_INSUFFICIENT_RESOURCES: memory, threads or handles of the system ran out.
 * <li>STATUS_FILE_FORCED_CLOSED: the socket works no longer (its transport left, or the client's detach took too long).
 *     The client closes it soon; closing is the one function that still works. Spec: FORCED-CLOSED-01,
 *     FORCED-CLOSED-02.
 * <li>A function whose bundle is not installed, or a transport that cannot do it: STATUS_NOT_SUPPORTED.
 * <li>A null among the arguments that are not optional, and a reserved {@code flags} that is not 0:
 *     STATUS_INVALID_PARAMETER.
 * <li>What stops a Windows machine throws {@link org.wsk4j.wdm.BugCheck} and leaves everything else unharmed: using an
 *     IRP that is pending, a socket after WskCloseSocket, and blocking calls at DISPATCH_LEVEL.
 * <li>A socket with the table of another category is answered with STATUS_INVALID_HANDLE, a call through the dispatch
 *     after the last release with STATUS_DEVICE_NOT_READY, a client object that is detached with STATUS_INVALID_HANDLE.
 * </ul>
 *
 * <h2>Whose memory is whose</h2>
 *
 * <ul>
 * <li>The {@link org.wsk4j.wsk.WskBuf}, the addresses, strings and dispatch tables that a function takes <em>in</em>
 *     are read during the call only, as if they lay on the caller's stack. What a {@code WskBuf} describes (the MDL
 *     chain), both buffers of a control operation, control information, and every output stay untouched by the client
 *     until the IRP completes. Spec: SEND-09, RECEIVE-17, SENDTO-12, RECEIVEFROM-19, CONTROLSOCKET-15.
 * <li>What a callback gets is the provider's and valid during the call only, except lists that the client retains by
 *     returning STATUS_PENDING, and the accepted socket, which is the client's until it closes it.
 * <li>In Java a structure is an object, a pointer is a reference and NULL is null; 16- and 32-bit numbers are
 *     {@code int}, SIZE_T is {@code long}. An output that is a pointer is a {@link org.wsk4j.wdm.Ptr}, an output number
 *     a {@link org.wsk4j.wdm.ULong} or {@link org.wsk4j.wdm.SizeT} that the caller allocates.
 * </ul>
 *
 * <h2>What holds for every callback</h2>
 *
 * <ul>
 * <li>It is called by the provider in an arbitrary thread, mostly an I/O thread at DISPATCH_LEVEL, with no lock held.
 *     It may start requests, close its socket included, but may never wait for one, nor block. Spec: EVENT-10,
 *     EVENT-11, EVENT-14.
 * <li>The callbacks of one socket are serial and in order: the next begins after the one before has returned. Those of
 *     different sockets may run at the same time. Spec: RECEIVE-EVENT-18.
 * <li>None begins after the socket's close completed, nor after a disabled event has been reported as disabled. Spec:
 *     CLOSE-08, CLOSE-10, SO-EVENT-13.
 * <li>One that throws, or that returns null or a status it may not return, is logged with the name of the client's
 *     bundle and counts as the refusal that it documents. The I/O thread survives.
 * </ul>
 *
 * <p>Import ranges: clients, which call the tables and implement the callbacks, import {@code [1.0,2)}; bundles that
 * implement the {@code @ProviderType} interfaces import {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.wsk;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
