// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_HOST_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.SocketOptions.IP_TTL;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_BROADCAST;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** Sending over a stepped fake transport of datagrams. */
class FakeDatagramSendTest extends FakeDatagramFixture {
    private final CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(64));

    @Test
    void sendsAtOnce() {
        FakeDatagramEndpoint endpoint = bound();

        RecordedRequest send = send("abc");
        assertThat(send.start(endpoint::sendTo)).isEqualTo(STATUS_SUCCESS);

        assertThat(send.request().transferred()).isEqualTo(3);
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("abc", REMOTE));
        assertThat(endpoint.bytesSent()).isEqualTo(3);
    }

    @Test
    void sendsAnEmptyDatagram() {
        FakeDatagramEndpoint endpoint = bound();

        assertThat(send("").start(endpoint::sendTo)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("", REMOTE));
    }

    @Test
    void sendsNothingUnlessItIsBound() {
        assertThat(send("abc").start(open()::sendTo)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void takesAddressAndControlInformationAtOnceAndTheBytesWhenItSends() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        SockAddrIn destination = REMOTE.copy();
        int length = control.append(0, IPPROTO_IP, IP_TTL, 9);
        RecordedRequest send = RecordedRequest.of("abc").address(destination);
        send.request().setControl(control, length);
        assertThat(send.start(endpoint::sendTo)).isEqualTo(STATUS_PENDING);
        assertPending(send);

        destination.setPort(1);
        control.append(0, IPPROTO_IP, IP_TTL, 1);
        transport.releaseHolds();

        assertThat(send.status()).isEqualTo(STATUS_SUCCESS);
        FakeDatagram sent = endpoint.sent().get(0);
        assertThat(sent.text()).isEqualTo("abc");
        assertThat(sent.address()).isEqualTo(REMOTE);
        assertThat(sent.messages().intValue(sent.controlLength(), IPPROTO_IP, IP_TTL, -1))
                .isEqualTo(9);
    }

    @Test
    void refusesControlInformationThatIsBadOrNotWanted() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest bad = send("abc");
        bad.request().setControl(control, 64);
        assertThat(bad.start(endpoint::sendTo)).isEqualTo(STATUS_INVALID_PARAMETER);

        transport.setSendsControl(false);
        RecordedRequest good = send("abc");
        good.request().setControl(control, control.append(0, IPPROTO_IP, IP_TTL, 9));
        assertThat(good.start(endpoint::sendTo)).isEqualTo(STATUS_NOT_SUPPORTED);

        assertThat(send("abc").start(endpoint::sendTo)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void refusesADatagramThatIsTooLong() {
        FakeDatagramEndpoint endpoint = bound();
        transport.setLargestDatagram(3);

        assertThat(send("abcd").start(endpoint::sendTo)).isEqualTo(STATUS_INVALID_BUFFER_SIZE);
        assertThat(send("abc").start(endpoint::sendTo)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void broadcastsOnlyWhenItMay() {
        FakeDatagramEndpoint endpoint = bound();
        SockAddrIn everybody = SockAddrIn.of("255.255.255.255", 7);
        assertThat(RecordedRequest.of("a").address(everybody).start(endpoint::sendTo))
                .isEqualTo(STATUS_ACCESS_DENIED);

        assertThat(endpoint.setOption(SOL_SOCKET, SO_BROADCAST, new ULong(1))).isEqualTo(STATUS_SUCCESS);

        assertThat(RecordedRequest.of("b").address(everybody).start(endpoint::sendTo))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("b", everybody));
    }

    @Test
    void knowsNoFlagAndNoOtherFamily() {
        FakeDatagramEndpoint endpoint = bound();

        assertThat(RecordedRequest.of("a", 1).address(REMOTE).start(endpoint::sendTo))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(RecordedRequest.of("a").address(SockAddrIn6.of("::1", 7)).start(endpoint::sendTo))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint.sendTo(RecordedRequest.of("a").request()));
    }

    @Test
    void letsHeldSendsGoOnInOrder() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest first = named("first", send("a"));
        RecordedRequest second = named("second", send("b"));
        first.start(endpoint::sendTo);
        second.start(endpoint::sendTo);
        assertPending(first);
        assertThat(endpoint.sent()).isEmpty();
        assertThat(endpoint.pendingRequests()).isEqualTo(2);

        endpoint.completeSend(STATUS_HOST_UNREACHABLE);
        assertPending(second);
        transport.releaseHolds();

        assertThat(journal).containsExactly("first STATUS_HOST_UNREACHABLE", "second STATUS_SUCCESS");
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("b", REMOTE));
        assertThatIllegalStateException().isThrownBy(() -> endpoint.completeSend(STATUS_SUCCESS));
    }

    @Test
    void cancelsASendThatIsHeld() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest send = send("a");
        send.start(endpoint::sendTo);

        endpoint.cancel(send.request());
        transport.run();
        transport.releaseHolds();

        assertThat(send.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(endpoint.sent()).isEmpty();
        assertThat(send("b").cancelledBefore().start(endpoint::sendTo))
                .as("nothing to wait for")
                .isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void answersAtOnceWhenASendThatIsHeldWasCancelledBefore() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();

        assertThat(send("a").cancelledBefore().start(endpoint::sendTo)).isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.pendingRequests()).isZero();
    }

    @Test
    void failsSendsAsTheTestSays() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.refuseSends(STATUS_HOST_UNREACHABLE);
        assertThat(send("a").start(endpoint::sendTo)).isEqualTo(STATUS_HOST_UNREACHABLE);

        endpoint.refuseSends(null);

        assertThat(send("b").start(endpoint::sendTo)).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("b", REMOTE));
    }
}
