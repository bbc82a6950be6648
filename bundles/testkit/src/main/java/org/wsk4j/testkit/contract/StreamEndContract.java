// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/** How connections of every transport end, and the requests on them: disconnected, reset, aborted, cancelled, closed. */
public abstract class StreamEndContract extends AnyStreamContract {
    private static final NtStatus SENDS = NtStatus.STATUS_FILE_FORCED_CLOSED;
    private static final NtStatus RECEIVES = NtStatus.STATUS_IO_TIMEOUT;

    private final List<RecordedRequest> order = Collections.synchronizedList(new ArrayList<>());

    /** For those who run it. */
    protected StreamEndContract() {}

    /** A request whose completion is noted. */
    private RecordedRequest noted(RecordedRequest request) {
        return request.then(order::add);
    }

    // ---- the peer ends

    @Test
    void receivesTheEndForEver() {
        Connection connection = connect();
        RecordedRequest waiting =
                pends(RecordedRequest.room(9, TransportRequest.WAITALL), connection.endpoint()::receive);
        RecordedRequest next = waiting(connection.endpoint());

        connection.peer().write("last");
        connection.peer().end();

        succeeds(waiting.await());
        assertThat(waiting.text()).isEqualTo("last");
        succeeds(next.await());
        assertThat(next.request().transferred()).isZero();
        assertThat(receive(connection.endpoint(), 9)).isEmpty();
        assertThat(connection.endpoint().isPeerDone()).isTrue();
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(4);
    }

    @Test
    void sendsToAPeerThatHasEnded() {
        Connection connection = connect();
        connection.peer().end();
        assertThat(receive(connection.endpoint(), 1)).isEmpty();

        send(connection.endpoint(), "still");
        disconnect(connection.endpoint());

        assertThat(connection.peer().read(5)).isEqualTo("still");
        connection.peer().awaitEnd();
    }

    // ---- we end

    @Test
    void disconnectsOneDirection() {
        Connection connection = connect();
        send(connection.endpoint(), "bye");

        disconnect(connection.endpoint());

        assertThat(connection.peer().read(3)).isEqualTo("bye");
        connection.peer().awaitEnd();
        connection.peer().write("wait");
        assertThat(receive(connection.endpoint(), 4)).isEqualTo("wait");
        assertThat(RecordedRequest.of("x").start(connection.endpoint()::send).isSuccess())
                .isFalse();
        assertThat(connection.endpoint().bytesSent()).isEqualTo(3);
    }

    @Test
    void disconnectsWithTheLastBytes() {
        Connection connection = connect();

        RecordedRequest disconnect = ends(RecordedRequest.of("bye"), connection.endpoint()::disconnect);

        assertThat(disconnect.request().transferred()).isEqualTo(3);
        assertThat(connection.peer().read(3)).isEqualTo("bye");
        connection.peer().awaitEnd();
        assertThat(connection.endpoint().bytesSent()).isEqualTo(3);
    }

    @Test
    void disconnectsBehindWhatIsQueued() {
        Connection connection = connect();
        String flood = flood();
        RecordedRequest send = pends(noted(RecordedRequest.of(flood)), connection.endpoint()::send);
        RecordedRequest disconnect = pends(noted(RecordedRequest.of("bye")), connection.endpoint()::disconnect);
        assertThat(pendingIn(connection.endpoint())).containsExactly(send.request(), disconnect.request());

        assertThat(connection.peer().read(flood.length()).equals(flood)).isTrue();
        assertThat(connection.peer().read(3)).isEqualTo("bye");
        connection.peer().awaitEnd();

        succeeds(disconnect.await());
        settle(connection.endpoint());
        assertThat(order).containsExactly(send, disconnect);
    }

    @Test
    void closesInGoodOrderWhenBothHaveEnded() {
        Connection connection = connect();
        disconnect(connection.endpoint());
        connection.peer().end();
        assertThat(receive(connection.endpoint(), 1)).isEmpty();

        succeeds(close(connection.endpoint()).await());

        connection.peer().awaitEnd();
    }

    // ---- the peer resets

    @Test
    void endsWhatWaitsWhenThePeerResets() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest first = waiting(endpoint);
        RecordedRequest second = waiting(endpoint);
        RecordedRequest send = pends(RecordedRequest.of(flood()), endpoint::send);

