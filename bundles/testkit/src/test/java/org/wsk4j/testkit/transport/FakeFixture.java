// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddrIn;

/** A stepped transport and one endpoint of it, which is closed at the end, whatever a test did to it. */
abstract class FakeFixture {
    static final SockAddrIn REMOTE = SockAddrIn.of("192.0.2.1", 7);

    final FakeTransport transport = FakeTransport.stepped();
    final RecordingObserver observer = new RecordingObserver();
    final RecordingListenObserver listenObserver = new RecordingListenObserver();
    final List<String> journal = new ArrayList<>();

    @AfterEach
    void closeEverything() {
        transport.resume();
        transport.releaseHolds();
        transport.run();
        List<TurnEndpoint> all = new ArrayList<>(transport.endpoints());
        all.addAll(transport.listeners());
        for (TurnEndpoint endpoint : all) {
            if (!endpoint.isClosed()) {
                RecordedRequest.empty().start(endpoint::close);
            }
        }
        transport.run();
        transport.close();
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
    }

    static FakeEndpoint open(FakeTransport transport, RecordingObserver observer) {
        TransportTriple triple = transport.triples().get(0);
        Ptr<StreamEndpoint> endpoint = new Ptr<>();
        assertThat(transport.openStream(triple, triple.protocol(), observer, endpoint))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.get()).isSameAs(transport.endpoint());
        return transport.endpoint();
    }

    FakeEndpoint open() {
        return open(transport, observer);
    }

    FakeEndpoint bound() {
        FakeEndpoint endpoint = open();
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        return endpoint;
    }

    FakeEndpoint connected() {
        FakeEndpoint endpoint = bound();
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_SUCCESS);
        return endpoint;
    }

    static FakeListener listener(FakeTransport transport, RecordingListenObserver observer) {
        TransportTriple triple = transport.triples().get(0);
        Ptr<ListenEndpoint> listener = new Ptr<>();
        assertThat(transport.openListener(triple, triple.protocol(), observer, listener))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(listener.get()).isSameAs(transport.listener());
        return transport.listener();
    }

    FakeListener unboundListener() {
        return listener(transport, listenObserver);
    }

    /** Bound to the wildcard address, not accepting yet. */
    FakeListener listening() {
        FakeListener listener = unboundListener();
        assertThat(listener.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        return listener;
    }

    FakeListener accepting() {
        FakeListener listener = listening();
        listener.setAccepting(true);
        return listener;
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
