// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.nio.ByteBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The receiving direction of a stream endpoint, which is where bytes move.
 *
 * <p>They go straight from the memory of the peer's send to that of a receive that waits. If none does they go to
 * buffers of our own, up to the window ({@link LoopbackOption#RECEIVE_BUFFER}); buffers that the observer has not
 * released take their part of it. Then the peer's sends wait.
 *
 * <p>While the observer looks at bytes, receives queue up: they would get later ones.
 *
 * <p>A receive that asked for all its memory to be filled and is cancelled half way keeps what it got.
 *
 * <p>Locks: guarded by the network's.
 *
 * <p>Spec: RECEIVE-02, RECEIVE-03, RECEIVE-07, RECEIVE-08, RECEIVE-12, RECEIVE-13, RECEIVE-19, RECEIVE-20.
 */
final class StreamReceiver extends Direction implements PooledBuffer.Lender {
    private static final int FLAGS = TransportRequest.WAITALL | TransportRequest.DRAIN;

    private final BufferPool pool;
    private final BufferList<PooledBuffer> held = new BufferList<>(); // @GuardedBy the network's lock
    private long heldBytes; // @GuardedBy the network's lock
    private long lentMemory; // @GuardedBy the network's lock: of the buffers that the observer has
    private PooledBuffer offered; // @GuardedBy the network's lock: the observer looks at it; null when at none
    private int offeredBytes; // @GuardedBy the network's lock
    private StreamSender peer; // @GuardedBy the network's lock; null until connected
    private boolean reset; // @GuardedBy the network's lock: the peer has ended the connection at once
    private volatile boolean peerDone; // @GuardedBy the network's lock to set, once; volatile for anybody to read

    StreamReceiver(LoopbackStream endpoint, BufferPool pool) {
        super(endpoint);
        this.pool = pool;
    }

    void connectLocked(StreamSender newPeer) {
        peer = newPeer;
        openLocked();
    }

    boolean isPeerDone() {
        return peerDone;
    }

    /** Whether the peer has reset the connection. */
    boolean isResetLocked() {
        return reset;
    }

    /** How many bytes may be under way to us. */
    long windowLocked() {
        return endpoint.options.getLocked(LoopbackOption.RECEIVE_BUFFER);
    }

    /** How many bytes wait to be received. */
    long backlogLocked() {
        return heldBytes + offeredBytes;
    }

    // ---- requests

    NtStatus receiveLocked(TransportRequest request) {
        if ((request.flags() & ~FLAGS) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        if (stateLocked() == DirectionState.UNCONNECTED) {
            return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        if (request.remaining() == 0 && !request.has(TransportRequest.DRAIN)) {
            NtStatus end = endLocked();
            return request.finish(end == null ? NtStatus.STATUS_SUCCESS : end);
        }
        if (isIdleLocked() && offered == null) {
            NtStatus status = fillLocked(request);
            if (!status.isPending()) {
                return request.finish(status);
            }
        }
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        enqueueLocked(request);
        flowLocked();
        return NtStatus.STATUS_PENDING;
    }

    /** Fills a request that is not queued with what is there; pending when it has to wait. */
    private NtStatus fillLocked(TransportRequest request) {
        while (!held.isEmpty() && !isFull(request)) {
            takeHeldLocked(request);
            flowLocked(); // there is room for more
        }
        NtStatus end = endLocked();
        return end != null ? end : isServed(request) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_PENDING;
    }

    @Override
    boolean takeLocked(TransportRequest request) {
        return waiting.remove(request);
    }

    private static boolean isFull(TransportRequest request) {
        return request.remaining() == 0 && !request.has(TransportRequest.DRAIN);
    }

    /** Whether a request has what it asked for, when there is no more. */
    private static boolean isServed(TransportRequest request) {
        return isFull(request) || request.transferred() > 0 && !request.has(TransportRequest.WAITALL);
    }

    // ---- bytes

    /** Moves whatever can be moved; for whoever has added a request, or made room. */
    void flowLocked() {
        if (stateLocked() == DirectionState.OPEN) {
            serveHeldLocked();
            TransportRequest send = peer.firstLocked();
            while (send != null && acceptLocked(send)) {
                peer.firstMovedLocked();
                send = peer.firstLocked();
            }
        }
        settleLocked();
    }

    private void serveHeldLocked() {
        while (offered == null && !held.isEmpty() && !waiting.isEmpty()) {
            takeHeldLocked(waiting.peek());
            if (isFull(waiting.peek())) {
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
        }
    }

    /** Takes bytes of a send of the peer; true when it has no more. */
    boolean acceptLocked(TransportRequest send) {
        while (send.remaining() > 0 && offered == null && held.isEmpty() && !waiting.isEmpty()) {
            copyLocked(send, waiting.peek());
            if (isFull(waiting.peek())) {
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
        }
        holdLocked(send);
        return send.remaining() == 0;
    }

    /** Finishes what needs not wait for more bytes, as nothing more can be moved now. */
    void settleLocked() {
        if (stateLocked() == DirectionState.OPEN) {
            if (!waiting.isEmpty() && isServed(waiting.peek())) {
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
            if (peer.hasEndedLocked()) {
                peerDone = true; // it may fail later, which takes nothing of that back
            }
            if (peerDone && held.isEmpty() && offered == null) {
                becomeLocked(DirectionState.ENDED);
            }
        }
        if (stateLocked() == DirectionState.ENDED) {
            finishAllLocked(NtStatus.STATUS_SUCCESS);
        }
        endpoint.scheduleLocked(); // the observer may be concerned
    }

    /** Copies from request to request until one of them has no more bytes, or no more memory. */
    private void copyLocked(TransportRequest send, TransportRequest receive) {
        boolean drains = receive.has(TransportRequest.DRAIN);
        while (send.remaining() > 0 && (drains || receive.remaining() > 0)) {
            ByteBuffer from = send.claim();
            int count = from.remaining();
            if (!drains) {
                ByteBuffer to = receive.claim();
                count = Math.min(count, to.remaining());
                to.put(to.position(), from, from.position(), count);
                receive.unclaim(to, count);
            }
            send.unclaim(from, count);
            peer.countLocked(count);
            countLocked(count);
        }
    }

    /** Copies bytes of a send to memory of our own, as far as the window allows. */
    private void holdLocked(TransportRequest send) {
        long room = windowLocked() - heldBytes - lentMemory;
        while (send.remaining() > 0 && room > 0) {
            PooledBuffer last = held.last();
            if (last == null || last.roomLocked() == 0) {
                last = pool.streamLocked();
                held.add(last);
            }
            int count = last.addLocked(send, room);
            room -= count;
            heldBytes += count;
            peer.countLocked(count);
        }
    }

    /** Moves bytes that are held into a request, or throws them away for one that drains. */
    private void takeHeldLocked(TransportRequest request) {
        PooledBuffer first = held.first();
        int before = first.length();
        if (request.has(TransportRequest.DRAIN)) {
            first.skipLocked(before);
        } else {
            first.moveLocked(request);
        }
        int moved = before - first.length();
        heldBytes -= moved;
        countLocked(moved);
        if (first.length() == 0) {
            held.poll().freeLocked();
        }
    }

    // ---- the observer

    /** Whether there are bytes for the observer. */
    boolean canOfferLocked() {
        return stateLocked() == DirectionState.OPEN && waiting.isEmpty() && !held.isEmpty();
    }

    /** Takes the first buffer, for the observer to look at; there is one. */
    PooledBuffer beginOfferLocked() {
        offered = held.poll();
        offeredBytes = offered.length();
        heldBytes -= offeredBytes;
        lentMemory += offered.capacity();
        offered.lendLocked(this);
        return offered;
    }

    /** Whether nothing follows what is offered. */
    boolean isWholeLocked() {
        return held.isEmpty() && peer.firstLocked() == null;
    }

    /** Whether the peer has to wait until something is released. */
    boolean isShortLocked() {
        return heldBytes + lentMemory >= windowLocked();
    }

    /** The observer took that many bytes; false when it has released some that it did not take. */
    boolean endOfferLocked(long taken) {
        PooledBuffer buffer = offered;
        boolean honest = true;
        if (taken < offeredBytes) {
            honest = buffer.takeBackLocked(this);
            if (honest) {
                keepLocked(buffer, (int) taken);
            }
        }
        countLocked(taken);
        offered = null;
        offeredBytes = 0;
        flowLocked();
        return honest;
    }

    private void keepLocked(PooledBuffer buffer, int taken) {
        lentMemory -= buffer.capacity();
        if (stateLocked() == DirectionState.FAILED) {
            buffer.freeLocked();
            return;
        }
        buffer.skipLocked(taken);
        heldBytes += buffer.length();
        held.addFirst(buffer);
    }

    @Override
    public void returnedLocked(PooledBuffer buffer) {
        lentMemory -= buffer.capacity();
        if (stateLocked() == DirectionState.OPEN) {
            flowLocked();
        }
    }

    // ---- the end

    /** The peer has ended the connection at once: what nobody has taken is lost. */
    void resetLocked() {
        if (stateLocked() != DirectionState.FAILED) {
            reset = true;
            failLocked(NtStatus.STATUS_CONNECTION_RESET);
        }
    }

    /** We have ended it ourselves, and know. */
    void forgetResetLocked() {
        reset = false;
    }

    @Override
    void failedLocked() {
        for (PooledBuffer buffer = held.poll(); buffer != null; buffer = held.poll()) {
            buffer.freeLocked();
        }
        heldBytes = 0;
        endpoint.scheduleLocked();
    }
}