        connection.peer().reset();

        for (RecordedRequest each : List.of(first, second, send)) {
            assertThat(each.await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        }
        fails(RecordedRequest.room(1), endpoint::receive, NtStatus.STATUS_CONNECTION_RESET);
        fails(RecordedRequest.of("x"), endpoint::send, NtStatus.STATUS_CONNECTION_RESET);
        endpoint.observe(StreamObserver.OBSERVE_DISCONNECT);
        assertThat(observer.await(1)).containsExactly("reset");
        assertThat(endpoint.isPeerDone()).as("in good order").isFalse();
        succeeds(close(endpoint).await());
    }

    // ---- we abort

    @Test
    void abortsWhatWaitsAndWhatComesLater() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest receive = pends(noted(RecordedRequest.room(9)), endpoint::receive);
        RecordedRequest send = pends(noted(RecordedRequest.of(flood())), endpoint::send);
        RecordedRequest disconnect = pends(noted(RecordedRequest.empty()), endpoint::disconnect);
        endpoint.observe(StreamObserver.OBSERVE_DISCONNECT | StreamObserver.OBSERVE_RECEIVE);
        RecordedRequest abort =
                pends(noted(RecordedRequest.empty()), request -> endpoint.abort(request, SENDS, RECEIVES));

        succeeds(abort.await());
        settle(endpoint);

        assertThat(order)
                .containsExactlyInAnyOrder(receive, send, disconnect, abort)
                .endsWith(abort);
        assertThat(receive.status()).isEqualTo(RECEIVES);
        assertThat(send.status()).isEqualTo(SENDS);
        assertThat(disconnect.status()).isEqualTo(SENDS);
        fails(RecordedRequest.of("x"), endpoint::send, SENDS);
        fails(RecordedRequest.room(1), endpoint::receive, RECEIVES);
        connection.peer().awaitReset();
        settle(endpoint);
        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void abortsOnceMoreWithOtherOutcomes() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        ends(RecordedRequest.empty(), request -> endpoint.abort(request, SENDS, SENDS));

        ends(RecordedRequest.empty(), request -> endpoint.abort(request, RECEIVES, RECEIVES));

