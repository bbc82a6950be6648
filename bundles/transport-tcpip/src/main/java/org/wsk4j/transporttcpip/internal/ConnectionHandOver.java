// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.ws2def.SockAddr;

/**
 * Makes endpoints of the channels that a listener accepts, and hands them to its observer; what cannot be handed over
 * is reset, as is what comes when the listener is over: no call of the observer begins then.
 *
 * <p>Threads: the listener's loop.
 */
final class ConnectionHandOver {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandOver.class);
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

    private final TcpListener listener;
    private final IoLoops loops;
    private final TcpSettings settings;
    private final IpFamily family;
    private final V6Only v6Only; // of the listener: nobody changes it once that is bound
    private final ListenObserver observer;

    ConnectionHandOver(
            TcpListener listener,
            IoLoops loops,
            TcpSettings settings,
            IpFamily family,
            V6Only v6Only,
            ListenObserver observer) {
        this.listener = listener;
        this.loops = loops;
        this.settings = settings;
        this.family = family;
        this.v6Only = v6Only;
        this.observer = observer;
    }

    /** A request for a close whose end nobody waits for. */
    static TransportRequest requestOfNobody() {
        TransportRequest request = new TransportRequest();
        request.prepare(NOBODY, null, 0);
        return request;
    }

    /** Makes an endpoint of an accepted channel; true when more are wanted. */
    boolean offer(SocketChannel accepted) {
        TcpEndpoint endpoint = null;
        StreamObserver streamObserver = null;
        try {
            if (excludes(accepted) || listener.isOver()) {
                reset(accepted);
                return true;
            }
            streamObserver = observer.connecting();
            endpoint = endpoint(accepted, streamObserver);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("{} drops a connection that could not be set up", listener, e);
        }
        if (endpoint == null) {
            reset(accepted);
            return true;
        }
        if (listener.isOver()) {
            drop(endpoint);
            return true;
        }
        try {
            return observer.accepted(endpoint, streamObserver);
        } catch (RuntimeException | Error e) {
            LOG.warn("{} closes {}, whose acceptance failed", listener, endpoint, e);
            drop(endpoint);
            return true;
        }
    }

    private boolean excludes(SocketChannel accepted) throws IOException {
        SockAddr remote = family.fromPlatform((InetSocketAddress) accepted.getRemoteAddress());
        return v6Only.excludesLocked(remote);
    }

    /** The endpoint of a connection; null when the loop that it would have belonged to has ended. */
    private TcpEndpoint endpoint(SocketChannel accepted, StreamObserver streamObserver) throws IOException {
        accepted.configureBlocking(false);
        listener.acceptedOptions().apply(accepted);
        IoLoop chosen = nextLoop();
        TcpEndpoint endpoint = new TcpEndpoint(chosen, settings, family, accepted, streamObserver);
        endpoint.accepted(v6Only);
        return chosen.add(endpoint) ? endpoint : null;
    }

    /** The loop whose turn it is, or our own if that one cannot be started. */
    private IoLoop nextLoop() {
        try {
            IoLoop next = loops.next();
            return next == null ? listener.loop() : next;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("No other I/O thread can be started", e);
            return listener.loop();
        }
    }

    private static void reset(SocketChannel accepted) {
        try (accepted) {
            accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("A connection that nobody took was closed without a reset", e);
        }
    }

    /** Closes an endpoint that the observer has failed to take, or was not told of. */
    private static void drop(TcpEndpoint endpoint) {
        if (!endpoint.isClosing()) {
            endpoint.close(requestOfNobody());
        }
    }
}
