// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The receiving direction of a UDP endpoint.
 *
 * <p>A receive waits until the loop's thread sees datagrams, and is filled there. Readiness stays armed when the last
 * receive has been served; only a datagram that finds nobody disarms it, and waits in the platform's buffer. Then the
 * next receive is read for in its caller's thread.
 *
 * <p>The platform does not tell when it has cut a datagram. So one piece of memory that takes any datagram is received
 * into; for less there is memory of our own, from which what fits is copied.
 *
 * <p>An error that the network reports, such as an unreachable port, ends the oldest receive; when none waits, the next
 * one. Of several that find nobody the last is kept.
 *
 * <p>Threads: as {@link UdpDirection}.
 *
 * <p>Spec: RECEIVEFROM-*.
 */
final class UdpReceiver extends UdpDirection {
    /** How many datagrams are read in one go before others have their turn. */
    static final int SHARE = 32;

    private static final int LONGEST = 65_535;
    private static final int MOST_FAILURES = 1000; // of an unknown kind, in a row

    private final DatagramChannel channel;
    private final UdpSource source; // @GuardedBy("lock")
    private final UdpObserving observing; // @GuardedBy("lock") as far as it says so
    private int arrival; // @GuardedBy("lock"): MSG_* of every datagram
    private NtStatus report; // @GuardedBy("lock"): what the network has reported and no receive has heard; or null
    private int failures; // @GuardedBy("lock"): of an unknown kind, since a read did not fail
    private ByteBuffer scratch; // @GuardedBy("lock"): of callers' threads; null until one receives
    private volatile long bytes; // written under the lock, read by anybody

    UdpReceiver(
            UdpEndpoint endpoint,
            IpFamily family,
            DatagramChannel channel,
            DatagramObserver observer,
            long retainLimit) {
        super(endpoint);
        this.channel = channel;
        this.source = new UdpSource(family);
        this.observing = new UdpObserving(endpoint, this, observer, new BufferAccount(endpoint, retainLimit));
    }

    long bytes() {
        return bytes;
    }

    void countLocked(long count) {
        bytes = bytes + count;
    }

    /** The endpoint is bound: from now on datagrams move. */
    void open(int arrivalFlags, boolean foreignExcluded) {
        synchronized (lock) {
            arrival = arrivalFlags;
            source.excludeForeign(foreignExcluded);
            openLocked();
            if (observing.isOnLocked()) {
                endpoint().schedule();
            }
        }
    }

    // ---- requests

