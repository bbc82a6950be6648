// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.transport.StreamObserver.ENTIRE_MESSAGE;
import static org.wsk4j.transport.StreamObserver.OBSERVE_DISCONNECT;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.transport.StreamObserver.OBSERVE_SEND_BACKLOG;
import static org.wsk4j.transport.StreamObserver.RELEASE_ASAP;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;

import org.junit.jupiter.api.Test;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddrIn;

/** What the observer of a stepped fake transport's endpoint is told. */
class FakeObserverTest extends FakeFixture {
    private FakeEndpoint observing(int interests) {
        FakeEndpoint endpoint = connected();
        endpoint.observe(interests);
        assertThat(endpoint.interests()).isEqualTo(interests);
        transport.run();
        return endpoint;
    }

    @Test
    void hearsNothingUnlessItObserves() {
        FakeEndpoint endpoint = observing(0);

        endpoint.deliver("ab");
        endpoint.changeIdealBacklog(1);
        endpoint.peerCloses();
        endpoint.peerResets();

        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void isOfferedWhatArrives() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);

        endpoint.deliver("ab");
        endpoint.deliver("cd");

        assertThat(observer.calls()).containsExactly("received ab", "received cd");
        assertThat(endpoint.buffersOnLoan()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(4);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(STATUS_PENDING);
    }

    @Test
    void isOfferedWhatArrivedBeforeItObserved() {
        FakeEndpoint endpoint = observing(0);
        endpoint.deliver("ab");
        endpoint.deliver("cd");

        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();

        assertThat(observer.calls()).containsExactly("received abcd");
    }

    @Test
    void comesBehindRequestsThatWait() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        RecordedRequest receive = RecordedRequest.room(3);
        receive.start(endpoint::receive);

        endpoint.deliver("abcd");

