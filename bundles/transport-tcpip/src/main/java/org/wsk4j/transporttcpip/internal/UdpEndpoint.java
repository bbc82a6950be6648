// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;

/**
 * An endpoint for UDP: {@link UdpSender} and {@link UdpReceiver} move the datagrams, {@link UdpEnding} ends it.
 *
 * <p>The path of a request is that of a {@link TcpEndpoint}'s.
 *
 * <p>State: {@link UdpState}.
 *
 * <p>Threads: safe for all; completions come from the loop's thread, except those of {@link #cancel}, which runs in its
 * caller's. The close completes after them.
 *
 * <p>Locks: {@link #lock}, then the receiver's, then the sender's. None is held while an owner or observer is told.
 *
 * <p>Differences from Windows:
 *
 * <ul>
 *   <li>The JDK does not tell where a datagram was sent to, nor its time to live. So there is no control information, and
 *       MSG_MCAST and MSG_BCAST are set only when the endpoint is bound to the address of a group or to
 *       255.255.255.255.
 *   <li>Errors of the network are reported while the endpoint is restricted to one sender, to which the platform then
 *       connects it. That throws away what had arrived and nobody had taken, and lets only come what is sent to the local
 *       address that the platform chose for that sender, no broadcast. A datagram sent to somebody else, or an empty one, ends it, and
 *       with it the reports, until the next restriction. A member of a group is not connected.
 *   <li>An IPv6 endpoint does not take the options of IPv4; see also {@link V6Only}.
 *   <li>On Linux an IPv6 endpoint that is bound to the wildcard also hears groups that others have joined: with a JDK
 *       before 22 those of IPv6, and those of IPv4 with dual stack.
 * </ul>
 */
final class UdpEndpoint extends LoopEndpoint implements DatagramEndpoint, UdpEnding.Ends {
    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    private final IpFamily family;
    private final DatagramChannel channel;
    private final DatagramObserver observer;
    private final UdpSender sender;
    private final UdpReceiver receiver;
    private final UdpEnding ending;
    private final PostedRequests posted = new PostedRequests(this);

    private final Object lock = new Object();
    private final V6Only v6Only; // @GuardedBy("lock")
    private final UdpOptionSet options; // @GuardedBy("lock")
    private volatile UdpState state = UdpState.UNBOUND; // @GuardedBy("lock") to change; volatile to look
    private volatile SockAddr local; // @GuardedBy("lock"); null until bound; volatile for toString

    UdpEndpoint(
            IoLoop loop, TcpSettings settings, IpFamily family, DatagramChannel channel, DatagramObserver observer) {
        this(loop, settings, family, channel, channel::send, observer);
    }

    /** As the other one, with an output that is not the channel's own. */
    UdpEndpoint(
            IoLoop loop,
            TcpSettings settings,
            IpFamily family,
            DatagramChannel channel,
            UdpSender.Output output,
            DatagramObserver observer) {
        super(loop);
        this.family = family;
        this.channel = channel;
        this.observer = observer;
        this.v6Only = new V6Only(family);
        this.options = new UdpOptionSet(family, channel, v6Only);
        this.sender = new UdpSender(this, family, output, new UdpConnection(channel));
        this.receiver = new UdpReceiver(this, family, channel, observer, settings.retainLimit());
        this.ending = new UdpEnding(this, this, channel);
    }

    UdpReceiver receiver() {
        return receiver;
    }

    /** Whether no posted request could be overtaken by one that ends now. */
    boolean owesNothing() {
        return posted.isClear();
    }

