// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.report.Holding;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskConstants;

/** A datagram socket as a whole: what it is, its bind and its end. */
@Timeout(60)
class DatagramSocketTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedDatagramEvents callbacks = new RecordedDatagramEvents();
    private final Object context = new Object();
    private FakeDatagramTransport transport;
    private DatagramClient socket;

    @BeforeEach
    void create() {
        transport = wsk.transport(FakeDatagramTransport.class);
        socket = wsk.datagram(context, callbacks.dispatch());
    }

    @AfterEach
    void noMistakes() {
        assertThat(callbacks.mistakes()).isEmpty();
        assertThat(transport.buffersOnLoan()).isZero();
    }

    private DatagramClient bound() {
        socket.bind(SockAddrIn.of("127.0.0.1", 53)).completedInlineWith(STATUS_SUCCESS);
        return socket;
    }

    @Test
    @Clause({"BIND-16", "SENDTO-14"})
    void neitherSendsNorReceivesBeforeTheBind() {
        socket.sendTo("a", SockAddrIn.of("127.0.0.1", 7)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.receiveFrom(Bytes.room(8).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.getLocalAddress(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause({"BIND-10"})
    void isBoundOnceToAnAddressOfItsFamily() {
        socket.bind(null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.bind(new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.bind(new SockAddrIn(), 1).completedInlineWith(STATUS_INVALID_PARAMETER);

        socket.bind(new SockAddrIn()).completedInlineWith(STATUS_SUCCESS);
        socket.bind(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        SockAddrIn local = new SockAddrIn();
        socket.getLocalAddress(local).completedInlineWith(STATUS_SUCCESS);
        assertThat(local.port()).isNotZero();
    }

    @Test
    @Clause("BIND-10")
    void sendsAndReceivesWhenBoundToAllAddresses() {
        socket.bind(new SockAddrIn()).completedInlineWith(STATUS_SUCCESS);
        Call receive = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        transport.endpoint().deliver(SockAddrIn.of("192.0.2.1", 7), "a");

        receive.succeededWith(1);
        socket.sendTo("b", SockAddrIn.of("192.0.2.1", 7)).succeededWith(1);
    }

    @Test
    @Clause("BIND-20")
    void isBoundToAMulticastAddress() {
        SockAddrIn group = SockAddrIn.of("224.0.0.251", 5353);

        socket.bind(group).completedInlineWith(STATUS_SUCCESS);

        SockAddrIn local = new SockAddrIn();
        socket.getLocalAddress(local).completedInlineWith(STATUS_SUCCESS);
        assertThat(local).isEqualTo(group);
    }

    @Test
    @Clause("BIND-16")
    void canBeBoundAfterABindThatFailed() {
        SockAddrIn taken = new SockAddrIn();
        wsk.boundDatagram(null, null).getLocalAddress(taken).completedWith(STATUS_SUCCESS);
        socket.bind(taken).completedInlineWith(STATUS_ADDRESS_ALREADY_EXISTS);
        socket.receiveFrom(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        bound();

        socket.sendTo("a", taken).succeededWith(1);
    }

    @Test
    @Clause({"FORCED-CLOSED-06", "RECEIVEFROM-EVENT-04", "RECEIVEFROM-EVENT-13", "SENDTO-10", "RECEIVEFROM-05"})
    void announcesThatItWorksNoLonger() {
        bound();
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        Call receive = socket.receiveFrom(Bytes.room(8).buf()).isPending();

        wsk.registry().revokeAll();
        transport.run();

        receive.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(callbacks.calls()).containsExactly("null");
        assertThat(callbacks.contexts()).containsExactly(context);
        socket.sendTo("a", SockAddrIn.of("127.0.0.1", 7)).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.receiveFrom(Bytes.room(8).buf()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(callbacks.calls()).hasSize(1);
    }

    @Test
    void reportsWhatItIsAndWhatItDoes() {
        assertThat(wsk.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.category()).isEqualTo("datagram");
            assertThat(report.state()).isEqualTo("UNBOUND");
            assertThat(report.localAddress()).isNull();
        });
        bound().enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        socket.sendTo("abc", SockAddrIn.of("127.0.0.1", 7)).succeededWith(3);
        transport.endpoint().deliver(SockAddrIn.of("127.0.0.1", 7), "de", "f");

        socket.receiveFrom(Bytes.room(8).buf()).isPending();

        assertThat(wsk.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.state()).isEqualTo("BOUND");
            assertThat(report.localAddress()).isEqualTo(SockAddrIn.of("127.0.0.1", 53));
            assertThat(report.remoteAddress()).isNull();
            assertThat(report.bytesSent()).isEqualTo(3);
            assertThat(report.bytesReceived()).isEqualTo(3);
            assertThat(report.pendingIrps()).isEqualTo(1);
            assertThat(report.events()).isEqualTo(WskConstants.WSK_EVENT_RECEIVE_FROM);
            assertThat(report.acceptBacklog()).isZero();
        });
    }

    /** With origins. */
    @Nested
    class Tracked {
        @RegisterExtension
        final SocketFixture tracked = SocketFixture.datagrams().trackingOrigin();

        @Test
        void tellsWhichRequestsWaitAndWhoMadeThem() {
            DatagramClient own = tracked.boundDatagram(null, null);
            SockAddrIn peer = SockAddrIn.of("127.0.0.1", 7);
            tracked.transport(FakeDatagramTransport.class).holdSends();
            own.sendTo("a", peer).isPending();
            own.sendMessages(SendMessagesTest.list("b", "c"), peer).isPending();
            own.receiveFrom(Bytes.room(1).buf(), 0, null, null, null, new ULong(), RecordedIrp.ready())
                    .isPending();

            List<Holding> holdings = own.engineSide().holdings();

            assertThat(holdings).extracting(Holding::kind).startsWith("sockets").hasSize(4);
            assertThat(holdings.subList(1, 4))
                    .extracting(Holding::description)
                    .containsExactly("WskSendTo", "WskSendMessages", "WskReceiveFrom");
            assertThat(holdings.subList(1, 4))
                    .allSatisfy(holding -> assertThat(holding.origin())
                            .anyMatch(frame -> frame.getMethodName().equals("tellsWhichRequestsWaitAndWhoMadeThem")));
            assertThat(own.engineSide().busyWith()).hasSize(3);
        }
    }
}
