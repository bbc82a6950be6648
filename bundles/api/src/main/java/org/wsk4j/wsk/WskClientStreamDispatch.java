// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The callbacks of a stream socket, one table for each role that it may take (WSK_CLIENT_STREAM_DISPATCH, Windows 10
 * 1703).
 *
 * <p>Memory: in C the client's table must outlive what it was given to; here the subsystem simply refers to it.
 *
 * <p>In Java: immutable. Threads: safe for all; one table serves any number of sockets.
 *
 * <p>Spec: STREAM-06..STREAM-09, EVENT-13, SOCKET-10, SOCKET-11.
 */
public final class WskClientStreamDispatch {
    private final WskClientListenDispatch listen;
    private final WskClientConnectionDispatch connect;

    /**
     * A client's table for both roles. Called by the client. IRQL: any.
     *
     * @param listen the callbacks for a socket that listens; null if none is to be enabled
     * @param connect the callbacks for a socket that is connected; null if none is to be enabled
     */
    public WskClientStreamDispatch(WskClientListenDispatch listen, WskClientConnectionDispatch connect) {
        this.listen = listen;
        this.connect = connect;
    }

    /**
     * The callbacks used once the socket listens (Listen). Called by the subsystem. IRQL: any. Spec: STREAM-06.
     *
     * @return the table, or null
     */
    public WskClientListenDispatch listen() {
        return listen;
    }

    /**
     * The callbacks used once the socket is connected (Connect). Called by the subsystem. IRQL: any. Spec: STREAM-07.
     *
     * @return the table, or null
     */
    public WskClientConnectionDispatch connect() {
        return connect;
    }
}
