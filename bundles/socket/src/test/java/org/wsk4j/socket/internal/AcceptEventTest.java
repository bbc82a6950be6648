// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_EVENT_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
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
import org.wsk4j.report.SocketReport;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;

/** WskAcceptEvent and the events that accepted sockets inherit, one step at a time. */
@Timeout(60)
class AcceptEventTest {
    private static final int ACCEPT = WskConstants.WSK_EVENT_ACCEPT;
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;
    private static final int BACKLOG = WskConstants.WSK_EVENT_SEND_BACKLOG;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedListenEvents callbacks = new RecordedListenEvents(wsk);
    private final RecordedEvents events = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private ListeningSocket socket;

    @BeforeEach
    void listen() {
        transport = wsk.transport(FakeTransport.class);
        socket = listening(80);
    }

    private ListeningSocket listening(int port) {
        ListeningSocket made = wsk.listening(context, callbacks.dispatch());
        made.bind(SockAddrIn.of("127.0.0.1", port)).completedWith(STATUS_SUCCESS);
        return made;
    }

    @AfterEach
    void noMistakes() {
        assertThat(callbacks.mistakes()).isEmpty();
        assertThat(events.mistakes()).isEmpty();
    }

    private FakePeer connect() {
        FakePeer peer = transport.listener().connect();
        transport.run();
        return peer;
    }

