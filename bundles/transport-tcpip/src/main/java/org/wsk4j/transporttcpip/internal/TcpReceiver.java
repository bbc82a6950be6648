// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
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
 * <p>A reset ends both directions, as on Windows: bytes that nobody had taken before are gone.
 *
 * <p>Spec: RECEIVE-02, RECEIVE-03, RECEIVE-07, RECEIVE-08, RECEIVE-12, RECEIVE-13, RECEIVE-19, RECEIVE-20.
 */
final class TcpReceiver extends Direction {
    private final SocketChannel channel;
    private ViewArray views; // @GuardedBy("lock"): of callers' threads; null until one receives into scattered memory
    private boolean moreLikely; // @GuardedBy("lock"): the last read filled the memory it had
    private final ReadGuess guess = new ReadGuess(); // @GuardedBy("lock")
    private volatile long bytes; // written under the lock, read by anybody

    TcpReceiver(TcpEndpoint endpoint, SocketChannel channel) {
        super(endpoint);
        this.channel = channel;
    }

    long bytes() {
        return bytes;
    }

    NtStatus receive(TransportRequest request) {
        if ((request.flags() & ~(TransportRequest.WAITALL | TransportRequest.DRAIN)) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        NtStatus failure;
        synchronized (lock) {
            if (stateLocked() == DirectionState.UNCONNECTED) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.remaining() == 0 && !request.has(TransportRequest.DRAIN)) {
                NtStatus end = endLocked();
                return request.finish(end == null ? NtStatus.STATUS_SUCCESS : end);
            }
            NtStatus status = mayFinishNowLocked() ? receiveNowLocked(request) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                status = waitLocked(request);
            }
            failure = status.isPending() ? null : failure();
            if (failure == null) {
                return status;
            }
        }
        endpoint().broken(failure);
        return request.status();
    }

    /**
     * Reads in the caller's thread, which is safe: nothing is before it. Answers how it ended, or pending when it has
     * to wait.
     */
    private NtStatus receiveNowLocked(TransportRequest request) {
        NtStatus end = endLocked();
        boolean armed = endpoint().isArmed(SelectionKey.OP_READ);
        if (end == null && !request.has(TransportRequest.DRAIN) && (!armed || moreLikely && guess.looks())) {
            try {
                boolean served = readLocked(request);
                if (armed) {
                    guess.found(request.transferred() > 0);
                }
                if (served) {
                    return request.finish(NtStatus.STATUS_SUCCESS);
                }
                end = endLocked();
            } catch (IOException | RuntimeException | Error e) {
                end = failLocked(PlatformErrors.statusOf(e));
            }
        }
        return end == null ? NtStatus.STATUS_PENDING : request.finish(end);
    }

    private NtStatus waitLocked(TransportRequest request) {
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        queue.add(request);
        if (stateLocked() == DirectionState.OPEN) {
            endpoint().arm(SelectionKey.OP_READ);
        } else {
            endpoint().schedule(); // flushes
        }
        return NtStatus.STATUS_PENDING;
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
            if (queue.isEmpty() || stateLocked() != DirectionState.OPEN) {
                endpoint().disarm(SelectionKey.OP_READ);
                return;
            }
            try {
                readQueueLocked();
            } catch (IOException | RuntimeException | Error e) {
                failLocked(PlatformErrors.statusOf(e));
            }
            if (stateLocked() != DirectionState.OPEN) {
                endpoint().disarm(SelectionKey.OP_READ);
                failure = failure();
            }
        }
        deliver();
        if (failure != null) {
            endpoint().broken(failure);
        }
    }

    /** Serves what waits until nothing more is there, or the endpoint had its share of the loop's time. */
    private void readQueueLocked() throws IOException {
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
        long share = bytes + TcpEndpoint.SHARE;
        do {
            long asked;
            long moved;
            if (request.isScattered()) {
                ViewArray scattered = viewsLocked();
                moved = scattered.read(channel, request);
                asked = scattered.asked();
            } else {
                ByteBuffer view = ViewArray.claimPiece(request);
                asked = view.remaining();
                int count = 0;
                try {
                    count = channel.read(view);
                } finally {
                    request.unclaim(view, Math.max(count, 0));
                }
                moved = count;
            }
            countLocked(moved, asked);
        } while (moreLikely && request.remaining() > 0 && bytes < share);
        return request.remaining() == 0 || request.transferred() > 0 && !request.has(TransportRequest.WAITALL);
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

    private void countLocked(long moved, long asked) {
        moreLikely = moved == asked; // a shorter read has emptied the platform's buffer
        if (moved > 0) {
            bytes = bytes + moved;
        } else if (moved < 0) {
            streamEndedLocked();
        }
    }

    /**
     * The platform reports the peer's end. It also does after it has told a send of a reset, once, so that only the
     * sender knows: whatever it is being told this moment, it has noted before its lock is free.
     */
    private void streamEndedLocked() {
        NtStatus reset = endpoint().sender().failure();
        if (reset != null) {
            failLocked(reset);
        } else {
            becomeLocked(DirectionState.ENDED);
        }
    }

    /** Whether the peer has ended its direction, if need be by asking the platform. For the end of the endpoint. */
    boolean isPeerDone() {
        if (isDone()) {
            return true;
        }
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException | RuntimeException e) {
            return false; // a reset, or no connection: either way nobody waits for our good end
        }
    }

    private ViewArray viewsLocked() {
        if (endpoint().loop().isCurrent()) {
            return endpoint().loop().views();
        }
        if (views == null) {
            views = new ViewArray();
        }
        return views;
    }
}
