// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.IrpAssert;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** What a client does with lists that it retains, and gives back with WskRelease, one step at a time. */
@Timeout(60)
class ReleaseDataTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents().answering(RecordedEvents.RETAIN);
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        socket = wsk.connected(null, events.dispatch());
        endpoint = wsk.transport(FakeTransport.class).endpoint();
        socket.enable(RECEIVE);
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    private WskDataIndication retained(String... texts) {
        endpoint.deliver(texts);
        return events.lists().get(events.lists().size() - 1);
    }

    private void assertNothingRetained() {
        assertThat(endpoint.buffersOnLoan()).as("buffers on loan").isZero();
        assertThat(wsk.engine().sockets()).allMatch(report -> report.retained() == 0, "retains nothing");
    }

    private static void assertBugCheck(ClientSocket socket, WskDataIndication list, String clause) {
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(() -> socket.release(list))
                .withMessageContaining("WskRelease")
                .withMessageContaining(clause)
                .matches(bugCheck -> bugCheck.code() == BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION);
    }

    @Test
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01", "RELEASE-DATA-05"})
    void keepsWhatTheClientRetainsUntilItIsReleased() {
        WskDataIndication first = retained("first");
        WskDataIndication second = retained("second");
        assertThat(events.calls()).containsExactly("receive first", "receive second");
        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);

        assertThat(socket.release(second)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isEqualTo(1);
        assertThat(RecordedEvents.text(first, 5)).isEqualTo("first");
        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    void reportsHowManyListsAreRetained() {
        WskDataIndication first = retained("a", "b", "c");
        retained("d");

        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.retained()).isEqualTo(2));
        socket.release(first);
        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.retained()).isEqualTo(1));
        socket.release(events.lists().get(1));
        assertNothingRetained();
    }

    @Test
    @Clause({"RELEASE-DATA-01", "RELEASE-DATA-03"})
    void givesTheWholeListBackWhateverTheClientDidWithTheLinks() {
        WskDataIndication first = retained("a", "b", "c");
        WskDataIndication second = retained("d", "e");
        first.next().next().setNext(second); // one queue of all
        first.setNext(null);

        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        assertThat(RecordedEvents.text(second, 2)).isEqualTo("de");
        assertThat(socket.release(second)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-05")
    void needsNoIrpAtAnyLevel() {
        WskDataIndication first = retained("first");
        WskDataIndication second = retained("second");
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);
        AtomicReference<NtStatus> answer = new AtomicReference<>();
        events.answering(RecordedEvents.TAKE_ALL).during(() -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            answer.set(socket.release(second));
        });

        endpoint.deliver("third");

        assertThat(answer).hasValue(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-02")
    void refusesWhatIsNoListOfTheSocket() {
        RecordedEvents others = new RecordedEvents().answering(RecordedEvents.RETAIN);
        ClientSocket other = wsk.connected(null, others.dispatch());
        other.enable(RECEIVE);
        FakeEndpoint otherEndpoint = wsk.transport(FakeTransport.class).endpoint();
        otherEndpoint.deliver("other");
        WskDataIndication own = retained("own");
        WskDataIndication foreign = others.lists().get(0);

        assertThat(socket.release(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(new WskDataIndication(null, Bytes.of("x").buf(), null)))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(new WskDataIndication(own, own.buffer(), "own")))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(foreign)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.dispatch().wskRelease(null, own)).isEqualTo(STATUS_INVALID_HANDLE);

        assertThat(endpoint.buffersOnLoan() + otherEndpoint.buffersOnLoan()).isEqualTo(2);
        assertThat(other.release(foreign)).isEqualTo(STATUS_SUCCESS);
        assertThat(socket.release(own)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-03")
    void isABugCheckForAnythingButTheHead() {
        WskDataIndication head = retained("a", "b", "c");

        assertBugCheck(socket, head.next(), "RELEASE-DATA-03");
        assertBugCheck(socket, head.next().next(), "RELEASE-DATA-03");

        assertThat(endpoint.buffersOnLoan()).isEqualTo(3);
        assertThat(socket.release(head)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-01")
    void isABugCheckTheSecondTime() {
        WskDataIndication list = retained("a");
        socket.release(list);

        assertBugCheck(socket, list, "RELEASE-DATA-01");

        assertNothingRetained();
    }

    @Test
    @Clause({"RELEASE-DATA-01", "RECEIVE-EVENT-22"})
    void isABugCheckForAListThatWasNotRetained() {
        AtomicReference<WskDataIndication> taken = new AtomicReference<>();
        events.answering((list, bytes, accepted) -> {
            taken.set(list);
            return STATUS_SUCCESS;
        });
        endpoint.deliver("abc");

        assertBugCheck(socket, taken.get(), "RELEASE-DATA-01");

        assertNothingRetained();
    }

    /** A client that hands the list to another thread cannot know whether the callback has returned by then. */
    @Test
    @Clause({"RELEASE-DATA-01", "RECEIVE-EVENT-13"})
    void mayReleaseBeforeTheCallbackSaysThatItRetains() {
        AtomicReference<NtStatus> released = new AtomicReference<>();
        events.answering((list, bytes, accepted) -> {
            released.set(socket.release(list));
            assertThat(endpoint.buffersOnLoan()).as("not before it returns").isPositive();
            assertBugCheck(socket, list, "RELEASE-DATA-01");
            return NtStatus.STATUS_PENDING;
        });

        endpoint.deliver("a", "b");

        assertThat(released).hasValue(STATUS_SUCCESS);
        assertNothingRetained();
        endpoint.deliver("c");
        assertThat(events.calls()).containsExactly("receive ab", "receive c");
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-01")
    void warnsOfAListThatWasReleasedAndNotRetained() {
        events.answering((list, bytes, accepted) -> {
            socket.release(list);
            return STATUS_SUCCESS;
        });

        endpoint.deliver("a", "b");

        assertThat(SocketFixture.warnings()).singleElement().asString().contains("RELEASE-DATA-01");
        assertNothingRetained();
        endpoint.deliver("c");
        assertThat(events.calls()).containsExactly("receive ab", "receive c");
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DATA-01")
    void worksOnASocketThatWasTakenAway() {
        WskDataIndication list = retained("abc");
        endpoint.fail(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        wsk.transport(FakeTransport.class).run();
        assertThat(events.calls()).containsExactly("receive abc", "receive null");

        assertThat(RecordedEvents.text(list, 3)).isEqualTo("abc");
        assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isZero();
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"RELEASE-DATA-04", "CLOSE-12"})
    void warnsWhenItIsClosedWithRetainedLists() {
        WskDataIndication list = retained("abc");

        socket.close().completedWith(STATUS_SUCCESS);

        assertThat(SocketFixture.warnings())
                .singleElement()
                .asString()
                .contains("RELEASE-DATA-04", "1 retained", "org.example.client");
        assertThat(endpoint.buffersOnLoan())
                .as("buffers on loan: closing releases nothing")
                .isEqualTo(1);
        assertThat(RecordedEvents.text(list, 3)).isEqualTo("abc");
        assertBugCheck(socket, list, "CLOSE-09");
    }

    @Test
    @Clause("RELEASE-DATA-04")
    void warnsWhenACallbackRetainsWhatItsClientCanNotReleaseAnyMore() {
        AtomicReference<Call> close = new AtomicReference<>();
        events.during(() -> close.set(socket.close()));

        endpoint.deliver("abc");

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(SocketFixture.warnings()).singleElement().asString().contains("RELEASE-DATA-04");
    }

    /** With the verifier on. */
    @Nested
    class Verified {
        @RegisterExtension
        final SocketFixture verified = SocketFixture.stepped().verifying();

        private final RecordedEvents own = new RecordedEvents().answering(RecordedEvents.RETAIN);
        private FakeEndpoint ownEndpoint;
        private ClientSocket ownSocket;

        @BeforeEach
        void connectOwn() {
            ownSocket = verified.connected(null, own.dispatch());
            ownEndpoint = verified.transport(FakeTransport.class).endpoint();
            ownSocket.enable(RECEIVE);
        }

        @Test
        @Clause({"RELEASE-DATA-04", "CLOSE-12"})
        void isABugCheckToCloseWithRetainedLists() {
            ownEndpoint.deliver("abc");
            RecordedIrp irp = RecordedIrp.ready();

            assertThatExceptionOfType(BugCheck.class)
                    .isThrownBy(() -> ownSocket.close(irp))
                    .withMessageContaining("RELEASE-DATA-04");

            IrpAssert.assertThatIrp(irp).isUntouched();
            assertThat(ownSocket.release(own.lists().get(0))).isEqualTo(STATUS_SUCCESS);
            ownSocket.close(irp).completedWith(STATUS_SUCCESS);
        }

        @Test
        @Clause("RELEASE-DATA-01")
        void tellsAListFromALaterOneInTheSameMemory() {
            AtomicReference<WskDataIndication> stale = new AtomicReference<>();
            own.answering((list, bytes, accepted) -> {
                stale.set(list);
                accepted.set(1);
                return STATUS_SUCCESS;
            });
            ownEndpoint.deliver("abc");
            own.answering(RecordedEvents.RETAIN);
            ownSocket.receive(Bytes.room(0).buf()).completedWith(STATUS_SUCCESS);
            verified.transport(FakeTransport.class).run();
            assertThat(own.calls()).containsExactly("receive abc", "receive bc");

            assertBugCheck(ownSocket, stale.get(), "RELEASE-DATA-01");

            assertThat(ownEndpoint.buffersOnLoan()).isEqualTo(1);
            assertThat(ownSocket.release(own.lists().get(0))).isEqualTo(STATUS_SUCCESS);
        }
    }
}
