// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.event.Level;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

/** A transport for one test, and endpoints for it; afterwards everything is closed, and no thread may be left. */
final class LoopbackFixture implements BeforeEachCallback, AfterEachCallback {
    private final List<TransportEndpoint> endpoints = Collections.synchronizedList(new ArrayList<>());
    private LoopbackTransport transport;
    private boolean complaintsExpected;

    /** Two ends of a connection; what the one that listened was told, and its end's observer. */
    record Connection(
            StreamEndpoint client,
            StreamEndpoint server,
            RecordingObserver clientObserver,
            RecordingObserver serverObserver) {}

    /** A listener that hands over, and its observer. */
    record Listening(ListenEndpoint endpoint, RecordingListenObserver observer) {
        SockAddr address() {
            return LoopbackFixture.local(endpoint);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
    }

    /** A test begins. */
    void begin() {
        TestLoggerFactory.clearAll();
        transport = new LoopbackTransport();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end();
    }

    /** The test is over. */
    void end() {
        closeAll();
        transport.deactivate();
        assertThat(ioThreads()).as("threads that are left").isEmpty();
        if (!complaintsExpected) {
            assertThat(complaints()).as("warnings and errors in the log").isEmpty();
        }
        TestLoggerFactory.clearAll();
    }

    /** Warnings and errors in the log. */
    static List<String> complaints() {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .filter(event -> event.getLevel() == Level.ERROR || event.getLevel() == Level.WARN)
                .map(LoggingEvent::toString)
                .toList();
    }

    static List<Thread> ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wsk4j-loopback"))
                .toList();
    }

    /** The test makes something fail on purpose. */
    void expectComplaints() {
        complaintsExpected = true;
    }

    LoopbackTransport transport() {
        return transport;
    }

    static TransportTriple streams(IpFamily family) {
        return new TransportTriple(family.addressFamily(), SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    }

    static TransportTriple datagrams(IpFamily family) {
        return new TransportTriple(family.addressFamily(), SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
    }

    StreamEndpoint open(IpFamily family) {
        return open(family, new RecordingObserver());
    }

    StreamEndpoint open(IpFamily family, StreamObserver observer) {
        Ptr<StreamEndpoint> opened = new Ptr<>();
        assertThat(transport.openStream(streams(family), IpProtocol.IPPROTO_TCP, observer, opened))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        endpoints.add(opened.get());
        return opened.get();
    }

    StreamEndpoint bound(IpFamily family) {
        return bound(family, new RecordingObserver());
    }

    StreamEndpoint bound(IpFamily family, StreamObserver observer) {
        StreamEndpoint endpoint = open(family, observer);
        assertThat(endpoint.bind(family.newAddress())).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    /** An unbound listener. */
    ListenEndpoint openListener(IpFamily family, RecordingListenObserver observer) {
        Ptr<ListenEndpoint> opened = new Ptr<>();
        assertThat(transport.openListener(streams(family), IpProtocol.IPPROTO_TCP, observer, opened))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        endpoints.add(opened.get());
        return opened.get();
    }

    /** A listener at the loopback address that hands nothing over yet. */
    Listening holding(IpFamily family) {
        RecordingListenObserver observer = new RecordingListenObserver();
        ListenEndpoint endpoint = openListener(family, observer);
        assertThat(endpoint.bind(family.loopback(0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return new Listening(endpoint, observer);
    }

    Listening listening(IpFamily family) {
        Listening listening = holding(family);
        listening.endpoint().setAccepting(true);
        return listening;
    }

    Connection connect(IpFamily family) {
        return connect(family, listening(family));
    }

    Connection connect(IpFamily family, Listening listening) {
        int before = listening.observer().calls().size();
        RecordingObserver observer = new RecordingObserver();
        StreamEndpoint client = bound(family, observer);
        assertThat(ends(RecordedRequest.to(listening.address()), client::connect))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        listening.observer().await(before + 2);
        RecordingListenObserver.Accepted accepted = listening.observer().last();
        endpoints.add(accepted.endpoint());
        return new Connection(client, accepted.endpoint(), observer, accepted.observer());
    }

    /** The test closes an endpoint itself. */
    void forget(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /** Takes an endpoint that was made elsewhere into care. */
    <E extends TransportEndpoint> E own(E endpoint) {
        endpoints.add(endpoint);
        return endpoint;
    }

    DatagramEndpoint openDatagram(IpFamily family, DatagramObserver observer) {
        Ptr<DatagramEndpoint> opened = new Ptr<>();
        assertThat(transport.openDatagram(datagrams(family), IpProtocol.IPPROTO_UDP, observer, opened))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        endpoints.add(opened.get());
        return opened.get();
    }

    /** A datagram endpoint at the loopback address. */
    DatagramEndpoint datagram(IpFamily family) {
        return datagram(family, new RecordingDatagramObserver());
    }

    DatagramEndpoint datagram(IpFamily family, DatagramObserver observer) {
        DatagramEndpoint endpoint = openDatagram(family, observer);
        assertThat(endpoint.bind(family.loopback(0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    static SockAddr local(TransportEndpoint endpoint) {
        for (SockAddr address : List.of(new SockAddrIn(), new SockAddrIn6())) {
            if (endpoint.localAddress(address).isSuccess()) {
                return address;
            }
        }
        throw new AssertionError(endpoint + " has no address");
    }

    /**
     * Starts a request that ends without anybody's doing. It may be announced as pending all the same: nothing ends before
     * what is just being completed.
     */
    static NtStatus ends(RecordedRequest request, Function<TransportRequest, NtStatus> function) {
        request.start(function);
        return request.await();
    }

    static NtStatus set(TransportEndpoint endpoint, int level, int option, int value) {
        return endpoint.setOption(level, option, new ULong(value));
    }

    /** Closes an endpoint and waits for it. */
    NtStatus close(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
        RecordedRequest request = RecordedRequest.empty();
        request.start(endpoint::close);
        return request.await();
    }

    /** Closes all endpoints and waits for them. */
    void closeAll() {
        for (TransportEndpoint endpoint : List.copyOf(endpoints)) {
            close(endpoint);
        }
    }

    /** Closes an endpoint. */
    RecordedRequest startClose(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
        RecordedRequest request = RecordedRequest.empty();
        request.start(endpoint::close);
        return request;
    }

    /** Keeps the I/O thread in a completion until the latch is down; returns once it is in there. */
    static void occupy(TransportEndpoint endpoint, CountDownLatch until) {
        CountDownLatch inside = new CountDownLatch(1);
        RecordedRequest request = RecordedRequest.empty().then(over -> {
            inside.countDown();
            await(until);
        });
        request.request().finish(NtStatus.STATUS_SUCCESS);
        endpoint.post(request.request());
        await(inside);
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until the I/O thread has done everything that an endpoint had to do until now. */
    static void settle(TransportEndpoint endpoint) {
        RecordedRequest first = RecordedRequest.empty();
        RecordedRequest last = RecordedRequest.empty();
        first.request().finish(NtStatus.STATUS_SUCCESS);
        last.request().finish(NtStatus.STATUS_SUCCESS);
        first.then(over -> endpoint.post(last.request()));
        endpoint.post(first.request());
        last.await();
    }

    static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.toString();
    }
}
