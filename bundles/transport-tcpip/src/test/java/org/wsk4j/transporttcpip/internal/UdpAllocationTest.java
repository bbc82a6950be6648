// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Nothing is allocated per datagram while they go to one address and come from one, in the caller's thread or in the I/O
 * thread. With each change of the sender the JDK makes an address, and its bytes are copied once to be translated here.
 */
class UdpAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;
    private static final long TOLERANCE = 8 * 1024; // bytes in all rounds together: what the measuring itself costs
    private static final int PER_CHANGE = 200; // bytes at most for another sender; 120 were measured
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    private static void expectNoAllocation(Runnable round) {
        expectAllocation(round, TOLERANCE);
    }

    /** What the JDK's selector allocates: it boxes the number of each descriptor that is ready, which costs from 128 on. */
    private static long boxes() {
        String[] descriptors = new File("/proc/self/fd").list();
        boolean large = descriptors != null
                && Stream.of(descriptors).anyMatch(number -> number.length() > 2 && !number.matches("1[01].|12[0-7]"));
        return large ? 16L * ROUNDS : 0;
    }

    private static void expectAllocation(Runnable round, long most) {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
        }
        long caller = Thread.currentThread().getId();
        long io = TcpFixture.ioThreads().get(0).getId();
        long callerBefore = THREADS.getThreadAllocatedBytes(caller);
        long ioBefore = THREADS.getThreadAllocatedBytes(io);
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long ioBytes = THREADS.getThreadAllocatedBytes(io) - ioBefore;
        long callerBytes = THREADS.getThreadAllocatedBytes(caller) - callerBefore;
        System.out.println("UdpAllocationTest: in " + ROUNDS + " rounds the caller allocated " + callerBytes
                + " bytes, the I/O thread " + ioBytes);
        assertThat(callerBytes).as("bytes that the calling thread allocated").isLessThan(most);
        assertThat(ioBytes).as("bytes that the I/O thread allocated").isLessThan(most + boxes());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void allocatesNothingForAReceiveThatWaits(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        Exchange exchange = new Exchange(family, endpoint, udp.bound(family), chain(100), chain(100));

        expectNoAllocation(() -> {
            exchange.receive();
            exchange.send(100);
            exchange.awaitReceive();
        });
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void allocatesNothingWhenTheCallerReceivesWhatWaits(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        Exchange exchange = new Exchange(family, endpoint, udp.bound(family), chain(100), chain(70_000));
        udp.bound(family).observe(true); // there is an I/O thread

        expectNoAllocation(() -> {
            exchange.send(100);
            exchange.receive();
            exchange.awaitReceive();
        });
    }

    @Test
    void allocatesNothingForScatteredMemory() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        Exchange exchange =
                new Exchange(IpFamily.INET, endpoint, udp.bound(IpFamily.INET), chain(10, 50, 1, 0, 39), chain(3, 97));

        expectNoAllocation(() -> {
            exchange.receive();
            exchange.send(100);
            exchange.awaitReceive();
        });
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void allocatesNothingForWhatIsObserved(IpFamily family) {
        Taster taster = new Taster(true);
        DatagramEndpoint endpoint = udp.bound(family, taster);
        endpoint.observe(true);
        Exchange exchange = new Exchange(family, endpoint, udp.bound(family), chain(100), chain(100));

        expectNoAllocation(() -> {
            exchange.send(100);
            taster.await();
        });
    }

    @Test
    void allocatesNothingForWhatIsRefusedAndReceived() {
        Taster taster = new Taster(false);
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, taster);
        endpoint.observe(true);
        Exchange exchange = new Exchange(IpFamily.INET, endpoint, udp.bound(IpFamily.INET), chain(100), chain(100));

        expectNoAllocation(() -> {
            exchange.send(100);
            taster.await();
            exchange.receive();
            exchange.awaitReceive();
        });
    }

    @Test
    void allocatesLittleWhenTheAddressChanges() {
        DatagramEndpoint first = udp.bound(IpFamily.INET);
        DatagramEndpoint second = udp.bound(IpFamily.INET);
        DatagramEndpoint target = udp.bound(IpFamily.INET);
        Exchange one = new Exchange(IpFamily.INET, target, first, chain(100), chain(100));
        Exchange other = new Exchange(IpFamily.INET, target, second, chain(100), chain(100));

        expectAllocation(
                () -> {
                    one.receive();
                    one.send(100);
                    one.awaitReceive();
                    other.receive();
                    other.send(100);
                    other.awaitReceive();
                },
                2L * ROUNDS * PER_CHANGE);
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

    private static long length(Mdl chain) {
        long length = 0;
        for (Mdl piece = chain; piece != null; piece = piece.next()) {
            length += piece.byteCount();
        }
        return length;
    }

    /** Uses two requests again and again, and waits for them without allocating. */
    private static final class Exchange implements TransportRequest.Owner {
        private final DatagramEndpoint receiver;
        private final DatagramEndpoint sender;
        private final TransportRequest send = new TransportRequest();
        private final TransportRequest receive = new TransportRequest();
        private final SockAddr to;
        private final SockAddr from;
        private final Mdl out;
        private final Mdl in;
        private final long room;
        private final Thread caller = Thread.currentThread();
        private volatile boolean received;

        Exchange(IpFamily family, DatagramEndpoint receiver, DatagramEndpoint sender, Mdl out, Mdl in) {
            this.receiver = receiver;
            this.sender = sender;
            this.to = UdpFixture.addressOf(family, receiver);
            this.from = TcpFixture.wildcard(family);
            this.out = out;
            this.in = in;
            this.room = length(in);
        }

        void send(int length) {
            send.prepare(this, null, 0);
            send.setAddress(to);
            send.setBytes(out, 0, length);
            if (sender.sendTo(send) != NtStatus.STATUS_SUCCESS) {
                throw new AssertionError(send.toString());
            }
        }

        void receive() {
            receive.prepare(this, null, 0);
            receive.setAddress(from);
            receive.setBytes(in, 0, room);
            received = false;
            if (!receiver.receiveFrom(receive).isPending()) {
                received = true;
            }
        }

        void awaitReceive() {
            while (!received) {
                LockSupport.park(this);
            }
            if (receive.status() != NtStatus.STATUS_SUCCESS || receive.transferred() != 100) {
                throw new AssertionError(receive.toString());
            }
        }

        @Override
        public boolean pending(TransportRequest request) {
            return true;
        }

        @Override
        public void completed(TransportRequest request) {
            received = true;
            LockSupport.unpark(caller);
        }
    }

    /** Takes or refuses what it is offered, without allocating. */
    private static final class Taster extends UdpFixture.SilentObserver {
        private final Thread caller = Thread.currentThread();
        private final boolean takes;
        private volatile int offered; // the loop's thread counts, the caller waits
        private int seen; // the caller's

        Taster(boolean takes) {
            this.takes = takes;
        }

        @Override
        public boolean received(TransportBuffer datagrams, int flags) {
            int count = 0;
            TransportBuffer each = datagrams;
            while (each != null) {
                TransportBuffer next = each.next();
                if (takes) {
                    each.release();
                }
                count++;
                each = next;
            }
            offered = offered + count;
            LockSupport.unpark(caller);
            return takes;
        }

        void await() {
            seen++;
            while (offered < seen) {
                LockSupport.park(this);
            }
        }
    }
}
