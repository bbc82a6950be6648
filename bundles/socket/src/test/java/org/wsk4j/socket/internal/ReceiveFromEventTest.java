// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_EVENT_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/** WskReceiveFromEvent, one step at a time. */
@Timeout(60)
class ReceiveFromEventTest {
    private static final int RECEIVE_FROM = WskConstants.WSK_EVENT_RECEIVE_FROM;
    private static final int AT_DISPATCH = WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL;
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);
    private static final SockAddrIn OTHER = SockAddrIn.of("192.0.2.1", 9);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents();
    private final Object context = new Object();
    private FakeDatagramTransport transport;
    private FakeDatagramEndpoint endpoint;
    private DatagramClient socket;

    @BeforeEach
    void bind() {
        transport = wsk.transport(FakeDatagramTransport.class);
        renew();
    }

    private void renew() {
        socket = wsk.boundDatagram(context, events.dispatch());
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
        assertThat(transport.buffersOnLoan()).isZero();
    }

    private void enable() {
        assertThat(socket.enable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
    }

    private void assertReceives(String text) {
        Bytes room = Bytes.room(text.length());
        socket.receiveFrom(room.buf()).completedInlineWith(STATUS_SUCCESS).succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text);
    }

    // ---- when it is called, and with what

    @Test
    @Clause({"RECEIVEFROM-EVENT-02", "EVENT-03", "SO-EVENT-03", "SO-EVENT-17"})
    void isCalledOnceItIsEnabled() {
        endpoint.deliver(PEER, "a");
        assertThat(events.calls()).isEmpty();

        enable();
        transport.run();
        endpoint.deliver(PEER, "b");

        assertThat(events.calls()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                WskConstants.WSK_EVENT_ACCEPT,
                WskConstants.WSK_EVENT_RECEIVE,
                WskConstants.WSK_EVENT_DISCONNECT,
                WskConstants.WSK_EVENT_SEND_BACKLOG,
                WskConstants.WSK_EVENT_RECEIVE_FROM | WskConstants.WSK_EVENT_RECEIVE,
                0x200
            })
    @Clause({"EVENT-03", "SO-EVENT-17"})
    void isTheOnlyEventOfADatagramSocket(int mask) {
        assertThat(socket.enable(mask)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(socket.engineSide().events().enabled()).isZero();
        assertThat(endpoint.isObserving()).isFalse();
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-02", "DGRAM-DISPATCH-02"})
    void needsACallback() {
        assertThat(wsk.boundDatagram(context, null).enable(RECEIVE_FROM)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(wsk.boundDatagram(context, new WskClientDatagramDispatch(null))
                        .enable(RECEIVE_FROM))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-01", "RECEIVEFROM-EVENT-05", "SOCKET-22"})
    void getsWhatArrivedTogetherAsOneList() {
        enable();

        endpoint.deliver(PEER, "a", "", "ccc");
        endpoint.deliver(PEER, "d");

        assertThat(events.calls()).containsExactly("a||ccc", "d");
        assertThat(events.contexts()).containsExactly(context, context);
    }

    @Test
    @Clause("SOCKET-22")
    void getsTheContextOfItsOwnSocket() {
        Object otherContext = new Object();
        DatagramClient other = wsk.boundDatagram(otherContext, events.dispatch());
        FakeDatagramEndpoint otherEndpoint = transport.endpoint();
        DatagramClient without = wsk.boundDatagram(null, events.dispatch());
        enable();
        other.enable(RECEIVE_FROM);
        without.enable(RECEIVE_FROM);

        otherEndpoint.deliver(PEER, "a");
        endpoint.deliver(PEER, "b");
        transport.endpoint().deliver(PEER, "c");

        assertThat(events.contexts()).containsExactly(otherContext, context, null);
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-03", "RECEIVEFROM-EVENT-11"})
    void tellsHowTheDatagramsCame() {
        enable();

        endpoint.deliver(
                FakeDatagram.of("a", PEER),
                FakeDatagram.of("b", PEER).with(SocketOptions.MSG_BCAST),
                FakeDatagram.of("c", OTHER).with(SocketOptions.MSG_BCAST),
                FakeDatagram.of("d", PEER).with(SocketOptions.MSG_MCAST));

        assertThat(events.calls()).containsExactly("a", "b|c", "d");
        assertThat(events.flags())
                .containsExactly(
                        AT_DISPATCH, AT_DISPATCH | SocketOptions.MSG_BCAST, AT_DISPATCH | SocketOptions.MSG_MCAST);
        assertThat(events.levels()).containsOnly(Irql.DISPATCH_LEVEL);
    }

    /** What the test wants to know of each datagram while it may look at it. */
    private <T> List<T> ofEach(Function<WskDatagramIndication, T> question, FakeDatagram... datagrams) {
        List<T> answers = new ArrayList<>();
        events.answering(list -> {
            for (WskDatagramIndication each = list; each != null; each = each.next()) {
                answers.add(question.apply(each));
            }
            return STATUS_SUCCESS;
        });
        enable();
        endpoint.deliver(datagrams);
        return answers;
    }

    @Test
    @Clause({"BUF-06", "DGRAM-INDICATION-01", "DGRAM-INDICATION-02"})
    void describesTheBytesOfEachDatagram() {
        List<Long> lengths = ofEach(
                each -> {
                    WskBuf buffer = each.buffer();
                    assertThat(buffer.mdl().byteCount() - buffer.offset())
                            .isGreaterThanOrEqualTo((int) buffer.length());
                    return buffer.length();
                },
                FakeDatagram.of("abc", PEER),
                FakeDatagram.of("", PEER),
                FakeDatagram.of("a", PEER));

        assertThat(lengths).containsExactly(3L, 0L, 1L);
        assertThat(events.calls()).containsExactly("abc||a");
    }

    @Test
    @Clause("DGRAM-INDICATION-05")
    void tellsWhoSentEachDatagram() {
        assertThat(ofEach(
                        each -> each.remoteAddress().copy(),
                        FakeDatagram.of("a", PEER),
                        FakeDatagram.of("b", OTHER),
                        FakeDatagram.of("c", PEER)))
                .containsExactly(PEER, OTHER, PEER);
    }

    @Test
    @Clause({"DGRAM-INDICATION-05", "RECEIVEFROM-EVENT-01"})
    void worksOverIpv6() {
        SockAddrIn6 there = SockAddrIn6.of("2001:db8::1", 7);
        socket = wsk.datagram(AddressFamily.AF_INET6, context, events.dispatch());
        socket.bind(new SockAddrIn6()).completedWith(STATUS_SUCCESS);
        endpoint = transport.endpoint();

        assertThat(ofEach(each -> each.remoteAddress().copy(), FakeDatagram.of("six", there)))
                .containsExactly(there);

        assertThat(events.calls()).containsExactly("six");
    }

    @Test
    @Clause({"DGRAM-INDICATION-03", "DGRAM-INDICATION-04"})
    void givesTheControlInformationOfEachDatagram() {
        Messages sent = Messages.ttl(9);

        List<Integer> told = ofEach(
                each -> {
                    assertThat(each.controlInfo() == null).isEqualTo(each.controlInfoLength() == 0);
                    return each.controlInfo() == null
                            ? -1
                            : new Messages(each.controlInfo(), 0).timeToLive(each.controlInfoLength());
                },
                FakeDatagram.of("a", PEER).with(sent.first(), sent.length()),
                FakeDatagram.of("b", PEER),
                FakeDatagram.of("c", PEER).with(Messages.ttl(8).first(), sent.length()));

        assertThat(told).containsExactly(9, -1, 8);
    }

    // ---- what the client answers

    @Test
    @Clause("RECEIVEFROM-EVENT-05")
    void givesTheListBackWhenItIsTaken() {
        enable();
        events.answering(list -> {
            assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
            return STATUS_SUCCESS;
        });

        endpoint.deliver(PEER, "a", "b");

        assertThat(endpoint.buffersOnLoan()).isZero();
        assertThat(endpoint.keptDatagrams()).isZero();
        endpoint.deliver(PEER, "c", "d");
        assertThat(events.calls()).containsExactly("a|b", "c|d");
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-06")
    void goesOnWhileListsAreRetained() {
        enable();
        events.returning(STATUS_PENDING);

        endpoint.deliver(PEER, "a", "b");
        endpoint.deliver(PEER, "c");

        assertThat(events.calls()).containsExactly("a|b", "c");
        assertThat(endpoint.buffersOnLoan()).isEqualTo(3);
        for (WskDatagramIndication list : events.lists()) {
            assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS);
        }
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-EVENT-08"})
    void isDisabledByARefusalUntilItIsEnabledAgain() {
        enable();
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        endpoint.deliver(PEER, "a", "b");

        endpoint.deliver(PEER, "c");
        transport.run();

        assertThat(events.calls()).containsExactly("a|b");
        assertThat(socket.engineSide().events().enabled()).isZero();
        assertThat(endpoint.keptDatagrams()).isEqualTo(3);
        events.returning(STATUS_SUCCESS);
        enable();
        transport.run();
        endpoint.deliver(PEER, "d");
        assertThat(String.join("|", events.calls()))
                .as("the buffered ones first")
                .isEqualTo("a|b|a|b|c|d");
        assertThat(endpoint.keptDatagrams()).isZero();
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void leavesWhatItRefusedToReceives() {
        enable();
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        endpoint.deliver(PEER, "a", "b");

        assertReceives("a");
        assertReceives("b");

        events.returning(STATUS_SUCCESS);
        enable();
        endpoint.deliver(PEER, "c");
        assertThat(events.calls()).containsExactly("a|b", "c");
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-EVENT-08"})
    void mayBeRefusedAgainAndAgain() {
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        endpoint.deliver(PEER, "a");
        for (int times = 1; times <= 3; times++) {
            enable();
            transport.run();
            assertThat(events.calls()).hasSize(times).containsOnly("a");
        }
    }

    /** A client that refuses and leaves it to another thread to enable again cannot know whether the call has returned. */
    @Test
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-EVENT-08"})
    void staysEnabledWhenAnotherThreadEnablesItBeforeTheRefusalReturns() {
        enable();
        AtomicInteger calls = new AtomicInteger();
        events.answering(list -> {
            if (calls.incrementAndGet() > 1) {
                return STATUS_SUCCESS;
            }
            inAnotherThread(this::enable);
            return STATUS_DATA_NOT_ACCEPTED;
        });

        endpoint.deliver(PEER, "a", "b");
        transport.run();

        assertThat(events.calls()).containsExactly("a|b", "a|b");
        assertThat(socket.engineSide().events().enabled()).isEqualTo(RECEIVE_FROM);
    }

    /** It was enabled anew before this call: that is no answer to the refusal. */
    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void isDisabledByARefusalThatFollowsAnEarlierEnabling() {
        enable();
        endpoint.deliver(PEER, "a");
        inAnotherThread(this::enable);
        events.returning(STATUS_DATA_NOT_ACCEPTED);

        endpoint.deliver(PEER, "b");
        endpoint.deliver(PEER, "c");

        assertThat(events.calls()).containsExactly("a", "b");
        assertThat(socket.engineSide().events().enabled()).isZero();
    }

    /** Else it would be called again and again. */
    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void isDisabledByARefusalThoughTheCallItselfEnablesIt() {
        enable();
        events.answering(list -> {
            enable();
            return STATUS_DATA_NOT_ACCEPTED;
        });

        endpoint.deliver(PEER, "a");
        transport.run();

        assertThat(events.calls()).containsExactly("a");
        assertThat(socket.engineSide().events().enabled()).isZero();
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void isDisabledByARefusalWhenTheCallDisablesIt() {
        enable();
        AtomicReference<NtStatus> disabled = new AtomicReference<>();
        events.answering(list -> {
            disabled.set(socket.disable(RECEIVE_FROM));
            return STATUS_DATA_NOT_ACCEPTED;
        });

        endpoint.deliver(PEER, "a");

        assertThat(disabled).hasValue(STATUS_EVENT_PENDING);
        assertThat(socket.disable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
        assertReceives("a");
    }

    private static void inAnotherThread(Runnable action) {
        Thread other = new Thread(action, "client");
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void takesAnExceptionForARefusalAndLogsIt() {
        wsk.expectErrors();
        enable();
        events.answering(list -> {
            throw new IllegalStateException("on purpose");
        });

        endpoint.deliver(PEER, "a");
        endpoint.deliver(PEER, "b");

        assertThat(events.calls()).containsExactly("a");
        assertThat(SocketFixture.errors())
                .singleElement()
                .asString()
                .contains("WskReceiveFromEvent", "org.example.client");
        events.returning(STATUS_SUCCESS);
        enable();
        transport.run();
        assertThat(String.join("|", events.calls())).isEqualTo("a|a|b");
    }

    @Test
    @Clause("RECEIVEFROM-EVENT-07")
    void takesAnyOtherAnswerForARefusal() {
        for (NtStatus answer : new NtStatus[] {null, STATUS_UNSUCCESSFUL}) {
            events.returning(answer);
            enable();
            endpoint.deliver(PEER, "a");
            assertThat(socket.engineSide().events().enabled()).isZero();
            assertReceives("a");
        }
    }

    // ---- what it may do

    @Test
    @Clause("RECEIVEFROM-EVENT-12")
    void mayStartRequests() {
        AtomicReference<Call> send = new AtomicReference<>();
        AtomicReference<Call> receive = new AtomicReference<>();
        events.answering(list -> {
            send.set(socket.sendTo(list.buffer(), list.remoteAddress()));
            receive.set(socket.receiveFrom(Bytes.room(1).buf()));
            return STATUS_SUCCESS;
        });
        enable();

        endpoint.deliver(PEER, "echo");
        endpoint.deliver(PEER, "x");

        send.get().succeededWith(4);
        receive.get().succeededWith(1);
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("echo", PEER));
    }

    @Test
    @Clause({"RECEIVEFROM-EVENT-12", "EVENT-10"})
    void isABugCheckWhenItWaits() {
        AtomicReference<Throwable> caught = new AtomicReference<>();
        AtomicReference<IrpFuture<Long>> send = new AtomicReference<>();
        transport.holdSends();
        events.answering(list -> {
            send.set(IrpFuture.ofCount(irp ->
                    socket.dispatch().wskSendTo(socket.socket(), Bytes.of("x").buf(), 0, PEER, 0, null, irp)));
            caught.set(catchThrowable(() -> send.get().join()));
            return STATUS_SUCCESS;
        });
        enable();

        endpoint.deliver(PEER, "abc");

        assertThat(caught.get())
                .isInstanceOf(BugCheck.class)
                .hasMessageContaining("DISPATCH_LEVEL")
                .matches(bugCheck -> ((BugCheck) bugCheck).code() == BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL);
        assertThat(send.get()).isNotDone();
        transport.releaseHolds();
        assertThat(send.get().join()).isEqualTo(1);
    }

    // ---- disabling and the end

    @Test
    @Clause({"SO-EVENT-11", "SO-EVENT-13"})
    void completesADisableWithAnIrpWhenTheCallHasReturned() {
        RecordedIrp irp = RecordedIrp.ready();
        AtomicReference<Call> disable = new AtomicReference<>();
        events.answering(list -> {
            disable.set(socket.disable(RECEIVE_FROM, irp).isPending());
            return STATUS_SUCCESS;
        });
        enable();

        endpoint.deliver(PEER, "a");
        endpoint.deliver(PEER, "b");

        disable.get().succeededWith(0);
        assertThat(events.calls()).containsExactly("a");
        assertReceives("b");
    }

    @Test
    @Clause({"SO-EVENT-12", "SO-EVENT-13"})
    void tellsADisableWithoutAnIrpThatACallIsInProgress() {
        AtomicReference<NtStatus> disabled = new AtomicReference<>();
        events.answering(list -> {
            disabled.set(socket.disable(RECEIVE_FROM));
            return STATUS_SUCCESS;
        });
        enable();

        endpoint.deliver(PEER, "a");
        endpoint.deliver(PEER, "b");

        assertThat(disabled).hasValue(STATUS_EVENT_PENDING);
        assertThat(socket.disable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
        assertThat(events.calls()).containsExactly("a");
    }

    @Test
    @Clause({"CLOSE-08", "CLOSE-21"})
    void isNotCalledAnyMoreOnceItsSocketIsClosed() {
        AtomicReference<Call> close = new AtomicReference<>();
        events.answering(list -> {
            close.set(socket.close().isPending());
            return STATUS_SUCCESS;
        });
        enable();
        transport.pause();
        endpoint.deliver(FakeDatagram.of("a", PEER));
        endpoint.deliver(FakeDatagram.of("b", PEER).with(SocketOptions.MSG_BCAST));

        transport.resume();

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(events.calls()).containsExactly("a");
    }

    @Test
    @Clause({"FORCED-CLOSED-06", "RECEIVEFROM-EVENT-04", "RECEIVEFROM-EVENT-13"})
    void isToldWhenTheTransportFailsWhateverItAnswers() {
        enable();
        events.returning(STATUS_DATA_NOT_ACCEPTED);

        endpoint.fail(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        transport.run();

        assertThat(events.calls()).containsExactly("null");
        assertThat(events.contexts()).containsExactly(context);
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(events.calls()).hasSize(1);
    }

    @Test
    @Clause({"FORCED-CLOSED-06", "RECEIVEFROM-EVENT-02"})
    void isNotToldOfTheFailureUnlessItIsEnabled() {
        endpoint.fail(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        transport.run();

        assertThat(events.calls()).isEmpty();
    }

    // ---- static events

    /** Of a client that has enabled it on all of its sockets. */
    @Nested
    class Statically {
        @BeforeEach
        void bindAnother() {
            wsk.client().withStaticEvents(RECEIVE_FROM);
            renew();
        }

        @Test
        @Clause({"RECEIVEFROM-EVENT-02", "SO-EVENT-24"})
        void isEnabledFromTheBindOn() {
            endpoint.deliver(PEER, "a");

            assertThat(events.calls()).containsExactly("a");
            assertThat(socket.disable(RECEIVE_FROM)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(socket.enable(RECEIVE_FROM)).isEqualTo(STATUS_INVALID_PARAMETER);
        }

        @Test
        @Clause({"RECEIVEFROM-EVENT-09", "STATIC-EVENTS-08"})
        void staysEnabledForNewDatagramsAfterARefusal() {
            events.returning(STATUS_DATA_NOT_ACCEPTED);
            endpoint.deliver(PEER, "a", "b");
            transport.run();
            assertThat(events.calls()).containsExactly("a|b");

            events.returning(STATUS_SUCCESS);
            endpoint.deliver(PEER, "c");

            assertThat(events.calls()).containsExactly("a|b", "c");
            assertReceives("a");
            assertReceives("b");
        }

        @Test
        @Clause("RECEIVEFROM-EVENT-09")
        void staysEnabledWhenItThrows() {
            wsk.expectErrors();
            events.answering(list -> {
                throw new IllegalStateException("on purpose");
            });
            endpoint.deliver(PEER, "a");
            events.returning(STATUS_SUCCESS);

            endpoint.deliver(PEER, "b");

            assertThat(events.calls()).containsExactly("a", "b");
        }

        /** What was refused makes room for what comes. */
        @Test
        @Clause("RECEIVEFROM-EVENT-09")
        void isCalledForNewDatagramsThoughTheBufferIsFull() {
            endpoint.setReceiveRoom(2);
            events.returning(STATUS_DATA_NOT_ACCEPTED);
            for (String text : new String[] {"a", "b", "c", "d"}) {
                endpoint.deliver(PEER, text);
            }

            assertThat(events.calls()).containsExactly("a", "b", "c", "d");
            assertReceives("c");
            assertReceives("d");
        }
    }
}
