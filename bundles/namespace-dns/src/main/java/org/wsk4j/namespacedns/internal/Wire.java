// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;

/**
 * One message to one server and what comes back: a socket of its own, so that nobody can know its port.
 *
 * <p>Threads: the loop's, but for {@link #reply}. The socket is open between {@link #open} and {@link #close}.
 */
abstract class Wire {
    private final InetSocketAddress server;
    private final byte[] query;
    private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

    private volatile boolean abandoned; // set by whoever does not want to know any more
    private long deadline; // the loop's

    Wire(InetSocketAddress server, byte[] query) {
        this.server = server;
        this.query = query;
    }

    /** Opens the socket, and sends what can be sent at once. */
    abstract void open(Selector selector) throws IOException;

    /**
     * Goes on, as the socket is ready.
     *
     * @param room memory for one datagram, free during the call
     * @return the reply when it is there, else null
     */
    abstract byte[] ready(ByteBuffer room) throws IOException;

    /** The socket; null before it was opened. */
    abstract SelectableChannel channel();

    final void close() throws IOException {
        if (channel() != null) {
            channel().close();
        }
    }

    final InetSocketAddress server() {
        return server;
    }

    final byte[] query() {
        return query;
    }

    /** Completed by the loop, once, after the socket was closed. */
    final CompletableFuture<byte[]> reply() {
        return reply;
    }

    /** Nobody wants to know any more. */
    final void abandon() {
        abandoned = true;
    }

    final boolean isAbandoned() {
        return abandoned;
    }

    final long deadline() {
        return deadline;
    }

    final void setDeadline(long nanos) {
        deadline = nanos;
    }
}
