// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.StreamObserver;

/**
 * How many bytes a sender should keep under way: what the platform's send buffer takes, {@value #LEAST} bytes at least.
 * Linux lets that buffer grow with the connection.
 *
 * <p>Looked at when a send has found the buffer full, and when somebody asks.
 *
 * <p>Threads: safe for all, except {@link #look}, which belongs to the loop's thread.
 */
final class SendBacklog {
    private static final Logger LOG = LoggerFactory.getLogger(SendBacklog.class);
    private static final long LEAST = 64 * 1024;

    private final TcpEndpoint endpoint;
    private final SocketChannel channel;
    private final StreamObserver observer;
    private volatile boolean observed; // set by whoever observes, read by the loop's thread
    private volatile long known; // what the observer knows, 0 before it first observes; by both

    SendBacklog(TcpEndpoint endpoint, SocketChannel channel, StreamObserver observer) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.observer = observer;
    }

    /** The amount as it is now. */
    long ideal() throws IOException {
        return Math.max(LEAST, channel.getOption(StandardSocketOptions.SO_SNDBUF));
    }

    /** Whether the observer wants to hear of changes, from now on; means nothing once the endpoint is over. */
    void observe(boolean newObserved) {
        if (endpoint.isOver()) {
            return;
        }
        if (newObserved && known == 0) {
            try {
                known = ideal();
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} has no send buffer any more", endpoint, e);
            }
        }
        observed = newObserved;
    }

    /** The platform's buffer was full: tells the observer if the amount is another one now. No lock is held. */
    void look() {
        if (!observed || endpoint.isOver()) {
            return;
        }
        try {
            long now = ideal();
            if (now == known) {
                return;
            }
            known = now;
            observer.idealBacklogChanged(now);
        } catch (IOException e) {
            LOG.debug("{} has no send buffer any more", endpoint, e);
        } catch (RuntimeException | Error e) {
            LOG.error("The observer of {} failed when it was told of its send backlog", endpoint, e);
        }
    }
}
