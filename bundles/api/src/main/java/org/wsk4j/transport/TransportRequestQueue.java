// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.util.function.Consumer;

/**
 * A first-in first-out queue of requests, linked through the requests themselves: it allocates nothing, and any request can
 * be taken out at any time.
 *
 * <p>Threads: not safe; guarded by the lock of the endpoint that has it. A request is in one queue at most.
 */
public final class TransportRequestQueue {
    private TransportRequest head;
    private TransportRequest tail;

    /** An empty queue. */
    public TransportRequestQueue() {}

    /**
     * Whether nothing is queued.
     *
     * @return true when empty
     */
    public boolean isEmpty() {
        return head == null;
    }

    /**
     * Appends a request.
     *
     * @param request in no queue so far
     */
    public void add(TransportRequest request) {
        if (request.queue != null) {
            throw new IllegalStateException(request + " is in a queue already");
        }
        request.queue = this;
        request.previous = tail;
        if (tail == null) {
            head = request;
        } else {
            tail.next = request;
        }
        tail = request;
    }

    /**
     * The request that was added first.
     *
     * @return the head, or null when empty
     */
    public TransportRequest peek() {
        return head;
    }

    /**
     * The request that was added after another one.
     *
     * @param request one that is in this queue
     * @return the one behind it, or null at the end
     */
    public TransportRequest after(TransportRequest request) {
        return request.next;
    }

    /**
     * Takes the first request out.
     *
     * @return the former head, or null when empty
     */
    public TransportRequest poll() {
        TransportRequest request = head;
        if (request != null) {
            remove(request);
        }
        return request;
    }

    /**
     * Takes a request out.
     *
     * @param request any request
     * @return true when it was in this queue
     */
    public boolean remove(TransportRequest request) {
        if (request.queue != this) {
            return false;
        }
        if (request.previous == null) {
            head = request.next;
        } else {
            request.previous.next = request.next;
        }
        if (request.next == null) {
            tail = request.previous;
        } else {
            request.next.previous = request.previous;
        }
        request.next = null;
        request.previous = null;
        request.queue = null;
        return true;
    }

    /**
     * Shows the requests, the one that was added first before the others.
     *
     * @param visitor called with each of them; does not change the queue
     */
    public void forEach(Consumer<TransportRequest> visitor) {
        for (TransportRequest request = head; request != null; request = request.next) {
            visitor.accept(request);
        }
    }

    /**
     * Moves everything behind what another queue holds.
     *
     * @param other where the requests go, in their order
     */
    public void drainTo(TransportRequestQueue other) {
        for (TransportRequest request = poll(); request != null; request = poll()) {
            other.add(request);
        }
    }
}
