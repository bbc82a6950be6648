// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.transport.StreamObserver.OBSERVE_DISCONNECT;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** A fake transport with a thread of its own, and a peer that blocks. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveFakeTransportTest {
    private final FakeTransport transport = FakeTransport.live();
    private final RecordingObserver observer = new RecordingObserver();

    private FakeEndpoint connected() {
        FakeEndpoint endpoint = FakeFixture.open(transport, observer);
        endpoint.bind(new SockAddrIn());
        RecordedRequest connect = RecordedRequest.to(FakeFixture.REMOTE);
        assertThat(connect.start(endpoint::connect)).isEqualTo(STATUS_PENDING);
        assertThat(connect.await()).isEqualTo(STATUS_SUCCESS);
        return endpoint;
    }

    private void close(TurnEndpoint endpoint) {
        RecordedRequest close = RecordedRequest.empty();
        close.start(endpoint::close);
        assertThat(close.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void completesInItsThreadAtDispatchLevel() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = RecordedRequest.room(5);
        assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_PENDING);

        transport.nextPeer().write("hello");

        assertThat(receive.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("hello");
        assertThat(receive.thread().getName()).isEqualTo("fake-transport");
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        close(endpoint);
        transport.close();
    }

    @Test
    void letsNobodyOvertakeARequestThatIsJustCompleting() throws Exception {
        FakeEndpoint endpoint = connected();
        CompletableFuture<Void> began = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        RecordedRequest posted = RecordedRequest.empty().then(over -> {
            began.complete(null);
            goOn.join();
        });
        posted.request().finish(STATUS_SUCCESS);
        endpoint.post(posted.request());
        began.get();

        RecordedRequest send = RecordedRequest.of("x");
        assertThat(send.start(endpoint::send)).isEqualTo(STATUS_PENDING);
        goOn.complete(null);

        assertThat(send.await()).isEqualTo(STATUS_SUCCESS);
        close(endpoint);
        transport.close();
    }

    @Test
    void refusesConnects() {
        transport.refuseConnect(STATUS_CONNECTION_REFUSED);
        FakeEndpoint endpoint = FakeFixture.open(transport, observer);
        endpoint.bind(new SockAddrIn());
        RecordedRequest connect = RecordedRequest.to(FakeFixture.REMOTE);
        connect.start(endpoint::connect);

        assertThat(connect.await()).isEqualTo(STATUS_CONNECTION_REFUSED);

        close(endpoint);
        transport.close();
    }

    @Test
    void letsThePeerReadWhatIsSent() {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> peer.readText(6));
        assertThat(RecordedRequest.of("abc").start(endpoint::send)).isEqualTo(STATUS_SUCCESS);
        assertThat(RecordedRequest.of("def").start(endpoint::send)).isEqualTo(STATUS_SUCCESS);

        assertThat(read.join()).isEqualTo("abcdef");

        CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> peer.readText(6));
        RecordedRequest.of("bye").start(endpoint::disconnect);
        assertThat(rest.join()).as("up to the end").isEqualTo("bye");
        peer.awaitEnd();
        assertThat(peer.isEnded()).isTrue();
        close(endpoint);
        transport.close();
    }

    @Test
    void holdsSendsBackThatThePeerHasNoRoomFor() {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        byte[] bytes = new byte[3 * FakePeer.WINDOW];
        new SplittableRandom(1).nextBytes(bytes);
        RecordedRequest send =
                RecordedRequest.of(new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\\W", "x"));
        assertThat(send.start(endpoint::send)).isEqualTo(STATUS_PENDING);

        assertThat(peer.readText(3 * FakePeer.WINDOW)).isEqualTo(send.text()).hasSize(bytes.length);

        assertThat(send.await()).isEqualTo(STATUS_SUCCESS);
        close(endpoint);
        transport.close();
    }

    @Test
    void holdsThePeerBackWhileNobodyReceives() {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        peer.write(new byte[FakePeer.WINDOW]);
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> peer.write("x"));
        assertThat(write.isDone()).isFalse();

        RecordedRequest.room(10).start(endpoint::receive);

        write.join();
        close(endpoint);
        transport.close();
    }

    @Test
    void wakesAPeerThatWaitsWhenTheConnectionIsReset() {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> peer.readText(6));

        close(endpoint);

        assertThat(read.join()).isEmpty();
        assertThat(peer.isReset()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> peer.write("x"));
        transport.close();
    }

    @Test
    void tellsTheObserverOneThingAtATime() {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        endpoint.observe(OBSERVE_RECEIVE | OBSERVE_DISCONNECT);

        peer.write("ab");
        observer.await(1);
        peer.write("cd");
        observer.await(2);
        peer.close();

        assertThat(observer.await(3)).containsExactly("received ab", "received cd", "end");
        close(endpoint);
        transport.close();
    }

    @Test
    void tellsAtTheEndWhatWasThrownAtItsThread() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = RecordedRequest.room(5).then(over -> {
            throw new IllegalArgumentException("mine");
        });
        receive.start(endpoint::receive);
        transport.nextPeer().write("hello");
        receive.await();
        close(endpoint);

        assertThatIllegalStateException()
                .isThrownBy(transport::close)
                .withRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void handsConnectionsOverInItsThread() {
        RecordingListenObserver listenObserver = new RecordingListenObserver();
        FakeListener listener = FakeFixture.listener(transport, listenObserver);
        listener.bind(new SockAddrIn());
        List<Thread> threads = new ArrayList<>();
        listenObserver.during(() -> threads.add(Thread.currentThread()));
        listener.connect().write("ab");

        listener.setAccepting(true);
        listener.connect().write("cd");

        listenObserver.await(4);
        List<String> texts = new ArrayList<>();
        for (RecordingListenObserver.Accepted accepted : listenObserver.accepted()) {
            RecordedRequest receive = RecordedRequest.room(2);
            receive.start(accepted.endpoint()::receive);
            receive.await();
            texts.add(receive.text());
            close(accepted.fake());
        }
        close(listener);
        assertThat(texts).containsExactly("ab", "cd");
        assertThat(threads).extracting(Thread::getName).containsOnly("fake-transport");
        transport.close();
    }

    @Test
    void cannotBeStepped() {
        assertThatIllegalStateException().isThrownBy(transport::step);
        transport.close();
    }

    /** Echoes everything; requests are cancelled at random; the close comes in the middle of it all. */
    @Test
    void keepsEveryRuleUnderRandomUse() throws InterruptedException {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        int rounds = Boolean.getBoolean("stress") ? 2_000 : 200;
        System.out.println("LiveFakeTransportTest: " + rounds + " connections, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            runConnection(random.split(), "seed " + seed + ", round " + round);
        }
        transport.close();
    }

    private void runConnection(SplittableRandom random, String where) throws InterruptedException {
        FakeEndpoint endpoint = connected();
        FakePeer peer = transport.nextPeer();
        boolean endsInGoodOrder = random.nextBoolean();
        SplittableRandom peersRandom = random.split();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Thread writer = new Thread(() -> writeAsPeer(peer, peersRandom, written));
        writer.start();
        List<RecordedRequest> all = new ArrayList<>();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        boolean cancelled = false;
        boolean ended = false;
        for (int i = random.nextInt(30); i > 0 || endsInGoodOrder && !ended; i--) {
            List<RecordedRequest> batch = new ArrayList<>();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                boolean all4 = random.nextInt(4) == 0;
                RecordedRequest receive =
                        RecordedRequest.room(random.nextInt(1, 50), all4 ? TransportRequest.WAITALL : 0);
                receive.start(endpoint::receive);
                batch.add(receive);
            }
            if (!endsInGoodOrder && random.nextInt(4) == 0) {
                cancelled = true;
                endpoint.cancel(batch.get(random.nextInt(batch.size())).request());
            }
            all.addAll(batch);
            if (!endsInGoodOrder && random.nextInt(4) == 0) {
                continue; // the next ones queue behind these
            }
            for (RecordedRequest receive : batch) {
                NtStatus status = receive.await();
                assertThat(status).as(where).isIn(STATUS_SUCCESS, STATUS_CANCELLED);
                byte[] bytes = receive.text().getBytes(StandardCharsets.US_ASCII);
                received.write(bytes, 0, bytes.length);
                ended |= status == STATUS_SUCCESS && bytes.length == 0;
            }
        }
        if (endsInGoodOrder) {
            assertThat(received.toByteArray()).as(where).isEqualTo(written.toByteArray());
            RecordedRequest.of("bye").start(endpoint::disconnect);
            assertThat(peer.readText(10)).as(where).isEqualTo("bye");
        }
        close(endpoint);
        for (RecordedRequest request : all) {
            assertThat(request.isOver()).as("%s: over before the close", where).isTrue();
            assertThat(request.completions())
                    .as(where)
                    .isEqualTo(request.answer().isPending() ? 1 : 0);
            assertThat(request.wasAnnounced() || !request.answer().isPending()).isTrue();
            assertThat(cancelled || request.status() == STATUS_SUCCESS || !endsInGoodOrder)
                    .as(where)
                    .isTrue();
        }
        writer.join();
        assertThat(peer.isReset()).as(where).isEqualTo(!endsInGoodOrder);
        assertThat(endpoint.pendingRequests()).isZero();
    }

    /** Writes a few dozen letters in pieces, then ends, unless the connection ends before. */
    private static void writeAsPeer(FakePeer peer, SplittableRandom random, ByteArrayOutputStream written) {
        try {
            for (int i = random.nextInt(10); i > 0; i--) {
                byte[] piece = new byte[random.nextInt(1, 40)];
                Arrays.fill(piece, (byte) ('a' + i));
                written.writeBytes(piece);
                peer.write(piece);
                if (random.nextInt(3) == 0) {
                    Thread.yield();
                }
            }
            peer.close();
        } catch (IllegalStateException e) {
            assertThat(peer.isReset()).isTrue();
        }
    }
}
