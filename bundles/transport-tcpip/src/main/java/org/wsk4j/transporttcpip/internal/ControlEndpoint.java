// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that has options and no traffic: what a basic socket needs. They are those of a channel of its own, which is
 * never bound; so it shows what a new endpoint of the kind would have, and what is set here is set for no other one.
 *
 * <p>State: {@link UdpState}, of which it uses all but BOUND.
 *
 * <p>Threads: safe for all.
 *
 * <p>Locks: {@link #lock}; not held while a request is completed.
 */
final class ControlEndpoint extends LoopEndpoint implements TransportEndpoint, UdpEnding.Ends {
    private static final Logger LOG = LoggerFactory.getLogger(ControlEndpoint.class);

    private final IpFamily family;
    private final SelectableChannel channel;
    private final UdpEnding ending;
    private final PostedRequests posted = new PostedRequests(this);

    private final Object lock = new Object();
    private final V6Only v6Only; // @GuardedBy("lock")
    private final UdpOptionSet datagramOptions; // @GuardedBy("lock"); null for TCP
    private final SocketChannel stream; // null for UDP
    private UdpState state = UdpState.UNBOUND; // @GuardedBy("lock")

    private ControlEndpoint(IoLoop loop, IpFamily family, SocketChannel stream, DatagramChannel datagrams) {
        super(loop);
        this.family = family;
        this.stream = stream;
        this.channel = stream != null ? stream : datagrams;
        this.v6Only = new V6Only(family);
        this.datagramOptions = datagrams == null ? null : new UdpOptionSet(family, datagrams, v6Only);
        this.ending = new UdpEnding(this, this, channel);
    }

    /** One with the options of TCP. */
    static ControlEndpoint of(IoLoop loop, IpFamily family, SocketChannel stream) {
        return new ControlEndpoint(loop, family, stream, null);
    }

    /** One with the options of UDP. */
    static ControlEndpoint of(IoLoop loop, IpFamily family, DatagramChannel datagrams) {
        return new ControlEndpoint(loop, family, null, datagrams);
    }

    @Override
    public NtStatus bind(SockAddr localAddress) {
        return NtStatus.STATUS_INVALID_DEVICE_STATE;
    }

    @Override
    public NtStatus shareAddress() {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        return NtStatus.STATUS_INVALID_DEVICE_STATE;
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        synchronized (lock) {
            if (datagramOptions != null) {
                return datagramOptions.setLocked(level, option, input, false);
            }
            return V6Only.is(level, option)
                    ? v6Only.setLocked(input, false)
                    : TcpOptions.set(stream, level, option, input);
        }
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        synchronized (lock) {
            if (datagramOptions != null) {
                return datagramOptions.getLocked(level, option, output, written);
            }
            return V6Only.is(level, option)
                    ? v6Only.getLocked(output, written)
                    : TcpOptions.get(stream, level, option, output, written);
        }
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return LocalAddresses.control(family, code, output, written);
    }

    @Override
    public void cancel(TransportRequest request) {
        // nothing ever waits here that could be cancelled
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        // as in cancel
    }

    @Override
    public void post(TransportRequest request) {
        posted.add(request);
        schedule();
    }

    @Override
    public NtStatus close(TransportRequest request) {
        ending.beginClose();
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

    private boolean isOver() {
        synchronized (lock) {
            return state.isOver();
        }
    }

    @Override
    public void settle() {
        posted.deliver();
    }

    @Override
    public void tellFailure(NtStatus reason) {
        LOG.debug("{} has nobody to tell that it was given up: {}", this, reason);
    }

    @Override
    public void closed() {
        synchronized (lock) {
            state = state.to(UdpState.CLOSED);
        }
        loop().remove(this);
    }

    // ---- LoopEndpoint

    @Override
    SelectableChannel channel() {
        return channel;
    }

    @Override
    void ready(int operations) {
        throw new IllegalStateException(this + " waits for nothing");
    }

    @Override
    void takeTurn() {
        settle();
        if (isOver()) {
            ending.takeTurn();
        }
    }

    @Override
    void released() {
        ending.released();
    }

    @Override
    void forceClose() {
        synchronized (lock) {
            if (!state.isOver()) {
                state = state.to(UdpState.BROKEN);
            }
        }
        schedule();
    }

    @Override
    public String toString() {
        return "control endpoint of " + (stream != null ? "TCP" : "UDP");
    }
}
