// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.transport.StreamObserver.OBSERVE_DISCONNECT;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Mdl;

/** Receives over a stepped fake transport. */
class FakeReceiveTest extends FakeFixture {
    private static RecordedRequest drain() {
        return RecordedRequest.room(0, TransportRequest.DRAIN);
    }

    private static RecordedRequest waitAll(int size) {
        return RecordedRequest.room(size, TransportRequest.WAITALL);
    }

    @Test
    void receivesAtOnceWhatIsThere() {
        FakeEndpoint endpoint = connected();
        endpoint.deliver("ab");
        endpoint.deliver("cd");
        RecordedRequest receive = RecordedRequest.room(3);

        assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);

        assertThat(receive.text()).isEqualTo("abc");
        assertThat(receive.wasAnnounced()).isFalse();
        assertThat(endpoint.bytesReceived()).isEqualTo(3);
        RecordedRequest rest = RecordedRequest.room(3);
        assertThat(rest.start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
        assertThat(rest.text()).isEqualTo("d");
    }

    @Test
    void waitsForWhatArrives() {
        FakeEndpoint endpoint = connected();
        RecordedRequest first = named("first", RecordedRequest.room(4));
        RecordedRequest second = named("second", RecordedRequest.room(4));
        assertThat(first.start(endpoint::receive)).isEqualTo(STATUS_PENDING);
        assertThat(second.start(endpoint::receive)).isEqualTo(STATUS_PENDING);

        endpoint.deliver("abcdef");

        assertThat(first.text()).isEqualTo("abcd");
        assertThat(second.text()).isEqualTo("ef");
        assertThat(journal).containsExactly("first STATUS_SUCCESS", "second STATUS_SUCCESS");
        assertThat(first.completions() + second.completions()).isEqualTo(2);
    }

    @Test
    void storesAlongAChain() {
        FakeEndpoint endpoint = connected();
        ByteBuffer memory = ByteBuffer.allocateDirect(8);
        Mdl head = Mdl.allocate(memory.slice(0, 3));
        head.setNext(Mdl.allocate(memory.slice(3, 5)));
        RecordedRequest receive = RecordedRequest.empty();
        receive.request().setBytes(head, 1, 6);
        receive.start(endpoint::receive);

        endpoint.deliver("abcdefgh");

        assertThat(receive.request().transferred()).isEqualTo(6);
        byte[] stored = new byte[8];
        memory.get(0, stored);
        assertThat(stored).containsExactly(0, 'a', 'b', 'c', 'd', 'e', 'f', 0);
    }

