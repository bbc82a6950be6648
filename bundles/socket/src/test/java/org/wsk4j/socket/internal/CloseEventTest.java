// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** Event callbacks of a socket that is closed, or taken away, one step at a time. */
@Timeout(60)
class CloseEventTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int ALL = RECEIVE | WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_SEND_BACKLOG;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    /** What the peer does, and so which callback is called. */
    enum Event {
        RECEIVE {
            @Override
            void cause(FakeEndpoint endpoint) {
                endpoint.deliver("data");
            }
        },
        DISCONNECT {
            @Override
            void cause(FakeEndpoint endpoint) {
                endpoint.peerCloses();
            }
        },
        RESET {
            @Override
            void cause(FakeEndpoint endpoint) {
                endpoint.peerResets();
            }
        },
        BACKLOG {
            @Override
            void cause(FakeEndpoint endpoint) {
                endpoint.changeIdealBacklog(1000);
            }
        };

        abstract void cause(FakeEndpoint endpoint);
    }

    @BeforeEach
    void connect() {
        socket = wsk.connected(context, events.dispatch());
        transport = wsk.transport(FakeTransport.class);
        endpoint = transport.endpoint();
        socket.enable(ALL);
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- closed by the client

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-10", "CLOSE-21"})
    void callsNothingOnceItIsClosed(Event event) {
        transport.pause();
        event.cause(endpoint);

        Call close = socket.close();
        transport.resume();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(events.calls()).isEmpty();
        assertThat(endpoint.isClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-08", "CLOSE-10", "CLOSE-21"})
    void waitsForACallbackOnAnotherThread(Event event) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        events.during(() -> {
            running.countDown();
            await(mayReturn);
        });
        Thread io = new Thread(() -> event.cause(endpoint), "io");
        io.start();
        await(running);

        Call close = socket.close();

        close.isPending();
        assertThat(endpoint.isClosed()).isFalse();
        mayReturn.countDown();
        close.completedWith(STATUS_SUCCESS);
        assertThat(events.isInside()).isFalse();
        io.join();
        assertThat(events.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-08", "CLOSE-17", "CLOSE-21"})
    void completesAfterTheCallbackThatHasClosedTheSocket(Event event) {
        List<String> order = new ArrayList<>();
        AtomicReference<Call> close = new AtomicReference<>();
        events.during(() -> {
            close.set(socket.close(RecordedIrp.ready().then(irp -> order.add("closed"))));
            assertThat(close.get().returned()).isEqualTo(STATUS_PENDING);
            assertThat(socket.engineSide().busyWith())
                    .singleElement()
                    .asString()
                    .contains("an event callback", "closed that very socket");
            transport.run();
            order.add("returns");
        });

        event.cause(endpoint);
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(order).containsExactly("returns", "closed");
        assertThat(events.calls()).hasSize(1);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"CLOSE-06", "CLOSE-17", "CLOSE-21"})
    void completesTheRequestsOfASocketThatItsCallbackCloses() {
        List<String> order = new ArrayList<>();
        Call receive = socket.receive(
                        Bytes.room(1).buf(), 0, RecordedIrp.ready().then(irp -> order.add("receive")))
                .isPending();
        events.during(() -> socket.close(RecordedIrp.ready().then(irp -> order.add("close"))));

        endpoint.changeIdealBacklog(1000);
        transport.run();

        receive.completedWith(STATUS_CANCELLED);
        assertThat(order).containsExactly("receive", "close");
    }

    @Test
    @Clause({"CLOSE-17", "CLOSE-21"})
    void mayBeClosedByTheCallbackOfAnotherSocket() {
        RecordedEvents others = new RecordedEvents();
        ClientSocket other = wsk.connected(null, others.dispatch());
        other.enable(ALL);
        FakeEndpoint otherEndpoint = transport.endpoint();
        transport.pause();
        endpoint.deliver("data");
        otherEndpoint.deliver("never");
        AtomicReference<Call> close = new AtomicReference<>();
        events.during(() -> close.set(other.close()));

        transport.resume();
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(others.calls()).isEmpty();
        events.during(() -> {});
        endpoint.deliver("more");
        assertThat(events.calls()).containsExactly("receive data", "receive more");
    }

    @Test
    @Clause("CLOSE-08")
    void givesBackWhatACallbackTookThatHasClosedTheSocket() {
        events.during(() -> socket.close());

        endpoint.deliver("a", "b");
        transport.run();

        assertThat(endpoint.isClosed()).isTrue();
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    @Clause("CLOSE-08")
    void mayCloseAndRefuse(long taken) {
        events.answering(RecordedEvents.take(taken)).during(() -> socket.close());

        endpoint.deliver("a", "b");
        transport.run();

        assertThat(endpoint.isClosed()).isTrue();
        assertThat(endpoint.buffersOnLoan()).isZero();
        assertThat(events.calls()).containsExactly("receive ab");
    }

    @Test
    @Clause({"CLOSE-06", "CLOSE-10"})
    void mayBeClosedByTheRoutineOfAReceiveThatWouldResumeTheEvent() {
        events.answering(RecordedEvents.REFUSE);
        endpoint.deliver("abc");
        AtomicReference<Call> close = new AtomicReference<>();

        socket.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(irp -> close.set(socket.close())))
                .completedWith(STATUS_SUCCESS);
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(events.calls()).containsExactly("receive abc");
    }

    // ---- taken away

    @Test
    @Clause({"FORCED-CLOSED-05", "RECEIVE-EVENT-07", "RECEIVE-EVENT-21"})
    void tellsReceiveEventsThatTheSocketWasTakenAwayOnce() {
        List<String> seen = new ArrayList<>();
        Call receive = socket.receive(Bytes.room(1).buf()).isPending();
        events.during(() -> seen.add(receive.irp().status() + ", "
                + socket.receive(Bytes.room(1).buf()).returned()));

        socket.engineSide().abandon();
        transport.run();

        assertThat(events.calls()).containsExactly("receive null");
        assertThat(events.contexts()).containsExactly(context);
        assertThat(seen)
                .as("the requests that waited have completed, and new ones do not work")
                .containsExactly(STATUS_FILE_FORCED_CLOSED + ", " + STATUS_FILE_FORCED_CLOSED);
        socket.engineSide().abandon();
        wsk.registry().revokeAll();
        transport.run();
        assertThat(events.calls()).hasSize(1);
        socket.close().completedWith(STATUS_SUCCESS);
        transport.run();
        assertThat(events.calls()).hasSize(1);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"FORCED-CLOSED-05", "RECEIVE-EVENT-07"})
    void tellsReceiveEventsThatTheEndpointFailed() {
        endpoint.deliver("abc");

        endpoint.fail(STATUS_INSUFFICIENT_RESOURCES);
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc", "receive null");
    }

    @Test
    @Clause({"FORCED-CLOSED-05", "RECEIVE-EVENT-07"})
    void tellsReceiveEventsAlsoAfterARefusal() {
        events.answering(RecordedEvents.REFUSE);
        endpoint.deliver("abc");

        socket.engineSide().abandon();
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc", "receive null");
    }

    @Test
    @Clause({"FORCED-CLOSED-05", "RECEIVE-EVENT-02"})
    void tellsNobodyWhoseReceiveEventsAreNotEnabled() {
        socket.disable(RECEIVE);

        socket.engineSide().abandon();
        transport.run();

        assertThat(events.calls()).isEmpty();
        assertThat(endpoint.isClosed()).isTrue();
    }

    @Test
    @Clause({"FORCED-CLOSED-05", "CLOSE-10"})
    void tellsNobodyWhoHasClosedTheSocketMeanwhile() {
        transport.pause();
        socket.engineSide().abandon();

        Call close = socket.close();
        transport.resume();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause({"FORCED-CLOSED-05", "CLOSE-17", "CLOSE-21"})
    void mayBeClosedFromWithinTheNews() {
        List<String> order = new ArrayList<>();
        events.during(() -> {
            socket.close(RecordedIrp.ready().then(irp -> order.add("closed")));
            order.add("returns");
        });

        socket.engineSide().abandon();
        transport.run();

        assertThat(order).containsExactly("returns", "closed");
        assertThat(events.calls()).containsExactly("receive null");
        wsk.client().assertIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STATUS_SUCCESS", "STATUS_PENDING", "STATUS_DATA_NOT_ACCEPTED"})
    @Clause("RECEIVE-EVENT-21")
    void ignoresWhatTheNewsIsAnsweredWith(String answer) {
        NtStatus status = List.of(STATUS_SUCCESS, STATUS_PENDING, NtStatus.STATUS_DATA_NOT_ACCEPTED).stream()
                .filter(each -> each.name().equals(answer))
                .findFirst()
                .orElseThrow();
        List<String> calls = new ArrayList<>();
        ClientSocket other = wsk.connected(
                null,
                new WskClientConnectionDispatch(
                        (unused, flags, list, bytes, accepted) -> note(calls, list, bytes, accepted, status),
                        null,
                        null));
        other.enable(RECEIVE);

        other.engineSide().abandon();
        transport.run();

        assertThat(calls).containsExactly("null 0 0");
        other.close().completedWith(STATUS_SUCCESS);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    private static NtStatus note(
            List<String> calls, WskDataIndication list, long bytes, SizeT accepted, NtStatus status) {
        calls.add(list + " " + bytes + " " + accepted.get());
        return status;
    }
}
