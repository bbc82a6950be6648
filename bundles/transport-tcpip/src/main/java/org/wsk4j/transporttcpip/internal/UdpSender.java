// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.IdentityHashMap;
import java.util.Map;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The sending direction of a UDP endpoint.
 *
 * <p>With nothing before it a datagram is sent in its caller's thread. When the platform's buffer is full it waits, and
 * the loop's thread sends it when there is room again.
 *
 * <p>The JDK does not tell an empty datagram that was sent from one that found no room: it counts as sent, and is lost
 * then.
 *
 * <p>Threads: as {@link UdpDirection}.
 *
 * <p>Spec: SENDTO-*.
 */
final class UdpSender extends UdpDirection {
    private static final int SHARE = 64; // datagrams sent in one go before others have their turn
    private static final int MOST_TRIES = 4; // for one datagram, as each may be told of the fate of an earlier one
    private static final int SCRATCH = 64 * 1024;

    /** Where datagrams go: the platform. */
    interface Output {
        /** Sends a datagram; answers how many bytes were sent, 0 when there was no room. */
        int send(ByteBuffer datagram, InetSocketAddress destination) throws IOException;
    }

    private final Output output;
    private final UdpConnection connection; // @GuardedBy("lock")
    private final UdpDestination destination; // @GuardedBy("lock")
    private final Map<TransportRequest, InetSocketAddress> destinations =
            new IdentityHashMap<>(); // @GuardedBy("lock"): of those that wait
    private final ByteBuffer nothing = ByteBuffer.allocateDirect(0); // @GuardedBy("lock")
    private ByteBuffer[] pieces = new ByteBuffer[8]; // @GuardedBy("lock"); empty between calls
    private ByteBuffer scratch; // @GuardedBy("lock"): of callers' threads; null until one sends scattered bytes
    private boolean unreachable; // @GuardedBy("lock"): an earlier datagram's port, and the receiver has to hear of it
    private volatile long bytes; // written under the lock, read by anybody

    UdpSender(UdpEndpoint endpoint, IpFamily family, Output output, UdpConnection connection) {
        super(endpoint);
        this.output = output;
        this.connection = connection;
        this.destination = new UdpDestination(family);
    }

    long bytes() {
        return bytes;
    }

    /** The endpoint is bound: from now on datagrams move. */
    void open(boolean foreignExcluded) {
        synchronized (lock) {
            destination.excludeForeign(foreignExcluded);
            openLocked();
        }
    }

