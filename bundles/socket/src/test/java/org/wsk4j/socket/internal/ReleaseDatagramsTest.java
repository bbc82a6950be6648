// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
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
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/** What a client does with lists of datagrams that it retains, and gives back with WskRelease, one step at a time. */
@Timeout(60)
class ReleaseDatagramsTest {
    private static final int RECEIVE_FROM = WskConstants.WSK_EVENT_RECEIVE_FROM;
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents().returning(STATUS_PENDING);
    private FakeDatagramTransport transport;
    private FakeDatagramEndpoint endpoint;
    private DatagramClient socket;

    @BeforeEach
    void bind() {
        socket = wsk.boundDatagram(null, events.dispatch());
        transport = wsk.transport(FakeDatagramTransport.class);
        endpoint = transport.endpoint();
        socket.enable(RECEIVE_FROM);
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    private WskDatagramIndication retained(String... texts) {
        endpoint.deliver(PEER, texts);
        return events.lastList();
    }

    private void assertNothingRetained() {
        assertThat(endpoint.buffersOnLoan()).as("buffers on loan").isZero();
        assertThat(wsk.engine().sockets()).allMatch(report -> report.retained() == 0, "retains nothing");
    }

    private static void assertBugCheck(DatagramClient socket, WskDatagramIndication list, String clause) {
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(() -> socket.release(list))
                .withMessageContaining("WskRelease")
                .withMessageContaining(clause)
                .matches(bugCheck -> bugCheck.code() == BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION);
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-06", "RELEASE-DGRAM-01", "RELEASE-DGRAM-03", "RELEASE-DGRAM-05"})
    void keepsWhatTheClientRetainsUntilItIsReleased() {
        WskDatagramIndication first = retained("a", "b");
        WskDatagramIndication second = retained("c");
        assertThat(endpoint.buffersOnLoan()).isEqualTo(3);

        assertThat(socket.release(second)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        assertThat(RecordedDatagramEvents.texts(first)).containsExactly("a", "b");
        assertThat(first.remoteAddress()).isEqualTo(PEER);
        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-01")
    void reportsHowManyListsAreRetained() {
        WskDatagramIndication first = retained("a", "b", "c");
        WskDatagramIndication second = retained("d");
        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.retained()).isEqualTo(2));

        socket.release(first);
        socket.release(second);

        assertNothingRetained();
    }

    @Test
    @Clause({"RELEASE-DGRAM-01", "RELEASE-DGRAM-03"})
    void givesTheWholeListBackWhateverTheClientDidWithTheLinks() {
        WskDatagramIndication first = retained("a", "b", "c");
        WskDatagramIndication second = retained("d", "e");
        first.next().next().setNext(second); // one queue of all
        first.setNext(null);

        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        assertThat(RecordedDatagramEvents.texts(second)).containsExactly("d", "e");
        assertThat(socket.release(second)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-05")
    void givesTheWholeListBackThoughTheClientThatTookItRewroteTheLinks() {
        events.answering(list -> {
            list.next().setNext(list);
            list.setNext(null);
            return STATUS_SUCCESS;
        });

        endpoint.deliver(PEER, "a", "b", "c");

        assertNothingRetained();
    }

    /** The next time the datagrams are shown, they are linked as they came. */
    @Test
    @Clause("RECEIVEFROM-EVENT-08")
    void showsTheListAsItCameAfterARefusalThatRewroteTheLinks() {
        events.answering(list -> {
            list.next().next().setNext(made(null));
            list.next().setNext(list);
            list.setNext(null);
            return NtStatus.STATUS_DATA_NOT_ACCEPTED;
        });
        endpoint.deliver(PEER, "a", "b", "c");
        events.returning(STATUS_SUCCESS);

        socket.enable(RECEIVE_FROM);
        transport.run();

        assertThat(events.calls()).containsExactly("a|b|c", "a|b|c");
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-05")
    void needsNoIrpAtAnyLevel() {
        WskDatagramIndication first = retained("first");
        WskDatagramIndication second = retained("second");
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);
        AtomicReference<NtStatus> answer = new AtomicReference<>();
        events.answering(list -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            answer.set(socket.release(second));
            return STATUS_SUCCESS;
        });

        endpoint.deliver(PEER, "third");

        assertThat(answer).hasValue(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-02")
    void refusesWhatIsNoListOfTheSocket() {
        RecordedDatagramEvents others = new RecordedDatagramEvents().returning(STATUS_PENDING);
        DatagramClient other = wsk.boundDatagram(null, others.dispatch());
        other.enable(RECEIVE_FROM);
        transport.endpoint().deliver(PEER, "other");
        WskDatagramIndication own = retained("own");
        WskDatagramIndication foreign = others.lastList();

        assertThat(socket.release(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(made(null))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(made("own"))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.release(foreign)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.dispatch().wskRelease(null, own)).isEqualTo(STATUS_INVALID_HANDLE);

        assertThat(transport.buffersOnLoan()).isEqualTo(2);
        assertThat(other.release(foreign)).isEqualTo(STATUS_SUCCESS);
        assertThat(socket.release(own)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    /** An indication that the engine did not make. */
    private static WskDatagramIndication made(Object reserved) {
        return new WskDatagramIndication(null, Bytes.of("x").buf(), null, 0, PEER, reserved);
    }

    @Test
    @Clause("RELEASE-DGRAM-03")
    void isABugCheckForAnythingButTheHead() {
        WskDatagramIndication head = retained("a", "b", "c");

        assertBugCheck(socket, head.next(), "RELEASE-DGRAM-03");
        assertBugCheck(socket, head.next().next(), "RELEASE-DGRAM-03");

        assertThat(endpoint.buffersOnLoan()).isEqualTo(3);
        assertThat(socket.release(head)).isEqualTo(STATUS_SUCCESS);
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-01")
    void isABugCheckTheSecondTime() {
        WskDatagramIndication list = retained("a");
        socket.release(list);

        assertBugCheck(socket, list, "RELEASE-DGRAM-01");

        assertNothingRetained();
    }

    @Test
    @Clause({"RELEASE-DGRAM-01", "RECEIVEFROM-EVENT-05"})
    void isABugCheckForAListThatWasNotRetained() {
        events.returning(STATUS_SUCCESS);

        assertBugCheck(socket, retained("abc"), "RELEASE-DGRAM-01");

        assertNothingRetained();
    }

    /** A client that hands the list to another thread cannot know whether the callback has returned by then. */
    @Test
    @Clause({"RELEASE-DGRAM-01", "RECEIVEFROM-EVENT-06"})
    void mayBeReleasedByAnotherThreadBeforeTheCallbackSaysThatItRetains() {
        AtomicReference<NtStatus> released = new AtomicReference<>();
        events.answering(list -> {
            Thread other = new Thread(() -> released.set(socket.release(list)), "client");
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(endpoint.buffersOnLoan()).as("not before it returns").isPositive();
            return STATUS_PENDING;
        });

        endpoint.deliver(PEER, "a", "b");

        assertThat(released).hasValue(STATUS_SUCCESS);
        assertNothingRetained();
        endpoint.deliver(PEER, "c");
        assertThat(events.calls()).containsExactly("a|b", "c");
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-01")
    void warnsOfAListThatWasReleasedAndNotRetained() {
        events.answering(list -> {
            socket.release(list);
            return STATUS_SUCCESS;
        });

        endpoint.deliver(PEER, "a", "b");

        assertThat(SocketFixture.warnings()).singleElement().asString().contains("RELEASE-DGRAM-01");
        assertNothingRetained();
    }

    @Test
    @Clause("RELEASE-DGRAM-01")
    void worksOnASocketThatWasTakenAway() {
        WskDatagramIndication list = retained("abc");
        endpoint.fail(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        transport.run();
        assertThat(events.calls()).containsExactly("abc", "null");

        assertThat(RecordedDatagramEvents.texts(list)).containsExactly("abc");
        assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isZero();
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"RELEASE-DGRAM-04", "CLOSE-12"})
    void warnsWhenItIsClosedWithRetainedLists() {
        WskDatagramIndication list = retained("a", "b");

        socket.close().completedWith(STATUS_SUCCESS);

        assertThat(SocketFixture.warnings())
                .singleElement()
                .asString()
                .contains("RELEASE-DGRAM-04", "1 retained", "org.example.client");
        assertThat(endpoint.buffersOnLoan())
                .as("buffers on loan: closing releases nothing")
                .isEqualTo(2);
        assertThat(RecordedDatagramEvents.texts(list)).containsExactly("a", "b");
        assertBugCheck(socket, list, "CLOSE-09");
    }

    @Test
    @Clause("RELEASE-DGRAM-04")
    void warnsWhenACallbackRetainsWhatItsClientCanNotReleaseAnyMore() {
        AtomicReference<Call> close = new AtomicReference<>();
        events.answering(list -> {
            close.set(socket.close());
            return STATUS_PENDING;
        });

        endpoint.deliver(PEER, "abc");

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(SocketFixture.warnings()).singleElement().asString().contains("RELEASE-DGRAM-04");
    }

    /** With the verifier on. */
    @Nested
    class Verified {
        @RegisterExtension
        final SocketFixture verified = SocketFixture.datagrams().verifying();

        private final RecordedDatagramEvents own = new RecordedDatagramEvents().returning(STATUS_PENDING);
        private FakeDatagramEndpoint ownEndpoint;
        private DatagramClient ownSocket;

        @BeforeEach
        void bindOwn() {
            ownSocket = verified.boundDatagram(null, own.dispatch());
            ownEndpoint = verified.transport(FakeDatagramTransport.class).endpoint();
            ownSocket.enable(RECEIVE_FROM);
        }

        @Test
        @Clause({"RELEASE-DGRAM-04", "CLOSE-12"})
        void isABugCheckToCloseWithRetainedLists() {
            ownEndpoint.deliver(PEER, "abc");
            RecordedIrp irp = RecordedIrp.ready();

            assertThatExceptionOfType(BugCheck.class)
                    .isThrownBy(() -> ownSocket.close(irp))
                    .withMessageContaining("RELEASE-DGRAM-04");

            IrpAssert.assertThatIrp(irp).isUntouched();
            assertThat(ownSocket.release(own.lastList())).isEqualTo(STATUS_SUCCESS);
            ownSocket.close(irp).completedWith(STATUS_SUCCESS);
        }

        @Test
        @Clause("RELEASE-DGRAM-01")
        void tellsAListFromALaterOneInTheSameMemory() {
            own.returning(NtStatus.STATUS_DATA_NOT_ACCEPTED);
            ownEndpoint.deliver(PEER, "abc");
            WskDatagramIndication stale = own.lastList();
            own.returning(STATUS_PENDING);
            ownSocket.enable(RECEIVE_FROM);
            verified.transport(FakeDatagramTransport.class).run();
            assertThat(own.calls()).containsExactly("abc", "abc");

            assertBugCheck(ownSocket, stale, "RELEASE-DGRAM-01");

            assertThat(ownEndpoint.buffersOnLoan()).isEqualTo(1);
            assertThat(ownSocket.release(own.lastList())).isEqualTo(STATUS_SUCCESS);
        }
    }
}
