// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The callbacks of a listening socket, or of a stream socket that listens (WSK_CLIENT_LISTEN_DISPATCH).
 *
 * <p>Memory: in C the client's table must outlive what it was given to; here the subsystem simply refers to it.
 *
 * <p>In Java: immutable. Threads: safe for all; one table serves any number of sockets.
 *
 * <p>Spec: LISTEN-DISPATCH-01..LISTEN-DISPATCH-03, EVENT-02, EVENT-13, SOCKET-10, SOCKET-11.
 */
public final class WskClientListenDispatch {
    private final WskAcceptEvent wskAcceptEvent;
    private final WskInspectEvent wskInspectEvent;
    private final WskAbortEvent wskAbortEvent;

    /**
     * A client's table for listening. Called by the client. IRQL: any.
     *
     * @param wskAcceptEvent for accepted connections; null if never enabled
     * @param wskInspectEvent for connection requests; null without conditional accept mode
     * @param wskAbortEvent for dropped requests; null without conditional accept mode
     */
    public WskClientListenDispatch(
            WskAcceptEvent wskAcceptEvent, WskInspectEvent wskInspectEvent, WskAbortEvent wskAbortEvent) {
        this.wskAcceptEvent = wskAcceptEvent;
        this.wskInspectEvent = wskInspectEvent;
        this.wskAbortEvent = wskAbortEvent;
    }

    /**
     * The callback for accepted connections (WskAcceptEvent). Called by the subsystem. IRQL: any. Spec:
     * LISTEN-DISPATCH-02.
     *
     * @return the callback, or null
     */
    public WskAcceptEvent wskAcceptEvent() {
        return wskAcceptEvent;
    }

    /**
     * The callback for connection requests (WskInspectEvent). Called by the subsystem. IRQL: any. Spec:
     * LISTEN-DISPATCH-03.
     *
     * @return the callback, or null
     */
    public WskInspectEvent wskInspectEvent() {
        return wskInspectEvent;
    }

    /**
     * The callback for dropped requests (WskAbortEvent). Called by the subsystem. IRQL: any. Spec: LISTEN-DISPATCH-03.
     *
     * @return the callback, or null
     */
    public WskAbortEvent wskAbortEvent() {
        return wskAbortEvent;
    }
}
