// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/** The life of an endpoint; what becomes of its two directions once it is connected is their own matter. */
enum TcpState {
    /** New. An endpoint that a listener accepts goes from here to CONNECTED. */
    UNBOUND,
    /** Has its local address; a listener listens there. */
    BOUND,
    /** The handshake is under way. */
    CONNECTING,
    /** The handshake is done; the directions may have ended since. */
    CONNECTED,
    /** The connect failed or was cancelled, or the endpoint was aborted: nothing is left to do but to close it. */
    BROKEN,
    /** Close was called. */
    CLOSING,
    /** Nothing is left of it. */
    CLOSED;

    boolean mayBecome(TcpState next) {
        return switch (this) {
            case UNBOUND -> next == BOUND || next == CONNECTED || next == BROKEN || next == CLOSING;
            case BOUND -> next == CONNECTING || next == BROKEN || next == CLOSING;
            case CONNECTING -> next == CONNECTED || next == BROKEN || next == CLOSING;
            case CONNECTED -> next == BROKEN || next == CLOSING;
            case BROKEN -> next == CLOSING;
            case CLOSING -> next == CLOSED;
            case CLOSED -> false;
        };
    }

    /** The next state; asking for one that cannot follow is our bug. */
    TcpState to(TcpState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("an endpoint that is " + this + " cannot become " + next);
        }
        return next;
    }

    /** Whether close was called. */
    boolean isClosing() {
        return this == CLOSING || this == CLOSED;
    }

    /** Whether the endpoint gives its descriptor up. */
    boolean isOver() {
        return this == BROKEN || this == CLOSING || this == CLOSED;
    }
}
