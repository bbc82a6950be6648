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
    private final FakeReceiver receiver;
    private final Ending end = new Ending(false);
    private final Ending reset = new Ending(true);
    private StreamObserver observer; // null while the connection is in a backlog
    private int interests;
    private int receivedFlags = StreamObserver.ENTIRE_MESSAGE;
    private NtStatus failure; // null for none
    private boolean isReset;
    private long idealBacklog = FakePeer.WINDOW;
    private boolean idealChanged;

    FakeTeller(Object lock, StreamObserver observer, FakeReceiver receiver) {
        this.lock = lock;
        this.observer = observer;
        this.receiver = receiver;
    }

    void setObserver(StreamObserver newObserver) {
        observer = newObserver;
    }

    void observe(int newInterests) {
        interests = newInterests;
        receiver.observe();
        if (wants(StreamObserver.OBSERVE_DISCONNECT)) {
            end.ask();
            reset.ask();
        }
    }

    int interests() {
        return interests;
    }

    void setReceivedFlags(int flags) {
        receivedFlags = flags;
    }

    void noteFailure(NtStatus reason) {
        failure = reason;
    }

    void noteReset() {
        isReset = true;
    }

    void noteIdealBacklog(long bytes) {
        idealBacklog = bytes;
        idealChanged = true;
    }

    long idealBacklog() {
        return idealBacklog;
    }

    /** What to tell next, to be run without the lock; null for nothing. */
    Runnable next() {
        if (observer == null) {
            return null;
        }
        if (failure != null) {
            NtStatus reason = failure;
            failure = null;
            return () -> observer.failed(reason);
        }
        if (isReset && reset.isDue()) {
            return reset.call();
        }
        if (receiver.canOffer() && wants(StreamObserver.OBSERVE_RECEIVE)) {
            TransportBuffer first = receiver.startOffer();
            long bytes = receiver.offeredBytes();
            int flags = receivedFlags;
            return () -> offer(first, bytes, flags);
        }
        if (wants(StreamObserver.OBSERVE_DISCONNECT)
                || wants(StreamObserver.OBSERVE_RECEIVE) && !receiver.isRefused()) {
            receiver.lookForEnd();
        }
        if (receiver.isAtEnd() && receiver.works() && end.isDue()) {
            return end.call();
        }
        if (idealChanged && wants(StreamObserver.OBSERVE_SEND_BACKLOG)) {
            long bytes = idealBacklog;
            idealChanged = false;
            return () -> observer.idealBacklogChanged(bytes);
        }
        return null;
    }

    private boolean wants(int interest) {
        return (interests & interest) != 0;
    }

    private void offer(TransportBuffer first, long bytes, int flags) {
        long taken = 0;
        boolean honest;
        try {
            taken = observer.received(first, bytes, flags);
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

    /** One of the two ways in which a peer ends: told until it was heard, once for each time that it was asked for. */
    private final class Ending {
        private final boolean abortive;
        private boolean heard;
        private boolean refused; // and nobody has asked since

        Ending(boolean abortive) {
            this.abortive = abortive;
        }

        void ask() {
            refused = false;
        }

        boolean isDue() {
            return !heard && !refused && wants(StreamObserver.OBSERVE_DISCONNECT);
        }

        Runnable call() {
            refused = true; // unless it is asked for during the call
            return this::tell;
        }

        private void tell() {
            boolean hears = observer.disconnected(abortive);
            synchronized (lock) {
                heard = hears;
            }
        }
    }
}
