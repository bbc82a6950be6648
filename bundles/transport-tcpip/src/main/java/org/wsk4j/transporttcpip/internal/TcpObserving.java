// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;

/**
 * What the observer of a TCP endpoint hears of the peer: the bytes that no request waits for, and the peer's end.
 *
 * <p>Bytes are read once, into the memory of the loop's {@link BufferPool}, and offered from there. What the observer
 * does not take waits in {@link #rest} for receives and for the next {@link #observeLocked}; nothing is offered until
 * then. An endpoint reads no further than {@code retainLimit} bytes beyond what was released, so that its peer feels
 * flow control; requests, which bring memory of their own, are filled all the same.
 *
 * <p>While only the peer's end is observed, it has to be read up to: bytes that come before it then collect in the
 * rest. When so many of them come that the limit is reached, the end is not noticed until some are received. After the
 * peer's graceful end, a reset is noticed by sending only.
 *
 * <p>A read that finds less than it has room for sets {@link StreamObserver#ENTIRE_MESSAGE}: the JDK does not tell where
 * the peer has pushed. Urgent data of the peer is no part of the stream, the platform drops it; a read ends there.
 *
 * <p>Threads: calls come from the loop's thread, one at a time. While bytes are offered, receives queue up.
 *
 * <p>Locks: the receiver's; not held while the observer is called.
 */
final class TcpObserving {
    private static final Logger LOG = LoggerFactory.getLogger(TcpObserving.class);
    private static final int MOST_BUFFERS = 4; // in one offer
    private static final int MOST_BYTES = 256 * 1024; // likewise

    private final TcpEndpoint endpoint;
    private final TcpReceiver receiver;
    private final Object lock; // the receiver's
    private final SocketChannel channel;
    private final StreamObserver observer;
    private final BufferAccount account;

    private final ReceivedData rest = new ReceivedData(); // @GuardedBy("lock")
    private int interests; // @GuardedBy("lock")
    private boolean offering; // @GuardedBy("lock"): bytes may be offered
    private boolean inOffer; // @GuardedBy("lock"): the observer is looking at some
    private boolean tellsEnd; // @GuardedBy("lock"): the peer's end may be told
    private boolean endHeard; // @GuardedBy("lock"): the observer knows of the graceful end
    private boolean resetHeard; // @GuardedBy("lock"): the observer knows of the abortive end
    private boolean emptied; // @GuardedBy("lock"): the last read found less than it had room for

    private final PooledBuffer[] offered = new PooledBuffer[MOST_BUFFERS]; // loop thread only
    private final int[] lengths = new int[MOST_BUFFERS]; // loop thread only: of the offered ones, when they were lent
    private int count; // loop thread only: of the offered ones
    private boolean entire; // loop thread only: nothing that was read is behind the offered ones

    TcpObserving(
            TcpEndpoint endpoint,
            TcpReceiver receiver,
            SocketChannel channel,
            StreamObserver observer,
            BufferAccount account) {
        this.endpoint = endpoint;
        this.receiver = receiver;
        this.lock = receiver.lock;
        this.channel = channel;
        this.observer = observer;
        this.account = account;
    }

    // ---- called by the receiver, with its lock

    /** What the observer wants from now on. A turn has to follow. */
    void observeLocked(int newInterests) {
        interests = newInterests;
        offering = wants(StreamObserver.OBSERVE_RECEIVE);
        tellsEnd = wants(StreamObserver.OBSERVE_DISCONNECT);
    }

    /** Whether a receive that completes now would overtake bytes that the observer is looking at. */
    boolean isInOfferLocked() {
        return inOffer;
    }

    boolean hasRestLocked() {
        return !rest.isEmpty();
    }

    long restBytesLocked() {
        return rest.bytes();
    }

    /** Moves bytes of the rest into a request, or throws them away for one that drains. */
    void takeRestLocked(TransportRequest request) {
        if (request.has(TransportRequest.DRAIN)) {
            rest.clear();
        } else {
            rest.moveTo(request);
        }
    }

    private boolean wants(int interest) {
        return (interests & interest) != 0;
    }

    /** Whether bytes are to be read although no request waits. */
    private boolean readsLocked() {
        return offering || wants(StreamObserver.OBSERVE_DISCONNECT);
    }

    /** Reads what is there for the observer. Loop thread; the direction is open, and no request waits. */
    void readLocked() throws IOException {
        if (offering && !rest.isEmpty()) {
            return; // that comes first
        }
        IoLoop loop = endpoint.loop();
        if (!readsLocked() || account.pauses(loop.buffers())) {
            endpoint.disarm(SelectionKey.OP_READ);
            return;
        }
        BufferPool pool = loop.buffers();
        long share = rest.bytes() + MOST_BYTES;
        boolean more = true;
        emptied = false;
        for (int i = 0; more && i < MOST_BUFFERS && rest.bytes() < share && account.left() > 0; i++) {
            if (i > 0 && (pool.isShort() || !pool.hasMemory())) {
                return;
            }
            ByteBuffer memory = pool.offer(account.left());
            int asked = memory.remaining();
            int moved = channel.read(memory);
            if (moved > 0) {
                rest.add(pool.take(moved, account));
            }
            more = receiver.countLocked(moved, asked);
        }
        emptied = !more;
    }

