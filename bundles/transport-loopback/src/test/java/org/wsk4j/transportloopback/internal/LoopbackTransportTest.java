// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/** What the transport says of itself, and its end. */
class LoopbackTransportTest {
    private static final int TCP = IpProtocol.IPPROTO_TCP;
    private static final int UDP = IpProtocol.IPPROTO_UDP;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    @Test
    void saysWhatItIs() {
        assertThat(loopback.transport().name()).isEqualTo("loopback");
        assertThat(loopback.transport().providerId()).isEqualTo(new LoopbackTransport().providerId());
        assertThat(loopback.transport().version()).isEqualTo(0x0100);
        assertThat(loopback.transport().triples())
                .containsExactly(
                        LoopbackFixture.streams(IpFamily.INET),
                        LoopbackFixture.streams(IpFamily.INET6),
                        LoopbackFixture.datagrams(IpFamily.INET),
                        LoopbackFixture.datagrams(IpFamily.INET6));
    }

    @Test
    void servesItsTriplesOnly() {
        TransportTriple streams = LoopbackFixture.streams(IpFamily.INET);
        TransportTriple datagrams = LoopbackFixture.datagrams(IpFamily.INET);
        TransportTriple raw = new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_RAW, UDP);
        LoopbackTransport transport = loopback.transport();
        Ptr<StreamEndpoint> stream = new Ptr<>();
        assertThat(transport.openStream(datagrams, UDP, null, stream)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(transport.openStream(streams, UDP, null, stream)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(transport.openListener(datagrams, TCP, null, new Ptr<ListenEndpoint>()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(transport.openDatagram(streams, TCP, null, new Ptr<DatagramEndpoint>()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(transport.openControl(raw, UDP, new Ptr<TransportEndpoint>()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(stream.get()).isNull();
    }

    @Test
    void startsItsThreadWhenItIsNeeded() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        assertThat(LoopbackFixture.ioThreads()).isEmpty();
        LoopbackFixture.settle(endpoint);

        assertThat(LoopbackFixture.ioThreads())
                .singleElement()
                .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
    }

    @Test
    void survivesAnInterrupt() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        LoopbackFixture.settle(endpoint);
        LoopbackFixture.ioThreads().forEach(Thread::interrupt);

        LoopbackFixture.settle(endpoint);
    }

    @Test
    void survivesAnOwnerThatThrows() {
        loopback.expectComplaints();
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        RecordedRequest bad = RecordedRequest.empty().then(over -> {
            throw new IllegalStateException("on purpose");
        });
        bad.request().finish(NtStatus.STATUS_SUCCESS);
        endpoint.post(bad.request());

        LoopbackFixture.settle(endpoint);
        assertThat(LoopbackFixture.complaints()).hasSize(1);
    }

    @Test
    void givesUpWhatIsOpenWhenItEnds() {
        loopback.expectComplaints();
        LoopbackFixture.Connection connection = loopback.connect(IpFamily.INET);
        LoopbackFixture.Listening listening = loopback.holding(IpFamily.INET);
        RecordingDatagramObserver datagramObserver = new RecordingDatagramObserver();
        DatagramEndpoint datagram = loopback.datagram(IpFamily.INET, datagramObserver);
        RecordedRequest receive = RecordedRequest.room(1);
        receive.start(connection.client()::receive);
        RecordedDatagram receiveFrom = RecordedDatagram.receive(datagram);

        loopback.transport().deactivate();

        assertThat(LoopbackFixture.ioThreads()).isEmpty();
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(receiveFrom.await()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        String failed = "failed STATUS_FILE_FORCED_CLOSED";
        assertThat(connection.clientObserver().calls()).containsExactly(failed);
        assertThat(connection.serverObserver().calls()).containsExactly(failed);
        assertThat(listening.observer().calls()).containsExactly(failed);
        assertThat(datagramObserver.calls()).containsExactly(failed);
        assertThat(RecordedRequest.of("x").start(connection.server()::send))
                .isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(LoopbackFixture.ends(RecordedRequest.room(1), datagram::receiveFrom))
                .isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(loopback.close(datagram)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(LoopbackFixture.complaints()).hasSize(1);
    }

    @Test
    void opensNothingOnceItHasEnded() {
        StreamEndpoint left = loopback.bound(IpFamily.INET);
        loopback.expectComplaints();
        loopback.transport().deactivate();
        Ptr<StreamEndpoint> stream = new Ptr<>();
        Ptr<ListenEndpoint> listener = new Ptr<>();
        assertThat(loopback.transport()
                        .openStream(LoopbackFixture.streams(IpFamily.INET), TCP, new RecordingObserver(), stream))
                .isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(loopback.transport().listen(left, new RecordingListenObserver(), listener))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void completesWhatIsPostedOnceItHasEnded() {
        StreamEndpoint endpoint = loopback.bound(IpFamily.INET);
        loopback.close(endpoint);
        loopback.transport().deactivate();
        LoopbackFixture.settle(endpoint);
        LoopbackFixture.ioThreads().forEach(LoopbackTransportTest::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
