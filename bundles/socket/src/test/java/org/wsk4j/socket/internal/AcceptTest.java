// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskSocket;

/** WskAccept on listening sockets, one step at a time. */
@Timeout(60)
class AcceptTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedListenEvents callbacks = new RecordedListenEvents(wsk);
    private FakeTransport transport;
    private ListeningSocket socket;

    @BeforeEach
    void listen() {
        transport = wsk.transport(FakeTransport.class);
        socket = wsk.listening(null, callbacks.dispatch());
        socket.bind(SockAddrIn.of("127.0.0.1", 80)).completedInlineWith(STATUS_SUCCESS);
    }

    private FakePeer connect() {
        return transport.listener().connect();
    }

    @Test
    @Clause({"LISTEN-DISPATCH-05", "ACCEPT-17"})
    void givesListeningSocketsTheListenTableAndAcceptedOnesThatOfConnections() {
        assertThat(socket.socket().dispatch()).isInstanceOf(WskProviderListenDispatch.class);
        Call accept = socket.accept();
        connect();
        transport.run();

        ClientSocket accepted = wsk.accepted(accept);

        assertThat(accepted.socket().dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
        assertThat(wsk.client().sockets()).hasSize(2);
        accepted.close().completedWith(STATUS_SUCCESS);
        assertThat(wsk.client().sockets()).hasSize(1);
        assertThat(wsk.registry().leases()).isEqualTo(1);
        assertThat(transport.openEndpoints()).isEqualTo(1);
    }

    @Test
    @Clause({"ACCEPT-01", "ACCEPT-04", "ACCEPT-05"})
    void waitsForAConnectionAndCompletesWithItsSocket() {
        Call accept = socket.accept().isPending();

        FakePeer peer = connect();
        transport.run();

        ClientSocket accepted = wsk.accepted(accept);
        accepted.send("hello").succeededWith(5);
        assertThat(peer.readText(5)).isEqualTo("hello");
    }

    @Test
    @Clause({"ACCEPT-03", "ACCEPT-05"})
    void takesAConnectionThatWaitsAtOnce() {
        socket.accept().irp().irp().cancel(); // by now the endpoint hands connections over
        FakePeer peer = connect();
        transport.run();

        Call accept = socket.accept().completedInlineWith(STATUS_SUCCESS);

        wsk.accepted(accept).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause({"ACCEPT-04", "ACCEPT-22"})
    void servesQueuedAcceptsInTheirOrder() {
        List<Call> accepts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            accepts.add(socket.accept().isPending());
        }
        List<FakePeer> peers = List.of(connect(), connect(), connect());
        transport.run();

        for (int i = 0; i < 3; i++) {
            wsk.accepted(accepts.get(i)).send("x").succeededWith(1);
            assertThat(peers.get(i).readText(1)).isEqualTo("x");
        }
        assertThat(transport.listener().backlog()).isZero();
    }

    @Test
    @Clause("ACCEPT-22")
    void losesNoConnectionThatArrivesWhileNobodyAccepts() {
        List<FakePeer> peers = List.of(connect(), connect(), connect());

        for (FakePeer peer : peers) {
            Call accept = socket.accept();
            transport.run();
            wsk.accepted(accept).send("x").succeededWith(1);
            assertThat(peer.readText(1)).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 0x80000000, -1})
    @Clause({"ACCEPT-02", "ACCEPT-07"})
    void refusesFlags(int flags) {
        RecordedIrp irp = RecordedIrp.ready();
        Call waiting = socket.accept().isPending();

        socket.accept(flags, null, null, null, null, irp).completedInlineWith(STATUS_INVALID_PARAMETER);

        connect();
        transport.run();
        wsk.accepted(waiting); // nothing was taken by the call that was refused
    }

    @Test
    @Clause("ACCEPT-07")
    void needsASocketOfItsOwnKindAndAnIrp() {
        ClientSocket other = wsk.socket();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = socket.listenTable().wskAccept(other.socket(), 0, null, null, null, null, irp.irp());

        new Call(returned, irp).completedInlineWith(STATUS_INVALID_HANDLE);
        assertThat(socket.listenTable().wskAccept(socket.socket(), 0, null, null, null, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"ACCEPT-18", "ACCEPT-07"})
    void isRefusedBeforeTheBind() {
        ListeningSocket unbound = wsk.listening(null, null);

        unbound.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        unbound.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        unbound.accept().isPending();
    }

    @Test
    @Clause("BIND-07")
    void isBoundOnceOnly() {
        socket.bind(SockAddrIn.of("127.0.0.1", 81)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(socket.localAddress()).isEqualTo(SockAddrIn.of("127.0.0.1", 80));
    }

    @Test
    @Clause({"BIND-02", "BIND-03", "BIND-07"})
    void checksTheArgumentsOfBind() {
        ListeningSocket other = wsk.listening(null, null);

        other.bind(new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.bind(null).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.bind(new SockAddrIn(), 1).completedInlineWith(STATUS_INVALID_PARAMETER);
        other.bind(SockAddrIn.of("127.0.0.1", 80)).completedInlineWith(STATUS_ADDRESS_ALREADY_EXISTS);

        other.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE); // still unbound
    }

    @Test
    @Clause("ACCEPT-06")
    void isRefusedOnASocketThatWorksNoLonger() {
        Call waiting = socket.accept().isPending();
        socket.engineSide().abandon();
        transport.run();

        socket.accept().completedInlineWith(STATUS_FILE_FORCED_CLOSED);

        waiting.completedWith(STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause({"ACCEPT-08", "ACCEPT-09", "CONN-DISPATCH-05"})
    void givesTheAcceptedSocketItsContextAndCallbacks() {
        RecordedEvents events = new RecordedEvents();
        Object context = new Object();
        Call accept = socket.accept(context, events.dispatch());
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        assertThat(accepted.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        peer.write("hello");

        assertThat(events.calls()).containsExactly("receive hello");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause({"ACCEPT-08", "ACCEPT-09"})
    void needsNeitherContextNorCallbacksForASocketWithoutEvents() {
        Call accept = socket.accept(null, null);
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        assertThat(accepted.enable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
        peer.write("hello");

        ReceiveTest.assertReceives(accepted, "hello");
    }

    @Test
    @Clause("ACCEPT-09")
    void takesATableWithSomeCallbacksOnly() {
        RecordedEvents events = new RecordedEvents();
        WskClientConnectionDispatch some =
                new WskClientConnectionDispatch(events.dispatch().wskReceiveEvent(), null, null);
        Call accept = socket.accept(null, some);
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        assertThat(accepted.enable(WskConstants.WSK_EVENT_DISCONNECT)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(accepted.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);
        peer.write("x");

        assertThat(events.calls()).containsExactly("receive x");
    }

    @Test
    @Clause({"ACCEPT-10", "ACCEPT-11", "GETLOCAL-03", "ACCEPT-20"})
    void storesBothAddresses() {
        SockAddrIn local = new SockAddrIn();
        SockAddrIn remote = new SockAddrIn();
        Call accept = socket.acceptTelling(local, remote);
        transport.listener().connect(SockAddrIn.of("192.0.2.7", 4711));
        transport.run();

        ClientSocket accepted = wsk.accepted(accept);

        assertThat(local).isEqualTo(SockAddrIn.of("127.0.0.1", 80));
        assertThat(remote).isEqualTo(SockAddrIn.of("192.0.2.7", 4711));
        assertThat(BindTest.localAddress(accepted)).isEqualTo(local);
        SockAddrIn asked = new SockAddrIn();
        RecordedIrp irp = RecordedIrp.ready();
        new Call(accepted.dispatch().wskGetRemoteAddress(accepted.socket(), asked, irp.irp()), irp)
                .completedWith(STATUS_SUCCESS);
        assertThat(asked).isEqualTo(remote);
        irp.again();
        new Call(accepted.dispatch().wskGetLocalAddress(accepted.socket(), new SockAddrIn6(), irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"ACCEPT-20", "GETLOCAL-03", "ACCEPT-12"})
    void acceptsOverIpv6WithAddressesOfThatFamily() {
        ListeningSocket six =
                wsk.adoptListening(wsk.create(WskConstants.WSK_FLAG_LISTEN_SOCKET, AddressFamily.AF_INET6, null, null));
        six.bind(SockAddrIn6.of("::1", 80)).completedWith(STATUS_SUCCESS);
        six.acceptTelling(new SockAddrIn(), null).completedInlineWith(STATUS_INVALID_PARAMETER);
        SockAddrIn6 remote = new SockAddrIn6();
        Call accept = six.acceptTelling(null, remote).isPending();
        connect();
        transport.run();

        ClientSocket accepted = wsk.accepted(accept);

        assertThat(remote.family()).isEqualTo(AddressFamily.AF_INET6);
        assertThat(remote.port()).isNotZero();
        SockAddrIn6 local = new SockAddrIn6();
        RecordedIrp irp = RecordedIrp.ready();
        new Call(accepted.dispatch().wskGetLocalAddress(accepted.socket(), local, irp.irp()), irp)
                .completedWith(STATUS_SUCCESS);
        assertThat(local).isEqualTo(SockAddrIn6.of("::1", 80));
    }

    @Test
    @Clause({"ACCEPT-12", "ACCEPT-07"})
    void refusesAddressesOfAnotherFamily() {
        socket.acceptTelling(new SockAddrIn6(), null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.acceptTelling(null, new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);

        connect();
        Call accept = socket.accept();
        transport.run();
        wsk.accepted(accept); // nobody else got it
    }

    @Test
    @Clause("ACCEPT-13")
    void storesTheAddressesBeforeItCompletesAndNeverAfter() {
        SockAddrIn remote = new SockAddrIn();
        AtomicReference<SockAddrIn> seen = new AtomicReference<>();
        RecordedIrp irp = RecordedIrp.ready().then(done -> {
            seen.set(remote.copy());
            remote.copyFrom(SockAddrIn.of("203.0.113.1", 1)); // the memory is the client's again
        });
        Call accept = socket.accept(0, null, null, null, remote, irp).isPending();
        assertThat(remote).as("untouched while it waits").isEqualTo(new SockAddrIn());

        transport.listener().connect(SockAddrIn.of("192.0.2.7", 4711));
        transport.run();

        wsk.accepted(accept);
        assertThat(seen.get()).isEqualTo(SockAddrIn.of("192.0.2.7", 4711));
        assertThat(remote).isEqualTo(SockAddrIn.of("203.0.113.1", 1));
    }

    @Test
    @Clause({"ACCEPT-14", "ACCEPT-EVENT-16"})
    void takesPrecedenceOverTheEvent() {
        assertThat(socket.enable(WskConstants.WSK_EVENT_ACCEPT)).isEqualTo(STATUS_SUCCESS);
        Call accept = socket.accept().isPending();

        connect();
        transport.run();
        assertThat(callbacks.calls()).isEmpty();
        wsk.accepted(accept);
        connect();
        transport.run();

        assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1025");
    }

    @Test
    @Clause("ACCEPT-15")
    void leavesTheEventEnabledWhileItWaits() {
        socket.enable(WskConstants.WSK_EVENT_ACCEPT);
        Call accept = socket.accept().isPending();
        accept.irp().irp().cancel();
        accept.completedWith(STATUS_CANCELLED);

        connect();
        transport.run();
        assertThat(callbacks.calls()).hasSize(1);
        assertThat(socket.disable(WskConstants.WSK_EVENT_ACCEPT)).isEqualTo(STATUS_SUCCESS);
        Call next = socket.accept();
        connect();
        connect();
        transport.run();

        wsk.accepted(next);
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    @Clause({"ACCEPT-16", "SO-EVENT-20"})
    void inheritsNoEvents() {
        RecordedEvents events = new RecordedEvents();
        assertThat(socket.enable(RECEIVE | WskConstants.WSK_EVENT_DISCONNECT)).isEqualTo(STATUS_SUCCESS);
        Call accept = socket.accept(null, events.dispatch());
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        peer.write("hello");
        peer.close();
        transport.run();

        assertThat(events.calls()).isEmpty();
        ReceiveTest.assertReceives(accepted, "hello");
    }

    @Test
    @Clause({"ACCEPT-16", "STATIC-EVENTS-04", "STATIC-EVENTS-05"})
    void hasTheEventsThatAreEnabledStatically() {
        wsk.client().withStaticEvents(RECEIVE | WskConstants.WSK_EVENT_RECEIVE_FROM);
        ListeningSocket other = wsk.listening(null, callbacks.dispatch());
        other.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
        RecordedEvents events = new RecordedEvents();
        Call accept = other.accept(null, events.dispatch()).isPending();
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        peer.write("hello");
        peer.close();
        transport.run();

        assertThat(events.calls()).containsExactly("receive hello");
        assertThat(accepted.enable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(accepted.disable(RECEIVE)).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("ACCEPT-19")
    void isCallableAtDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        Call accept;
        try {
            accept = socket.accept();
        } finally {
            Irql.lower(old);
        }
        accept.isPending();
        connect();
        transport.run();

        wsk.accepted(accept);
        assertThat(accept.irp().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    @Clause({"ACCEPT-21", "CLOSE-07"})
    void isCancelledByTheClose() {
        List<String> order = new ArrayList<>();
        List<Call> accepts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "accept " + i;
            accepts.add(socket.accept(RecordedIrp.ready().then(done -> order.add(name))));
        }

        Call close = socket.close(RecordedIrp.ready().then(done -> order.add("close")));

        transport.run();
        close.completedWith(STATUS_SUCCESS);
        accepts.forEach(accept -> accept.completedWith(STATUS_CANCELLED));
        assertThat(order).containsExactly("accept 0", "accept 1", "accept 2", "close");
    }

    @Test
    @Clause({"ACCEPT-07", "IRP-33"})
    void canBeCancelled() {
        Call first = socket.accept().isPending();
        Call second = socket.accept().isPending();

        assertThat(first.irp().irp().cancel()).isTrue();

        first.completedWith(STATUS_CANCELLED);
        assertThatIrp(second.irp()).isPending();
        FakePeer peer = connect();
        transport.run();
        wsk.accepted(second).send("x").succeededWith(1);
        assertThat(peer.readText(1)).isEqualTo("x");
    }

    @Test
    @Clause("ACCEPT-07")
    void isNotQueuedWithAnIrpThatWasCancelledBefore() {
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().cancel();

        socket.accept(irp).completedInlineWith(STATUS_CANCELLED);

        Call accept = socket.accept();
        connect();
        transport.run();
        wsk.accepted(accept);
    }

    @Test
    @Clause("ACCEPT-04")
    void completesLaterWhenTooManyCompletionsNest() {
        socket.accept().irp().irp().cancel();
        connect();
        transport.run();
        AtomicReference<Call> accept = new AtomicReference<>();
        ClientSocket nesting = wsk.bound();

        Depth.run(nesting, () -> accept.set(socket.accept()));

        assertThat(accept.get().returned()).isEqualTo(STATUS_PENDING);
        transport.run();
        wsk.accepted(accept.get());
    }

    @Test
    @Clause("ACCEPT-21")
    void dropsTheConnectionsThatNobodyTookWithTheSocket() {
        socket.accept().irp().irp().cancel();
        FakePeer taken = connect();
        FakePeer left = connect();
        transport.run();
        assertThat(transport.openEndpoints()).isEqualTo(2); // the listener and the connection that it handed over

        Call close = socket.close();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        assertThat(taken.isReset()).isTrue();
        assertThat(left.isReset()).isTrue();
        assertThat(transport.openEndpoints()).isZero();
        assertThat(wsk.registry().leases()).isZero();
        wsk.client().assertIdle();
    }

    @Test
    @Clause("NMR-PROVIDER-DETACH-02")
    void givesNothingToAClientThatDetaches() {
        Call accept = socket.accept().isPending();
        socket.enable(WskConstants.WSK_EVENT_ACCEPT);
        wsk.client().detach();

        FakePeer first = connect();
        transport.run();
        assertThatIrp(accept.irp()).isPending();
        accept.irp().irp().cancel();
        FakePeer second = connect();
        transport.run();

        accept.completedWith(STATUS_CANCELLED);
        assertThat(callbacks.calls()).isEmpty();
        assertThat(first.isReset()).isTrue();
        assertThat(second.isReset()).isTrue();
        assertThat(wsk.client().sockets()).hasSize(1);
    }

    @Test
    @Clause("NMR-PROVIDER-DETACH-02")
    void givesNothingThatHasArrivedBeforeToAClientThatDetaches() {
        socket.accept().irp().irp().cancel();
        FakePeer peer = connect();
        transport.run();
        wsk.client().detach();

        Call accept = socket.accept().isPending();
        assertThat(socket.enable(WskConstants.WSK_EVENT_ACCEPT)).isEqualTo(STATUS_SUCCESS);
        transport.run();

        assertThatIrp(accept.irp()).isPending();
        assertThat(callbacks.calls()).isEmpty();
        assertThat(peer.isReset()).isTrue();
    }

    @Test
    @Clause("ACCEPT-17")
    void acceptsNothingFromATransportThatLeaves() {
        wsk.registry().refuseMore();
        Call accept = socket.accept().isPending();

        FakePeer peer = connect();
        transport.run();

        assertThatIrp(accept.irp()).isPending();
        assertThat(peer.isReset()).isTrue();
        assertThat(wsk.client().sockets()).hasSize(1);
        assertThat(transport.openEndpoints()).isEqualTo(1);
    }

    @Test
    @Clause("GETLOCAL-09")
    void isBoundByBindOnly() {
        ListeningSocket unbound = wsk.listening(null, null);
        unbound.getLocalAddress(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        unbound.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        unbound.getLocalAddress(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        unbound.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);

        assertThat(unbound.localAddress().port()).isNotZero();
        unbound.getLocalAddress(new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);
        unbound.getLocalAddress(null).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("SEND-15")
    void makesSocketsThatTransferAndDisconnectAsThoseThatConnect() {
        Call accept = socket.accept();
        FakePeer peer = connect();
        transport.run();
        ClientSocket accepted = wsk.accepted(accept);

        accepted.send("ping").completedInlineWith(STATUS_SUCCESS).succeededWith(4);
        Call receive = accepted.receive(Bytes.room(8).buf()).isPending();
        peer.write("pong");
        receive.succeededWith(4);
        peer.close();
        accepted.receive(Bytes.room(8).buf()).succeededWith(0);
        accepted.disconnect().completedWith(STATUS_SUCCESS);

        assertThat(peer.readText(9)).isEqualTo("ping");
        assertThat(peer.isEnded()).isTrue();
        accepted.connect(SockAddrIn.of("127.0.0.1", 7)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        accepted.bind(SockAddrIn.of("127.0.0.1", 7)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("ACCEPT-17")
    void givesTheSocketToWhoeverCompletesEvenWhenThePeerIsGone() {
        socket.accept().irp().irp().cancel();
        connect().reset();
        transport.run();

        Call accept = socket.accept();

        wsk.accepted(accept).send("x").completedWith(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("CLOSE-09")
    void isABugCheckAfterTheClose() {
        socket.close().completedWith(STATUS_SUCCESS);

        assertThatThrownBy(() -> socket.accept()).hasMessageContaining("WskAccept");
    }

    @Test
    @Clause("CLOSE-08")
    void outlivesItsListeningSocket() {
        Call accept = socket.accept();
        FakePeer peer = connect();
        transport.run();
        WskSocket accepted = wsk.accepted(accept).socket();
        socket.close().completedWith(STATUS_SUCCESS);

        wsk.adopt(accepted).send("still").succeededWith(5);

        assertThat(peer.readText(5)).isEqualTo("still");
    }
}
