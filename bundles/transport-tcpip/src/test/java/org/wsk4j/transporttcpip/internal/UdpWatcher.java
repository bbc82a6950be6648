// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.BooleanSupplier;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Hears of datagrams, takes or refuses them as the test says, and records each; the rules of every call are checked here.
 *
 * <p>Threads: what it does is set before it is observed, or by the loop's thread.
 */
class UdpWatcher implements DatagramObserver {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Queue<TransportBuffer> retained = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger(); // calls in progress
    private final List<NtStatus> failures = new CopyOnWriteArrayList<>(); // whichever thread ends the transport
    private volatile BooleanSupplier taker = () -> true; // the test
    private volatile boolean retains; // the test
    private volatile AssertionError wrong; // the loop's thread
    private volatile SockAddr sender; // the loop's thread: a copy, of the last datagram
    private volatile int flags; // the loop's thread: of the last call

    UdpWatcher takes(BooleanSupplier newTaker) {
        taker = newTaker;
        return this;
    }

    UdpWatcher retains() {
        retains = true;
        return this;
    }

    @Override
    public boolean received(TransportBuffer datagrams, int newFlags) {
        try {
            assertThat(inside.getAndIncrement()).as("calls in progress").isZero();
            assertThat(Thread.currentThread().getName()).startsWith("wsk4j-tcpip-");
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            flags = newFlags;
            boolean takes = taker.getAsBoolean();
            List<String> texts = new ArrayList<>();
            for (TransportBuffer each = datagrams; each != null; each = each.next()) {
                assertThat(each.mdl().isNonPaged()).isTrue();
                sender = each.remoteAddress().copy();
                texts.add(StandardCharsets.ISO_8859_1
                        .decode(Watcher.bytesOf(each, each.length()))
                        .toString());
            }
            assertThat(texts).hasSizeBetween(1, UdpReceiver.SHARE);
            if (takes) {
                take(datagrams);
            }
            texts.forEach(text -> events.add((takes ? "took " : "refused ") + text));
            return takes;
        } catch (AssertionError e) {
            wrong = e;
            throw e;
        } finally {
            inside.decrementAndGet();
        }
    }

    private void take(TransportBuffer datagrams) {
        TransportBuffer each = datagrams;
        while (each != null) {
            TransportBuffer next = each.next();
            if (retains) {
                retained.add(each);
            } else {
                each.release();
            }
            each = next;
        }
    }

    @Override
    public void failed(NtStatus reason) {
        failures.add(reason);
    }

    List<NtStatus> failures() {
        return failures;
    }

    SockAddr sender() {
        return sender;
    }

    int flags() {
        return flags;
    }

    /** The next datagrams, each as it was taken or refused. */
    UdpWatcher expect(String... expected) {
        for (String each : expected) {
            assertThat(next()).isEqualTo(each);
        }
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

    void check() {
        if (wrong != null) {
            throw wrong;
        }
    }

    /** Nothing was heard that {@link #next} has not told. */
    void expectNothing() {
        check();
        assertThat(events).isEmpty();
    }

    /** The buffers that were kept, in order; the test's from now on. */
    List<TransportBuffer> takeRetained() {
        List<TransportBuffer> taken = new ArrayList<>();
        for (TransportBuffer buffer = retained.poll(); buffer != null; buffer = retained.poll()) {
            taken.add(buffer);
        }
        return taken;
    }
}
