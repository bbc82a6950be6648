// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

class StreamEndTest {
    private static final int WINDOW = 64 * 1024;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private StreamEndpoint client;
    private StreamEndpoint server;
    private RecordingObserver clientObserver;
    private RecordingObserver serverObserver;

    @BeforeEach
    void connect() {
        LoopbackFixture.Connection connection = loopback.connect(IpFamily.INET);
        client = connection.client();
        server = connection.server();
        clientObserver = connection.clientObserver();
        serverObserver = connection.serverObserver();
    }

    private static RecordedRequest receive(StreamEndpoint endpoint, int room) {
        RecordedRequest request = RecordedRequest.room(room);
        request.start(endpoint::receive);
        return request;
    }

    private static RecordedRequest send(StreamEndpoint endpoint, String text) {
        RecordedRequest request = RecordedRequest.of(text);
        request.start(endpoint::send);
        return request;
    }

    private static RecordedRequest disconnect(StreamEndpoint endpoint, String text) {
        RecordedRequest request = RecordedRequest.of(text);
        request.start(endpoint::disconnect);
        return request;
    }

    private static RecordedRequest abort(StreamEndpoint endpoint, NtStatus sends, NtStatus receives) {
        RecordedRequest request = RecordedRequest.empty();
        request.start(aborted -> endpoint.abort(aborted, sends, receives));
        return request;
    }

    @Test
    @Clause({"DISCONNECT-05", "DISCONNECT-11", "RECEIVE-20"})
    void endsOneDirectionInGoodOrder() {
        assertThat(disconnect(client, "bye").await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(client, "x").await()).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(disconnect(client, "").await()).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);

        assertThat(receive(server, 10).text()).isEqualTo("bye");
        assertThat(receive(server, 10).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive(server, 10).request().transferred()).isZero();
        assertThat(server.isPeerDone()).isTrue();
        assertThat(client.isPeerDone()).isFalse();

