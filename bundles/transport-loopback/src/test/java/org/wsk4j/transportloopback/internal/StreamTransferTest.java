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
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SocketOptions;

class StreamTransferTest {
    private static final int WINDOW = 64 * 1024;
    private static final int IDEAL_SEND_BACKLOG = 0x4F000003;
    private static final int RECEIVE_BACKLOG = 0x4F000004;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private StreamEndpoint client;
    private StreamEndpoint server;

    @BeforeEach
    void connect() {
        LoopbackFixture.Connection connection = loopback.connect(IpFamily.INET);
        client = connection.client();
        server = connection.server();
    }

    private RecordedRequest send(String text) {
        RecordedRequest request = RecordedRequest.of(text);
        request.start(client::send);
        return request;
    }

    private RecordedRequest receive(int room, int flags) {
        RecordedRequest request = RecordedRequest.room(room, flags);
        request.start(server::receive);
        return request;
    }

    @Test
    void sendsIntoTheMemoryOfAReceiveThatWaits() {
        RecordedRequest receive = receive(10, 0);
        assertThat(receive.answer()).isEqualTo(NtStatus.STATUS_PENDING);

        assertThat(send("abc").await()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("abc");
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(receive.thread()).isIn(LoopbackFixture.ioThreads());
    }

    @Test
    void receivesAtOnceWhatIsThere() {
        send("abc");
        send("def");

        RecordedRequest receive = receive(4, 0);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("abcd");
        assertThat(receive(10, 0).text()).isEqualTo("ef");
        assertThat(client.bytesSent()).isEqualTo(6);
        assertThat(server.bytesReceived()).isEqualTo(6);
    }

    @Test
    @Clause("RECEIVE-07")
    void fillsAllMemoryWhenAskedTo() {
        send("ab");
        RecordedRequest receive = receive(6, TransportRequest.WAITALL);
        assertThat(receive.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        send("cd");
        LoopbackFixture.settle(server);
        assertThat(receive.isOver()).isFalse();
        send("efgh");

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("abcdef");
        assertThat(receive(10, 0).text()).isEqualTo("gh");
    }

    @Test
    @Clause("RECEIVE-08")
    void throwsEverythingAwayWhenDraining() {
        send("abc");
        RecordedRequest drain = receive(0, TransportRequest.DRAIN);
        send("def");
        LoopbackFixture.settle(server);
        assertThat(drain.isOver()).isFalse();
        assertThat(LoopbackFixture.ends(RecordedRequest.of("ghi"), client::disconnect))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(drain.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(drain.request().transferred()).isZero();
        assertThat(server.bytesReceived()).isEqualTo(9);
    }

    @Test
    @Clause("RECEIVE-13")
    void receivesNothingAtOnceAlsoWhileOthersWait() {
        RecordedRequest waiting = receive(1, 0);

        assertThat(receive(0, 0).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(waiting.isOver()).isFalse();
    }

    @Test
    void letsSendsWaitWhileTheWindowIsFull() {
        String text = LoopbackFixture.text(WINDOW + 1);
        RecordedRequest send = send(text);
        RecordedRequest next = send("next");
        assertThat(send.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(next.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(backlog()).isEqualTo(WINDOW);

        RecordedRequest receive = receive(WINDOW + 10, 0);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo(text + "next");
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(next.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(backlog()).isZero();
    }

    private long backlog() {
        SizeT bytes = new SizeT();
        SizeT written = new SizeT();
        assertThat(server.control(RECEIVE_BACKLOG, null, bytes, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(8);
        return bytes.get();
    }

    @Test
    void hasTheWindowOfTheReceiveBuffer() {
        LoopbackFixture.set(server, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 10);
        SizeT ideal = new SizeT();
        assertThat(client.control(IDEAL_SEND_BACKLOG, null, ideal, new SizeT())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(ideal.get()).isEqualTo(10);

        RecordedRequest send = send("0123456789ab");
        assertThat(send.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        LoopbackFixture.set(server, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 12);
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void givesUpASendOfWhichNothingWentOut() {
        RecordedRequest first = send(LoopbackFixture.text(WINDOW + 1));
        RecordedRequest second = send("second");
        RecordedRequest third = send("third");

        client.cancel(second.request());
        client.cancel(first.request());

        assertThat(second.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(first.isOver()).as("half of it went out").isFalse();
        assertThat(receive(WINDOW + 10, 0).text()).endsWith("third").doesNotContain("second");
        assertThat(third.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void tearsTheStreamWhenASendIsCancelledAmidItsBytes() {
        RecordedRequest waiting = receive(1, TransportRequest.WAITALL);
        RecordedRequest ours = RecordedRequest.room(1);
        ours.start(client::receive);
        RecordedRequest send =
                RecordedRequest.of(LoopbackFixture.text(WINDOW + 2)).cancelledBefore();

        assertThat(LoopbackFixture.ends(send, client::send)).isEqualTo(NtStatus.STATUS_CANCELLED);

        assertThat(ours.await()).isEqualTo(NtStatus.STATUS_CONNECTION_ABORTED);
        assertThat(send("x").await()).isEqualTo(NtStatus.STATUS_CONNECTION_ABORTED);
        assertThat(waiting.await()).as("it was full before").isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive(1, 0).await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void keepsWhatACancelledReceiveGot() {
        RecordedRequest receive = receive(4, TransportRequest.WAITALL);
        send("ab");
        server.cancel(receive.request());

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(receive.text()).isEqualTo("ab");
        server.cancel(receive.request()); // nothing happens
        assertThat(receive.completions()).isEqualTo(1);
    }

    @Test
    void answersARequestThatWasCancelledBefore() {
        RecordedRequest receive = RecordedRequest.room(1).cancelledBefore();
        assertThat(LoopbackFixture.ends(receive, server::receive)).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(receive.completions()).isZero();
    }

    @Test
    void overtakesNoRequestThatIsJustCompleting() {
        CountDownLatch go = new CountDownLatch(1);
        LoopbackFixture.occupy(client, go);
        List<String> order = new ArrayList<>();
        RecordedRequest posted = RecordedRequest.empty().then(over -> order.add("posted"));
        posted.request().finish(NtStatus.STATUS_SUCCESS);
        client.post(posted.request());
        RecordedRequest send = RecordedRequest.of("a").then(over -> order.add("send"));

        assertThat(send.start(client::send)).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(receive(1, 0).text()).as("the bytes need not wait").isEqualTo("a");
        go.countDown();

        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        LoopbackFixture.settle(client);
        assertThat(order).containsExactly("posted", "send");
    }

    @Test
    void carriesOutARequestAtOnceThatACompletionStarts() {
        CountDownLatch done = new CountDownLatch(1);
        RecordedRequest second = RecordedRequest.of("b");
        RecordedRequest receive = RecordedRequest.room(1).then(over -> {
            second.start(server::send);
            done.countDown();
        });
        receive.start(server::receive);
        send("a");
        LoopbackFixture.await(done);

        assertThat(second.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause({"RECEIVE-19", "SEND-12"})
    void completesInTheOrderOfTheCalls() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<RecordedRequest> receives = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            RecordedRequest receive = RecordedRequest.room(2).then(over -> order.add(name + " " + over.text()));
            receive.start(server::receive);
            receives.add(receive);
        }
        send("abcdef");

        receives.forEach(RecordedRequest::await);
        LoopbackFixture.settle(server);
        assertThat(order).containsExactly("first ab", "second cd", "third ef");
    }

    @Test
    void showsWhatWaits() {
        RecordedRequest receive = receive(1, 0);
        List<TransportRequest> pending = new ArrayList<>();
        server.forEachPending(pending::add);
        assertThat(pending).containsExactly(receive.request());
        client.forEachPending(pending::add);
        assertThat(pending).hasSize(1);
    }

    @Test
    void knowsNoOtherFlags() {
        assertThat(RecordedRequest.of("a", 0x40).start(client::send)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(RecordedRequest.room(1, 0x40).start(client::receive)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(LoopbackFixture.ends(RecordedRequest.of("a", TransportRequest.NODELAY), client::send))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void movesNothingBeforeItIsConnected() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        assertThat(RecordedRequest.of("a").start(endpoint::send)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.empty().start(endpoint::disconnect)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.control(RECEIVE_BACKLOG, null, new SizeT(), new SizeT()))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.control(1, null, null, null)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }
}
