// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NETWORK_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.socket.internal.ScriptedEndpoint.Kind;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskClientConnectionDispatch;

/** WskConnect on connection-oriented sockets. */
class ConnectTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause({"CONNECT-01", "CONNECT-05", "CATEGORY-05"})
    void connectsABoundSocketToAPeer() {
        ClientSocket socket = wsk.bound();

        Call connect = socket.connect(wsk.listenerAddress());

        connect.succeededWith(0);
        try (Peer peer = wsk.accept()) {
            socket.send("hello").succeededWith(5);
            assertThat(peer.readText(5)).isEqualTo("hello");
        }
    }

    @Test
    @Clause("SOCKET-19")
    void callsNothingBackThatIsNotEnabled() {
        List<String> called = new CopyOnWriteArrayList<>();
        WskClientConnectionDispatch callbacks = new WskClientConnectionDispatch(
                (context, flags, data, indicated, accepted) -> {
                    called.add("receive");
                    return STATUS_SUCCESS;
                },
                (context, flags) -> {
                    called.add("disconnect");
                    return STATUS_SUCCESS;
                },
                null);
        ClientSocket socket = wsk.socket(null, callbacks);
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        ConnectedSocket connected = wsk.connect(socket);

        connected.peer().write("data").finish();

        connected.receive(Bytes.room(4).buf(), TransportRequest.WAITALL).succeededWith(4);
        connected.receive(Bytes.room(1).buf()).succeededWith(0);
        assertThat(called).isEmpty();
    }

    @Test
    void connectsToAListenerThatNeverAccepts() {
        ClientSocket socket = wsk.bound();

        socket.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);

        socket.send("waits there").succeededWith(11);
    }

    @Test
    @Clause({"CONNECT-02", "CONNECT-07"})
    void refusesAnAddressOfAnotherFamily() {
        ClientSocket socket = wsk.bound();

        socket.connect(new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.connect(null).completedInlineWith(STATUS_INVALID_PARAMETER);

        socket.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80000000, -1})
    @Clause("CONNECT-03")
    void refusesReservedFlags(int flags) {
        ClientSocket socket = wsk.bound();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = socket.dispatch().wskConnect(socket.socket(), wsk.listenerAddress(), flags, irp.irp());

        new Call(returned, irp).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CONNECT-06")
    void isRefusedOnASocketThatWorksNoLonger() {
        ClientSocket socket = wsk.bound();
        socket.engineSide().abandon();

        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause("CONNECT-07")
    void failsWhereNobodyListens() {
        ClientSocket socket = wsk.bound();

        socket.connect(ClosedPort.address()).completedWith(STATUS_CONNECTION_REFUSED);

        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.send("x").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.state()).isEqualTo("FAILED"));
    }

    @Test
    @Clause("CONNECT-08")
    void isRefusedOnAnUnboundSocket() {
        wsk.socket().connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void isRefusedOnAConnectedSocket() {
        ConnectedSocket socket = wsk.connect();

        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.send("unharmed").succeededWith(8);
    }

    @Test
    void isRefusedWhileAnotherConnectIsOnItsWay() throws Exception {
        FullListener full = wsk.closeLater(FullListener.open());
        ClientSocket socket = wsk.bound();
        Call first = socket.connect(full.address());

        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        first.isPending();
        socket.close().completedWith(STATUS_SUCCESS);
        first.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("CONNECT-11")
    void isNeededForTransferringData() {
        for (ClientSocket socket : new ClientSocket[] {wsk.socket(), wsk.bound()}) {
            socket.send("x").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
            socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
            socket.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
            socket.abort().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        }
    }

    @Test
    @Clause("CONNECT-12")
    void isPossibleAtDispatchLevel() {
        ClientSocket socket = wsk.bound();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        Call connect;
        try {
            connect = socket.connect(wsk.listenerAddress());
        } finally {
            Irql.lower(old);
        }
        connect.completedWith(STATUS_SUCCESS);
    }

    @Test
    void canBeCancelledWhileItWaits() throws Exception {
        FullListener full = wsk.closeLater(FullListener.open());
        ClientSocket socket = wsk.bound();
        Call connect = socket.connect(full.address());
        connect.isPending();

        assertThat(connect.irp().irp().cancel()).isTrue();

        connect.completedWith(STATUS_CANCELLED);
        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    void canBeCancelledOnItsWayToNowhere() {
        ClientSocket socket = wsk.bound();
        Call connect = socket.connect(SockAddrIn.of("192.0.2.1", 9));

        connect.irp().irp().cancel();

        connect.completedWithOneOf(
                STATUS_CANCELLED,
                STATUS_NETWORK_UNREACHABLE,
                NtStatus.STATUS_HOST_UNREACHABLE,
                STATUS_CONNECTION_REFUSED,
                NtStatus.STATUS_IO_TIMEOUT);
    }

    @Test
    void leavesAMissingIrpAlone() {
        ClientSocket socket = wsk.bound();

        assertThat(socket.dispatch().wskConnect(socket.socket(), wsk.listenerAddress(), 0, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        socket.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);
    }

    @Test
    void leavesTheAddressToTheCallerOnceItReturned() {
        ClientSocket socket = wsk.bound();
        SockAddrIn address = SockAddrIn.of("127.0.0.1", 1);
        address.copyFrom(wsk.listenerAddress());

        Call connect = socket.connect(address);
        address.copyFrom(SockAddrIn.of("203.0.113.9", 9));

        connect.completedWith(STATUS_SUCCESS);
        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.remoteAddress()).isEqualTo(wsk.listenerAddress()));
    }

    /** Over a transport that connects when the test wants it. */
    @Nested
    class StepByStep {
        @RegisterExtension
        final SocketFixture scripted = SocketFixture.over(ScriptedTransport::new);

        private ClientSocket socket(NtStatus connectAnswer) {
            ClientSocket socket = scripted.bound();
            endpoint().answering(Kind.CONNECT, connectAnswer);
            return socket;
        }

        private ScriptedEndpoint endpoint() {
            return scripted.transport(ScriptedTransport.class).endpoint();
        }

        private Call connect(ClientSocket socket) {
            return socket.connect(SockAddrIn.of("127.0.0.1", 7));
        }

        @Test
        @Clause("CONNECT-04")
        void isDoneAtOnceWhenTheTransportIs() {
            connect(socket(STATUS_SUCCESS)).completedInlineWith(STATUS_SUCCESS).succeededWith(0);
        }

        @Test
        @Clause("CONNECT-07")
        void failsAtOnceWhenTheTransportDoes() {
            connect(socket(STATUS_NETWORK_UNREACHABLE)).completedInlineWith(STATUS_NETWORK_UNREACHABLE);
        }

        @Test
        @Clause("CONNECT-05")
        void completesWhenTheTransportHasConnected() {
            Call connect = connect(socket(STATUS_PENDING));
            connect.isPending();

            endpoint().complete(Kind.CONNECT, STATUS_SUCCESS);

            connect.completedWith(STATUS_SUCCESS);
            assertThat(connect.irp().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        }

        @Test
        @Clause({"CONNECT-05", "CONNECT-07"})
        void completesWhenTheTransportHasFailed() {
            Call connect = connect(socket(STATUS_PENDING));

            endpoint().complete(Kind.CONNECT, NtStatus.STATUS_IO_TIMEOUT);

            connect.completedWith(NtStatus.STATUS_IO_TIMEOUT);
        }

        @Test
        void isConnectedBeforeItsIrpCompletes() {
            ClientSocket socket = socket(STATUS_PENDING);
            AtomicReference<Call> receive = new AtomicReference<>();
            RecordedIrp irp = RecordedIrp.ready()
                    .then(completed -> receive.set(socket.receive(Bytes.room(1).buf())));
            socket.dispatch().wskConnect(socket.socket(), SockAddrIn.of("127.0.0.1", 7), 0, irp.irp());

            endpoint().complete(Kind.CONNECT, STATUS_SUCCESS);

            SocketFixture.eventually("the routine has run", () -> receive.get() != null);
            receive.get().isPending();
        }

        @Test
        void isCancelledAtOnceWithAnIrpThatWasCancelledBefore() {
            ClientSocket socket = socket(STATUS_PENDING);
            RecordedIrp irp = RecordedIrp.ready();
            irp.irp().cancel();

            NtStatus returned =
                    socket.dispatch().wskConnect(socket.socket(), SockAddrIn.of("127.0.0.1", 7), 0, irp.irp());

            new Call(returned, irp).completedInlineWith(STATUS_CANCELLED);
        }
    }
}
