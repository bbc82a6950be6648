// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/**
 * Long streams, received in every way there is: each byte arrives once and in order, checked by its place as it arrives. Up to
 * a GiB with {@code -Dstress=true}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class StreamReceiveTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;
    private static final int OUTSTANDING = 4;
    private static final int ROOM = 256 * 1024;
    private static final int PIECE = 32 * 1024; // of the mix, which shall change often

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    static long most() {
        return Boolean.getBoolean("stress") ? 1L << 30 : 64 << 20;
    }

    static LongStream sizes() {
        return LongStream.of(64 * 1024, 1_000_003, most());
    }

    static SplittableRandom random(String what, long size) {
        return new SplittableRandom(Rival.seed(what + ", " + size + " bytes", 1));
    }

    // ---- with IRPs

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-12", "RECEIVE-19"})
    void receivesWithIrps(long size) throws Exception {
        receiveWithIrps(size, 0);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-07", "RECEIVE-19"})
    void receivesWithIrpsThatWaitForAll(long size) throws Exception {
        receiveWithIrps(size, WskConstants.WSK_FLAG_WAITALL);
    }

    private void receiveWithIrps(long size, int flags) throws Exception {
        SplittableRandom random = random("IRPs with flags " + flags, size);
        ConnectedSocket connected = wsk.connect();
        try (StreamSource source = new StreamSource(connected.peer(), size, random.split()).start()) {
            Receives receives = new Receives(connected);
            while (!receives.ended) {
                receives.start(1 + random.nextInt(ROOM), flags);
                if (receives.waiting() == OUTSTANDING) {
                    receives.complete();
                }
            }
            receives.completeAll();
            assertThat(receives.position).isEqualTo(size);
            assertThat(source.written()).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause("RECEIVE-08")
    void drainsWhatIsLeft(long size) throws Exception {
        SplittableRandom random = random("drain", size);
        ConnectedSocket connected = wsk.connect();
        try (StreamSource source = new StreamSource(connected.peer(), size, random.split()).start()) {
            Receives receives = new Receives(connected);
            while (receives.position < size / 8) {
                receives.start(1 + random.nextInt((int) Math.min(size / 8, ROOM)), 0);
                receives.complete();
            }

            connected.receive(new WskBuf(), WskConstants.WSK_FLAG_DRAIN).succeededWith(0);

            assertThat(source.written()).isEqualTo(size);
            assertThat(connected.engineSide().stream().bytesReceived()).isEqualTo(size);
            connected.receive(Bytes.room(1).buf()).succeededWith(0);
        }
    }

    /** Receive requests of a socket in their order, each with memory of its own. The test's thread. */
    private static final class Receives {
        private final ClientSocket socket;
        private final Deque<One> waiting = new ArrayDeque<>();
        private final Deque<One> unused = new ArrayDeque<>();
        private long position; // in the stream
        private boolean ended;

        private Receives(ClientSocket socket) {
            this.socket = socket;
        }

        private int waiting() {
            return waiting.size();
        }

        private void start(int size, int flags) {
            One one = unused.isEmpty() ? new One() : unused.remove();
            one.size = size;
            one.flags = flags;
            one.call = socket.receive(new WskBuf(one.mdl, 0, size), flags, one.irp.again());
            waiting.add(one);
        }

        /** Waits for the first one. */
        private int complete() {
            One one = waiting.remove();
            one.call.completedWith(STATUS_SUCCESS);
            int count = (int) one.irp.information();
            EndlessBytes.assertFrom(position, one.memory.duplicate().limit(count));
            position += count;
            assertThat(ended && count > 0).as("bytes behind the end").isFalse();
            boolean all = one.flags == WskConstants.WSK_FLAG_WAITALL;
            ended |= count == 0 || all && count < one.size;
            unused.add(one);
            return count;
        }

        private void completeAll() {
            while (!waiting.isEmpty()) {
                complete();
            }
        }

        private static final class One {
            private final ByteBuffer memory = ByteBuffer.allocateDirect(ROOM);
            private final Mdl mdl = Mdl.allocate(memory);
            private final RecordedIrp irp = RecordedIrp.ready();
            private int size;
            private int flags;
            private Call call;
        }
    }

    // ---- with events

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-EVENT-08", "RECEIVE-EVENT-11"})
    void takesAllWithEvents(long size) throws Exception {
        SplittableRandom random = random("events", size);
        Taker taker = new Taker(this::takeAll);
        try (StreamSource source = start(taker, size, random)) {
            taker.awaitEnd();

            assertThat(taker.position()).isEqualTo(size);
            assertThat(source.written()).isEqualTo(size);
        }
    }

    private NtStatus takeAll(Taker taker, WskDataIndication list, long bytes, SizeT accepted) {
        taker.take(list, bytes);
        return STATUS_SUCCESS;
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-EVENT-12", "RECEIVE-EVENT-23"})
    void takesPartsWithEventsAndTheRestWithIrps(long size) throws Exception {
        SplittableRandom random = random("parts", size);
        SplittableRandom callbacks = random.split(); // the I/O thread's
        BlockingQueue<Integer> left = new LinkedBlockingQueue<>();
        Taker taker = new Taker((it, list, bytes, accepted) -> {
            long taken = callbacks.nextLong(bytes + 1);
            it.take(list, taken);
            accepted.set(taken);
            if (taken < bytes) {
                left.add((int) (bytes - taken));
            }
            return STATUS_SUCCESS;
        });
        taker.atTheEnd(() -> left.add(0));
        try (StreamSource source = start(taker, size, random)) {
            for (int rest = left.take(); rest > 0; rest = left.take()) {
                taker.receive(1 + random.nextInt(2 * rest), 0);
            }
            assertThat(taker.position()).isEqualTo(size);
            assertThat(source.written()).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01", "RELEASE-DATA-05"})
    void retainsAndReleasesLateOutOfOrderAndElsewhere(long size) throws Exception {
        SplittableRandom random = random("retained", size);
        Taker taker = new Taker((it, list, bytes, accepted) -> it.retain(list, bytes));
        try (StreamSource source = start(taker, size, random);
                Releaser releaser = new Releaser(taker, random.split())) {
            releaser.start();
            taker.awaitEnd();

            assertThat(taker.position()).isEqualTo(size);
            assertThat(source.written()).isEqualTo(size);
        }
        assertThat(taker.socket.engineSide().retained()).isZero();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Clause({"RECEIVE-EVENT-11", "RECEIVE-EVENT-12", "RECEIVE-EVENT-13", "RECEIVE-EVENT-14", "RECEIVE-EVENT-23"})
    void mixesAllOnOneSocket(long size) throws Exception {
        SplittableRandom random = random("mix", size);
        int[] phases = new int[2];
        mix(size, random, phases);
        System.out.println("mix: " + phases[0] + " times IRPs, " + phases[1] + " times events");
    }

    @Test
    @Clause({"RECEIVE-EVENT-11", "RECEIVE-EVENT-12", "RECEIVE-EVENT-13", "RECEIVE-EVENT-14", "RECEIVE-EVENT-23"})
    void mixesAllOnManySocketsWithShortStreams() throws Exception {
        int rounds = Rival.rounds(200);
        SplittableRandom random = new SplittableRandom(Rival.seed("short mixes", rounds));
        for (int round = 0; round < rounds; round++) {
            int most = random.nextBoolean() ? 100 : 200_000;
            wsk.done(mix(random.nextInt(most), random, new int[2]));
        }
    }

    private ConnectedSocket mix(long size, SplittableRandom random, int[] phases) throws Exception {
        SplittableRandom callbacks = random.split(); // the I/O thread's
        BlockingQueue<Happened> happened = new LinkedBlockingQueue<>();
        Taker taker = new Taker((it, list, bytes, accepted) -> answer(it, list, bytes, accepted, callbacks, happened));
        taker.atTheEnd(() -> happened.add(Happened.END));
        try (StreamSource source = start(taker, size, random, DISCONNECT);
                Releaser releaser = new Releaser(taker, random.split())) {
            releaser.start();
            boolean ended = false;
            while (!ended) {
                if (random.nextBoolean()) {
                    phases[0]++;
                    ended = receiveSome(taker, random);
                } else {
                    phases[1]++;
                    ended = hearSome(taker, random, happened);
                }
            }
            assertThat(taker.position()).isEqualTo(size);
            assertThat(source.written()).isEqualTo(size);
        }
        assertThat(taker.socket.engineSide().retained()).isZero();
        return taker.socket;
    }

    /** What a receive event of the mix leaves to the test's thread. */
    private enum Happened {
        ALL_TAKEN,
        SOME_LEFT,
        END
    }

    private static NtStatus answer(
            Taker taker,
            WskDataIndication list,
            long bytes,
            SizeT accepted,
            SplittableRandom random,
            BlockingQueue<Happened> happened) {
        switch (random.nextInt(5)) {
            case 0 -> {
                happened.add(Happened.SOME_LEFT);
                return NtStatus.STATUS_DATA_NOT_ACCEPTED;
            }
            case 1 -> {
                long taken = random.nextLong(bytes + 1);
                taker.take(list, taken);
                accepted.set(taken);
                happened.add(taken < bytes ? Happened.SOME_LEFT : Happened.ALL_TAKEN);
                return STATUS_SUCCESS;
            }
            case 2, 3 -> {
                NtStatus status = taker.retain(list, bytes);
                happened.add(Happened.ALL_TAKEN);
                return status;
            }
            default -> {
                taker.take(list, bytes);
                happened.add(Happened.ALL_TAKEN);
                return STATUS_SUCCESS;
            }
        }
    }

    /** Some receives while receive events are off; true at the end of the stream. */
    private static boolean receiveSome(Taker taker, SplittableRandom random) throws InterruptedException {
        List<Integer> sizes = new ArrayList<>();
        for (int i = random.nextInt(OUTSTANDING); i >= 0; i--) {
            sizes.add(1 + random.nextInt(random.nextBoolean() ? 100 : PIECE));
        }
        int flags = random.nextInt(3) == 0 ? WskConstants.WSK_FLAG_WAITALL : 0;
        return taker.receiveAll(sizes, flags);
    }

    /** Lets some receive events come, and receives what they leave; true at the end of the stream. */
    private static boolean hearSome(Taker taker, SplittableRandom random, BlockingQueue<Happened> happened)
            throws Exception {
        assertThat(taker.socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        boolean ended = false;
        for (int i = random.nextInt(8); i >= 0 && !ended; i--) {
            Happened what = happened.take();
            if (what == Happened.SOME_LEFT) {
                taker.receive(1 + random.nextInt(random.nextBoolean() ? 100 : PIECE), 0);
            }
            ended = what == Happened.END;
        }
        taker.socket.disable(RECEIVE, RecordedIrp.ready()).completedWith(STATUS_SUCCESS);
        if (happened.contains(Happened.SOME_LEFT)) {
            taker.receive(1 + random.nextInt(100), 0); // events would stay paused
        }
        happened.removeIf(what -> what != Happened.END); // more than we wanted to hear
        return ended;
    }

    private StreamSource start(Taker taker, long size, SplittableRandom random) {
        return start(taker, size, random, RECEIVE | DISCONNECT);
    }

    private StreamSource start(Taker taker, long size, SplittableRandom random, int events) {
        ClientSocket socket = wsk.socket(null, taker.callbacks);
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        ConnectedSocket connected = wsk.connect(socket);
        taker.begin(connected);
        assertThat(connected.enable(events)).isEqualTo(STATUS_SUCCESS);
        return new StreamSource(connected.peer(), size, random.split()).start();
    }

    // ---- who takes

    /** What a receive event does. */
    private interface Receiver {
        NtStatus received(Taker taker, WskDataIndication list, long bytes, SizeT accepted);
    }

    /**
     * Where the stream is, however its bytes come. One thread at a time may take bytes, as only then their order can be told;
     * a receive may be under way while its events are off or paused.
     */
    private static final class Taker {
        private final WskClientConnectionDispatch callbacks =
                new WskClientConnectionDispatch(this::received, this::disconnected, null);
        private final Receiver receiver;
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final BlockingQueue<Retained> retained = new LinkedBlockingQueue<>();
        private volatile Runnable atTheEnd = () -> {};
        private ConnectedSocket socket;
        private long position; // guarded by this

        private Taker(Receiver receiver) {
            this.receiver = receiver;
        }

        private void begin(ConnectedSocket newSocket) {
            socket = newSocket;
        }

        private void atTheEnd(Runnable action) {
            atTheEnd = action;
        }

        private NtStatus received(Object context, int flags, WskDataIndication list, long bytes, SizeT accepted) {
            try {
                return receiver.received(this, list, bytes, accepted);
            } catch (RuntimeException | Error e) {
                fail(e);
                throw e;
            }
        }

        private NtStatus disconnected(Object context, int flags) {
            if ((flags & WskConstants.WSK_FLAG_ABORTIVE) != 0) {
                fail(new AssertionError("the connection was reset"));
            }
            end.countDown();
            atTheEnd.run();
            return STATUS_SUCCESS;
        }

        private void fail(Throwable problem) {
            failure.compareAndSet(null, problem);
            end.countDown();
            atTheEnd.run();
        }

        /** The first bytes of a list are the next ones of the stream. */
        private synchronized void take(WskDataIndication list, long count) {
            check(list, count, position);
            position += count;
        }

        private static void check(WskDataIndication list, long count, long from) {
            long left = count;
            for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
                ByteBuffer view = Conversation.view(piece.buffer());
                view.limit(view.position() + (int) Math.min(left, view.remaining()));
                EndlessBytes.assertFrom(from + count - left, view);
                left -= view.remaining();
            }
            assertThat(left).as("bytes that are not in the list").isZero();
        }

        private NtStatus retain(WskDataIndication list, long bytes) {
            long from;
            synchronized (this) {
                from = position;
                take(list, bytes);
            }
            retained.add(new Retained(list, from, bytes));
            return NtStatus.STATUS_PENDING;
        }

        /** Receives with one IRP. */
        private void receive(int size, int flags) throws InterruptedException {
            receiveAll(List.of(size), flags);
        }

        /** Receives with some IRPs at once; true when one met the end. */
        private boolean receiveAll(List<Integer> sizes, int flags) throws InterruptedException {
            RecordedIrp[] irps = new RecordedIrp[sizes.size()];
            ByteBuffer[] memory = new ByteBuffer[sizes.size()];
            List<Call> calls = new ArrayList<>();
            boolean[] ended = new boolean[1];
            CountDownLatch noted = new CountDownLatch(irps.length);
            for (int i = 0; i < irps.length; i++) {
                int size = sizes.get(i);
                memory[i] = ByteBuffer.allocateDirect(size);
                ByteBuffer into = memory[i];
                irps[i] = RecordedIrp.ready().then(done -> {
                    try {
                        note(into, (int) done.information(), ended);
                    } finally {
                        noted.countDown();
                    }
                });
                calls.add(socket.receive(new WskBuf(Mdl.allocate(into), 0, size), flags, irps[i]));
            }
            calls.forEach(call -> call.completedWith(STATUS_SUCCESS));
            assertThat(noted.await(SocketFixture.DEADLINE, TimeUnit.SECONDS))
                    .as("the completion routines have returned")
                    .isTrue();
            assertThat(failure.get()).isNull();
            return ended[0];
        }

        /** The next bytes of the stream came into this buffer, or its end. */
        private synchronized void note(ByteBuffer into, int count, boolean[] ended) {
            ended[0] |= count == 0;
            try {
                EndlessBytes.assertFrom(position, into.duplicate().limit(count));
            } catch (AssertionError e) {
                failure.compareAndSet(null, e);
            }
            position += count;
        }

        private void awaitEnd() throws Exception {
            assertThat(end.await(5, TimeUnit.MINUTES))
                    .as("the stream has ended")
                    .isTrue();
            assertThat(failure.get()).isNull();
        }

        private synchronized long position() {
            assertThat(failure.get()).isNull();
            return position;
        }
    }

    /** A list that is kept, and what lies in it. */
    private record Retained(WskDataIndication list, long from, long bytes) {}

    /** Gives retained lists back, some at once, some late, in no order; until the end there is always one that it gives. */
    private static final class Releaser implements AutoCloseable {
        private static final Retained END = new Retained(null, 0, 0);

        private final Taker taker;
        private final SplittableRandom random;
        private final Thread thread = new Thread(this::run, "releaser");
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        private Releaser(Taker taker, SplittableRandom random) {
            this.taker = taker;
            this.random = random;
        }

        private void start() {
            thread.start();
        }

        private void run() {
            List<Retained> held = new ArrayList<>();
            try {
                while (true) {
                    Retained next = held.isEmpty() ? taker.retained.take() : taker.retained.poll();
                    if (next == END) {
                        break;
                    }
                    if (next != null) {
                        held.add(next);
                    }
                    if (next == null || random.nextInt(3) == 0) {
                        release(held.remove(random.nextInt(held.size())));
                    }
                }
                while (!held.isEmpty()) {
                    release(held.remove(random.nextInt(held.size())));
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                failure.set(e);
            }
        }

        private void release(Retained retained) {
            Taker.check(retained.list, retained.bytes, retained.from); // nobody has touched it
            assertThat(taker.socket.release(retained.list)).isEqualTo(STATUS_SUCCESS);
        }

        @Override
        public void close() {
            taker.retained.add(END);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(failure.get()).isNull();
        }
    }
}
