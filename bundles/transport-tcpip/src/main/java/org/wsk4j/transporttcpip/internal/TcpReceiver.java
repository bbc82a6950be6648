// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The receiving direction of a TCP endpoint.
 *
 * <p>A receive waits until the loop's thread sees bytes, and is filled there. Readiness stays armed when the last
 * receive has been served: the next one usually waits before the peer's next bytes are there, and then nothing has to
 * be changed or woken. Only bytes that find nobody waiting disarm it. With nothing before it, a receive is read for in
 * its caller's thread first when readiness is not armed, as bytes are there or the loop would have to be woken, and
 * when more bytes are likely ({@link ReadGuess}).
 *
 * <p>A receive that asked for all its memory to be filled and is cancelled half way keeps what it got: the bytes are in
 * its memory, {@link TransportRequest#transferred()} counts them, and they are offered to no other receive.
 *
 * <p>What no request waits for is {@link TcpObserving}'s, once anything is observed.
 *
 * <p>A reset ends both directions, as on Windows: bytes that nobody had taken before are gone.
 *
 * <p>Spec: RECEIVE-02, RECEIVE-03, RECEIVE-07, RECEIVE-08, RECEIVE-12, RECEIVE-13, RECEIVE-19, RECEIVE-20.
 */
final class TcpReceiver extends Direction {
    private final SocketChannel channel;
    private final StreamObserver observer;
    private final BufferAccount account;
    private volatile TcpObserving observing; // set under the lock, once: null until anything is observed
    private volatile boolean endRead; // set under the lock, once: the platform reported the peer's end
    private boolean closed; // @GuardedBy("lock"): no call of the observer may begin any more
    private boolean brokenByPeer; // @GuardedBy("lock"): the connection failed, and not by our own doing
    private boolean moreLikely; // @GuardedBy("lock"): the last read filled the memory it had
    private final ReadGuess guess = new ReadGuess(); // @GuardedBy("lock")
    private volatile long bytes; // written under the lock, read by anybody

    TcpReceiver(TcpEndpoint endpoint, SocketChannel channel, StreamObserver observer, long retainLimit) {
        super(endpoint);
        this.channel = channel;
        this.observer = observer;
        this.account = new BufferAccount(endpoint, retainLimit);
    }

    long bytes() {
        return bytes;
    }

    NtStatus receive(TransportRequest request) {
        if ((request.flags() & ~(TransportRequest.WAITALL | TransportRequest.DRAIN)) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        NtStatus status;
        boolean broken;
        boolean turns;
        synchronized (lock) {
            DirectionState state = stateLocked();
            if (state == DirectionState.UNCONNECTED) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.remaining() == 0 && !request.has(TransportRequest.DRAIN)) {
                NtStatus end = endLocked();
                return request.finish(end == null ? NtStatus.STATUS_SUCCESS : end);
            }
            boolean now = mayFinishNowLocked() && (observing == null || !observing.isInOfferLocked());
            status = now ? receiveNowLocked(request) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                status = waitLocked(request);
            }
            broken = state != DirectionState.FAILED && stateLocked() == DirectionState.FAILED;
            turns = status.isPending() && !needsBytesLocked();
        }
        if (broken) {
            endpoint().broken(status);
        } else if (turns) {
            endpoint().schedule(); // flushes, or serves it from the rest
        }
        return status;
    }

    /**
     * Reads in the caller's thread, which is safe: nothing is before it. Answers how it ended, or pending when it has
     * to wait.
     */
    private NtStatus receiveNowLocked(TransportRequest request) {
        NtStatus end = endLocked();
        boolean armed = endpoint().isArmed(SelectionKey.OP_READ);
        try {
            if (end == null && observing != null && observing.hasRestLocked()) {
                if (takeRestLocked(request)) {
                    return request.finish(NtStatus.STATUS_SUCCESS);
                }
                end = endLocked();
            }
            if (end == null && !request.has(TransportRequest.DRAIN) && (!armed || moreLikely && guess.looks())) {
                boolean served = readLocked(request);
                if (armed) {
                    guess.found(request.transferred() > 0);
                }
                if (served) {
                    return request.finish(NtStatus.STATUS_SUCCESS);
                }
                end = endLocked();
            }
        } catch (IOException | RuntimeException | Error e) {
            end = breakLocked(PlatformErrors.statusOf(e));
        }
        return end == null ? NtStatus.STATUS_PENDING : request.finish(end);
    }

    private NtStatus waitLocked(TransportRequest request) {
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        queue.add(request);
        if (needsBytesLocked()) {
            endpoint().arm(SelectionKey.OP_READ);
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Whether what waits can only be served by the platform. */
    private boolean needsBytesLocked() {
        return stateLocked() == DirectionState.OPEN && (observing == null || !observing.hasRestLocked());
    }

    /** Takes a request out that waits; true when the caller has it now. */
    boolean take(TransportRequest request) {
        synchronized (lock) {
            return stateLocked() == DirectionState.OPEN && queue.remove(request);
        }
    }

    /** Bytes arrived, or the end, or a failure. Loop thread. */
    void readable() {
        NtStatus failure = null;
        synchronized (lock) {
            boolean waits = !queue.isEmpty();
            if (stateLocked() != DirectionState.OPEN || endRead || !waits && observing == null) {
                endpoint().disarm(SelectionKey.OP_READ);
                return;
            }
            try {
                if (waits) {
                    serveRestLocked();
                    readQueueLocked();
                } else {
                    observing.readLocked();
                }
            } catch (IOException | RuntimeException | Error e) {
                breakLocked(PlatformErrors.statusOf(e));
            }
            if (stateLocked() != DirectionState.OPEN) {
                endpoint().disarm(SelectionKey.OP_READ);
                failure = failure();
            }
        }
        deliver();
        if (failure != null) {
            endpoint().broken(failure);
        } else {
            attend();
        }
    }

    /** Serves what waits until nothing more is there, or the endpoint had its share of the loop's time. */
    private void readQueueLocked() throws IOException {
        if (queue.isEmpty()) {
            return;
        }
        long share = bytes + TcpEndpoint.SHARE;
        moreLikely = true;
        while (moreLikely && bytes < share && !queue.isEmpty()) {
            TransportRequest request = queue.peek();
            boolean served = request.has(TransportRequest.DRAIN) ? drainLocked() : readLocked(request);
            if (stateLocked() == DirectionState.ENDED) {
                finishAllLocked(NtStatus.STATUS_SUCCESS);
            } else if (served) {
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
        }
    }

    /** Reads into the memory of a request what is there; true when it has what it asked for. */
    private boolean readLocked(TransportRequest request) throws IOException {
        ViewArray views = viewsLocked();
        long share = bytes + TcpEndpoint.SHARE;
        do {
            long moved = views.read(channel, request);
            countLocked(moved, views.asked());
        } while (moreLikely && request.remaining() > 0 && bytes < share);
        return isServed(request);
    }

    private static boolean isServed(TransportRequest request) {
        return !request.has(TransportRequest.DRAIN)
                && (request.remaining() == 0 || request.transferred() > 0 && !request.has(TransportRequest.WAITALL));
    }

    /** Reads and throws away what is there; never enough for a request that drains. */
    private boolean drainLocked() throws IOException {
        long share = bytes + TcpEndpoint.SHARE;
        do {
            ByteBuffer scratch = endpoint().loop().scratch();
            countLocked(channel.read(scratch), scratch.capacity());
        } while (moreLikely && bytes < share);
        return false;
    }

    /** Counts what a read has moved; answers whether more is likely to be there. */
    boolean countLocked(long moved, long asked) {
        moreLikely = moved == asked; // a shorter read has emptied the platform's buffer
        if (moved > 0) {
            bytes = bytes + moved;
        } else if (moved < 0) {
            streamEndedLocked();
        }
        return moreLikely;
    }

    /**
     * The platform reports the peer's end. It also does after it has told a send of a reset, once, so that only the
     * sender knows: whatever it is being told this moment, it has noted before its lock is free.
     */
    private void streamEndedLocked() {
        NtStatus reset = endpoint().sender().failure();
        if (reset != null) {
            breakLocked(reset);
        } else {
            endRead = true;
            restTakenLocked();
        }
    }

    // ---- observing

    /** What the observer wants from now on; means nothing after the close. */
    void observe(int interests) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (observing == null) {
                if (interests == 0) {
                    return;
                }
                observing = new TcpObserving(endpoint(), this, channel, observer, account);
            }
            observing.observeLocked(interests);
        }
        endpoint().schedule();
    }

    /** Whether anything was ever observed. */
    boolean isObserved() {
        return observing != null;
    }

    /** Gives what is observed its turn. Loop thread, no lock held. */
    void attend() {
        TcpObserving observed = observing;
        if (observed != null) {
            observed.attend();
        }
    }

    /** Serves the requests that wait with bytes that were read before. Loop thread. */
    void serveRestLocked() {
        while (observing != null
                && observing.hasRestLocked()
                && stateLocked() == DirectionState.OPEN
                && !queue.isEmpty()) {
            if (takeRestLocked(queue.peek())) {
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
        }
        if (stateLocked() == DirectionState.ENDED) {
            finishAllLocked(NtStatus.STATUS_SUCCESS);
        }
    }

    /** Gives a request bytes that were read before; true when it has what it asked for. */
    private boolean takeRestLocked(TransportRequest request) {
        observing.takeRestLocked(request);
        restTakenLocked();
        return isServed(request);
    }

    /** Ends the stream when the peer has ended it and its last byte was taken. */
    void restTakenLocked() {
        if (endRead && stateLocked() == DirectionState.OPEN && (observing == null || !observing.hasRestLocked())) {
            becomeLocked(DirectionState.ENDED);
            if (observing != null) {
                endpoint().schedule(); // tells
            }
        }
    }

    /** Whether nothing waits or is about to complete that what comes next would overtake. Loop thread. */
    boolean isIdleLocked() {
        return queue.isEmpty() && endpoint().owesNothing();
    }

    /** Whether a request waits for bytes. */
    boolean isWaitedForLocked() {
        return !queue.isEmpty();
    }

    /** Whether the platform may have more bytes. */
    boolean readsOnLocked() {
        return stateLocked() == DirectionState.OPEN && !endRead;
    }

    boolean isClosedLocked() {
        return closed;
    }

    boolean isBrokenByPeerLocked() {
        return brokenByPeer;
    }

    /** How many bytes wait to be received, here and in the platform. */
    long backlog() throws IOException {
        synchronized (lock) {
            long rest = observing == null ? 0 : observing.restBytesLocked();
            return readsOnLocked() ? rest + channel.socket().getInputStream().available() : rest;
        }
    }

    // ---- the end

    /** The connection has failed, and not by our doing; true when a turn is needed. */
    boolean breakOff(NtStatus status) {
        synchronized (lock) {
            breakLocked(status);
            return observing != null || !queue.isEmpty();
        }
    }

    private NtStatus breakLocked(NtStatus status) {
        if (stateLocked() != DirectionState.FAILED) {
            brokenByPeer = true;
        }
        return failLocked(status);
    }

    /** The endpoint is being closed: no call of the observer begins from now on. */
    void close() {
        synchronized (lock) {
            closed = true;
            failLocked(NtStatus.STATUS_CANCELLED);
        }
    }

    /** Lets go of what was read and not taken. Loop thread, at the end of the endpoint. */
    void forgetRest() {
        TcpObserving observed = observing;
        if (observed != null) {
            observed.end();
        }
    }

    /** Whether the peer is known to have ended its direction. */
    boolean hasMetEnd() {
        return endRead || isDone();
    }

    /** Whether the peer has ended its direction, if need be by asking the platform. For the end of the endpoint. */
    boolean isPeerDone() {
        if (hasMetEnd()) {
            return true;
        }
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException | RuntimeException e) {
            return false; // a reset, or no connection: either way nobody waits for our good end
        }
    }
}