    NtStatus sendTo(TransportRequest request) {
        NtStatus status;
        NtStatus failure;
        boolean flushes;
        boolean reports;
        synchronized (lock) {
            NtStatus refused = refusesLocked(request);
            if (refused != null) {
                return request.finish(refused);
            }
            InetSocketAddress to = destination.platform();
            status = mayFinishNowLocked() ? sendNowLocked(request, to) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                status = waitLocked(request, to);
            }
            flushes = status.isPending() && failureLocked() != null;
            failure = status.isSuccess() ? null : failureLocked();
            reports = takeReportLocked();
        }
        if (flushes) {
            endpoint().schedule(); // with no lock held: after the end of the loop the turn is taken here
        }
        tell(failure, reports);
        return status;
    }

    private NtStatus refusesLocked(TransportRequest request) {
        if (isClosedLocked()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (request.controlLength() != 0) {
            boolean wellFormed = request.control() != null && request.control().isWellFormed(request.controlLength());
            return wellFormed ? NtStatus.STATUS_NOT_SUPPORTED : NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (request.flags() != 0) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        NtStatus refused = destination.set(request.address());
        if (refused == null && request.remaining() > destination.longest()) {
            refused = NtStatus.STATUS_INVALID_BUFFER_SIZE;
        }
        return refused;
    }

    private NtStatus sendNowLocked(TransportRequest request, InetSocketAddress to) {
        NtStatus status = failureLocked() != null ? failureLocked() : transmitLocked(request, to);
        return status.isPending() ? status : request.finish(status);
    }

    private NtStatus waitLocked(TransportRequest request, InetSocketAddress to) {
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        queue.add(request);
        if (failureLocked() == null) { // else it is flushed
            destinations.put(request, to);
            endpoint().arm(SelectionKey.OP_WRITE);
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Takes a request out that waits; true when the caller has it now. */
    boolean take(TransportRequest request) {
        synchronized (lock) {
            if (failureLocked() != null || !queue.remove(request)) {
                return false;
            }
            destinations.remove(request);
            return true;
        }
    }

    /** The platform has room. Loop thread. */
    void writable() {
        NtStatus failure;
        boolean reports;
        synchronized (lock) {
            boolean room = true;
            for (int i = 0; room && i < SHARE && isOpenLocked() && !queue.isEmpty(); i++) {
                TransportRequest request = queue.peek();
                NtStatus status = transmitLocked(request, destinations.get(request));
                room = !status.isPending();
                if (room) {
                    destinations.remove(request);
                    finishFirstLocked(status);
                }
            }
            if (queue.isEmpty() || !isOpenLocked()) {
                endpoint().disarm(SelectionKey.OP_WRITE);
            }
            failure = failureLocked();
            reports = takeReportLocked();
        }
        tell(failure, reports);
        endpoint().deliver();
    }

    /** Sends a datagram; pending when there is no room. */
    private NtStatus transmitLocked(TransportRequest request, InetSocketAddress to) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                leaveLocked(request, to);
                return sendLocked(request, to) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_PENDING;
            } catch (PortUnreachableException e) {
                unreachable = true; // this datagram has not been sent
            } catch (ClosedChannelException e) {
                return failLocked(PlatformErrors.statusOf(e));
            } catch (IOException | RuntimeException | Error e) {
                return failureLocked() != null ? failureLocked() : PlatformErrors.statusOf(e);
            }
        }
        return NtStatus.STATUS_PORT_UNREACHABLE;
    }

    private boolean sendLocked(TransportRequest request, InetSocketAddress to) throws IOException {
        int length = (int) request.remaining();
        if (length == 0) {
            output.send(nothing, to);
            return true;
        }
        boolean sent = request.isScattered() ? gatherLocked(request, length, to) : sendPieceLocked(request, length, to);
        if (sent) {
            bytes = bytes + length;
        }
        return sent;
    }

    private boolean sendPieceLocked(TransportRequest request, int length, InetSocketAddress to) throws IOException {
        ByteBuffer view = request.claim();
        boolean sent = false;
        try {
            sent = output.send(view, to) == length;
        } finally {
            request.unclaim(view, sent ? length : 0);
        }
        return sent;
    }

    /** Copies the pieces into one, as the JDK sends no more; the request moves on only when they have been sent. */
    private boolean gatherLocked(TransportRequest request, int length, InetSocketAddress to) throws IOException {
        boolean sent = false;
        int used = 0;
        try {
            used = claimAllLocked(request, length);
            ByteBuffer whole = scratchLocked();
            for (int i = 0; i < used; i++) {
                whole.put(pieces[i]);
            }
            sent = output.send(whole.flip(), to) == length;
        } finally {
            request.unclaim(pieces, 0, used, sent ? length : 0);
        }
        return sent;
    }

    private int claimAllLocked(TransportRequest request, int length) {
        while (true) {
            int used = request.claim(pieces, 0);
            int claimed = 0;
            for (int i = 0; i < used; i++) {
                claimed += pieces[i].remaining();
            }
            if (claimed == length) {
                return used;
            }
            request.unclaim(pieces, 0, used, 0);
            pieces = new ByteBuffer[pieces.length * 2];
        }
    }

    private ByteBuffer scratchLocked() {
        if (endpoint().loop().isCurrent()) {
            return endpoint().loop().scratch();
        }
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(SCRATCH);
        }
        return scratch.clear();
    }

    // ---- the platform's connection

    /** Has the platform report what becomes of datagrams that go there; null: of none. Called with the endpoint's lock. */
    NtStatus connect(InetSocketAddress peer) {
        synchronized (lock) {
            if (!isOpenLocked()) {
                return NtStatus.STATUS_SUCCESS; // it ends, or has
            }
            try {
                if (peer == null) {
                    connection.close();
                } else {
                    connection.open(peer);
                }
                return NtStatus.STATUS_SUCCESS;
            } catch (IOException | RuntimeException e) {
                return failLocked(PlatformErrors.statusOf(e));
            }
        }
    }

    /**
     * Ends the connection if the datagram goes elsewhere, or is empty: on a connected channel the JDK sends no empty one.
     * When the local address is lost with it, all is over.
     */
    private void leaveLocked(TransportRequest request, InetSocketAddress to) throws IOException {
        try {
            if (request.remaining() == 0) {
                connection.close();
            } else {
                connection.leaveFor(to);
            }
        } catch (IOException | RuntimeException e) {
            failLocked(PlatformErrors.statusOf(e));
            throw e;
        }
    }

    private boolean takeReportLocked() {
        boolean reports = unreachable;
        unreachable = false;
        return reports;
    }

    private void tell(NtStatus failure, boolean reports) {
        if (reports) {
            endpoint().receiver().report(NtStatus.STATUS_PORT_UNREACHABLE);
        }
        if (failure != null) {
            endpoint().broken(failure);
        }
    }
}
