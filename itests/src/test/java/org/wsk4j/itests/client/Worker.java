// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The thread of a client: does one piece of work after the other until the client is stopped. Every other time it leaves its
 * sockets open then.
 *
 * <p>Threads: its own, and the one that stops the client, which waits for it.
 */
public final class Worker {

    /** How the threads of clients are named, so that the test finds those that stay. */
    public static final String PREFIX = "dynamics-client-";

    private static final long DEADLINE_SECONDS = 40;

    /** What would hold this bundle's class loader in a thread that somebody makes on this one and keeps. */
    private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

    private final Ledger ledger;
    private final Thread thread;
    private volatile boolean stopped; // set by whoever stops the client

    /** Runs the piece, which gets what it may connect with, over and over. */
    Worker(String client, Ledger ledger, Consumer<Traffic> piece) {
        this.ledger = ledger;
        this.thread = new Thread(() -> run(piece), PREFIX + client);
        thread.setDaemon(true);
        thread.setContextClassLoader(Worker.class.getClassLoader()); // which threads that are made by this one inherit
    }

    void start() {
        thread.start();
    }

    /** Lets the piece that runs be the last one. */
    void stop() {
        stopped = true;
    }

    /** Waits until the last piece is over. */
    void join() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts clients", e);
        }
        if (thread.isAlive()) {
            ledger.problem("does not end");
        }
    }

    boolean isStopped() {
        return stopped;
    }

    private void run(Consumer<Traffic> piece) {
        INHERITED.set(this);
        Traffic traffic = new Traffic(ledger);
        try {
            while (!stopped) {
                piece.accept(traffic);
            }
            if (ThreadLocalRandom.current().nextBoolean()) {
                traffic.closeAll();
            }
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            ledger.problem(e.toString());
        } finally {
            // Felix may keep this thread, dead as it is, as the one that defined some class
            thread.setContextClassLoader(null);
        }
    }
}
