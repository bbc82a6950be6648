// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;

/**
 * Notes what an endpoint tells, as lines such as {@code received ab, cd}, and takes the datagrams or refuses them. Two
 * calls at a time, or a call below DISPATCH_LEVEL, throw at the endpoint.
 *
 * <p>Threads: safe for all.
 */
public final class RecordingDatagramObserver implements DatagramObserver {
    private final CallRecorder calls = new CallRecorder();
    private final List<FakeDatagram> taken = new ArrayList<>(); // guarded by this
    private final List<TransportBuffer> kept = new ArrayList<>(); // guarded by this
    private boolean refusing; // guarded by this
    private boolean keeping; // guarded by this

    /** An observer that takes everything and releases it at once. */
    public RecordingDatagramObserver() {}

    /**
     * Decides whether datagrams are taken.
     *
     * @param take what {@link #received} answers
     * @return this
     */
    public synchronized RecordingDatagramObserver taking(boolean take) {
        refusing = !take;
        return this;
    }

    /**
     * Decides whether buffers are kept until {@link #releaseAll}.
     *
     * @param keep true to keep those that were taken
     * @return this
     */
    public synchronized RecordingDatagramObserver keeping(boolean keep) {
        keeping = keep;
        return this;
    }

    /**
     * Runs something within each call, after it was noted and before buffers are released.
     *
     * @param action what to run, or null
     * @return this
     */
    public RecordingDatagramObserver during(Runnable action) {
        calls.during(action);
        return this;
    }

    @Override
    public boolean received(TransportBuffer datagrams, int flags) {
        List<TransportBuffer> list = new ArrayList<>();
        for (TransportBuffer buffer = datagrams; buffer != null; buffer = buffer.next()) {
            list.add(buffer);
        }
        List<FakeDatagram> content =
                list.stream().map(buffer -> read(buffer, flags)).toList();
        boolean takes;
        synchronized (this) {
            takes = !refusing;
            if (takes) {
                taken.addAll(content);
            }
        }
        String texts = content.stream().map(FakeDatagram::text).collect(Collectors.joining(", "));
        calls.call((takes ? "received " : "refused ") + texts);
        if (takes) {
            keepOrRelease(list);
        }
        return takes;
    }

    private static FakeDatagram read(TransportBuffer buffer, int flags) {
        ByteBuffer bytes = buffer.mdl().systemAddress();
        bytes.limit(buffer.offset() + buffer.length()).position(buffer.offset());
        return new FakeDatagram(bytes, buffer.remoteAddress(), flags, ByteBuffer.allocate(0))
                .with(buffer.control(), buffer.controlLength());
    }

    private void keepOrRelease(List<TransportBuffer> buffers) {
        synchronized (this) {
            if (keeping) {
                kept.addAll(buffers);
                return;
            }
        }
        buffers.forEach(TransportBuffer::release);
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
     * What was taken so far.
     *
     * @return a snapshot, in order; each has the flags of the call that brought it
     */
    public synchronized List<FakeDatagram> taken() {
        return List.copyOf(taken);
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
