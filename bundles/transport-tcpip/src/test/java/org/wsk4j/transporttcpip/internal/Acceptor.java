// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/** Takes the connections of a listener and keeps them for the test; the rules of every call are checked here. */
class Acceptor implements ListenObserver {
    private final TcpFixture tcp;
    private final BlockingQueue<StreamEndpoint> accepted = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger(); // observer calls in progress
    private volatile StreamObserver announced; // the loop's thread
    private final List<NtStatus> failures = new CopyOnWriteArrayList<>(); // whichever thread ends the transport
    private volatile boolean one; // any thread: wants one connection at a time

    Acceptor(TcpFixture tcp) {
        this.tcp = tcp;
    }

    /** Takes one connection at a time. */
    Acceptor oneAtATime() {
        one = true;
        return this;
    }

    /** The observer for the next connection. */
    StreamObserver observer() {
        return new TcpFixture.SilentObserver();
    }

    /** What happens when a connection is there, on the loop's thread; true when more are wanted. */
    boolean take(StreamEndpoint endpoint) {
        accepted.add(tcp.keep(endpoint));
        return !one;
    }

    @Override
    public StreamObserver connecting() {
        assertThat(inside.getAndIncrement()).as("calls in progress").isZero();
        checkThread();
        announced = observer();
        inside.decrementAndGet();
        return announced;
    }

    @Override
    public boolean accepted(StreamEndpoint endpoint, StreamObserver observer) {
        assertThat(inside.getAndIncrement()).as("calls in progress").isZero();
        checkThread();
        assertThat(observer).isSameAs(announced);
        try {
            return take(endpoint);
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void failed(NtStatus reason) {
        failures.add(reason);
    }

    /** The failures that were told, of which there may be one. */
    List<NtStatus> failures() {
        return failures;
    }

    private static void checkThread() {
        assertThat(Thread.currentThread().getName()).startsWith("wsk4j-tcpip-");
        assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    /** The next connection that was accepted. */
    StreamEndpoint next() {
        try {
            StreamEndpoint endpoint = accepted.poll(Call.DEADLINE, TimeUnit.SECONDS);
            assertThat((TransportEndpoint) endpoint).as("a connection").isNotNull();
            return endpoint;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether none is waiting to be taken by {@link #next}. */
    boolean isEmpty() {
        return accepted.isEmpty();
    }
}
