// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

/**
 * Requests, cancels, aborts, closes and the peer's doings meet on random schedules; every request must end once, in
 * order, and no byte be lost, doubled or torn.
 *
 * <p>The rounds are few; many with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again
 * with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class TcpRaceTest {
    private static final boolean STRESS = Boolean.getBoolean("stress");

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static int rounds(int normally, int stressed) {
        return Integer.getInteger("wsk4j.rounds", STRESS ? stressed : normally);
    }

    private static Random seeded(String test) {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("TcpRaceTest." + test + ": -Dwsk4j.seed=" + seed);
        return new Random(seed);
    }

    private static void dawdle(Random random, int most) {
        for (int i = random.nextInt(most); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(Call.DEADLINE * 10, TimeUnit.SECONDS);
    }

    // ---- receives and cancels

    @Test
    @Clause("RECEIVE-19")
    void losesNoByteWhileReceivesAreCancelled() throws Exception {
        Random random = seeded("losesNoByteWhileReceivesAreCancelled");
        long total = rounds(2_000, 200_000) * 50L;
        Connection connection = tcp.connect(IpFamily.INET);
        long writerSeed = random.nextLong();
        long cancellerSeed = random.nextLong();
        AtomicReference<Call> victim = new AtomicReference<>();
        CountDownLatch firstCancelled = new CountDownLatch(1);
        Future<?> writer = threads.submit(() -> {
            firstCancelled.await();
            writeKnown(connection.peer(), total, new Random(writerSeed));
            return null;
        });
        Future<?> canceller = threads.submit(() -> cancelVictims(connection.endpoint(), victim, cancellerSeed));

        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> memory = new ArrayDeque<>();
        for (long place = 0; place < total; ) {
            while (underWay.size() < 3) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 + random.nextInt(100));
                Call call = Call.flagged(random.nextInt(4) == 0 ? TransportRequest.WAITALL : 0);
                underWay.add(call.bytes(buffer).start(connection.endpoint()::receive));
                memory.add(buffer);
                if (random.nextBoolean() || firstCancelled.getCount() > 0) {
                    victim.compareAndSet(null, call);
                }
            }
            Call call = underWay.poll();
            NtStatus status = call.await();
            assertThat(status).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
            if (status == NtStatus.STATUS_CANCELLED) {
                firstCancelled.countDown();
            }
            ByteBuffer bytes = memory.poll().position(0).limit((int) call.transferred());
            assertThat(Bytes.difference(bytes, place))
                    .as("place of a wrong byte")
                    .isEqualTo(-1);
            place += call.transferred();
        }
        victim.set(Call.empty().start(connection.endpoint()::send)); // the end
        get(writer);
        get(canceller);
    }

    private static void writeKnown(Peer peer, long total, Random random) throws IOException {
        OutputStream out = peer.socket().getOutputStream();
        for (long place = 0; place < total; ) {
            int length = (int) Math.min(total - place, 1 + random.nextInt(120));
            out.write(Bytes.known(ByteBuffer.allocate(length), place).array());
            place += length;
            dawdle(random, 3000);
        }
        peer.finish(); // the last receives may ask for more than there is
    }

    private static void cancelVictims(StreamEndpoint endpoint, AtomicReference<Call> victim, long seed) {
        Random random = new Random(seed);
        while (true) {
            Call call = victim.getAndSet(null);
            if (call != null) {
                if (call.transferred() == 0 && call.isOver() && !call.hasPended() && call.completions() == 0) {
                    return; // the call that marks the end
                }
                dawdle(random, 3000);
                endpoint.cancel(call.request());
            }
            Thread.yield();
        }
    }

    // ---- sends and cancels

    @Test
    @Clause({"SEND-10", "SEND-12"})
    void tearsNoMessageWhileSendsAreCancelled() throws Exception {
        Random random = seeded("tearsNoMessageWhileSendsAreCancelled");
        int messages = rounds(3_000, 200_000);
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Set<Integer> sent = Collections.synchronizedSet(new HashSet<>());
        List<Integer> arrived = new ArrayList<>();
        CountDownLatch firstCancelled = new CountDownLatch(1);
        Call filler = Call.empty().bytes(message(2 * messages, 16 << 20)).pends(connection.endpoint()::send);
        sent.add(2 * messages);
        Future<?> reader = threads.submit(() -> {
            firstCancelled.await();
            readMessages(connection.peer(), arrived);
            return null;
        });
        List<Future<?>> senders = new ArrayList<>();
        for (int sender = 0; sender < 2; sender++) {
            int first = sender * messages;
            long seed = random.nextLong();
            senders.add(threads.submit(() ->
                    sendMessages(connection.endpoint(), first, messages, sent, firstCancelled, new Random(seed))));
        }
        for (Future<?> sender : senders) {
            get(sender);
        }
        Call.empty().start(connection.endpoint()::disconnect).awaits(NtStatus.STATUS_SUCCESS);
        get(reader);

        assertThat(new HashSet<>(arrived)).isEqualTo(sent);
        assertThat(arrived).hasSameSizeAs(sent);
        for (int sender = 0; sender < 2; sender++) {
            int first = sender * messages;
            assertThat(arrived.stream().filter(id -> id >= first && id < first + messages))
                    .isSorted();
        }
        filler.awaits(NtStatus.STATUS_SUCCESS);
    }

    private static void sendMessages(
            StreamEndpoint endpoint,
            int first,
            int count,
            Set<Integer> sent,
            CountDownLatch firstCancelled,
            Random random) {
        Deque<Call> underWay = new ArrayDeque<>();
        Deque<Integer> ids = new ArrayDeque<>();
        for (int id = first; id < first + count; id++) {
            int length = 8 + random.nextInt(3000);
            Call call = Call.empty()
                    .bytes(Bytes.chain(message(id, length), 1000, random), 0, length)
                    .start(endpoint::send);
            underWay.add(call);
            ids.add(id);
            if (random.nextInt(3) == 0 || firstCancelled.getCount() > 0) {
                dawdle(random, 2000);
                endpoint.cancel(call.request());
            }
            while (underWay.size() > 20 || !underWay.isEmpty() && id == first + count - 1) {
                NtStatus status = underWay.poll().await();
                int over = ids.poll();
                if (status == NtStatus.STATUS_SUCCESS) {
                    sent.add(over);
                } else {
                    assertThat(status).isEqualTo(NtStatus.STATUS_CANCELLED);
                    firstCancelled.countDown();
                }
            }
        }
    }

    private static ByteBuffer message(int id, int length) {
        ByteBuffer message = ByteBuffer.allocateDirect(length).putInt(id).putInt(length);
        return Bytes.known(message, id).position(0);
    }

    private static void readMessages(Peer peer, List<Integer> arrived) throws IOException {
        DataInputStream in = new DataInputStream(peer.socket().getInputStream());
        for (int first = in.read(); first >= 0; first = in.read()) {
            int id = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
            byte[] rest = new byte[in.readInt() - 8];
            in.readFully(rest);
            assertThat(Bytes.difference(ByteBuffer.wrap(rest), id)).isEqualTo(-1);
            arrived.add(id);
        }
    }

    // ---- order

    @Test
    @Clause({"RECEIVE-19", "SEND-12"})
    void endsRequestsOfEachDirectionInTheOrderOfTheCallsOnWhicheverThread() throws Exception {
        Random random = seeded("endsRequestsOfEachDirectionInTheOrderOfTheCallsOnWhicheverThread");
        int count = rounds(20_000, 1_000_000);
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Future<?> echo = threads.submit(() -> {
            connection
                    .peer()
                    .socket()
                    .getInputStream()
                    .transferTo(connection.peer().socket().getOutputStream());
            return null;
        });
        long seed = random.nextLong();
        Future<?> sender = threads.submit(() -> runInOrder(
                count, new Random(seed), length -> Call.into(length), call -> call.start(connection.endpoint()::send)));
        runInOrder(
                count,
                random,
                length -> Call.into(length, TransportRequest.WAITALL),
                call -> call.start(connection.endpoint()::receive));
        get(sender);
        connection.peer().reset();
        try {
            get(echo);
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    private static void runInOrder(
            int count,
            Random random,
            java.util.function.IntFunction<Call> make,
            java.util.function.Consumer<Call> start) {
        int[] ended = new int[1]; // guarded by itself
        Deque<Call> underWay = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Call call = make.apply(64).then(over -> end(ended, number));
            start.accept(call);
            if (!call.hasPended()) {
                end(ended, number);
            }
            underWay.add(call);
            while (underWay.size() > 1 + random.nextInt(8)) {
                underWay.poll().awaits(NtStatus.STATUS_SUCCESS);
            }
        }
        underWay.forEach(call -> call.awaits(NtStatus.STATUS_SUCCESS));
        assertThat(ended[0]).isEqualTo(count);
    }

    private static void end(int[] ended, int number) {
        synchronized (ended) {
            assertThat(ended[0]++).as("which request ends").isEqualTo(number);
        }
    }

    // ---- resets

    @Test
    void neverTakesAResetForAGracefulEnd() throws Exception {
        Random random = seeded("neverTakesAResetForAGracefulEnd");
        int rounds = rounds(2_000, 100_000);
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        for (int round = 0; round < rounds; round++) {
            StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
            Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
            Peer peer = new Peer(server.accept());
            Call receive = Call.into(1).pends(endpoint::receive);
            Future<NtStatus> sender = threads.submit(() -> {
                NtStatus status;
                do {
                    status = Call.of("x").start(endpoint::send).await();
                } while (status == NtStatus.STATUS_SUCCESS);
                return status;
            });
            dawdle(random, 5_000);

            peer.reset();

            receive.awaits(NtStatus.STATUS_CONNECTION_RESET);
            assertThat(get(sender)).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
            assertThat(endpoint.isPeerDone()).isFalse();
            tcp.close(endpoint);
        }
    }

    // ---- whole lives

    @Test
    @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-21", "DISCONNECT-15"})
    void endsEveryRequestBeforeTheCloseWhateverHappens() throws Exception {
        Random random = seeded("endsEveryRequestBeforeTheCloseWhateverHappens");
        int rounds = rounds(1_500, 50_000);
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        for (int round = 0; round < rounds; round++) {
            StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
            Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
            try (Peer peer = new Peer(server.accept())) {
                live(endpoint, peer, random);
            }
        }
    }

    private void live(StreamEndpoint endpoint, Peer peer, Random random) throws Exception {
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier start = new CyclicBarrier(3);
        List<Future<?>> users = new ArrayList<>();
        for (int user = 0; user < 2; user++) {
            long seed = random.nextLong();
            users.add(threads.submit(() -> {
                start.await();
                use(endpoint, calls, new Random(seed));
                return null;
            }));
        }
        start.await();
        dawdle(random, 20_000);
        trouble(endpoint, peer, calls, random);
        for (Future<?> user : users) {
            get(user);
        }
        long seed = random.nextLong();
        Future<?> canceller = threads.submit(() -> cancelSome(endpoint, List.copyOf(calls), new Random(seed)));
        dawdle(random, 5_000);
        tcp.forget(endpoint);
        List<Call> open = new ArrayList<>();
        Call close = Call.empty().then(over -> {
            for (Call call : calls) {
                if (call.completions() == 0 && call.hasPended()) {
                    open.add(call);
                }
            }
        });
        close.start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
        assertThat(open).as("requests that had not ended when the close had").isEmpty();
        get(canceller);
        for (Call call : calls) {
            assertThat(call.isOver()).isTrue();
            call.await();
        }
    }

    private static void use(StreamEndpoint endpoint, List<Call> calls, Random random) {
        for (int i = random.nextInt(12); i > 0; i--) {
            Call call;
            switch (random.nextInt(8)) {
                case 0 -> call = Call.into(1 << 20).start(endpoint::send);
                case 1, 2 -> call = Call.of("some").start(endpoint::send);
                case 3 -> call = Call.flagged(TransportRequest.DRAIN).start(endpoint::receive);
                case 4 -> call = Call.into(20, TransportRequest.WAITALL).start(endpoint::receive);
                case 5 -> call = Call.of("end").start(endpoint::disconnect);
                default -> call = Call.into(5).start(endpoint::receive);
            }
            calls.add(call);
            if (random.nextInt(4) == 0) {
                endpoint.cancel(call.request());
            }
        }
    }

    private static void trouble(StreamEndpoint endpoint, Peer peer, List<Call> calls, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> peer.reset();
            case 1 -> peer.finish();
            case 2 -> peer.write("hello").finish();
            case 3 -> peer.write("hello").reset();
            case 4 ->
                calls.add(Call.empty()
                        .start(request -> endpoint.abort(
                                request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED)));
            default -> peer.write("hello");
        }
    }

    private static void cancelSome(StreamEndpoint endpoint, List<Call> calls, Random random) {
        for (Call call : calls) {
            if (random.nextBoolean()) {
                endpoint.cancel(call.request());
            }
        }
    }
}
