// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/**
 * Hears of a connection's peer, does what the test says, and records it; the rules of every call are checked here.
 *
 * <p>Threads: what it does is set before it is observed, or by the loop's thread.
 */
class Watcher implements StreamObserver {
    /** Says how many of the bytes that are offered are taken. */
    interface Taker {
        long take(TransportBuffer data, long bytes, int flags);
    }

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Queue<TransportBuffer> retained = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger(); // calls in progress
    private final AtomicLong total = new AtomicLong(); // bytes taken
    private volatile Taker taker = (data, bytes, flags) -> bytes; // the test
    private volatile boolean retains; // the test
    private volatile boolean known; // the test: the known stream is expected
    private volatile boolean hears = true; // the test: wants to hear of the peer's end
    private volatile Runnable onEnd = () -> {}; // the test
    private volatile AssertionError wrong; // the loop's thread
    private volatile int flags; // the loop's thread: of the last offer
    private final List<NtStatus> failures = new CopyOnWriteArrayList<>(); // whichever thread ends the transport

    Watcher takes(Taker newTaker) {
        taker = newTaker;
        return this;
    }

    Watcher takesAll() {
        return takes((data, bytes, newFlags) -> bytes);
    }

    Watcher takesNothing() {
        return takes((data, bytes, newFlags) -> 0);
    }

    Watcher retains() {
        retains = true;
        return this;
    }

    Watcher releases() {
        retains = false;
        return this;
    }

    /** The peer sends the known stream, which is compared instead of recorded. */
    Watcher expectsKnown() {
        known = true;
        return this;
    }

    Watcher hears(boolean newHears) {
        hears = newHears;
        return this;
    }

    Watcher onEnd(Runnable newOnEnd) {
        onEnd = newOnEnd;
        return this;
    }

    @Override
    public long received(TransportBuffer data, long bytes, int newFlags) {
        enter();
        try {
            flags = newFlags;
            checkList(data, bytes);
            long taken = taker.take(data, bytes, newFlags);
            record(data, taken);
            return taken;
        } catch (AssertionError e) {
            wrong = e;
            throw e;
        } finally {
            inside.decrementAndGet();
        }
    }

    private void enter() {
        assertThat(inside.getAndIncrement()).as("calls in progress").isZero();
        assertThat(Thread.currentThread().getName()).startsWith("wsk4j-tcpip-");
        assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    private static void checkList(TransportBuffer data, long bytes) {
        long sum = 0;
        int count = 0;
        for (TransportBuffer buffer = data; buffer != null; buffer = buffer.next()) {
            assertThat(buffer.length()).isPositive();
            assertThat(buffer.mdl().isNonPaged()).isTrue();
            assertThat(buffer.remoteAddress()).isNull();
            sum += buffer.length();
            count++;
        }
        assertThat(sum).isEqualTo(bytes).isLessThanOrEqualTo(256 * 1024);
        assertThat(count).isBetween(1, 4);
    }

    private void record(TransportBuffer data, long taken) {
        StringBuilder text = new StringBuilder("received ");
        long left = taken;
        TransportBuffer buffer = data;
        while (buffer != null && left > 0) {
            TransportBuffer next = buffer.next();
            int here = (int) Math.min(left, buffer.length());
            if (known) {
                assertThat(Bytes.difference(bytesOf(buffer, here), total.get())).isEqualTo(-1);
            } else {
                text.append(StandardCharsets.ISO_8859_1.decode(bytesOf(buffer, here)));
            }
            total.addAndGet(here);
            left -= here;
            if (here == buffer.length()) {
                if (retains) {
                    retained.add(buffer);
                } else {
                    buffer.release();
                }
            }
            buffer = next;
        }
        if (!known) {
            events.add(text.toString());
        }
    }

    /** The first bytes of a buffer. */
    static ByteBuffer bytesOf(TransportBuffer buffer, int count) {
        return buffer.mdl().systemAddress().position(buffer.offset()).limit(buffer.offset() + count);
    }

    @Override
    public boolean disconnected(boolean abortive) {
        enter();
        try {
            onEnd.run();
            events.add(abortive ? "reset" : "end");
            return hears;
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void idealBacklogChanged(long bytes) {
        enter();
        events.add("backlog " + bytes);
        inside.decrementAndGet();
    }

    @Override
    public void failed(NtStatus reason) {
        failures.add(reason);
    }

    /** The failures that were told, of which there may be one. */
    List<NtStatus> failures() {
        return failures;
    }

    int flags() {
        return flags;
    }

    /** Bytes taken so far. */
    long total() {
        return total.get();
    }

    /** Waits until so many bytes were taken. */
    Watcher awaitTotal(long bytes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (total.get() < bytes) {
            check();
            assertThat(System.nanoTime())
                    .as("deadline, at %s of %s bytes", total, bytes)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
        check();
        return this;
    }

    /** Nothing has gone wrong in a call. */
    void check() {
        if (wrong != null) {
            throw wrong;
        }
    }

    /** The next event, which has to be this. */
    Watcher expect(String event) {
        assertThat(next()).isEqualTo(event);
        return this;
    }

    String next() {
        try {
            String event = events.poll(Call.DEADLINE, TimeUnit.SECONDS);
            check();
            assertThat(event).as("an event").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing was heard that {@link #next} has not told. */
    void expectNothing() {
        check();
        assertThat(events).isEmpty();
    }

    /** The buffers that were kept, in the order of their bytes; the test's from now on. */
    List<TransportBuffer> takeRetained() {
        List<TransportBuffer> taken = new ArrayList<>();
        for (TransportBuffer buffer = retained.poll(); buffer != null; buffer = retained.poll()) {
            taken.add(buffer);
        }
        return taken;
    }
}
