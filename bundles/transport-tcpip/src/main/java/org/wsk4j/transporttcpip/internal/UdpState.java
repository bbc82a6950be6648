// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/** The life of an endpoint that carries datagrams, or none. */
enum UdpState {
    /** New. */
    UNBOUND,
    /** Has its local address: datagrams move. */
    BOUND,
    /** Given up: nothing is left to do but to close it. */
    BROKEN,
    /** Close was called. */
    CLOSING,
    /** Nothing is left of it. */
    CLOSED;

    boolean mayBecome(UdpState next) {
        return switch (this) {
            case UNBOUND -> next == BOUND || next == BROKEN || next == CLOSING;
            case BOUND -> next == BROKEN || next == CLOSING;
            case BROKEN -> next == CLOSING;
            case CLOSING -> next == CLOSED;
            case CLOSED -> false;
        };
    }

    /** The next state; asking for one that cannot follow is our bug. */
    UdpState to(UdpState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("an endpoint that is " + this + " cannot become " + next);
        }
        return next;
    }

    /** Whether the endpoint gives its descriptor up. */
    boolean isOver() {
        return this == BROKEN || this == CLOSING || this == CLOSED;
    }
}
