// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A plain echo server on the loopback interface that tells how each of its connections ended.
 *
 * <p>Threads: one for accepting, one for each connection; all gone after {@link #close}.
 */
final class EchoPeer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();
    private final List<Socket> accepted = new ArrayList<>(); // guarded by itself
    private final List<Thread> threads = new ArrayList<>(); // guarded by accepted

    EchoPeer() throws IOException {
        start("echo-peer-accept", this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How the next connection that ends does so: {@code end}, or the message of the failure. */
    String awaitEnding() throws InterruptedException {
        String ending = endings.poll(30, TimeUnit.SECONDS);
        if (ending == null) {
            throw new AssertionError("no connection ended");
        }
        return ending;
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        synchronized (accepted) {
            threads.add(thread);
        }
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket connection = server.accept();
                synchronized (accepted) {
                    accepted.add(connection);
                }
                start("echo-peer", () -> echo(connection));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void echo(Socket connection) {
        String ending = "end";
        try (connection) {
            InputStream in = connection.getInputStream();
            in.transferTo(connection.getOutputStream());
        } catch (IOException e) {
            ending = String.valueOf(e.getMessage());
        }
        endings.add(ending);
    }

    @Override
    public void close() throws IOException {
        server.close();
        List<Thread> toJoin;
        synchronized (accepted) {
            for (Socket connection : accepted) {
                connection.close();
            }
            toJoin = List.copyOf(threads);
        }
        for (Thread thread : toJoin) {
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
