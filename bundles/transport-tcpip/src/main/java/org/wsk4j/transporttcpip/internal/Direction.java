// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.util.Objects;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * One direction of a connection: the requests that wait in it, in order, and how it ended.
 *
 * <p>State: {@link DirectionState}, and the outcome that later requests meet.
 *
 * <p>Threads: a request is carried out in its caller's thread when it would overtake none ({@link
 * #mayFinishNowLocked}); else it waits for the loop's thread, which alone completes what waited: it collects finished
 * requests under the lock, and tells their owners after it ({@link #deliver}).
 *
 * <p>Locks: {@link #lock} guards what says so here, and is held during the non-blocking I/O calls of the direction,
 * which keeps the bytes in order. The receiver's is taken before the sender's.
 */
abstract class Direction {
    /** Guards the direction. */
    final Object lock = new Object();

    /** What waits. */
    final TransportRequestQueue queue = new TransportRequestQueue(); // @GuardedBy("lock")

    private final TcpEndpoint endpoint;
    private final TransportRequestQueue finished = new TransportRequestQueue(); // loop thread only: owners not yet told
    private final ViewArray views = new ViewArray(); // @GuardedBy("lock"): of callers' threads
    private DirectionState state = DirectionState.UNCONNECTED; // @GuardedBy("lock")
    private NtStatus outcome; // @GuardedBy("lock"); null unless FAILED

    /**
     * True from the moment that requests are finished until their owners are told; written by the loop's thread only.
     */
    private volatile boolean delivering;

    private volatile boolean done; // the good end was met; set under the lock, never cleared, read by anybody

    Direction(TcpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    final TcpEndpoint endpoint() {
        return endpoint;
    }

    /** Whether the direction ended in good order, whatever happened later. */
    final boolean isDone() {
        return done;
    }

    /** The handshake is done. */
    final void open() {
        synchronized (lock) {
            if (state == DirectionState.UNCONNECTED) {
                becomeLocked(DirectionState.OPEN);
            }
        }
    }

    /** What a failure or an abort left for later requests, or null. */
    final NtStatus failure() {
        synchronized (lock) {
            return outcome;
        }
    }

    /**
     * Fails what waits and what comes, unless it has failed before; true when something waits and needs {@link #flush}.
     */
    final boolean fail(NtStatus status) {
        synchronized (lock) {
            failLocked(status);
            return !queue.isEmpty();
        }
    }

    /** As {@link #fail}, also when it has failed before. */
    final void abort(NtStatus status) {
        synchronized (lock) {
            failLocked(status);
            outcome = status;
        }
    }

    /** Shows what waits. */
    final void forEachWaiting(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            queue.forEach(visitor);
        }
    }

    /** Finishes what waits in a direction that has ended, and tells. Loop thread. */
    final void flush() {
        synchronized (lock) {
            NtStatus status = endLocked();
            if (status != null) {
                finishAllLocked(status);
            }
        }
        deliver();
    }

    /** Tells the owners of the requests that are finished. Loop thread, no lock held. */
    final void deliver() {
        if (!delivering) {
            return;
        }
        for (TransportRequest next = finished.poll(); next != null; next = finished.poll()) {
            endpoint.complete(next);
        }
        delivering = false;
    }

    /** Whether owners are still to be told by {@link #deliver}. Loop thread. */
    final boolean owesCompletions() {
        return delivering;
    }

    /** What moves the bytes of a request, in this thread. */
    final ViewArray viewsLocked() {
        return endpoint.loop().isCurrent() ? endpoint.loop().views() : views;
    }

    final DirectionState stateLocked() {
        return state;
    }

    final void becomeLocked(DirectionState next) {
        state = state.to(next);
        if (next == DirectionState.ENDED) {
            done = true;
        }
    }

    /** Fails the direction unless it has failed before; answers what later requests meet. */
    final NtStatus failLocked(NtStatus status) {
        if (state != DirectionState.FAILED) {
            becomeLocked(DirectionState.FAILED);
            outcome = Objects.requireNonNull(status);
        }
        return outcome;
    }

    /** What requests meet now that no more bytes move, or null when they do. */
    final NtStatus endLocked() {
        return state == DirectionState.FAILED
                ? outcome
                : state == DirectionState.ENDED ? NtStatus.STATUS_SUCCESS : null;
    }

    /**
     * Whether a request that ends now overtakes none. On the loop's thread the last one before may be just completing.
     */
    final boolean mayFinishNowLocked() {
        return queue.isEmpty()
                && (!delivering || endpoint.loop().isCurrent() && finished.isEmpty())
                && endpoint.owesNothing();
    }

    /** Takes the first request out: it ended so. Its owner is told by {@link #deliver}. Loop thread. */
    final void finishFirstLocked(NtStatus status) {
        TransportRequest request = queue.poll();
        request.finish(status);
        finished.add(request);
        delivering = true;
    }

    /** As {@link #finishFirstLocked} for all that wait. */
    final void finishAllLocked(NtStatus status) {
        while (!queue.isEmpty()) {
            finishFirstLocked(status);
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + endpoint;
    }
}
