// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

/**
 * Offers, receives, releases, connections and closes meet on random schedules.
 *
 * <p>The rounds are few; many with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again
 * with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class TcpObserveRaceTest {
    private static final int BOTH = StreamObserver.OBSERVE_RECEIVE | StreamObserver.OBSERVE_DISCONNECT;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(TcpFixture.config(2, 20_000, 1 << 20));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static int rounds(int normally, int stressed) {
        return Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? stressed : normally);
    }

    private static Random seeded(String test) {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("TcpObserveRaceTest." + test + ": -Dwsk4j.seed=" + seed);
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

    // ---- one stream, received in all styles at once

    @Test
    void losesNoByteWhateverIsObservedReceivedAndRetained() throws Exception {
        Random random = seeded("losesNoByteWhateverIsObservedReceivedAndRetained");
        int rounds = rounds(20, 2_000);
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        for (int round = 0; round < rounds; round++) {
            mix(server, random);
        }
    }

    private void mix(ServerSocket server, Random random) throws Exception {
        int total = 200_000 + random.nextInt(300_000);
        Mixer mixer = new Mixer(random.nextLong());
        Connection connection = tcp.connect(server, mixer);
        StreamEndpoint endpoint = connection.endpoint();
        mixer.endpoint = endpoint;
        long writerSeed = random.nextLong();
        Future<?> writer = threads.submit(() -> write(connection.peer(), total, new Random(writerSeed)));
        long observerSeed = random.nextLong();
        Future<?> toggler = threads.submit(() -> toggle(mixer, new Random(observerSeed)));
        Future<?> releaser = threads.submit(mixer::release);

        List<byte[]> received = new ArrayList<>();
        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> memory = new ArrayDeque<>();
        int most = random.nextInt(4);
        while (!mixer.ended) {
            while (underWay.size() < most && !mixer.ended) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 + random.nextInt(3_000));
                memory.add(buffer);
                underWay.add(Call.flagged(random.nextInt(3) == 0 ? TransportRequest.WAITALL : 0)
                        .bytes(buffer)
                        .start(endpoint::receive));
            }
            if (random.nextInt(4) == 0 && !underWay.isEmpty()) {
                endpoint.cancel(underWay.peekLast().request());
            }
            dawdle(random, 3_000);
            while (!underWay.isEmpty() && (underWay.peek().isOver() || random.nextInt(20) == 0)) {
                Call call = underWay.poll();
                endpoint.cancel(call.request());
                received.add(bytesOf(call, memory.poll()));
            }
            if (mixer.endpoint.isPeerDone()) {
                most = 1; // what is left is taken, one way or the other
            }
        }
        while (!underWay.isEmpty()) {
            received.add(bytesOf(underWay.poll(), memory.poll()));
        }
        get(writer);
        mixer.stop = true;
        get(toggler);
        get(releaser);
        tcp.close(endpoint);
        connection.peer().close();
        mixer.check();
        assertThat(endpoint.bytesReceived()).isEqualTo(total);
        expectMerged(mixer.taken, received, total);
    }

    private static byte[] bytesOf(Call call, ByteBuffer buffer) {
        assertThat(call.await()).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
        byte[] bytes = new byte[(int) call.transferred()];
        buffer.position(0).get(bytes);
        return bytes;
    }

    private static Void write(Peer peer, int total, Random random) throws IOException {
        OutputStream out = peer.socket().getOutputStream();
        for (int place = 0; place < total; ) {
            int length = Math.min(total - place, 1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000));
            out.write(Bytes.known(ByteBuffer.allocate(length), place).array());
            place += length;
            dawdle(random, 3_000);
        }
        peer.finish();
        return null;
    }

    private static void toggle(Mixer mixer, Random random) {
        while (!mixer.stop) {
            mixer.endpoint.observe(random.nextInt(4) == 0 ? random.nextInt(4) : BOTH);
            dawdle(random, 20_000);
            Thread.yield();
        }
    }

    /** Two lists of pieces are one stream, in which the pieces of each list keep their order. */
    private static void expectMerged(List<byte[]> some, List<byte[]> others, int total) {
        Deque<long[]> choices = new ArrayDeque<>(); // where both would have done
        int i = 0;
        int j = 0;
        long place = 0;
        while (place < total) {
            while (i < some.size() && some.get(i).length == 0) {
                i++;
            }
            while (j < others.size() && others.get(j).length == 0) {
                j++;
            }
            boolean first = i < some.size() && fits(some.get(i), place);
            boolean second = j < others.size() && fits(others.get(j), place);
            if (first && second) {
                choices.push(new long[] {i, j, place});
            }
            if (!first && !second) {
                assertThat(choices)
                        .as("other ways, stuck at %s of %s", place, total)
                        .isNotEmpty();
                long[] choice = choices.pop();
                i = (int) choice[0];
                j = (int) choice[1];
                place = choice[2];
                first = false;
            }
            place += first ? some.get(i++).length : others.get(j++).length;
        }
        assertThat(place).isEqualTo(total);
    }

    private static boolean fits(byte[] piece, long place) {
        return Bytes.difference(ByteBuffer.wrap(piece), place) < 0;
    }

    /** Takes some of what it is offered, and keeps some of that for a while. */
    private static final class Mixer implements StreamObserver {
        private final Random random; // the loop's thread
        private final List<byte[]> taken = new ArrayList<>(); // the loop's thread, then the test's
        private final LinkedBlockingQueue<TransportBuffer> kept = new LinkedBlockingQueue<>();
        private volatile StreamEndpoint endpoint; // the test's thread
        private volatile boolean ended; // the loop's thread
        private volatile boolean stop; // the test's thread
        private volatile Throwable wrong; // the loop's thread

        Mixer(long seed) {
            random = new Random(seed);
        }

        @Override
        public long received(TransportBuffer data, long bytes, int flags) {
            try {
                if (random.nextInt(10) == 0) {
                    endpoint.observe(BOTH);
                }
                long wanted = random.nextInt(3) == 0 ? random.nextInt((int) bytes + 1) : bytes;
                long left = wanted;
                TransportBuffer buffer = data;
                while (left > 0) {
                    TransportBuffer next = buffer.next();
                    byte[] piece = new byte[(int) Math.min(left, buffer.length())];
                    Watcher.bytesOf(buffer, piece.length).get(piece);
                    taken.add(piece);
                    left -= piece.length;
                    if (piece.length == buffer.length()) {
                        if (random.nextBoolean()) {
                            kept.add(buffer);
                        } else {
                            buffer.release();
                        }
                    }
                    buffer = next;
                }
                return wanted;
            } catch (RuntimeException | Error e) {
                wrong = e;
                throw e;
            }
        }

        void release() {
            List<TransportBuffer> some = new ArrayList<>();
            while (!stop || !kept.isEmpty()) {
                kept.drainTo(some);
                Collections.shuffle(some);
                some.forEach(TransportBuffer::release);
                some.clear();
                Thread.yield();
            }
        }

        @Override
        public boolean disconnected(boolean abortive) {
            if (abortive) {
                wrong = new AssertionError("there was no reset");
            }
            ended = true;
            return true;
        }

        @Override
        public void idealBacklogChanged(long bytes) {
            wrong = new AssertionError("it is not observed");
        }

        @Override
        public void failed(NtStatus reason) {
            wrong = new AssertionError("it did not fail: " + reason);
        }

        void check() {
            assertThat(wrong).isNull();
        }
    }

    // ---- closes

    @Test
    void beginsNoCallOnceTheCloseHasCompleted() throws Exception {
        Random random = seeded("beginsNoCallOnceTheCloseHasCompleted");
        int rounds = rounds(1_500, 100_000);
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        for (int round = 0; round < rounds; round++) {
            Victim victim = new Victim();
            Connection connection = tcp.connect(server, victim);
            tcp.forget(connection.endpoint());
            long writerSeed = random.nextLong();
            Future<?> writer = threads.submit(() -> disturb(connection.peer(), new Random(writerSeed)));
            long releaserSeed = random.nextLong();
            Future<?> releaser = threads.submit(() -> victim.release(new Random(releaserSeed)));
            connection.endpoint().observe(BOTH);
            List<Call> calls = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                calls.add(Call.into(1 + random.nextInt(100)).start(connection.endpoint()::receive));
            }
            dawdle(random, 20_000);
            if (random.nextInt(4) == 0) {
                connection.endpoint().observe(random.nextInt(4));
            }

            Call close = Call.empty().then(over -> victim.closed = true).start(connection.endpoint()::close);
            close.awaits(NtStatus.STATUS_SUCCESS);

            calls.forEach(call -> assertThat(call.isOver()).isTrue());
            get(writer);
            victim.stop = true;
            get(releaser);
            connection.peer().close();
            assertThat(victim.wrong).isNull();
        }
    }

    private static void disturb(Peer peer, Random random) {
        try {
            OutputStream out = peer.socket().getOutputStream();
            for (int i = random.nextInt(10); i > 0; i--) {
                out.write(new byte[1 + random.nextInt(5_000)]);
                dawdle(random, 2_000);
            }
            switch (random.nextInt(4)) {
                case 0 -> peer.finish();
                case 1 -> peer.reset();
                default -> dawdle(random, 2_000);
            }
        } catch (IOException | UncheckedIOException e) {
            // the connection was closed in the meantime
        }
    }

    /** Notices calls that come too late. */
    private static final class Victim implements StreamObserver {
        private final LinkedBlockingQueue<TransportBuffer> kept = new LinkedBlockingQueue<>();
        private volatile boolean closed; // the thread that completes the close
        private volatile boolean stop; // the test's thread
        private volatile String wrong; // the loop's thread

        @Override
        public long received(TransportBuffer data, long bytes, int flags) {
            check("received");
            TransportBuffer buffer = data;
            while (buffer != null) {
                TransportBuffer next = buffer.next();
                kept.add(buffer);
                buffer = next;
            }
            check("received, at its end");
            return bytes;
        }

        void release(Random random) {
            while (!stop || !kept.isEmpty()) {
                TransportBuffer buffer = kept.poll();
                if (buffer != null) {
                    dawdle(random, 500);
                    buffer.release();
                } else {
                    Thread.yield();
                }
            }
        }

        @Override
        public boolean disconnected(boolean abortive) {
            check("disconnected");
            return true;
        }

        @Override
        public void idealBacklogChanged(long bytes) {
            check("idealBacklogChanged");
        }

        @Override
        public void failed(NtStatus reason) {
            wrong = "failed: " + reason;
        }

        private void check(String call) {
            if (closed) {
                wrong = call + " after the close";
            }
        }
    }

    // ---- connections

    @Test
    void handsOverEachConnectionOnceOrResetsItWhileListenersAreClosed() throws Exception {
        Random random = seeded("handsOverEachConnectionOnceOrResetsItWhileListenersAreClosed");
        int rounds = rounds(1_000, 100_000);
        for (int round = 0; round < rounds; round++) {
            accept(random);
        }
    }

    private void accept(Random random) throws Exception {
        List<StreamEndpoint> accepted = Collections.synchronizedList(new ArrayList<>());
        boolean[] closed = new boolean[1]; // the loop's thread
        boolean[] late = new boolean[1]; // likewise
        Acceptor acceptor = new Acceptor(tcp) {
            @Override
            boolean take(StreamEndpoint endpoint) {
                late[0] |= closed[0];
                accepted.add(endpoint);
                Call.of("x").ends(endpoint::send, NtStatus.STATUS_SUCCESS);
                return true;
            }
        };
        ListenEndpoint listener = tcp.boundListener(IpFamily.INET, acceptor);
        tcp.forget(listener);
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        long dialerSeed = random.nextLong();
        Future<Integer> dialer = threads.submit(() -> dial(port, new Random(dialerSeed)));
        listener.setAccepting(true);
        dawdle(random, 30_000);
        if (random.nextBoolean()) {
            listener.setAccepting(false);
            dawdle(random, 3_000);
            listener.setAccepting(random.nextBoolean());
        }

        Call.empty().then(over -> closed[0] = true).start(listener::close).awaits(NtStatus.STATUS_SUCCESS);

        int answered = get(dialer);
        assertThat(late[0]).as("a connection after the close").isFalse();
        assertThat(accepted).hasSize(answered);
        for (StreamEndpoint endpoint : accepted) {
            closeNow(endpoint);
        }
    }

    private static void closeNow(TransportEndpoint endpoint) {
        Call.empty().start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
    }

    /** Connects a few times; answers how often somebody was there. */
    private static int dial(int port, Random random) {
        int answered = 0;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            try (Socket socket = new Socket(TcpFixture.loopback(IpFamily.INET), port)) {
                if (socket.getLocalPort() == port) {
                    continue; // the platform has chosen just this port for it, and connected it to itself
                }
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Call.DEADLINE));
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write('y'); // Linux forgets who is in the handshake as the listener is closed
                if (socket.getInputStream().read() == 'x') {
                    answered++;
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("neither taken nor reset", e);
            } catch (IOException e) {
                dawdle(random, 2_000); // it was reset, or nobody listens any more
            }
        }
        return answered;
    }
}
