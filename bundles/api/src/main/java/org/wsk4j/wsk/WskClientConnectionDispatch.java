// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The callbacks of a connection-oriented socket, an accepted one included (WSK_CLIENT_CONNECTION_DISPATCH).
 *
 * <p>Memory: in C the client's table must outlive what it was given to; here the subsystem simply refers to it.
 *
 * <p>In Java: immutable. Threads: safe for all; one table serves any number of sockets.
 *
 * <p>Spec: CONN-DISPATCH-04, CONN-DISPATCH-05, EVENT-04, EVENT-13, SOCKET-10, SOCKET-11.
 */
public final class WskClientConnectionDispatch {
    private final WskReceiveEvent wskReceiveEvent;
    private final WskDisconnectEvent wskDisconnectEvent;
    private final WskSendBacklogEvent wskSendBacklogEvent;

    /**
     * A client's table for a connection. Called by the client. IRQL: any.
     *
     * @param wskReceiveEvent for received data; null if never enabled
     * @param wskDisconnectEvent for the peer's disconnect; null if never enabled
     * @param wskSendBacklogEvent for the ideal send backlog; null if never enabled
     */
    public WskClientConnectionDispatch(
            WskReceiveEvent wskReceiveEvent,
            WskDisconnectEvent wskDisconnectEvent,
            WskSendBacklogEvent wskSendBacklogEvent) {
        this.wskReceiveEvent = wskReceiveEvent;
        this.wskDisconnectEvent = wskDisconnectEvent;
        this.wskSendBacklogEvent = wskSendBacklogEvent;
    }

    /**
     * The callback for received data (WskReceiveEvent). Called by the subsystem. IRQL: any. Spec: CONN-DISPATCH-04.
     *
     * @return the callback, or null
     */
    public WskReceiveEvent wskReceiveEvent() {
        return wskReceiveEvent;
    }

    /**
     * The callback for the peer's disconnect (WskDisconnectEvent). Called by the subsystem. IRQL: any. Spec:
     * CONN-DISPATCH-04.
     *
     * @return the callback, or null
     */
    public WskDisconnectEvent wskDisconnectEvent() {
        return wskDisconnectEvent;
    }

    /**
     * The callback for the ideal send backlog (WskSendBacklogEvent). Called by the subsystem. IRQL: any. Spec:
     * CONN-DISPATCH-04.
     *
     * @return the callback, or null
     */
    public WskSendBacklogEvent wskSendBacklogEvent() {
        return wskSendBacklogEvent;
    }
}
