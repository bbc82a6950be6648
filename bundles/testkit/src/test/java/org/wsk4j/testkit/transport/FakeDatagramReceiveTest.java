// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_PORT_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.SocketOptions.IP_PKTINFO;
import static org.wsk4j.ws2def.SocketOptions.IP_TTL;
import static org.wsk4j.ws2def.SocketOptions.MSG_BCAST;
import static org.wsk4j.ws2def.SocketOptions.MSG_CTRUNC;
import static org.wsk4j.ws2def.SocketOptions.MSG_MCAST;
import static org.wsk4j.ws2def.SocketOptions.MSG_TRUNC;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.InPktInfo;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** Receiving over a stepped fake transport of datagrams. */
class FakeDatagramReceiveTest extends FakeDatagramFixture {
    private static final InPktInfo PACKET_INFO = new InPktInfo(SockAddrIn.INADDR_LOOPBACK, 3);

    /** A datagram that comes with its hop limit and its packet information, in this order. */
    private static FakeDatagram informed() {
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocate(64));
        int length = PACKET_INFO.appendTo(control, control.append(0, IPPROTO_IP, IP_TTL, 9));
        return FakeDatagram.of("ab", REMOTE).with(control, length);
    }

    private static RecordedRequest receive(FakeDatagramEndpoint endpoint, int size) {
        RecordedRequest receive = RecordedRequest.room(size);
        receive.start(endpoint::receiveFrom);
        return receive;
    }

    /** A receive with so much room for control information. */
    private static RecordedRequest informedReceive(CmsgHdr control, int length) {
        RecordedRequest receive = RecordedRequest.room(4);
        receive.request().setControl(control, length);
        return receive;
    }

    // ---- one datagram for each receive

    @Test
    void waitsForADatagram() {
        FakeDatagramEndpoint endpoint = bound();
        SockAddrIn sender = new SockAddrIn();
        RecordedRequest receive = RecordedRequest.room(4).address(sender);
        assertThat(receive.start(endpoint::receiveFrom)).isEqualTo(STATUS_PENDING);
        assertPending(receive);

        endpoint.deliver(REMOTE, "ab");

        assertThat(receive.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("ab");
        assertThat(sender).isEqualTo(REMOTE);
        assertThat(receive.request().messageFlags()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(2);
    }

    @Test
    void takesOneDatagramAtATimeInOrder() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest first = receive(endpoint, 4);
        RecordedRequest second = receive(endpoint, 4);

        endpoint.deliver(REMOTE, "a", "", "c");

        assertThat(first.text()).isEqualTo("a");
        assertThat(second.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(second.text()).isEmpty();
        assertThat(endpoint.keptDatagrams()).isOne();
        assertThat(receive(endpoint, 4).answer()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.keptDatagrams()).isZero();
        assertPending(receive(endpoint, 4));
    }

    @Test
    void losesWhatDoesNotFit() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.deliver(REMOTE, "abcd", "e", "f");

        RecordedRequest cut = receive(endpoint, 3);
        RecordedRequest without = receive(endpoint, 0);
        RecordedRequest whole = receive(endpoint, 1);

        assertThat(cut.answer()).isEqualTo(STATUS_SUCCESS);
        assertThat(cut.text()).isEqualTo("abc");
        assertThat(cut.request().messageFlags()).isEqualTo(MSG_TRUNC);
        assertThat(without.text()).isEmpty();
        assertThat(without.request().messageFlags()).isEqualTo(MSG_TRUNC);
        assertThat(whole.text()).isEqualTo("f");
        assertThat(whole.request().messageFlags()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(4);
    }

    @Test
    void tellsHowTheDatagramCame() {
        FakeDatagramEndpoint endpoint = bound();
        FakeDatagram datagram = FakeDatagram.of("ab", REMOTE);

        endpoint.deliver(datagram.with(MSG_BCAST), datagram.with(MSG_MCAST));

        assertThat(receive(endpoint, 4).request().messageFlags()).isEqualTo(MSG_BCAST);
        assertThat(receive(endpoint, 1).request().messageFlags()).isEqualTo(MSG_MCAST | MSG_TRUNC);
        assertThatIllegalArgumentException().isThrownBy(() -> datagram.with(MSG_TRUNC));
    }

    @Test
    void receivesNothingUnlessItIsBound() {
        assertThat(receive(open(), 1).answer()).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void knowsNoFlagAndNoOtherFamily() {
        FakeDatagramEndpoint endpoint = bound();

        assertThat(RecordedRequest.room(1, 1).start(endpoint::receiveFrom)).isEqualTo(STATUS_NOT_SUPPORTED);
        RecordedRequest odd = RecordedRequest.room(1).address(new SockAddrIn6());
        assertThatIllegalArgumentException().isThrownBy(() -> odd.start(endpoint::receiveFrom));
    }

    // ---- control information

    @Test
    void storesControlInformation() {
        FakeDatagramEndpoint endpoint = bound();
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(64));
        RecordedRequest receive = informedReceive(control, 64);
        receive.start(endpoint::receiveFrom);

        endpoint.deliver(informed());

        int length = receive.request().controlLength();
        InPktInfo info = new InPktInfo();
        assertThat(length).isEqualTo(informed().controlLength());
        assertThat(control.intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(9);
        assertThat(info.read(control, length)).isTrue();
        assertThat(info).isEqualTo(PACKET_INFO);
        assertThat(receive.request().messageFlags()).isZero();
    }

    @Test
    void leavesOutControlInformationThatDoesNotFit() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.deliver(informed());
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(64));
        RecordedRequest receive = informedReceive(control, 30);
        receive.start(endpoint::receiveFrom);

        int length = receive.request().controlLength();
        assertThat(length).isEqualTo(CmsgHdr.space(4));
        assertThat(control.intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(9);
        assertThat(control.find(length, IPPROTO_IP, IP_PKTINFO)).isNull();
        assertThat(receive.request().messageFlags()).isEqualTo(MSG_CTRUNC);
    }

    @Test
    void flagsNothingWhenNoControlInformationIsWantedOrThereIsNone() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.deliver(informed(), FakeDatagram.of("cd", REMOTE));

        assertThat(receive(endpoint, 4).request().messageFlags()).isZero();
        RecordedRequest receive = informedReceive(CmsgHdr.of(ByteBuffer.allocateDirect(64)), 64);
        receive.start(endpoint::receiveFrom);

        assertThat(receive.text()).isEqualTo("cd");
        assertThat(receive.request().controlLength()).isZero();
        assertThat(receive.request().messageFlags()).isZero();
    }

    // ---- one sender only

    @Test
    void receivesFromOneSenderOnly() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.deliver(OTHER, "old");
        endpoint.deliver(REMOTE, "a");
        SockAddrIn sender = REMOTE.copy();
        assertThat(endpoint.restrict(sender)).isEqualTo(STATUS_SUCCESS);
        sender.setPort(1);

        endpoint.deliver(OTHER, "new");

        assertThat(endpoint.restriction()).isEqualTo(REMOTE);
        assertThat(endpoint.keptDatagrams()).isOne();
        assertThat(endpoint.lostDatagrams()).isEqualTo(2);
        assertThat(receive(endpoint, 4).text()).isEqualTo("a");
    }

    @Test
    void receivesFromAllAgain() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.restrict(REMOTE);
        assertThat(endpoint.restrict(null)).isEqualTo(STATUS_SUCCESS);

        endpoint.deliver(OTHER, "a");

        assertThat(endpoint.restriction()).isNull();
        assertThat(receive(endpoint, 4).text()).isEqualTo("a");
    }

    @Test
    void isRestrictedToWhatCanSend() {
        FakeDatagramEndpoint endpoint = bound();

        assertThat(open().restrict(REMOTE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.restrict(new SockAddrIn())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restrict(SockAddrIn.of("192.0.2.1", 0))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restrict(SockAddrIn.of("224.0.0.1", 7))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restrict(SockAddrIn.of("255.255.255.255", 7))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restrict(SockAddrIn6.of("::1", 7))).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.restriction()).isNull();
    }

    // ---- room

    @Test
    void losesWhatFindsNoRoom() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.setReceiveRoom(4);

        endpoint.deliver(REMOTE, "abc", "de", "f", "g");

        assertThat(endpoint.keptDatagrams()).isEqualTo(2);
        assertThat(endpoint.lostDatagrams()).isEqualTo(2);
        assertThat(receive(endpoint, 4).text()).isEqualTo("abc");
        assertThat(receive(endpoint, 4).text()).isEqualTo("f");
    }

    @Test
    void needsNoRoomForAReceiveThatWaits() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.setReceiveRoom(0);
        RecordedRequest receive = receive(endpoint, 4);

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(receive.text()).isEqualTo("a");
        assertThat(endpoint.lostDatagrams()).isOne();
    }

    // ---- failures

    @Test
    void reportsAnUnreachablePortToTheReceiveThatWaitsOrTheNextOne() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest first = receive(endpoint, 4);
        RecordedRequest second = receive(endpoint, 4);

        endpoint.reportPortUnreachable();
        assertThat(first.status()).isEqualTo(STATUS_PORT_UNREACHABLE);
        assertPending(second);
        endpoint.deliver(REMOTE, "a", "b");
        endpoint.reportPortUnreachable();

        assertThat(second.text()).isEqualTo("a");
        assertThat(receive(endpoint, 4).answer()).isEqualTo(STATUS_PORT_UNREACHABLE);
        assertThat(receive(endpoint, 4).text()).isEqualTo("b");
    }

    @Test
    void failsReceivesAsTheTestSays() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest first = receive(endpoint, 4);
        RecordedRequest second = receive(endpoint, 4);

        endpoint.completeReceive(STATUS_IO_TIMEOUT);
        assertPending(second);
        endpoint.refuseReceives(STATUS_CANCELLED);

        assertThat(first.status()).isEqualTo(STATUS_IO_TIMEOUT);
        assertThat(second.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(receive(endpoint, 4).answer()).isEqualTo(STATUS_CANCELLED);
        endpoint.refuseReceives(null);
        assertPending(receive(endpoint, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.completeReceive(STATUS_SUCCESS));
        endpoint.completeReceive(STATUS_IO_TIMEOUT);
        assertThatIllegalStateException().isThrownBy(() -> endpoint.completeReceive(STATUS_IO_TIMEOUT));
    }

    @Test
    void cancelsAReceiveThatWaits() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest first = receive(endpoint, 4);
        RecordedRequest second = receive(endpoint, 4);

        endpoint.cancel(first.request());
        transport.run();
        endpoint.deliver(REMOTE, "a");

        assertThat(first.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(second.text()).isEqualTo("a");
        endpoint.cancel(second.request());
        assertThat(transport.step()).as("nothing happens").isFalse();
    }

    @Test
    void answersAtOnceWhenAReceiveWasCancelledBefore() {
        FakeDatagramEndpoint endpoint = bound();

        assertThat(RecordedRequest.room(1).cancelledBefore().start(endpoint::receiveFrom))
                .isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.pendingRequests()).isZero();
    }

    // ---- turns

    @Test
    void completesReceivesOneStepAtATimeWhenPaused() {
        FakeDatagramEndpoint endpoint = bound();
        transport.run();
        transport.pause();
        RecordedRequest first = named("first", receive(endpoint, 1));
        RecordedRequest second = named("second", receive(endpoint, 1));
        endpoint.deliver(REMOTE, "a", "b", "c");
        RecordedRequest third = named("third", receive(endpoint, 1));
        assertThat(first.isOver()).isFalse();
        assertPending(third);

        assertThat(transport.step()).isTrue();
        assertThat(journal).containsExactly("first STATUS_SUCCESS");
        transport.run();

        assertThat(journal).containsExactly("first STATUS_SUCCESS", "second STATUS_SUCCESS", "third STATUS_SUCCESS");
        assertThat(second.text()).isEqualTo("b");
        assertThat(third.text()).isEqualTo("c");
    }

    @Test
    void letsACompletionStartTheNextReceive() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest second = RecordedRequest.room(1);
        receive(endpoint, 1).then(over -> second.start(endpoint::receiveFrom));

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(second.answer()).as("at once").isEqualTo(STATUS_SUCCESS);
        assertThat(second.text()).isEqualTo("b");
    }
}
