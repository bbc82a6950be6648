// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderStreamDispatch;
import org.wsk4j.wsk.WskSocket;

/** Stream sockets, which listen or connect, and WskListen, one step at a time. */
@Timeout(60)
class StreamSocketTest {
    private static final SockAddr HERE = SockAddrIn.of("127.0.0.1", 80);
    private static final SockAddr THERE = SockAddrIn.of("127.0.0.1", 7);
    private static final int ACCEPT = WskConstants.WSK_EVENT_ACCEPT;
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedListenEvents listenEvents = new RecordedListenEvents(wsk);
    private final RecordedEvents connectEvents = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private ListeningSocket stream;

    @BeforeEach
    void make() {
        transport = wsk.transport(FakeTransport.class);
        stream = wsk.stream(context, new WskClientStreamDispatch(listenEvents.dispatch(), connectEvents.dispatch()));
    }

    @AfterEach
    void noMistakes() {
        assertThat(listenEvents.mistakes()).isEmpty();
        assertThat(connectEvents.mistakes()).isEmpty();
    }

    private void listen() {
        stream.bind(HERE).completedInlineWith(STATUS_SUCCESS);
        stream.listen().completedInlineWith(STATUS_SUCCESS).succeededWith(0);
    }

    private void connect() {
        stream.bind(HERE).completedInlineWith(STATUS_SUCCESS);
        stream.connect(THERE).completedInlineWith(STATUS_SUCCESS);
    }

    private FakePeer peerConnects() {
        FakePeer peer = transport.listener().connect();
        transport.run();
        return peer;
    }

    private NtStatus transferring(Transfer function) {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = function.call(stream.streamTable(), stream.socket(), irp);
        assertThatIrp(irp).fits(returned).completedWith(returned);
        return returned;
    }

    /** The functions of a connection, with good arguments. */
    private enum Transfer {
        SEND,
        RECEIVE,
        DISCONNECT,
        GET_REMOTE_ADDRESS;

        NtStatus call(WskProviderStreamDispatch table, WskSocket socket, RecordedIrp irp) {
            WskBuf empty = Bytes.room(0).buf();
            return switch (this) {
                case SEND -> table.wskSend(socket, Bytes.of("x").buf(), 0, irp.irp());
                case RECEIVE -> table.wskReceive(socket, empty, 0, irp.irp());
                case DISCONNECT -> table.wskDisconnect(socket, null, 0, irp.irp());
                case GET_REMOTE_ADDRESS -> table.wskGetRemoteAddress(socket, new SockAddrIn(), irp.irp());
            };
        }
    }

    @Test
    @Clause({"STREAM-01", "STREAM-09"})
    void hasATableOfItsOwn() {
        assertThat(stream.socket().dispatch()).isInstanceOf(WskProviderStreamDispatch.class);
    }

    @Test
    @Clause("STREAM-09")
    void takesTheDispatchOfStreamSocketsOnly() {
        for (Object wrong : List.of(listenEvents.dispatch(), connectEvents.dispatch())) {
            RecordedIrp irp = RecordedIrp.ready();
            NtStatus returned = wsk.engine()
                    .wskSocket(
                            wsk.client(),
                            AddressFamily.AF_INET,
                            SocketType.SOCK_STREAM,
                            IpProtocol.IPPROTO_TCP,
                            WskConstants.WSK_FLAG_STREAM_SOCKET,
                            null,
                            wrong,
                            null,
                            null,
                            null,
                            irp.irp());
            new Call(returned, irp).completedInlineWith(STATUS_INVALID_PARAMETER);
        }
        wsk.stream(null, null);
        wsk.stream(null, new WskClientStreamDispatch(null, null));
    }

