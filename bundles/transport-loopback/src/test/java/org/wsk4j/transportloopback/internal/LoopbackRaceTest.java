// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transportloopback.internal.LoopbackFixture.Connection;
import org.wsk4j.transportloopback.internal.LoopbackFixture.Listening;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Requests, cancels, observers, aborts and closes meet on random schedules; every request must end once, and no byte be
 * lost, doubled or out of order.
 *
 * <p>The rounds are few; many with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again
 * with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LoopbackRaceTest {
    private static final boolean STRESS = Boolean.getBoolean("stress");
    private static final int DEADLINE_SECONDS = 300;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

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
        System.out.println("LoopbackRaceTest." + test + ": -Dwsk4j.seed=" + seed);
        return new Random(seed);
    }

    private static void dawdle(Random random, int most) {
        for (int i = random.nextInt(most); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private Future<Void> start(Callable<Void> task) {
        return threads.submit(task);
    }

    private static void join(Future<Void> task) throws Exception {
        task.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The bytes of a stream from a place on. */
    private static String stretch(long place, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + (place + i) % 89));
        }
        return text.toString();
    }

    private static Void sendStretches(StreamEndpoint endpoint, long total, Random random) {
        List<RecordedRequest> underWay = new ArrayList<>();
        for (long place = 0; place < total; ) {
            int length = (int) Math.min(total - place, 1 + random.nextInt(5_000));
            RecordedRequest send = RecordedRequest.of(stretch(place, length));
            send.start(endpoint::send);
            underWay.add(send);
            place += length;
            if (underWay.size() > 20) {
                assertThat(underWay.remove(0).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
            }
        }
        underWay.forEach(each -> assertThat(each.await()).isEqualTo(NtStatus.STATUS_SUCCESS));
        return null;
    }

    @Test
    @Clause("RECEIVE-19")
    void losesNoByteWhileReceivesAreCancelled() throws Exception {
        Random random = seeded("losesNoByteWhileReceivesAreCancelled");
        long total = rounds(1_000, 100_000) * 1_000L;
        Connection connection = loopback.connect(IpFamily.INET);
        AtomicReference<RecordedRequest> victim = new AtomicReference<>();
        Random senders = new Random(random.nextLong());
        Random cancellers = new Random(random.nextLong());
        Future<Void> sender = start(() -> sendStretches(connection.client(), total, senders));
        Future<Void> canceller = start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                RecordedRequest request = victim.getAndSet(null);
                dawdle(cancellers, 200);
                if (request != null) {
                    connection.server().cancel(request.request());
                }
            }
            return null;
        });
        List<RecordedRequest> underWay = new ArrayList<>();
        for (long place = 0; place < total; ) {
            while (underWay.size() < 3) {
                int flags = random.nextInt(4) == 0 ? TransportRequest.WAITALL : 0;
                int room = (int) Math.min(total - place, 1 + random.nextInt(8_000));
                RecordedRequest receive = RecordedRequest.room(room, flags);
                receive.start(connection.server()::receive);
                underWay.add(receive);
                if (random.nextBoolean() || place + 10_000 > total) {
                    victim.set(receive);
                }
            }
            RecordedRequest first = underWay.remove(0);
            if (place + 30_000 > total) {
                connection.server().cancel(first.request()); // at the end nothing may come for it
            }
            assertThat(first.await()).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
            assertThat(first.text())
                    .isEqualTo(stretch(place, (int) first.request().transferred()));
            place += first.request().transferred();
        }
        canceller.cancel(true);
        join(sender);
        assertThat(connection.server().bytesReceived()).isEqualTo(total);
    }

    @Test
    void losesNoByteBetweenObserverAndReceives() throws Exception {
        Random random = seeded("losesNoByteBetweenObserverAndReceives");
        long total = rounds(1_000, 100_000) * 1_000L;
        Taster taster = new Taster(new Random(random.nextLong()));
        Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint client = loopback.bound(IpFamily.INET, taster);
        RecordedRequest.to(listening.address()).start(client::connect);
        listening.observer().await(2);
        StreamEndpoint server = loopback.own(listening.observer().last().endpoint());
        Random senders = new Random(random.nextLong());
        Future<Void> sender = start(() -> {
            sendStretches(server, total, senders);
            RecordedRequest.empty().start(server::disconnect);
            return null;
        });
        while (!taster.ended) {
            client.observe(StreamObserver.OBSERVE_RECEIVE | StreamObserver.OBSERVE_DISCONNECT);
            RecordedRequest receive = RecordedRequest.room(1 + random.nextInt(3_000));
            receive.start(client::receive);
            dawdle(random, 300);
            client.cancel(receive.request());
            receive.await();
            taster.check(receive.text());
        }
        join(sender);
        assertThat(taster.bytes.get()).isEqualTo(total);
        assertThat(client.bytesReceived()).isEqualTo(total);
        taster.releaseAll();
    }

    /** Takes some of what it is offered, and keeps some of that for a while. */
    private static final class Taster implements StreamObserver {
        final AtomicLong bytes = new AtomicLong(); // of both
        private final Random random; // I/O thread only
        private final List<TransportBuffer> kept = new ArrayList<>(); // I/O thread only, until the end
        volatile boolean ended; // set by the I/O thread

        Taster(Random random) {
            this.random = random;
        }

        /** Bytes follow each other within each piece, whoever got the one before. */
        void check(String text) {
            if (!text.isEmpty()) {
                assertThat(text).isEqualTo(stretch(text.charAt(0) - '!', text.length()));
                bytes.addAndGet(text.length());
            }
        }

        @Override
        public long received(TransportBuffer data, long count, int flags) {
            long taken = random.nextBoolean() ? count : random.nextInt((int) count + 1);
            ByteBuffer view = data.mdl().systemAddress();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < taken; i++) {
                text.append((char) view.get(data.offset() + i));
            }
            check(text.toString());
            if (taken == count) {
                kept.add(data);
            }
            if (kept.size() > random.nextInt(10)) {
                releaseAll();
            }
            return taken;
        }

        void releaseAll() {
            kept.forEach(TransportBuffer::release);
            kept.clear();
        }

        @Override
        public boolean disconnected(boolean abortive) {
            ended = random.nextBoolean();
            return ended;
        }

        @Override
        public void idealBacklogChanged(long newIdeal) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void failed(NtStatus reason) {
            throw new AssertionError("failed " + reason);
        }
    }

    @Test
    @Clause({"CLOSE-07", "DISCONNECT-15"})
    void endsEveryRequestOnceWhateverHappens() throws Exception {
        Random random = seeded("endsEveryRequestOnceWhateverHappens");
        int rounds = rounds(300, 30_000);
        Listening listening = loopback.listening(IpFamily.INET);
        for (int round = 0; round < rounds; round++) {
            Connection connection = loopback.connect(IpFamily.INET, listening);
            loopback.forget(connection.client());
            loopback.forget(connection.server());
            Random clients = new Random(random.nextLong());
            Random servers = new Random(random.nextLong());
            Future<Void> client = start(() -> misbehave(connection.client(), clients));
            Future<Void> server = start(() -> misbehave(connection.server(), servers));
            join(client);
            join(server);
        }
    }

    private static Void misbehave(StreamEndpoint endpoint, Random random) {
        List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
        endpoint.observe(random.nextInt(4));
        for (int i = random.nextInt(30); i > 0; i--) {
            RecordedRequest request = random.nextInt(10) == 0
                    ? RecordedRequest.of(LoopbackFixture.text(random.nextInt(40_000)))
                            .cancelledBefore()
                    : RecordedRequest.of(LoopbackFixture.text(random.nextInt(40_000)));
            switch (random.nextInt(12)) {
                case 0 -> request.start(endpoint::disconnect);
                case 1 ->
                    request.start(aborted ->
                            endpoint.abort(aborted, NtStatus.STATUS_REQUEST_ABORTED, NtStatus.STATUS_REQUEST_ABORTED));
                case 2 -> {
                    endpoint.observe(random.nextInt(4));
                    continue;
                }
                case 3, 4, 5 -> request.start(endpoint::send);
                case 6, 7 -> request.start(endpoint::receive);
                case 8 -> {
                    request.request().finish(NtStatus.STATUS_SUCCESS);
                    endpoint.post(request.request());
                }
                default -> {
                    if (!requests.isEmpty()) {
                        endpoint.cancel(
                                requests.get(random.nextInt(requests.size())).request());
                    }
                    continue;
                }
            }
            requests.add(request);
            dawdle(random, 100);
        }
        RecordedRequest close = RecordedRequest.empty();
        boolean[] allOver = {true};
        close.then(over -> allOver[0] = requests.stream().allMatch(RecordedRequest::isOver));
        close.start(endpoint::close);
        assertThat(close.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(allOver[0]).as("everything is over before the close").isTrue();
        for (RecordedRequest request : requests) {
            request.await();
            assertThat(request.completions()).isLessThanOrEqualTo(1);
        }
        return null;
    }

    @Test
    void connectsOrIsRefusedWhileListenersComeAndGo() throws Exception {
        Random random = seeded("connectsOrIsRefusedWhileListenersComeAndGo");
        int rounds = rounds(300, 30_000);
        for (int round = 0; round < rounds; round++) {
            RecordingListenObserver observer = new RecordingListenObserver();
            Listening listening = new Listening(loopback.openListener(IpFamily.INET, observer), observer);
            listening.endpoint().bind(IpFamily.INET.loopback(0));
            listening.endpoint().setAccepting(random.nextBoolean());
            SockAddr address = listening.address();
            Random clients = new Random(random.nextLong());
            Future<Void> client = start(() -> {
                for (int i = 0; i < 5; i++) {
                    connectOnce(address, clients);
                }
                return null;
            });
            dawdle(random, 3_000);
            listening.endpoint().setAccepting(true);
            dawdle(random, 3_000);
            loopback.close(listening.endpoint());
            join(client);
            observer.accepted().forEach(each -> {
                RecordedRequest close = RecordedRequest.empty();
                close.start(each.endpoint()::close);
                close.await();
            });
        }
    }

    private void connectOnce(SockAddr address, Random random) {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        RecordedRequest connect = RecordedRequest.of("hello").address(address);
        connect.start(endpoint::connect);
        assertThat(connect.await())
                .isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CONNECTION_REFUSED, NtStatus.STATUS_CONNECTION_RESET);
        dawdle(random, 500);
        loopback.close(endpoint);
    }

    @Test
    void receivesEachDatagramOnceAtMost() throws Exception {
        Random random = seeded("receivesEachDatagramOnceAtMost");
        int count = rounds(5_000, 500_000);
        RecordingDatagramObserver observer = new RecordingDatagramObserver();
        DatagramEndpoint to = loopback.datagram(IpFamily.INET, observer);
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        SockAddr address = LoopbackFixture.local(to);
        Future<Void> sender = start(() -> {
            for (int i = 0; i < count; i++) {
                assertThat(RecordedDatagram.send(from, Integer.toString(i), address))
                        .isEqualTo(NtStatus.STATUS_SUCCESS);
            }
            return null;
        });
        List<String> received = new ArrayList<>();
        while (!sender.isDone()) {
            to.observe(random.nextBoolean());
            observer.refusing(random.nextInt(3) == 0);
            RecordedDatagram receive = RecordedDatagram.receive(to);
            dawdle(random, 200);
            to.cancel(receive.request().request());
            if (receive.await().isSuccess()) {
                received.add(receive.text());
            } else {
                assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
            }
        }
        join(sender);
        to.observe(false);
        LoopbackFixture.settle(to);
        observer.calls().stream()
                .filter(line -> line.startsWith("received "))
                .forEach(line -> received.add(line.substring("received ".length())));

        assertThat(received).isNotEmpty().doesNotHaveDuplicates();
    }
}
