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
    BASIC(WskConstants.WSK_FLAG_BASIC_SOCKET, null, "basic") {
        @Override
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch) {
            return new BasicSocket(engine, engine.nextId(), client, owner, addressFamily);
        }
    },
    /** Accepts connections. */
    LISTEN(WskConstants.WSK_FLAG_LISTEN_SOCKET, WskClientListenDispatch.class, "listen") {
        @Override
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch) {
            return new ListenSocket(
                    engine, engine.nextId(), client, owner, addressFamily, context, (WskClientListenDispatch) dispatch);
        }
    },
    /** Sends and receives datagrams. */
    DATAGRAM(WskConstants.WSK_FLAG_DATAGRAM_SOCKET, WskClientDatagramDispatch.class, "datagram") {
        @Override
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch) {
            return new DatagramSocket(
                    engine, engine.nextId(), client, owner, addressFamily, context, (WskClientDatagramDispatch)
                            dispatch);
        }
    },
    /** Connects. */
    CONNECTION(WskConstants.WSK_FLAG_CONNECTION_SOCKET, WskClientConnectionDispatch.class, "connection") {
        @Override
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch) {
            ConnectionSocket socket = new ConnectionSocket(engine, engine.nextId(), client, owner, addressFamily);
            socket.connectionEvents().introduce(context, (WskClientConnectionDispatch) dispatch);
            return socket;
        }
    },
    /** Accepts or connects. */
    STREAM(WskConstants.WSK_FLAG_STREAM_SOCKET, WskClientStreamDispatch.class, "stream") {
        @Override
        EngineSocket make(
                SocketEngine engine,
                WskClientObject client,
                EngineSocket.SocketOwner owner,
                int addressFamily,
                Object context,
                Object dispatch) {
            return new StreamSocket(
                    engine, engine.nextId(), client, owner, addressFamily, context, (WskClientStreamDispatch) dispatch);
        }
    };

    private final int flag;
    private final Class<?> clientDispatch; // null when it has no callbacks
    private final String title;

    SocketCategory(int flag, Class<?> clientDispatch, String title) {
        this.flag = flag;
        this.clientDispatch = clientDispatch;
        this.title = title;
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
    abstract EngineSocket make(
            SocketEngine engine,
            WskClientObject client,
            EngineSocket.SocketOwner owner,
            int addressFamily,
            Object context,
            Object dispatch);
}
