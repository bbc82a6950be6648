// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** Opening, binding, closing and posting to a listener of a stepped fake transport. */
class FakeListenerTest extends FakeFixture {
    private static final SockAddrIn LOCAL = SockAddrIn.of("127.0.0.1", 80);

    private NtStatus listen(FakeEndpoint bound) {
        return transport.listen(bound, listenObserver, new Ptr<>());
    }

    // ---- binding

    @Test
    void makesAnUnboundListener() {
        FakeListener listener = unboundListener();

        assertThat(transport.listeners()).containsExactly(listener);
        assertThat(transport.openEndpoints()).isOne();
        assertThat(transport.endpoints()).isEmpty();
        assertThat(listener.isAccepting()).isFalse();
        assertThat(listener.localAddress(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(listener.control(1, null, null, new SizeT())).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThatIllegalStateException().isThrownBy(listener::connect).withMessageContaining("nobody listens");
        assertThat(listener.bind(new SockAddrIn6())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(listener.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        assertThat(listener.bind(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void makesNoListenerWhileItRefuses() {
        FakeEndpoint bound = bound();
        TransportTriple triple = transport.triples().get(0);
        Ptr<ListenEndpoint> listener = new Ptr<>();
        transport.refuseOpen(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(transport.openListener(triple, triple.protocol(), listenObserver, listener))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(listen(bound)).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(transport.listeners()).isEmpty();
        assertThatIllegalStateException().isThrownBy(transport::listener);
    }

    @Test
    void choosesAFreePort() {
        SockAddrIn local = new SockAddrIn();
        bound().localAddress(local);
        SockAddrIn next = new SockAddrIn();
        next.setPort(local.port() + 1);
        assertThat(open().bind(next)).isEqualTo(STATUS_SUCCESS);

        listening().localAddress(local);

        assertThat(local.port()).isGreaterThan(next.port());
    }

    @Test
    void hasAnAddressForItself() {
        FakeListener listener = unboundListener();
        assertThat(listener.bind(LOCAL)).isEqualTo(STATUS_SUCCESS);

        assertThat(open().bind(LOCAL)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(unboundListener().bind(LOCAL)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        listener.setAccepting(true);
        listener.connect();
        RecordedRequest.empty().start(listener::close);

        assertThat(unboundListener().bind(LOCAL))
                .as("a connection does not hold it")
                .isEqualTo(STATUS_SUCCESS);
    }

    // ---- listening of a stream endpoint

    @Test
    void listensAtTheAddressOfABoundEndpoint() {
        FakeEndpoint bound = open();
        bound.bind(LOCAL);
        Ptr<ListenEndpoint> made = new Ptr<>();

        assertThat(transport.listen(bound, listenObserver, made)).isEqualTo(STATUS_SUCCESS);

        FakeListener listener = transport.listener();
        assertThat(made.get()).isSameAs(listener);
        SockAddrIn local = new SockAddrIn();
        assertThat(listener.localAddress(local)).isEqualTo(STATUS_SUCCESS);
        assertThat(local).isEqualTo(LOCAL);
        listener.setAccepting(true);
        listener.connect(REMOTE);
        assertThat(listenObserver.calls()).containsExactly("connecting", "accepted " + REMOTE);
        assertThat(listen(bound)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
    }

    @Test
    void keepsTheAddressUntilBothAreClosed() {
        FakeEndpoint bound = open();
        bound.bind(LOCAL);
        listen(bound);
        FakeListener listener = transport.listener();

        RecordedRequest.empty().start(bound::close);
        assertThat(open().bind(LOCAL)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        RecordedRequest.empty().start(listener::close);

        assertThat(open().bind(LOCAL)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void listensAgainOnceTheFirstListenerIsClosed() {
        FakeEndpoint bound = open();
        bound.bind(LOCAL);
        listen(bound);

        RecordedRequest.empty().start(transport.listener()::close);

        assertThat(open().bind(LOCAL)).as("the endpoint has it still").isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(listen(bound)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void listensOnlyOfAnEndpointThatIsBoundAndNothingMore() {
        assertThat(listen(open())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(listen(connected())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        FakeEndpoint closed = bound();
        RecordedRequest.empty().start(closed::close);
        assertThatIllegalStateException().isThrownBy(() -> listen(closed));
        FakeTransport other = FakeTransport.stepped();
        assertThatIllegalArgumentException().isThrownBy(() -> other.listen(bound(), listenObserver, new Ptr<>()));

        assertThat(transport.listeners()).isEmpty();
    }

    // ---- closing and posting

    @Test
    void closesAtOnceWhenNothingIsUnderWay() {
        FakeListener listener = listening();
        RecordedRequest close = RecordedRequest.empty();

        assertThat(close.start(listener::close)).isEqualTo(STATUS_SUCCESS);

        assertThat(close.wasAnnounced()).isFalse();
        assertThat(listener.isClosed()).isTrue();
    }

    @Test
    void completesACloseFromWithinACallAfterIt() {
        FakeListener listener = accepting();
        RecordedRequest close = named("close", RecordedRequest.empty());
        listenObserver.during(() -> {
            if (!listenObserver.accepted().isEmpty()) {
                assertThat(close.start(listener::close)).isEqualTo(STATUS_PENDING);
                journal.add("call ended");
            }
        });

        FakePeer peer = listener.connect();

        assertThat(journal).containsExactly("call ended", "close STATUS_SUCCESS");
        assertThat(peer.isReset()).as("it was handed over").isFalse();
    }

    @Test
    void completesTheCloseBehindWhatWasPosted() {
        transport.holdCloses();
        FakeListener listener = listening();
        RecordedRequest posted = named("posted", RecordedRequest.empty());
        posted.request().finish(STATUS_CONNECTION_ABORTED);
        listener.post(posted.request());
        RecordedRequest close = named("close", RecordedRequest.empty());
        assertThat(close.start(listener::close)).isEqualTo(STATUS_PENDING);
        listener.cancel(close.request());
        transport.run();
        assertThat(listener.pendingRequests()).isOne();

        transport.releaseHolds();

        assertThat(journal).containsExactly("posted STATUS_CONNECTION_ABORTED", "close STATUS_SUCCESS");
        listener.forEachPending(request -> journal.add("pending"));
        assertThat(journal).hasSize(2);
    }

    @Test
    void findsOutWhoCallsAFunctionAfterTheClose() {
        FakeListener listener = listening();
        RecordedRequest.empty().start(listener::close);

        List<Runnable> calls = List.of(
                () -> listener.bind(new SockAddrIn()),
                () -> listener.setOption(SOL_SOCKET, SO_RCVBUF, new ULong(1)),
                () -> listener.getOption(SOL_SOCKET, SO_RCVBUF, new ULong(), new SizeT()),
                () -> listener.control(1, null, null, new SizeT()),
                () -> listener.localAddress(new SockAddrIn()),
                () -> RecordedRequest.empty().start(listener::close));

        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessageContaining("after its close"));
    }

    @Test
    void acceptsNothingMoreOnceItIsClosed() {
        FakeListener listener = listening();
        RecordedRequest.empty().start(listener::close);

        listener.setAccepting(true);

        assertThat(listener.isAccepting()).isFalse();
    }

    @Test
    void findsOutWhoLeavesAListenerOpen() {
        FakeTransport left = FakeTransport.stepped();
        TransportTriple triple = left.triples().get(0);
        Ptr<ListenEndpoint> listener = new Ptr<>();
        left.openListener(triple, triple.protocol(), listenObserver, listener);

        assertThatIllegalStateException().isThrownBy(left::close).withMessageContaining("FakeListener");

        RecordedRequest.empty().start(listener.get()::close);
        left.close();
    }
}
