// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

/**
 * Whether a socket of any category works, and how far its end has come.
 *
 * <p>OPEN to FORCED_CLOSED when it is taken away from its client (the client detaches too slowly, the transport leaves), both
 * to CLOSING with WskCloseSocket, then CLOSED; never back.
 */
enum SocketPhase {
    /** Works. */
    OPEN,
    /** No longer functional: everything but closing answers STATUS_FILE_FORCED_CLOSED. */
    FORCED_CLOSED,
    /** WskCloseSocket was called. */
    CLOSING,
    /** Nothing is left. */
    CLOSED;

    /** Whether the client has asked to close. */
    boolean isClosing() {
        return this == CLOSING || this == CLOSED;
    }
}
