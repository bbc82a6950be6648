// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;

/** WskDisconnectEvent, one step at a time. */
@Timeout(60)
class DisconnectEventTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        socket = wsk.connected(context, events.dispatch());
        transport = wsk.transport(FakeTransport.class);
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    @Test
    @Clause({"DISCONNECT-EVENT-01", "DISCONNECT-EVENT-03"})
    void tellsThatThePeerDisconnectedGracefully() {
        socket.enable(DISCONNECT);

        endpoint.peerCloses();
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause({"DISCONNECT-EVENT-01", "DISCONNECT-EVENT-03"})
    void tellsThatThePeerDisconnectedAbortively() {
        socket.enable(DISCONNECT);

        endpoint.peerResets();
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect abortive");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause({"DISCONNECT-EVENT-01", "DISCONNECT-EVENT-03"})
    void tellsOfAResetBehindAGracefulEnd() {
        socket.enable(DISCONNECT);
        endpoint.peerCloses();

        endpoint.peerResets();

        assertThat(events.calls()).containsExactly("disconnect", "disconnect abortive");
    }

    @Test
    @Clause({"DISCONNECT-EVENT-02", "EVENT-05"})
    void isNotCalledBeforeItIsEnabled() {
        socket.enable(RECEIVE | WskConstants.WSK_EVENT_SEND_BACKLOG);
        endpoint.peerCloses();
        transport.run();
        assertThat(events.calls()).isEmpty();

        socket.enable(DISCONNECT);
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect");
    }

    @Test
    @Clause({"DISCONNECT-EVENT-02", "SO-EVENT-13"})
    void isNotCalledOnceItIsDisabled() {
        socket.enable(DISCONNECT);
        assertThat(socket.disable(DISCONNECT)).isEqualTo(STATUS_SUCCESS);

        endpoint.peerResets();
        transport.run();

        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause("DISCONNECT-EVENT-01")
    void isCalledOnceHoweverOftenItIsEnabled() {
        socket.enable(DISCONNECT);
        endpoint.peerCloses();

        socket.disable(DISCONNECT);
        socket.enable(DISCONNECT);
        socket.enable(DISCONNECT | RECEIVE);
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect");
    }

    /** Called the way a transport does, on a thread that nobody raised: the flag is about the thread. */
    @Test
    @Clause({"DISCONNECT-EVENT-04", "DISCONNECT-EVENT-09"})
    void tellsTheLevelOfTheThread() {
        int[] flags = {-1, -1};
        int[] calls = {0};
        ClientSocket other = wsk.connected(
                null,
                new WskClientConnectionDispatch(
                        null,
                        (unused, told) -> {
                            flags[calls[0]++] = told;
                            return STATUS_SUCCESS;
                        },
                        null));
        other.enable(DISCONNECT);

        transport.endpoint().peerCloses();
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        other.engineSide().connectionEvents().disconnected(false);

        assertThat(flags).containsExactly(WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL, 0);
    }

    @Test
    @Clause("DISCONNECT-EVENT-05")
    void warnsOfAnotherAnswerThanSuccess() {
        events.returning(STATUS_INSUFFICIENT_RESOURCES);
        socket.enable(DISCONNECT);

        endpoint.peerCloses();
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect");
        assertThat(SocketFixture.warnings())
                .singleElement()
                .asString()
                .contains("DISCONNECT-EVENT-05", "STATUS_INSUFFICIENT_RESOURCES", "org.example.client");
        socket.send("unharmed").succeededWith(8);
    }

    @Test
    @Clause("DISCONNECT-EVENT-05")
    void saysNothingOfASuccess() {
        socket.enable(DISCONNECT);

        endpoint.peerCloses();

        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause("DISCONNECT-EVENT-06")
    void leavesSendingPossibleAfterAGracefulEnd() {
        socket.enable(DISCONNECT | RECEIVE);
        endpoint.deliver("last");
        endpoint.peerCloses();
        assertThat(events.calls()).containsExactly("receive last", "disconnect");

        socket.send("answer").succeededWith(6);
        socket.receive(Bytes.room(1).buf()).succeededWith(0);
        socket.disconnect().completedWith(STATUS_SUCCESS);

        assertThat(endpoint.sent()).isEqualTo("answer");
        assertThat(endpoint.peer().isEnded()).isTrue();
        assertThat(events.calls()).hasSize(2);
    }

    @Test
    @Clause("DISCONNECT-EVENT-07")
    void leavesNothingPossibleAfterAReset() {
        AtomicReference<Call> send = new AtomicReference<>();
        AtomicReference<Call> receive = new AtomicReference<>();
        events.during(() -> {
            send.set(socket.send("x"));
            receive.set(socket.receive(Bytes.room(1).buf()));
        });
        socket.enable(DISCONNECT);

        endpoint.peerResets();

        assertThat(events.calls()).containsExactly("disconnect abortive");
        send.get().completedWith(STATUS_CONNECTION_RESET);
        receive.get().completedWith(STATUS_CONNECTION_RESET);
        socket.send("x").completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("DISCONNECT-EVENT-08")
    void isNotCalledForWhatTheClientDoesItself() {
        socket.enable(DISCONNECT);

        socket.disconnect().completedWith(STATUS_SUCCESS);
        transport.run();
        assertThat(events.calls()).isEmpty();
        socket.abort().completedWith(STATUS_SUCCESS);
        transport.run();
        assertThat(events.calls()).isEmpty();
        socket.close().completedWith(STATUS_SUCCESS);

        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause({"DISCONNECT-EVENT-08", "DISCONNECT-EVENT-01"})
    void isCalledForThePeersEndAfterOurs() {
        socket.enable(DISCONNECT);
        socket.disconnect().completedWith(STATUS_SUCCESS);

        endpoint.peerCloses();

        assertThat(events.calls()).containsExactly("disconnect");
    }

    /** Reading 42. */
    @Test
    @Clause("DISCONNECT-EVENT-01")
    void comesAfterAllDataWhenItIsGraceful() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(DISCONNECT | RECEIVE);
        endpoint.deliver("abc");
        endpoint.peerCloses();
        transport.run();
        assertThat(events.calls()).containsExactly("receive abc");

        ReceiveTest.assertReceives(socket, "ab");
        transport.run();
        assertThat(events.calls()).containsExactly("receive abc", "receive c");
        ReceiveTest.assertReceives(socket, "c");
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc", "receive c", "disconnect");
    }

    /** Reading 42. */
    @Test
    @Clause("DISCONNECT-EVENT-01")
    void comesAtOnceWhenItIsAbortive() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(DISCONNECT | RECEIVE);
        endpoint.deliver("abc");

        endpoint.peerResets();

        assertThat(events.calls()).containsExactly("receive abc", "disconnect abortive");
    }

    @Test
    @Clause("DISCONNECT-EVENT-01")
    void comesAfterTheReceivesThatThePeersEndCompletes() {
        socket.enable(DISCONNECT);
        Call receive = socket.receive(Bytes.room(1).buf()).isPending();
        events.during(() -> receive.succeededWith(0));

        endpoint.peerCloses();

        assertThat(events.calls()).containsExactly("disconnect");
    }

    @Test
    @Clause({"DISCONNECT-EVENT-10", "EVENT-11"})
    void mayStartRequests() {
        transport.holdSends();
        AtomicReference<Call> last = new AtomicReference<>();
        events.during(() -> last.set(socket.disconnect(Bytes.of("bye").buf(), 0)));
        socket.enable(DISCONNECT);

        endpoint.peerCloses();
        last.get().isPending();
        transport.releaseHolds();

        last.get().completedWith(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("bye");
    }

    @Test
    @Clause("DISCONNECT-EVENT-01")
    void countsAsToldWhenItThrows() {
        wsk.expectErrors();
        events.during(() -> {
            throw new IllegalStateException("the client's own");
        });
        socket.enable(DISCONNECT);

        endpoint.peerCloses();
        socket.enable(DISCONNECT);
        transport.run();

        assertThat(events.calls()).containsExactly("disconnect");
        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskDisconnectEvent");
        assertThat(socket.disable(DISCONNECT)).as("no call is in progress").isEqualTo(STATUS_SUCCESS);
    }
}
