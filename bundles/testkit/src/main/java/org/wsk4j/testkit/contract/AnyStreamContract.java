// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;

/** Endpoints for the contracts about connections. */
abstract class AnyStreamContract extends TransportContract {
    /** What the observer of {@link #bound()} and {@link #connect()} hears. */
    final RecordingObserver observer = new RecordingObserver();

    /**
     * A connection.
     *
     * @param endpoint our end
     * @param peer the other one
     */
    record Connection(StreamEndpoint endpoint, StreamPeer peer) {}

    private StreamsUnderTest streams() {
        return (StreamsUnderTest) transport();
    }

    final StreamPeers peers() {
        return streams().streamPeers();
    }

    final StreamEndpoint openStream() {
        Ptr<StreamEndpoint> made = new Ptr<>();
        Served served = served(SocketType.SOCK_STREAM);
        succeeds(((StreamTransport) transport().transport())
                .openStream(served.triple(), served.protocol(), observer, made));
        transport().prepare(made.get());
        return own(made.get());
    }

    final StreamEndpoint bound() {
        StreamEndpoint endpoint = openStream();
        succeeds(endpoint.bind(transport().home()));
        return endpoint;
    }

    final Connection connect() {
        PeerListener listener = peers().listen();
        StreamEndpoint endpoint = bound();
        ends(RecordedRequest.to(listener.address()), endpoint::connect);
        return new Connection(endpoint, listener.accept());
    }

    final SockAddr remoteOf(StreamEndpoint endpoint) {
        SockAddr remote = transport().home();
        succeeds(endpoint.remoteAddress(remote));
        return remote;
    }

    /** Begins to receive; there is nothing yet. */
    static RecordedRequest waiting(StreamEndpoint endpoint) {
        return pends(RecordedRequest.room(100), endpoint::receive);
    }

    /** Receives until so many bytes are there, or the end. */
    static String receive(StreamEndpoint endpoint, int count) {
        return ends(RecordedRequest.room(count, TransportRequest.WAITALL), endpoint::receive)
                .text();
    }

    static RecordedRequest send(StreamEndpoint endpoint, String text) {
        return ends(RecordedRequest.of(text), endpoint::send);
    }

    static void disconnect(StreamEndpoint endpoint) {
        ends(RecordedRequest.empty(), endpoint::disconnect);
    }

    /** More than there is room for while the peer does not read. */
    final String flood() {
        return "0123456789abcdef".repeat(streams().flood() / 16);
    }

    /** What the observer took so far. */
    final String taken() {
        return taken(observer.calls());
    }

    private static String taken(List<String> calls) {
        StringBuilder taken = new StringBuilder();
        for (String call : calls) {
            if (call.startsWith("received ")) {
                String[] parts = call.substring("received ".length()).split(", took ");
                taken.append(parts.length == 1 ? parts[0] : parts[0].substring(0, Integer.parseInt(parts[1])));
            }
        }
        return taken.toString();
    }

    /** Waits until the observer has taken so many bytes. */
    final String awaitTaken(int count) {
        int calls = 0;
        while (taken().length() < count) {
            observer.await(++calls);
        }
        assertThat(taken()).hasSize(count);
        return taken();
    }

    /** Waits until the observer was told something. */
    final void awaitCall(String line) {
        int calls = 0;
        while (!observer.calls().contains(line)) {
            observer.await(++calls);
        }
    }
}
