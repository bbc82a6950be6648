// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;

/**
 * Notes what an endpoint tells, as lines such as {@code received abc}, and takes as many of the bytes as the test
 * wants. Two calls at a time, or a call below DISPATCH_LEVEL, throw at the endpoint.
 *
 * <p>Threads: safe for all.
 */
public final class RecordingObserver implements StreamObserver {
    private final CallRecorder calls = new CallRecorder();
    private final List<TransportBuffer> kept = new ArrayList<>(); // guarded by this
    private long appetite = Long.MAX_VALUE; // guarded by this
    private boolean keeping; // guarded by this
    private boolean deaf; // guarded by this
    private int flags; // guarded by this

    /** An observer that takes everything and releases it at once, and hears everything. */
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
     * Decides whether the peer's end and its reset are heard.
     *
     * @param hears what {@link #disconnected} answers
     * @return this
     */
    public synchronized RecordingObserver hearing(boolean hears) {
        deaf = !hears;
        return this;
    }

    /**
     * Runs something within each call, after it was noted.
     *
     * @param action what to run, or null
     * @return this
     */
    public RecordingObserver during(Runnable action) {
        calls.during(action);
        return this;
    }

    @Override
    public long received(TransportBuffer data, long bytes, int newFlags) {
        long taken;
        synchronized (this) {
            flags = newFlags;
            taken = Math.min(bytes, appetite);
        }
        calls.call("received " + text(data, bytes) + (taken < bytes ? ", took " + taken : ""));
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
        boolean hears;
        synchronized (this) {
            hears = !deaf;
        }
        calls.call((abortive ? "reset" : "end") + (hears ? "" : ", not heard"));
        return hears;
    }

    @Override
    public void idealBacklogChanged(long bytes) {
        calls.call("backlog " + bytes);
    }

    @Override
    public void failed(NtStatus reason) {
        calls.call("failed " + reason);
    }

    /**
     * What was told so far.
     *
     * @return one line for each call, in order
     */
    public List<String> calls() {
        return calls.calls();
    }

    /**
     * Waits until so many calls were made.
     *
     * @param count how many
     * @return one line for each call, in order
     */
    public List<String> await(int count) {
        return calls.await(count);
    }

    /**
     * What was said of the bytes that were received last.
     *
     * @return the flags of {@link #received}, 0 before the first call
     */
    public synchronized int receivedFlags() {
        return flags;
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
