// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The callback of a datagram socket (WSK_CLIENT_DATAGRAM_DISPATCH).
 *
 * <p>Memory: in C the client's table must outlive what it was given to; here the subsystem simply refers to it.
 *
 * <p>In Java: immutable. Threads: safe for all; one table serves any number of sockets.
 *
 * <p>Spec: DGRAM-DISPATCH-02, EVENT-03, EVENT-13, SOCKET-10, SOCKET-11.
 */
public final class WskClientDatagramDispatch {
    private final WskReceiveFromEvent wskReceiveFromEvent;

    /**
     * A client's table for datagrams. Called by the client. IRQL: any.
     *
     * @param wskReceiveFromEvent for received datagrams; null if never enabled
     */
    public WskClientDatagramDispatch(WskReceiveFromEvent wskReceiveFromEvent) {
        this.wskReceiveFromEvent = wskReceiveFromEvent;
    }

    /**
     * The callback for received datagrams (WskReceiveFromEvent). Called by the subsystem. IRQL: any. Spec:
     * DGRAM-DISPATCH-02.
     *
     * @return the callback, or null
     */
    public WskReceiveFromEvent wskReceiveFromEvent() {
        return wskReceiveFromEvent;
    }
}
