// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;

/** Nothing is allocated per operation once a socket is warm, in the caller's thread or in the I/O thread. */
class LoopbackAllocationTest {
    private static final int ROUNDS = 20_000; // to warm up, and to measure
    private static final long TOLERANCE = 8 * 1024; // bytes in all rounds together: what the measuring itself costs
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    /** One request after the other, with memory of its own. */
    private static final class Caller implements TransportRequest.Owner {
        private final TransportRequest request = new TransportRequest();
        private final Mdl memory = Mdl.allocate(ByteBuffer.allocateDirect(100));
        private final int wanted;
        private final SockAddr address;
        private final Function<TransportRequest, NtStatus> function;
        private volatile boolean over; // set by the I/O thread, or by the caller
        private volatile Thread waiting; // set by the caller

        Caller(SockAddr address, Function<TransportRequest, NtStatus> function) {
            this(100, address, function);
        }

        Caller(int wanted, SockAddr address, Function<TransportRequest, NtStatus> function) {
            this.wanted = wanted;
            this.address = address;
            this.function = function;
        }

        void start() {
            over = false;
            request.prepare(this, null, 0);
            request.setBytes(memory, 0, wanted);
            request.setAddress(address);
            if (!function.apply(request).isPending()) {
                over = true;
            }
        }

        void await() {
            waiting = Thread.currentThread();
            while (!over) {
                LockSupport.park(this);
            }
            if (request.status() != NtStatus.STATUS_SUCCESS || request.transferred() != wanted) {
                throw new AssertionError(request);
            }
        }

        @Override
        public boolean pending(TransportRequest pending) {
            return true;
        }

        @Override
        public void completed(TransportRequest completed) {
            over = true;
            LockSupport.unpark(waiting);
        }
    }

    private static void expectNoAllocation(Runnable round) {
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long caller = Thread.currentThread().getId();
        long io = LoopbackFixture.ioThreads().get(0).getId();
        long callerBefore = THREADS.getThreadAllocatedBytes(caller);
        long ioBefore = THREADS.getThreadAllocatedBytes(io);
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long ioBytes = THREADS.getThreadAllocatedBytes(io) - ioBefore;
        long callerBytes = THREADS.getThreadAllocatedBytes(caller) - callerBefore;
        assertThat(callerBytes).as("bytes that the calling thread allocated").isLessThan(TOLERANCE);
        assertThat(ioBytes).as("bytes that the I/O thread allocated").isLessThan(TOLERANCE);
    }

    private static void expectNoAllocation(Caller send, Caller receive) {
        expectNoAllocation(() -> {
            receive.start();
            send.start();
            send.await();
            receive.await();
        });
        expectNoAllocation(() -> {
            send.start();
            send.await();
            receive.start();
            receive.await();
        });
    }

    @Test
    void allocatesNothingForAStream() {
        LoopbackFixture.Connection connection = loopback.connect(IpFamily.INET);
        StreamEndpoint client = connection.client();
        StreamEndpoint server = connection.server();

        expectNoAllocation(new Caller(null, client::send), new Caller(null, server::receive));
    }

    @Test
    void allocatesNothingForBytesThatAreObserved() {
        LoopbackFixture.Listening listening = loopback.listening(IpFamily.INET);
        Taker taker = new Taker();
        StreamEndpoint client = loopback.bound(IpFamily.INET, taker);
        Caller connect = new Caller(0, listening.address(), client::connect);
        connect.start();
        connect.await();
        listening.observer().await(2);
        client.observe(StreamObserver.OBSERVE_RECEIVE);
        Caller send = new Caller(null, loopback.own(listening.observer().last().endpoint())::send);

        expectNoAllocation(() -> {
            long before = taker.taken;
            send.start();
            send.await();
            while (taker.taken < before + 100) {
                Thread.onSpinWait();
            }
        });
    }

    /** An observer that takes everything. */
    private static final class Taker implements StreamObserver {
        private volatile long taken; // written by the I/O thread

        @Override
        public long received(TransportBuffer data, long bytes, int flags) {
            TransportBuffer next;
            for (TransportBuffer each = data; each != null; each = next) {
                next = each.next();
                each.release();
            }
            taken = taken + bytes;
            return bytes;
        }

        @Override
        public boolean disconnected(boolean abortive) {
            return true;
        }

        @Override
        public void idealBacklogChanged(long bytes) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void failed(NtStatus reason) {
            throw new AssertionError("failed " + reason);
        }
    }

    @Test
    void allocatesNothingForDatagrams() {
        DatagramEndpoint from = loopback.openDatagram(IpFamily.INET, new RecordingDatagramObserver());
        from.bind(new SockAddrIn());
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);

        expectNoAllocation(
                new Caller(LoopbackFixture.local(to), from::sendTo), new Caller(new SockAddrIn(), to::receiveFrom));
    }
}
