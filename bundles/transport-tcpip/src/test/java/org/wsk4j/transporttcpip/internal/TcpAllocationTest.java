// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;

/** Nothing is allocated per operation once a connection is warm, in the caller's thread or in the I/O thread. */
class TcpAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;
    private static final long TOLERANCE = 8 * 1024; // bytes in all rounds together: what the measuring itself costs
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private Connection connectEcho() {
        return connectEcho(new TcpFixture.SilentObserver());
    }

    private Connection connectEcho(StreamObserver observer) {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        Connection connection = tcp.connect(server, observer);
        Thread echo = new Thread(() -> echo(connection.peer()), "echo");
        echo.setDaemon(true);
        echo.start();
        return connection;
    }

    private static void echo(Peer peer) {
        byte[] bytes = new byte[64 * 1024];
        try {
            for (int count = peer.socket().getInputStream().read(bytes);
                    count >= 0;
                    count = peer.socket().getInputStream().read(bytes)) {
                peer.socket().getOutputStream().write(bytes, 0, count);
            }
        } catch (IOException e) {
            // the test is over, and its end a reset
        }
    }

    private static long ioThread() {
        return TcpFixture.ioThreads().get(0).getId();
    }

    private static void expectNoAllocation(Runnable round) {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
        }
        long caller = Thread.currentThread().getId();
        long io = ioThread();
        long callerBefore = THREADS.getThreadAllocatedBytes(caller);
        long ioBefore = THREADS.getThreadAllocatedBytes(io);
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long ioBytes = THREADS.getThreadAllocatedBytes(io) - ioBefore;
        long callerBytes = THREADS.getThreadAllocatedBytes(caller) - callerBefore;
        System.out.println("TcpAllocationTest: in " + ROUNDS + " rounds the caller allocated " + callerBytes
                + " bytes, the I/O thread " + ioBytes);
        assertThat(callerBytes).as("bytes that the calling thread allocated").isLessThan(TOLERANCE);
        assertThat(ioBytes).as("bytes that the I/O thread allocated").isLessThan(TOLERANCE);
    }

    @Test
    void allocatesNothingForARequestAndItsResponse() {
        Waiter waiter = new Waiter(connectEcho().endpoint(), chain(100), chain(100));

        expectNoAllocation(() -> {
            waiter.receive(100, TransportRequest.WAITALL);
            waiter.send(100);
            waiter.awaitReceive();
        });
    }

    @Test
    void allocatesNothingForScatteredBytes() {
        Waiter waiter = new Waiter(connectEcho().endpoint(), chain(10, 50, 1, 0, 39), chain(1, 2, 3, 94));

        expectNoAllocation(() -> {
            waiter.receive(100, TransportRequest.WAITALL);
            waiter.send(100);
            waiter.awaitReceive();
        });
    }

    @Test
    void allocatesNothingWhenTheCallerReadsWhatWaits() {
        Waiter waiter = new Waiter(connectEcho().endpoint(), chain(100), chain(100));

        expectNoAllocation(() -> {
            waiter.send(100);
            for (int i = 0; i < 4; i++) {
                waiter.receive(25, TransportRequest.WAITALL);
                waiter.awaitReceive();
            }
        });
    }

    @Test
    void allocatesNothingForSendsThatWait() {
        int size = 8 << 20;
        Connection connection = tcp.connect(tcp.listen(IpFamily.INET, 256 * 1024));
        Thread sink = new Thread(() -> sink(connection.peer()), "sink");
        sink.setDaemon(true);
        sink.start();
        Waiter waiter = new Waiter(connection.endpoint(), chain(size), chain(1));
        for (int i = 0; i < 20; i++) {
            waiter.send(size);
        }
        long io = ioThread();
        long before = THREADS.getThreadAllocatedBytes(io);
        for (int i = 0; i < 20; i++) {
            waiter.send(size);
        }
        assertThat(waiter.pended).as("sends that had to wait").isPositive();
        assertThat(THREADS.getThreadAllocatedBytes(io) - before).isLessThan(TOLERANCE);
    }

    @Test
    void allocatesNothingForBytesThatAreObserved() {
        Taster taster = new Taster(false);
        Connection connection = connectEcho(taster);
        connection.endpoint().observe(StreamObserver.OBSERVE_RECEIVE);
        Waiter waiter = new Waiter(connection.endpoint(), chain(100), chain(100));

        expectNoAllocation(() -> {
            waiter.send(100);
            taster.await(100);
        });
    }

    @Test
    void allocatesNothingForBytesThatAreRetainedAndReleasedElsewhere() {
        Taster taster = new Taster(true);
        Connection connection = connectEcho(taster);
        connection.endpoint().observe(StreamObserver.OBSERVE_RECEIVE);
        Waiter waiter = new Waiter(connection.endpoint(), chain(100), chain(100));

        expectNoAllocation(() -> {
            waiter.send(100);
            taster.await(100);
        });
    }

    @Test
    void allocatesNothingForBytesThatAreRefusedAndReceived() {
        Taster taster = new Taster(false);
        taster.refuses = true;
        Connection connection = connectEcho(taster);
        Waiter waiter = new Waiter(connection.endpoint(), chain(100), chain(100));

        expectNoAllocation(() -> {
            connection.endpoint().observe(StreamObserver.OBSERVE_RECEIVE);
            waiter.send(100);
            taster.awaitOffer();
            waiter.receive(100, TransportRequest.WAITALL);
            waiter.awaitReceive();
        });
    }

    private static void sink(Peer peer) {
        byte[] bytes = new byte[64 * 1024];
        try {
            while (peer.socket().getInputStream().read(bytes) >= 0) {
                continue;
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static Mdl chain(int... sizes) {
        Mdl head = null;
        for (int i = sizes.length - 1; i >= 0; i--) {
            Mdl piece = Mdl.allocate(ByteBuffer.allocateDirect(sizes[i]));
            piece.setNext(head);
            head = piece;
        }
        return head;
    }

    /** Uses two requests again and again, and waits for them without allocating. */
    private static final class Waiter implements TransportRequest.Owner {
        private final StreamEndpoint endpoint;
        private final TransportRequest send = new TransportRequest();
        private final TransportRequest receive = new TransportRequest();
        private final Mdl out;
        private final Mdl in;
        private final Thread caller = Thread.currentThread();
        private volatile boolean sent;
        private volatile boolean received;
        private int pended;

        Waiter(StreamEndpoint endpoint, Mdl out, Mdl in) {
            this.endpoint = endpoint;
            this.out = out;
            this.in = in;
        }

        void send(int length) {
            send.prepare(this, null, 0);
            send.setBytes(out, 0, length);
            sent = false;
            if (endpoint.send(send).isPending()) {
                pended++;
                while (!sent) {
                    LockSupport.park(this);
                }
            }
            check(send, length);
        }

        void receive(int length, int flags) {
            receive.prepare(this, null, flags);
            receive.setBytes(in, 0, length);
            received = false;
            if (!endpoint.receive(receive).isPending()) {
                received = true;
            }
        }

        void awaitReceive() {
            while (!received) {
                LockSupport.park(this);
            }
            check(receive, receive.transferred());
        }

        private static void check(TransportRequest request, long length) {
            if (request.status() != NtStatus.STATUS_SUCCESS || request.transferred() != length || length == 0) {
                throw new AssertionError(request.toString());
            }
        }

        @Override
        public boolean pending(TransportRequest request) {
            return true;
        }

        @Override
        public void completed(TransportRequest request) {
            if (request == send) {
                sent = true;
            } else {
                received = true;
            }
            LockSupport.unpark(caller);
        }
    }

    /** Takes or refuses what it is offered, without allocating. */
    private static final class Taster extends TcpFixture.SilentObserver {
        private final Thread caller = Thread.currentThread();
        private final boolean retains;
        private volatile boolean refuses; // the test
        private volatile long taken; // the loop's thread adds, the caller waits
        private volatile boolean offered; // the loop's thread sets, the caller clears
        private volatile TransportBuffer kept; // the loop's thread puts it here, the caller takes it
        private long seen; // the caller's

        Taster(boolean retains) {
            this.retains = retains;
        }

        @Override
        public long received(TransportBuffer data, long bytes, int flags) {
            if (refuses) {
                offered = true;
                LockSupport.unpark(caller);
                return 0;
            }
            TransportBuffer buffer = data;
            while (buffer != null) {
                TransportBuffer next = buffer.next();
                if (retains && next == null && kept == null) {
                    kept = buffer;
                } else {
                    buffer.release();
                }
                buffer = next;
            }
            taken = taken + bytes;
            LockSupport.unpark(caller);
            return bytes;
        }

        void await(long bytes) {
            seen += bytes;
            while (taken < seen) {
                LockSupport.park(this);
            }
            TransportBuffer buffer = kept;
            if (buffer != null) {
                kept = null;
                buffer.release();
            }
        }

        void awaitOffer() {
            while (!offered) {
                LockSupport.park(this);
            }
            offered = false;
        }
    }
}
