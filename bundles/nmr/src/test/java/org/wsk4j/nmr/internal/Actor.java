// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of a {@link Stage}, which does nothing until it is given a step: one runs at a time.
 *
 * <p>Threads: everything but {@link #give} and {@link #dismiss} is for the thread itself.
 */
final class Actor extends Thread {
    private static final int SPINS = 2_000; // a hand-over takes less, if there is a processor for it

    /** The bindings in whose callbacks the thread is, the innermost first. */
    final Deque<Integer> callbacks = new ArrayDeque<>();

    private final Stage stage;
    private volatile Step turn; // written by whoever hands over, taken by this thread
    private volatile boolean parked; // read by whoever hands over
    private volatile boolean dismissed; // written by the test

    Actor(Stage stage, int number) {
        super("actor " + number);
        this.stage = stage;
        setDaemon(true);
    }

    /** Lets the thread go on with a step; the giver must not touch the stage after that. */
    void give(Step step) {
        turn = step;
        wake();
    }

    void dismiss() {
        dismissed = true;
        wake();
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(this);
        }
    }

    /** The next step for this thread; null when there will be none. */
    Step await() {
        for (int spins = 0; turn == null && !dismissed; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                parked = true;
                if (turn == null && !dismissed) {
                    LockSupport.park(this);
                }
                parked = false;
            }
        }
        Step mine = turn;
        turn = null;
        return mine;
    }

    @Override
    public void run() {
        for (Step step = await(); step != null; step = await()) {
            stage.runFrom(step, this);
        }
    }
}