        fails(RecordedRequest.of("x"), endpoint::send, RECEIVES);
        fails(RecordedRequest.room(1), endpoint::receive, RECEIVES);
    }

    @Test
    void abortsAfterTheBytesOfThePeer() {
        Connection connection = connect();
        connection.peer().write("lost");

        ends(RecordedRequest.empty(), request -> connection.endpoint().abort(request, SENDS, RECEIVES));

        fails(RecordedRequest.room(9), connection.endpoint()::receive, RECEIVES);
        connection.peer().awaitReset();
    }

    // ---- cancelling

    @Test
    void cancelsAReceive() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest first = pends(RecordedRequest.room(1), endpoint::receive);
        RecordedRequest second = pends(RecordedRequest.room(1), endpoint::receive);
        RecordedRequest third = pends(RecordedRequest.room(1), endpoint::receive);

        endpoint.cancel(second.request());
        endpoint.cancel(second.request());

        assertThat(second.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(pendingIn(endpoint)).containsExactly(first.request(), third.request());
        connection.peer().write("ab");
        succeeds(first.await());
        succeeds(third.await());
        assertThat(first.text() + third.text()).isEqualTo("ab");
        assertThat(second.completions()).isEqualTo(1);
    }

    @Test
    void keepsNoReceiveThatWasCancelledBefore() {
        Connection connection = connect();
        RecordedRequest receive = RecordedRequest.room(9).cancelledBefore();

        assertThat(receive.start(connection.endpoint()::receive)).isEqualTo(NtStatus.STATUS_CANCELLED);

        connection.peer().write("x");
        assertThat(receive(connection.endpoint(), 1)).isEqualTo("x");
        settle(connection.endpoint());
        assertThat(receive.completions()).isZero();
    }

    @Test
    void cancelsNoSendOfWhichBytesWentOut() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        String flood = flood();
        RecordedRequest first = pends(RecordedRequest.of(flood), endpoint::send);
        RecordedRequest second = pends(RecordedRequest.of("second"), endpoint::send);
        RecordedRequest third = pends(RecordedRequest.of("third"), endpoint::send);
        String begun =
                connection.peer().read(1); // an endpoint may announce that it waits before its first byte goes out

        endpoint.cancel(first.request());
        endpoint.cancel(second.request());

        assertThat(second.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(second.request().transferred()).isZero();
        String rest = connection.peer().read(flood.length() - begun.length());
        assertThat((begun + rest).equals(flood)).isTrue();
        assertThat(connection.peer().read(5)).isEqualTo("third");
        succeeds(first.await());
        succeeds(third.await());
    }

    @Test
    void goesOnAfterADisconnectThatWasCancelled() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        String flood = flood();
        pends(RecordedRequest.of(flood), endpoint::send);
        RecordedRequest disconnect = pends(RecordedRequest.of("bye"), endpoint::disconnect);

        endpoint.cancel(disconnect.request());

        assertThat(disconnect.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        RecordedRequest next = RecordedRequest.of("next");
        next.start(endpoint::send);
        assertThat(connection.peer().read(flood.length()).equals(flood)).isTrue();
        assertThat(connection.peer().read(4)).isEqualTo("next");
        succeeds(next.await());
    }

    @Test
    void isTornByASendThatWasCancelledMidway() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest receive = waiting(endpoint);
        RecordedRequest send = RecordedRequest.of(flood()).cancelledBefore();

        assertThat(send.start(endpoint::send)).isEqualTo(NtStatus.STATUS_CANCELLED);

        if (send.request().transferred() == 0) { // it was announced before its first byte went out
            connection.peer().write("whole");
            succeeds(receive.await());
            return;
        }
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CONNECTION_ABORTED);
        fails(RecordedRequest.of("x"), endpoint::send, NtStatus.STATUS_CONNECTION_ABORTED);
        fails(RecordedRequest.room(1), endpoint::receive, NtStatus.STATUS_CONNECTION_ABORTED);
        connection.peer().awaitReset();
    }

    @Test
    void cancelsNothingThatIsOver() {
        Connection connection = connect();
        RecordedRequest over = send(connection.endpoint(), "x");

        connection.endpoint().cancel(over.request());
        connection.endpoint().cancel(RecordedRequest.empty().request());

        settle(connection.endpoint());
        succeeds(over.status());
        assertThat(connection.peer().read(1)).isEqualTo("x");
    }

    // ---- closing

    @Test
    void closesWithRequestsThatWait() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest receive = pends(noted(RecordedRequest.room(9)), endpoint::receive);
        RecordedRequest send = pends(noted(RecordedRequest.of(flood())), endpoint::send);
        RecordedRequest next = pends(noted(RecordedRequest.of("x")), endpoint::send);
        RecordedRequest disconnect = pends(noted(RecordedRequest.empty()), endpoint::disconnect);

        RecordedRequest close = close(endpoint);

        succeeds(close.await());
        assertThat(close.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(close.wasAnnounced()).isFalse();
        assertThat(order).containsExactlyInAnyOrder(receive, send, next, disconnect);
        for (RecordedRequest each : order) {
            assertThat(each.status()).isEqualTo(NtStatus.STATUS_CANCELLED);
        }
        connection.peer().awaitReset();
    }

    @Test
    void resetsTheConnectionWhenItCloses() {
        Connection idle = connect();
        Connection ended = connect();
        ended.peer().end();
        assertThat(receive(ended.endpoint(), 1)).isEmpty();

        succeeds(close(idle.endpoint()).await());
        succeeds(close(ended.endpoint()).await());

        idle.peer().awaitReset();
        ended.peer().awaitReset();
    }

    @Test
    void closesBeforeItIsConnected() {
        succeeds(close(openStream()).await());
        StreamEndpoint bound = bound();
        SockAddr local = localOf(bound);
        succeeds(close(bound).await());

        succeeds(openStream().bind(local));
    }

    @Test
    void postsWhateverItsState() {
        for (StreamEndpoint endpoint : List.of(openStream(), bound(), connect().endpoint())) {
            expectPostCompletesInTheIoThread(endpoint);
            expectPostAndCancelWhenClosed(endpoint);
        }
    }
}
