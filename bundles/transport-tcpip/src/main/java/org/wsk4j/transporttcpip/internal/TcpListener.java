// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that waits for TCP connections.
 *
 * <p>The path of a connection: the loop's thread takes it from the platform, and {@link ConnectionHandOver} makes it a
 * {@link TcpEndpoint} of the loop whose turn it is and hands that to the observer. Readiness stays armed while connections
 * are wanted; the one that finds them unwanted disarms it, and the platform's backlog holds what comes. When the platform has no descriptor left, it
 * reports readiness on and on; the listener then rests for {@value #REST_MILLIS} ms at a time.
 *
 * <p>State: {@link TcpState}, of which it uses UNBOUND, BOUND, BROKEN (given up), CLOSING and CLOSED.
 *
 * <p>Threads: safe for all; the observer is called from the loop's thread.
 *
 * <p>Locks: {@link #lock}; not held while the observer is called.
 *
 * <p>Differences from Windows: see {@link V6Only}. The handshake is over before a connection is known here, so that the
 * peer of one that nobody wants has seen it established before it sees a reset. Linux resets what waits in the backlog
 * of a listener that is closed, but forgets a handshake that is just ending: its peer sees the reset once it sends.
 */
final class TcpListener extends LoopEndpoint implements ListenEndpoint {
    /** How long it rests when the platform lacks what a connection needs. */
    static final int REST_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int SHARE = 64; // connections taken before others of the loop have their turn

    private final TcpSettings settings;
    private final IpFamily family;
    private final ServerSocketChannel channel;
    private final ListenObserver observer;
    private final ConnectionHandOver handOver;
    private final PostedRequests posted = new PostedRequests(this);
    private final Alarm restOver = new Alarm() {
        @Override
        void ring() {
            endRest();
        }
    };

    private final Object lock = new Object();
    private final V6Only v6Only; // @GuardedBy("lock")
    private final AcceptedOptions acceptedOptions = new AcceptedOptions();
    private volatile TcpState state = TcpState.UNBOUND; // @GuardedBy("lock") to change; volatile to look
    private volatile SockAddr local; // @GuardedBy("lock"); null until bound; volatile for toString
    private boolean accepting; // @GuardedBy("lock"): connections are wanted
    private long wishes; // @GuardedBy("lock"): counts the calls of setAccepting
    private boolean resting; // @GuardedBy("lock"): readiness stays disarmed for a while
    private TransportRequest close; // @GuardedBy("lock"); null unless it waits
    private boolean releasing; // loop thread only: the selector was told to forget the channel
    private boolean released; // loop thread only: it has, and the descriptor is free
    private boolean failureOwed; // loop thread only: the observer has to hear that the listener was given up
    private boolean shortage; // loop thread only: the log knows that the platform lacks something

    TcpListener(
            IoLoop loop,
            IoLoops loops,
            TcpSettings settings,
            IpFamily family,
            ServerSocketChannel channel,
            ListenObserver observer) {
        super(loop);
        this.settings = settings;
        this.family = family;
        this.channel = channel;
        this.observer = observer;
        this.v6Only = new V6Only(family);
        this.handOver = new ConnectionHandOver(this, loops, settings, family, v6Only, observer);
    }

    // ---- address and options

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            return state == TcpState.UNBOUND ? bindLocked(localAddress) : NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
    }

    /** As {@link #bind}, to the address of an endpoint whose channel lets this one be. */
    NtStatus listen(SockAddr address, V6Only inherited) {
        synchronized (lock) {
            v6Only.copyLocked(inherited);
            return bindLocked(address);
        }
    }

    private NtStatus bindLocked(SockAddr address) {
        NtStatus refused = v6Only.refusesLocalLocked(address);
        if (refused != null) {
            return refused;
        }
        try {
            channel.bind(family.toPlatform(address), settings.backlog());
            local = family.fromPlatform((InetSocketAddress) channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
        state = state.to(TcpState.BOUND);
        armLocked();
        return NtStatus.STATUS_SUCCESS;
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
        TcpOptions kept = AcceptedOptions.of(level, option);
        if (kept != null) {
            return acceptedOptions.set(kept, input);
        }
        if (!V6Only.is(level, option)) {
            return TcpOptions.set(channel, level, option, input);
        }
        synchronized (lock) {
            return v6Only.setLocked(input, state != TcpState.UNBOUND);
        }
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        TcpOptions kept = AcceptedOptions.of(level, option);
        if (kept != null) {
            return acceptedOptions.get(kept, output, written);
        }
        if (!V6Only.is(level, option)) {
            return TcpOptions.get(channel, level, option, output, written);
        }
        synchronized (lock) {
            return v6Only.getLocked(output, written);
        }
    }

    /** What the connections get that are accepted. */
    AcceptedOptions acceptedOptions() {
        return acceptedOptions;
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return LocalAddresses.control(family, code, output, written);
    }

    // ---- accepting

    @Override
    public void setAccepting(boolean newAccepting) {
        synchronized (lock) {
            if (state.isOver()) {
                return;
            }
            accepting = newAccepting;
            wishes++;
            armLocked();
        }
    }

    /** Arms readiness if connections can be taken now. It is disarmed by the loop's thread, with the lock. */
    private void armLocked() {
        if (accepting && !resting && state == TcpState.BOUND) {
            arm(SelectionKey.OP_ACCEPT);
        }
    }

    /** Connections are there. Loop thread. */
    private void acceptable() {
        for (int i = 0; i < SHARE; i++) {
            SocketChannel accepted;
            long wish;
            synchronized (lock) {
                wish = wishes;
                if (!accepting || resting || state != TcpState.BOUND) {
                    disarm(SelectionKey.OP_ACCEPT);
                    return;
                }
                try {
                    accepted = channel.accept();
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    restLocked(e);
                    return;
                }
            }
            if (accepted == null) {
                return;
            }
            shortage = false;
            if (!handOver.offer(accepted)) {
                stopAccepting(wish);
            }
        }
    }

    /** The observer wants no more, unless somebody has said otherwise since. */
    private void stopAccepting(long wish) {
        synchronized (lock) {
            if (wish == wishes) {
                accepting = false;
            }
        }
    }

    /** The platform could not give us the connection: as it would tell us so again and again, let some time pass. */
    private void restLocked(Throwable reason) {
        disarm(SelectionKey.OP_ACCEPT);
        if (reason instanceof ClosedChannelException) {
            return;
        }
        if (!shortage) {
            shortage = true;
            LOG.warn("{} cannot accept a connection, and tries again every {} ms", this, REST_MILLIS, reason);
        }
        resting = true;
        loop().wakeLater(restOver, REST_MILLIS);
    }

    private void endRest() {
        synchronized (lock) {
            resting = false;
            armLocked();
        }
    }

    // ---- requests: there are none but the close and what is posted

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

    // ---- the end

    @Override
    public NtStatus close(TransportRequest request) {
        request.finish(NtStatus.STATUS_SUCCESS);
        boolean waits;
        synchronized (lock) {
            state = state.to(TcpState.CLOSING);
            waits = isAttached();
            close = waits ? request : null;
        }
        if (waits) {
            schedule();
            return NtStatus.STATUS_PENDING;
        }
        closeChannel();
        closed();
        return NtStatus.STATUS_SUCCESS;
    }

    /** The end of a listener that nobody got to know. */
    void discard() {
        close(ConnectionHandOver.requestOfNobody());
    }

    /** Whether it was closed or given up. */
    boolean isOver() {
        return state.isOver();
    }

    private void closed() {
        synchronized (lock) {
            state = state.to(TcpState.CLOSED);
        }
        loop().remove(this);
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was not closed in good order", this, e);
        }
    }

    /** Moves the end on. Loop thread. */
    private void end() {
        boolean tells = failureOwed && state == TcpState.BROKEN;
        failureOwed = false;
        if (tells) {
            observer.failed(NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        if (!releasing) {
            releasing = true;
            release();
        } else if (released) {
            completeClose();
        }
    }

    private void completeClose() {
        TransportRequest request;
        synchronized (lock) {
            request = close;
            close = null;
        }
        if (request != null) {
            posted.deliver();
            closed();
            complete(request);
        }
    }

    // ---- LoopEndpoint

    @Override
    ServerSocketChannel channel() {
        return channel;
    }

    @Override
    void ready(int operations) {
        posted.deliver();
        acceptable();
    }

    @Override
    void takeTurn() {
        posted.deliver();
        if (state.isOver()) {
            end();
        } else {
            bringInterests();
        }
    }

    @Override
    void released() {
        closeChannel();
        released = true;
        completeClose();
    }

    @Override
    void forceClose() {
        synchronized (lock) {
            if (!state.isOver()) {
                state = state.to(TcpState.BROKEN);
                failureOwed = true;
            }
        }
        schedule();
    }

    @Override
    public String toString() {
        return "TCP listener " + (local == null ? "unbound" : local) + " (" + state + ")";
    }
}
