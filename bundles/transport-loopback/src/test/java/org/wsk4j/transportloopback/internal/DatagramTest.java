// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

class DatagramTest {
    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private static NtStatus send(DatagramEndpoint from, String text, DatagramEndpoint to) {
        return RecordedDatagram.send(from, text, LoopbackFixture.local(to));
    }

    private static void setReceiveBuffer(DatagramEndpoint endpoint, int bytes) {
        LoopbackFixture.set(endpoint, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, bytes);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"SENDTO-01", "RECEIVEFROM-04", "RECEIVEFROM-07"})
    void goesToTheReceiveThatWaits(IpFamily family) {
        DatagramEndpoint from = loopback.datagram(family);
        DatagramEndpoint to = loopback.datagram(family);
        RecordedDatagram receive = RecordedDatagram.receive(to);
        assertThat(receive.request().answer()).isEqualTo(NtStatus.STATUS_PENDING);

        assertThat(send(from, "abc", to)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("abc");
        assertThat(receive.sender()).isEqualTo(LoopbackFixture.local(from));
        assertThat(receive.flags()).isZero();
        assertThat(receive.controlLength()).isZero();
        assertThat(receive.request().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(from.bytesSent()).isEqualTo(3);
        assertThat(to.bytesReceived()).isEqualTo(3);
    }

    @Test
    @Clause({"RECEIVEFROM-03", "RECEIVEFROM-22"})
    void waitsForAReceiveOneForOne() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        send(from, "abc", to);
        send(from, "", to);
        send(from, "defgh", to);

        RecordedDatagram first = RecordedDatagram.receive(to);
        assertThat(first.request().await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(first.text()).isEqualTo("abc");
        assertThat(RecordedDatagram.receive(to).text()).isEmpty();
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("defgh");
    }

    @Test
    @Clause({"RECEIVEFROM-14", "RECEIVEFROM-22"})
    void cutsWhatDoesNotFit() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        send(from, "abcdef", to);
        send(from, "next", to);

        RecordedDatagram cut = RecordedDatagram.receive(to, 4, 0);
        assertThat(cut.request().await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(cut.text()).isEqualTo("abcd");
        assertThat(cut.flags()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("next");
        assertThat(RecordedDatagram.receive(to, 0, 0).request().answer()).isEqualTo(NtStatus.STATUS_PENDING);
    }

    @Test
    void isLostWhereThereIsNoRoom() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        setReceiveBuffer(to, 1000);
        assertThat(send(from, LoopbackFixture.text(600), to)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(from, LoopbackFixture.text(401), to)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(from, "fits", to)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(RecordedDatagram.receive(to, 1000, 0).text()).hasSize(600);
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("fits");
        RecordedDatagram waits = RecordedDatagram.receive(to, 2000, 0);
        send(from, LoopbackFixture.text(1500), to);
        assertThat(waits.await()).as("who waits needs no room").isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void hasALongestOne() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        setReceiveBuffer(to, 1_000_000);
        assertThat(send(from, LoopbackFixture.text(65_507), to)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(from, LoopbackFixture.text(65_508), to)).isEqualTo(NtStatus.STATUS_INVALID_BUFFER_SIZE);
        assertThat(RecordedDatagram.receive(to, 70_000, 0).text()).isEqualTo(LoopbackFixture.text(65_507));

        DatagramEndpoint to6 = loopback.datagram(IpFamily.INET6);
        assertThat(send(to6, LoopbackFixture.text(65_527), to6)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(send(to6, LoopbackFixture.text(65_528), to6)).isEqualTo(NtStatus.STATUS_INVALID_BUFFER_SIZE);
    }

    @Test
    @Clause({"SENDTO-02", "SENDTO-14"})
    void refusesWhatCannotBeSent() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        assertThat(sendTo(from, SockAddrIn.of("192.0.2.1", 9))).isEqualTo(NtStatus.STATUS_NETWORK_UNREACHABLE);
        assertThat(sendTo(from, SockAddrIn.of("0.0.0.0", 9))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(sendTo(from, SockAddrIn.of("127.0.0.1", 0))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(sendTo(from, SockAddrIn6.of("::1", 9))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(sendTo(from, null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(sendTo(
                        loopback.openDatagram(IpFamily.INET, new RecordingDatagramObserver()),
                        SockAddrIn.of("127.0.0.1", 9)))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.of("x", 1)
                        .address(SockAddrIn.of("127.0.0.1", 9))
                        .start(from::sendTo))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(from.bytesSent()).isZero();
    }

    private static NtStatus sendTo(DatagramEndpoint from, SockAddr to) {
        return RecordedDatagram.send(from, "x", to);
    }

    @Test
    void receivesNothingBeforeTheBind() {
        DatagramEndpoint endpoint = loopback.openDatagram(IpFamily.INET, new RecordingDatagramObserver());
        assertThat(RecordedRequest.room(1).start(endpoint::receiveFrom))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.restrict(null)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void isLostWhereNobodyIsBound() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        assertThat(sendTo(from, SockAddrIn.of("127.0.0.1", 9))).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(RecordedDatagram.receive(from).request().answer())
                .as("of no concern to who talks with everybody")
                .isEqualTo(NtStatus.STATUS_PENDING);
    }

    @Test
    void comesFromWhereItWasSentOnly() {
        DatagramEndpoint wildcard = loopback.openDatagram(IpFamily.INET, new RecordingDatagramObserver());
        assertThat(wildcard.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_SUCCESS);
        int port = IpFamily.INET.port(LoopbackFixture.local(wildcard));
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        RecordedDatagram.send(from, "x", SockAddrIn.of("127.9.9.9", port));
        assertThat(RecordedDatagram.receive(wildcard).text()).isEqualTo("x");

        send(wildcard, "y", from);
        assertThat(RecordedDatagram.receive(from).sender()).isEqualTo(IpFamily.INET.loopback(port));
    }

    // ---- restrictions

    @Test
    @Clause({"SIO-REMOTE-04", "RECEIVEFROM-16"})
    void comesFromTheOneThatItIsRestrictedTo() {
        DatagramEndpoint friend = loopback.datagram(IpFamily.INET);
        DatagramEndpoint stranger = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        send(stranger, "before", to);
        send(friend, "one", to);
        assertThat(to.restrict(LoopbackFixture.local(friend))).isEqualTo(NtStatus.STATUS_SUCCESS);
        send(stranger, "after", to);
        send(friend, "two", to);

        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("one");
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("two");
        RecordedDatagram receive = RecordedDatagram.receive(to);
        send(stranger, "still", to);
        assertThat(to.restrict(null)).isEqualTo(NtStatus.STATUS_SUCCESS);
        send(stranger, "again", to);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("again");
    }

    @Test
    void isRestrictedToWhoCanSend() {
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        for (SockAddr address : List.of(
                SockAddrIn.of("0.0.0.0", 9),
                SockAddrIn.of("127.0.0.1", 0),
                SockAddrIn.of("224.0.0.1", 9),
                SockAddrIn.of("255.255.255.255", 9),
                SockAddrIn6.of("::1", 9))) {
            assertThat(to.restrict(address)).as("%s", address).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        }
    }

    @Test
    void tellsOnceThatNobodyIsThere() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        SockAddr nobody = SockAddrIn.of("127.0.0.1", 9);
        from.restrict(nobody);
        sendTo(from, nobody);

        assertThat(RecordedDatagram.receive(from).request().await()).isEqualTo(NtStatus.STATUS_PORT_UNREACHABLE);
        RecordedDatagram receive = RecordedDatagram.receive(from);
        assertThat(receive.request().answer()).isEqualTo(NtStatus.STATUS_PENDING);
        sendTo(from, SockAddrIn.of("127.0.0.1", 10));
        LoopbackFixture.settle(from);
        assertThat(receive.request().isOver()).as("others do not matter").isFalse();
        sendTo(from, nobody);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_PORT_UNREACHABLE);
    }

    // ---- order and end

    @Test
    @Clause("RECEIVEFROM-21")
    void completesInTheOrderOfTheCalls() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        List<RecordedDatagram> receives = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receives.add(RecordedDatagram.receive(to));
        }
        to.cancel(receives.get(1).request().request());
        send(from, "a", to);
        send(from, "b", to);

        assertThat(receives.get(0).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receives.get(1).await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(receives.get(2).await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receives.get(0).text() + receives.get(2).text()).isEqualTo("ab");
    }

    @Test
    void overtakesNoRequestThatIsNotCompleted() {
        DatagramEndpoint from = loopback.datagram(IpFamily.INET);
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        CountDownLatch go = new CountDownLatch(1);
        LoopbackFixture.occupy(from, go);
        RecordedRequest send = RecordedRequest.of("x").address(LoopbackFixture.local(to));

        assertThat(send.start(from::sendTo)).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(RecordedDatagram.receive(to).text())
                .as("the datagram need not wait")
                .isEqualTo("x");
        assertThat(RecordedRequest.of("y")
                        .address(LoopbackFixture.local(to))
                        .cancelledBefore()
                        .start(from::sendTo))
                .isEqualTo(NtStatus.STATUS_CANCELLED);
        go.countDown();
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(from.bytesSent()).isEqualTo(1);
    }

    @Test
    @Clause("CLOSE-07")
    void closeCancelsWhatWaits() {
        DatagramEndpoint to = loopback.datagram(IpFamily.INET);
        RecordedDatagram receive = RecordedDatagram.receive(to);
        List<TransportRequest> pending = new ArrayList<>();
        to.forEachPending(pending::add);
        assertThat(pending).containsExactly(receive.request().request());

        assertThat(loopback.close(to)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
    }
}