    @Test
    @Clause({"STREAM-01", "STREAM-02", "LISTEN-06", "LISTEN-05", "GETLOCAL-09"})
    void needsABindBeforeItListensOrConnects() {
        stream.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.connect(THERE).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.getLocalAddress(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        listen();
        stream.accept().isPending();
        assertThat(stream.localAddress()).isEqualTo(HERE);
    }

    @Test
    @Clause({"STREAM-02", "LISTEN-02", "STREAM-11"})
    void acceptsOnceItListens() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        stream.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.listen().completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        SockAddrIn remote = new SockAddrIn();
        Call accept = stream.acceptTelling(null, remote).isPending();

        FakePeer peer = peerConnects();

        ClientSocket accepted = wsk.accepted(accept);
        accepted.send("hello").succeededWith(5);
        assertThat(peer.readText(5)).isEqualTo("hello");
        assertThat(remote).isEqualTo(SockAddrIn.of("192.0.2.1", 1024));
        assertThat(BindTest.localAddress(accepted)).isEqualTo(HERE);
    }

    @Test
    @Clause({"STREAM-11", "ACCEPT-02", "ACCEPT-12"})
    void checksTheArgumentsOfAnAccept() {
        listen();

        stream.accept(1, null, null, null, null, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);
        stream.acceptTelling(new SockAddrIn6(), null).completedInlineWith(STATUS_INVALID_PARAMETER);
        RecordedIrp irp = RecordedIrp.ready();
        new Call(stream.streamTable().wskAccept(null, 0, null, null, null, null, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);
        assertThat(stream.streamTable().wskAccept(stream.socket(), 0, null, null, null, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"STREAM-11", "ACCEPT-21"})
    void cancelsItsAcceptsWhenItIsClosed() {
        listen();
        Call first = stream.accept().isPending();
        Call second = stream.accept().isPending();
        assertThat(second.irp().irp().cancel()).isTrue();
        second.completedWith(STATUS_CANCELLED);

        Call close = stream.close();
        transport.run();

        first.completedWith(STATUS_CANCELLED);
        close.completedWith(STATUS_SUCCESS);
        assertThat(transport.openEndpoints()).isZero();
        assertThat(wsk.registry().leases()).isZero();
    }

    @Test
    @Clause({"STREAM-06", "ACCEPT-EVENT-01"})
    void usesTheListenTableOnceItListens() {
        listen();
        assertThat(stream.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);

        peerConnects();

        assertThat(listenEvents.calls()).containsExactly("accept 192.0.2.1:1024");
        assertThat(listenEvents.contexts()).containsExactly(context);
        assertThat(connectEvents.calls()).isEmpty();
    }

    @Test
    @Clause("STREAM-07")
    void usesTheConnectionTableOnceItIsConnected() {
        connect();
        assertThat(stream.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);

        transport.endpoint().deliver("hello");

        assertThat(connectEvents.calls()).containsExactly("receive hello");
        assertThat(connectEvents.contexts()).containsExactly(context);
        assertThat(listenEvents.calls()).isEmpty();
    }

    @Test
    @Clause({"SO-EVENT-04", "SO-EVENT-16", "STREAM-06", "STREAM-07"})
    void hasTheEventsOfWhatItHasBecome() {
        ListeningSocket connected = stream;
        assertThat(stream.enable(ACCEPT)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        assertThat(stream.enable(ACCEPT)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(stream.enable(RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        stream.connect(THERE).completedWith(STATUS_SUCCESS);

        assertThat(connected.enable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(connected.disable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        ListeningSocket other = wsk.stream(null, new WskClientStreamDispatch(listenEvents.dispatch(), null));
        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        other.listen().completedWith(STATUS_SUCCESS);
        assertThat(other.enable(ACCEPT | RECEIVE)).isEqualTo(STATUS_SUCCESS);
        assertThat(other.disable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"STREAM-06", "SO-EVENT-19", "ACCEPT-EVENT-15"})
    void letsAcceptedSocketsInheritEvents() {
        RecordedEvents its = new RecordedEvents();
        listenEvents.answering(RecordedListenEvents.take(null, its.dispatch()));
        listen();
        stream.enable(ACCEPT | RECEIVE);

        peerConnects().write("hello");

        assertThat(its.calls()).containsExactly("receive hello");
        assertThat(connectEvents.calls()).isEmpty();
    }

    @Test
    @Clause({"STATIC-EVENTS-04", "ACCEPT-EVENT-21"})
    void hasTheEventsThatAreEnabledStatically() {
        wsk.client().withStaticEvents(ACCEPT | RECEIVE);
        stream = wsk.stream(context, new WskClientStreamDispatch(listenEvents.dispatch(), connectEvents.dispatch()));
        listen();

        peerConnects();

        assertThat(listenEvents.calls()).containsExactly("accept 192.0.2.1:1024");
        assertThat(stream.disable(ACCEPT)).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    // ---- WskListen

    @Test
    @Clause("LISTEN-03")
    void completesLaterWhenTooManyCompletionsNest() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        AtomicReference<Call> listen = new AtomicReference<>();
        ClientSocket nesting = wsk.bound();

        Depth.run(nesting, () -> listen.set(stream.listen()));

        assertThat(listen.get().returned()).isEqualTo(STATUS_PENDING);
        transport.run();
        listen.get().completedWith(STATUS_SUCCESS);
        stream.accept().isPending();
    }

    @Test
    @Clause("LISTEN-04")
    void doesNotListenWhenItWorksNoLonger() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        stream.engineSide().abandon();
        transport.run();

        stream.listen().completedInlineWith(STATUS_FILE_FORCED_CLOSED);

        assertThat(transport.listeners()).isEmpty();
    }

    @Test
    @Clause({"LISTEN-05", "LISTEN-06", "STREAM-02"})
    void isStillUncommittedWhenItCouldNotListen() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        transport.refuseOpen(STATUS_INSUFFICIENT_RESOURCES);
        stream.listen().completedInlineWith(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(wsk.registry().leases()).isEqualTo(1);

        transport.refuseOpen(null);
        stream.connect(THERE).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause({"LISTEN-05", "LISTEN-06"})
    void listensOnceOnly() {
        listen();

        stream.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.bind(SockAddrIn.of("127.0.0.1", 81)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        stream.accept().isPending();
        assertThat(transport.listeners()).hasSize(1);
    }

    @Test
    @Clause("LISTEN-05")
    void needsASocketOfItsOwnKindAndAnIrp() {
        RecordedIrp irp = RecordedIrp.ready();
        ClientSocket other = wsk.bound();

        new Call(stream.streamTable().wskListen(other.socket(), irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);
        assertThat(stream.streamTable().wskListen(stream.socket(), null)).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("LISTEN-05")
    void doesNotListenOverATransportThatLeaves() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        wsk.registry().refuseMore();

        stream.listen().completedInlineWith(STATUS_DEVICE_NOT_READY);

        assertThat(transport.listeners()).isEmpty();
        stream.connect(THERE).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("LISTEN-07")
    void connectsAndTransfersNoMoreOnceItListens() {
        listen();

        stream.connect(THERE).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        for (Transfer function : Transfer.values()) {
            assertThat(transferring(function)).as(function.name()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        }

        stream.accept().isPending();
    }

    @Test
    @Clause("LISTEN-08")
    void listensAtDispatchLevel() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            stream.listen().completedInlineWith(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }

    @Test
    @Clause({"LISTEN-02", "CLOSE-08"})
    void keepsTheTransportUntilTheEndpointThatItWasBoundWithIsClosed() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        transport.holdCloses();
        stream.listen().completedInlineWith(STATUS_SUCCESS);
        assertThat(wsk.registry().leases()).isEqualTo(2);
        assertThat(transport.endpoint().isClosed()).isFalse();
        Call close = stream.close();
        transport.run();
        close.isPending();

        transport.releaseHolds();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(wsk.registry().leases()).isZero();
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    @Clause({"LISTEN-02", "FORCED-CLOSED-02"})
    void letsTheTransportGoLastWhenItIsTakenAway() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        transport.holdCloses();
        stream.listen().completedInlineWith(STATUS_SUCCESS);
        stream.engineSide().abandon();
        transport.run();
        assertThat(transport.openEndpoints()).isEqualTo(2);
        transport.pause();
        transport.releaseHolds();

        while (transport.step()) {
            assertThat(wsk.registry().leases()).isGreaterThanOrEqualTo(transport.openEndpoints());
        }

        assertThat(transport.openEndpoints()).isZero();
        assertThat(wsk.registry().leases()).isZero();
    }

    // ---- connecting

    @Test
    @Clause("STREAM-10")
    void transfersOnlyWhenItIsConnected() {
        for (Transfer function : Transfer.values()) {
            assertThat(transferring(function)).as(function.name()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        }
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        for (Transfer function : Transfer.values()) {
            assertThat(transferring(function)).as(function.name()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        }

        stream.connect(THERE).completedWith(STATUS_SUCCESS);

        for (Transfer function :
                List.of(Transfer.GET_REMOTE_ADDRESS, Transfer.SEND, Transfer.RECEIVE, Transfer.DISCONNECT)) {
            assertThat(transferring(function)).as(function.name()).isEqualTo(STATUS_SUCCESS);
        }
        assertThat(transport.endpoint().sent()).isEqualTo("x");
    }

    @Test
    @Clause({"CONNECT-09", "STREAM-11"})
    void listensNoMoreOnceItIsConnected() {
        connect();

        stream.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(transport.listeners()).isEmpty();
        assertThat(transferring(Transfer.SEND)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"CONNECTEX-10", "CONNECTEX-11"})
    void listensNoMoreOnceConnectExHasConnectedIt() {
        RecordedIrp irp = RecordedIrp.ready();
        stream.bind(HERE).completedWith(STATUS_SUCCESS);

        NtStatus returned = stream.streamTable()
                .wskConnectEx(stream.socket(), THERE, Bytes.of("hello").buf(), 0, irp.irp());

        new Call(returned, irp).completedWith(STATUS_SUCCESS);
        assertThat(transport.endpoint().sent()).isEqualTo("hello");
        stream.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("CONNECT-09")
    void neitherListensNorConnectsAfterAConnectThatFailed() {
        stream.bind(HERE).completedWith(STATUS_SUCCESS);
        transport.refuseConnect(STATUS_CONNECTION_REFUSED);
        stream.connect(THERE).completedWith(STATUS_CONNECTION_REFUSED);
        transport.refuseConnect(null);

        stream.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        stream.connect(THERE).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    // ---- taken away

    @Test
    @Clause({"FORCED-CLOSED-03", "ACCEPT-EVENT-20"})
    void announcesWhenItListensNoLonger() {
        listen();
        Call accept = stream.accept().isPending();
        stream.enable(ACCEPT);

        wsk.registry().revokeAll();
        transport.run();

        accept.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(listenEvents.calls()).containsExactly("accept null");
        assertThat(connectEvents.calls()).isEmpty();
        stream.accept().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        for (Transfer function : Transfer.values()) {
            assertThat(transferring(function)).as(function.name()).isEqualTo(STATUS_FILE_FORCED_CLOSED);
        }
    }

    @Test
    @Clause("FORCED-CLOSED-05")
    void announcesWhenItIsConnectedNoLonger() {
        connect();
        stream.enable(RECEIVE);

        wsk.registry().revokeAll();
        transport.run();

        assertThat(connectEvents.calls()).containsExactly("receive null");
        assertThat(listenEvents.calls()).isEmpty();
    }

    @Test
    @Clause("STREAM-01")
    void isReportedAsWhatItIs() {
        assertThat(wsk.engine().sockets().get(0).category()).isEqualTo("stream");
        assertThat(wsk.engine().sockets().get(0).state()).isEqualTo("UNBOUND");

        listen();

        assertThat(wsk.engine().sockets().get(0).state()).isEqualTo("LISTENING");
    }
}