    @Test
    @Clause({
        "ACCEPT-EVENT-01",
        "ACCEPT-EVENT-03",
        "ACCEPT-EVENT-08",
        "ACCEPT-EVENT-11",
        "ACCEPT-EVENT-19",
        "SO-EVENT-16",
        "EVENT-02"
    })
    void givesTheClientASocketOfTheConnection() {
        assertThat(socket.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);

        FakePeer peer = connect();

        assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1024");
        assertThat(callbacks.contexts()).containsExactly(context);
        ClientSocket accepted = callbacks.taken().get(0);
        assertThat(accepted.socket().dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
        accepted.send("hello").succeededWith(5);
        assertThat(peer.readText(5)).isEqualTo("hello");
        accepted.close().completedWith(STATUS_SUCCESS);
        assertThat(wsk.client().sockets()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-EVENT-02", "SO-EVENT-16"})
    void isNotCalledUnlessEnabled() {
        connect();
        assertThat(callbacks.calls()).isEmpty();

        assertThat(socket.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);
        transport.run();

        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-EVENT-02", "SO-EVENT-13"})
    void isCalledForWhatCameWhileItWasDisabled() {
        socket.enable(ACCEPT);
        assertThat(socket.disable(ACCEPT)).isEqualTo(STATUS_SUCCESS);
        connect();
        connect();
        assertThat(callbacks.calls()).isEmpty();

        socket.enable(ACCEPT);
        transport.run();

        assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1024", "accept 192.0.2.1:1025");
    }

    @Test
    @Clause({"ACCEPT-EVENT-02", "ACCEPT-EVENT-21", "STATIC-EVENTS-04", "STATIC-EVENTS-05"})
    void isCalledFromTheBindOnWhenEnabledStatically() {
        wsk.client().withStaticEvents(ACCEPT | WskConstants.WSK_EVENT_RECEIVE_FROM);
        listening(81);

        connect();

        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"STATIC-EVENTS-04", "SO-EVENT-24"})
    void canBeNeitherDisabledNorEnabledWhenEnabledStatically() {
        wsk.client().withStaticEvents(ACCEPT);
        ListeningSocket other = listening(81);

        assertThat(other.disable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(other.enable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
        other.disable(ACCEPT, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);

        connect();
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-EVENT-04", "ACCEPT-EVENT-05", "ACCEPT-EVENT-17"})
    void tellsItsLevelInTheFlags() {
        socket.enable(ACCEPT);

        connect();

        assertThat(callbacks.flags()).containsExactly(WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL);
        assertThat(callbacks.levels()).containsExactly(Irql.DISPATCH_LEVEL);
    }

    @Test
    @Clause({"ACCEPT-EVENT-06", "ACCEPT-EVENT-07"})
    void givesTheAddressesForItsOwnDuration() {
        socket.enable(ACCEPT);
        callbacks.during(() -> callbacks.addresses().forEach(address -> ((SockAddrIn) address).setPort(9)));

        connect();

        List<SockAddr> given = callbacks.addresses();
        assertThat(given).containsExactly(SockAddrIn.of("127.0.0.1", 9), SockAddrIn.of("192.0.2.1", 9));
        SocketReport report = wsk.engine().sockets().get(1); // before the query, which asks the endpoint
        assertThat(report.localAddress())
                .as("what a client does to them harms nobody")
                .isEqualTo(SockAddrIn.of("127.0.0.1", 80));
        assertThat(report.remoteAddress()).isEqualTo(SockAddrIn.of("192.0.2.1", 1024));
        assertThat(BindTest.localAddress(callbacks.taken().get(0))).isEqualTo(SockAddrIn.of("127.0.0.1", 80));
    }

    @Test
    @Clause("ACCEPT-EVENT-06")
    void givesAddressesOfTheFamilyOfAnIpv6Socket() {
        ListeningSocket ipv6 = wsk.listeningIpv6(context, callbacks.dispatch());
        ipv6.bind(SockAddrIn6.of("::1", 80)).completedWith(STATUS_SUCCESS);
        ipv6.enable(ACCEPT);

        connect();

        assertThat(callbacks.calls()).containsExactly("accept " + SockAddrIn6.of("2001:db8::1", 1024));
        assertThat(callbacks.addresses())
                .containsExactly(SockAddrIn6.of("::1", 80), SockAddrIn6.of("2001:db8::1", 1024));
    }

    @Test
    @Clause({"ACCEPT-EVENT-09", "ACCEPT-EVENT-10", "ACCEPT-EVENT-15", "SO-EVENT-19", "SO-EVENT-26", "CONN-DISPATCH-05"})
    void makesSocketsInheritTheEventsOfConnections() {
        Object itsContext = new Object();
        callbacks.answering(RecordedListenEvents.take(itsContext, events.dispatch()));
        assertThat(socket.enable(ACCEPT | RECEIVE | DISCONNECT | BACKLOG)).isEqualTo(STATUS_SUCCESS);

        FakePeer peer = connect();
        peer.write("hello");
        peer.endpoint().changeIdealBacklog(1000);
        transport.run();
        peer.close();
        transport.run();

        assertThat(events.calls()).containsExactly("receive hello", "backlog 1000", "disconnect");
        assertThat(events.contexts()).containsExactly(itsContext, itsContext, itsContext);
    }

    @Test
    @Clause({"ACCEPT-EVENT-15", "ACCEPT-EVENT-09", "ACCEPT-EVENT-10"})
    void makesSocketsWithoutEventsUnlessTheyAreInherited() {
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(ACCEPT);

        FakePeer peer = connect();
        peer.write("hello");
        transport.run();

        assertThat(events.calls()).isEmpty();
        ReceiveTest.assertReceives(callbacks.taken().get(0), "hello");
    }

    @Test
    @Clause({"ACCEPT-EVENT-09", "ACCEPT-EVENT-10"})
    void needsNeitherContextNorCallbacksForASocketWithoutEvents() {
        socket.enable(ACCEPT | RECEIVE); // inherited by nobody who has no callback for it

        FakePeer peer = connect();
        peer.write("hello");
        transport.run();

        ClientSocket accepted = callbacks.taken().get(0);
        assertThat(accepted.enable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
        ReceiveTest.assertReceives(accepted, "hello");
    }

    @Test
    @Clause({"ACCEPT-EVENT-15", "SO-EVENT-25"})
    void letsAcceptedSocketsChangeTheirEventsOneByOne() {
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(ACCEPT | RECEIVE);
        FakePeer first = connect();
        FakePeer second = connect();

        assertThat(callbacks.taken().get(0).disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        assertThat(callbacks.taken().get(1).enable(DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        first.write("first");
        first.close();
        second.write("second");
        second.close();
        transport.run();

        assertThat(events.calls()).containsExactly("receive second", "disconnect");
    }

    @Test
    @Clause("SO-EVENT-21")
    void cannotDisableWhatIsInherited() {
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(ACCEPT | RECEIVE);

        assertThat(socket.disable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
        socket.disable(RECEIVE, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);

        connect().write("x");
        assertThat(events.calls()).containsExactly("receive x");
    }

    @Test
    @Clause("SO-EVENT-22")
    void keepsWhatIsInheritedWhileItIsDisabled() {
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(ACCEPT | RECEIVE);
        socket.disable(ACCEPT);
        socket.enable(ACCEPT);

        connect().write("x");

        assertThat(events.calls()).containsExactly("receive x");
    }

    @Test
    @Clause("SO-EVENT-04")
    void cannotBeEnabledBeforeTheBind() {
        ListeningSocket unbound = wsk.listening(context, callbacks.dispatch());

        assertThat(unbound.enable(ACCEPT)).isEqualTo(STATUS_INVALID_DEVICE_STATE);

        unbound.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        connect();
        assertThat(callbacks.calls()).isEmpty();
        assertThat(unbound.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WskConstants.WSK_EVENT_RECEIVE_FROM, ACCEPT | WskConstants.WSK_EVENT_RECEIVE_FROM, 1})
    @Clause({"SO-EVENT-16", "SO-EVENT-23", "SO-EVENT-26"})
    void takesFlagsOfListeningAndConnectedSocketsOnly(int mask) {
        assertThat(socket.enable(mask)).isEqualTo(STATUS_INVALID_PARAMETER);

        connect();
        assertThat(callbacks.calls()).isEmpty();
        assertThat(socket.enable(RECEIVE | DISCONNECT | BACKLOG)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"LISTEN-DISPATCH-02", "SO-EVENT-16"})
    void cannotBeEnabledWithoutACallback() {
        ListeningSocket without = wsk.listening(null, new WskClientListenDispatch(null, null, null));
        without.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        ListeningSocket bare = wsk.listening(null, null);
        bare.bind(SockAddrIn.of("127.0.0.1", 82)).completedWith(STATUS_SUCCESS);

        assertThat(without.enable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(bare.enable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(bare.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"ACCEPT-EVENT-12", "ACCEPT-EVENT-11"})
    void closesWhatTheClientRefuses() {
        callbacks.answering(RecordedListenEvents.REFUSE);
        socket.enable(ACCEPT);

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThat(wsk.client().sockets()).hasSize(1);
        assertThat(wsk.engine().sockets()).hasSize(1);
        assertThat(transport.openEndpoints()).isEqualTo(1);
        assertThat(wsk.registry().leases()).isEqualTo(1);
        callbacks.answering(RecordedListenEvents.TAKE);
        connect();
        assertThat(callbacks.taken()).hasSize(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-13")
    void makesUsingARefusedSocketABugCheck() {
        callbacks.answering(RecordedListenEvents.REFUSE);
        socket.enable(ACCEPT);
        connect();
        ClientSocket refused = new ClientSocket(callbacks.offered().get(0));

        for (SocketFunction function : SocketFunction.values()) {
            RecordedIrp irp = RecordedIrp.ready();
            BugCheck bugCheck = catchThrowableOfType(
                    BugCheck.class, () -> function.call(refused.dispatch(), refused.socket(), irp.irp()));
            assertThat(bugCheck).as(function.name()).isNotNull();
            assertThat(bugCheck).hasMessageContaining("ACCEPT-EVENT-13");
            assertThatIrp(irp).isUntouched();
        }
        assertThatThrownBy(() -> refused.enable(RECEIVE)).hasMessageContaining("ACCEPT-EVENT-13");
    }

    @Test
    @Clause({"ACCEPT-EVENT-12", "ACCEPT-EVENT-23"})
    void callsNoCallbackOfASocketThatWasRefused() {
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            itsCallbacks.set(events.dispatch());
            assertThat(new ClientSocket(accepted).enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_SUCCESS);
            return NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
        });
        socket.enable(ACCEPT | BACKLOG);

        connect();

        assertThat(events.calls()).isEmpty();
        assertThat(wsk.client().sockets()).hasSize(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-12")
    void takesAnExceptionForARefusal() {
        wsk.expectErrors();
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            throw new IllegalStateException("a mistake of the client");
        });
        socket.enable(ACCEPT);

        FakePeer peer = connect();

        assertThat(peer.isReset()).isTrue();
        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskAcceptEvent");
        assertThat(wsk.client().sockets()).hasSize(1);
        callbacks.answering(RecordedListenEvents.TAKE);
        connect();
        assertThat(callbacks.taken()).hasSize(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-16")
    void isNotCalledWhileAnAcceptWaits() {
        socket.enable(ACCEPT);
        List<Call> accepts =
                List.of(socket.accept().isPending(), socket.accept().isPending());

        connect();
        connect();
        connect();

        accepts.forEach(wsk::accepted);
        assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1026");
    }

    @Test
    @Clause("ACCEPT-EVENT-16")
    void isNotCalledForWhatAnAcceptStartedWithinItTakes() {
        AtomicReference<Call> within = new AtomicReference<>();
        callbacks.during(() -> {
            if (within.get() == null) {
                within.set(socket.accept());
            }
        });
        connect();
        connect();
        socket.enable(ACCEPT);
        transport.run();

        assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1024");
        wsk.accepted(within.get());
    }

    @Test
    @Clause({"ACCEPT-EVENT-18", "CLOSE-17"})
    void mayStartRequests() {
        List<Call> calls = new ArrayList<>();
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            ClientSocket its = new ClientSocket(accepted);
            calls.add(its.send("welcome"));
            calls.add(its.receive(Bytes.room(5).buf()));
            calls.add(socket.accept());
            return STATUS_SUCCESS;
        });
        socket.enable(ACCEPT);

        FakePeer peer = connect();
        assertThat(peer.readText(7)).isEqualTo("welcome");
        peer.write("hello");
        connect();

        calls.get(0).succeededWith(7);
        calls.get(1).succeededWith(5);
        wsk.accepted(calls.get(2));
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-18")
    void mayNotWait() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        callbacks.during(() -> thrown.set(socket.acceptAndWait()));
        socket.enable(ACCEPT);

        connect();

        assertThat(thrown.get()).isInstanceOf(BugCheck.class).hasMessageContaining("DISPATCH_LEVEL");
        assertThat(callbacks.taken()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-EVENT-18", "CLOSE-08", "CLOSE-17"})
    void mayCloseTheListeningSocketWhichEndsAfterIt() {
        AtomicReference<Call> close = new AtomicReference<>();
        callbacks.during(() -> {
            close.set(socket.close());
            close.get().isPending();
        });
        socket.enable(ACCEPT);

        FakePeer peer = connect();
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
        callbacks.taken().get(0).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause({"ACCEPT-EVENT-18", "ACCEPT-EVENT-11"})
    void mayCloseTheAcceptedSocket() {
        List<Call> closes = new ArrayList<>();
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            itsCallbacks.set(events.dispatch());
            closes.add(new ClientSocket(accepted).close());
            return STATUS_SUCCESS;
        });
        socket.enable(ACCEPT | RECEIVE);

        FakePeer peer = connect();
        transport.run();

        closes.get(0).completedWith(STATUS_SUCCESS);
        assertThat(peer.isReset()).isTrue();
        assertThat(wsk.client().sockets()).hasSize(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-12")
    void survivesAClientThatClosesAndRefuses() {
        List<Call> closes = new ArrayList<>();
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            closes.add(new ClientSocket(accepted).close());
            return NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
        });
        socket.enable(ACCEPT);

        connect();

        closes.get(0).completedWith(STATUS_SUCCESS);
        assertThat(wsk.client().sockets()).hasSize(1);
        assertThat(wsk.registry().leases()).isEqualTo(1);
    }

    @Test
    @Clause("ACCEPT-EVENT-23")
    void letsEventsOfTheSocketBeEnabledOnceTheOutputsAreStored() {
        List<NtStatus> enabled = new ArrayList<>();
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            ClientSocket its = new ClientSocket(accepted);
            enabled.add(its.enable(RECEIVE));
            itsContext.set(context);
            itsCallbacks.set(events.dispatch());
            enabled.add(its.enable(RECEIVE));
            return STATUS_SUCCESS;
        });
        socket.enable(ACCEPT);

        FakePeer peer = connect();
        peer.write("hello");

        assertThat(enabled).containsExactly(STATUS_INVALID_PARAMETER, STATUS_SUCCESS);
        assertThat(events.calls()).containsExactly("receive hello");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause({"ACCEPT-EVENT-23", "ACCEPT-EVENT-15"})
    void losesNoDisconnectThatComesWithinTheCallback() {
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            itsCallbacks.set(events.dispatch());
            new ClientSocket(accepted).enable(DISCONNECT);
            transport.endpoint().peerCloses();
            return STATUS_SUCCESS;
        });
        socket.enable(ACCEPT);

        connect();

        assertThat(events.calls()).containsExactly("disconnect");
    }

    @Test
    @Clause({"ACCEPT-EVENT-15", "SO-EVENT-19"})
    void indicatesWhatCameBeforeTheSocketWasAccepted() {
        callbacks.answering(RecordedListenEvents.take(null, events.dispatch()));
        socket.enable(RECEIVE | DISCONNECT);
        FakePeer peer = connect();
        peer.write("early");
        peer.close();

        socket.enable(ACCEPT);
        transport.run();

        assertThat(events.calls()).containsExactly("receive early", "disconnect");
    }

    @Test
    @Clause("ACCEPT-EVENT-22")
    void isCalledWhenTheHandshakeIsOver() {
        callbacks.answering((accepted, itsContext, itsCallbacks) -> {
            new ClientSocket(accepted).send("at once").completedInlineWith(STATUS_SUCCESS);
            return STATUS_SUCCESS;
        });
        socket.enable(ACCEPT);

        FakePeer peer = connect();

        assertThat(peer.readText(7)).isEqualTo("at once");
    }

    @Test
    @Clause({"SO-EVENT-11", "SO-EVENT-12", "SO-EVENT-13", "ACCEPT-15"})
    void isDisabledOnceItHasReturned() {
        RecordedIrp irp = RecordedIrp.ready();
        AtomicReference<Call> withIrp = new AtomicReference<>();
        AtomicReference<NtStatus> without = new AtomicReference<>();
        callbacks.during(() -> {
            without.set(socket.disable(ACCEPT));
            withIrp.set(socket.disable(ACCEPT, irp).isPending());
        });
        socket.enable(ACCEPT);

        connect();
        connect();

        assertThat(without.get()).isEqualTo(STATUS_EVENT_PENDING);
        withIrp.get().completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"FORCED-CLOSED-03", "ACCEPT-EVENT-08", "ACCEPT-EVENT-14", "ACCEPT-EVENT-20"})
    void announcesOnceThatTheSocketWorksNoLonger() {
        socket.enable(ACCEPT);

        transport.listener().fail(NtStatus.STATUS_ADDRESS_CLOSED);
        wsk.registry().revokeAll();
        socket.engineSide().abandon();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("accept null");
        assertThat(callbacks.contexts()).containsExactly(context);
        assertThat(callbacks.addresses()).isEmpty();
        assertThat(socket.enable(ACCEPT)).isEqualTo(STATUS_FILE_FORCED_CLOSED);
        socket.accept().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-EVENT-02", "FORCED-CLOSED-03"})
    void announcesNothingWhileItIsDisabled() {
        transport.listener().fail(NtStatus.STATUS_ADDRESS_CLOSED);
        transport.run();

        assertThat(callbacks.calls()).isEmpty();
        socket.accept().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause({"FORCED-CLOSED-03", "ACCEPT-EVENT-20"})
    void announcesNoConnectionAfterTheEnd() {
        connect();
        socket.enable(ACCEPT);
        transport.pause();
        socket.engineSide().abandon();
        transport.resume();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("accept null");
        assertThat(wsk.registry().leases()).isZero();
    }

    @Test
    @Clause({"CLOSE-10", "CLOSE-21"})
    void isNotCalledAfterTheClose() {
        socket.enable(ACCEPT);
        transport.pause();
        transport.listener().connect();
        Call close = socket.close();
        transport.resume();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).isEmpty();
    }

    @Test
    @Clause({"ACCEPT-EVENT-16", "CLOSE-08"})
    void isReportedByTheSocketWhileItRuns() {
        AtomicReference<List<?>> causes = new AtomicReference<>();
        callbacks.during(() -> causes.set(socket.engineSide().busyWith()));
        socket.enable(ACCEPT);

        connect();

        assertThat(causes.get()).singleElement().asString().contains("an event callback of listen socket");
    }
}
