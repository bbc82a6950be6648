// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.socket.internal.ScriptedEndpoint.Kind;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wsk.WskSocket;

/**
 * A socket that is closed, perhaps taken away too, while its requests complete and are cancelled on other threads.
 *
 * <p>A few thousand rounds; 100,000 of each kind with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that
 * failed is run again with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CloseRaceTest {
    private static final int PARTIES = 3;
    private static final int MOST_SPINS = 2000;

    private final ExecutorService threads = Executors.newFixedThreadPool(PARTIES, job -> new Thread(job, "racer"));
    private final CyclicBarrier start = new CyclicBarrier(PARTIES);
    private final long seed =
            Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);

    @AfterEach
    void endThreads() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(SocketFixture.DEADLINE, TimeUnit.SECONDS))
                .isTrue();
    }

    private int rounds(int byDefault) {
        int rounds = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 100_000 : byDefault);
        System.out.println("CloseRaceTest: " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        return rounds;
    }

    /** The requests of one round, and how they stood when the close completed. */
    private final class Round {
        private final ClientSocket socket;
        private final List<RecordedIrp> pending = new ArrayList<>();
        private final AtomicInteger returnedRoutines = new AtomicInteger();
        private final AtomicInteger returnedAtClose = new AtomicInteger(-1);
        private final RecordedIrp close = RecordedIrp.ready().then(irp -> returnedAtClose.set(returnedRoutines.get()));

        private Round(ClientSocket socket) {
            this.socket = socket;
            for (int i = 0; i < 3; i++) {
                socket.receive(Bytes.room(4).buf(), 0, counted());
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                socket.send(Bytes.of("data").buf(), 0, counted());
            }
            if (random.nextBoolean()) {
                socket.disconnect(null, 0, counted());
            }
        }

        private RecordedIrp counted() {
            RecordedIrp irp = RecordedIrp.ready().then(completed -> returnedRoutines.incrementAndGet());
            pending.add(irp);
            return irp;
        }

        /** Cancels, completes and closes at the same time. */
        private void race(Runnable completing) throws Exception {
            boolean abandons = random.nextInt(4) == 0;
            int[] spins = {random.nextInt(MOST_SPINS), random.nextInt(MOST_SPINS), random.nextInt(MOST_SPINS)};
            List<Future<?>> ends = List.of(
                    threads.submit(() -> {
                        begin(spins[0]);
                        pending.forEach(irp -> irp.irp().cancel());
                    }),
                    threads.submit(() -> {
                        begin(spins[1]);
                        completing.run();
                        if (abandons) {
                            socket.engineSide().abandon();
                        }
                    }),
                    threads.submit(() -> {
                        begin(spins[2]);
                        socket.dispatch().wskCloseSocket(socket.socket(), close.irp());
                    }));
            for (Future<?> end : ends) {
                end.get(SocketFixture.DEADLINE, TimeUnit.SECONDS);
            }
        }

        private void begin(int spins) {
            try {
                start.await(SocketFixture.DEADLINE, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
        }

        private void check(int number) {
            close.await();
            SocketFixture.eventually("the close routine has run", () -> returnedAtClose.get() >= 0);
            assertThat(close.status()).as("seed %d, round %d", seed, number).isEqualTo(STATUS_SUCCESS);
            assertThat(close.completions())
                    .as("seed %d, round %d", seed, number)
                    .isEqualTo(1);
            assertThat(returnedAtClose.get())
                    .as("seed %d, round %d: routines that had returned when the close completed", seed, number)
                    .isEqualTo(pending.size());
            pending.forEach(irp -> assertThat(irp.completions())
                    .as("seed %d, round %d: %s", seed, number, irp.irp())
                    .isEqualTo(1));
        }
    }

    /** Over a transport whose every step can meet every other one. */
    @Nested
    class Scripted {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new);

        @Test
        @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-20", "CLOSE-21"})
        void completesEveryRequestOnceAndTheCloseLast() throws Exception {
            int rounds = rounds(5000);
            ScriptedTransport transport = wsk.transport(ScriptedTransport.class);
            for (int number = 0; number < rounds; number++) {
                transport.endsInline = random.nextBoolean();
                transport.cancelsInline = random.nextBoolean();
                Round round = new Round(connected());
                ScriptedEndpoint endpoint = transport.endpoint();
                round.race(() -> endpoint.completeIfPending(Kind.RECEIVE, STATUS_SUCCESS));
                round.check(number);
                transport.forgetEndpoints();
            }
        }

        private ClientSocket connected() {
            RecordedIrp irp = RecordedIrp.ready();
            wsk.create(wsk.client(), null, null, irp);
            ClientSocket socket = new ClientSocket(irp.object(WskSocket.class));
            wsk.transport(ScriptedTransport.class).endpoint().answering(Kind.CONNECT, STATUS_SUCCESS);
            socket.bind(SocketFixture.anyLocal());
            socket.connect(SocketFixture.anyLocal());
            return socket;
        }
    }

    /** Over real connections. */
    @Nested
    class Tcp {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.tcpip();

        @Test
        @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-20", "CLOSE-21"})
        void completesEveryRequestOnceAndTheCloseLast() throws Exception {
            int rounds = rounds(1000);
            for (int number = 0; number < rounds; number++) {
                RecordedIrp irp = RecordedIrp.ready();
                wsk.create(wsk.client(), null, null, irp);
                ClientSocket socket = new ClientSocket(irp.object(WskSocket.class));
                socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
                socket.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);
                try (Socket peer = wsk.listener().accept()) {
                    Round round = new Round(socket);
                    round.race(() -> write(peer));
                    round.check(number);
                }
            }
        }

        private void write(Socket peer) {
            try {
                peer.getOutputStream().write(new byte[6]);
            } catch (IOException e) {
                assertThat(e).as("the other side has reset the connection").isInstanceOf(SocketException.class);
            }
        }
    }
}
