// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** What the observer is offered, and in which order with requests. */
class TcpObserveTest {
    private static final int RECEIVE = StreamObserver.OBSERVE_RECEIVE;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private final Watcher watcher = new Watcher();
    private StreamEndpoint endpoint;
    private Peer peer;

    private void connect(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        endpoint = tcp.open(family, watcher);
        endpoint.bind(TcpFixture.wildcard(family));
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        peer = tcp.accept(server);
    }

    private void connect() {
        connect(IpFamily.INET);
    }

    /** Lets the loop have done what it had to do until now. */
    private void awaitTurn() {
        Call.empty()
                .start(request -> {
                    request.finish(NtStatus.STATUS_SUCCESS);
                    endpoint.post(request);
                    return NtStatus.STATUS_PENDING;
                })
                .awaits(NtStatus.STATUS_SUCCESS);
    }

    // ---- offers

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void offersWhatArrives(IpFamily family) {
        connect(family);
        endpoint.observe(RECEIVE);

        peer.write("hello");
        watcher.expect("received hello");
        peer.write("world");
        watcher.expect("received world");

        assertThat(endpoint.bytesReceived()).isEqualTo(10);
        assertThat(watcher.flags()).isEqualTo(StreamObserver.ENTIRE_MESSAGE);
    }

    @Test
    void offersWhatArrivedBeforeItWasObserved() {
        connect();
        peer.write("early");

        endpoint.observe(RECEIVE);

        watcher.expect("received early");
    }

    @Test
    void offersWhatArrivesAfterAnObservedConnect() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        endpoint = tcp.open(IpFamily.INET, watcher);
        endpoint.bind(new SockAddrIn());
        endpoint.observe(RECEIVE);
        awaitTurn();

        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        tcp.accept(server).write("hello");

