// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.spi.OwnedSocket;

/** Conditional accept mode: WskInspectEvent, WskInspectComplete and WskAbortEvent, one step at a time. */
@Timeout(60)
class ConditionalAcceptTest {
    private static final int ACCEPT_EVENT = WskConstants.WSK_EVENT_ACCEPT;
    private static final WskInspectAction ACCEPT = WskInspectAction.WskInspectAccept;
    private static final WskInspectAction REJECT = WskInspectAction.WskInspectReject;
    private static final WskInspectAction PEND = WskInspectAction.WskInspectPend;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedListenEvents callbacks = new RecordedListenEvents(wsk);
    private final Object context = new Object();
    private FakeTransport transport;
    private ListeningSocket socket;

    @BeforeEach
    void listen() {
        transport = wsk.transport(FakeTransport.class);
        socket = conditional(80);
    }

    private ListeningSocket conditional(int port) {
        ListeningSocket made = wsk.listening(context, callbacks.dispatch());
        made.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
        made.bind(SockAddrIn.of("127.0.0.1", port)).completedWith(STATUS_SUCCESS);
        return made;
    }

    @AfterEach
    void noMistakes() {
        assertThat(callbacks.mistakes()).isEmpty();
    }

    private FakePeer connect() {
        FakePeer peer = transport.listener().connect();
        transport.run();
        return peer;
    }

    private FakePeer connectPended() {
        callbacks.inspecting(RecordedListenEvents.PEND);
        return connect();
    }

    private WskInspectId lastId() {
        List<WskInspectId> ids = callbacks.ids();
        return ids.get(ids.size() - 1);
    }

    /** What a transport may do whose connections have I/O threads of their own. */
    private void resetInAnotherIoThread() {
        for (OwnedSocket each : wsk.client().sockets()) {
            if (each instanceof ConnectionSocket connection) {
                assertThat(connection.connectionEvents().disconnected(true)).isTrue();
            }
        }
    }

    /** What a registry does whose time to drain a lease is over. */
    private void takeConnectionsAway() {
        for (OwnedSocket each : wsk.client().sockets()) {
            if (each instanceof ConnectionSocket connection) {
                connection.revoked();
            }
        }
        transport.run();
    }

    private void assertOnlyTheListenerIsLeft() {
        transport.run();
        assertThat(wsk.engine().sockets()).hasSize(1);
        assertThat(wsk.client().sockets()).hasSize(1);
        assertThat(wsk.registry().leases()).isEqualTo(1);
        assertThat(transport.openEndpoints()).isEqualTo(1);
    }

    // ---- the option

    @Test
    @Clause({"COND-ACCEPT-01", "COND-ACCEPT-05", "COND-ACCEPT-06"})
    void isOffUnlessItIsSwitchedOn() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        assertThat(conditionalOf(other)).isZero();

