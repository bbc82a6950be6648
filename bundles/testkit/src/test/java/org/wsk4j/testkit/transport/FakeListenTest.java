// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.wsk4j.transport.StreamObserver.OBSERVE_DISCONNECT;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** Connections that arrive at a listener of a stepped fake transport. */
class FakeListenTest extends FakeFixture {
    @Test
    void handsOverWhatArrivesWhileItAccepts() {
        FakeListener listener = accepting();

        FakePeer peer = listener.connect(REMOTE);

        assertThat(listenObserver.calls()).containsExactly("connecting", "accepted 192.0.2.1:7");
        assertThat(listenObserver.last().fake()).isSameAs(peer.endpoint()).isSameAs(transport.endpoint());
        assertThat(listener.backlog()).isZero();
        assertThat(transport.openEndpoints()).isEqualTo(2);
    }

    @Test
    void handsOverNothingBeforeItIsToldTo() {
        FakeListener listener = listening();
        listener.connect();
        listener.connect();
        transport.run();
        assertThat(listenObserver.calls()).isEmpty();
        assertThat(listener.backlog()).isEqualTo(2);
        assertThat(transport.openEndpoints()).as("the backlog does not count").isOne();

        listener.setAccepting(true);
        assertThat(listenObserver.calls()).as("stepped").isEmpty();
        transport.run();

        assertThat(listenObserver.calls())
                .containsExactly("connecting", "accepted 192.0.2.1:1024", "connecting", "accepted 192.0.2.1:1025");
        assertThat(listener.backlog()).isZero();
    }

    @Test
    void handsOverNothingMoreOnceTheObserverHasEnough() {
        FakeListener listener = accepting();
        listenObserver.wanting(false);
        listener.connect();
        listener.connect();
        assertThat(listenObserver.accepted()).hasSize(1);
        assertThat(listener.isAccepting()).isFalse();
        assertThat(listener.backlog()).isOne();

        listener.setAccepting(true);
        transport.run();

        assertThat(listenObserver.accepted()).hasSize(2);
    }

    @Test
    void goesOnWhenItIsToldToDuringTheCallThatHasEnough() {
        FakeListener listener = accepting();
        listenObserver.wanting(false).during(() -> listener.setAccepting(true));

        listener.connect();
        listener.connect();

        assertThat(listenObserver.accepted()).hasSize(2);
        assertThat(listener.isAccepting()).isTrue();
    }

    @Test
    void handsOverNothingMoreOnceItIsToldNotTo() {
        FakeListener listener = accepting();

        listener.setAccepting(false);
        listener.connect();

        assertThat(listenObserver.calls()).isEmpty();
        assertThat(listener.backlog()).isOne();
    }

    @Test
    void handsOverOneConnectionAStep() {
        FakeListener listener = accepting();
        transport.run();
        transport.pause();
        listener.connect();
        listener.connect();
        assertThat(listenObserver.calls()).isEmpty();

        assertThat(transport.step()).isTrue();
        assertThat(listenObserver.accepted()).hasSize(1);
        assertThat(transport.step()).isTrue();
        assertThat(listenObserver.accepted()).hasSize(2);
        assertThat(transport.step()).isFalse();
    }

    @Test
    void handsOverAConnectionOfWhichBothAddressesAreKnown() {
        FakeListener listener = accepting();
        SockAddrIn listened = new SockAddrIn();
        listener.localAddress(listened);
        assertThat(listened.isWildcard()).isTrue();
        SockAddrIn from = REMOTE.copy();

        listener.connect(from);
        from.setPort(1);

        SockAddrIn local = new SockAddrIn();
        SockAddrIn remote = new SockAddrIn();
        FakeEndpoint endpoint = listenObserver.last().fake();
        assertThat(endpoint.localAddress(local)).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.remoteAddress(remote)).isEqualTo(STATUS_SUCCESS);
        assertThat(local).isEqualTo(SockAddrIn.of("127.0.0.1", listened.port()));
        assertThat(remote).isEqualTo(REMOTE);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void acceptsConnectionsOfItsFamilyOnly() {
        TransportTriple triple = transport.triples().get(1);
        Ptr<ListenEndpoint> opened = new Ptr<>();
        transport.openListener(triple, triple.protocol(), listenObserver, opened);
        FakeListener listener = transport.listener();
        assertThat(listener.bind(new SockAddrIn6())).isEqualTo(STATUS_SUCCESS);
        listener.setAccepting(true);

        listener.connect();

        assertThat(listenObserver.calls()).endsWith("accepted [2001:db8::1]:1024");
        SockAddrIn6 local = new SockAddrIn6();
        assertThat(listenObserver.last().endpoint().localAddress(local)).isEqualTo(STATUS_SUCCESS);
        assertThat(local.isLoopback()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> listener.connect(REMOTE));
    }

    @Test
    void handsOverAConnectionThatWorks() {
        FakePeer peer = accepting().connect();
        FakeEndpoint endpoint = listenObserver.last().fake();
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receive);

        peer.write("ab");
        assertThat(RecordedRequest.of("cd").start(endpoint::send)).isEqualTo(STATUS_SUCCESS);
        endpoint.observe(OBSERVE_RECEIVE | OBSERVE_DISCONNECT);
        peer.write("ef");
        peer.close();

