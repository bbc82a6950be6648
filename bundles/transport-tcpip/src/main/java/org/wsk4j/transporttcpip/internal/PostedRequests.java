// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;

/**
 * The requests of one endpoint that have their outcome and complete from the I/O thread, in order.
 *
 * <p>Threads: {@link #add} and {@link #isClear} are safe for all, {@link #deliver} belongs to the loop's thread.
 *
 * <p>Locks: its own; none is held while a request is completed.
 */
final class PostedRequests {
    private final LoopEndpoint endpoint;
    private final TransportRequestQueue posted = new TransportRequestQueue(); // @GuardedBy("this")
    private final TransportRequestQueue delivering = new TransportRequestQueue(); // loop thread only
    private volatile boolean owing; // written under the lock; read without it on the way of every request

    PostedRequests(LoopEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    synchronized void add(TransportRequest request) {
        posted.add(request);
        owing = true;
    }

    /**
     * Whether a request that is done now would overtake none; on the loop's thread the last one may be just completing.
     */
    boolean isClear() {
        return !owing || endpoint.loop().isCurrent() && delivering.isEmpty() && isEmpty();
    }

    private synchronized boolean isEmpty() {
        return posted.isEmpty();
    }

    /** Completes what was posted until now; what is posted meanwhile waits for the next turn. */
    void deliver() {
        if (!owing) {
            return;
        }
        synchronized (this) {
            posted.drainTo(delivering);
        }
        for (TransportRequest next = delivering.poll(); next != null; next = delivering.poll()) {
            endpoint.complete(next);
        }
        synchronized (this) {
            owing = !posted.isEmpty();
        }
    }
}
