// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * Requests, cancels, closes, an observer's moods and restrictions meet on random schedules; every request must end once, in
 * order, and no datagram be given twice, or lost where the platform has room.
 *
 * <p>The rounds are few; many with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again
 * with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class UdpRaceTest {
    private static final boolean STRESS = Boolean.getBoolean("stress");
    private static final int WINDOW = 50; // datagrams under way: the platform has room for them

    @RegisterExtension
    final UdpFixture udp = new UdpFixture(TcpFixture.config(2));

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
        System.out.println("UdpRaceTest." + test + ": -Dwsk4j.seed=" + seed);
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

    private static int id(ByteBuffer datagram) {
        return datagram.getInt(datagram.position());
    }

    private static byte[] datagram(int id, int length) {
        return ByteBuffer.allocate(length).putInt(id).array();
    }

    private static ByteBuffer room(Random random) {
        return ByteBuffer.allocateDirect(random.nextInt(4) == 0 ? 70_000 : 100);
    }

    // ---- aborts

    @Test
    void endsWhatWaitsBeforeItsAbort() {
        Random random = seeded("endsWhatWaitsBeforeItsAbort");
        for (int round = rounds(2_000, 100_000); round > 0; round--) {
            DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
            List<Call> order = Collections.synchronizedList(new ArrayList<>());
            Call receive = Call.into(9).then(order::add).pends(endpoint::receiveFrom);
            Call abort = Call.empty().then(order::add);
            endpoint.observe(true); // a turn that may be under way when the abort comes
            dawdle(random, 3_000);

            abort.start(request -> endpoint.abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED));

            assertThat(abort.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(receive.await()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
            assertThat(order).containsExactly(receive, abort);
            udp.close(endpoint);
        }
    }

    // ---- receives and cancels

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void losesNoDatagramWhileReceivesAreCancelled(IpFamily family) throws Exception {
        Random random = seeded("losesNoDatagramWhileReceivesAreCancelled");
        int total = rounds(3_000, 300_000);
        DatagramEndpoint endpoint = udp.bound(family);
        Semaphore window = new Semaphore(WINDOW);
        AtomicReference<Call> victim = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> sender = send(family, endpoint, total, window, random.nextLong());
        Future<?> canceller = cancel(endpoint, victim, over, random.nextLong());

        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> memory = new ArrayDeque<>();
        for (int expected = 0; expected < total; ) {
            while (underWay.size() < 3) {
                ByteBuffer buffer = room(random);
                underWay.add(Call.empty().bytes(buffer).start(endpoint::receiveFrom));
                memory.add(buffer);
                if (random.nextBoolean()) {
                    victim.compareAndSet(null, underWay.peekLast());
                }
            }
            NtStatus status = underWay.poll().await();
            ByteBuffer received = memory.poll();
            assertThat(status).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
            if (status == NtStatus.STATUS_SUCCESS) {
                assertThat(id(received)).isEqualTo(expected++);
                window.release();
            }
        }
        over.set(true);
        get(sender);
        get(canceller);
    }

    /** Sends numbered datagrams, as many as there is room for. */
    private Future<?> send(IpFamily family, DatagramEndpoint to, int total, Semaphore window, long seed) {
        UdpPeer peer = udp.peer(family);
        SockAddr address = UdpFixture.addressOf(family, to);
        return threads.submit(() -> {
            Random random = new Random(seed);
            for (int id = 0; id < total; id++) {
                window.acquire();
                peer.send(datagram(id, 4 + random.nextInt(90)), address);
                dawdle(random, 2_000);
            }
            return null;
        });
    }

    private Future<?> cancel(DatagramEndpoint endpoint, AtomicReference<Call> victim, AtomicBoolean over, long seed) {
        return threads.submit(() -> {
            Random random = new Random(seed);
            while (!over.get()) {
                Call call = victim.getAndSet(null);
                if (call != null) {
                    dawdle(random, 2_000);
                    endpoint.cancel(call.request());
                }
                Thread.yield();
            }
        });
    }

    // ---- sends and cancels

    /** Has no room now and then. */
    private record Sluggish(DatagramChannel channel, Random random) implements UdpSender.Output {
        @Override
        public int send(ByteBuffer datagram, InetSocketAddress destination) throws IOException {
            synchronized (random) {
                if (random.nextInt(3) != 0) {
                    return 0;
                }
            }
            return channel.send(datagram, destination);
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsInOrderWhatIsNotCancelledOnce(IpFamily family) throws Exception {
        Random random = seeded("sendsInOrderWhatIsNotCancelledOnce");
        int total = rounds(3_000, 300_000);
        IoLoops loops = new IoLoops(1, 1 << 20);
        IoLoop loop = loops.next();
        DatagramChannel channel = family.openDatagram();
        UdpEndpoint endpoint = new UdpEndpoint(
                loop,
                TcpSettings.of(TcpFixture.config(1)),
                family,
                channel,
                new Sluggish(channel, new Random(random.nextLong())),
                new UdpFixture.SilentObserver());
        assertThat(loop.add(endpoint)).isTrue();
        assertThat(endpoint.bind(TcpFixture.loopback(family, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        UdpPeer peer = udp.peer(family);
        AtomicReference<Call> victim = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> canceller = cancel(endpoint, victim, over, random.nextLong());

        Deque<Call> underWay = new ArrayDeque<>();
        for (int id = 0; id < total; id++) {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(4 + random.nextInt(3_000)).putInt(0, id);
            Call send = random.nextBoolean()
                    ? Call.to(peer.address()).bytes(bytes)
                    : Call.to(peer.address()).bytes(Bytes.chain(bytes, 500, random), 0, bytes.capacity());
            underWay.add(send.start(endpoint::sendTo));
            if (random.nextBoolean()) {
                victim.compareAndSet(null, send);
            }
            while (underWay.size() > 8 || id == total - 1 && !underWay.isEmpty()) {
                int expected = id + 1 - underWay.size();
                NtStatus status = underWay.poll().await();
                if (status == NtStatus.STATUS_SUCCESS) {
                    assertThat(id(ByteBuffer.wrap(peer.receiveBytes()))).isEqualTo(expected);
                } else {
                    assertThat(status).isEqualTo(NtStatus.STATUS_CANCELLED);
                }
            }
        }
        over.set(true);
        get(canceller);
        Call.empty().start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
        loops.stop(5_000);
    }

    // ---- an observer's moods, and receives

    /** Takes or refuses, at random, and notes what it took. */
    private static final class Moody extends UdpFixture.SilentObserver {
        private final List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        private final Random random; // loop thread only
        private final Semaphore window;
        private final AtomicInteger given;
        private volatile AssertionError wrong; // the loop's thread
        private TransportBuffer kept; // loop thread only

        Moody(Random random, Semaphore window, AtomicInteger given) {
            this.random = random;
            this.window = window;
            this.given = given;
        }

        @Override
        public boolean received(TransportBuffer datagrams, int flags) {
            if (random.nextBoolean()) {
                return false;
            }
            int last = -1;
            TransportBuffer each = datagrams;
            while (each != null) {
                TransportBuffer next = each.next();
                int id = id(Watcher.bytesOf(each, each.length()));
                if (id <= last) {
                    wrong = new AssertionError(id + " after " + last + " in one list");
                }
                last = id;
                taken.add(id);
                given.incrementAndGet();
                window.release();
                letGo(each);
                each = next;
            }
            return true;
        }

        /** Keeps one, and releases the one before. */
        private void letGo(TransportBuffer datagram) {
            if (kept != null) {
                kept.release();
            }
            kept = datagram;
        }
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void givesEveryDatagramOnceToReceivesOrTheObserver(IpFamily family) throws Exception {
        Random random = seeded("givesEveryDatagramOnceToReceivesOrTheObserver");
        int total = rounds(3_000, 300_000);
        Semaphore window = new Semaphore(WINDOW);
        AtomicInteger given = new AtomicInteger();
        Moody observer = new Moody(new Random(random.nextLong()), window, given);
        DatagramEndpoint endpoint = udp.bound(family, observer);
        AtomicReference<Call> victim = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> sender = send(family, endpoint, total, window, random.nextLong());
        Future<?> canceller = cancel(endpoint, victim, over, random.nextLong());

        List<Integer> received = new ArrayList<>();
        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> memory = new ArrayDeque<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE * 10);
        while (given.get() < total || !underWay.isEmpty()) {
            assertThat(System.nanoTime()).as("deadline at %s", given).isLessThan(deadline);
            endpoint.observe(random.nextInt(4) != 0);
            dawdle(random, 1_000);
            if (given.get() < total && random.nextInt(3) == 0) {
                ByteBuffer buffer = room(random);
                underWay.add(Call.empty().bytes(buffer).start(endpoint::receiveFrom));
                memory.add(buffer);
                victim.compareAndSet(null, random.nextInt(3) == 0 ? underWay.peekLast() : null);
            }
            while (!underWay.isEmpty()
                    && (underWay.size() > 5 || underWay.peek().isOver() || given.get() >= total)) {
                Call call = underWay.poll();
                endpoint.cancel(call.request());
                ByteBuffer buffer = memory.poll();
                if (call.await() == NtStatus.STATUS_SUCCESS) {
                    received.add(id(buffer));
                    given.incrementAndGet();
                    window.release();
                }
            }
        }
        over.set(true);
        get(sender);
        get(canceller);

        assertThat(observer.wrong).isNull();
        assertThat(received).isSorted();
        List<Integer> all = new ArrayList<>(received);
        all.addAll(observer.taken);
        Collections.sort(all);
        assertThat(all).hasSize(total);
        for (int id = 0; id < total; id++) {
            assertThat(all.get(id)).isEqualTo(id);
        }
    }

    // ---- restrictions

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void receivesOfNoOtherSenderAfterARestriction(IpFamily family) throws Exception {
        Random random = seeded("receivesOfNoOtherSenderAfterARestriction");
        int rounds = rounds(300, 30_000);
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr local = UdpFixture.addressOf(family, endpoint);
        List<UdpPeer> peers = List.of(udp.peer(family), udp.peer(family));
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> senders = new ArrayList<>();
        for (UdpPeer peer : peers) {
            senders.add(threads.submit(() -> {
                while (!over.get()) {
                    peer.send(new byte[10], local);
                    Thread.yield();
                }
            }));
        }
        long seed = random.nextLong();
        senders.add(threads.submit(() -> {
            Random choice = new Random(seed);
            while (!over.get()) {
                SockAddr to = peers.get(choice.nextInt(2)).address();
                Call.to(to).bytes(Bytes.direct("x")).start(endpoint::sendTo).awaits(NtStatus.STATUS_SUCCESS);
                dawdle(choice, 20_000);
            }
        }));

        for (int round = 0; round < rounds; round++) {
            SockAddr wanted = peers.get(random.nextInt(2)).address();
            assertThat(endpoint.restrict(wanted)).isEqualTo(NtStatus.STATUS_SUCCESS);
            for (int i = random.nextInt(5); i >= 0; i--) {
                SockAddr from = TcpFixture.wildcard(family);
                UdpFixture.receive(random.nextBoolean() ? 10 : 70_000, from)
                        .start(endpoint::receiveFrom)
                        .awaits(NtStatus.STATUS_SUCCESS);
                assertThat(from).isEqualTo(wanted);
            }
            if (random.nextInt(4) == 0) {
                assertThat(endpoint.restrict(null)).isEqualTo(NtStatus.STATUS_SUCCESS);
            }
        }
        over.set(true);
        for (Future<?> sender : senders) {
            get(sender);
        }
        assertThat(UdpFixture.addressOf(family, endpoint)).isEqualTo(local);
    }

    // ---- closes

    @Test
    void endsEveryRequestOnceAndTheCloseLast() throws Exception {
        Random random = seeded("endsEveryRequestOnceAndTheCloseLast");
        for (int round = rounds(60, 6_000); round > 0; round--) {
            close(random.nextBoolean() ? IpFamily.INET : IpFamily.INET6, random);
        }
    }

    private void close(IpFamily family, Random random) throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        DatagramEndpoint endpoint = udp.bound(family, new UdpFixture.SilentObserver() {
            @Override
            public boolean received(TransportBuffer datagrams, int flags) {
                if (closed.get()) {
                    late.incrementAndGet();
                }
                return false;
            }
        });
        udp.forget(endpoint);
        SockAddr local = UdpFixture.addressOf(family, endpoint);
        ReentrantReadWriteLock use = new ReentrantReadWriteLock(); // nothing is called once it is closed
        AtomicBoolean closing = new AtomicBoolean();
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> users = new ArrayList<>();
        for (int user = 0; user < 2; user++) {
            long seed = random.nextLong();
            users.add(threads.submit(() -> use(family, endpoint, local, use.readLock(), closing, calls, seed)));
        }
        dawdle(random, 100_000);
        List<Call> early = new ArrayList<>();
        Call close = Call.empty().then(over -> {
            closed.set(true);
            synchronized (calls) {
                calls.stream().filter(call -> !call.isOver()).forEach(early::add);
            }
        });
        use.writeLock().lock();
        closing.set(true);
        use.writeLock().unlock();

        close.start(endpoint::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        closed.set(true);
        for (Future<?> user : users) {
            get(user);
        }
        assertThat(early).as("requests that ended after the close").isEmpty();
        for (Call call : calls) {
            assertThat(call.await()).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
        }
        assertThat(late.get()).as("calls of the observer after the close").isZero();
    }

    private static void use(
            IpFamily family,
            DatagramEndpoint endpoint,
            SockAddr local,
            ReentrantReadWriteLock.ReadLock use,
            AtomicBoolean closing,
            List<Call> calls,
            long seed) {
        Random random = new Random(seed);
        List<Call> mine = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            use.lock();
            try {
                if (closing.get()) {
                    break;
                }
                Call call = act(family, endpoint, local, random);
                if (call != null) {
                    calls.add(call);
                    mine.add(call);
                }
            } finally {
                use.unlock();
            }
            if (!mine.isEmpty() && random.nextInt(3) == 0) {
                endpoint.cancel(mine.get(random.nextInt(mine.size())).request());
            }
        }
        for (Call call : mine) {
            endpoint.cancel(call.request());
        }
    }

    /** Does something; answers the request that it made, if any. */
    private static Call act(IpFamily family, DatagramEndpoint endpoint, SockAddr local, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> endpoint.observe(random.nextBoolean());
            case 1 -> endpoint.restrict(random.nextBoolean() ? null : local);
            case 2, 3 -> {
                Call receive = UdpFixture.receive(random.nextBoolean() ? 100 : 70_000, TcpFixture.wildcard(family));
                return receive.start(endpoint::receiveFrom);
            }
            case 4 -> {
                return Call.empty().start(request -> {
                    request.finish(NtStatus.STATUS_SUCCESS);
                    endpoint.post(request);
                    return NtStatus.STATUS_PENDING;
                });
            }
            default -> {
                return UdpFixture.send("abc", local).start(endpoint::sendTo);
            }
        }
        return null;
    }
}
