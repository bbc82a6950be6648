// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;

/**
 * The one thread that has all sockets to servers.
 *
 * <p>dnsjava has a loop of its own (NioClient), which is not used and hence never started: it is one for all bundles of a
 * framework, kept in static fields. To close it would end the queries of other bundles; not to close it would leave a thread,
 * a selector, kept connections and a shutdown hook behind when this bundle stops. It also keeps the socket of a query that
 * nobody wants any more until its time is over, looks at times at most once a second, and gives a query up at the first
 * datagram that is no reply to it.
 *
 * <p>State: running from {@link #start} to {@link #stop}. Threads: safe for all; what begins with {@code on} runs in the
 * loop's thread, and so do the stages of {@link Wire#reply}. Locks: its own, for the queue; nothing is called under it.
 */
final class DnsLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DnsLoop.class);
    private static final int LONGEST = 0xFFFF;
    private static final long STOP_MILLIS = 5_000;
    private static final int MOST_COMMANDS = 64; // at a time: sockets that are closed are freed by the next select only

    private final long patience;
    private final Set<Wire> wires =
            new LinkedHashSet<>(); // the loop's; as all have the same patience, by their deadlines
    private final ByteBuffer room = ByteBuffer.allocate(LONGEST); // the loop's

    private final Queue<Runnable> commands = new ArrayDeque<>(); // @GuardedBy("commands")
    private boolean running; // @GuardedBy("commands")
    private Selector selector; // set before it runs, which is found out under the lock before it is read
    private Thread thread; // likewise

    DnsLoop(Duration patience) {
        this.patience = patience.toNanos();
    }

    void start() throws IOException {
        selector = Selector.open();
        thread = new Thread(null, this::run, "wsk4j-dns", 0, false);
        thread.setContextClassLoader(DnsLoop.class.getClassLoader());
        thread.setDaemon(true);
        synchronized (commands) {
            running = true;
        }
        thread.start();
    }

    /** Sends the query; the reply, or what became of it, is that of the wire. Fails at once when the loop does not run. */
    void open(Wire wire) {
        if (!enqueue(() -> onOpen(wire))) {
            wire.reply().completeExceptionally(stopped());
        }
    }

    /** Closes the socket of a query that nobody wants any more; nothing happens when it has ended. */
    void abandon(Wire wire) {
        wire.abandon(); // if it is still to be opened it never is
        enqueue(() -> onEnd(wire, null, unwanted()));
    }

    /** Fails what is open, and ends the thread. */
    void stop() {
        synchronized (commands) {
            if (!running) {
                return;
            }
            running = false;
        }
        selector.wakeup();
        if (thread == Thread.currentThread()) {
            return; // which ends when it is back in its loop
        }
        try {
            thread.join(STOP_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("Thread {} does not end: somebody who was answered keeps it", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean enqueue(Runnable command) {
        synchronized (commands) {
            if (!running) {
                return false;
            }
            commands.add(command);
        }
        selector.wakeup();
        return true;
    }

    private boolean isRunning() {
        synchronized (commands) {
            return running;
        }
    }

    private void run() {
        try (Selector mine = selector) {
            while (isRunning()) {
                boolean more = onCommands(MOST_COMMANDS);
                onDeadlines();
                if (more) {
                    mine.selectNow();
                } else {
                    mine.select(millisToDeadline());
                }
                for (SelectionKey key : mine.selectedKeys()) {
                    onReady((Wire) key.attachment());
                }
                mine.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("No server can be asked any more, until the configuration changes", e);
        } finally {
            onStop();
        }
    }

    /** Carries some commands out; true when there are more. */
    private boolean onCommands(int most) {
        List<Runnable> taken = new ArrayList<>();
        boolean more;
        synchronized (commands) {
            while (taken.size() < most && !commands.isEmpty()) {
                taken.add(commands.poll());
            }
            more = !commands.isEmpty();
        }
        taken.forEach(Runnable::run);
        return more;
    }

    private void onOpen(Wire wire) {
        if (wire.isAbandoned()) {
            wire.reply().completeExceptionally(unwanted());
            return;
        }
        wire.setDeadline(System.nanoTime() + patience);
        wires.add(wire);
        try {
            wire.open(selector);
        } catch (IOException | RuntimeException e) {
            onEnd(wire, null, e);
        }
    }

    private void onReady(Wire wire) {
        if (!wires.contains(wire)) {
            return; // ended by what another one's reply led to
        }
        try {
            byte[] reply = wire.ready(room);
            if (reply != null) {
                onEnd(wire, reply, null);
            }
        } catch (IOException | RuntimeException e) {
            onEnd(wire, null, e);
        }
    }

    private void onDeadlines() {
        long now = System.nanoTime();
        while (!wires.isEmpty()) {
            Wire oldest = wires.iterator().next();
            if (oldest.deadline() - now > 0) {
                return;
            }
            onEnd(oldest, null, new SocketTimeoutException(oldest.server() + " has not answered"));
        }
    }

    /** How long nothing has to be done but for commands and sockets; 0 for ever. */
    private long millisToDeadline() {
        if (wires.isEmpty()) {
            return 0;
        }
        long nanos = wires.iterator().next().deadline() - System.nanoTime();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    /** Closes the socket, then tells; whatever the one who is told throws stays in the futures. */
    private void onEnd(Wire wire, byte[] reply, Throwable failure) {
        if (!wires.remove(wire)) {
            return;
        }
        try {
            wire.close();
        } catch (IOException e) {
            LOG.debug("A socket to {} could not be closed in good order", wire.server(), e);
        }
        if (failure == null) {
            wire.reply().complete(reply);
        } else {
            wire.reply().completeExceptionally(failure);
        }
    }

    private void onStop() {
        synchronized (commands) {
            running = false;
        }
        onCommands(Integer.MAX_VALUE); // so that what was to be opened is failed as well
        while (!wires.isEmpty()) {
            onEnd(wires.iterator().next(), null, stopped());
        }
    }

    private static CancellationException unwanted() {
        return new CancellationException("nobody wants to know any more");
    }

    private static DnsFailure stopped() {
        return new DnsFailure(NtStatus.STATUS_REQUEST_ABORTED, "DNS is not asked any more");
    }
}
