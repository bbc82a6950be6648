// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/**
 * How much of the pool one endpoint has: what it keeps, and what its observer has not released.
 *
 * <p>An endpoint that has too much pauses; whoever gives a buffer of a paused one back lets it have a turn.
 *
 * <p>Threads: {@link #isPaused} is safe for all, the rest belongs to the loop's thread.
 */
final class BufferAccount {
    private final LoopEndpoint endpoint;
    private final long limit;
    private long held; // loop thread only: memory that was handed out and did not come back
    private volatile boolean paused; // set and cleared by the loop's thread, read by whoever gives back

    BufferAccount(LoopEndpoint endpoint, long limit) {
        this.endpoint = endpoint;
        this.limit = limit;
    }

    /** How many bytes may come yet. */
    long left() {
        return Math.max(0, limit - held);
    }

    void add(int room) {
        held += room;
    }

    void subtract(int room) {
        held -= room;
    }

    boolean isPaused() {
        return paused;
    }

    /** Lets the endpoint have a turn, since something came back. Any thread. */
    void wake() {
        endpoint.schedule();
    }

    /**
     * Whether the endpoint must not read into the pool's memory now: it has its share, or the pool is short and the
     * endpoint has anything at all.
     */
    boolean pauses(BufferPool pool) {
        if (left() > 0 && (held == 0 || !pool.isShort())) {
            return false;
        }
        paused = true;
        pool.collect(); // whoever has given back before that did not see it
        return !resumes(pool);
    }

    /** The endpoint will not read any more. */
    void endPause() {
        paused = false;
    }

    /** Ends a pause when enough has come back; false while it goes on. */
    boolean resumes(BufferPool pool) {
        if (paused && held <= limit / 2 && (held == 0 || !pool.isShort())) {
            paused = false;
        }
        return !paused;
    }
}
