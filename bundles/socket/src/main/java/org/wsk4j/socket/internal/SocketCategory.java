// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wsk.WskClientConnectionDispatch;
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
    /** Accepts connections. */
    LISTEN(WskConstants.WSK_FLAG_LISTEN_SOCKET, WskClientListenDispatch.class) {
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
    /** Connects. */
    CONNECTION(WskConstants.WSK_FLAG_CONNECTION_SOCKET, WskClientConnectionDispatch.class) {
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
    STREAM(WskConstants.WSK_FLAG_STREAM_SOCKET, WskClientStreamDispatch.class) {
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
    private final Class<?> clientDispatch;

    SocketCategory(int flag, Class<?> clientDispatch) {
        this.flag = flag;
        this.clientDispatch = clientDispatch;
    }

    /** The category that a flag of WskSocket asks for, or null when the engine does not make it. */
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
        return dispatch == null || clientDispatch.isInstance(dispatch);
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
