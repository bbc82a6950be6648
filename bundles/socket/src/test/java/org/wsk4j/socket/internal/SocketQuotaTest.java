// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_QUOTA_EXCEEDED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/** Clients that may have only so many sockets, one step at a time. */
@Timeout(60)
class SocketQuotaTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private FakeTransport transport;
    private FakeAccount account;

    @BeforeEach
    void look() {
        transport = wsk.transport(FakeTransport.class);
        account = wsk.client().account();
    }

    private Call create() {
        return wsk.create(
                AddressFamily.AF_INET,
                SocketType.SOCK_STREAM,
                IpProtocol.IPPROTO_TCP,
                WskConstants.WSK_FLAG_CONNECTION_SOCKET,
                null,
                null);
    }

    @ParameterizedTest
    @EnumSource(SocketCategory.class)
    void countsSocketsOfEveryCategoryUntilTheyAreClosed(SocketCategory category) {
        EveryCategory every = new EveryCategory(wsk, datagrams);
        SocketFixture fixture = every.fixture(category);
        AnySocket socket = every.make(category);
        assertThat(fixture.client().account().sockets()).isEqualTo(1);

        RecordedIrp close = RecordedIrp.ready()
                .then(irp -> assertThat(fixture.client().account().sockets()).isZero());
        Call call = socket.close(close);
        if (category == SocketCategory.DATAGRAM) {
            datagrams.transport(FakeDatagramTransport.class).run();
        } else {
            transport.run();
        }
        call.completedWith(STATUS_SUCCESS);

        assertThat(fixture.client().account().sockets()).isZero();
    }

    @Test
    void makesNoSocketMoreThanTheClientMayHave() {
        account.limitSockets(2);
        ClientSocket first = wsk.socket();
        wsk.socket();

        create().completedInlineWith(STATUS_QUOTA_EXCEEDED);

        assertThat(transport.openEndpoints()).isEqualTo(2);
        assertThat(wsk.registry().leases()).isEqualTo(2);
        first.close().completedWith(STATUS_SUCCESS);
        wsk.socket();
    }

    @Test
    void makesThemForOtherClientsAllTheSame() {
        FakeClient other = new FakeClient("org.example.other", 43);
        account.limitSockets(0);
        create().completedInlineWith(STATUS_QUOTA_EXCEEDED);
        RecordedIrp irp = RecordedIrp.ready();

        new Call(wsk.create(other, null, null, irp), irp).completedInlineWith(STATUS_SUCCESS);

        ClientSocket socket = wsk.adopt(irp.object(WskSocket.class));
        assertThat(other.account().sockets()).isEqualTo(1);
        socket.close().completedWith(STATUS_SUCCESS);
        other.assertIdle();
    }

    @Test
    void countsNoSocketThatCouldNotBeMade() {
        transport.refuseOpen(STATUS_INSUFFICIENT_RESOURCES);

        create().completedInlineWith(STATUS_INSUFFICIENT_RESOURCES);
        wsk.create(
                        AddressFamily.AF_INET,
                        SocketType.SOCK_RAW,
                        IpProtocol.IPPROTO_ICMP,
                        WskConstants.WSK_FLAG_BASIC_SOCKET,
                        null,
                        null)
                .completedInlineWith(STATUS_NOT_SUPPORTED);

        assertThat(account.sockets()).isZero();
    }

    @Test
    void countsNoSocketOfAClientThatDetaches() {
        wsk.client().detach();

        create().completedInlineWith(STATUS_DEVICE_NOT_READY);
        transport.run();

        assertThat(account.sockets()).isZero();
    }

    @Test
    void countsNoSocketThatWasTakenAwayOnceItsEndpointIsClosed() {
        ClientSocket socket = wsk.connected(null, null);

        socket.engineSide().abandon();
        transport.run();

        assertThat(account.sockets()).isZero();
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(account.sockets()).isZero();
        assertThat(account.mistakes()).isEmpty();
    }

    /** Connections that arrive at a listening socket. */
    @Nested
    class Accepted {
        private final RecordedListenEvents callbacks = new RecordedListenEvents(wsk);
        private ListeningSocket listener;

        private void listen(boolean conditional) {
            listener = wsk.listening(null, callbacks.dispatch());
            if (conditional) {
                listener.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
            }
            listener.bind(SockAddrIn.of("127.0.0.1", 80)).completedWith(STATUS_SUCCESS);
        }

        private FakePeer connect() {
            FakePeer peer = transport.listener().connect();
            transport.run();
            return peer;
        }

        private void assertDropped(FakePeer peer) {
            transport.run();
            assertThat(peer.isEnded() || peer.isReset()).isTrue();
            assertThat(transport.openEndpoints())
                    .isEqualTo(wsk.client().sockets().size());
        }

        @Test
        void completeAWskAcceptWithTheRefusalWhenThereIsNoRoom() {
            listen(false);
            account.limitSockets(2);
            Call first = listener.accept().isPending();
            Call second = listener.accept().isPending();
            Call third = listener.accept().isPending();

            connect();
            FakePeer dropped = connect();

            ClientSocket accepted = wsk.accepted(first);
            second.completedWith(STATUS_QUOTA_EXCEEDED);
            third.isPending();
            assertDropped(dropped);
            assertThat(account.sockets()).isEqualTo(2);

            accepted.close().completedWith(STATUS_SUCCESS);
            connect();

            wsk.accepted(third);
            assertThat(account.sockets()).isEqualTo(2);
        }

        @Test
        void areNotOfferedToWskAcceptEventWhenThereIsNoRoom() {
            listen(false);
            account.limitSockets(2);
            listener.enable(WskConstants.WSK_EVENT_ACCEPT);

            connect();
            FakePeer dropped = connect();

            assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1024");
            assertDropped(dropped);
            callbacks.taken().get(0).close().completedWith(STATUS_SUCCESS);
            connect();
            assertThat(callbacks.calls()).containsExactly("accept 192.0.2.1:1024", "accept 192.0.2.1:1026");
        }

        @Test
        void areNotInspectedWhenThereIsNoRoom() {
            listen(true);
            account.limitSockets(1);

            FakePeer dropped = connect();

            assertThat(callbacks.calls()).isEmpty();
            assertDropped(dropped);
        }

        @Test
        void countFromTheirArrivalOn() {
            listen(true);
            account.limitSockets(2);

            FakePeer waiting = connect(); // accepted by the inspection, and taken by nobody
            FakePeer dropped = connect();

            assertThat(account.sockets()).isEqualTo(2);
            assertThat(waiting.isEnded() || waiting.isReset()).isFalse();
            assertDropped(dropped);
            wsk.accepted(listener.accept());
            assertThat(account.sockets()).isEqualTo(2);
        }

        @Test
        void countNoMoreWhenTheyAreRefusedOrGoWithTheirListener() {
            listen(false);
            callbacks.answering(RecordedListenEvents.REFUSE);
            listener.enable(WskConstants.WSK_EVENT_ACCEPT);
            connect();
            transport.run();
            assertThat(account.sockets()).isEqualTo(1);
            listener.disable(WskConstants.WSK_EVENT_ACCEPT);
            connect();

            listener.close().completedWith(STATUS_SUCCESS);
            transport.run();

            assertThat(account.sockets()).isZero();
        }

        @Test
        void ofAStreamSocketCountLikewise() {
            ListeningSocket stream = wsk.stream(null, null);
            stream.bind(SockAddrIn.of("127.0.0.1", 81)).completedWith(STATUS_SUCCESS);
            stream.listen().completedWith(STATUS_SUCCESS);
            assertThat(account.sockets()).isEqualTo(1);
            account.limitSockets(1);
            Call accept = stream.accept().isPending();

            FakePeer dropped = connect();

            accept.completedWith(STATUS_QUOTA_EXCEEDED);
            transport.run();
            assertThat(dropped.isEnded() || dropped.isReset()).isTrue();
        }

        @Test
        void areDroppedAsManyAsComeAndTheListenerGoesOn() {
            listen(false);
            account.limitSockets(1);
            List<Call> accepts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                accepts.add(listener.accept().isPending());
                connect();
            }

            accepts.forEach(accept -> accept.completedWith(STATUS_QUOTA_EXCEEDED));
            assertThat(wsk.client().everOpened()).isEqualTo(1);

            account.limitSockets(2);
            Call accept = listener.accept().isPending();
            connect();
            wsk.accepted(accept);
        }
    }
}
