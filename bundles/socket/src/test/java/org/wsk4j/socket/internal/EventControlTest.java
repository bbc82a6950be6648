// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_EVENT_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskSocket;

/** SO_WSK_EVENT_CALLBACK on connection-oriented sockets, one step at a time. */
@Timeout(60)
class EventControlTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;
    private static final int BACKLOG = WskConstants.WSK_EVENT_SEND_BACKLOG;
    private static final int ALL = RECEIVE | DISCONNECT | BACKLOG;
    private static final int DISABLE = WskConstants.WSK_EVENT_DISABLE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        socket = wsk.connected(null, events.dispatch());
        transport = wsk.transport(FakeTransport.class);
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    private int enabled() {
        return socket.engineSide().events().enabled();
    }

    /** Causes each of the three events once. */
    private void causeAll() {
        endpoint.changeIdealBacklog(1000);
        endpoint.deliver("data");
        endpoint.peerCloses();
        transport.run();
    }

    private NtStatus control(WskControlSocketType type, int level, long inputSize, Object input, SizeT written) {
        return socket.dispatch()
                .wskControlSocket(
                        socket.socket(),
                        type,
                        WskConstants.SO_WSK_EVENT_CALLBACK,
                        level,
                        inputSize,
                        input,
                        0,
                        null,
                        written,
                        null);
    }

    // ---- enabling

    @Test
    @Clause({"EVENT-05", "SO-EVENT-01"})
    void callsNothingOfANewSocket() {
        causeAll();

        assertThat(enabled()).isZero();
        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause({"EVENT-04", "SO-EVENT-01", "SO-EVENT-08", "SO-EVENT-18", "SO-EVENT-26", "EVENT-CONTROL-03"})
    void enablesAllThreeAtOnce() {
        assertThat(socket.enable(ALL)).isEqualTo(STATUS_SUCCESS);

        causeAll();

        assertThat(events.calls()).containsExactly("backlog 1000", "receive data", "disconnect");
    }

    @ParameterizedTest
    @ValueSource(ints = {RECEIVE, DISCONNECT, BACKLOG, RECEIVE | DISCONNECT, RECEIVE | BACKLOG, DISCONNECT | BACKLOG})
    @Clause({"SO-EVENT-08", "EVENT-CONTROL-03"})
    void enablesJustThoseThatAreNamed(int mask) {
        List<String> expected = new ArrayList<>();
        if ((mask & BACKLOG) != 0) {
            expected.add("backlog 1000");
        }
        if ((mask & RECEIVE) != 0) {
            expected.add("receive data");
        }
        if ((mask & DISCONNECT) != 0) {
            expected.add("disconnect");
        }

        assertThat(socket.enable(mask)).isEqualTo(STATUS_SUCCESS);
        endpoint.changeIdealBacklog(1000);
        endpoint.deliver("data");
        if ((mask & RECEIVE) == 0) {
            ReceiveTest.assertReceives(socket, "data");
        }
        endpoint.peerCloses();

        assertThat(events.calls()).containsExactlyElementsOf(expected);
    }

    @Test
    @Clause("SO-EVENT-08")
    void addsToWhatWasEnabledBefore() {
        socket.enable(RECEIVE);
        socket.enable(DISCONNECT);

        assertThat(enabled()).isEqualTo(RECEIVE | DISCONNECT);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                WskConstants.WSK_EVENT_ACCEPT,
                WskConstants.WSK_EVENT_RECEIVE_FROM,
                WskConstants.WSK_EVENT_ACCEPT | RECEIVE,
                WskConstants.WSK_EVENT_RECEIVE_FROM | DISCONNECT
            })
    @Clause({"EVENT-04", "SO-EVENT-18"})
    void refusesEventsThatAConnectionDoesNotHave(int mask) {
        assertThat(socket.enable(mask)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(enabled()).as("all of them or none").isZero();
    }

    @Test
    @Clause("SO-EVENT-06")
    void takesNoIrpToEnable() {
        RecordedIrp irp = RecordedIrp.ready();

        Call call = new Call(socket.control(WskConstants.NPI_WSK_INTERFACE_ID, RECEIVE, irp.irp()), irp);

        call.completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(enabled()).isZero();
    }

    @Test
    @Clause("SO-EVENT-05")
    void isRefusedBeforeTheSocketIsConnected() {
        transport.holdConnects();
        ClientSocket other = wsk.socket(null, events.dispatch());
        assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        other.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        Call connect = other.connect(SockAddrIn.of("127.0.0.1", 7)).isPending();
        assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        other.disable(RECEIVE, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        transport.releaseHolds();
        connect.completedWith(STATUS_SUCCESS);

        assertThat(other.engineSide().events().enabled()).isZero();
        assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause("SO-EVENT-05")
    void isRefusedAfterAConnectThatFailed() {
        transport.refuseConnect(NtStatus.STATUS_CONNECTION_REFUSED);
        ClientSocket other = wsk.socket(null, events.dispatch());
        other.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        other.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(NtStatus.STATUS_CONNECTION_REFUSED);

        assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("SO-EVENT-05")
    void isPossibleAsLongAsTheSocketWasConnected() {
        socket.disconnect().completedWith(STATUS_SUCCESS);
        assertThat(socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        endpoint.deliver("data");
        assertThat(events.calls()).containsExactly("receive data");
        socket.abort().completedWith(STATUS_SUCCESS);

        socket.disable(RECEIVE, RecordedIrp.ready()).completedInlineWith(STATUS_SUCCESS);

        assertThat(enabled()).isZero();
        assertThat(socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        transport.run();
        assertThat(events.calls()).containsExactly("receive data");
    }

    @Test
    @Clause("SO-EVENT-01")
    void isRefusedOnASocketThatWasTakenAway() {
        socket.engineSide().abandon();
        transport.run();

        assertThat(socket.enable(RECEIVE)).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        socket.disable(RECEIVE, RecordedIrp.ready()).completedInlineWith(NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause("EVENT-13")
    void enablesOnlyCallbacksThatTheClientHas() {
        ClientSocket deaf = wsk.connected(null, null);
        ClientSocket oneEared = wsk.connected(
                null,
                new WskClientConnectionDispatch((context, flags, list, bytes, accepted) -> STATUS_SUCCESS, null, null));

        assertThat(deaf.enable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(deaf.enable(DISCONNECT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(deaf.enable(BACKLOG)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(oneEared.enable(RECEIVE | DISCONNECT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(oneEared.enable(BACKLOG)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(oneEared.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause("EVENT-06")
    void isNotNeededForAConversation() {
        ClientSocket deaf = wsk.connected(null, null);
        FakeEndpoint heard = transport.endpoint();

        heard.deliver("question");
        ReceiveTest.assertReceives(deaf, "question");
        deaf.send("answer").succeededWith(6);
        heard.peerCloses();
        deaf.receive(Bytes.room(1).buf()).succeededWith(0);
        deaf.disconnect().completedWith(STATUS_SUCCESS);
        deaf.close().completedWith(STATUS_SUCCESS);

        assertThat(heard.sent()).isEqualTo("answer");
        assertThat(heard.interests()).as("what the transport is asked to tell").isZero();
    }

    @Test
    @Clause("SO-EVENT-26")
    void acceptsTheSameFlagsOnAListeningSocket() {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus created = wsk.engine()
                .wskSocket(
                        wsk.client(),
                        AddressFamily.AF_INET,
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        WskConstants.WSK_FLAG_LISTEN_SOCKET,
                        null,
                        null,
                        null,
                        null,
                        null,
                        irp.irp());
        new Call(created, irp).completedWith(STATUS_SUCCESS);
        WskSocket listening = irp.object(WskSocket.class);
        WskProviderListenDispatch dispatch = (WskProviderListenDispatch) listening.dispatch();
        NtStatus bound = dispatch.wskBind(
                listening, SocketFixture.anyLocal(), 0, irp.again().irp());
        new Call(bound, irp).completedWith(STATUS_SUCCESS);

        NtStatus enabled = dispatch.wskControlSocket(
                listening,
                WskControlSocketType.WskSetOption,
                WskConstants.SO_WSK_EVENT_CALLBACK,
                SocketOptions.SOL_SOCKET,
                WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, ALL),
                0,
                null,
                null,
                null);

        assertThat(enabled).isEqualTo(STATUS_SUCCESS);
        NtStatus closed = dispatch.wskCloseSocket(listening, irp.again().irp());
        transport.run();
        new Call(closed, irp).completedWith(STATUS_SUCCESS);
    }

    // ---- the parameters

    @Test
    @Clause("SO-EVENT-02")
    void wantsAnInputOfTheRightSizeAndNoOutput() {
        WskEventCallbackControl input = new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, RECEIVE);
        long size = WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL;
        WskControlSocketType set = WskControlSocketType.WskSetOption;
        int level = SocketOptions.SOL_SOCKET;

        assertThat(control(set, level, size - 1, input, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(set, level, size + 1, input, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(set, level, 0, null, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(set, level, size, null, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(set, level, size, RECEIVE, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(set, level, size, input, new SizeT())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(enabled()).isZero();
        assertThat(control(set, level, size, input, null)).isEqualTo(STATUS_SUCCESS);
        assertThat(enabled()).isEqualTo(RECEIVE);
    }

    @Test
    @Clause("SO-EVENT-02")
    void refusesAnOutputBuffer() {
        for (Object output : new Object[] {null, new SizeT()}) {
            RecordedIrp irp = RecordedIrp.ready();
            NtStatus returned = socket.dispatch()
                    .wskControlSocket(
                            socket.socket(),
                            WskControlSocketType.WskSetOption,
                            WskConstants.SO_WSK_EVENT_CALLBACK,
                            SocketOptions.SOL_SOCKET,
                            WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                            new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, RECEIVE | DISABLE),
                            output == null ? 4 : 0,
                            output,
                            null,
                            irp.irp());

            new Call(returned, irp).completedInlineWith(STATUS_INVALID_PARAMETER);
        }
    }

    @Test
    @Clause("SO-EVENT-01")
    void isForSettingAtTheSocketLevelOnly() {
        WskEventCallbackControl input = new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, RECEIVE);
        long size = WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL;

        assertThat(control(WskControlSocketType.WskGetOption, SocketOptions.SOL_SOCKET, size, input, null))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(control(WskControlSocketType.WskIoctl, SocketOptions.SOL_SOCKET, size, input, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(control(WskControlSocketType.WskSetOption, SocketOptions.SOL_SOCKET - 1, size, input, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(enabled()).isZero();
    }

    @Test
    @Clause("SO-EVENT-14")
    void knowsTheEventsOfTheWskNpiOnly() {
        Guid other = Guid.parse("{00000000-1111-2222-3333-444444444444}");

        assertThat(socket.control(other, RECEIVE, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.control(null, RECEIVE, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(enabled()).isZero();
        socket.enable(RECEIVE);
        assertThat(socket.control(other, RECEIVE | DISABLE, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(enabled()).isEqualTo(RECEIVE);
    }

    @Test
    @Clause("SO-EVENT-01")
    void wantsASocket() {
        RecordedIrp irp = RecordedIrp.ready();
        WskEventCallbackControl input =
                new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, RECEIVE | DISABLE);
        for (RecordedIrp each : new RecordedIrp[] {null, irp}) {
            assertThat(socket.dispatch()
                            .wskControlSocket(
                                    null,
                                    WskControlSocketType.WskSetOption,
                                    WskConstants.SO_WSK_EVENT_CALLBACK,
                                    SocketOptions.SOL_SOCKET,
                                    WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                                    input,
                                    0,
                                    null,
                                    null,
                                    each == null ? null : each.irp()))
                    .isEqualTo(STATUS_INVALID_HANDLE);
        }
        new Call(STATUS_INVALID_HANDLE, irp).completedInlineWith(STATUS_INVALID_HANDLE);
    }

    // ---- disabling

    @ParameterizedTest
    @ValueSource(
            ints = {0, RECEIVE | DISCONNECT, ALL, WskConstants.WSK_EVENT_ACCEPT, WskConstants.WSK_EVENT_RECEIVE_FROM, 1
            })
    @Clause({"SO-EVENT-09", "EVENT-CONTROL-03"})
    void disablesExactlyOneAtATime(int mask) {
        socket.enable(ALL);

        assertThat(socket.disable(mask)).isEqualTo(STATUS_INVALID_PARAMETER);
        socket.disable(mask, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(enabled()).isEqualTo(ALL);
    }

    @Test
    @Clause({"SO-EVENT-09", "SO-EVENT-10", "SO-EVENT-07"})
    void disablesAtOnceWhenNoCallIsInProgress() {
        socket.enable(ALL);

        assertThat(socket.disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        assertThat(enabled()).isEqualTo(DISCONNECT | BACKLOG);
        socket.disable(DISCONNECT, RecordedIrp.ready()).completedInlineWith(STATUS_SUCCESS);
        assertThat(enabled()).isEqualTo(BACKLOG);
        socket.disable(DISCONNECT, RecordedIrp.ready())
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        causeAll();
        assertThat(events.calls()).containsExactly("backlog 1000");
    }

    @Test
    @Clause({"SO-EVENT-11", "SO-EVENT-13"})
    void completesTheIrpWhenTheCallInProgressHasReturned() {
        AtomicReference<Call> first = new AtomicReference<>();
        AtomicReference<Call> second = new AtomicReference<>();
        List<String> order = new ArrayList<>();
        events.during(() -> {
            first.set(socket.disable(
                    RECEIVE, RecordedIrp.ready().then(irp -> order.add("first at " + events.isInside()))));
            second.set(socket.disable(
                    RECEIVE, RecordedIrp.ready().then(irp -> order.add("second at " + events.isInside()))));
            first.get().isPending();
            second.get().isPending();
        });
        socket.enable(ALL);

        endpoint.deliver("abc");
        endpoint.deliver("def");

        assertThat(first.get().returned()).isEqualTo(STATUS_PENDING);
        first.get().succeededWith(0);
        second.get().succeededWith(0);
        assertThat(order).containsExactly("first at false", "second at false");
        assertThat(events.calls()).containsExactly("receive abc");
        assertThat(enabled()).isEqualTo(DISCONNECT | BACKLOG);
        ReceiveTest.assertReceives(socket, "def");
    }

    @Test
    @Clause({"SO-EVENT-12", "SO-EVENT-13", "SO-EVENT-07", "CONTROLSOCKET-12"})
    void tellsOfACallInProgressWhenThereIsNoIrp() {
        AtomicReference<NtStatus> status = new AtomicReference<>();
        events.during(() -> status.set(socket.disable(RECEIVE)));
        socket.enable(ALL);

        endpoint.deliver("abc");
        endpoint.deliver("def");

        assertThat(status).hasValue(STATUS_EVENT_PENDING);
        assertThat(events.calls()).containsExactly("receive abc");
        assertThat(socket.disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-11"})
    void waitsForCallsOfThatVeryCallbackOnly() {
        AtomicReference<Call> disconnect = new AtomicReference<>();
        AtomicReference<NtStatus> backlog = new AtomicReference<>();
        events.during(() -> {
            disconnect.set(socket.disable(DISCONNECT, RecordedIrp.ready()));
            backlog.set(socket.disable(BACKLOG));
            disconnect.get().completedInlineWith(STATUS_SUCCESS);
        });
        socket.enable(ALL);

        endpoint.deliver("abc");

        assertThat(backlog).hasValue(STATUS_SUCCESS);
        assertThat(enabled()).isEqualTo(RECEIVE);
    }

    @Test
    @Clause("SO-EVENT-11")
    void waitsForACallOnAnotherThread() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        events.during(() -> {
            running.countDown();
            await(mayReturn);
        });
        socket.enable(ALL);
        Thread io = new Thread(() -> endpoint.peerCloses(), "io");
        io.start();
        await(running);

        Call disable = socket.disable(DISCONNECT, RecordedIrp.ready());

        disable.isPending();
        assertThat(disable.irp().irp().cancel())
                .as("a disable ends with the callback, sooner or later")
                .isFalse();
        disable.isPending();
        assertThat(socket.disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        mayReturn.countDown();
        disable.succeededWith(0);
        assertThat(disable.irp().thread()).isSameAs(io);
        io.join();
        assertThat(events.calls()).containsExactly("disconnect");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Clause("SO-EVENT-13")
    void callsItAgainOnlyWhenItIsEnabledAgain() {
        socket.enable(RECEIVE);
        socket.disable(RECEIVE);
        endpoint.deliver("abc");
        socket.enable(DISCONNECT | BACKLOG);
        transport.run();
        assertThat(events.calls()).isEmpty();

        socket.enable(RECEIVE);
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc");
        endpoint.deliver("def");
        assertThat(events.calls()).containsExactly("receive abc", "receive def");
    }

    @Test
    @Clause({"SO-EVENT-11", "SO-EVENT-13"})
    void staysEnabledWhenItIsEnabledAgainFromWithinTheCall() {
        AtomicReference<Call> disable = new AtomicReference<>();
        events.during(() -> {
            if (disable.get() == null) {
                disable.set(socket.disable(RECEIVE, RecordedIrp.ready()));
                socket.enable(RECEIVE);
            }
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        endpoint.deliver("def");

        disable.get().succeededWith(0);
        assertThat(events.calls()).containsExactly("receive abc", "receive def");
    }

    @Test
    @Clause("SO-EVENT-11")
    void completesTheIrpAlsoWhenTheCallThrows() {
        wsk.expectErrors();
        AtomicReference<Call> disable = new AtomicReference<>();
        events.during(() -> {
            disable.set(socket.disable(RECEIVE, RecordedIrp.ready()));
            throw new IllegalStateException("the client's own");
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");

        disable.get().succeededWith(0);
    }

    @Test
    @Clause("SO-EVENT-11")
    void completesTheIrpBeforeTheCloseThatFollows() {
        List<String> order = new ArrayList<>();
        events.during(() -> {
            socket.disable(RECEIVE, RecordedIrp.ready().then(irp -> order.add("disable")));
            socket.close(RecordedIrp.ready().then(irp -> order.add("close")));
            order.add("returns");
        });
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        transport.run();

        assertThat(order).containsExactly("returns", "disable", "close");
    }

    @Test
    @Clause("SO-EVENT-11")
    void mayBeClosedByTheRoutineOfTheDisable() {
        AtomicReference<Call> close = new AtomicReference<>();
        events.during(() -> socket.disable(RECEIVE, RecordedIrp.ready().then(irp -> close.set(socket.close()))));
        socket.enable(RECEIVE);

        endpoint.deliver("abc");
        transport.run();

        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("SO-EVENT-01")
    void worksAtDispatchLevel() {
        AtomicReference<NtStatus> enabled = new AtomicReference<>();
        events.during(() -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            enabled.set(socket.enable(DISCONNECT));
        });
        socket.enable(RECEIVE);

        endpoint.deliver("last");
        endpoint.peerCloses();

        assertThat(enabled).hasValue(STATUS_SUCCESS);
        assertThat(events.calls()).containsExactly("receive last", "disconnect");
    }

    // ---- static events

    /** Of a client that has enabled two of the events on all of its sockets. */
    @Nested
    class Statically {
        private ClientSocket other;
        private FakeEndpoint otherEndpoint;

        @BeforeEach
        void connectOther() {
            wsk.client().withStaticEvents(RECEIVE | DISCONNECT);
            other = wsk.connected(null, events.dispatch());
            otherEndpoint = transport.endpoint();
        }

        @Test
        @Clause({"RECEIVE-EVENT-02", "DISCONNECT-EVENT-02"})
        void areEnabledFromTheConnectOn() {
            otherEndpoint.changeIdealBacklog(1000);
            otherEndpoint.deliver("data");
            otherEndpoint.peerCloses();

            assertThat(events.calls()).containsExactly("receive data", "disconnect");
        }

        @Test
        @Clause("BACKLOG-EVENT-02")
        void areEnabledFromTheConnectOnForTheBacklogToo() {
            wsk.client().withStaticEvents(BACKLOG);
            wsk.connected(null, events.dispatch());

            transport.endpoint().changeIdealBacklog(1000);

            assertThat(events.calls()).containsExactly("backlog 1000");
        }

        @Test
        @Clause("SO-EVENT-24")
        void canNeitherBeDisabledNorEnabledAgain() {
            assertThat(other.disable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
            other.disable(DISCONNECT, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);
            assertThat(other.enable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(other.enable(DISCONNECT | BACKLOG)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(other.engineSide().events().enabled()).isEqualTo(RECEIVE | DISCONNECT);

            otherEndpoint.deliver("data");
            otherEndpoint.peerCloses();

            assertThat(events.calls()).containsExactly("receive data", "disconnect");
        }

        @Test
        @Clause("SO-EVENT-24")
        void leaveTheOthersToTheOption() {
            assertThat(other.enable(BACKLOG)).isEqualTo(STATUS_SUCCESS);
            otherEndpoint.changeIdealBacklog(1000);
            assertThat(other.disable(BACKLOG)).isEqualTo(STATUS_SUCCESS);
            otherEndpoint.changeIdealBacklog(2000);

            assertThat(events.calls()).containsExactly("backlog 1000");
        }

        @Test
        @Clause("EVENT-13")
        void needACallback() {
            ClientSocket deaf = wsk.connected(null, null);
            FakeEndpoint heard = transport.endpoint();

            heard.deliver("data");

            assertThat(deaf.engineSide().events().enabled()).isZero();
            ReceiveTest.assertReceives(deaf, "data");
        }
    }
}
