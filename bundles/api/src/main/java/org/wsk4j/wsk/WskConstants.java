// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import java.nio.ByteBuffer;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The constants of wsk.h: flags, event masks, control codes, options and sizes, with the spelling and the value of the
 * header.
 *
 * <p>Flags of different functions share values; each has its meaning in its own place only. Options and I/O control
 * codes that are not WSK's own, those at SOL_SOCKET included, are in {@link SocketOptions}.
 *
 * <h2>Control buffers in Java</h2>
 *
 * <p>The buffers of {@code wskControlClient} and {@code wskControlSocket} have the Java type that belongs to the code;
 * the size beside a buffer is the one that the structure has in C on a 64-bit machine, for which there are constants
 * here. A larger size is accepted where the buffer is one structure. Another type of input, or a smaller size, is
 * answered with STATUS_INVALID_PARAMETER; a smaller output with STATUS_BUFFER_OVERFLOW for a list and for any client
 * control code, else with STATUS_BUFFER_TOO_SMALL. A size that counts more than an array or a byte buffer holds:
 * STATUS_INVALID_PARAMETER. Where there is no buffer, it is null and its size 0. An IRP that is missing, or given where
 * it must be null: STATUS_INVALID_PARAMETER.
 *
 * <table>
 * <caption>Control codes of wskControlClient</caption>
 * <tr><th scope="col">code</th><th scope="col">input</th><th scope="col">output</th><th scope="col">IRP</th>
 *     <th scope="col">when</th></tr>
 * <tr><th scope="row">{@link #WSK_TRANSPORT_LIST_QUERY}</th>
 *     <td>none</td>
 *     <td>{@code WskTransport[]}, {@link #SIZEOF_WSK_TRANSPORT} for each element</td>
 *     <td>null; output size variable required</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link #WSK_TRANSPORT_LIST_CHANGE}</th>
 *     <td>none</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link #WSK_CACHE_SD}</th>
 *     <td>{@code Ptr<SecurityDescriptor>}, {@link #SIZEOF_POINTER}</td>
 *     <td>{@code Ptr<SecurityDescriptor>}, {@link #SIZEOF_POINTER}</td>
 *     <td>null</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link #WSK_RELEASE_SD}</th>
 *     <td>{@code Ptr<SecurityDescriptor>}, {@link #SIZEOF_POINTER}</td>
 *     <td>none</td>
 *     <td>null</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link #WSK_TDI_DEVICENAME_MAPPING}</th>
 *     <td>{@link WskTdiMapInfo}, {@link #SIZEOF_WSK_TDI_MAP_INFO}</td>
 *     <td>none</td>
 *     <td>null</td>
 *     <td>before any socket</td></tr>
 * <tr><th scope="row">{@link #WSK_SET_STATIC_EVENT_CALLBACKS}</th>
 *     <td>{@link WskEventCallbackControl}, {@link #SIZEOF_WSK_EVENT_CALLBACK_CONTROL}</td>
 *     <td>none</td>
 *     <td>null</td>
 *     <td>before any socket</td></tr>
 * <tr><th scope="row">{@link #WSK_TDI_BEHAVIOR}</th>
 *     <td>{@link ULong} of flags, {@link #SIZEOF_ULONG}</td>
 *     <td>none</td>
 *     <td>null</td>
 *     <td>before any socket</td></tr>
 * </table>
 *
 * <p>An option is set from an input and got into an output of the same type, {@link #SIZEOF_ULONG} for a {@link ULong},
 * {@link #SIZEOF_POINTER} for a {@code Ptr}, {@link #SIZEOF_WSK_EVENT_CALLBACK_CONTROL} for the event control. The IRP
 * is required for both, except that SO_WSK_EVENT_CALLBACK takes none to enable and may have one to disable. The level
 * is {@link SocketOptions#SOL_SOCKET} unless the table says otherwise. A stream socket takes what a listening or a
 * connection-oriented one does, except SO_CONDITIONAL_ACCEPT.
 *
 * <table>
 * <caption>Socket options, each with its default</caption>
 * <tr><th scope="col">option</th><th scope="col">data (default)</th><th scope="col">categories</th>
 *     <th scope="col">when</th></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_REUSEADDR}</th>
 *     <td>{@link ULong} 0 or 1 (0)</td>
 *     <td>listening, datagram, connection-oriented</td>
 *     <td>set before the bind; not together with SO_EXCLUSIVEADDRUSE</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_EXCLUSIVEADDRUSE}</th>
 *     <td>{@link ULong} 0 or 1 (0)</td>
 *     <td>listening, datagram, connection-oriented</td>
 *     <td>set before the bind; not together with SO_REUSEADDR</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_KEEPALIVE}</th>
 *     <td>{@link ULong} 0 or 1 (0)</td>
 *     <td>listening (inherited), connection-oriented</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_BROADCAST}</th>
 *     <td>{@link ULong} 0 or 1 (0)</td>
 *     <td>datagram</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_RCVBUF}</th>
 *     <td>{@link ULong}, bytes (transport)</td>
 *     <td>listening (inherited), datagram, connection-oriented</td>
 *     <td>any time</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SO_CONDITIONAL_ACCEPT}</th>
 *     <td>{@link ULong} 0 or 1 (0)</td>
 *     <td>listening</td>
 *     <td>set before the bind</td></tr>
 * <tr><th scope="row">{@link #SO_WSK_SECURITY}</th>
 *     <td>{@code Ptr<SecurityDescriptor>}, a cached copy (the default descriptor)</td>
 *     <td>listening, datagram, connection-oriented</td>
 *     <td>set before the bind</td></tr>
 * <tr><th scope="row">{@link #SO_WSK_EVENT_CALLBACK}</th>
 *     <td>{@link WskEventCallbackControl}, set only (all disabled)</td>
 *     <td>listening, datagram, connection-oriented; basic with an extension</td>
 *     <td>listening and datagram after the bind, connection-oriented after the connect</td></tr>
 * <tr><th scope="row">{@link SocketOptions#IPV6_V6ONLY} at level IPPROTO_IPV6</th>
 *     <td>{@link ULong} 0 or 1 (1)</td>
 *     <td>listening, datagram, connection-oriented</td>
 *     <td>set before the bind</td></tr>
 * <tr><th scope="row">{@link SocketOptions#TCP_NODELAY}, {@link SocketOptions#TCP_FASTOPEN} and others at level
 * IPPROTO_TCP</th>
 *     <td>{@link ULong}</td>
 *     <td>listening (inherited), connection-oriented</td>
 *     <td>as the transport says</td></tr>
 * </table>
 *
 * <table>
 * <caption>I/O control codes, for which the level is 0 and ignored</caption>
 * <tr><th scope="col">code</th><th scope="col">input</th><th scope="col">output</th><th scope="col">IRP</th>
 *     <th scope="col">categories</th></tr>
 * <tr><th scope="row">{@link #SIO_WSK_SET_REMOTE_ADDRESS}</th>
 *     <td>{@link SockAddr}, its {@code size()}; none to clear</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>datagram, bound</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_SET_SENDTO_ADDRESS}</th>
 *     <td>{@link SockAddr}, its {@code size()}; none to clear</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>datagram, bound</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_REGISTER_EXTENSION}</th>
 *     <td>{@link WskExtensionControlIn}, {@link #SIZEOF_WSK_EXTENSION_CONTROL_IN}</td>
 *     <td>{@link WskExtensionControlOut}, {@link #SIZEOF_WSK_EXTENSION_CONTROL_OUT}</td>
 *     <td>null</td>
 *     <td>all</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_QUERY_IDEAL_SEND_BACKLOG}</th>
 *     <td>none</td>
 *     <td>{@link SizeT}, {@link #SIZEOF_SIZE_T}</td>
 *     <td>required</td>
 *     <td>connection-oriented, connected</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_QUERY_RECEIVE_BACKLOG}</th>
 *     <td>none</td>
 *     <td>{@link SizeT}, {@link #SIZEOF_SIZE_T}</td>
 *     <td>required</td>
 *     <td>connection-oriented, connected</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_QUERY_INSPECT_ID}</th>
 *     <td>none</td>
 *     <td>{@link WskInspectId}, {@link #SIZEOF_WSK_INSPECT_ID}</td>
 *     <td>null; output size variable required</td>
 *     <td>accepted in conditional accept mode</td></tr>
 * <tr><th scope="row">{@link #SIO_WSK_SET_TCP_SILENT_MODE}</th>
 *     <td>none</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>connected TCP, not loopback</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_ADDRESS_LIST_QUERY}</th>
 *     <td>none</td>
 *     <td>{@link SocketAddressList}, the size that it needs in C</td>
 *     <td>null; output size variable required</td>
 *     <td>all; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_ADDRESS_LIST_CHANGE}</th>
 *     <td>none</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>all; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_ADDRESS_LIST_SORT}</th>
 *     <td>not described</td>
 *     <td>not described</td>
 *     <td>not described</td>
 *     <td>none: STATUS_NOT_SUPPORTED; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_LOOPBACK_FAST_PATH}</th>
 *     <td>{@link Boolean}, {@link #SIZEOF_BOOLEAN}</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>TCP, before connect or accept; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS}</th>
 *     <td>none</td>
 *     <td>{@link ByteBuffer}, its remaining bytes</td>
 *     <td>required; output size variable as well</td>
 *     <td>accepted TCP; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT}</th>
 *     <td>none</td>
 *     <td>{@link ByteBuffer}, its remaining bytes</td>
 *     <td>required; output size variable as well</td>
 *     <td>accepted TCP; PASSIVE_LEVEL</td></tr>
 * <tr><th scope="row">{@link SocketOptions#SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS}</th>
 *     <td>{@link ByteBuffer}, its remaining bytes</td>
 *     <td>none</td>
 *     <td>required</td>
 *     <td>TCP, before the connect; PASSIVE_LEVEL</td></tr>
 * </table>
 *
 * <p>Other options and control codes of a transport take a {@link ULong} where the option is a 32-bit number, a
 * {@link SockAddr} where it is an address, else a {@link ByteBuffer}, whose remaining bytes the size counts.
 *
 * <p>Threads: safe for all. IRQL: any, for every member.
 *
 * <p>Spec: CONTROLCLIENT-06..CONTROLCLIENT-09, CONTROLCLIENT-12, CONTROLSOCKET-02..CONTROLSOCKET-09; each constant
 * names its own.
 */
public final class WskConstants {
    // Socket categories: flags of wskSocket

    /** A socket for control operations only. Spec: SOCKET-07, CATEGORY-02. */
    public static final int WSK_FLAG_BASIC_SOCKET = 0x00000000;

    /** A socket that listens as soon as it is bound. Spec: SOCKET-06, CATEGORY-03. */
    public static final int WSK_FLAG_LISTEN_SOCKET = 0x00000001;

    /** A socket for one connection. Spec: SOCKET-06, CATEGORY-05. */
    public static final int WSK_FLAG_CONNECTION_SOCKET = 0x00000002;

    /** A socket for datagrams. Spec: SOCKET-06, CATEGORY-04. */
    public static final int WSK_FLAG_DATAGRAM_SOCKET = 0x00000004;

    /** A socket that will either listen or connect. Spec: SOCKET-06, CATEGORY-06, STREAM-01. */
    public static final int WSK_FLAG_STREAM_SOCKET = 0x00000008;

    // Flags of the transfer functions and callbacks

    /**
     * Abortively, in {@code wskDisconnect} and {@link WskDisconnectEvent}. Spec: DISCONNECT-02, DISCONNECT-EVENT-03.
     */
    public static final int WSK_FLAG_ABORTIVE = 0x00000001;

    /** Out of band, in {@code wskSend}; in the header only, and answered with STATUS_NOT_SUPPORTED. */
    public static final int WSK_FLAG_OOB = 0x00000001;

    /** Without delay, in {@code wskSend}. Spec: SEND-02, SEND-03. */
    public static final int WSK_FLAG_NODELAY = 0x00000002;

    /** Only when the buffer is full, in {@code wskReceive}. Spec: RECEIVE-07, RECEIVE-10. */
    public static final int WSK_FLAG_WAITALL = 0x00000002;

    /** Throw away what comes, in {@code wskReceive}. Spec: RECEIVE-08..RECEIVE-10. */
    public static final int WSK_FLAG_DRAIN = 0x00000004;

    /** Do not retain, or release soon, in {@link WskReceiveEvent}. Spec: RECEIVE-EVENT-04. */
    public static final int WSK_FLAG_RELEASE_ASAP = 0x00000002;

    /** A whole message or its end, in {@link WskReceiveEvent}. Spec: RECEIVE-EVENT-05. */
    public static final int WSK_FLAG_ENTIRE_MESSAGE = 0x00000004;

    /**
     * The call is at DISPATCH_LEVEL, in all events of sockets but inspect, abort and send backlog. Spec:
     * ACCEPT-EVENT-05, RECEIVE-EVENT-06, RECEIVEFROM-EVENT-03, DISCONNECT-EVENT-04.
     */
    public static final int WSK_FLAG_AT_DISPATCH_LEVEL = 0x00000008;

    // Wait times of wskCaptureProviderNPI

    /** Do not wait for the provider. Spec: CAPTURE-02, CAPTURE-12. */
    public static final int WSK_NO_WAIT = 0;

    /** Wait for the provider until it comes or the client deregisters. Spec: CAPTURE-03, CAPTURE-11. */
    public static final int WSK_INFINITE_WAIT = 0xFFFFFFFF;

    // Event masks of WskEventCallbackControl

    /** {@link WskSendBacklogEvent}. Spec: BACKLOG-EVENT-02, SO-EVENT-18. */
    public static final int WSK_EVENT_SEND_BACKLOG = 0x00000010;

    /** {@link WskReceiveEvent}. Spec: RECEIVE-EVENT-02, SO-EVENT-18. */
    public static final int WSK_EVENT_RECEIVE = 0x00000040;

    /** {@link WskDisconnectEvent}. Spec: DISCONNECT-EVENT-02, SO-EVENT-18. */
    public static final int WSK_EVENT_DISCONNECT = 0x00000080;

    /** {@link WskReceiveFromEvent}. Spec: RECEIVEFROM-EVENT-02, SO-EVENT-17. */
    public static final int WSK_EVENT_RECEIVE_FROM = 0x00000100;

    /** {@link WskAcceptEvent}. Spec: ACCEPT-EVENT-02, SO-EVENT-16. */
    public static final int WSK_EVENT_ACCEPT = 0x00000200;

    /** With exactly one of the others: disable it. Spec: SO-EVENT-09. */
    public static final int WSK_EVENT_DISABLE = 0x80000000;

    // Control codes of wskControlClient

    /**
     * Lists the transports; with output size 0 and no buffer, asks how many bytes that takes. Spec:
     * TRANSPORT-QUERY-01..TRANSPORT-QUERY-08.
     */
    public static final int WSK_TRANSPORT_LIST_QUERY = 2;

    /** Completes once when a transport comes or goes. Spec: TRANSPORT-CHANGE-01..TRANSPORT-CHANGE-05. */
    public static final int WSK_TRANSPORT_LIST_CHANGE = 3;

    /** Makes a cached copy of a security descriptor, which is to be released. Spec: CACHE-SD-01..CACHE-SD-04. */
    public static final int WSK_CACHE_SD = 4;

    /** Releases a cached copy, however it was got. Spec: RELEASE-SD-01..RELEASE-SD-04. */
    public static final int WSK_RELEASE_SD = 5;

    /** Maps transports to TDI devices; refused with STATUS_NOT_SUPPORTED. Spec: TDI-MAP-01..TDI-MAP-09. */
    public static final int WSK_TDI_DEVICENAME_MAPPING = 6;

    /** Enables events on every later socket of the client, for good. Spec: STATIC-EVENTS-01..STATIC-EVENTS-08. */
    public static final int WSK_SET_STATIC_EVENT_CALLBACKS = 7;

    /** Keeps sockets off TDI transports; without effect, as there are none. Spec: TDI-BEHAVIOR-01..TDI-BEHAVIOR-05. */
    public static final int WSK_TDI_BEHAVIOR = 8;

    /** The flag of {@link #WSK_TDI_BEHAVIOR}. Spec: TDI-BEHAVIOR-03, TDI-BEHAVIOR-04. */
    public static final int WSK_TDI_BEHAVIOR_BYPASS_TDI = 0x00000001;

    // Socket options of WSK's own, at level SOL_SOCKET

    /** Where the numbers of WSK's own options begin. */
    public static final int WSK_SO_BASE = 0x4000;

    /**
     * The security descriptor that others are held against who want to share the address. Spec:
     * SO-SECURITY-01..SO-SECURITY-09.
     */
    public static final int SO_WSK_SECURITY = 0x4001;

    /** Enables or disables event callbacks of the socket. Spec: SO-EVENT-01..SO-EVENT-26. */
    public static final int SO_WSK_EVENT_CALLBACK = 0x4002;

    // I/O control codes of WSK's own

    /** The family of WSK's own codes, to which the bits for the direction are added. */
    public static final int IOC_WSK = 0x0F000000;

    /** Fixes the only peer of a datagram socket, or clears it. Spec: SIO-REMOTE-01..SIO-REMOTE-07. */
    public static final int SIO_WSK_SET_REMOTE_ADDRESS = 0x8F000001;

    /** Registers the socket for an extension interface; none is defined. Spec: SIO-EXTENSION-01..SIO-EXTENSION-05. */
    public static final int SIO_WSK_REGISTER_EXTENSION = 0xCF000002;

    /** Asks how many bytes should be under way. Spec: SIO-IDEAL-BACKLOG-01..SIO-IDEAL-BACKLOG-03. */
    public static final int SIO_WSK_QUERY_IDEAL_SEND_BACKLOG = 0x4F000003;

    /** Asks how many received bytes wait. Spec: SIO-RECEIVE-BACKLOG-01..SIO-RECEIVE-BACKLOG-03. */
    public static final int SIO_WSK_QUERY_RECEIVE_BACKLOG = 0x4F000004;

    /**
     * Asks which request the connection was; STATUS_INVALID_DEVICE_REQUEST if none. Spec:
     * SIO-INSPECT-ID-01..SIO-INSPECT-ID-05.
     */
    public static final int SIO_WSK_QUERY_INSPECT_ID = 0x4F000005;

    /** Fixes where a datagram socket sends to, or clears it. Spec: SIO-SENDTO-01..SIO-SENDTO-07. */
    public static final int SIO_WSK_SET_SENDTO_ADDRESS = 0x8F000006;

    /** Makes a connection send nothing any more, before it is closed. Spec: SIO-SILENT-01..SIO-SILENT-08. */
    public static final int SIO_WSK_SET_TCP_SILENT_MODE = 0x2F000007;

    // Sizes that the size arguments count, those of a 64-bit machine

    /** BOOLEAN, in Java a {@link Boolean}. */
    public static final int SIZEOF_BOOLEAN = 1;

    /** ULONG, in Java a {@link ULong}. */
    public static final int SIZEOF_ULONG = 4;

    /** SIZE_T, in Java a {@link SizeT}. */
    public static final int SIZEOF_SIZE_T = 8;

    /** A pointer, in Java a {@code Ptr}. */
    public static final int SIZEOF_POINTER = 8;

    /** WSK_TRANSPORT, in Java one element of a {@code WskTransport[]}. */
    public static final int SIZEOF_WSK_TRANSPORT = 28;

    /** WSK_EVENT_CALLBACK_CONTROL, in Java a {@link WskEventCallbackControl}. */
    public static final int SIZEOF_WSK_EVENT_CALLBACK_CONTROL = 16;

    /** WSK_EXTENSION_CONTROL_IN, in Java a {@link WskExtensionControlIn}. */
    public static final int SIZEOF_WSK_EXTENSION_CONTROL_IN = 24;

    /** WSK_EXTENSION_CONTROL_OUT, in Java a {@link WskExtensionControlOut}. */
    public static final int SIZEOF_WSK_EXTENSION_CONTROL_OUT = 16;

    /** WSK_INSPECT_ID, in Java a {@link WskInspectId}. */
    public static final int SIZEOF_WSK_INSPECT_ID = 16;

    /** WSK_TDI_MAP_INFO, in Java a {@link WskTdiMapInfo}. */
    public static final int SIZEOF_WSK_TDI_MAP_INFO = 16;

    // The NPI

    /**
     * Identifies the WSK NPI, to the NMR and in {@link WskEventCallbackControl}. Spec: SO-EVENT-14, STATIC-EVENTS-06,
     * NMR-WSK-01.
     */
    public static final Guid NPI_WSK_INTERFACE_ID = Guid.parse("{2227E803-8D8B-11D4-ABAD-009027719E09}");

    private WskConstants() {}
}
