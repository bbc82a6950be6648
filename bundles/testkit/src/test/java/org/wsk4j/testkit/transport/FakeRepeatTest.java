// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.transport.StreamObserver.OBSERVE_DISCONNECT;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;

/** When the observer of a stepped fake transport's endpoint is told again what it did not take or hear. */
class FakeRepeatTest extends FakeFixture {
    private FakeEndpoint observing(int interests) {
        FakeEndpoint endpoint = connected();
        observe(endpoint, interests);
        return endpoint;
    }

    private void observe(FakeEndpoint endpoint, int interests) {
        endpoint.observe(interests);
        transport.run();
    }

    // ---- bytes

    @Test
    void isOfferedNothingMoreOnceItRefuses() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.taking(0);
        endpoint.deliver("ab");
        endpoint.deliver("cd");
        assertThat(observer.calls()).containsExactly("received ab, took 0");
        assertThat(endpoint.buffersOnLoan()).isZero();

        observer.taking(10);
        transport.run();
        assertThat(observer.calls()).hasSize(1);
        observe(endpoint, OBSERVE_RECEIVE);

        assertThat(observer.calls()).containsExactly("received ab, took 0", "received abcd");
    }

    @Test
    void isOfferedTheRestOnlyOnceItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.taking(3);
        endpoint.deliver("ab");
        endpoint.deliver("cdef");
        assertThat(observer.calls()).containsExactly("received ab", "received cdef, took 3");
        assertThat(RecordedRequest.empty().start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
        transport.run();
        assertThat(observer.calls()).as("a receive asks for nothing").hasSize(2);

        observe(endpoint, OBSERVE_RECEIVE);

        assertThat(observer.calls()).endsWith("received f");
        assertThat(endpoint.buffersOnLoan()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(6);
    }

    @Test
    void isOfferedNothingMoreThoughAReceiveHasTakenTheRest() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.taking(1);
        endpoint.deliver("ab");
        RecordedRequest.room(10).start(endpoint::receive);

        endpoint.deliver("cd");

        assertThat(observer.calls()).containsExactly("received ab, took 1");
        observe(endpoint, OBSERVE_RECEIVE);
        assertThat(observer.calls()).containsExactly("received ab, took 1", "received cd, took 1");
    }

    @Test
    void isOfferedTheRestAfterTheCallInWhichItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.taking(1).during(() -> {
            if (observer.calls().size() == 1) {
                endpoint.observe(OBSERVE_RECEIVE);
                assertThat(transport.step()).isFalse();
                assertThat(observer.calls()).as("within the call").hasSize(1);
            }
        });

        endpoint.deliver("abc");

        assertThat(observer.calls()).containsExactly("received abc, took 1", "received bc, took 1");
    }

    @Test
    void isOfferedNothingAfterTheCallInWhichItObservesNoMore() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        observer.taking(1).during(() -> endpoint.observe(0));

        endpoint.deliver("abc");
        endpoint.deliver("d");

        assertThat(observer.calls()).containsExactly("received abc, took 1");
    }

    @Test
    void leavesTheRestToAReceiveThatItStartsThoughItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_RECEIVE);
        RecordedRequest receive = RecordedRequest.room(1);
        observer.taking(1).during(() -> {
            if (receive.answer() == null) {
                endpoint.observe(OBSERVE_RECEIVE);
                assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_PENDING);
            }
        });

        endpoint.deliver("abc");

        assertThat(receive.text()).isEqualTo("b");
        assertThat(observer.calls()).containsExactly("received abc, took 1", "received c");
    }

    // ---- the end and the reset

    @Test
    void hearsOfTheEndAgainOnceItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);
        observer.hearing(false);
        endpoint.peerCloses();
        transport.run();
        assertThat(observer.calls()).containsExactly("end, not heard");

        observe(endpoint, OBSERVE_RECEIVE);
        assertThat(observer.calls()).as("it did not ask for that").hasSize(1);
        observe(endpoint, OBSERVE_DISCONNECT);
        observer.hearing(true);
        observe(endpoint, OBSERVE_DISCONNECT);
        observe(endpoint, OBSERVE_DISCONNECT);

        assertThat(observer.calls()).containsExactly("end, not heard", "end, not heard", "end");
    }

    @Test
    void hearsOfAResetAgainOnceItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);
        observer.hearing(false);
        endpoint.peerResets();
        transport.run();
        assertThat(observer.calls()).containsExactly("reset, not heard");

        observer.hearing(true);
        observe(endpoint, OBSERVE_DISCONNECT);
        observe(endpoint, OBSERVE_DISCONNECT);

        assertThat(observer.calls()).containsExactly("reset, not heard", "reset");
    }

    @Test
    void hearsOfTheResetInPlaceOfTheEndThatItDidNotHear() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);
        observer.hearing(false);
        endpoint.peerCloses();
        observer.hearing(true);

        endpoint.peerResets();
        observe(endpoint, OBSERVE_DISCONNECT);

        assertThat(observer.calls()).containsExactly("end, not heard", "reset");
    }

    @Test
    void hearsOfTheEndAfterTheCallInWhichItObserves() {
        FakeEndpoint endpoint = observing(OBSERVE_DISCONNECT);
        observer.hearing(false).during(() -> {
            if (observer.calls().size() == 1) {
                endpoint.observe(OBSERVE_DISCONNECT);
            }
        });

        endpoint.peerCloses();

        assertThat(observer.calls()).containsExactly("end, not heard", "end, not heard");
    }
}
