// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * One direction of a stream endpoint: the requests that wait in it, in order, and how it ended.
 *
 * <p>State: {@link DirectionState}, and the outcome that later requests meet.
 *
 * <p>Locks: guarded by the network's.
 */
abstract class Direction {
    final LoopbackStream endpoint;
    final TransportRequestQueue waiting = new TransportRequestQueue(); // @GuardedBy the network's lock
    private DirectionState state = DirectionState.UNCONNECTED; // @GuardedBy the network's lock
    private NtStatus outcome; // @GuardedBy the network's lock; null unless FAILED
    private volatile long bytes; // @GuardedBy the network's lock to change; volatile for anybody to read

    Direction(LoopbackStream endpoint) {
        this.endpoint = endpoint;
    }

    /** How many bytes have moved. */
    final long bytes() {
        return bytes;
    }

    final void countLocked(long moved) {
        bytes = bytes + moved;
    }

    final DirectionState stateLocked() {
        return state;
    }

    final void becomeLocked(DirectionState next) {
        state = state.to(next);
    }

    /** The connection is there. */
    final void openLocked() {
        becomeLocked(DirectionState.OPEN);
    }

    /** What requests meet now that no more bytes move, or null while they do. */
    final NtStatus endLocked() {
        return state == DirectionState.FAILED
                ? outcome
                : state == DirectionState.ENDED ? NtStatus.STATUS_SUCCESS : null;
    }

    /** Whether a request that ends now overtakes none of this direction. */
    final boolean isIdleLocked() {
        return waiting.isEmpty() && endpoint.owesNothingLocked();
    }

    /** Lets a request wait that was announced as pending. */
    void enqueueLocked(TransportRequest request) {
        waiting.add(request);
        if (state == DirectionState.FAILED) {
            finishAllLocked(outcome);
        }
    }

    /** Takes a request out; false when it does not wait here, or must not be taken. */
    abstract boolean takeLocked(TransportRequest request);

    /** Fails what waits and what comes, unless it has failed before. */
    final void failLocked(NtStatus status) {
        if (state != DirectionState.FAILED) {
            becomeLocked(DirectionState.FAILED);
            outcome = status;
            finishAllLocked(status);
            failedLocked();
        }
    }

    /** As {@link #failLocked}, also when it has failed before. */
    final void abortLocked(NtStatus status) {
        failLocked(status);
        outcome = status;
    }

    /** Nothing moves any more: lets go of what is not needed for it. */
    abstract void failedLocked();

    /** Ends the first request; its owner is told by the I/O thread. */
    final void finishFirstLocked(NtStatus status) {
        endpoint.finishLocked(waiting.poll(), status);
    }

    final void finishAllLocked(NtStatus status) {
        while (!waiting.isEmpty()) {
            finishFirstLocked(status);
        }
    }

    final void forEachWaitingLocked(Consumer<TransportRequest> visitor) {
        waiting.forEach(visitor);
    }
}
