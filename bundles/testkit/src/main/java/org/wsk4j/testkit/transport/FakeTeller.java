// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;

/**
 * What the observer of a fake endpoint wants to hear, and what it was not told yet.
 *
 * <p>Threads: none; guarded by the lock of the endpoint, but for the calls of the observer themselves.
 */
final class FakeTeller {
    private final Object lock;
    private final StreamObserver observer;
    private final FakeReceiver receiver;
    private int interests;
    private NtStatus failure; // null for none
    private boolean reset;
    private boolean endTold;
    private long backlog; // 0 for none

    FakeTeller(Object lock, StreamObserver observer, FakeReceiver receiver) {
        this.lock = lock;
        this.observer = observer;
        this.receiver = receiver;
    }

    void setInterests(int newInterests) {
        interests = newInterests;
    }

    int interests() {
        return interests;
    }

    void noteFailure(NtStatus reason) {
        failure = reason;
    }

    void noteReset() {
        reset = true;
    }

    void noteBacklog(long bytes) {
        backlog = bytes;
    }

    /** What to tell next, to be run without the lock; null for nothing. */
    Runnable next() {
        if (failure != null) {
            NtStatus reason = failure;
            failure = null;
            return () -> observer.failed(reason);
        }
        if (reset && wants(StreamObserver.OBSERVE_DISCONNECT)) {
            reset = false;
            return () -> observer.disconnected(true);
        }
        if (receiver.canOffer() && wants(StreamObserver.OBSERVE_RECEIVE)) {
            TransportBuffer first = receiver.startOffer();
            long bytes = receiver.offeredBytes();
            return () -> offer(first, bytes);
        }
        if (!endTold && receiver.isAtEnd() && receiver.works() && wants(StreamObserver.OBSERVE_DISCONNECT)) {
            endTold = true;
            return () -> observer.disconnected(false);
        }
        if (backlog != 0 && wants(StreamObserver.OBSERVE_SEND_BACKLOG)) {
            long bytes = backlog;
            backlog = 0;
            return () -> observer.idealBacklogChanged(bytes);
        }
        return null;
    }

    private boolean wants(int interest) {
        return (interests & interest) != 0;
    }

    private void offer(TransportBuffer first, long bytes) {
        long taken = 0;
        boolean honest;
        try {
            taken = observer.received(first, bytes, StreamObserver.ENTIRE_MESSAGE);
        } finally {
            synchronized (lock) {
                honest = receiver.endOffer(Math.max(0, Math.min(taken, bytes)));
            }
        }
        if (taken < 0 || taken > bytes) {
            throw new IllegalStateException("the observer took " + taken + " of " + bytes + " bytes");
        }
        if (!honest) {
            throw new IllegalStateException("the observer released a buffer of which it had not taken all bytes");
        }
    }
}