        assertThat(receive.text()).isEqualTo("abc");
        assertThat(observer.calls()).containsExactly("received d");
    }

    @Test
    void isOfferedOneListOfWhatArrivesAtTheSameTime() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.keeping(true).taking(4);

        endpoint.deliver("ab", "cd", "ef");

        assertThat(observer.calls()).containsExactly("received abcdef, took 4");
        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        observer.releaseAll();
    }

    @Test
    void isToldTheFlagsThatTheTestDecides() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        endpoint.deliver("ab");
        assertThat(observer.receivedFlags()).isEqualTo(ENTIRE_MESSAGE);

        endpoint.setReceivedFlags(ENTIRE_MESSAGE | RELEASE_ASAP);
        endpoint.deliver("cd");
        assertThat(observer.receivedFlags()).isEqualTo(ENTIRE_MESSAGE | RELEASE_ASAP);
        endpoint.setReceivedFlags(0);
        endpoint.deliver("ef");

        assertThat(observer.receivedFlags()).isZero();
    }

    @Test
    void hasTheBuffersThatItTookWholeUntilItReleasesThem() {
        FakeEndpoint endpoint = observing(0);
        endpoint.deliver("ab");
        endpoint.deliver("cd");
        endpoint.deliver("ef");
        observer.keeping(true).taking(3);

        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();

        assertThat(observer.calls()).containsExactly("received abcdef, took 3");
        assertThat(endpoint.buffersOnLoan()).as("the second was taken in part").isOne();
        observer.releaseAll();
        assertThat(endpoint.buffersOnLoan()).isZero();
        RecordedRequest rest = RecordedRequest.room(10);
        rest.start(endpoint::receive);
        assertThat(rest.text()).isEqualTo("def");
    }

    @Test
    void mayReleaseAfterTheEndpointIsClosed() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.keeping(true);
        endpoint.deliver("ab");

        RecordedRequest.empty().start(endpoint::close);

        assertThat(endpoint.buffersOnLoan()).isOne();
        observer.releaseAll();
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    void keepsAReceiveWaitingWhileItLooksAtTheBytes() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        RecordedRequest receive = RecordedRequest.room(10);
        observer.taking(1).during(() -> {
            if (!receive.isOver() && receive.answer() == null) {
                assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_PENDING);
            }
        });

        endpoint.deliver("abc");

        assertThat(observer.calls()).containsExactly("received abc, took 1");
        assertThat(receive.text()).isEqualTo("bc");
    }

    @Test
    void hearsOfTheEndBehindAllBytes() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE | OBSERVE_DISCONNECT);
        observer.taking(0);
        endpoint.deliver("ab");
        endpoint.peerCloses();
        assertThat(observer.calls()).containsExactly("received ab, took 0");

        RecordedRequest.room(10).start(endpoint::receive);
        transport.run();

        assertThat(observer.calls()).containsExactly("received ab, took 0", "end");
    }

    @Test
    void hearsOfTheEndOnce() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);

        endpoint.peerCloses();
        endpoint.observe(OBSERVE_DISCONNECT);
        transport.run();

        assertThat(observer.calls()).containsExactly("end");
    }

    @Test
    void hearsOfWhatHappenedBeforeItObserved() {
        FakeEndpoint ended = observing(0);
        ended.peerCloses();
        ended.observe(OBSERVE_DISCONNECT);
        FakeEndpoint reset = observing(0);
        reset.peerResets();
        reset.observe(OBSERVE_DISCONNECT);

        transport.run();

        assertThat(observer.calls()).containsExactly("end", "reset");
    }

    @Test
    void hearsOfAResetAtOnce() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE | OBSERVE_DISCONNECT);
        observer.taking(0);
        endpoint.deliver("ab");

        endpoint.peerResets();

        assertThat(observer.calls()).containsExactly("received ab, took 0", "reset");
    }

    @Test
    void hearsAfterTheRequestsThatTheResetEnds() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);
        named("receive", RecordedRequest.room(1)).start(endpoint::receive);
        observer.during(() -> journal.add("told"));

        endpoint.peerResets();

        assertThat(journal).containsExactly("receive STATUS_CONNECTION_RESET", "told");
    }

    @Test
    void hearsOfTheIdealBacklog() {
        FakeEndpoint endpoint = observing(OBSERVE_SEND_BACKLOG);

        endpoint.changeIdealBacklog(65536);
        endpoint.changeIdealBacklog(131072);

        assertThat(observer.calls()).containsExactly("backlog 65536", "backlog 131072");
    }

    @Test
    void hearsOfAFailureWhateverItObserves() {
        FakeEndpoint endpoint = observing(0);
        named("receive", RecordedRequest.room(1)).start(endpoint::receive);
        observer.during(() -> journal.add("told"));

        endpoint.fail(STATUS_DEVICE_NOT_READY);

        assertThat(observer.calls()).containsExactly("failed STATUS_DEVICE_NOT_READY");
        assertThat(journal).containsExactly("receive STATUS_DEVICE_NOT_READY", "told");
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_DEVICE_NOT_READY);
    }

    @Test
    void hearsNothingOnceTheCloseWasCalled() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE | OBSERVE_DISCONNECT | OBSERVE_SEND_BACKLOG);
        transport.pause();
        endpoint.deliver("ab");
        endpoint.changeIdealBacklog(1);
        endpoint.peerCloses();
        RecordedRequest.empty().start(endpoint::close);

        transport.resume();

        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void isOneStep() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE | OBSERVE_DISCONNECT);
        transport.pause();
        endpoint.deliver("ab");
        endpoint.peerCloses();
        assertThat(observer.calls()).isEmpty();

        assertThat(transport.step()).isTrue();
        assertThat(observer.calls()).containsExactly("received ab");
        assertThat(transport.step()).isTrue();
        assertThat(observer.calls()).containsExactly("received ab", "end");
        assertThat(transport.step()).isFalse();
    }

    // ---- observers that break the rules

    private FakeEndpoint observedBy(Taker taker) {
        TransportTriple triple = transport.triples().get(0);
        Ptr<StreamEndpoint> opened = new Ptr<>();
        transport.openStream(triple, triple.protocol(), taker, opened);
        FakeEndpoint endpoint = transport.endpoint();
        endpoint.bind(new SockAddrIn());
        RecordedRequest.to(REMOTE).start(endpoint::connect);
        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();
        return endpoint;
    }

    /** An observer that only takes. */
    @FunctionalInterface
    private interface Taker extends StreamObserver {
        @Override
        long received(TransportBuffer data, long bytes, int flags);

        @Override
        default boolean disconnected(boolean abortive) {
            return true;
        }

        @Override
        default void idealBacklogChanged(long bytes) {}

        @Override
        default void failed(NtStatus reason) {}
    }

    @Test
    void isFoundOutWhenItTakesMoreThanThereIs() {
        FakeEndpoint endpoint = observedBy((data, bytes, flags) -> bytes + 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> endpoint.deliver("ab"))
                .withMessageContaining("took 3 of 2");
    }

    @Test
    void isFoundOutWhenItReleasesWhatItDidNotTake() {
        FakeEndpoint endpoint = observedBy((data, bytes, flags) -> {
            data.release();
            return 1;
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> endpoint.deliver("ab"))
                .withMessageContaining("released a buffer");
    }

    @Test
    void isFoundOutWhenItReleasesTwice() {
        FakeEndpoint endpoint = observedBy((data, bytes, flags) -> {
            data.release();
            data.release();
            return bytes;
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> endpoint.deliver("ab"))
                .withMessageContaining("not on loan");
    }

    @Test
    void losesNothingWhenItThrows() {
        FakeEndpoint endpoint = observedBy((data, bytes, flags) -> {
            throw new IllegalArgumentException("mine");
        });

        try {
            endpoint.deliver("ab");
        } catch (IllegalArgumentException e) {
            journal.add(e.getMessage());
        }

        assertThat(journal).containsExactly("mine");
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receive);
        assertThat(receive.text()).isEqualTo("ab");
    }
}