        other.setConditional(new ULong(1)).completedInlineWith(STATUS_SUCCESS);
        assertThat(conditionalOf(other)).isEqualTo(1);
        other.setConditional(new ULong(0)).completedInlineWith(STATUS_SUCCESS);
        assertThat(conditionalOf(other)).isZero();

        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        Call accept = other.accept();
        connect();
        wsk.accepted(accept);
        assertThat(callbacks.calls()).isEmpty();
    }

    private Call getInto(long outputSize) {
        return socket.conditional(WskControlSocketType.WskGetOption, 0, null, outputSize, new ULong(), new SizeT());
    }

    private static int conditionalOf(ListeningSocket of) {
        ULong value = new ULong(7);
        Call get = of.getConditional(value, null);
        get.completedInlineWith(STATUS_SUCCESS).succeededWith(Integer.BYTES);
        return value.get();
    }

    @Test
    @Clause("COND-ACCEPT-01")
    void takesZeroAndOneOnly() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());

        other.setConditional(new ULong(2)).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.setConditional(new ULong(-1)).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.setConditional(1L).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.setConditional(null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(conditionalOf(other)).isZero();
    }

    @Test
    @Clause("COND-ACCEPT-01")
    void needsRoomForItsValue() {
        getInto(0).completedInlineWith(STATUS_INVALID_PARAMETER);
        getInto(3).completedInlineWith(STATUS_BUFFER_TOO_SMALL);
        getInto(4).completedInlineWith(STATUS_SUCCESS);
        getInto(8).completedInlineWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("COND-ACCEPT-03")
    void isSetBeforeTheBindOnly() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);

        other.setConditional(new ULong(1)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.setConditional(new ULong(0)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(conditionalOf(other)).isZero();
        assertThat(conditionalOf(socket)).isEqualTo(1);
    }

    @Test
    @Clause("COND-ACCEPT-04")
    void needsAnIrpToBeSetAndToBeGot() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        ULong value = new ULong(7);

        NtStatus set = other.listenTable()
                .wskControlSocket(
                        other.socket(),
                        WskControlSocketType.WskSetOption,
                        SocketOptions.SO_CONDITIONAL_ACCEPT,
                        SocketOptions.SOL_SOCKET,
                        Integer.BYTES,
                        new ULong(1),
                        0,
                        null,
                        null,
                        null);
        NtStatus got = other.listenTable()
                .wskControlSocket(
                        other.socket(),
                        WskControlSocketType.WskGetOption,
                        SocketOptions.SO_CONDITIONAL_ACCEPT,
                        SocketOptions.SOL_SOCKET,
                        0,
                        null,
                        Integer.BYTES,
                        value,
                        new SizeT(),
                        null);

        assertThat(set).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(got).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(value.get()).isEqualTo(7);
        assertThat(conditionalOf(other)).isZero();
    }

    @Test
    @Clause("COND-ACCEPT-02")
    void isNotForOtherSockets() {
        ListeningSocket stream = wsk.stream(null, null);
        ListeningSocket connection = new ListeningSocket(wsk.socket().socket());

        stream.setConditional(new ULong(1)).completedInlineWith(STATUS_NOT_SUPPORTED);
        connection.setConditional(new ULong(1)).completedInlineWith(STATUS_NOT_SUPPORTED);
        stream.getConditional(new ULong(), null).completedInlineWith(STATUS_NOT_SUPPORTED);
        connection.getConditional(new ULong(), null).completedInlineWith(STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause({"COND-ACCEPT-10", "LISTEN-DISPATCH-03"})
    void needsBothCallbacks() {
        WskClientListenDispatch all = callbacks.dispatch();
        List<WskClientListenDispatch> lacking = new ArrayList<>();
        lacking.add(null);
        lacking.add(new WskClientListenDispatch(all.wskAcceptEvent(), null, null));
        lacking.add(new WskClientListenDispatch(all.wskAcceptEvent(), all.wskInspectEvent(), null));
        lacking.add(new WskClientListenDispatch(all.wskAcceptEvent(), null, all.wskAbortEvent()));

        for (WskClientListenDispatch each : lacking) {
            ListeningSocket other = wsk.listening(null, each);
            other.setConditional(new ULong(1)).completedInlineWith(STATUS_INVALID_PARAMETER);
            other.setConditional(new ULong(0)).completedInlineWith(STATUS_SUCCESS);
            assertThat(conditionalOf(other)).isZero();
        }
        ListeningSocket enough =
                wsk.listening(null, new WskClientListenDispatch(null, all.wskInspectEvent(), all.wskAbortEvent()));
        enough.setConditional(new ULong(1)).completedInlineWith(STATUS_SUCCESS);
    }

    // ---- inspection

    @Test
    @Clause({
        "INSPECT-EVENT-01",
        "INSPECT-EVENT-02",
        "INSPECT-EVENT-07",
        "INSPECT-EVENT-10",
        "INSPECT-EVENT-11",
        "COND-ACCEPT-08",
        "COND-ACCEPT-09",
        "EVENT-02"
    })
    void showsEveryRequestToTheClientFirst() {
        FakePeer peer = connect();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024");
        assertThat(callbacks.contexts()).containsExactly(context);
        assertThat(callbacks.addresses())
                .containsExactly(SockAddrIn.of("127.0.0.1", 80), SockAddrIn.of("192.0.2.1", 1024));
        assertThat(callbacks.givenIds()).hasSize(1);
        assertThat(callbacks.levels()).containsExactly(Irql.DISPATCH_LEVEL);
        wsk.accepted(socket.accept()).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause("INSPECT-EVENT-10")
    void showsAddressesOfTheFamilyOfAnIpv6Socket() {
        ListeningSocket ipv6 = wsk.listeningIpv6(context, callbacks.dispatch());
        ipv6.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
        ipv6.bind(SockAddrIn6.of("::1", 80)).completedWith(STATUS_SUCCESS);

        connect();

        assertThat(callbacks.calls()).containsExactly("inspect " + SockAddrIn6.of("2001:db8::1", 1024));
        assertThat(callbacks.addresses())
                .containsExactly(SockAddrIn6.of("::1", 80), SockAddrIn6.of("2001:db8::1", 1024));
        wsk.accepted(ipv6.accept());
    }

    @Test
    @Clause({"INSPECT-EVENT-03", "COND-ACCEPT-09"})
    void givesWhatWasAcceptedToAWaitingAccept() {
        Call accept = socket.accept().isPending();
        callbacks.during(() -> assertThatIrp(accept.irp()).isPending());

        connect();

        assertThat(callbacks.calls()).hasSize(1);
        wsk.accepted(accept);
    }

    @Test
    @Clause({"INSPECT-EVENT-03", "COND-ACCEPT-09"})
    void givesWhatWasAcceptedToTheAcceptEvent() {
        socket.enable(ACCEPT_EVENT);

        connect();
        connect();

        assertThat(callbacks.calls())
                .containsExactly(
                        "inspect 192.0.2.1:1024",
                        "accept 192.0.2.1:1024",
                        "inspect 192.0.2.1:1025",
                        "accept 192.0.2.1:1025");
    }

    @Test
    @Clause({"INSPECT-EVENT-04", "ABORT-EVENT-03", "COND-ACCEPT-09"})
    void dropsWhatWasRejected() {
        socket.enable(ACCEPT_EVENT);
        Call accept = socket.accept().isPending();
        callbacks.inspecting(RecordedListenEvents.REJECT);

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThatIrp(accept.irp()).isPending();
        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024");
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause("ABORT-EVENT-03")
    void tellsNoAbortOfWhatIsRejectedWhileThePeerResets() {
        callbacks.inspecting(id -> {
            resetInAnotherIoThread();
            return REJECT;
        });

        connect();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024");
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause("INSPECT-EVENT-04")
    void takesNullForARejection() {
        callbacks.inspecting(id -> null);

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause("INSPECT-EVENT-04")
    void takesAnExceptionForARejection() {
        wsk.expectErrors();
        callbacks.inspecting(id -> {
            throw new IllegalStateException("a mistake of the client");
        });

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskInspectEvent");
        assertOnlyTheListenerIsLeft();
        callbacks.inspecting(RecordedListenEvents.ACCEPT);
        connect();
        wsk.accepted(socket.accept());
    }

    @Test
    @Clause({"INSPECT-EVENT-05", "COND-ACCEPT-09"})
    void waitsForTheDecisionThatWasPostponed() {
        socket.enable(ACCEPT_EVENT);
        Call accept = socket.accept().isPending();
        FakePeer peer = connectPended();
        callbacks.inspecting(RecordedListenEvents.ACCEPT);

        connect();

        wsk.accepted(accept); // the second one
        assertThat(peer.isReset()).isFalse();
        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "inspect 192.0.2.1:1025");
    }

    @Test
    @Clause({"INSPECT-EVENT-08", "INSPECT-ID-03", "INSPECT-EVENT-09", "ABORT-EVENT-04", "INSPECT-COMPLETE-08"})
    void keepsNothingThatTheCallbackWasGiven() {
        callbacks.during(() -> {
            callbacks.givenIds().forEach(id -> id.set(0, 0)); // the client may do so: it is told by contents alone
            callbacks.addresses().forEach(address -> ((SockAddrIn) address).setPort(9));
        });
        FakePeer peer = connectPended();
        WskInspectId copy = lastId();
        assertThat(callbacks.givenIds().get(0)).isNotSameAs(copy).isNotEqualTo(copy);

        socket.inspectComplete(copy.copy(), ACCEPT).completedWith(STATUS_SUCCESS);

        SockAddrIn remote = new SockAddrIn();
        wsk.accepted(socket.acceptTelling(null, remote)).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
        assertThat(remote.port()).isEqualTo(1024);
    }

    @Test
    @Clause({"INSPECT-EVENT-01", "INSPECT-EVENT-07"})
    void identifiesEveryRequest() {
        callbacks.inspecting(RecordedListenEvents.PEND);
        connect();
        connect();
        connect();

        assertThat(callbacks.ids()).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    @Clause("INSPECT-EVENT-12")
    void mayStartRequestsInTheInspectionButNotWait() {
        List<Call> calls = new ArrayList<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        callbacks.during(() -> {
            calls.add(socket.accept());
            thrown.set(socket.acceptAndWait());
        });

        connect();

        wsk.accepted(calls.get(0));
        assertThat(thrown.get()).isInstanceOf(BugCheck.class);
    }

    @Test
    @Clause({"COND-ACCEPT-08", "ABORT-EVENT-08", "SO-EVENT-23", "INSPECT-EVENT-02"})
    void cannotBeDisabledByTheEventOption() {
        socket.enable(ACCEPT_EVENT);
        assertThat(socket.disable(ACCEPT_EVENT)).isEqualTo(STATUS_SUCCESS);
        for (int bit = 1; bit != 0; bit <<= 1) {
            if (bit != ACCEPT_EVENT && bit != WskConstants.WSK_EVENT_DISABLE) {
                assertThat(socket.disable(bit)).isEqualTo(STATUS_INVALID_PARAMETER);
            }
        }

        connectPended().reset();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "abort 192.0.2.1:1024");
    }

    // ---- WskInspectComplete

    @Test
    @Clause({"INSPECT-COMPLETE-01", "INSPECT-COMPLETE-03", "INSPECT-COMPLETE-09"})
    void acceptsLaterForAWaitingAccept() {
        Call accept = socket.accept().isPending();
        FakePeer peer = connectPended();
        assertThatIrp(accept.irp()).isPending();

        socket.inspectComplete(lastId(), ACCEPT)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        wsk.accepted(accept).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause({"INSPECT-COMPLETE-01", "INSPECT-COMPLETE-09", "INSPECT-EVENT-05"})
    void acceptsLaterForTheAcceptEvent() {
        socket.enable(ACCEPT_EVENT);
        connectPended();

        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls())
                .as("the callback belongs to the I/O thread")
                .hasSize(1);
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "accept 192.0.2.1:1024");
    }

    @Test
    @Clause({"INSPECT-COMPLETE-11", "ABORT-EVENT-03"})
    void rejectsLater() {
        Call accept = socket.accept().isPending();
        FakePeer peer = connectPended();

        socket.inspectComplete(lastId(), REJECT).completedInlineWith(STATUS_SUCCESS);

        assertThat(peer.isReset()).isTrue();
        assertThatIrp(accept.irp()).isPending();
        assertOnlyTheListenerIsLeft();
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"INSPECT-COMPLETE-02", "INSPECT-COMPLETE-06"})
    void takesAcceptAndRejectOnly() {
        connectPended();

        socket.inspectComplete(lastId(), PEND).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.inspectComplete(lastId(), null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.inspectComplete(null, ACCEPT).completedInlineWith(STATUS_INVALID_PARAMETER);

        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        wsk.accepted(socket.accept());
    }

    @Test
    @Clause("INSPECT-COMPLETE-04")
    void completesLaterWhenTooManyCompletionsNest() {
        connectPended();
        AtomicReference<Call> complete = new AtomicReference<>();
        ClientSocket nesting = wsk.bound();

        Depth.run(nesting, () -> complete.set(socket.inspectComplete(lastId(), ACCEPT)));

        assertThat(complete.get().returned()).isEqualTo(STATUS_PENDING);
        transport.run();
        complete.get().completedWith(STATUS_SUCCESS);
        wsk.accepted(socket.accept());
    }

    @Test
    @Clause("INSPECT-COMPLETE-05")
    void cannotBeCompletedOnASocketThatWorksNoLonger() {
        FakePeer peer = connectPended();
        socket.engineSide().abandon();
        transport.run();

        socket.inspectComplete(lastId(), ACCEPT).completedInlineWith(STATUS_FILE_FORCED_CLOSED);

        assertThat(peer.isReset()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"WskInspectAccept", "WskInspectReject"})
    @Clause({"INSPECT-COMPLETE-06", "INSPECT-COMPLETE-07"})
    void completesRequestsThatWerePendedOnly(WskInspectAction action) {
        connect(); // accepted at once
        socket.inspectComplete(lastId(), action).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.inspectComplete(new WskInspectId(47, 11), action).completedInlineWith(STATUS_INVALID_PARAMETER);
        wsk.accepted(socket.accept());

        connectPended();
        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        socket.inspectComplete(lastId(), action).completedInlineWith(STATUS_INVALID_PARAMETER);
        wsk.accepted(socket.accept());
    }

    @Test
    @Clause("INSPECT-COMPLETE-07")
    void needsConditionalAcceptMode() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        other.inspectComplete(new WskInspectId(1, 1), ACCEPT).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);

        other.inspectComplete(new WskInspectId(1, 1), ACCEPT).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("INSPECT-COMPLETE-06")
    void needsAListeningSocketAndAnIrp() {
        RecordedIrp irp = RecordedIrp.ready();
        WskInspectId id = new WskInspectId(1, 1);

        assertThat(socket.listenTable().wskInspectComplete(socket.socket(), id, ACCEPT, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        new Call(socket.listenTable().wskInspectComplete(null, id, ACCEPT, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);
    }

    @Test
    @Clause({"INSPECT-COMPLETE-01", "INSPECT-EVENT-05"})
    void mayBeCompletedBeforeTheCallbackHasReturned() {
        AtomicReference<Call> complete = new AtomicReference<>();
        callbacks.inspecting(id -> {
            complete.set(
                    socket.inspectComplete(id, ACCEPT)); // as another thread may do, which the callback has started
            return PEND;
        });
        Call accept = socket.accept().isPending();

        connect();

        complete.get().completedWith(STATUS_SUCCESS);
        wsk.accepted(accept);
        socket.inspectComplete(lastId(), ACCEPT).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"INSPECT-COMPLETE-11", "INSPECT-EVENT-05"})
    void mayBeRejectedBeforeTheCallbackHasReturned() {
        callbacks.inspecting(id -> {
            socket.inspectComplete(id, REJECT).completedWith(STATUS_SUCCESS);
            return PEND;
        });

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThat(callbacks.calls()).hasSize(1);
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause("INSPECT-COMPLETE-07")
    void warnsWhenARequestIsCompletedThatIsNotPended() {
        callbacks.inspecting(id -> {
            socket.inspectComplete(id, ACCEPT);
            return REJECT;
        });

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThat(warnings()).singleElement().asString().contains("INSPECT-COMPLETE-07");
        assertOnlyTheListenerIsLeft();
    }

    private static List<String> warnings() {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    @Clause("INSPECT-COMPLETE-14")
    void isCallableAtDispatchLevel() {
        connectPended();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            socket.inspectComplete(lastId(), REJECT).completedInlineWith(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
        assertOnlyTheListenerIsLeft();
    }

    // ---- WskAbortEvent

    @Test
    @Clause({"ABORT-EVENT-01", "ABORT-EVENT-02", "ABORT-EVENT-04", "ABORT-EVENT-09", "INSPECT-COMPLETE-12", "EVENT-02"})
    void tellsThatThePeerHasGoneWhileTheDecisionWasPending() {
        FakePeer peer = connectPended();

        peer.reset();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "abort 192.0.2.1:1024");
        assertThat(callbacks.contexts()).containsExactly(context, context);
        List<WskInspectId> given = callbacks.givenIds();
        assertThat(given.get(1)).isEqualTo(given.get(0)).isNotSameAs(given.get(0));
        assertThat(callbacks.levels().get(1)).isEqualTo(Irql.DISPATCH_LEVEL);
        assertOnlyTheListenerIsLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"WskInspectAccept", "WskInspectReject"})
    @Clause({"ABORT-EVENT-06", "ABORT-EVENT-07", "INSPECT-COMPLETE-13"})
    void establishesNothingOnceAborted(WskInspectAction action) {
        Call accept = socket.accept().isPending();
        connectPended().reset();
        transport.run();

        socket.inspectComplete(lastId(), action).completedInlineWith(STATUS_INVALID_PARAMETER);

        transport.run();
        assertThatIrp(accept.irp()).isPending();
        assertOnlyTheListenerIsLeft();
        assertThat(callbacks.calls()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"WskInspectAccept", "WskInspectPend"})
    @Clause({"INSPECT-EVENT-06", "ABORT-EVENT-02", "ABORT-EVENT-06"})
    void tellsThatThePeerHasGoneDuringTheInspection(WskInspectAction action) {
        Call accept = socket.accept().isPending();
        callbacks.inspecting(id -> {
            resetInAnotherIoThread();
            return action;
        });

        connect();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "abort 192.0.2.1:1024");
        assertThatIrp(accept.irp()).isPending();
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause({"INSPECT-COMPLETE-10", "INSPECT-EVENT-06", "ABORT-EVENT-02"})
    void tellsThatThePeerHasGoneBeforeAnybodyTookTheConnection() {
        FakePeer peer = connectPended();
        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);

        peer.reset();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "abort 192.0.2.1:1024");
        socket.accept().isPending();
        assertOnlyTheListenerIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Clause({"ABORT-EVENT-02", "INSPECT-COMPLETE-12", "FORCED-CLOSED-04"})
    void tellsThatAConnectionWasTakenAwayBeforeAnybodyTookIt(boolean decided) {
        FakePeer peer = connectPended();
        if (decided) {
            socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        }

        takeConnectionsAway();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "abort 192.0.2.1:1024");
        assertThat(peer.isReset()).isTrue();
        socket.accept().isPending();
        assertOnlyTheListenerIsLeft();
    }

    @Test
    @Clause("ABORT-EVENT-02")
    void tellsNoAbortOfWhatTheClientHas() {
        RecordedEvents events = new RecordedEvents();
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(ACCEPT_EVENT | WskConstants.WSK_EVENT_DISCONNECT);

        connect().reset();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "accept 192.0.2.1:1024");
        assertThat(events.calls()).containsExactly("disconnect abortive");
    }

    @Test
    @Clause("ABORT-EVENT-02")
    void tellsNoAbortOfAConnectionThatEndsGracefully() {
        FakePeer peer = connectPended();

        peer.write("all I had to say");
        peer.close();
        transport.run();

        assertThat(callbacks.calls()).hasSize(1);
        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        ReceiveTest.assertReceives(wsk.accepted(socket.accept()), "all I had to say");
    }

    @Test
    @Clause("ABORT-EVENT-02")
    void tellsNoAbortWithoutConditionalAcceptMode() {
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        other.accept().irp().irp().cancel();

        connect().reset();
        transport.run();

        assertThat(callbacks.calls()).isEmpty();
        wsk.accepted(other.accept());
    }

    @Test
    @Clause("ABORT-EVENT-05")
    void warnsWhenTheAbortIsNotAnsweredWithSuccess() {
        callbacks.returning(NtStatus.STATUS_UNSUCCESSFUL);

        connectPended().reset();
        transport.run();

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("WskAbortEvent")
                .contains("ABORT-EVENT-05");
    }

    @Test
    @Clause("ABORT-EVENT-10")
    void mayStartRequestsInTheAbortButNotWait() {
        AtomicReference<Call> accept = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        FakePeer peer = connectPended();
        callbacks.during(() -> {
            accept.set(socket.accept());
            thrown.set(socket.acceptAndWait());
            callbacks.during(() -> {});
        });

        peer.reset();
        transport.run();
        callbacks.inspecting(RecordedListenEvents.ACCEPT);
        connect();

        wsk.accepted(accept.get());
        assertThat(thrown.get()).isInstanceOf(BugCheck.class);
    }

    // ---- the end

    @Test
    @Clause({"CLOSE-07", "CLOSE-10", "ABORT-EVENT-02"})
    void dropsWhatIsPendedWithTheSocket() {
        Call accept = socket.accept().isPending();
        FakePeer peer = connectPended();

        Call close = socket.close();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        accept.completedWith(STATUS_CANCELLED);
        assertThat(peer.isReset()).isTrue();
        assertThat(callbacks.calls()).hasSize(1);
        wsk.client().assertIdle();
    }

    @Test
    @Clause({"CLOSE-08", "CLOSE-17", "INSPECT-EVENT-12"})
    void mayBeClosedFromWithinTheInspection() {
        AtomicReference<Call> close = new AtomicReference<>();
        callbacks.during(() -> close.set(socket.close().isPending()));

        FakePeer peer = connect();
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
        assertThat(peer.isReset()).isTrue();
        wsk.client().assertIdle();
    }

    @Test
    @Clause({"CLOSE-10", "ABORT-EVENT-02"})
    void tellsNoAbortAfterTheCloseWasCalled() {
        FakePeer peer = connectPended();
        transport.pause();
        peer.reset();
        transport.step(); // the connection has heard it

        Call close = socket.close();
        transport.resume();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"FORCED-CLOSED-04", "INSPECT-EVENT-07", "INSPECT-EVENT-13", "ACCEPT-EVENT-20"})
    void announcesThatTheSocketWorksNoLonger() {
        FakePeer peer = connectPended();

        transport.listener().fail(NtStatus.STATUS_ADDRESS_CLOSED);
        wsk.registry().revokeAll();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("inspect 192.0.2.1:1024", "inspect null");
        assertThat(callbacks.addresses()).hasSize(2);
        assertThat(peer.isReset()).isTrue();
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).hasSize(2);
    }

    @Test
    @Clause({"FORCED-CLOSED-03", "FORCED-CLOSED-04"})
    void announcesItToBothCallbacks() {
        socket.enable(ACCEPT_EVENT);

        socket.engineSide().abandon();
        transport.run();

        assertThat(callbacks.calls()).containsExactlyInAnyOrder("accept null", "inspect null");
    }

    @Test
    @Clause("NMR-PROVIDER-DETACH-02")
    void showsNothingToAClientThatDetaches() {
        FakePeer first = connectPended();
        wsk.client().detach();

        FakePeer second = connect();
        socket.inspectComplete(lastId(), ACCEPT).completedWith(STATUS_SUCCESS);
        transport.run();

        assertThat(callbacks.calls()).hasSize(1);
        assertThat(first.isReset()).isTrue();
        assertThat(second.isReset()).isTrue();
        socket.accept().isPending();
    }

    @Test
    @Clause("ACCEPT-22")
    void leavesToThePlatformWhatIsTooMuchAndGoesOnLater() {
        for (int i = 0; i < Listening.MOST_WAITING + 3; i++) {
            transport.listener().connect();
        }
        transport.run();
        assertThat(transport.listener().backlog()).isEqualTo(3);

        socket.enable(ACCEPT_EVENT);
        transport.run();

        assertThat(callbacks.taken()).hasSize(Listening.MOST_WAITING + 3);
        assertThat(transport.listener().backlog()).isZero();
        connect();
        assertThat(callbacks.taken()).hasSize(Listening.MOST_WAITING + 4);
    }

    @Test
    @Clause("ACCEPT-22")
    void leavesToThePlatformWhatIsTooMuchToInspect() {
        callbacks.inspecting(RecordedListenEvents.PEND);
        for (int i = 0; i < Listening.MOST_WAITING + 1; i++) {
            transport.listener().connect();
        }
        transport.run();
        assertThat(transport.listener().backlog()).isEqualTo(1);

        socket.inspectComplete(callbacks.ids().get(0), REJECT).completedWith(STATUS_SUCCESS);
        transport.run();
        assertThat(transport.listener().backlog()).isZero();
        transport.listener().connect();
        transport.run();
        assertThat(transport.listener().backlog()).isEqualTo(1);
        transport.endpoints().get(1).peerResets();
        transport.run();

        assertThat(transport.listener().backlog()).isZero();
    }
}