    // ---- address and options

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            if (state != UdpState.UNBOUND) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            NtStatus refused = v6Only.refusesLocalLocked(localAddress);
            if (refused != null) {
                return refused;
            }
            try {
                channel.bind(family.toPlatform(localAddress));
                local = family.fromPlatform((InetSocketAddress) channel.getLocalAddress());
            } catch (IOException | RuntimeException e) {
                return PlatformErrors.statusOf(e);
            }
            state = state.to(UdpState.BOUND);
            sender.open(v6Only.excludesForeignLocked());
            receiver.open(arrivalFlags(), v6Only.excludesForeignLocked());
            return NtStatus.STATUS_SUCCESS;
        }
    }

    /** What every datagram that arrives at the local address is, as far as that tells. */
    private int arrivalFlags() {
        if (family.isMulticast(local)) {
            return SocketOptions.MSG_MCAST;
        }
        return local instanceof SockAddrIn inet && inet.isBroadcast() ? SocketOptions.MSG_BCAST : 0;
    }

    @Override
    public NtStatus shareAddress() {
        return TcpOptions.share(channel);
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        SockAddr known = local;
        if (known == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return localAddress != null && localAddress.copyFrom(known)
                ? NtStatus.STATUS_SUCCESS
                : NtStatus.STATUS_INVALID_PARAMETER;
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        NtStatus lost;
        synchronized (lock) {
            NtStatus status = options.setLocked(level, option, input, state != UdpState.UNBOUND);
            if (!status.isSuccess() || !options.isMemberLocked()) {
                return status;
            }
            lost = sender.connect(null); // what is sent to the group would not come
        }
        return brokenUnless(lost);
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        synchronized (lock) {
            return options.getLocked(level, option, output, written);
        }
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return LocalAddresses.control(family, code, output, written);
    }

    @Override
    public NtStatus restrict(SockAddr remoteAddress) {
        NtStatus connected;
        synchronized (lock) {
            if (state != UdpState.BOUND) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (remoteAddress != null && !maySend(remoteAddress)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            SockAddr remote = remoteAddress == null ? null : remoteAddress.copy();
            receiver.restrict(remote);
            boolean connects = remote != null && !options.isMemberLocked();
            connected = sender.connect(connects ? family.toPlatform(remote) : null);
        }
        return brokenUnless(connected);
    }

    /** Whether datagrams can come from there. */
    private boolean maySend(SockAddr remote) {
        return v6Only.refusesRemoteLocked(remote) == null
                && !family.isMulticast(remote)
                && !(remote instanceof SockAddrIn inet && inet.isBroadcast());
    }

    private NtStatus brokenUnless(NtStatus status) {
        if (!status.isSuccess()) {
            broken(status);
        }
        return status;
    }

    // ---- moving datagrams

    @Override
    public NtStatus sendTo(TransportRequest request) {
        return sender.sendTo(request);
    }

    @Override
    public NtStatus receiveFrom(TransportRequest request) {
        return receiver.receiveFrom(request);
    }

    @Override
    public void observe(boolean observing) {
        receiver.observe(observing);
    }

    @Override
    public long bytesSent() {
        return sender.bytes();
    }

    @Override
    public long bytesReceived() {
        return receiver.bytes();
    }

    @Override
    public void cancel(TransportRequest request) {
        ending.beginCancel();
        try {
            if (receiver.take(request) || sender.take(request)) {
                request.finish(NtStatus.STATUS_CANCELLED);
                complete(request);
            }
        } finally {
            if (ending.endCancel()) {
                schedule();
            }
        }
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        receiver.forEachWaiting(visitor);
        sender.forEachWaiting(visitor);
    }

    @Override
    public void post(TransportRequest request) {
        posted.add(request);
        schedule();
    }

    /** Tells the owners of finished requests, in the order of the requests. Loop thread, no lock held. */
    void deliver() {
        if (!receiver.isDelivering() && !sender.isDelivering()) {
            return;
        }
        for (UdpDirection next = older(); next != null; next = older()) {
            complete(next.pollFinished());
        }
        receiver.endDelivery();
        sender.endDelivery();
    }

    /** The direction whose request has waited longer; null when none is left. */
    private UdpDirection older() {
        TransportRequest received = receiver.peekFinished();
        TransportRequest sent = sender.peekFinished();
        if (received == null || sent == null) {
            return received != null ? receiver : sent != null ? sender : null;
        }
        return received.pendingSince() - sent.pendingSince() <= 0 ? receiver : sender;
    }

    // ---- the end

    /** The endpoint does not work any more. Any thread, no lock held. */
    void broken(NtStatus reason) {
        receiver.fail(reason);
        sender.fail(reason);
        synchronized (lock) { // last: a turn that finds it over finds the outcome of everything that waits
            if (state.isOver()) {
                return;
            }
            state = state.to(UdpState.BROKEN);
            ending.oweFailure(reason);
        }
        schedule();
    }

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pending) {
        receiver.fail(pending);
        sender.fail(pending);
        synchronized (lock) { // last, as in broken
            if (!state.isOver()) {
                state = state.to(UdpState.BROKEN);
            }
        }
        request.finish(NtStatus.STATUS_SUCCESS);
        if (!isAttached()) {
            return NtStatus.STATUS_SUCCESS; // nothing ever waited
        }
        ending.setAbort(request);
        schedule();
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public NtStatus close(TransportRequest request) {
        ending.beginClose();
        receiver.close();
        sender.fail(NtStatus.STATUS_CANCELLED);
        synchronized (lock) {
            state = state.to(UdpState.CLOSING);
        }
        request.finish(NtStatus.STATUS_SUCCESS);
        if (!isAttached()) {
            ending.closeChannel();
            closed();
            return NtStatus.STATUS_SUCCESS;
        }
        ending.setClose(request);
        schedule();
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public void closed() {
        synchronized (lock) {
            state = state.to(UdpState.CLOSED);
        }
        loop().remove(this);
    }

    @Override
    public void tellFailure(NtStatus reason) {
        try {
            observer.failed(reason);
        } catch (RuntimeException | Error e) {
            LOG.error("The observer of {} failed when it was told of its failure", this, e);
        }
    }

    // ---- LoopEndpoint

    @Override
    DatagramChannel channel() {
        return channel;
    }

    @Override
    void ready(int operations) {
        posted.deliver();
        if ((operations & SelectionKey.OP_READ) != 0) {
            receiver.readable();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            sender.writable();
        }
    }

    @Override
    void takeTurn() {
        settle();
        if (state.isOver()) {
            receiver.forgetRest();
            ending.takeTurn();
        } else {
            bringInterests();
            receiver.attend();
        }
    }

    @Override
    public void settle() {
        posted.deliver();
        receiver.flush();
        sender.flush();
        deliver();
    }

    @Override
    void released() {
        ending.released();
    }

    @Override
    void forceClose() {
        broken(NtStatus.STATUS_FILE_FORCED_CLOSED);
        schedule();
    }

    @Override
    public String toString() {
        return "UDP endpoint " + (local == null ? "unbound" : local) + " (" + state + ")";
    }
}
