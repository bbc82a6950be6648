// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** What a client retains is bounded, and slows its own peer only. */
class TcpRetainTest {
    private static final int RECEIVE = StreamObserver.OBSERVE_RECEIVE;
    private static final int LIMIT = 200_000;
    private static final int MUCH = 24 << 20; // more than the platform's buffers take

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(TcpFixture.config(1, LIMIT, 512 * 1024));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private Connection connect(Watcher watcher) {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.open(IpFamily.INET, watcher);
        endpoint.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        return new Connection(endpoint, tcp.accept(server));
    }

    private Future<?> writeKnown(Peer peer, int count) {
        return threads.submit(() -> {
            byte[] bytes = Bytes.known(ByteBuffer.allocate(count), 0).array();
            peer.socket().getOutputStream().write(bytes);
            return null;
        });
    }

    private static void awaitTurn(StreamEndpoint endpoint) {
        for (int i = 0; i < 2; i++) {
            Call.empty()
                    .start(request -> {
                        request.finish(NtStatus.STATUS_SUCCESS);
                        endpoint.post(request);
                        return NtStatus.STATUS_PENDING;
                    })
                    .awaits(NtStatus.STATUS_SUCCESS);
        }
    }

    /** Waits until the endpoint has read what it may. */
    private static long awaitStandstill(StreamEndpoint endpoint, long least) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (endpoint.bytesReceived() < least) {
            assertThat(System.nanoTime())
                    .as("deadline, at %s of %s bytes", endpoint.bytesReceived(), least)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
        awaitTurn(endpoint);
        return endpoint.bytesReceived();
    }

    @Test
    void readsNoMoreThanTheLimitUntilSomethingIsReleased() throws Exception {
        Watcher watcher = new Watcher().expectsKnown().retains();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        Future<?> writer = writeKnown(connection.peer(), MUCH);

        long read = awaitStandstill(connection.endpoint(), LIMIT - 1_000);

        assertThat(read).isLessThanOrEqualTo(LIMIT);
        assertThat(writer.isDone()).as("the peer is held up").isFalse();
        watcher.releases();
        watcher.takeRetained().forEach(TransportBuffer::release);
        watcher.awaitTotal(MUCH);
        writer.get(Call.DEADLINE, TimeUnit.SECONDS);
    }

    @Test
    void goesOnWhenHalfOfTheLimitIsReleased() {
        Watcher watcher = new Watcher().expectsKnown().retains();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        writeKnown(connection.peer(), MUCH);
        long before = awaitStandstill(connection.endpoint(), LIMIT - 1_000);
        List<TransportBuffer> kept = watcher.takeRetained();

        long released = 0;
        while (released < LIMIT / 2) {
            assertThat(connection.endpoint().bytesReceived()).isEqualTo(before);
            TransportBuffer last = kept.remove(kept.size() - 1);
            released += last.length();
            last.release();
        }

        assertThat(awaitStandstill(connection.endpoint(), before + released - 1_000))
                .isLessThanOrEqualTo(before + released);
        kept.forEach(TransportBuffer::release);
        watcher.takeRetained().forEach(TransportBuffer::release);
    }

    @Test
    void goesOnWhateverTheOrderAndTheThreadsOfTheReleases() {
        Watcher watcher = new Watcher().expectsKnown().retains();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        writeKnown(connection.peer(), MUCH);
        for (int i = 0; i < 3; i++) {
            threads.submit(() -> {
                Random random = new Random();
                while (!Thread.currentThread().isInterrupted()) {
                    List<TransportBuffer> kept = watcher.takeRetained();
                    Collections.shuffle(kept, random);
                    kept.forEach(TransportBuffer::release);
                    Thread.onSpinWait();
                }
            });
        }

        watcher.awaitTotal(MUCH);
    }

    @Test
    void servesReceivesOfAClientThatRetainsTooMuch() {
        Watcher watcher = new Watcher().expectsKnown().retains();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        writeKnown(connection.peer(), MUCH);
        long read = awaitStandstill(connection.endpoint(), LIMIT - 1_000);

        ByteBuffer memory = ByteBuffer.allocateDirect(300_000);
        Call.flagged(TransportRequest.WAITALL)
                .bytes(memory)
                .start(connection.endpoint()::receive)
                .awaits(NtStatus.STATUS_SUCCESS);

        assertThat(Bytes.difference(memory, read)).isEqualTo(-1);
        awaitTurn(connection.endpoint());
        assertThat(watcher.total()).isEqualTo(read);
    }

    @Test
    void slowsNoOtherSocketOfItsThread() {
        Watcher hoarder = new Watcher().expectsKnown().retains();
        Connection hoarding = connect(hoarder);
        hoarding.endpoint().observe(RECEIVE);
        writeKnown(hoarding.peer(), MUCH);
        awaitStandstill(hoarding.endpoint(), LIMIT - 1_000);
        Watcher watcher = new Watcher().expectsKnown();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);

        writeKnown(connection.peer(), MUCH);

        watcher.awaitTotal(MUCH);
        for (TransportBuffer buffer : hoarder.takeRetained()) {
            buffer.release();
        }
    }

    @Test
    void asksAllToReleaseWhenMemoryRunsShort() {
        Watcher[] hoarders = new Watcher[8];
        Connection[] hoarding = new Connection[hoarders.length];
        for (int i = 0; i < hoarders.length; i++) {
            hoarders[i] = new Watcher().expectsKnown().retains();
            hoarding[i] = connect(hoarders[i]);
            hoarding[i].endpoint().observe(RECEIVE);
            writeKnown(hoarding[i].peer(), LIMIT / 2);
        }
        Watcher watcher = new Watcher();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        do {
            connection.peer().write("x");
            watcher.expect("received x");
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
        } while ((watcher.flags() & StreamObserver.RELEASE_ASAP) == 0);

        connection.peer().write("still served");
        watcher.expect("received still served");
        assertThat(watcher.flags()).isEqualTo(StreamObserver.RELEASE_ASAP | StreamObserver.ENTIRE_MESSAGE);
        long all = 0;
        for (Watcher hoarder : hoarders) {
            all += hoarder.total();
        }
        assertThat(all).as("not all of it is read").isLessThan(hoarders.length * LIMIT / 2);

        for (Watcher hoarder : hoarders) {
            hoarder.releases();
            hoarder.takeRetained().forEach(TransportBuffer::release);
        }
        for (Watcher hoarder : hoarders) {
            hoarder.awaitTotal(LIMIT / 2);
        }
        connection.peer().write("plenty again");
        watcher.expect("received plenty again");
        assertThat(watcher.flags()).isEqualTo(StreamObserver.ENTIRE_MESSAGE);
    }

    @Test
    void forgetsWhatIsNeverReleased() throws IOException {
        for (int i = 0; i < 20; i++) {
            Watcher hoarder = new Watcher().expectsKnown().retains();
            Connection connection = connect(hoarder);
            connection.endpoint().observe(RECEIVE);
            writeKnown(connection.peer(), LIMIT / 2);
            hoarder.awaitTotal(1); // the rest may have to wait until the garbage collector has been here
            tcp.close(connection.endpoint());
            connection.peer().close();
        }
        Watcher watcher = new Watcher();
        Connection connection = connect(watcher);
        connection.endpoint().observe(RECEIVE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        do {
            System.gc();
            connection.peer().write("x");
            watcher.next();
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
        } while ((watcher.flags() & StreamObserver.RELEASE_ASAP) != 0);
    }
}
