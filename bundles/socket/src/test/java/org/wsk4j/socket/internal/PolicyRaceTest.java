// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskSocket;

/**
 * Eight threads of one client that try to get past its limits, while another client works as if there were none.
 *
 * <p>More rounds with {@code -Dstress=true}. A seed that failed is run again with {@code -Dwsk4j.seed=n}; it repeats the
 * decisions, not the timing.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolicyRaceTest {
    private static final int THREADS = 8;
    private static final int SCALE = Boolean.getBoolean("stress") ? 100 : 1;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.live();

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, job -> new Thread(job, "racer"));
    private final long seed =
            Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final FakeClient other = new FakeClient("org.example.other", 43);

    @AfterEach
    void endThreads() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(SocketFixture.DEADLINE, TimeUnit.SECONDS))
                .isTrue();
        other.assertIdle();
    }

    /** What one thread does. */
    private interface Attempt {
        void run(int thread, SplittableRandom random) throws Exception;
    }

    private void inEightThreads(Attempt attempt) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            SplittableRandom own = random.split();
            ends.add(threads.submit(() -> {
                start.await();
                attempt.run(thread, own);
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get(SocketFixture.DEADLINE, TimeUnit.SECONDS);
        }
    }

    private WskSocket create(FakeClient client) {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus status = wsk.create(client, null, null, irp);
        assertThat(status).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_QUOTA_EXCEEDED);
        return status == NtStatus.STATUS_SUCCESS ? irp.object(WskSocket.class) : null;
    }

    private static void close(WskSocket socket) {
        new ClientSocket(socket).close().completedWith(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void neverHaveMoreSocketsThanTheLimit() throws Exception {
        System.out.println("PolicyRaceTest: -Dwsk4j.seed=" + seed);
        int most = 5;
        FakeTransport transport = wsk.transport(FakeTransport.class);
        FakeAccount account = wsk.client().account().limitSockets(most);
        AtomicInteger held = new AtomicInteger(); // never more than there are: counted after, uncounted before
        AtomicInteger highest = new AtomicInteger();

        inEightThreads((thread, own) -> {
            List<WskSocket> mine = new ArrayList<>();
            for (int step = 0; step < 300 * SCALE; step++) {
                if (!mine.isEmpty() && own.nextInt(2) == 0) {
                    WskSocket socket = mine.remove(own.nextInt(mine.size()));
                    held.decrementAndGet();
                    if (own.nextInt(3) == 0) {
                        ((EngineSocket) socket).abandon();
                    }
                    close(socket);
                } else {
                    WskSocket made = create(wsk.client());
                    if (made != null) {
                        mine.add(made);
                        highest.accumulateAndGet(held.incrementAndGet(), Math::max);
                    }
                }
                if (thread == 0) {
                    close(create(other)); // null when it was refused, and then this throws
                }
            }
            for (WskSocket socket : mine) {
                held.decrementAndGet();
                close(socket);
            }
        });

        assertThat(highest.get()).isEqualTo(most);
        assertThat(account.sockets()).isZero();
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void neverHaveMoreBytesOnTheirWayThanTheLimitAndGetThemAllBack() throws Exception {
        System.out.println("PolicyRaceTest: -Dwsk4j.seed=" + seed);
        long most = 5_000;
        wsk.transport(FakeTransport.class).setPeerWindow(0); // whatever is sent waits
        FakeAccount account = wsk.client().account();
        for (int round = 0; round < 20 * SCALE; round++) {
            account.limitBytes(most);
            List<ClientSocket> sockets = List.of(wsk.connected(null, null), wsk.connected(null, null));
            AtomicLong pending = new AtomicLong();
            AtomicInteger refused = new AtomicInteger();
            List<List<Call>> sends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                sends.add(new ArrayList<>());
            }

            inEightThreads((thread, own) -> {
                for (int i = 0; i < 20; i++) {
                    int length = 1 + own.nextInt(200);
                    Call send = sockets.get(own.nextInt(2))
                            .send(new WskBuf(Bytes.much().mdl(), 0, length));
                    if (send.returned().isPending()) {
                        pending.addAndGet(length);
                        sends.get(thread).add(send);
                    } else {
                        send.completedInlineWith(NtStatus.STATUS_QUOTA_EXCEEDED);
                        refused.incrementAndGet();
                    }
                }
            });
            assertThat(pending.get()).isBetween(most - 200, most);
            assertThat(account.bytes()).isEqualTo(pending.get());
            assertThat(refused.get()).isPositive();

            AtomicInteger closed = new AtomicInteger();
            inEightThreads((thread, own) -> {
                if (own.nextInt(3) == 0) {
                    account.limitBytes(own.nextBoolean() ? Long.MAX_VALUE : own.nextInt(100));
                }
                for (Call send : sends.get(thread)) {
                    if (own.nextBoolean()) {
                        send.irp().irp().cancel();
                    }
                }
                int number = closed.getAndIncrement();
                if (number < 2) {
                    if (own.nextBoolean()) {
                        sockets.get(number).engineSide().abandon();
                    }
                    sockets.get(number).close().completedWith(NtStatus.STATUS_SUCCESS);
                }
            });
            sends.forEach(calls -> calls.forEach(
                    call -> call.completedWithOneOf(NtStatus.STATUS_CANCELLED, NtStatus.STATUS_FILE_FORCED_CLOSED)));
            assertThat(account.bytes()).isZero();
        }
        assertThat(account.mistakes()).isEmpty();
    }

    @Test
    void neverBeginMoreConnectsThanTheLimit() throws Exception {
        System.out.println("PolicyRaceTest: -Dwsk4j.seed=" + seed);
        int most = 40;
        wsk.client().account().limitConnects(most);
        AtomicInteger connected = new AtomicInteger();

        inEightThreads((thread, own) -> {
            for (int i = 0; i < 10; i++) {
                WskSocket made = create(wsk.client());
                ClientSocket socket = new ClientSocket(made);
                socket.bind(SocketFixture.anyLocal()).completedWith(NtStatus.STATUS_SUCCESS);
                Call connect = socket.connect(SockAddrIn.of("127.0.0.1", 7));
                connect.completedWithOneOf(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_QUOTA_EXCEEDED);
                if (connect.irp().status() == NtStatus.STATUS_SUCCESS) {
                    connected.incrementAndGet();
                }
                close(made);
            }
        });

        assertThat(connected.get()).isEqualTo(most);
    }
}
