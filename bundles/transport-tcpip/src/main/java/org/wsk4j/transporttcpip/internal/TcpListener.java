// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that waits for TCP connections.
 *
 * <p>The path of a connection: the loop's thread takes it from the platform, makes it a {@link TcpEndpoint} of the loop
 * whose turn it is, and hands it to the observer. Readiness stays armed while connections are wanted; the one that finds
 * them unwanted disarms it, and the platform's backlog holds what comes. When the platform has no descriptor left, it
 * reports readiness on and on; the listener then rests for {@value #REST_MILLIS} ms at a time.
 *
 * <p>State: {@link TcpState}, of which it uses UNBOUND, BOUND, BROKEN (given up), CLOSING and CLOSED.
 *
 * <p>Threads: safe for all; the observer is called from the loop's thread.
 *
 * <p>Locks: {@link #lock}; not held while the observer is called.
 *
 * <p>Differences from Windows: see {@link V6Only}. The handshake is over before a connection is known here, so that the
 * peer of one that nobody wants has seen it established before it sees a reset.
 */
final class TcpListener extends LoopEndpoint implements ListenEndpoint {
    /** How long it rests when the platform lacks what a connection needs. */
    static final int REST_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int SHARE = 64; // connections taken before others of the loop have their turn
    private static final TransportRequest.Owner NOBODY = new TransportRequest.Owner() {
        @Override
        public boolean pending(TransportRequest request) {
            return true;
        }

        @Override
        public void completed(TransportRequest request) {
            LOG.trace("A connection that nobody took is closed");
        }
    };

    private final IoLoops loops;
    private final TcpSettings settings;
    private final IpFamily family;
    private final ServerSocketChannel channel;
    private final ListenObserver observer;
    private final PostedRequests posted = new PostedRequests(this);

    private final Object lock = new Object();
    private final V6Only v6Only; // @GuardedBy("lock")
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
        this.loops = loops;
        this.settings = settings;
        this.family = family;
        this.channel = channel;
        this.observer = observer;
        this.v6Only = new V6Only(family);
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
        if (!V6Only.is(level, option)) {
            return TcpOptions.set(channel, level, option, input);
        }
        synchronized (lock) {
            return v6Only.setLocked(input, state != TcpState.UNBOUND);
        }
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        if (!V6Only.is(level, option)) {
            return TcpOptions.get(channel, level, option, output, written);
        }
        synchronized (lock) {
            return v6Only.getLocked(output, written);
        }
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    // ---- accepting

    @Override
    public void setAccepting(boolean newAccepting) {
        synchronized (lock) {
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
            if (!handOver(accepted)) {
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
        loop().wakeLater(this, REST_MILLIS);
    }

    /** Makes an endpoint of an accepted channel; true when more are wanted. */
    private boolean handOver(SocketChannel accepted) {
        TcpEndpoint endpoint = null;
        StreamObserver streamObserver = null;
        try {
            if (excludes(accepted)) {
                reset(accepted);
                return true;
            }
            streamObserver = observer.connecting();
            endpoint = endpoint(accepted, streamObserver);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("{} drops a connection that could not be set up", this, e);
        }
        if (endpoint == null) {
            reset(accepted);
            return true;
        }
        try {
            return observer.accepted(endpoint, streamObserver);
        } catch (RuntimeException | Error e) {
            LOG.warn("{} closes {}, whose acceptance failed", this, endpoint, e);
            drop(endpoint);
            return true;
        }
    }

    private boolean excludes(SocketChannel accepted) throws IOException {
        SockAddr remote = family.fromPlatform((InetSocketAddress) accepted.getRemoteAddress());
        synchronized (lock) {
            return v6Only.excludesLocked(remote);
        }
    }

    /** The endpoint of a connection; null when the loop that it would have belonged to has ended. */
    private TcpEndpoint endpoint(SocketChannel accepted, StreamObserver streamObserver) throws IOException {
        accepted.configureBlocking(false);
        IoLoop chosen = nextLoop();
        TcpEndpoint endpoint = new TcpEndpoint(chosen, settings, family, accepted, streamObserver);
        endpoint.accepted(v6Only); // which nobody changes since the bind
        return chosen.add(endpoint) ? endpoint : null;
    }

    /** The loop whose turn it is, or our own if that one cannot be started. */
    private IoLoop nextLoop() {
        try {
            IoLoop next = loops.next();
            return next == null ? loop() : next;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("No other I/O thread can be started", e);
            return loop();
        }
    }

    private static void reset(SocketChannel accepted) {
        try (accepted) {
            accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("A connection that nobody took was closed without a reset", e);
        }
    }

    /** Closes the endpoint for an observer that has failed to take it. */
    private static void drop(TcpEndpoint endpoint) {
        if (!endpoint.isClosing()) {
            TransportRequest request = new TransportRequest();
            request.prepare(NOBODY, null, 0);
            endpoint.close(request);
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
        TransportRequest request = new TransportRequest();
        request.prepare(NOBODY, null, 0);
        close(request);
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
    void wakeUp() {
        synchronized (lock) {
            resting = false;
            armLocked();
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