    NtStatus receiveFrom(TransportRequest request) {
        NtStatus status;
        NtStatus failure;
        boolean turns;
        synchronized (lock) {
            if (isClosedLocked()) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (request.flags() != 0) {
                return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
            }
            boolean now = mayFinishNowLocked() && !observing.isInOfferLocked();
            status = now ? receiveNowLocked(request) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                status = waitLocked(request);
            }
            turns = status.isPending() && !needsPlatformLocked();
            failure = status.isSuccess() ? null : failureLocked();
        }
        if (turns) {
            endpoint().schedule(); // flushes, or serves it; with no lock held, as the loop may have ended
        } else if (failure != null) {
            endpoint().broken(failure);
        }
        return status;
    }

    /** Whether what waits can only be served by the platform. */
    private boolean needsPlatformLocked() {
        return failureLocked() == null && report == null && !observing.holdsAnyLocked();
    }

    /** Receives in the caller's thread, which is safe: nothing is before it. Pending when it has to wait. */
    private NtStatus receiveNowLocked(TransportRequest request) {
        if (failureLocked() != null) {
            return request.finish(failureLocked());
        }
        if (serveWaitingLocked(request)) {
            return request.status();
        }
        if (endpoint().isArmed(SelectionKey.OP_READ)) {
            return NtStatus.STATUS_PENDING;
        }
        try {
            return readLocked(request) ? request.finish(NtStatus.STATUS_SUCCESS) : NtStatus.STATUS_PENDING;
        } catch (IOException | RuntimeException | Error e) {
            return request.finish(failedLocked(e));
        }
    }

    private NtStatus waitLocked(TransportRequest request) {
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        queue.add(request);
        if (needsPlatformLocked()) {
            endpoint().arm(SelectionKey.OP_READ);
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Takes a request out that waits; true when the caller has it now. */
    boolean take(TransportRequest request) {
        synchronized (lock) {
            return failureLocked() == null && queue.remove(request);
        }
    }

    /** Datagrams arrived, or an error of the network. Loop thread. */
    void readable() {
        NtStatus failure;
        synchronized (lock) {
            if (!isOpenLocked() || queue.isEmpty() && !observing.isOnLocked()) {
                endpoint().disarm(SelectionKey.OP_READ);
                return;
            }
            try {
                serveLocked();
                int left = readQueueLocked();
                if (queue.isEmpty()) {
                    observing.readLocked(left);
                }
            } catch (IOException | RuntimeException | Error e) {
                NtStatus status = failedLocked(e);
                if (!queue.isEmpty()) {
                    finishFirstLocked(status);
                } else {
                    report = status;
                }
            }
            failure = failureLocked();
        }
        if (failure != null) {
            endpoint().broken(failure);
        }
        endpoint().deliver();
        attend();
    }

    /** Serves what waits; answers how many datagrams may still be read. */
    private int readQueueLocked() throws IOException {
        int left = SHARE;
        while (left > 0 && !queue.isEmpty()) {
            if (!readLocked(queue.peek())) {
                return 0;
            }
            finishFirstLocked(NtStatus.STATUS_SUCCESS);
            left--;
        }
        return left;
    }

    /** Serves the requests that wait with what has arrived before. Loop thread. */
    void serveLocked() {
        while (failureLocked() == null && !queue.isEmpty() && serveWaitingLocked(queue.peek())) {
            finishFirstLocked(queue.peek().status());
        }
    }

    /** Serves a request with what has arrived before, its outcome stored; false when nothing has. */
    private boolean serveWaitingLocked(TransportRequest request) {
        if (report != null) {
            request.finish(report);
            report = null;
            return true;
        }
        PooledBuffer datagram = observing.pollLocked();
        if (datagram == null) {
            return false;
        }
        while (datagram.length() > 0 && request.remaining() > 0) {
            ByteBuffer view = request.claim();
            int before = datagram.length();
            try {
                datagram.copyTo(view);
            } finally {
                request.unclaim(view, before - datagram.length());
            }
        }
        noteLocked(request, datagram.length() > 0, datagram.remoteAddress());
        datagram.giveUp();
        request.finish(NtStatus.STATUS_SUCCESS);
        return true;
    }

    // ---- reading

    /** Receives a datagram into a request; false when there is none, or too many that nobody wants are before it. */
    private boolean readLocked(TransportRequest request) throws IOException {
        for (int i = 0; i < SHARE; i++) {
            boolean read =
                    takesAny(request) && source.admitsAll() ? readIntoLocked(request) : readAndCopyLocked(request);
            if (!read) {
                return false;
            }
            if (source.isAdmitted()) {
                return true;
            }
        }
        return false;
    }

    private static boolean takesAny(TransportRequest request) {
        return request.remaining() >= LONGEST && !request.isScattered();
    }

    private boolean readIntoLocked(TransportRequest request) throws IOException {
        ByteBuffer view = request.claim();
        int start = view.position();
        view.limit(start + LONGEST); // for memory on the heap the JDK has a copy, as long as the view
        boolean read = false;
        try {
            read = receiveLocked(view);
        } finally {
            request.unclaim(view, view.position() - start);
        }
        if (read) {
            noteLocked(request, false, source.address());
        }
        return read;
    }

    private boolean readAndCopyLocked(TransportRequest request) throws IOException {
        ByteBuffer datagram = scratchLocked();
        if (!receiveLocked(datagram)) {
            return false;
        }
        if (source.isAdmitted()) {
            datagram.flip();
            copy(datagram, request);
            noteLocked(request, datagram.hasRemaining(), source.address());
        }
        return true;
    }

    private static void copy(ByteBuffer datagram, TransportRequest request) {
        int end = datagram.limit();
        while (datagram.hasRemaining() && request.remaining() > 0) {
            ByteBuffer view = request.claim();
            int start = view.position();
            try {
                datagram.limit(Math.min(end, datagram.position() + view.remaining()));
                view.put(datagram);
            } finally {
                datagram.limit(end);
                request.unclaim(view, view.position() - start);
            }
        }
    }

    /** Tells a request of its datagram. */
    private void noteLocked(TransportRequest request, boolean truncated, SockAddr sender) {
        request.setReceived(truncated ? arrival | SocketOptions.MSG_TRUNC : arrival, 0);
        if (request.address() != null) {
            request.address().copyFrom(sender);
        }
        countLocked(request.transferred());
    }

    /** Receives a datagram of anybody; false when there is none. {@link #sender} tells of whom it is. */
    boolean receiveLocked(ByteBuffer memory) throws IOException {
        InetSocketAddress from = (InetSocketAddress) channel.receive(memory);
        failures = 0;
        if (from == null) {
            return false;
        }
        source.set(from);
        return true;
    }

    /** Who sent the last datagram; null when nobody wants it. */
    SockAddr sender() {
        return source.isAdmitted() ? source.address() : null;
    }

    /** A read has failed: an error that the network reported, or the end of the endpoint. */
    private NtStatus failedLocked(Throwable error) {
        NtStatus status = PlatformErrors.statusOf(error);
        boolean over = !(error instanceof IOException) || error instanceof ClosedChannelException;
        if (status == NtStatus.STATUS_UNSUCCESSFUL && ++failures >= MOST_FAILURES) {
            over = true; // that is none of the network's errors
        }
        return over ? failLocked(status) : status;
    }

    private ByteBuffer scratchLocked() {
        if (endpoint().loop().isCurrent()) {
            return endpoint().loop().scratch();
        }
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(LONGEST + 1);
        }
        return scratch.clear();
    }

    // ---- what the network reports, and who may send

    /** The network has told a send of an error that is a receive's. */
    void report(NtStatus status) {
        synchronized (lock) {
            if (isOpenLocked()) {
                report = status;
                if (!queue.isEmpty()) {
                    endpoint().schedule();
                }
            }
        }
    }

    /** Only datagrams of one sender are received from now on; null: of all. Called with the endpoint's lock. */
    void restrict(SockAddr sender) {
        synchronized (lock) {
            source.restrict(sender);
            observing.filterLocked(source);
            report = null;
        }
    }

    // ---- observing

    void observe(boolean on) {
        synchronized (lock) {
            observing.observeLocked(on);
        }
        endpoint().schedule();
    }

    /** Flags that all datagrams have. */
    int arrivalLocked() {
        return arrival;
    }

    UdpSource sourceLocked() {
        return source;
    }

    /** Whether nothing waits or is about to complete that an observer's call would overtake. Loop thread. */
    boolean isIdleLocked() {
        return queue.isEmpty() && endpoint().owesNothing();
    }

    /** Gives what is observed its turn. Loop thread, no lock held. */
    void attend() {
        observing.attend();
    }

    // ---- the end

    /** The endpoint is being closed: no call of the observer begins from now on. */
    void close() {
        synchronized (lock) {
            observing.closeLocked();
            failLocked(NtStatus.STATUS_CANCELLED);
        }
    }

    /** Lets go of what nobody has taken. Loop thread, at the end of the endpoint. */
    void forgetRest() {
        observing.end();
    }
}
