// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;

/** Aborting, closing and posting over a stepped fake transport. */
class FakeEndTest extends FakeFixture {
    private NtStatus abort(FakeEndpoint endpoint, RecordedRequest abort) {
        return abort.start(request -> endpoint.abort(request, STATUS_CANCELLED, STATUS_CONNECTION_ABORTED));
    }

    // ---- abort

    @Test
    void abortsAtOnceWhenNothingWaits() {
        FakeEndpoint endpoint = connected();

        assertThat(abort(endpoint, RecordedRequest.empty())).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.peer().isReset()).isTrue();
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_CANCELLED);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(STATUS_CONNECTION_ABORTED);
        assertThatIllegalStateException().isThrownBy(() -> endpoint.deliver("x"));
    }

    @Test
    void completesAnAbortBehindWhatItEnds() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        named("receive", RecordedRequest.room(1)).start(endpoint::receive);
        named("send", RecordedRequest.of("x")).start(endpoint::send);
        named("disconnect", RecordedRequest.of("x")).start(endpoint::disconnect);

        assertThat(abort(endpoint, named("abort", RecordedRequest.empty()))).isEqualTo(STATUS_PENDING);
        transport.run();

        assertThat(journal)
                .containsExactly(
                        "send STATUS_CANCELLED",
                        "disconnect STATUS_CANCELLED",
                        "receive STATUS_CONNECTION_ABORTED",
                        "abort STATUS_SUCCESS");
        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    void abortsAConnectThatWaits() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();
        named("connect", RecordedRequest.to(REMOTE)).start(endpoint::connect);

        abort(endpoint, named("abort", RecordedRequest.empty()));
        transport.run();

        assertThat(journal).containsExactly("connect STATUS_CANCELLED", "abort STATUS_SUCCESS");
    }

    @Test
    void holdsAnAbortThatHasTakenEffect() {
        transport.holdAborts();
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = RecordedRequest.room(1);
        RecordedRequest abort = RecordedRequest.empty();
        receive.start(endpoint::receive);
        assertThat(abort(endpoint, abort)).isEqualTo(STATUS_PENDING);
        transport.run();
        assertThat(receive.status()).isEqualTo(STATUS_CONNECTION_ABORTED);
        assertPending(abort);

        endpoint.completeNext(STATUS_SUCCESS);

        assertThat(abort.status()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void completesEveryAbort() {
        transport.holdAborts();
        FakeEndpoint endpoint = connected();
        assertThat(abort(endpoint, named("first", RecordedRequest.empty()))).isEqualTo(STATUS_PENDING);
        assertThat(abort(endpoint, named("second", RecordedRequest.empty()))).isEqualTo(STATUS_PENDING);
        assertThat(abort(endpoint, named("third", RecordedRequest.empty()))).isEqualTo(STATUS_PENDING);
        assertThat(endpoint.pendingRequests()).isEqualTo(3);

        endpoint.completeNext(STATUS_SUCCESS);
        assertThat(journal).containsExactly("first STATUS_SUCCESS");
        transport.releaseHolds();

        assertThat(journal).containsExactly("first STATUS_SUCCESS", "second STATUS_SUCCESS", "third STATUS_SUCCESS");
    }

    @Test
    void abortsThoughTheRequestWasCancelledBefore() {
        transport.holdAborts();
        FakeEndpoint endpoint = connected();

        assertThat(abort(endpoint, RecordedRequest.empty().cancelledBefore())).isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.peer().isReset()).isTrue();
    }

    @Test
    void givesTheOutcomeOfTheLastAbort() {
        FakeEndpoint endpoint = connected();
        abort(endpoint, RecordedRequest.empty());

        RecordedRequest.empty()
                .start(request -> endpoint.abort(request, STATUS_FILE_FORCED_CLOSED, STATUS_FILE_FORCED_CLOSED));

        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_FILE_FORCED_CLOSED);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(STATUS_FILE_FORCED_CLOSED);
    }

    // ---- close

    @Test
    void closesAtOnceWhenNothingWaits() {
        FakeEndpoint endpoint = open();
        RecordedRequest close = RecordedRequest.empty();

        assertThat(close.start(endpoint::close)).isEqualTo(STATUS_SUCCESS);

        assertThat(close.wasAnnounced()).isFalse();
        assertThat(endpoint.isClosed()).isTrue();
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void completesTheCloseLast() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        named("receive", RecordedRequest.room(1)).start(endpoint::receive);
        named("send", RecordedRequest.of("x")).start(endpoint::send);
        RecordedRequest posted = named("posted", RecordedRequest.empty());
        posted.request().finish(STATUS_SUCCESS);
        endpoint.post(posted.request());
        RecordedRequest close = named("close", RecordedRequest.empty());

        assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
        assertThat(close.wasAnnounced()).as("it cannot be cancelled").isFalse();
        assertThat(endpoint.isClosed()).isFalse();
        endpoint.cancel(close.request());
        transport.run();

        assertThat(journal)
                .containsExactly(
                        "posted STATUS_SUCCESS",
                        "send STATUS_CANCELLED",
                        "receive STATUS_CANCELLED",
                        "close STATUS_SUCCESS");
        assertThat(endpoint.isClosed()).isTrue();
        assertThat(endpoint.peer().isReset()).isTrue();
    }

    @Test
    void leavesWhatHasAnotherOutcomeAlreadyWithIt() {
        FakeEndpoint endpoint = connected();
        transport.run();
        transport.pause();
        named("receive", RecordedRequest.room(1)).start(endpoint::receive);
        endpoint.deliver("x");
        abort(endpoint, named("abort", RecordedRequest.empty()));
        named("close", RecordedRequest.empty()).start(endpoint::close);

        transport.resume();

        assertThat(journal)
                .containsExactly("receive STATUS_CONNECTION_ABORTED", "abort STATUS_SUCCESS", "close STATUS_SUCCESS");
    }

    @Test
    void completesACloseFromWithinACallbackAfterIt() {
        FakeEndpoint endpoint = connected();
        endpoint.observe(OBSERVE_RECEIVE);
        RecordedRequest close = named("close", RecordedRequest.empty());
        observer.during(() -> {
            assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
            assertThat(endpoint.isClosed()).isFalse();
            journal.add("callback ended");
        });

        endpoint.deliver("ab");

        assertThat(journal).containsExactly("callback ended", "close STATUS_SUCCESS");
        assertThat(close.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    void completesACloseFromWithinACompletionAfterIt() {
        FakeEndpoint endpoint = connected();
        RecordedRequest close = named("close", RecordedRequest.empty());
        RecordedRequest.room(1)
                .then(over -> {
                    assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
                    journal.add("completion ended");
                })
                .start(endpoint::receive);

        endpoint.deliver("ab");

        assertThat(journal).containsExactly("completion ended", "close STATUS_SUCCESS");
    }

    @Test
    void holdsACloseThatHasTakenEffect() {
        transport.holdCloses();
        FakeEndpoint endpoint = connected();
        RecordedRequest close = RecordedRequest.empty();
        assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
        transport.run();
        assertThat(close.isOver()).isFalse();
        assertThat(endpoint.pendingRequests()).isOne();

        endpoint.completeNext(STATUS_SUCCESS);

        assertThat(close.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.isClosed()).isTrue();
    }

    @Test
    void completesAHeldAbortBeforeTheClose() {
        transport.holdAborts();
        FakeEndpoint endpoint = connected();
        abort(endpoint, named("abort", RecordedRequest.empty()));

        named("close", RecordedRequest.empty()).start(endpoint::close);
        transport.run();

        assertThat(journal).containsExactly("abort STATUS_SUCCESS", "close STATUS_SUCCESS");
    }

    @Test
    void closesWithoutAResetWhenBothDirectionsHaveEnded() {
        FakeEndpoint endpoint = connected();
        RecordedRequest.empty().start(endpoint::disconnect);
        endpoint.peerCloses();

        RecordedRequest.empty().start(endpoint::close);

        assertThat(endpoint.peer().isReset()).isFalse();
    }

    @Test
    void resetsWhenOneDirectionIsLeft() {
        FakeEndpoint ended = connected();
        ended.peerCloses();
        FakeEndpoint disconnected = connected();
        RecordedRequest.empty().start(disconnected::disconnect);

        RecordedRequest.empty().start(ended::close);
        RecordedRequest.empty().start(disconnected::close);

        assertThat(ended.peer().isReset()).isTrue();
        assertThat(disconnected.peer().isReset()).isTrue();
    }

    @Test
    void findsOutWhoCallsAFunctionAfterTheClose() {
        FakeEndpoint endpoint = connected();
        RecordedRequest.empty().start(endpoint::close);

        List<Runnable> calls = List.of(
                () -> endpoint.bind(new SockAddrIn()),
                () -> endpoint.setOption(SOL_SOCKET, SO_RCVBUF, new ULong(1)),
                () -> endpoint.getOption(SOL_SOCKET, SO_RCVBUF, new ULong(), new SizeT()),
                () -> endpoint.control(1, null, null, new SizeT()),
                () -> endpoint.localAddress(new SockAddrIn()),
                () -> endpoint.remoteAddress(new SockAddrIn()),
                () -> RecordedRequest.to(REMOTE).start(endpoint::connect),
                () -> RecordedRequest.of("x").start(endpoint::send),
                () -> RecordedRequest.room(1).start(endpoint::receive),
                () -> RecordedRequest.empty().start(endpoint::disconnect),
                () -> abort(endpoint, RecordedRequest.empty()),
                () -> RecordedRequest.empty().start(endpoint::close));

        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessageContaining("after its close"));
    }

    @Test
    void observesNothingMoreOnceItIsClosed() {
        FakeEndpoint endpoint = connected();
        RecordedRequest.empty().start(endpoint::close);

        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();

        assertThat(endpoint.interests()).isZero();
        assertThat(observer.calls()).isEmpty();
    }

    // ---- post

    @Test
    void completesWhatIsPostedInTheIoThreadsTurn() {
        FakeEndpoint endpoint = connected();
        RecordedRequest posted = RecordedRequest.empty();
        posted.request().finish(STATUS_CONNECTION_ABORTED);

        endpoint.post(posted.request());
        assertThat(posted.isOver()).isFalse();
        transport.run();

        assertThat(posted.status()).isEqualTo(STATUS_CONNECTION_ABORTED);
        assertThat(posted.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    private static void post(FakeEndpoint endpoint, RecordedRequest posted) {
        posted.request().finish(STATUS_SUCCESS);
        endpoint.post(posted.request());
    }

    @Test
    void letsNothingOvertakeWhatIsPosted() {
        FakeEndpoint endpoint = connected();
        endpoint.deliver("ab");
        post(endpoint, named("posted", RecordedRequest.empty()));

        assertThat(named("send", RecordedRequest.of("x")).start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(named("receive", RecordedRequest.room(1)).start(endpoint::receive))
                .isEqualTo(STATUS_PENDING);
        assertThat(journal).isEmpty();
        transport.run();

        assertThat(journal).startsWith("posted STATUS_SUCCESS").hasSize(3);
        assertThat(endpoint.sent()).isEqualTo("x");
    }

    @Test
    void letsNothingOvertakeWhatIsPostedOnceTheConnectionHasFailed() {
        FakeEndpoint endpoint = connected();
        endpoint.peerResets();
        post(endpoint, named("posted", RecordedRequest.empty()));

        assertThat(named("send", RecordedRequest.of("x")).start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(named("disconnect", RecordedRequest.empty()).start(endpoint::disconnect))
                .isEqualTo(STATUS_PENDING);
        assertThat(named("receive", RecordedRequest.room(1)).start(endpoint::receive))
                .isEqualTo(STATUS_PENDING);
        transport.run();

        assertThat(journal)
                .containsExactly(
                        "posted STATUS_SUCCESS",
                        "send STATUS_CONNECTION_RESET",
                        "disconnect STATUS_CONNECTION_RESET",
                        "receive STATUS_CONNECTION_RESET");
    }

    @Test
    void sendsTheBytesOfAConnectBehindWhatIsPosted() {
        FakeEndpoint endpoint = bound();
        post(endpoint, named("posted", RecordedRequest.empty()));

        assertThat(named("connect", RecordedRequest.of("x").address(REMOTE)).start(endpoint::connect))
                .isEqualTo(STATUS_PENDING);
        transport.run();

        assertThat(journal).containsExactly("posted STATUS_SUCCESS", "connect STATUS_SUCCESS");
    }

    @Test
    void endsARequestAtOnceInTheLastCompletionBeforeIt() {
        FakeEndpoint endpoint = connected();
        RecordedRequest nested = RecordedRequest.of("x");
        RecordedRequest posted = RecordedRequest.empty().then(over -> nested.start(endpoint::send));

        post(endpoint, posted);
        transport.run();

        assertThat(nested.answer()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void completesWhatIsPostedAfterTheClose() {
        FakeEndpoint endpoint = open();
        RecordedRequest.empty().start(endpoint::close);
        RecordedRequest posted = RecordedRequest.empty();
        posted.request().finish(STATUS_SUCCESS);

        endpoint.post(posted.request());
        endpoint.cancel(posted.request());
        transport.run();

        assertThat(posted.completions()).isOne();
    }

    // ---- the transport itself

    @Test
    void findsOutWhoLeavesAnEndpointOpen() {
        FakeTransport left = FakeTransport.stepped();
        FakeEndpoint endpoint = open(left, observer);

        assertThatIllegalStateException().isThrownBy(left::close).withMessageContaining("left open");

        RecordedRequest.empty().start(endpoint::close);
        left.close();
    }

    @Test
    void isAtPassiveLevelAgainAfterACompletionThatThrows() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = RecordedRequest.room(1).then(over -> {
            throw new IllegalStateException("mine");
        });
        receive.start(endpoint::receive);

        assertThatIllegalStateException()
                .isThrownBy(() -> endpoint.deliver("ab"))
                .withMessage("mine");

        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        RecordedRequest next = RecordedRequest.room(1);
        assertThat(next.start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
    }
}
