// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.ws2def.SockAddr;

/**
 * The datagrams that no request waits for, and what the observer of a UDP endpoint hears of them.
 *
 * <p>They are read into the memory of the loop's {@link BufferPool} and offered from there, the oldest first. A list
 * that was turned down waits in {@link #refused}, for receives, and for the next {@link #observeLocked}; new ones are
 * offered all the same. An endpoint has no more than {@code retainLimit} bytes, which the last datagram may pass: the
 * oldest of those that were turned down give way. When the observer retains so much, reading pauses, and the platform's
 * buffer keeps what comes, then loses it.
 *
 * <p>Threads: calls come from the loop's thread, one at a time. While datagrams are offered, receives queue up.
 *
 * <p>Locks: the receiver's; not held while the observer is called.
 */
final class UdpObserving {
    private static final Logger LOG = LoggerFactory.getLogger(UdpObserving.class);
    private static final int MOST = UdpReceiver.SHARE; // in one offer

    private final UdpEndpoint endpoint;
    private final UdpReceiver receiver;
    private final Object lock; // the receiver's
    private final DatagramObserver observer;
    private final BufferAccount account;

    private ReceivedData refused = new ReceivedData(); // @GuardedBy("lock"): older than the fresh ones
    private ReceivedData fresh = new ReceivedData(); // @GuardedBy("lock"): to be offered
    private boolean on; // @GuardedBy("lock"): datagrams are wanted
    private boolean inOffer; // @GuardedBy("lock"): the observer is looking at some
    private boolean askedAgain; // @GuardedBy("lock"): observed since the call began
    private boolean closed; // @GuardedBy("lock"): no call may begin any more

    private final PooledBuffer[] offered = new PooledBuffer[MOST]; // loop thread only
    private final int[] lengths = new int[MOST]; // loop thread only: of the offered ones, when they were lent
    private int count; // loop thread only: of the offered ones

    UdpObserving(UdpEndpoint endpoint, UdpReceiver receiver, DatagramObserver observer, BufferAccount account) {
        this.endpoint = endpoint;
        this.receiver = receiver;
        this.lock = receiver.lock;
        this.observer = observer;
        this.account = account;
    }

    // ---- called by the receiver, with its lock

    /** Whether the observer wants datagrams from now on. A turn has to follow. */
    void observeLocked(boolean newOn) {
        on = newOn;
        if (inOffer) {
            askedAgain = newOn;
        } else {
            sortLocked(newOn);
        }
    }

    /** Lets everything be offered, or nothing. */
    private void sortLocked(boolean offers) {
        while (!fresh.isEmpty()) {
            refused.add(fresh.poll());
        }
        if (offers) {
            ReceivedData none = fresh;
            fresh = refused;
            refused = none;
        }
    }

    boolean isOnLocked() {
        return on;
    }

    /** Whether a receive that completes now would overtake datagrams that the observer is looking at. */
    boolean isInOfferLocked() {
        return inOffer;
    }

    /** Whether any datagram waits here, or is being looked at. */
    boolean holdsAnyLocked() {
        return inOffer || !refused.isEmpty() || !fresh.isEmpty();
    }

    /** Takes the oldest datagram out; null when there is none. */
    PooledBuffer pollLocked() {
        PooledBuffer oldest = refused.poll();
        return oldest == null ? fresh.poll() : oldest;
    }

    /** Throws away what comes from senders that are not wanted any more. */
    void filterLocked(UdpSource source) {
        refused = filtered(refused, source);
        fresh = filtered(fresh, source);
    }

    private static ReceivedData filtered(ReceivedData datagrams, UdpSource source) {
        ReceivedData kept = new ReceivedData();
        for (PooledBuffer next = datagrams.poll(); next != null; next = datagrams.poll()) {
            if (source.admits(next.remoteAddress())) {
                kept.add(next);
            } else {
                next.giveUp();
            }
        }
        return kept;
    }

    void closeLocked() {
        closed = true;
    }

