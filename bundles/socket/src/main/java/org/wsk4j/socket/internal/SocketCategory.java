// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * The categories of sockets that this engine makes: which flag asks for one, and which client dispatch table goes with it.
 *
 * <p>Spec: CATEGORY-*, SOCKET-10, STREAM-09, LISTEN-DISPATCH-05.
 */
enum SocketCategory {
    /** Has options and control codes only. */
    BASIC(
            WskConstants.WSK_FLAG_BASIC_SOCKET,
            null,
            "basic",
            (engine, client, owner, family, context, dispatch) ->
                    new BasicSocket(engine, engine.nextId(), client, owner, family)),
    /** Accepts connections. */
    LISTEN(
            WskConstants.WSK_FLAG_LISTEN_SOCKET,
            WskClientListenDispatch.class,
            "listen",
            (engine, client, owner, family, context, dispatch) -> new ListenSocket(
                    engine, engine.nextId(), client, owner, family, context, (WskClientListenDispatch) dispatch)),
    /** Sends and receives datagrams. */
    DATAGRAM(
            WskConstants.WSK_FLAG_DATAGRAM_SOCKET,
            WskClientDatagramDispatch.class,
            "datagram",
            (engine, client, owner, family, context, dispatch) -> new DatagramSocket(
                    engine, engine.nextId(), client, owner, family, context, (WskClientDatagramDispatch) dispatch)),
    /** Connects. */
    CONNECTION(
            WskConstants.WSK_FLAG_CONNECTION_SOCKET,
            WskClientConnectionDispatch.class,
            "connection",
            (engine, client, owner, family, context, dispatch) -> {
                ConnectionSocket socket = new ConnectionSocket(engine, engine.nextId(), client, owner, family);
                socket.connectionEvents().introduce(context, (WskClientConnectionDispatch) dispatch);
                return socket;
            }),
    /** Accepts or connects. */
    STREAM(
            WskConstants.WSK_FLAG_STREAM_SOCKET,
            WskClientStreamDispatch.class,
            "stream",
            (engine, client, owner, family, context, dispatch) -> new StreamSocket(
                    engine, engine.nextId(), client, owner, family, context, (WskClientStreamDispatch) dispatch));

    /** Makes sockets, which have no endpoint yet. */
    @FunctionalInterface
    private interface Maker {
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch);
    }

    private final int flag;
    private final Class<?> clientDispatch; // null when it has no callbacks
    private final String title;
    private final Maker maker;

    SocketCategory(int flag, Class<?> clientDispatch, String title, Maker maker) {
        this.flag = flag;
        this.clientDispatch = clientDispatch;
        this.title = title;
        this.maker = maker;
    }

    /** The name for people. */
    String title() {
        return title;
    }

    /** The category that the flags of WskSocket ask for, or null when they ask for none or several. */
    static SocketCategory of(int flags) {
        for (SocketCategory category : values()) {
            if (category.flag == flags) {
                return category;
            }
        }
        return null;
    }

    /** Whether the client may pass this for its callbacks. */
    boolean takes(Object dispatch) {
        return dispatch == null || clientDispatch != null && clientDispatch.isInstance(dispatch);
    }

    /**
     * Whether sockets of that type can be of this category. A type that the subsystem does not know is the transport's to
     * judge.
     */
    boolean takesType(int socketType) {
        return switch (this) {
            case BASIC -> true;
            case DATAGRAM -> socketType != SocketType.SOCK_STREAM;
            // created, and then not bound, as on Windows
            case LISTEN -> socketType != SocketType.SOCK_RAW;
            case CONNECTION, STREAM -> socketType != SocketType.SOCK_DGRAM && socketType != SocketType.SOCK_RAW;
        };
    }

    /** Makes a socket, which has no endpoint yet. */
    EngineSocket make(
            SocketEngine engine,
            WskClientObject client,
            EngineSocket.SocketOwner owner,
            int addressFamily,
            Object context,
            Object dispatch) {
        return maker.make(engine, client, owner, addressFamily, context, dispatch);
    }
}
