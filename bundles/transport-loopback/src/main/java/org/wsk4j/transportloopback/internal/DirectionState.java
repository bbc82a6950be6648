// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

/** The life of one direction of a stream endpoint. */
enum DirectionState {
    /** No connection yet. */
    UNCONNECTED,
    /** Bytes move. */
    OPEN,
    /** Sending only: the disconnect waits behind other sends. */
    ENDING,
    /** Ended in good order: sending, the peer was told; receiving, all bytes before the end were taken. */
    ENDED,
    /** Ended by a failure, an abort or the close of the endpoint. */
    FAILED;

    boolean mayBecome(DirectionState next) {
        return switch (this) {
            case UNCONNECTED -> next == OPEN || next == FAILED;
            case OPEN -> next == ENDING || next == ENDED || next == FAILED;
            case ENDING -> next == OPEN || next == ENDED || next == FAILED; // OPEN: the disconnect was cancelled
            case ENDED -> next == FAILED;
            case FAILED -> false;
        };
    }

    /** The next state; asking for one that cannot follow is our bug. */
    DirectionState to(DirectionState next) {
        if (!mayBecome(next)) {
            throw new IllegalStateException("a direction that is " + this + " cannot become " + next);
        }
        return next;
    }
}