    // ---- the observer's calls. Loop thread, no lock held

    /** Does what can be done without the platform: serves requests from the rest, offers it, tells the peer's end. */
    void attend() {
        endpoint.loop().buffers().collect();
        boolean offers = beginOffer();
        while (receiver.owesCompletions()) {
            receiver.deliver(); // whoever is told may ask for what is left
            offers = beginOffer();
        }
        if (offers) {
            offer();
        }
        goOn();
    }

    /** Serves the requests that wait from the rest; true when there were none, and bytes are to be offered. */
    private boolean beginOffer() {
        synchronized (lock) {
            if (receiver.stateLocked() == DirectionState.FAILED) {
                rest.clear();
            }
            receiver.serveRestLocked();
            if (!offering
                    || receiver.isClosedLocked()
                    || rest.isEmpty()
                    || receiver.stateLocked() != DirectionState.OPEN
                    || receiver.owesCompletions()
                    || !receiver.isIdleLocked()) {
                return false;
            }
            offering = false;
            inOffer = true;
            long bytes = 0;
            for (count = 0; count < MOST_BUFFERS && bytes < MOST_BYTES && !rest.isEmpty(); count++) {
                PooledBuffer buffer = rest.poll();
                offered[count] = buffer;
                lengths[count] = buffer.length();
                bytes += buffer.length();
                if (count > 0) {
                    offered[count - 1].setNext(buffer);
                }
                buffer.lend();
            }
            entire = emptied && rest.isEmpty();
            return true;
        }
    }

    private void offer() {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i];
        }
        int flags = endpoint.loop().buffers().isShort() ? StreamObserver.RELEASE_ASAP : 0;
        if (entire) {
            flags |= StreamObserver.ENTIRE_MESSAGE;
        }
        long taken = 0;
        try {
            taken = observer.received(offered[0], bytes, flags);
        } catch (RuntimeException | Error e) {
            LOG.error("The observer of {} failed when it was offered bytes", endpoint, e);
        }
        synchronized (lock) {
            inOffer = false;
            keepLocked(taken, bytes);
            receiver.serveRestLocked();
            receiver.restTakenLocked();
        }
        receiver.deliver();
    }

    /** Takes back what the observer did not take. */
    private void keepLocked(long taken, long bytes) {
        if (taken < 0 || taken > bytes) {
            throw new IllegalStateException("the observer took " + taken + " of " + bytes + " bytes");
        }
        if (taken == bytes) {
            offering = wants(StreamObserver.OBSERVE_RECEIVE);
        }
        long left = taken;
        int first = 0;
        while (first < count && left >= lengths[first]) {
            left -= lengths[first];
            offered[first++] = null;
        }
        for (int i = count - 1; i >= first; i--) {
            PooledBuffer buffer = offered[i];
            offered[i] = null;
            if (!buffer.takeBack()) {
                throw new IllegalStateException("the observer released bytes that it did not take");
            }
            if (i == first) {
                buffer.advance((int) left);
            }
            rest.addFirst(buffer);
        }
        count = 0;
    }

    /** Tells the peer's end if that is news, and sees to it that whatever is to come next comes. */
    private void goOn() {
        boolean abortive;
        synchronized (lock) {
            abortive = receiver.isBrokenByPeerLocked();
            boolean news = abortive ? !resetHeard : !endHeard && receiver.stateLocked() == DirectionState.ENDED;
            if (!news || !tellsEnd || receiver.isClosedLocked() || !receiver.isIdleLocked()) {
                armLocked();
                return;
            }
            tellsEnd = false;
        }
        boolean heard = tell(abortive);
        synchronized (lock) {
            if (heard) {
                tellsEnd = wants(StreamObserver.OBSERVE_DISCONNECT);
                endHeard = true; // there is no graceful end after a reset
                resetHeard |= abortive;
            } else if (tellsEnd) {
                endpoint.schedule(); // asked for within the call
            }
            armLocked();
        }
    }

    private boolean tell(boolean abortive) {
        try {
            return observer.disconnected(abortive);
        } catch (RuntimeException | Error e) {
            LOG.error("The observer of {} failed when it was told of the peer's end", endpoint, e);
            return false;
        }
    }

    /** Waits for more bytes if they can be used. */
    private void armLocked() {
        if (receiver.stateLocked() != DirectionState.OPEN) {
            account.endPause(endpoint.loop().buffers()); // else whatever comes back would ask for a turn
            return;
        }
        if (offering && !rest.isEmpty()) {
            endpoint.schedule();
        }
        boolean mayRead = account.resumes(endpoint.loop().buffers());
        if (receiver.readsOnLocked() && (receiver.isWaitedForLocked() || mayRead && readsLocked())) {
            endpoint.arm(SelectionKey.OP_READ);
        }
    }

    /** The endpoint is over: nothing is kept. */
    void end() {
        account.endPause(endpoint.loop().buffers());
        synchronized (lock) {
            rest.clear();
        }
    }
}
