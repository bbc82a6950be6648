// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.wdm.NtStatus;

/**
 * What the observer of a stream endpoint wants to hear, and what it was not told yet.
 *
 * <p>Bytes are offered one buffer at a time, the shortest list there is. With the last that the peer has sent by then
 * goes {@link StreamObserver#ENTIRE_MESSAGE}, with the last that the window allows {@link StreamObserver#RELEASE_ASAP}.
 *
 * <p>State: the call that was begun, {@link Call}; for either end of the peer, {@link Notice}.
 *
 * <p>Threads: {@link #call} belongs to the I/O thread.
 *
 * <p>Locks: guarded by the network's; not held while the observer is called.
 */
final class StreamTeller {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTeller.class);

    private enum Call {
        NONE,
        RECEIVED,
        ENDED,
        RESET,
        BACKLOG
    }

    /** What became of an end of the peer. */
    private enum Notice {
        /** Nobody wants to know, or nobody wanted to when told and has asked since. */
        UNWANTED,
        WANTED,
        /** The observer has heard it. */
        HEARD;

        Notice asked(boolean wanted) {
            return this == HEARD ? HEARD : wanted ? WANTED : UNWANTED;
        }
    }

    private final LoopbackStream endpoint;
    private final StreamReceiver receiver;
    private final Object lock; // the network's
    private StreamObserver observer; // @GuardedBy("lock"); null while the connection is in a backlog
    private int interests; // @GuardedBy("lock")
    private boolean offers; // @GuardedBy("lock"): bytes may be offered
    private Notice end = Notice.UNWANTED; // @GuardedBy("lock"): the graceful one
    private Notice reset = Notice.UNWANTED; // @GuardedBy("lock")
    private long idealKnown; // I/O thread only, once connected: what the observer knows of the send backlog

    private Call begun = Call.NONE; // I/O thread only, as all below
    private StreamObserver told; // whom it is made to
    private PooledBuffer offered; // what is offered with it,
    private int bytes; // how long that was,
    private int flags; // and what is said of it

    StreamTeller(LoopbackStream endpoint, StreamReceiver receiver, StreamObserver observer) {
        this.endpoint = endpoint;
        this.receiver = receiver;
        this.lock = endpoint.lock;
        this.observer = observer;
    }

    void setObserverLocked(StreamObserver newObserver) {
        observer = newObserver;
    }

    /** The connection is there: from now on the send backlog can change. */
    void connectedLocked() {
        idealKnown = endpoint.idealBacklogLocked();
    }

    void observeLocked(int newInterests) {
        interests = newInterests;
        offers = wantsLocked(StreamObserver.OBSERVE_RECEIVE);
        end = end.asked(wantsLocked(StreamObserver.OBSERVE_DISCONNECT));
        reset = reset.asked(wantsLocked(StreamObserver.OBSERVE_DISCONNECT));
    }

    private boolean wantsLocked(int interest) {
        return (interests & interest) != 0;
    }

    /** Begins the next call, if one is due. I/O thread. */
    boolean beginLocked() {
        begun = observer == null ? Call.NONE : nextLocked();
        told = observer;
        switch (begun) {
            case RECEIVED -> {
                offers = false; // unless it is asked for during the call, or all is taken
                offered = receiver.beginOfferLocked();
                bytes = offered.length();
                flags = (receiver.isWholeLocked() ? StreamObserver.ENTIRE_MESSAGE : 0)
                        | (receiver.isShortLocked() ? StreamObserver.RELEASE_ASAP : 0);
            }
            case ENDED -> end = Notice.UNWANTED; // likewise, or it is heard
            case RESET -> reset = Notice.UNWANTED; // likewise
            case BACKLOG -> idealKnown = endpoint.idealBacklogLocked();
            default -> {
                return false;
            }
        }
        return true;
    }

    private Call nextLocked() {
        if (receiver.isResetLocked()) {
            return reset == Notice.WANTED ? Call.RESET : Call.NONE;
        }
        if (offers && receiver.canOfferLocked()) {
            return Call.RECEIVED;
        }
        if (end == Notice.WANTED && receiver.stateLocked() == DirectionState.ENDED) {
            return Call.ENDED;
        }
        boolean changed = idealKnown != 0 && idealKnown != endpoint.idealBacklogLocked();
        return changed && wantsLocked(StreamObserver.OBSERVE_SEND_BACKLOG) ? Call.BACKLOG : Call.NONE;
    }

    /** Makes the call that was begun. I/O thread, no lock held. */
    void call() {
        switch (begun) {
            case RECEIVED -> offer();
            case ENDED -> tellEnd(false);
            case RESET -> tellEnd(true);
            case BACKLOG -> told.idealBacklogChanged(idealKnown);
            default -> throw new IllegalStateException("no call was begun");
        }
    }

    private void offer() {
        long taken = 0;
        try {
            taken = told.received(offered, bytes, flags);
        } finally {
            boolean honest;
            synchronized (lock) {
                offers |= taken == bytes && wantsLocked(StreamObserver.OBSERVE_RECEIVE);
                honest = receiver.endOfferLocked(Math.max(0, Math.min(taken, bytes)));
            }
            if (!honest || taken < 0 || taken > bytes) {
                LOG.error("The observer of {} took {} of {} bytes, or released others", endpoint, taken, bytes);
            }
        }
    }

    private void tellEnd(boolean abortive) {
        if (!told.disconnected(abortive)) {
            return;
        }
        synchronized (lock) {
            end = Notice.HEARD; // there is no graceful end after a reset
            if (abortive) {
                reset = Notice.HEARD;
            }
        }
    }

    /** Tells that the endpoint was given up. I/O thread, no lock held. */
    void callFailed(NtStatus reason) {
        StreamObserver its;
        synchronized (lock) {
            its = observer;
        }
        if (its != null) {
            its.failed(reason);
        }
    }
}
