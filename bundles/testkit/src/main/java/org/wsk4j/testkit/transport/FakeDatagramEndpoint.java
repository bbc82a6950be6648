// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/**
 * An endpoint of datagrams in memory: what a socket under test calls, and what a test makes happen to it.
 *
 * <p>A request is carried out at once if it overtakes none and nothing holds it. Else it waits, in
 * {@link FakeDatagramSender} or {@link FakeDatagramReceiver}, until it has its outcome.
 *
 * <p>Datagrams that nobody takes are kept up to {@code SO_RCVBUF} bytes of data, at first {@link FakePeer#WINDOW}. A
 * further one is lost; but if the observer wants it, it is offered, and the oldest of those that the observer turned down
 * are lost in its place.
 *
 * <p>Raw ones differ in nothing but their triple: their addresses have ports, too.
 *
 * <p>Threads and locks: as {@link TurnEndpoint}.
 */
public final class FakeDatagramEndpoint extends TurnEndpoint implements DatagramEndpoint {
    private final FakeDatagramTransport owner;
    private final TransportTriple triple;
    private final int protocol;
    private final DatagramObserver observer;
    private final FakeDatagramSender sender; // @GuardedBy("lock")
    private final FakeDatagramReceiver receiver = new FakeDatagramReceiver(); // @GuardedBy("lock")
    private NtStatus failure; // @GuardedBy("lock"); null while it works
    private boolean failureTold; // @GuardedBy("lock")

    FakeDatagramEndpoint(FakeDatagramTransport owner, TransportTriple triple, int protocol, DatagramObserver observer) {
        super(owner.host(), triple.addressFamily());
        this.owner = owner;
        this.triple = triple;
        this.protocol = protocol;
        this.observer = observer;
        this.sender = new FakeDatagramSender(owner.host());
    }

    // ---- TransportEndpoint

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            return failure == null ? super.bind(localAddress) : failure;
        }
    }

    @Override
    public void cancel(TransportRequest request) {
        synchronized (lock) {
            if (sender.take(request) || receiver.take(request)) {
                request.finish(NtStatus.STATUS_CANCELLED);
                due.add(request);
            }
        }
        changed();
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            sender.forEachWaiting(visitor);
            receiver.forEachWaiting(visitor);
        }
    }

    @Override
    void end() {
        breakOff(NtStatus.STATUS_CANCELLED);
    }

    private void breakOff(NtStatus status) {
        sender.breakOff(status, due);
        receiver.breakOff(status, due);
    }

    // ---- DatagramEndpoint

    @Override
    public NtStatus sendTo(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("sendTo");
            status = failure == null ? checkSend(request) : failure;
            if (!status.isSuccess()) {
                return request.finish(status);
            }
            status = sender.submit(request, due.isEmpty());
        }
        changed();
        return status;
    }

    private NtStatus checkSend(TransportRequest request) {
        SockAddr to = request.address();
        if (to == null) {
            throw new IllegalArgumentException("sendTo without a destination");
        }
        if (request.flags() != 0) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (local() == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (to.family() != family) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (request.control() != null && request.controlLength() != 0) {
            if (!request.control().isWellFormed(request.controlLength())) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            if (!owner.sendsControl()) {
                return NtStatus.STATUS_NOT_SUPPORTED;
            }
        }
        if (request.remaining() > owner.largestDatagram()) {
            return NtStatus.STATUS_INVALID_BUFFER_SIZE;
        }
        boolean broadcast = to instanceof SockAddrIn in && in.isBroadcast();
        return broadcast && option(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST) == 0
                ? NtStatus.STATUS_ACCESS_DENIED
                : NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus receiveFrom(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("receiveFrom");
            if (request.address() != null && request.address().family() != family) {
                throw new IllegalArgumentException("receiveFrom with room for an address of another family");
            }
            if (request.flags() != 0) {
                return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
            }
            if (failure == null && local() == null) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = receiver.receive(request, due.isEmpty());
        }
        changed();
        return status;
    }

    /** Has no effect once close was called. */
    @Override
    public void observe(boolean observing) {
        synchronized (lock) {
            if (isOpen()) {
                receiver.observe(observing);
            }
        }
        changed();
    }

    @Override
    public NtStatus restrict(SockAddr remoteAddress) {
        synchronized (lock) {
            requireOpen("restrict");
            if (failure != null) {
                return failure;
            }
            if (local() == null) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (remoteAddress != null && !canSend(remoteAddress)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            receiver.restrict(remoteAddress == null ? null : remoteAddress.copy());
            return NtStatus.STATUS_SUCCESS;
        }
    }

    private boolean canSend(SockAddr address) {
        if (address.family() != family) {
            return false;
        }
        boolean needsPort = triple.socketType() != SocketType.SOCK_RAW;
        if (address instanceof SockAddrIn in) {
            return !in.isWildcard() && !in.isMulticast() && !in.isBroadcast() && !(needsPort && in.port() == 0);
        }
        return !(address instanceof SockAddrIn6 in6)
                || !in6.isWildcard() && !in6.isMulticast() && !(needsPort && in6.port() == 0);
    }

    /** The observer hears nothing of it. */
    @Override
    public NtStatus abort(TransportRequest request, NtStatus pending) {
        synchronized (lock) {
            requireOpen("abort");
            failure = pending;
            failureTold = true;
            breakOff(pending);
            request.finish(NtStatus.STATUS_SUCCESS);
            due.add(request);
        }
        changed();
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public long bytesSent() {
        synchronized (lock) {
            return sender.bytes();
        }
    }

    @Override
    public long bytesReceived() {
        synchronized (lock) {
            return receiver.bytes();
        }
    }

    // ---- the I/O thread

    @Override
    void serve() {
        sender.serve(due);
        receiver.serve(due);
    }

    @Override
    Runnable nextCall() {
        if (failure != null) {
            if (failureTold) {
                return null;
            }
            NtStatus reason = failure;
            failureTold = true;
            return () -> observer.failed(reason);
        }
        TransportBuffer first = receiver.startOffer();
        if (first == null) {
            return null;
        }
        int flags = receiver.offeredFlags();
        return () -> offer(first, flags);
    }

    private void offer(TransportBuffer first, int flags) {
        boolean taken = false;
        boolean honest;
        try {
            taken = observer.received(first, flags);
        } finally {
            synchronized (lock) {
                honest = receiver.endOffer(taken);
            }
        }
        if (!honest) {
            throw new IllegalStateException("the observer released a datagram of a list that it did not take");
        }
    }

    private long room() {
        return Integer.toUnsignedLong(option(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF));
    }

    // ---- for tests: what arrives

    /**
     * Datagrams arrive at the same time: those that the observer gets are offered as one list, as far as their flags are the
     * same.
     *
     * @param datagrams at least one
     * @throws IllegalStateException when the endpoint is not bound
     */
    public void deliver(FakeDatagram... datagrams) {
        if (datagrams.length == 0) {
            throw new IllegalArgumentException("no datagram");
        }
        synchronized (lock) {
            if (local() == null) {
                throw new IllegalStateException("not bound");
            }
            for (FakeDatagram datagram : datagrams) {
                receiver.arrive(datagram, room(), due);
            }
        }
        caused();
    }

    /**
     * Datagrams arrive at the same time.
     *
     * @param from who sent them
     * @param texts in ASCII, a datagram each
     */
    public void deliver(SockAddr from, String... texts) {
        deliver(Arrays.stream(texts).map(text -> FakeDatagram.of(text, from)).toArray(FakeDatagram[]::new));
    }

    /**
     * The network reports that nobody receives what was sent: the receive that waits longest ends with
     * {@code STATUS_PORT_UNREACHABLE}, or else the next one.
     */
    public void reportPortUnreachable() {
        report(NtStatus.STATUS_PORT_UNREACHABLE);
    }

    /**
     * The network reports a failure after which the endpoint works on. One that no receive has got yet gives way.
     *
     * @param status what the receive that waits longest ends with, or else the next one
     */
    public void report(NtStatus status) {
        synchronized (lock) {
            receiver.report(status, due);
        }
        caused();
    }

    /**
     * The endpoint ceases to work for a reason of the transport's own: everything that waits ends so, the observer is
     * told.
     *
     * @param reason what later requests end with
     */
    public void fail(NtStatus reason) {
        synchronized (lock) {
            if (failure == null) {
                failure = reason;
                breakOff(reason);
            }
        }
        caused();
    }

    // ---- for tests: how requests end

    /**
     * Ends the send that waits longest, whether it is held or not.
     *
     * @param status how it ends; a success carries it out
     * @throws IllegalStateException when none waits
     */
    public void completeSend(NtStatus status) {
        synchronized (lock) {
            if (!sender.isHolding()) {
                throw new IllegalStateException("no send waits");
            }
            sender.finishFirst(status, due);
        }
        caused();
    }

    /**
     * Ends the receive that waits longest.
     *
     * @param status how it ends, a failure
     * @throws IllegalStateException when none waits
     */
    public void completeReceive(NtStatus status) {
        if (status.isSuccess()) {
            throw new IllegalArgumentException("only a datagram makes a receive succeed");
        }
        synchronized (lock) {
            if (!receiver.isAwaited()) {
                throw new IllegalStateException("no receive waits");
            }
            receiver.finishFirst(status, due);
        }
        caused();
    }

    /**
     * Decides whether sends are carried out. Those that wait already are.
     *
     * @param status what sends end with from now on, or null to carry them out again
     */
    public void refuseSends(NtStatus status) {
        synchronized (lock) {
            sender.refuse(status);
        }
    }

    /**
     * Decides whether receives are carried out.
     *
     * @param status what receives end with from now on, those that wait too, or null to carry them out again
     */
    public void refuseReceives(NtStatus status) {
        synchronized (lock) {
            receiver.refuse(status, due);
        }
        caused();
    }

    /**
     * Limits what is kept while nobody takes it, as the option {@code SO_RCVBUF} does.
     *
     * @param bytes how many bytes of data there may be when a datagram arrives; what is kept already stays
     */
    public void setReceiveRoom(int bytes) {
        setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(bytes));
    }

    // ---- for tests: looking

    /**
     * The combination that it was made for.
     *
     * @return one of {@link FakeDatagramTransport#triples}
     */
    public TransportTriple triple() {
        return triple;
    }

    /**
     * The protocol that was asked for.
     *
     * @return the protocol, also for a triple that serves any
     */
    public int protocol() {
        return protocol;
    }

    /**
     * What was sent.
     *
     * @return a snapshot, oldest first
     */
    public List<FakeDatagram> sent() {
        synchronized (lock) {
            return sender.sent();
        }
    }

    /**
     * From whom alone datagrams may come.
     *
     * @return a copy of what was last given to {@link #restrict}; null for all
     */
    public SockAddr restriction() {
        synchronized (lock) {
            SockAddr only = receiver.only();
            return only == null ? null : only.copy();
        }
    }

    /**
     * Whether the observer wants datagrams.
     *
     * @return what was last given to {@link #observe}
     */
    public boolean isObserving() {
        synchronized (lock) {
            return receiver.isObserving();
        }
    }

    /**
     * How many datagrams wait for somebody to take them.
     *
     * @return the count, those included that the observer is looking at
     */
    public int keptDatagrams() {
        synchronized (lock) {
            return receiver.kept();
        }
    }

    /**
     * How many datagrams arrived that nobody gets: there was no room, their sender was not the one, or the endpoint was
     * closed or had failed.
     *
     * @return the count, without those that were kept when it was closed or failed
     */
    public long lostDatagrams() {
        synchronized (lock) {
            return receiver.lost();
        }
    }

    /**
     * How many buffers the observer has and did not release.
     *
     * @return the count
     */
    public int buffersOnLoan() {
        return receiver.onLoan();
    }

    @Override
    public String toString() {
        return "FakeDatagramEndpoint[" + triple + ", " + description() + "]";
    }
}