    @Test
    void fillsAllOfTheMemoryWhenAskedTo() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = waitAll(4);
        endpoint.deliver("a");
        assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_PENDING);

        endpoint.deliver("bc");
        assertPending(receive);
        endpoint.deliver("de");

        assertThat(receive.text()).isEqualTo("abcd");
        assertThat(waitAll(1).start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void throwsAwayWhatArrivesWhileItDrains() {
        FakeEndpoint endpoint = connected();
        endpoint.deliver("ab");
        RecordedRequest receive = drain();
        assertThat(receive.start(endpoint::receive)).isEqualTo(STATUS_PENDING);
        endpoint.deliver("cd");
        assertPending(receive);

        endpoint.peerCloses();

        assertThat(receive.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(receive.request().transferred()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(4);
        assertThat(drain().start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void completesAnEmptyReceiveAtOnce() {
        FakeEndpoint endpoint = connected();
        assertThat(RecordedRequest.empty().start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
        RecordedRequest.room(1).start(endpoint::receive);

        assertThat(RecordedRequest.empty().start(endpoint::receive))
                .as("though another one waits")
                .isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void endsEveryReceiveWithNothingAtThePeersEnd() {
        FakeEndpoint endpoint = connected();
        RecordedRequest first = RecordedRequest.room(4);
        RecordedRequest second = waitAll(4);
        RecordedRequest third = RecordedRequest.room(4);
        first.start(endpoint::receive);
        second.start(endpoint::receive);
        third.start(endpoint::receive);
        endpoint.deliver("ab");
        endpoint.deliver("cd");
        assertThat(endpoint.isPeerDone()).isFalse();

        endpoint.peerCloses();

        assertThat(first.text()).isEqualTo("ab");
        assertThat(second.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(second.text()).isEqualTo("cd");
        assertThat(third.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(third.text()).isEmpty();
        assertThat(endpoint.isPeerDone()).isTrue();
        RecordedRequest later = RecordedRequest.room(4);
        assertThat(later.start(endpoint::receive)).isEqualTo(STATUS_SUCCESS);
        assertThat(later.text()).isEmpty();
    }

    @Test
    void meetsThePeersEndBehindItsBytes() {
        FakeEndpoint endpoint = connected();
        endpoint.deliver("ab");
        endpoint.peerCloses();
        assertThat(endpoint.isPeerDone()).isFalse();

        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receive);

        assertThat(receive.text()).isEqualTo("ab");
        assertThat(endpoint.isPeerDone()).as("nobody has looked").isFalse();
        RecordedRequest.room(4).start(endpoint::receive);
        assertThat(endpoint.isPeerDone()).isTrue();
    }

    @Test
    void looksForThePeersEndBehindWhatNobodyTakesWhenThatIsObserved() {
        FakeEndpoint endpoint = connected();
        endpoint.deliver("ab");
        endpoint.peerCloses();
        assertThat(endpoint.isPeerDone()).isFalse();

        endpoint.observe(OBSERVE_DISCONNECT);
        transport.run();

        assertThat(endpoint.isPeerDone()).isTrue();
        assertThat(observer.calls()).isEmpty();
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receive);
        assertThat(receive.text()).isEqualTo("ab");
        transport.run();
        assertThat(observer.calls()).hasSize(1);
    }

    @Test
    void looksForThePeersEndBehindAnOfferOnlyWhenAllOfItIsTaken() {
        FakeEndpoint endpoint = connected();
        observer.taking(1);
        endpoint.observe(OBSERVE_RECEIVE);
        endpoint.deliver("ab");

        endpoint.peerCloses();

        assertThat(endpoint.isPeerDone()).isFalse();
        observer.taking(1);
        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();
        assertThat(endpoint.isPeerDone()).isTrue();
    }

    @Test
    void staysWithWhatItKnowsOfThePeersEndAfterAReset() {
        FakeEndpoint met = connected();
        met.peerCloses();
        RecordedRequest.room(1).start(met::receive);
        FakeEndpoint unmet = connected();
        unmet.deliver("ab");
        unmet.peerCloses();

        met.peerResets();
        unmet.peerResets();

        assertThat(met.isPeerDone()).isTrue();
        assertThat(unmet.isPeerDone()).isFalse();
    }

    @Test
    void losesWhatNobodyTookWhenThePeerResets() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = waitAll(4);
        receive.start(endpoint::receive);
        endpoint.deliver("ab");

        endpoint.peerResets();

        assertThat(receive.status()).isEqualTo(STATUS_CONNECTION_RESET);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(STATUS_CONNECTION_RESET);
        assertThat(RecordedRequest.empty().start(endpoint::receive)).isEqualTo(STATUS_CONNECTION_RESET);
    }

    @Test
    void cancelsAReceiveThatWaits() {
        FakeEndpoint endpoint = connected();
        RecordedRequest first = RecordedRequest.room(4);
        RecordedRequest second = RecordedRequest.room(4);
        first.start(endpoint::receive);
        second.start(endpoint::receive);

        endpoint.cancel(first.request());
        transport.run();
        endpoint.deliver("ab");

        assertThat(first.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(second.text()).isEqualTo("ab");
    }

    @Test
    void answersAtOnceWhenAReceiveWasCancelledBefore() {
        FakeEndpoint endpoint = connected();

        assertThat(RecordedRequest.room(1).cancelledBefore().start(endpoint::receive))
                .isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.pendingRequests()).isZero();
    }

    @Test
    void completesAReceiveAsTheTestSays() {
        FakeEndpoint endpoint = connected();
        RecordedRequest receive = RecordedRequest.room(1);
        receive.start(endpoint::receive);

        endpoint.completeNext(STATUS_IO_TIMEOUT);

        assertThat(receive.status()).isEqualTo(STATUS_IO_TIMEOUT);
    }

    @Test
    void completesReceivesOneStepAtATimeWhenPaused() {
        FakeEndpoint endpoint = connected();
        transport.run();
        transport.pause();
        RecordedRequest first = RecordedRequest.room(1);
        RecordedRequest second = RecordedRequest.room(1);
        first.start(endpoint::receive);
        second.start(endpoint::receive);
        endpoint.deliver("ab");
        assertThat(first.isOver()).isFalse();

        assertThat(transport.step()).isTrue();
        assertThat(first.isOver()).isTrue();
        assertThat(second.isOver()).isFalse();
        assertThat(transport.step()).isTrue();
        assertThat(second.isOver()).isTrue();
        assertThat(transport.step()).isFalse();
    }

    @Test
    void letsACompletionStartTheNextReceive() {
        FakeEndpoint endpoint = connected();
        RecordedRequest second = named("second", RecordedRequest.room(1));
        RecordedRequest first = RecordedRequest.room(1).then(over -> {
            journal.add("first began");
            second.start(endpoint::receive);
            assertThat(transport.step()).as("steps within a step").isFalse();
            journal.add("first ended");
        });
        first.start(endpoint::receive);

        endpoint.deliver("ab");

        assertThat(journal).containsExactly("first began", "first ended");
        assertThat(second.answer()).as("at once").isEqualTo(STATUS_SUCCESS);
        assertThat(second.text()).isEqualTo("b");
    }

    @Test
    void knowsNoOtherFlag() {
        FakeEndpoint endpoint = connected();

        assertThat(RecordedRequest.room(1, 0x80).start(endpoint::receive)).isEqualTo(STATUS_NOT_SUPPORTED);
    }

    @Test
    void keepsThePeerToItsRules() {
        FakeEndpoint endpoint = connected();
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.deliver(""));
        assertThatIllegalArgumentException().isThrownBy(endpoint::deliver);
        endpoint.peerCloses();

        assertThatIllegalStateException().isThrownBy(() -> endpoint.deliver("x"));
        assertThatIllegalStateException().isThrownBy(endpoint::peerCloses);
        endpoint.peerResets();
        endpoint.peerResets(); // again is nothing
    }
}