        watcher.expect("received hello");
    }

    @Test
    void offersNothingThatIsNotObserved() {
        connect();
        endpoint.observe(RECEIVE);
        peer.write("one");
        watcher.expect("received one");

        endpoint.observe(0);
        peer.write("two");
        awaitTurn();
        awaitTurn();
        watcher.expectNothing();

        Call receive = Call.into(10).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("two");
    }

    @Test
    void offersSeveralBuffersAtOnceWhenMuchIsThere() throws InterruptedException {
        AtomicReference<Integer> most = new AtomicReference<>(0);
        CountDownLatch wait = new CountDownLatch(1);
        watcher.takes((data, bytes, flags) -> {
            int count = 0;
            for (TransportBuffer buffer = data; buffer != null; buffer = buffer.next()) {
                count++;
            }
            most.set(Math.max(most.get(), count));
            await(wait);
            return bytes;
        });
        watcher.expectsKnown();
        connect();
        endpoint.observe(RECEIVE);
        writeKnown(0, 10); // the observer keeps the loop busy while more arrives
        writeKnown(10, 400_000);
        wait.countDown();

        watcher.awaitTotal(400_010);

        assertThat(most.get()).isGreaterThan(1);
    }

    private void writeKnown(long from, int count) {
        try {
            peer.socket()
                    .getOutputStream()
                    .write(Bytes.known(ByteBuffer.allocate(count), from).array());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void goesOnAfterUrgentData() throws IOException {
        connect();
        endpoint.observe(RECEIVE);

        peer.write("before");
        watcher.expect("received before");
        peer.socket().sendUrgentData('!');
        peer.write("after");

        watcher.expect("received after");
    }

    // ---- requests come first

    @Test
    void servesWaitingReceivesFirst() {
        connect();
        Call receive = Call.into(3).pends(endpoint::receive);
        endpoint.observe(RECEIVE);

        peer.write("abcdef");

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
        watcher.expect("received def");
    }

    @Test
    void fillsAWaitallBeforeItOffersAnything() {
        connect();
        endpoint.observe(RECEIVE);
        awaitTurn();
        Call all = Call.into(6, TransportRequest.WAITALL).pends(endpoint::receive);

        peer.write("abc");
        awaitReceived(3);
        peer.write("defgh");

        assertThat(all.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abcdef");
        watcher.expect("received gh");
    }

    private void awaitReceived(long bytes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (endpoint.bytesReceived() < bytes) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void completesAReceiveBeforeItOffersWhatComesAfterIt() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        watcher.takes((data, bytes, flags) -> {
            order.add("offer");
            return bytes;
        });
        connect();
        Call receive = Call.into(1).then(call -> order.add("receive")).pends(endpoint::receive);
        endpoint.observe(RECEIVE);

        peer.write("abc");

        watcher.expect("received bc");
        receive.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).containsExactly("receive", "offer");
    }

    @Test
    void queuesAReceiveOfAnotherThreadWhileBytesAreOffered() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        watcher.takes((data, bytes, flags) -> {
            entered.countDown();
            await(leave);
            return 2;
        });
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abcdef");
        await(entered);

        Call first = Call.into(2).pends(endpoint::receive);
        Call second = Call.into(10).pends(endpoint::receive);
        Call third = Call.into(10).pends(endpoint::receive);
        leave.countDown();

        watcher.expect("received ab");
        assertThat(first.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("cd");
        assertThat(second.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("ef");
        assertThat(third.isOver()).isFalse();
        peer.write("gh");
        assertThat(third.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("gh");
    }

    @Test
    void queuesAReceiveThatTheObserverStarts() {
        Call inner = Call.into(10);
        watcher.takes((data, bytes, flags) -> {
            inner.pends(endpoint::receive);
            return 0;
        });
        connect();
        endpoint.observe(RECEIVE);

        peer.write("abc");

        assertThat(inner.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
    }

    @Test
    void givesAReceiveThatTheObserverStartsWhatComesNextWhenItTookAll() {
        Call inner = Call.into(10);
        watcher.takes((data, bytes, flags) -> {
            watcher.takesAll();
            inner.pends(endpoint::receive);
            return bytes;
        });
        connect();
        endpoint.observe(RECEIVE);

        peer.write("abc");
        watcher.expect("received abc");
        peer.write("def");
        assertThat(inner.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("def");

        peer.write("ghi");
        watcher.expect("received ghi");
    }

    // ---- what the observer does not take

    @Test
    void keepsRefusedBytesForReceives() {
        watcher.takesNothing();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abcdef");
        watcher.expect("received ");
        awaitTurn();

        Call first = Call.into(4).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);
        Call second = Call.into(4).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(first.text() + second.text()).isEqualTo("abcdef");
    }

    @Test
    void offersNothingMoreAfterARefusalUntilItIsObservedAgain() {
        watcher.takesNothing();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received ");

        peer.write("def");
        awaitTurn();
        awaitTurn();
        watcher.expectNothing();
        watcher.takesAll();
        endpoint.observe(RECEIVE);

        watcher.expect("received abc");
        watcher.expect("received def");
    }

    @Test
    void keepsTheRestOfABufferThatWasTakenInPart() {
        watcher.takes((data, bytes, flags) -> {
            watcher.takesAll();
            return 2;
        });
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abcdef");
        watcher.expect("received ab");
        awaitTurn();

        Call receive = Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);
        endpoint.observe(RECEIVE);

        assertThat(receive.text()).isEqualTo("c");
        watcher.expect("received def");
    }

    @Test
    void offersAgainAtOnceWhenTheObserverAsksWithinItsCall() {
        watcher.takes((data, bytes, flags) -> {
            watcher.takesAll();
            endpoint.observe(RECEIVE);
            return 1;
        });
        connect();
        endpoint.observe(RECEIVE);

        peer.write("abc");

        watcher.expect("received a").expect("received bc");
        peer.write("def");
        watcher.expect("received def");
    }

    @Test
    void offersNothingMoreWhenTheObserverSaysSoWithinItsCall() {
        watcher.takes((data, bytes, flags) -> {
            endpoint.observe(0);
            return bytes;
        });
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received abc");

        peer.write("def");
        awaitTurn();
        awaitTurn();

        watcher.expectNothing();
        assertThat(Call.into(9)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .text())
                .isEqualTo("def");
    }

    @Test
    void fillsAWaitallFromTheRestAndThenFromThePeer() {
        watcher.takesNothing();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received ");
        awaitTurn();

        Call all = Call.into(5, TransportRequest.WAITALL).pends(endpoint::receive);
        peer.write("defg");

        assertThat(all.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abcde");
        assertThat(Call.into(9)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .text())
                .isEqualTo("fg");
    }

    @Test
    void throwsTheRestAwayForADrain() {
        watcher.takesNothing();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received ");

        Call drain = Call.flagged(TransportRequest.DRAIN).pends(endpoint::receive);
        watcher.takesAll();
        endpoint.observe(RECEIVE);
        peer.write("def").finish();

        drain.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expectNothing();
    }

    @Test
    void treatsAnObserverThatThrowsAsOneThatRefuses() {
        tcp.expectErrors();
        watcher.takes((data, bytes, flags) -> {
            throw new IllegalStateException("on purpose");
        });
        connect();
        endpoint.observe(RECEIVE);

        peer.write("abc");
        awaitReceived(3);
        awaitTurn();

        assertThat(Call.into(9)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .text())
                .isEqualTo("abc");
    }

    @Test
    void givesAnEndpointUpWhoseObserverTakesMoreThanThereIs() {
        tcp.expectErrors();
        Watcher greedy = new Watcher() {
            @Override
            public long received(TransportBuffer data, long bytes, int flags) {
                return bytes + 1;
            }
        };
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        endpoint = tcp.open(IpFamily.INET, greedy);
        endpoint.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        peer = tcp.accept(server);
        endpoint.observe(RECEIVE);

        peer.write("abc").expectReset();

        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    // ---- loans

    @Test
    void leavesRetainedBytesAloneUntilTheyAreReleased() {
        watcher.retains();
        connect();
        endpoint.observe(RECEIVE);
        for (int i = 0; i < 5; i++) {
            peer.write("piece" + i);
            watcher.expect("received piece" + i);
        }

        List<TransportBuffer> kept = watcher.takeRetained();

        for (int i = 0; i < 5; i++) {
            byte[] bytes = new byte[6];
            Watcher.bytesOf(kept.get(i), 6).get(bytes);
            assertThat(bytes).asString().isEqualTo("piece" + i);
        }
        Collections.reverse(kept);
        kept.forEach(TransportBuffer::release);
    }

    @Test
    void refusesASecondRelease() {
        watcher.retains();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received abc");
        TransportBuffer buffer = watcher.takeRetained().get(0);

        buffer.release();

        assertThatIllegalStateException().isThrownBy(buffer::release).withMessageContaining("not on loan");
    }

    @Test
    void keepsTheAttachmentOfABufferAcrossLoans() {
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        watcher.takes((data, bytes, flags) -> {
            seen.add(String.valueOf(data.attachment()));
            data.setAttachment("mine");
            return bytes;
        });
        connect();
        endpoint.observe(RECEIVE);

        peer.write("a");
        watcher.expect("received a");
        peer.write("b");
        watcher.expect("received b");

        assertThat(seen).containsExactly("null", "mine");
    }

    @Test
    void takesBuffersBackAfterTheEndpointAndTheTransportAreGone() {
        watcher.retains();
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        watcher.expect("received abc");
        peer.write("def");
        watcher.expect("received def");
        List<TransportBuffer> kept = watcher.takeRetained();

        tcp.close(endpoint);
        kept.get(0).release();
        tcp.transport().deactivate();
        kept.get(1).release();

        assertThatIllegalStateException().isThrownBy(kept.get(1)::release);
    }

    // ---- the end of the endpoint

    @Test
    void waitsForTheObserverWhenItIsClosed() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        watcher.takes((data, bytes, flags) -> {
            entered.countDown();
            await(leave);
            return 1;
        });
        connect();
        endpoint.observe(RECEIVE);
        peer.write("abc");
        await(entered);
        tcp.forget(endpoint);

        Call close = Call.empty().pends(endpoint::close);
        peer.write("def");
        assertThat(close.isOver()).isFalse();
        leave.countDown();

        close.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("received a").expectNothing();
    }

    @Test
    void closesFromTheObserversCall() {
        Call close = Call.empty();
        watcher.takes((data, bytes, flags) -> {
            close.pends(endpoint::close);
            return 1;
        });
        connect();
        tcp.forget(endpoint);
        endpoint.observe(RECEIVE | StreamObserver.OBSERVE_DISCONNECT);

        peer.write("abc");

        close.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("received a").expectNothing();
        peer.expectReset();
    }

    @Test
    void dropsTheRestWhenItIsAborted() {
        watcher.takesNothing();
        connect();
        endpoint.observe(RECEIVE | StreamObserver.OBSERVE_DISCONNECT);
        peer.write("abc");
        watcher.expect("received ");

        Call.empty()
                .start(request ->
                        endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED))
                .awaits(NtStatus.STATUS_SUCCESS);

        Call.into(3).start(endpoint::receive).awaits(NtStatus.STATUS_CONNECTION_ABORTED);
        endpoint.observe(RECEIVE | StreamObserver.OBSERVE_DISCONNECT);
        awaitTurn();
        watcher.expectNothing();
    }
}
