// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.util.Objects;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * One direction of a UDP endpoint: the requests that wait in it, in order.
 *
 * <p>State: closed before the bind, then open; failed once the endpoint is closed or given up.
 *
 * <p>Threads: a request is carried out in its caller's thread when it would overtake none; else it waits for the loop's
 * thread, which collects finished requests under the lock and tells their owners after it ({@link UdpEndpoint#deliver}).
 *
 * <p>Locks: {@link #lock} guards what says so here, and is held during the non-blocking I/O calls of the direction. The
 * endpoint's is taken before the receiver's, that before the sender's.
 */
abstract class UdpDirection {
    /** Guards the direction. */
    final Object lock = new Object();

    /** What waits. */
    final TransportRequestQueue queue = new TransportRequestQueue(); // @GuardedBy("lock")

    private final UdpEndpoint endpoint;
    private final TransportRequestQueue finished = new TransportRequestQueue(); // loop thread only: owners not yet told
    private boolean open; // @GuardedBy("lock"): bound
    private NtStatus failure; // @GuardedBy("lock"); null unless failed
    private volatile boolean delivering; // requests are finished, owners not told; written by the loop's thread only

    UdpDirection(UdpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    final UdpEndpoint endpoint() {
        return endpoint;
    }

    final void openLocked() {
        open = true;
    }

    /** Fails what waits and what comes, unless it has failed before. A turn has to follow. */
    final void fail(NtStatus status) {
        synchronized (lock) {
            failLocked(status);
        }
    }

    final NtStatus failLocked(NtStatus status) {
        if (failure == null) {
            failure = Objects.requireNonNull(status);
        }
        return failure;
    }

    /** What requests meet now that no more datagrams move; null when they do. */
    final NtStatus failureLocked() {
        return failure;
    }

    /** Why no request can be made, or null. One that meets a failure is made, and ends with it. */
    final boolean isClosedLocked() {
        return !open && failure == null;
    }

    /** Whether datagrams move. */
    final boolean isOpenLocked() {
        return open && failure == null;
    }

    /** Shows what waits. */
    final void forEachWaiting(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            queue.forEach(visitor);
        }
    }

    /**
     * Whether a request that ends now overtakes none. On the loop's thread the last one before may be just completing.
     */
    final boolean mayFinishNowLocked() {
        return queue.isEmpty()
                && (!delivering || endpoint.loop().isCurrent() && finished.isEmpty())
                && endpoint.owesNothing();
    }

    /** Takes the first request out: it ended so. Its owner is told later. Loop thread. */
    final void finishFirstLocked(NtStatus status) {
        TransportRequest request = queue.poll();
        request.finish(status);
        finished.add(request);
        delivering = true;
    }

    /** Finishes what waits in a direction that has failed. Loop thread. */
    final void flush() {
        synchronized (lock) {
            while (failure != null && !queue.isEmpty()) {
                finishFirstLocked(failure);
            }
        }
    }

    // ---- what is finished, in the order of its requests. Loop thread

    final boolean isDelivering() {
        return delivering;
    }

    final TransportRequest peekFinished() {
        return finished.peek();
    }

    final TransportRequest pollFinished() {
        return finished.poll();
    }

    final void endDelivery() {
        delivering = false;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " of " + endpoint;
    }
}
