// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** WskReceiveEvent, one step at a time. */
@Timeout(60)
class ReceiveEventTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

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
        assertThat(endpoint.buffersOnLoan()).as("buffers on loan").isZero();
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    private void rearm() {
        socket.receive(Bytes.room(0).buf()).completedInlineWith(STATUS_SUCCESS);
        transport.run();
    }

    @Test
    @Clause({"SOCKET-09", "SOCKET-10", "SOCKET-11", "RECEIVE-EVENT-03"})
    void passesTheContextAndUsesTheCallbacksOfWskSocket() {
        assertThat(socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);

        endpoint.deliver("hello");

        assertThat(events.calls()).containsExactly("receive hello");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause("RECEIVE-EVENT-03")
    void passesANullContextOn() {
        RecordedEvents others = new RecordedEvents();
        ClientSocket other = wsk.connected(null, others.dispatch());
        other.enable(RECEIVE);

        transport.endpoint().deliver("x");

        assertThat(others.contexts()).containsExactly((Object) null);
        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause({"RECEIVE-EVENT-02", "EVENT-05"})
    void isNotCalledBeforeItIsEnabledAndThenWithAllThatArrivedMeanwhile() {
        endpoint.deliver("early ");
        socket.enable(WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_SEND_BACKLOG);
        endpoint.deliver("birds");
        transport.run();
        assertThat(events.calls()).isEmpty();

        socket.enable(RECEIVE);
        transport.run();

        assertThat(events.calls()).containsExactly("receive early birds");
    }

    @Test
    @Clause({"RECEIVE-EVENT-02", "SO-EVENT-13"})
    void leavesTheDataToReceivesOnceItIsDisabled() {
        socket.enable(RECEIVE);
        assertThat(socket.disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        endpoint.deliver("data");
        assertThat(events.calls()).isEmpty();

        ReceiveTest.assertReceives(socket, "data");

        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause({"RECEIVE-EVENT-01", "RECEIVE-EVENT-08", "DATA-INDICATION-03"})
    void handsAListOverWhoseLengthsAddUp() {
        List<Long> lengths = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        events.answering((list, bytes, accepted) -> {
            told.add(bytes);
            for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
                lengths.add(piece.buffer().length());
            }
            return STATUS_SUCCESS;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("a", "bcd", "ef");

        assertThat(events.calls()).containsExactly("receive abcdef");
        assertThat(lengths).containsExactly(1L, 3L, 2L);
        assertThat(told).containsExactly(6L);
    }

    @Test
    @Clause({"RECEIVE-EVENT-04", "RECEIVE-EVENT-05", "RECEIVE-EVENT-06", "RECEIVE-EVENT-19"})
    void passesTheFlagsOfTheTransportOnAndAddsTheLevel() {
        int dispatch = WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL;
        socket.enable(RECEIVE);

        endpoint.setReceivedFlags(0);
        endpoint.deliver("a");
        endpoint.setReceivedFlags(WskConstants.WSK_FLAG_RELEASE_ASAP);
        endpoint.deliver("b");
        endpoint.setReceivedFlags(WskConstants.WSK_FLAG_ENTIRE_MESSAGE);
        endpoint.deliver("c");
        endpoint.setReceivedFlags(WskConstants.WSK_FLAG_RELEASE_ASAP | WskConstants.WSK_FLAG_ENTIRE_MESSAGE);
        endpoint.deliver("d");

        assertThat(events.flags())
                .containsExactly(
                        dispatch,
                        dispatch | WskConstants.WSK_FLAG_RELEASE_ASAP,
                        dispatch | WskConstants.WSK_FLAG_ENTIRE_MESSAGE,
                        dispatch | WskConstants.WSK_FLAG_RELEASE_ASAP | WskConstants.WSK_FLAG_ENTIRE_MESSAGE);
    }

    @Test
    @Clause({"RECEIVE-EVENT-09", "RECEIVE-EVENT-11"})
    void takesItAllWhenTheClientStoresNothing() {
        List<Long> preset = new ArrayList<>();
        events.answering((list, bytes, accepted) -> {
            preset.add(accepted.get());
            return STATUS_SUCCESS;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        endpoint.deliver("de");

        assertThat(events.calls()).containsExactly("receive abc", "receive de");
        assertThat(preset).as("BytesAccepted as the callback finds it").containsExactly(3L, 2L);
        assertThat(endpoint.bytesReceived()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4})
    @Clause({"RECEIVE-EVENT-12", "RECEIVE-EVENT-23"})
    void keepsTheRestOfWhatTheClientTakesInPart(long taken) {
        events.answering(RecordedEvents.take(taken));
        socket.enable(RECEIVE);
        endpoint.deliver("abc", "de");
        endpoint.deliver("fg");
        transport.run();
        assertThat(events.calls()).containsExactly("receive abcde");
        events.answering(RecordedEvents.TAKE_ALL);

        rearm();

        assertThat(events.calls()).containsExactly("receive abcde", "receive " + "abcdefg".substring((int) taken));
        endpoint.deliver("h");
        assertThat(events.await(3).get(2)).isEqualTo("receive h");
    }

    @Test
    @Clause({"RECEIVE-EVENT-12", "RECEIVE-EVENT-14"})
    void givesTheRestToReceivesFirst() {
        events.answering(RecordedEvents.take(2));
        socket.enable(RECEIVE);
        endpoint.deliver("abcdef");
        events.answering(RecordedEvents.TAKE_ALL);

        ReceiveTest.assertReceives(socket, "cd");
        transport.run();

        assertThat(events.calls()).containsExactly("receive abcdef", "receive ef");
    }

    /** Reading 41. */
    @Test
    @Clause({"RECEIVE-EVENT-09", "RECEIVE-EVENT-12"})
    void countsNoBytesTakenAsARefusal() {
        events.answering(RecordedEvents.take(0));
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        endpoint.deliver("d");
        assertThat(events.calls()).containsExactly("receive abc");
        events.answering(RecordedEvents.TAKE_ALL);

        rearm();

        assertThat(events.calls()).containsExactly("receive abc", "receive abcd");
    }

    @Test
    @Clause("RECEIVE-EVENT-10")
    void ignoresWhatTheClientTookWhenItRefuses() {
        events.answering((list, bytes, accepted) -> {
            accepted.set(2);
            return STATUS_DATA_NOT_ACCEPTED;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");

        ReceiveTest.assertReceives(socket, "abc");
    }

    @Test
    @Clause("RECEIVE-EVENT-10")
    void ignoresWhatTheClientTookWhenItRetains() {
        events.answering((list, bytes, accepted) -> {
            accepted.set(2);
            return STATUS_PENDING;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        endpoint.deliver("def");

        assertThat(events.calls()).containsExactly("receive abc", "receive def");
        events.lists().forEach(list -> assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS));
    }

    @Test
    @Clause({"RECEIVE-EVENT-14", "RECEIVE-EVENT-15", "RECEIVE-EVENT-23"})
    void pausesAfterARefusalUntilAReceiveHasCompleted() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        endpoint.deliver("def");
        assertThat(events.calls()).containsExactly("receive abc");
        events.answering(RecordedEvents.TAKE_ALL);

        rearm();

        assertThat(events.calls()).containsExactly("receive abc", "receive abcdef");
    }

    @Test
    @Clause("RECEIVE-EVENT-23")
    void staysPausedWhileTheReceiveIsPending() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        Bytes room = Bytes.room(6);
        Call receive = socket.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();
        endpoint.deliver("de");
        events.answering(RecordedEvents.TAKE_ALL);
        assertThat(events.calls()).containsExactly("receive abc");

        endpoint.deliver("fg");

        receive.succeededWith(6);
        assertThat(room.text()).isEqualTo("abcdef");
        assertThat(events.calls()).containsExactly("receive abc", "receive g");
    }

    @Test
    @Clause({"RECEIVE-EVENT-14", "RECEIVE-EVENT-23"})
    void isNotResumedByAReceiveThatWasRefusedItself() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");

        socket.receive(null).completedInlineWith(NtStatus.STATUS_INVALID_PARAMETER);
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc");
    }

    @Test
    @Clause("RECEIVE-EVENT-16")
    void isNotResumedByEnablingItAgain() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");

        socket.enable(RECEIVE);
        socket.disable(RECEIVE);
        socket.enable(RECEIVE | WskConstants.WSK_EVENT_DISCONNECT);
        endpoint.deliver("d");
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc");
        rearm();
        assertThat(events.calls()).containsExactly("receive abc", "receive abcd");
    }

    @Test
    @Clause("RECEIVE-EVENT-14")
    void countsAnyOtherAnswerAsARefusal() {
        events.answering((list, bytes, accepted) -> STATUS_INSUFFICIENT_RESOURCES);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        endpoint.deliver("d");

        assertThat(events.calls()).containsExactly("receive abc");
        ReceiveTest.assertReceives(socket, "abcd");
    }

    /** A client that hands its data to another thread cannot know whether the callback has returned by then. */
    @Test
    @Clause({"RECEIVE-EVENT-14", "RECEIVE-EVENT-15"})
    void resumesAlsoWhenTheReceiveCompletesBeforeTheRefusalIsReturned() {
        events.answering((list, bytes, accepted) -> {
            socket.receive(Bytes.room(0).buf()).completedInlineWith(STATUS_SUCCESS);
            events.answering(RecordedEvents.TAKE_ALL);
            return STATUS_DATA_NOT_ACCEPTED;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");

        assertThat(events.calls()).containsExactly("receive abc", "receive abc");
    }

    @Test
    @Clause({"RECEIVE-EVENT-14", "EVENT-11"})
    void leavesTheDataToAReceiveThatIsStartedInTheCallback() {
        Bytes room = Bytes.room(4);
        AtomicReference<Call> receive = new AtomicReference<>();
        events.answering((list, bytes, accepted) -> {
            receive.set(socket.receive(room.buf()));
            events.answering(RecordedEvents.TAKE_ALL);
            return STATUS_DATA_NOT_ACCEPTED;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abcdef");

        receive.get().succeededWith(4);
        assertThat(room.text()).isEqualTo("abcd");
        assertThat(events.calls()).containsExactly("receive abcdef", "receive ef");
    }

    @Test
    @Clause({"RECEIVE-EVENT-17", "RECEIVE-15"})
    void isCalledOnlyWhenNoReceiveWaits() {
        socket.enable(RECEIVE);
        Bytes first = Bytes.room(2);
        Bytes second = Bytes.room(3);
        Call one = socket.receive(first.buf()).isPending();
        Call two = socket.receive(second.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();

        endpoint.deliver("abcd");
        one.succeededWith(2);
        assertThat(events.calls()).isEmpty();
        endpoint.deliver("efg");

        two.succeededWith(3);
        assertThat(first.text() + second.text()).isEqualTo("abcde");
        assertThat(events.calls()).containsExactly("receive fg");
    }

    @Test
    @Clause("RECEIVE-16")
    void mayBeUnderWayAlreadyWhenAReceiveIsQueued() {
        Bytes room = Bytes.room(3);
        AtomicReference<Call> receive = new AtomicReference<>();
        events.during(() -> {
            if (receive.get() == null) {
                receive.set(socket.receive(room.buf()));
            }
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        receive.get().isPending();
        endpoint.deliver("def");

        receive.get().succeededWith(3);
        assertThat(room.text()).isEqualTo("def");
        assertThat(events.calls()).containsExactly("receive abc");
        socket.disable(RECEIVE);
        Call alone = socket.receive(room.buf()).isPending();
        endpoint.deliver("ghi");
        alone.succeededWith(3);
        assertThat(events.calls()).containsExactly("receive abc");
    }

    @Test
    @Clause("RECEIVE-EVENT-18")
    void isCalledAgainOnlyAfterItHasReturned() {
        List<String> order = new ArrayList<>();
        events.during(() -> {
            order.add("begins");
            if (order.size() == 1) {
                endpoint.deliver("second");
                endpoint.peerCloses();
                endpoint.changeIdealBacklog(1000);
                transport.run();
            }
            order.add("ends");
        });
        socket.enable(RECEIVE | WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_SEND_BACKLOG);

        endpoint.deliver("first");

        assertThat(events.calls())
                .containsExactlyInAnyOrder("receive first", "receive second", "disconnect", "backlog 1000");
        assertThat(order).containsExactly("begins", "ends", "begins", "ends", "begins", "ends", "begins", "ends");
    }

    @Test
    @Clause({"RECEIVE-EVENT-22", "EVENT-12"})
    void givesTheListBackWhenTheCallbackReturns() {
        List<Integer> onLoan = new ArrayList<>();
        events.during(() -> onLoan.add(endpoint.buffersOnLoan()));
        socket.enable(RECEIVE);

        endpoint.deliver("a", "b");

        assertThat(onLoan).containsExactly(2);
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    @Clause("RECEIVE-EVENT-22")
    void givesOnlyWhatWasTakenBackToTheTransport() {
        events.answering(RecordedEvents.take(4));
        socket.enable(RECEIVE);

        endpoint.deliver("abc", "def", "ghi");

        assertThat(endpoint.buffersOnLoan()).isZero(); // the endpoint itself complains of one that was not its turn
        ReceiveTest.assertReceives(socket, "efghi");
    }

    @Test
    @Clause({"RECEIVE-EVENT-20", "EVENT-11"})
    void mayStartRequestsThatCompleteLater() {
        transport.holdSends();
        AtomicReference<Call> send = new AtomicReference<>();
        events.during(() -> send.set(socket.send("echo")));
        socket.enable(RECEIVE);

        endpoint.deliver("x");
        send.get().isPending();
        transport.releaseHolds();

        send.get().succeededWith(4);
        assertThat(endpoint.sent()).isEqualTo("echo");
    }

    @Test
    @Clause("EVENT-11")
    void doesNotExhaustTheStackOfAClientThatAnswersAlways() {
        int[] calls = {0};
        RecordedIrp irp = RecordedIrp.ready();
        events.answering((list, bytes, accepted) -> {
            socket.send("pong", irp.again()).completedInlineWith(STATUS_SUCCESS);
            if (++calls[0] < 10_000) {
                endpoint.deliver("ping");
            }
            return STATUS_SUCCESS;
        });
        socket.enable(RECEIVE);

        endpoint.deliver("ping");

        assertThat(calls).containsExactly(10_000);
    }

    @Test
    @Clause("RECEIVE-EVENT-14")
    void refusesTheDataOfACallbackThatThrowsOrAnswersNull() {
        wsk.expectErrors();
        events.answering((list, bytes, accepted) -> {
            throw new IllegalStateException("the client's own");
        });
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskReceiveEvent", "org.example.client");
        events.answering((list, bytes, accepted) -> null);
        rearm();

        assertThat(events.calls()).containsExactly("receive abc", "receive abc");
        ReceiveTest.assertReceives(socket, "abc");
    }

    /** Memory of the provider's in which only the client's answer counts. */
    @Test
    @Clause("RECEIVE-EVENT-09")
    void looksAtBytesAcceptedOnlyWhenTheCallbackReturns() {
        AtomicReference<SizeT> kept = new AtomicReference<>();
        events.answering((list, bytes, accepted) -> {
            kept.set(accepted);
            return STATUS_SUCCESS;
        });
        socket.enable(RECEIVE);
        endpoint.deliver("abc");

        kept.get().set(1);
        endpoint.deliver("def");

        assertThat(events.calls()).containsExactly("receive abc", "receive def");
        assertThat(endpoint.bytesReceived()).isEqualTo(6);
    }
}