    /** Reads so many datagrams for the observer, if they are there. Loop thread; no request waits. */
    void readLocked(int most) throws IOException {
        if (!on || !fresh.isEmpty()) {
            return; // that comes first
        }
        BufferPool pool = endpoint.loop().datagramBuffers();
        for (int i = 0; i < most; i++) {
            if (account.left() == 0 && !fresh.isEmpty()) {
                return;
            }
            if ((refused.isEmpty() || !pool.hasMemory()) && account.pauses(pool)) {
                endpoint.disarm(SelectionKey.OP_READ);
                return;
            }
            ByteBuffer memory = pool.offerForDatagram();
            int start = memory.position();
            if (!receiver.receiveLocked(memory)) {
                return;
            }
            SockAddr sender = receiver.sender();
            if (sender != null) {
                PooledBuffer datagram = pool.take(memory.position() - start, account);
                datagram.setSender(sender);
                fresh.add(datagram);
                makeRoomLocked(pool);
            }
        }
    }

    /** Gives the oldest of those up that were turned down. A read must not be under way, as it changes the pool. */
    private void makeRoomLocked(BufferPool pool) {
        while (!refused.isEmpty() && (account.isExceeded() || pool.isShort())) {
            refused.poll().giveUp();
        }
    }

    // ---- the observer's calls. Loop thread, no lock held

    /** Does what can be done without the platform: serves requests, offers what is there. */
    void attend() {
        endpoint.loop().datagramBuffers().collect();
        synchronized (lock) {
            receiver.serveLocked();
        }
        endpoint.deliver();
        if (beginOffer()) {
            offer();
        }
        synchronized (lock) {
            goOnLocked();
        }
    }

    private boolean beginOffer() {
        synchronized (lock) {
            if (!on || closed || fresh.isEmpty() || !receiver.isOpenLocked() || !receiver.isIdleLocked()) {
                return false;
            }
            inOffer = true;
            askedAgain = false;
            for (count = 0; count < MOST && !fresh.isEmpty(); count++) {
                PooledBuffer datagram = fresh.poll();
                offered[count] = datagram;
                lengths[count] = datagram.length();
                if (count > 0) {
                    offered[count - 1].setNext(datagram);
                }
            }
            for (int i = 0; i < count; i++) {
                offered[i].lend();
            }
            return true;
        }
    }

    private void offer() {
        boolean taken = false;
        int flags;
        synchronized (lock) {
            flags = receiver.arrivalLocked();
        }
        try {
            taken = observer.received(offered[0], flags);
        } catch (RuntimeException | Error e) {
            LOG.error("The observer of {} failed when it was offered datagrams", endpoint, e);
        }
        synchronized (lock) {
            inOffer = false;
            if (taken) {
                giveLocked();
            } else {
                takeBackLocked();
            }
            if (!taken || askedAgain || !on) {
                sortLocked(askedAgain && on);
            }
            receiver.serveLocked();
        }
        endpoint.deliver();
    }

    private void giveLocked() {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[i];
            offered[i] = null;
        }
        count = 0;
        receiver.countLocked(bytes);
    }

    private void takeBackLocked() {
        UdpSource source = receiver.sourceLocked();
        for (int i = 0; i < count; i++) {
            PooledBuffer datagram = offered[i];
            offered[i] = null;
            if (!datagram.takeBack()) {
                throw new IllegalStateException("the observer released datagrams that it did not take");
            }
            if (source.admits(datagram.remoteAddress())) {
                refused.add(datagram);
            } else {
                datagram.giveUp();
            }
        }
        count = 0;
    }

    /** Sees to it that whatever is to come next comes. */
    private void goOnLocked() {
        if (!receiver.isOpenLocked()) {
            account.endPause(endpoint.loop().datagramBuffers()); // else whatever comes back would ask for a turn
            return;
        }
        if (on && !fresh.isEmpty()) {
            endpoint.schedule();
        }
        boolean mayRead = account.resumes(endpoint.loop().datagramBuffers());
        if (!receiver.queue.isEmpty() || on && mayRead) {
            endpoint.arm(SelectionKey.OP_READ);
        }
    }

    /** The endpoint is over: nothing is kept. */
    void end() {
        account.endPause(endpoint.loop().datagramBuffers());
        synchronized (lock) {
            for (PooledBuffer next = pollLocked(); next != null; next = pollLocked()) {
                next.giveUp();
            }
        }
    }
}
