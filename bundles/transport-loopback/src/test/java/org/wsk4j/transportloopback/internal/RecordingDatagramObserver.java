// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/** Notes what a datagram endpoint tells, as lines such as {@code received abc}. */
final class RecordingDatagramObserver implements DatagramObserver {
    private final List<String> calls = new ArrayList<>(); // guarded by this
    private final List<TransportBuffer> kept = new ArrayList<>(); // guarded by this
    private boolean refusing; // guarded by this
    private boolean keeping; // guarded by this
    private int flags; // guarded by this
    private Runnable during = () -> {}; // guarded by this

    synchronized RecordingDatagramObserver refusing(boolean refuses) {
        refusing = refuses;
        return this;
    }

    synchronized RecordingDatagramObserver keeping() {
        keeping = true;
        return this;
    }

    synchronized RecordingDatagramObserver during(Runnable action) {
        during = action;
        return this;
    }

    @Override
    public boolean received(TransportBuffer datagrams, int newFlags) {
        Runnable action;
        boolean refuses;
        synchronized (this) {
            refuses = refusing;
            flags = newFlags;
            action = during;
            for (TransportBuffer each = datagrams; each != null; each = each.next()) {
                note((refuses ? "refused " : "received ") + text(each));
            }
        }
        action.run();
        if (refuses) {
            return false;
        }
        TransportBuffer next;
        for (TransportBuffer each = datagrams; each != null; each = next) {
            next = each.next();
            keepOrRelease(each);
        }
        return true;
    }

    private void keepOrRelease(TransportBuffer datagram) {
        synchronized (this) {
            if (keeping) {
                kept.add(datagram);
                return;
            }
        }
        datagram.release();
    }

    private static String text(TransportBuffer datagram) {
        ByteBuffer view = datagram.mdl().systemAddress();
        view.limit(datagram.offset() + datagram.length()).position(datagram.offset());
        return StandardCharsets.US_ASCII.decode(view).toString();
    }

    @Override
    public synchronized void failed(NtStatus reason) {
        note("failed " + reason);
    }

    private synchronized void note(String line) {
        if (Irql.current() != Irql.DISPATCH_LEVEL) {
            throw new AssertionError(line + " at " + Irql.current());
        }
        calls.add(line);
        notifyAll();
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized int flags() {
        return flags;
    }

    synchronized List<TransportBuffer> kept() {
        return List.copyOf(kept);
    }

    synchronized List<String> await(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (calls.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + calls);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return List.copyOf(calls);
    }
}