        assertThat(receive.text()).isEqualTo("ab");
        assertThat(peer.readText(2)).isEqualTo("cd");
        assertThat(listenObserver.last().observer().calls()).containsExactly("received ef", "end");
    }

    @Test
    void keepsWhatThePeerDidBeforeItsConnectionWasAccepted() {
        FakeListener listener = listening();
        listener.connect().write("ab", "cd");
        listener.connect().close();
        listener.connect().reset();

        listener.setAccepting(true);
        transport.run();
        listenObserver
                .accepted()
                .forEach(accepted -> accepted.endpoint().observe(OBSERVE_RECEIVE | OBSERVE_DISCONNECT));
        transport.run();

        assertThat(listenObserver.accepted())
                .extracting(accepted -> accepted.observer().calls().get(0))
                .containsExactly("received abcd", "end", "reset");
        FakeEndpoint reset = listenObserver.last().fake();
        assertThat(RecordedRequest.room(1).start(reset::receive)).isEqualTo(STATUS_CONNECTION_RESET);
    }

    @Test
    void letsTheObserverObserveWhileItIsHandedTheConnection() {
        FakeListener listener = listening();
        listener.connect().write("ab");
        listenObserver.during(() -> {
            if (!listenObserver.accepted().isEmpty()) {
                listenObserver.last().endpoint().observe(OBSERVE_RECEIVE);
                assertThat(listenObserver.last().observer().calls()).isEmpty();
            }
        });

        listener.setAccepting(true);
        transport.run();

        assertThat(listenObserver.last().observer().calls()).containsExactly("received ab");
    }

    // ---- the end

    @Test
    void resetsWhatIsInTheBacklogWhenItIsClosed() {
        FakeListener listener = listening();
        FakePeer peer = listener.connect();
        listener.setAccepting(true);

        assertThat(RecordedRequest.empty().start(listener::close)).isEqualTo(STATUS_SUCCESS);
        transport.run();

        assertThat(listenObserver.calls()).isEmpty();
        assertThat(peer.isReset()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> peer.write("x"));
        assertThatIllegalStateException().isThrownBy(listener::connect);
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void leavesConnectionsOpenThatItHasHandedOver() {
        FakeListener listener = accepting();
        FakePeer peer = listener.connect();

        RecordedRequest.empty().start(listener::close);

        assertThat(peer.isReset()).isFalse();
        assertThat(transport.openEndpoints()).isOne();
        RecordedRequest.empty().start(peer.endpoint()::close);
        assertThat(peer.isReset()).isTrue();
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void handsOverNothingWhenItIsClosedMeanwhile() {
        FakeListener listener = accepting();
        RecordedRequest close = RecordedRequest.empty();
        listenObserver.during(() -> {
            close.start(listener::close);
            assertThat(listener.isClosed()).isFalse();
        });

        FakePeer peer = listener.connect();

        assertThat(listenObserver.calls()).containsExactly("connecting");
        assertThat(peer.isReset()).isTrue();
        assertThat(close.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(listener.isClosed()).isTrue();
    }

    @Test
    void tellsTheObserverThatItFailed() {
        FakeListener listener = listening();
        FakePeer peer = listener.connect();
        listener.setAccepting(true);

        listener.fail(STATUS_DEVICE_NOT_READY);
        listener.fail(STATUS_DEVICE_NOT_READY);

        assertThat(listenObserver.calls()).containsExactly("failed STATUS_DEVICE_NOT_READY");
        assertThat(peer.isReset()).isTrue();
        assertThat(listener.bind(new SockAddrIn())).isEqualTo(STATUS_DEVICE_NOT_READY);
        assertThatIllegalStateException().isThrownBy(listener::connect).withMessageContaining("nobody listens");
        assertThat(RecordedRequest.empty().start(listener::close)).isEqualTo(STATUS_SUCCESS);
    }

    // ---- observers that break the rules

    private FakeListener observedBy(ListenObserver broken) {
        TransportTriple triple = transport.triples().get(0);
        transport.openListener(triple, triple.protocol(), broken, new Ptr<>());
        FakeListener listener = transport.listener();
        listener.bind(new SockAddrIn());
        listener.setAccepting(true);
        return listener;
    }

    private record Broken(StreamObserver made) implements ListenObserver {
        @Override
        public StreamObserver connecting() {
            return made;
        }

        @Override
        public boolean accepted(StreamEndpoint endpoint, StreamObserver observer) {
            throw new IllegalArgumentException("mine");
        }

        @Override
        public void failed(NtStatus reason) {}
    }

    @Test
    void resetsTheConnectionWhenNobodyIsToHearOfIt() {
        FakeListener listener = observedBy(new Broken(null));

        assertThatNullPointerException().isThrownBy(() -> listener.connect());

        assertThat(listener.backlog()).isZero();
        assertThat(transport.openEndpoints()).isOne();
    }

    @Test
    void acceptsNothingMoreWhenTheObserverThrows() {
        FakeListener listener = observedBy(new Broken(observer));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> listener.connect())
                .withMessage("mine");

        assertThat(listener.isAccepting()).isFalse();
    }
}