        assertThat(send(server, "still").await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive(client, 10).text()).isEqualTo("still");
    }

    @Test
    void endsReceivesThatWaitWithWhatTheyGot() {
        RecordedRequest first = RecordedRequest.room(10, TransportRequest.WAITALL);
        first.start(server::receive);
        RecordedRequest second = receive(server, 10);
        disconnect(client, "abc");

        assertThat(first.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(first.text()).isEqualTo("abc");
        assertThat(second.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(second.request().transferred()).isZero();
    }

    @Test
    @Clause({"DISCONNECT-06", "DISCONNECT-10"})
    void disconnectsBehindAllBytes() {
        send(client, LoopbackFixture.text(WINDOW));
        RecordedRequest send = send(client, "more");
        RecordedRequest disconnect = disconnect(client, "last");
        assertThat(disconnect.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(server.isPeerDone()).isFalse();

        assertThat(receive(server, WINDOW + 10).text()).endsWith("morelast");
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(disconnect.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(server.isPeerDone()).isTrue();
    }

    @Test
    void sendsOnAfterACancelledDisconnect() {
        send(client, LoopbackFixture.text(WINDOW + 1));
        RecordedRequest disconnect = disconnect(client, "");
        client.cancel(disconnect.request());
        assertThat(disconnect.await()).isEqualTo(NtStatus.STATUS_CANCELLED);

        RecordedRequest send = send(client, "more");
        assertThat(receive(server, WINDOW + 10).text()).endsWith("more");
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("DISCONNECT-15")
    void abortEndsEverythingWithTheStatusesGiven() {
        RecordedRequest receive = receive(client, 10);
        send(client, LoopbackFixture.text(WINDOW));
        RecordedRequest send = send(client, "more");
        RecordedRequest disconnect = disconnect(client, "");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        disconnect.then(over -> order.add("disconnect"));
        RecordedRequest abort = RecordedRequest.empty().then(over -> order.add("abort"));

        abort.start(request ->
                client.abort(request, NtStatus.STATUS_REQUEST_ABORTED, NtStatus.STATUS_CONNECTION_DISCONNECTED));

        assertThat(abort.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CONNECTION_DISCONNECTED);
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_REQUEST_ABORTED);
        assertThat(disconnect.await()).isEqualTo(NtStatus.STATUS_REQUEST_ABORTED);
        LoopbackFixture.settle(client);
        assertThat(order).as("behind all that it ended").containsExactly("disconnect", "abort");
        assertThat(send(client, "x").await()).isEqualTo(NtStatus.STATUS_REQUEST_ABORTED);
        assertThat(receive(client, 1).await()).isEqualTo(NtStatus.STATUS_CONNECTION_DISCONNECTED);
        assertThat(receive(server, 1).await()).as("bytes are lost").isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(send(server, "x").await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void abortTakesThePlaceOfAnEarlierFailure() {
        abort(server, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CANCELLED);
        assertThat(send(client, "x").await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);

        assertThat(abort(client, NtStatus.STATUS_REQUEST_ABORTED, NtStatus.STATUS_IO_TIMEOUT)
                        .await())
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(client, "x").await()).isEqualTo(NtStatus.STATUS_REQUEST_ABORTED);
        assertThat(receive(client, 1).await()).isEqualTo(NtStatus.STATUS_IO_TIMEOUT);
    }

    @Test
    void abortsAlthoughItsRequestWasCancelled() {
        receive(client, 1);
        RecordedRequest abort = RecordedRequest.empty().cancelledBefore();

        assertThat(abort.start(request -> client.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CANCELLED)))
                .isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(receive(server, 1).await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void abortIsNotToldToTheOwnObserver() {
        client.observe(StreamObserver.OBSERVE_DISCONNECT);
        server.observe(StreamObserver.OBSERVE_DISCONNECT);
        abort(client, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CANCELLED);

        assertThat(serverObserver.await(1)).containsExactly("reset");
        LoopbackFixture.settle(client);
        assertThat(clientObserver.calls()).isEmpty();
    }

    @Test
    void aResetAfterAGoodEndIsMetByBothDirections() {
        disconnect(client, "");
        assertThat(receive(server, 1).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        abort(client, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CANCELLED);

        assertThat(send(server, "x").await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(server.isPeerDone()).isTrue();
    }

    @Test
    @Clause({"CLOSE-07", "CLOSE-14", "CLOSE-20", "DISCONNECT-22"})
    void closeCancelsWhatWaitsAndResetsThePeer() {
        RecordedRequest receive = receive(client, 1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        receive.then(over -> order.add("receive"));
        RecordedRequest theirs = receive(server, 1);

        RecordedRequest close = loopback.startClose(client);
        assertThat(close.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        close.then(over -> order.add("close"));
        assertThat(close.await()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(order.get(0)).isEqualTo("receive");
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(theirs.await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("CLOSE-15")
    void closeAbortsNothingThatIsDisconnectedBothWays() {
        disconnect(client, "last words");
        disconnect(server, "");

        assertThat(loopback.startClose(client).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive(server, 20).text()).isEqualTo("last words");
        assertThat(receive(server, 20).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void closeWaitsForTheCallThatIsUnderWay() {
        CountDownLatch closing = new CountDownLatch(1);
        RecordedRequest close = RecordedRequest.empty();
        serverObserver.during(() -> {
            loopback.forget(server);
            close.start(server::close);
            closing.countDown();
        });
        server.observe(StreamObserver.OBSERVE_RECEIVE);
        send(client, "abc");
        LoopbackFixture.await(closing);

        assertThat(close.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(close.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(serverObserver.calls()).containsExactly("received abc");
    }

    @Test
    void nothingIsToldAfterTheClose() {
        server.observe(StreamObserver.OBSERVE_RECEIVE | StreamObserver.OBSERVE_DISCONNECT);
        loopback.close(server);
        server.observe(StreamObserver.OBSERVE_RECEIVE);
        assertThat(send(client, "abc").await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);

        LoopbackFixture.settle(server);
        assertThat(serverObserver.calls()).isEmpty();
    }

    @Test
    void completesWhatIsPostedAfterTheClose() {
        loopback.close(server);
        RecordedRequest posted = RecordedRequest.empty();
        posted.request().finish(NtStatus.STATUS_IO_TIMEOUT);
        server.post(posted.request());
        server.cancel(posted.request());

        assertThat(posted.await()).isEqualTo(NtStatus.STATUS_IO_TIMEOUT);
        assertThat(posted.completions()).isEqualTo(1);
    }
}
