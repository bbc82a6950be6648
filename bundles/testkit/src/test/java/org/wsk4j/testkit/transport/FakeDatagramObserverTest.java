// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.SocketOptions.IP_TTL;
import static org.wsk4j.ws2def.SocketOptions.MSG_BCAST;
import static org.wsk4j.ws2def.SocketOptions.MSG_MCAST;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddrIn;

/** What the observer of an endpoint of datagrams is told, and what becomes of that which it does not take. */
class FakeDatagramObserverTest extends FakeDatagramFixture {
    private static RecordedRequest receive(FakeDatagramEndpoint endpoint) {
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receiveFrom);
        return receive;
    }

    /** An endpoint with another observer, of which received is all that matters. */
    private FakeDatagramEndpoint observedBy(BiPredicate<TransportBuffer, Integer> received) {
        DatagramObserver other = new DatagramObserver() {
            @Override
            public boolean received(TransportBuffer datagrams, int flags) {
                return received.test(datagrams, flags);
            }

            @Override
            public void failed(NtStatus reason) {
                throw new AssertionError("failed with " + reason);
            }
        };
        Ptr<DatagramEndpoint> made = new Ptr<>();
        assertThat(transport.openDatagram(UDP, UDP.protocol(), other, made)).isEqualTo(STATUS_SUCCESS);
        FakeDatagramEndpoint endpoint = transport.endpoint();
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        endpoint.observe(true);
        return endpoint;
    }

    // ---- offers

    @Test
    void offersWhatArrivesTogetherAsOneList() {
        FakeDatagramEndpoint endpoint = observing();

        endpoint.deliver(REMOTE, "ab", "", "cd");
        endpoint.deliver(OTHER, "e");

        assertThat(observer.calls()).containsExactly("received ab, , cd", "received e");
        assertThat(observer.taken().get(3)).isEqualTo(FakeDatagram.of("e", OTHER));
        assertThat(endpoint.bytesReceived()).isEqualTo(5);
        assertThat(endpoint.keptDatagrams()).isZero();
    }

    @Test
    void offersWhatCameInDifferentWaysApart() {
        FakeDatagramEndpoint endpoint = observing();
        FakeDatagram datagram = FakeDatagram.of("a", REMOTE);

        endpoint.deliver(datagram, datagram.with(MSG_BCAST), datagram.with(MSG_BCAST), datagram.with(MSG_MCAST));

        assertThat(observer.calls()).containsExactly("received a", "received a, a", "received a");
        assertThat(observer.taken())
                .extracting(FakeDatagram::flags)
                .containsExactly(0, MSG_BCAST, MSG_BCAST, MSG_MCAST);
    }

    @Test
    void offersControlInformation() {
        FakeDatagramEndpoint endpoint = observing();
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocate(32));
        FakeDatagram datagram = FakeDatagram.of("a", REMOTE).with(control, control.append(0, IPPROTO_IP, IP_TTL, 9));

        endpoint.deliver(datagram);

        assertThat(observer.taken()).containsExactly(datagram);
    }

    @Test
    void offersWhatArrivedBefore() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.deliver(REMOTE, "a");
        endpoint.deliver(REMOTE, "b");
        assertThat(observer.calls()).isEmpty();

        endpoint.observe(true);
        transport.run();

        assertThat(observer.calls()).containsExactly("received a, b");
    }

    @Test
    void offersNothingAnyMoreWhenNobodyObserves() {
        FakeDatagramEndpoint endpoint = observing();
        transport.pause();
        endpoint.deliver(REMOTE, "a");

        endpoint.observe(false);
        transport.resume();

        assertThat(observer.calls()).isEmpty();
        assertThat(endpoint.isObserving()).isFalse();
        assertThat(receive(endpoint).text()).isEqualTo("a");
    }

    @Test
    void givesTheReceiveThatWaitsPrecedence() {
        FakeDatagramEndpoint endpoint = observing();
        RecordedRequest receive = receive(endpoint);

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(receive.text()).isEqualTo("a");
        assertThat(observer.calls()).containsExactly("received b");
    }

    // ---- what is turned down

    @Test
    void keepsWhatIsRefusedUntilItIsAskedAgain() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false);
        endpoint.deliver(REMOTE, "a", "b");
        endpoint.deliver(REMOTE, "c");
        assertThat(endpoint.keptDatagrams()).isEqualTo(3);
        observer.taking(true);
        endpoint.deliver(REMOTE, "d");

        endpoint.observe(true);
        transport.run();

        assertThat(observer.calls()).containsExactly("refused a, b", "refused c", "received d", "received a, b, c");
        assertThat(endpoint.bytesReceived()).isEqualTo(4);
    }

    @Test
    void offersAgainWhenItIsAskedDuringTheCall() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false).during(() -> {
            endpoint.observe(true);
            observer.taking(true).during(null);
        });

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(observer.calls()).containsExactly("refused a, b", "received a, b");
    }

    @Test
    void keepsTheOrderOfWhatArrivesDuringTheCall() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false).during(() -> {
            observer.during(null);
            endpoint.observe(false);
            endpoint.deliver(REMOTE, "b");
            assertThat(endpoint.keptDatagrams()).isEqualTo(2);
        });
        endpoint.deliver(REMOTE, "a");

        observer.taking(true);
        endpoint.observe(true);
        transport.run();

        assertThat(observer.calls()).containsExactly("refused a", "received a, b");
    }

    @Test
    void givesWhatWasTurnedDownToAReceive() {
        FakeDatagramEndpoint endpoint = observing();
        List<RecordedRequest> receives = new ArrayList<>();
        observer.taking(false).during(() -> {
            observer.during(null);
            receives.add(receive(endpoint));
        });

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(receives.get(0).answer().isPending())
                .as("the observer may still take it")
                .isTrue();
        assertThat(receives.get(0).text()).isEqualTo("a");
        assertThat(receive(endpoint).text()).isEqualTo("b");
    }

    @Test
    void givesUpTheOldestOfThoseThatWereTurnedDown() {
        FakeDatagramEndpoint endpoint = observing();
        endpoint.setReceiveRoom(4);
        observer.taking(false);
        endpoint.deliver(REMOTE, "ab");
        endpoint.deliver(REMOTE, "cd");

        endpoint.deliver(REMOTE, "e");

        assertThat(observer.calls()).containsExactly("refused ab", "refused cd", "refused e");
        assertThat(endpoint.lostDatagrams()).isOne();
        assertThat(receive(endpoint).text()).isEqualTo("cd");
        assertThat(receive(endpoint).text()).isEqualTo("e");
    }

    @Test
    void keepsWhatWasTurnedDownWhenNobodyObserves() {
        FakeDatagramEndpoint endpoint = observing();
        endpoint.setReceiveRoom(4);
        observer.taking(false);
        endpoint.deliver(REMOTE, "abcd");
        endpoint.observe(false);

        endpoint.deliver(REMOTE, "e");

        assertThat(endpoint.lostDatagrams()).isOne();
        assertThat(receive(endpoint).text()).isEqualTo("abcd");
    }

    @Test
    void dropsWhatOthersSentThatIsTurnedDownAfterARestriction() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false).during(() -> endpoint.restrict(OTHER));

        endpoint.deliver(REMOTE, "a");

        assertThat(endpoint.keptDatagrams()).isZero();
        assertThat(endpoint.lostDatagrams()).isOne();
    }

    // ---- loans

    @Test
    void countsWhatIsOnLoan() {
        FakeDatagramEndpoint endpoint = observing();
        observer.keeping(true);

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        assertThat(transport.buffersOnLoan()).isEqualTo(2);
        observer.releaseAll();
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    void findsOutASecondReleaseAndAUseAfterTheFirst() {
        List<TransportBuffer> buffers = new ArrayList<>();
        FakeDatagramEndpoint endpoint = observedBy((datagrams, flags) -> buffers.add(datagrams));
        endpoint.deliver(REMOTE, "a");
        TransportBuffer buffer = buffers.get(0);
        ByteBuffer bytes = buffer.mdl().systemAddress();
        assertThat(bytes.get(0)).isEqualTo((byte) 'a');

        buffer.release();

        assertThat(bytes.get(0)).isNotEqualTo((byte) 'a');
        assertThatIllegalStateException().isThrownBy(buffer::release);
        assertThatIllegalStateException().isThrownBy(buffer::remoteAddress);
        assertThatIllegalStateException().isThrownBy(buffer::mdl);
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    void findsOutAReleaseOfWhatWasNotTaken() {
        FakeDatagramEndpoint endpoint = observedBy((datagrams, flags) -> {
            datagrams.release();
            return false;
        });

        assertThatIllegalStateException().isThrownBy(() -> endpoint.deliver(REMOTE, "a", "b"));

        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    void keepsWhatTheBorrowerAttached() {
        List<Object> attachments = new ArrayList<>();
        FakeDatagramEndpoint endpoint = observedBy((datagrams, flags) -> {
            attachments.add(datagrams.attachment());
            datagrams.setAttachment("mine");
            return false;
        });
        endpoint.deliver(REMOTE, "a");

        endpoint.observe(true);
        transport.run();

        assertThat(attachments).containsExactly(null, "mine");
    }

    @Test
    void deliversToBoundEndpointsOnly() {
        FakeDatagramEndpoint endpoint = open();

        assertThatIllegalStateException().isThrownBy(() -> endpoint.deliver(REMOTE, "a"));
        assertThatIllegalArgumentException().isThrownBy(endpoint::deliver);
    }
}
