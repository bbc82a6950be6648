// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;

/** A stepped transport of datagrams and one endpoint of it, which is closed at the end, whatever a test did to it. */
abstract class FakeDatagramFixture {
    static final SockAddrIn REMOTE = SockAddrIn.of("192.0.2.1", 7);
    static final SockAddrIn OTHER = SockAddrIn.of("192.0.2.2", 7);
    static final TransportTriple UDP =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);

    final FakeDatagramTransport transport = FakeDatagramTransport.stepped();
    final RecordingDatagramObserver observer = new RecordingDatagramObserver();
    final List<String> journal = new ArrayList<>();

    @AfterEach
    void closeEverything() {
        transport.resume();
        transport.releaseHolds();
        transport.run();
        for (FakeDatagramEndpoint endpoint : transport.endpoints()) {
            if (!endpoint.isClosed()) {
                RecordedRequest.empty().start(endpoint::close);
            }
        }
        transport.run();
        transport.close();
        observer.releaseAll();
        assertThat(transport.buffersOnLoan()).isZero();
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
    }

    static FakeDatagramEndpoint open(FakeDatagramTransport transport, RecordingDatagramObserver observer) {
        Ptr<DatagramEndpoint> endpoint = new Ptr<>();
        assertThat(transport.openDatagram(UDP, UDP.protocol(), observer, endpoint))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.get()).isSameAs(transport.endpoint());
        return transport.endpoint();
    }

    FakeDatagramEndpoint open() {
        return open(transport, observer);
    }

    FakeDatagramEndpoint bound() {
        FakeDatagramEndpoint endpoint = open();
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        return endpoint;
    }

    FakeDatagramEndpoint observing() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.observe(true);
        return endpoint;
    }

    static RecordedRequest send(String text) {
        return RecordedRequest.of(text).address(REMOTE);
    }

    /** A request that notes its name and outcome when it completes. */
    RecordedRequest named(String name, RecordedRequest request) {
        return request.then(over -> journal.add(name + " " + over.status()));
    }

    static void assertPending(RecordedRequest request) {
        assertThat(request.isOver()).as("%s is over", request).isFalse();
        assertThat(request.wasAnnounced())
                .as("%s was announced as pending", request)
                .isTrue();
    }
}
