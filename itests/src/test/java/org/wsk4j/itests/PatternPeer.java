// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An echo server that checks what it gets: every connection has to carry the {@link Pattern} from its first byte on. It tells
 * how many bytes a connection brought, by the client's port.
 *
 * <p>Threads: one for accepting, one for each connection; all gone after {@link #close}.
 */
final class PatternPeer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    private final ConcurrentHashMap<Integer, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> corruption = new AtomicReference<>();

    PatternPeer() throws IOException {
        start("pattern-peer-accept", this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many bytes came over the connection from a port, once it has ended. */
    long awaitBytesFrom(int clientPort) throws Exception {
        return ends.computeIfAbsent(clientPort, port -> new CompletableFuture<>())
                .get(30, TimeUnit.SECONDS);
    }

    /** Forgets a port, so that its next connection counts for itself. */
    void forget(int clientPort) {
        ends.remove(clientPort);
    }

    /** What came out of order, or null. */
    String corruption() {
        return corruption.get();
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket connection = server.accept();
                start("pattern-peer", () -> echo(connection));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                corruption.compareAndSet(null, "the peer stopped accepting: " + e);
            }
        }
    }

    private void echo(Socket connection) {
        long count = 0;
        byte[] bytes = new byte[64 * 1024];
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                int wrong = Pattern.mismatch(bytes, n, count);
                if (wrong >= 0) {
                    corruption.compareAndSet(null, "byte " + (count + wrong) + " from " + connection.getPort());
                }
                count += n;
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            // a client that aborts is part of the game: what came until then counts
        } finally {
            ends.computeIfAbsent(connection.getPort(), port -> new CompletableFuture<>())
                    .complete(count);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Thread thread : threads) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
