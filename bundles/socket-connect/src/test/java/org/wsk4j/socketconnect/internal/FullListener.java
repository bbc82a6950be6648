// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.SockAddrIn;

/** A listener that accepts nobody and whose backlog is full: whoever connects to it waits. */
final class FullListener implements AutoCloseable {
    private static final int MOST = 100; // connections; platforms round a backlog of 1 up, but not that far
    private static final long PATIENCE = 300; // milliseconds; a connection that has room is made far sooner

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> waiting = new ArrayList<>();

    private FullListener() throws IOException {}

    static FullListener open() throws IOException {
        FullListener full = new FullListener();
        while (full.hadRoom()) {
            assertThat(full.waiting).as("connections that a backlog of 1 takes").hasSizeLessThan(MOST);
        }
        return full;
    }

    private boolean hadRoom() throws IOException {
        SocketChannel channel = SocketChannel.open();
        waiting.add(channel);
        channel.configureBlocking(false);
        if (channel.connect(listener.getLocalSocketAddress())) {
            return true;
        }
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            return selector.select(PATIENCE) > 0;
        }
    }

    SockAddrIn address() {
        return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : waiting) {
            channel.close();
        }
        listener.close();
    }
}
