// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** How the observer hears of the peer's end, graceful or not. */
class TcpPeerEndTest {
    private static final int RECEIVE = StreamObserver.OBSERVE_RECEIVE;
    private static final int DISCONNECT = StreamObserver.OBSERVE_DISCONNECT;
    private static final int RETAIN_LIMIT = 100_000;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(TcpFixture.config(1, RETAIN_LIMIT, 1 << 20));

    private final Watcher watcher = new Watcher();
    private StreamEndpoint endpoint;
    private Peer peer;

    private void connect(int interests) {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        endpoint = tcp.open(IpFamily.INET, watcher);
        endpoint.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        peer = tcp.accept(server);
        endpoint.observe(interests);
    }

    /** Lets the loop have done what it had to do until now. */
    private void awaitTurn() {
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

    private void awaitReceived(long bytes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (endpoint.bytesReceived() < bytes) {
            assertThat(System.nanoTime())
                    .as("deadline, at %s of %s bytes", endpoint.bytesReceived(), bytes)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void awaitPeerDone() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (!endpoint.isPeerDone()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    // ---- the graceful end

    @Test
    void tellsTheEndOnce() {
        connect(RECEIVE | DISCONNECT);

        peer.finish();

        watcher.expect("end");
        endpoint.observe(RECEIVE | DISCONNECT);
        awaitTurn();
        watcher.expectNothing();
        assertThat(endpoint.isPeerDone()).isTrue();
        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);
        Call.of("still open").start(endpoint::send).awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void tellsTheEndAfterTheBytes() {
        connect(RECEIVE | DISCONNECT);

        peer.write("abc").finish();

        watcher.expect("received abc").expect("end");
    }

    @Test
    void tellsTheEndAfterRefusedBytesWereReceived() {
        watcher.takesNothing();
        connect(RECEIVE | DISCONNECT);
        peer.write("abc");
        watcher.expect("received ");
        peer.finish();
        awaitPeerDone();
        awaitTurn();
        watcher.expectNothing();

        assertThat(Call.into(2)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .text())
                .isEqualTo("ab");
        awaitTurn();
        watcher.expectNothing();
        assertThat(Call.into(2)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .text())
                .isEqualTo("c");

        watcher.expect("end");
        assertThat(Call.into(2)
                        .start(endpoint::receive)
                        .awaits(NtStatus.STATUS_SUCCESS)
                        .transferred())
                .isZero();
    }

    @Test
    void tellsTheEndAfterRefusedBytesWereOfferedAgain() {
        watcher.takesNothing();
        connect(RECEIVE | DISCONNECT);
        peer.write("abc");
        watcher.expect("received ");
        peer.finish();
        awaitPeerDone();
        watcher.takesAll();

        endpoint.observe(RECEIVE | DISCONNECT);

        watcher.expect("received abc").expect("end");
    }

    @Test
    void tellsTheEndAfterWaitingReceives() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        watcher.onEnd(() -> order.add("end"));
        connect(DISCONNECT);
        Call all = Call.into(9, TransportRequest.WAITALL)
                .then(call -> order.add("all"))
                .pends(endpoint::receive);
        Call behind = Call.into(9).then(call -> order.add("behind")).pends(endpoint::receive);

        peer.write("abc").finish();

        watcher.expect("end");
        assertThat(all.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
        behind.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).containsExactly("all", "behind", "end");
    }

    @Test
    void tellsTheEndAfterADrainOfWhatWasReadAhead() {
        connect(DISCONNECT);
        peer.write("abc").finish();
        awaitPeerDone();
        watcher.expectNothing();

        Call drain = Call.flagged(TransportRequest.DRAIN).start(endpoint::receive);

        drain.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("end");
    }

    @Test
    void tellsAnEndThatWasMetBeforeItIsObserved() {
        connect(0);
        peer.finish();
        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_SUCCESS);

        endpoint.observe(DISCONNECT);

        watcher.expect("end");
    }

    @Test
    void tellsTheEndAgainAfterItWasNotHeard() {
        watcher.hears(false);
        connect(DISCONNECT);
        peer.finish();
        watcher.expect("end");
        awaitTurn();
        watcher.expectNothing();
        endpoint.observe(RECEIVE);
        awaitTurn();
        watcher.expectNothing();

        watcher.hears(true);
        endpoint.observe(DISCONNECT);

        watcher.expect("end");
        endpoint.observe(DISCONNECT);
        awaitTurn();
        watcher.expectNothing();
    }

    @Test
    void tellsTheEndAgainWhenItIsObservedWithinTheCall() {
        watcher.hears(false).onEnd(() -> {
            watcher.hears(true).onEnd(() -> {});
            endpoint.observe(DISCONNECT);
        });
        connect(DISCONNECT);

        peer.finish();

        watcher.expect("end");
        awaitTurn();
        watcher.expectNothing();
    }

    @Test
    void doesNotTellTheEndWhenItIsNotObserved() {
        connect(RECEIVE);

        peer.write("abc").finish();

        watcher.expect("received abc");
        awaitPeerDone();
        awaitTurn();
        watcher.expectNothing();
    }

    // ---- reading ahead

    @Test
    void readsAheadToNoticeTheEnd() {
        connect(DISCONNECT);
        peer.write("abc");
        awaitReceived(3);
        awaitTurn();
        watcher.expectNothing();

        endpoint.observe(RECEIVE | DISCONNECT);

        watcher.expect("received abc");
    }

    @Test
    void readsAheadUpToTheLimit() {
        connect(DISCONNECT);
        String half = "x".repeat(RETAIN_LIMIT / 2);

        peer.write(half).write(half).write(half).finish();
        awaitReceived(RETAIN_LIMIT - 1_000);
        awaitTurn();

        assertThat(endpoint.bytesReceived()).isBetween(RETAIN_LIMIT - 1_000L, (long) RETAIN_LIMIT);
        assertThat(endpoint.isPeerDone()).isFalse();
        Call.into(3 * RETAIN_LIMIT / 2, TransportRequest.WAITALL)
                .start(endpoint::receive)
                .awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("end");
    }

    // ---- the abortive end

    @Test
    void tellsAResetOnce() {
        connect(DISCONNECT);

        peer.reset();

        watcher.expect("reset");
        endpoint.observe(RECEIVE | DISCONNECT);
        awaitTurn();
        watcher.expectNothing();
        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.of("x").start(endpoint::send).awaits(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(endpoint.isPeerDone()).isFalse();
    }

    @Test
    void tellsAResetWhileBytesWait() {
        watcher.takesNothing();
        connect(RECEIVE | DISCONNECT);
        peer.write("abc");
        watcher.expect("received ");

        peer.reset();

        watcher.expect("reset");
        Call.into(3).start(endpoint::receive).awaits(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void tellsAResetAfterWhatWaitsHasEnded() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        watcher.onEnd(() -> order.add("reset"));
        connect(RECEIVE | DISCONNECT);
        Call receive = Call.into(1).then(call -> order.add("receive")).pends(endpoint::receive);
        Call send = Call.into(64 << 20).then(call -> order.add("send")).pends(endpoint::send);

        peer.reset();

        watcher.expect("reset");
        receive.awaits(NtStatus.STATUS_CONNECTION_RESET);
        send.awaits(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(order).containsExactly("receive", "send", "reset");
    }

    @Test
    void tellsAResetThatASendHasMet() {
        connect(RECEIVE | DISCONNECT);
        peer.finish();
        watcher.expect("end");

        peer.reset();
        NtStatus status;
        do {
            status = Call.of("x").start(endpoint::send).await();
        } while (status == NtStatus.STATUS_SUCCESS);

        assertThat(status).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        watcher.expect("reset");
    }

    @Test
    void tellsAResetThatWasMetBeforeItIsObserved() {
        connect(0);
        peer.reset();
        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_CONNECTION_RESET);

        endpoint.observe(DISCONNECT);

        watcher.expect("reset");
    }

    @Test
    void tellsAResetAgainAfterItWasNotHeard() {
        watcher.hears(false);
        connect(DISCONNECT);
        peer.reset();
        watcher.expect("reset");
        awaitTurn();
        watcher.expectNothing();

        watcher.hears(true);
        endpoint.observe(DISCONNECT);

        watcher.expect("reset");
    }

    @Test
    void doesNotTellWhatWeDoOurselves() {
        connect(RECEIVE | DISCONNECT);

        Call.empty()
                .start(request ->
                        endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED))
                .awaits(NtStatus.STATUS_SUCCESS);
        Call.of("x").start(endpoint::send).awaits(NtStatus.STATUS_CANCELLED);
        Call.into(1).start(endpoint::receive).awaits(NtStatus.STATUS_CONNECTION_ABORTED);

        awaitTurn();
        watcher.expectNothing();
    }

    @Test
    void survivesAnObserverThatThrows() {
        tcp.expectErrors();
        watcher.onEnd(() -> {
            throw new IllegalStateException("on purpose");
        });
        connect(DISCONNECT);
        peer.finish();
        awaitPeerDone();
        awaitTurn();

        watcher.onEnd(() -> {});
        endpoint.observe(DISCONNECT);

        watcher.expect("end");
    }

    @Test
    void closesFromTheCallThatTellsTheEnd() {
        Call close = Call.empty();
        watcher.onEnd(() -> close.pends(endpoint::close));
        connect(RECEIVE | DISCONNECT);
        tcp.forget(endpoint);

        peer.finish();

        watcher.expect("end");
        close.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expectNothing();
    }

    @Test
    void tellsTheObserverOnceWhenTheTransportEnds() {
        tcp.expectErrors();
        watcher.takesNothing();
        connect(RECEIVE | DISCONNECT);
        peer.write("abc");
        watcher.expect("received ");

        tcp.transport().deactivate();

        watcher.expectNothing();
        peer.expectReset();
        assertThat(watcher.failures()).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
    }
}
