// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/**
 * Notes what an endpoint tells, as lines such as {@code received abc}, and takes as many of the bytes as the test
 * wants. Two calls at a time, or a call below DISPATCH_LEVEL, throw at the endpoint.
 *
 * <p>Threads: safe for all.
 */
public final class RecordingObserver implements StreamObserver {
    private final List<String> calls = new ArrayList<>(); // guarded by this
    private final List<TransportBuffer> kept = new ArrayList<>(); // guarded by this
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    private long appetite = Long.MAX_VALUE; // guarded by this
    private boolean keeping; // guarded by this
    private Runnable during; // guarded by this

    /** An observer that takes everything and releases it at once. */
    public RecordingObserver() {}

    /**
     * Decides how much of each offer is taken.
     *
     * @param bytes the count, 0 to refuse
     * @return this
     */
    public synchronized RecordingObserver taking(long bytes) {
        appetite = bytes;
        return this;
    }

    /**
     * Decides whether buffers are kept until {@link #releaseAll}.
     *
     * @param keep true to keep those that were taken whole
     * @return this
     */
    public synchronized RecordingObserver keeping(boolean keep) {
        keeping = keep;
        return this;
    }

    /**
     * Runs something within each call, after it was noted.
     *
     * @param action what to run, or null
     * @return this
     */
    public synchronized RecordingObserver during(Runnable action) {
        during = action;
        return this;
    }

    @Override
    public long received(TransportBuffer data, long bytes, int flags) {
        long taken;
        synchronized (this) {
            taken = Math.min(bytes, appetite);
        }
        call("received " + text(data, bytes) + (taken < bytes ? ", took " + taken : ""));
        long left = taken;
        TransportBuffer next;
        for (TransportBuffer buffer = data; buffer != null && left >= buffer.length(); buffer = next) {
            next = buffer.next();
            left -= buffer.length();
            keepOrRelease(buffer);
        }
        return taken;
    }

    private void keepOrRelease(TransportBuffer buffer) {
        synchronized (this) {
            if (keeping) {
                kept.add(buffer);
                return;
            }
        }
        buffer.release();
    }

    private static String text(TransportBuffer data, long bytes) {
        StringBuilder text = new StringBuilder();
        for (TransportBuffer buffer = data; buffer != null; buffer = buffer.next()) {
            ByteBuffer view = buffer.mdl().systemAddress();
            view.limit(buffer.offset() + buffer.length()).position(buffer.offset());
            text.append(StandardCharsets.US_ASCII.decode(view));
        }
        if (text.length() != bytes) {
            throw new AssertionError("offered " + text.length() + " bytes, but " + bytes + " were announced");
        }
        return text.toString();
    }

    @Override
    public boolean disconnected(boolean abortive) {
        call(abortive ? "reset" : "end");
        return true;
    }

    @Override
    public void idealBacklogChanged(long bytes) {
        call("backlog " + bytes);
    }

    @Override
    public void failed(NtStatus reason) {
        call("failed " + reason);
    }

    private void call(String line) {
        if (!inside.compareAndSet(null, Thread.currentThread())) {
            throw new AssertionError(line + " while " + inside.get() + " makes another call");
        }
        try {
            if (Irql.current() != Irql.DISPATCH_LEVEL) {
                throw new AssertionError(line + " at " + Irql.current());
            }
            Runnable action;
            synchronized (this) {
                calls.add(line);
                action = during;
                notifyAll();
            }
            if (action != null) {
                action.run();
            }
        } finally {
            inside.set(null);
        }
    }

    /**
     * What was told so far.
     *
     * @return one line for each call, in order
     */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /**
     * Waits until so many calls were made.
     *
     * @param count how many
     * @return one line for each call, in order
     */
    public synchronized List<String> await(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (calls.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + calls + " within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted after " + calls, e);
            }
        }
        return List.copyOf(calls);
    }

    /** Releases what was kept. */
    public void releaseAll() {
        List<TransportBuffer> all;
        synchronized (this) {
            all = List.copyOf(kept);
            kept.clear();
        }
        all.forEach(TransportBuffer::release);
    }
}
