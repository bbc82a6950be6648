// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingDatagramObserver;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;

/** Endpoints for the contracts about datagrams. */
abstract class AnyDatagramContract extends TransportContract {
    /** What the observer of {@link #bound()} hears. */
    final RecordingDatagramObserver observer = new RecordingDatagramObserver();

    final DatagramsUnderTest datagrams() {
        return (DatagramsUnderTest) transport();
    }

    final DatagramPeers peers() {
        return datagrams().datagramPeers();
    }

    final DatagramEndpoint open(RecordingDatagramObserver hears) {
        Ptr<DatagramEndpoint> made = new Ptr<>();
        Served served = served(SocketType.SOCK_DGRAM);
        succeeds(((DatagramTransport) transport().transport())
                .openDatagram(served.triple(), served.protocol(), hears, made));
        transport().prepare(made.get());
        return own(made.get());
    }

    final DatagramEndpoint bound() {
        DatagramEndpoint endpoint = open(observer);
        succeeds(endpoint.bind(transport().home()));
        return endpoint;
    }

    static RecordedRequest send(DatagramEndpoint endpoint, String text, SockAddr to) {
        return ends(RecordedRequest.of(text).address(to), endpoint::sendTo);
    }

    /** Begins to receive; there is nothing yet. */
    static RecordedRequest waiting(DatagramEndpoint endpoint) {
        return pends(RecordedRequest.room(100), endpoint::receiveFrom);
    }

    static String receive(DatagramEndpoint endpoint) {
        return ends(RecordedRequest.room(100), endpoint::receiveFrom).text();
    }

    /** Waits until the observer has taken so many datagrams. */
    final List<String> taken(int count) {
        for (int calls = 1; observer.taken().size() < count; calls++) {
            observer.await(calls);
        }
        List<String> texts = observer.taken().stream().map(FakeDatagram::text).toList();
        assertThat(texts).hasSize(count);
        return texts;
    }
}
