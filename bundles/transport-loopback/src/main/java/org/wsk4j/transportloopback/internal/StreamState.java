// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

/** The life of a stream endpoint before it is closed; how its two directions end is their own matter. */
enum StreamState {
    /** New. A connection that a listener hands over goes from here to CONNECTED. */
    UNBOUND,
    /** Has its local address. */
    BOUND,
    /** Has a peer; the directions may have ended since. */
    CONNECTED,
    /** The connect failed, or the endpoint was aborted, given up or closed: nothing is left to do but to close it. */
    BROKEN;

    boolean mayBecome(StreamState next) {
        return switch (this) {
            case UNBOUND -> next != UNBOUND;
            case BOUND -> next == CONNECTED || next == BROKEN;
            case CONNECTED, BROKEN -> next == BROKEN;
        };
    }

    /** The next state; asking for one that cannot follow is our bug. */
    StreamState to(StreamState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("an endpoint that is " + this + " cannot become " + next);
        }
        return next;
    }
}
