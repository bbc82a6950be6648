// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

class DatagramObserveTest {
    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private final RecordingDatagramObserver observer = new RecordingDatagramObserver();
    private DatagramEndpoint from;
    private DatagramEndpoint to;

    @BeforeEach
    void open() {
        from = loopback.datagram(IpFamily.INET);
        to = loopback.datagram(IpFamily.INET, observer);
    }

    private void send(String text) {
        assertThat(RecordedDatagram.send(from, text, LoopbackFixture.local(to))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private void setReceiveBuffer(int bytes) {
        LoopbackFixture.set(to, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, bytes);
    }

    @Test
    void isOfferedWhatWaitsAndWhatArrives() {
        send("before");
        LoopbackFixture.settle(to);
        assertThat(observer.calls()).isEmpty();

        to.observe(true);
        send("after");
        assertThat(observer.await(2)).containsExactly("received before", "received after");
        LoopbackFixture.settle(to);
        assertThat(to.bytesReceived()).isEqualTo(11);
    }

    @Test
    @Clause("RECEIVEFROM-17")
    void hearsOfWhatNoRequestWaitsFor() {
        to.observe(true);
        RecordedDatagram receive = RecordedDatagram.receive(to);
        send("first");
        send("second");

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(observer.await(1)).containsExactly("received second");
    }

    @Test
    void hearsNothingAfterItWasToldOtherwise() {
        to.observe(true);
        to.observe(false);
        send("x");
        LoopbackFixture.settle(to);

        assertThat(observer.calls()).isEmpty();
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("x");
    }

    @Test
    void isOfferedNewOnesAfterARefusal() {
        observer.refusing(true);
        to.observe(true);
        send("one");
        send("two");
        assertThat(observer.await(2)).containsExactly("refused one", "refused two");
        LoopbackFixture.settle(to);

        assertThat(RecordedDatagram.receive(to).text()).as("the oldest").isEqualTo("one");
        observer.refusing(false);
        to.observe(true);
        send("three");
        assertThat(observer.await(4)).endsWith("received two", "received three");
    }

    @Test
    void isOfferedAgainWhenAskedDuringTheCall() {
        observer.refusing(true).during(() -> {
            observer.refusing(false).during(() -> {});
            to.observe(true);
        });
        to.observe(true);
        send("x");

        assertThat(observer.await(2)).containsExactly("refused x", "received x");
    }

    @Test
    void givesUpTheOldestThatWasRefusedForNewOnes() {
        setReceiveBuffer(600);
        observer.refusing(true);
        to.observe(true);
        send("one");
        send("two");
        observer.await(2);
        LoopbackFixture.settle(to);
        send("three");
        observer.await(3);
        LoopbackFixture.settle(to);

        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("two");
        assertThat(RecordedDatagram.receive(to).text()).isEqualTo("three");
    }

    @Test
    void losesWhatThereIsNoRoomForUntilSomethingIsReleased() {
        setReceiveBuffer(600);
        observer.keeping();
        to.observe(true);
        send("one");
        send("two");
        observer.await(2);
        send("lost");
        LoopbackFixture.settle(to);
        assertThat(observer.calls()).hasSize(2);

        observer.kept().get(0).release();
        send("three");
        assertThat(observer.await(3)).endsWith("received three");
        LoopbackFixture.settle(to);
        observer.kept().stream().skip(1).forEach(TransportBuffer::release);
    }

    @Test
    void isRestrictedDuringTheCall() {
        observer.refusing(true).during(() -> to.restrict(IpFamily.INET.loopback(9)));
        to.observe(true);
        send("x");
        observer.await(1);
        LoopbackFixture.settle(to);

        assertThat(RecordedDatagram.receive(to).request().answer()).isEqualTo(NtStatus.STATUS_PENDING);
    }

    @Test
    @Clause({"DGRAM-INDICATION-01", "DGRAM-INDICATION-03", "DGRAM-INDICATION-04", "DGRAM-INDICATION-05"})
    void seesWhereADatagramCameFromAndItsControlInformation() {
        LoopbackFixture.set(to, IpProtocol.IPPROTO_IP, SocketOptions.IP_RECVTTL, 1);
        observer.keeping();
        to.observe(true);
        send("with");
        observer.await(1);
        LoopbackFixture.set(to, IpProtocol.IPPROTO_IP, SocketOptions.IP_RECVTTL, 0);
        send("without");
        observer.await(2);
        LoopbackFixture.settle(to);

        List<TransportBuffer> kept = observer.kept();
        assertThat(kept.get(0).next()).isNull();
        assertThat(kept.get(0).remoteAddress()).isEqualTo(LoopbackFixture.local(from));
        assertThat(kept.get(0)
                        .control()
                        .intValue(kept.get(0).controlLength(), IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, -1))
                .isEqualTo(128);
        assertThat(kept.get(1).control()).isNull();
        assertThat(kept.get(1).controlLength()).isZero();
        assertThat(observer.flags()).isZero();
        kept.forEach(TransportBuffer::release);
    }

    @Test
    void letsAReceiveWaitWhileTheObserverLooks() {
        RecordedDatagram[] receive = new RecordedDatagram[1];
        observer.refusing(true).during(() -> receive[0] = RecordedDatagram.receive(to));
        to.observe(true);
        send("x");
        observer.await(1);
        LoopbackFixture.settle(to);

        assertThat(receive[0].await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive[0].request().answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(receive[0].text()).isEqualTo("x");
    }
}
