// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server on the loopback interface that accepts connections and says nothing.
 *
 * <p>Threads: one of its own for accepting; the test's waits.
 */
final class SilentPeer implements AutoCloseable {

    private static final int BACKLOG = 2_000;

    private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    SilentPeer() throws IOException {
        Thread thread = new Thread(this::acceptAll, "silent-peer");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return accepted.size();
    }

    /** Waits until each connection has ended, in whatever way. */
    void awaitEndings() throws IOException {
        for (Socket connection : accepted) {
            connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
            try {
                if (connection.getInputStream().read() >= 0) {
                    throw new AssertionError("bytes came from " + connection);
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("does not end: " + connection, e);
            } catch (SocketException reset) {
                // an end as good as any
            }
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                accepted.add(server.accept());
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : accepted) {
            connection.close();
        }
    }
}
