// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_EVENT_RECEIVE_FROM;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_DATAGRAM_SOCKET;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskReceiveFromEvent;
import org.wsk4j.wsk.WskSocket;

/**
 * A datagram socket that sends every datagram back to where it came from, out of the memory in which it is told of it.
 *
 * <p>There are no connections here, so this is all there is: one socket for all peers. A list of datagrams is answered by a
 * {@link DatagramReplies}, and several of these may be under way, as with {@link EventConnection}. How much may be under
 * way is the provider's business: it calls no more when the client retains too much, and what the platform has no room for
 * then is lost, as senders of datagrams do not wait.
 *
 * <p>Nothing has to be aborted when the server ends: sending a datagram does not wait for its receiver, so the sends that
 * are under way end soon, and the lists are released then.
 *
 * <p>Threads: {@link #open} and {@link #close} wait, so they are for PASSIVE_LEVEL. {@link #wskReceiveFromEvent} is called
 * by the provider, one call at a time; replies end in any thread. Locks: none.
 */
final class DatagramEcho implements EchoSocket, WskReceiveFromEvent {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramEcho.class);

    private final WskSocket socket;
    private final WskProviderDatagramDispatch table;
    private final SocketGuard guard;
    private final IdleStack<DatagramReplies> idle = new IdleStack<>();

    private DatagramEcho(WskProviderNpi wsk, SockAddr address) {
        this.socket = IrpFuture.of(
                        WskSocket.class,
                        irp -> wsk.dispatch()
                                .wskSocket(
                                        wsk.client(),
                                        address.family(),
                                        SocketType.SOCK_DGRAM,
                                        IpProtocol.IPPROTO_UDP,
                                        WSK_FLAG_DATAGRAM_SOCKET,
                                        null,
                                        new WskClientDatagramDispatch(this),
                                        null,
                                        null,
                                        null,
                                        irp))
                .join();
        this.table = (WskProviderDatagramDispatch) socket.dispatch(); // the table of a datagram socket
        this.guard = new SocketGuard(socket, () -> {});
    }

    /**
     * Creates the socket, binds it, and has the receive event called from then on.
     *
     * @param address where to bind it; the port, if it is 0, is filled in
     * @throws RuntimeException when one of these fails, as {@link IrpFuture#join} and {@link Events#enable} throw it; then
     *     nothing is left open
     */
    static DatagramEcho open(WskProviderNpi wsk, SockAddr address) {
        DatagramEcho echo = new DatagramEcho(wsk, address);
        echo.bind(address);
        return echo;
    }

    private void bind(SockAddr address) {
        guard.begin(); // until the end of this method: in its last step begins what the provider may call
        boolean bound = false;
        try {
            IrpFuture.ofCount(irp -> table.wskBind(socket, address, 0, irp)).join();
            IrpFuture.ofCount(irp -> table.wskGetLocalAddress(socket, address, irp))
                    .join(); // with the port chosen
            Events.enable(socket, WSK_EVENT_RECEIVE_FROM); // last: what came before is told first
            bound = true;
        } finally {
            guard.end();
            if (!bound) {
                close();
            }
        }
        LOG.info("Listening on {}, for datagrams", address);
    }

    /**
     * Takes a list of datagrams. It may start requests, but not wait for one.
     *
     * <p>The addresses of the senders are part of the list: they stay as they are as long as it is retained.
     */
    @Override
    public NtStatus wskReceiveFromEvent(Object socketContext, int flags, WskDatagramIndication list) {
        if (list == null) { // this socket works no longer, and is to be closed soon: its transport goes
            LOG.warn("The datagram socket works no longer");
            guard.close();
            return NtStatus.STATUS_SUCCESS; // customary: it is ignored
        }
        if (!guard.begin()) { // for this list, until it is sent
            return NtStatus.STATUS_DATA_NOT_ACCEPTED;
        }
        DatagramReplies replies = idle.pop();
        return (replies == null ? new DatagramReplies(this) : replies).start(list);
    }

    /** The list of the replies is the provider's again: they can have the next one, and this use of the socket is over. */
    void onReplied(DatagramReplies replies) {
        idle.push(replies);
        guard.end();
    }

    WskSocket socket() {
        return socket;
    }

    WskProviderDatagramDispatch table() {
        return table;
    }

    @Override
    public void close() {
        guard.close();
        guard.awaitClosed();
    }
}
