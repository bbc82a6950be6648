// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/**
 * How much of the pool one endpoint has: what it keeps, and what its observer has not released.
 *
 * <p>An endpoint that has too much pauses; whoever gives a buffer of a paused one back lets it have a turn. One that
 * pauses as the pool lacks memory waits there, too, for the buffers of others.
 *
 * <p>State: {@link Pause}.
 *
 * <p>Threads: {@link #isPaused} and {@link #wake} are safe for all, the rest belongs to the loop's thread.
 */
final class BufferAccount {
    /** Why the endpoint does not read into the pool's memory. */
    private enum Pause {
        NONE,
        /** It has its share, and goes on when half of that is back. */
        FULL,
        /** The pool lacks memory; waits there for more. */
        STARVED
    }

    private final LoopEndpoint endpoint;
    private final long limit;
    private long held; // loop thread only: memory that was handed out and did not come back
    private volatile Pause pause = Pause.NONE; // written by the loop's thread, read by whoever gives back

    BufferAccount(LoopEndpoint endpoint, long limit) {
        this.endpoint = endpoint;
        this.limit = limit;
    }

    /** How many bytes may come yet. */
    long left() {
        return Math.max(0, limit - held);
    }

    /** Whether more has come than may. */
    boolean isExceeded() {
        return held > limit;
    }

    void add(int room) {
        held += room;
    }

    void subtract(int room) {
        held -= room;
    }

    boolean isPaused() {
        return pause != Pause.NONE;
    }

    /** Lets the endpoint have a turn, since something came back. Any thread. */
    void wake() {
        endpoint.schedule();
    }

    /**
     * Whether the endpoint must not read into the pool's memory now: it has its share, or the pool has none, or is short
     * and the endpoint has anything at all. If not, there is memory for a read.
     */
    boolean pauses(BufferPool pool) {
        if (left() > 0 && !starves(pool)) {
            return false;
        }
        pause = left() > 0 ? Pause.STARVED : Pause.FULL;
        pool.collect(); // whoever has given back before that did not see it
        return !resumes(pool);
    }

    /** Ends a pause when enough has come back; false while it goes on. */
    boolean resumes(BufferPool pool) {
        if (pause == Pause.FULL && held > limit / 2) {
            return false;
        }
        if (pause != Pause.NONE && starves(pool)) {
            pause = Pause.STARVED;
            pool.addStarved(this);
            if (starves(pool)) { // asked again: whoever has given back before that did not see it
                return false;
            }
        }
        endPause(pool);
        return true;
    }

    private boolean starves(BufferPool pool) {
        return held > 0 && pool.isShort() || !pool.hasMemory();
    }

    /** The endpoint reads on, or will not read any more. */
    void endPause(BufferPool pool) {
        if (pause == Pause.STARVED) {
            pool.removeStarved(this);
        }
        pause = Pause.NONE;
    }
}
