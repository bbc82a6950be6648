// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_EVENT_ACCEPT;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_DISCONNECT;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_RECEIVE;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_LISTEN_SOCKET;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskAcceptEvent;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * The listening socket, and what becomes of the connections that it accepts.
 *
 * <p>Threads: {@link #open} and {@link #close} wait, so they are for PASSIVE_LEVEL. {@link #wskAcceptEvent} is called by
 * the provider, one call at a time.
 */
final class Listener implements EchoSocket, WskAcceptEvent {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final EchoSettings settings;
    private final Connections connections;
    private final WskSocket socket;
    private final WskProviderListenDispatch table;
    private final SocketGuard guard;

    private Listener(WskProviderNpi wsk, SockAddr address, EchoSettings settings, Connections connections) {
        this.settings = settings;
        this.connections = connections;
        // Only the functions whose events are ever enabled have to be there: no conditional accept here.
        WskClientListenDispatch callbacks = new WskClientListenDispatch(this, null, null);
        // Where waiting is allowed an IrpFuture is the shortest way to make one request; join() fails as the request
        // does.
        this.socket = IrpFuture.of(
                        WskSocket.class,
                        irp -> wsk.dispatch()
                                .wskSocket(
                                        wsk.client(),
                                        address.family(),
                                        SocketType.SOCK_STREAM,
                                        IpProtocol.IPPROTO_TCP,
                                        WSK_FLAG_LISTEN_SOCKET,
                                        null,
                                        callbacks,
                                        null,
                                        null,
                                        null,
                                        irp))
                .join();
        this.table = (WskProviderListenDispatch) socket.dispatch(); // the table of a listening socket
        this.guard = new SocketGuard(socket, () -> {});
    }

    /**
     * Creates the socket, binds it, and has the accept event called from then on.
     *
     * @param address where to bind it; the port, if it is 0, is filled in
     * @throws RuntimeException when one of these fails, as {@link IrpFuture#join} and {@link Events#enable} throw it; then
     *     nothing is left open
     */
    static Listener open(WskProviderNpi wsk, SockAddr address, EchoSettings settings, Connections connections) {
        Listener listener = new Listener(wsk, address, settings, connections);
        listener.listen(address);
        return listener;
    }

    private void listen(SockAddr address) {
        guard.begin(); // until the end of this method: in its last step begins what the provider may call
        boolean listening = false;
        try {
            // A socket of this category listens as soon as it is bound: there is no WskListen to call.
            IrpFuture.ofCount(irp -> table.wskBind(socket, address, 0, irp)).join();
            IrpFuture.ofCount(irp -> table.wskGetLocalAddress(socket, address, irp))
                    .join(); // with the port chosen
            enableEvents(); // last: nobody connects to a server that does not know where it is
            listening = true;
        } finally {
            guard.end();
            if (!listening) {
                close();
            }
        }
        LOG.info("Listening on {}", address);
    }

    /**
     * Enables the events. Those of connections are not for this socket: every socket that its accept event hands out inherits
     * them (SO-EVENT-19). So no byte of a connection is missed, however early it comes.
     */
    private void enableEvents() {
        Events.enable(
                socket,
                settings.receive() == EchoConfig.Receive.EVENTS
                        ? WSK_EVENT_ACCEPT | WSK_EVENT_RECEIVE | WSK_EVENT_DISCONNECT
                        : WSK_EVENT_ACCEPT);
    }

    /**
     * Takes a connection. It may start requests, but not wait for one.
     *
     * <p>The addresses are valid during this call only: whoever wants to keep one copies it.
     */
    @Override
    public NtStatus wskAcceptEvent(
            Object socketContext,
            int flags,
            SockAddr localAddress,
            SockAddr remoteAddress,
            WskSocket acceptSocket,
            Ptr<Object> acceptSocketContext,
            Ptr<WskClientConnectionDispatch> acceptSocketDispatch) {
        if (acceptSocket == null) { // this socket works no longer, and is to be closed soon: its transport goes
            LOG.warn("The listening socket works no longer");
            guard.close();
            return NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
        }
        LOG.debug("Connection from {}", remoteAddress);
        Connection connection = switch (settings.receive()) {
            case EVENTS -> new EventConnection(acceptSocket, connections);
            case IRPS -> new IrpConnection(acceptSocket, connections, settings.echoBuffer());
        };
        connections.add(connection);
        // From these two on the provider may call: with the context as the first argument of every callback.
        acceptSocketContext.set(connection);
        acceptSocketDispatch.set(connection.callbacks());
        connection.start();
        return NtStatus.STATUS_SUCCESS; // the new socket is ours now, and ours to close
    }

    @Override
    public void close() {
        guard.close();
        guard.awaitClosed();
    }
}
