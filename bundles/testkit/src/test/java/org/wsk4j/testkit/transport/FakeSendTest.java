// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportRequest;

/** Sends and disconnects over a stepped fake transport. */
class FakeSendTest extends FakeFixture {
    @Test
    void sendsAtOnce() {
        FakeEndpoint endpoint = connected();
        RecordedRequest send = RecordedRequest.of("abc", TransportRequest.NODELAY);

        assertThat(send.start(endpoint::send)).isEqualTo(STATUS_SUCCESS);

        assertThat(send.wasAnnounced()).isFalse();
        assertThat(send.request().transferred()).isEqualTo(3);
        assertThat(endpoint.sent()).isEqualTo("abc");
        assertThat(endpoint.bytesSent()).isEqualTo(3);
        assertThat(RecordedRequest.empty().start(endpoint::send)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void knowsNoOtherFlag() {
        FakeEndpoint endpoint = connected();

        assertThat(RecordedRequest.of("abc", 0x80).start(endpoint::send)).isEqualTo(STATUS_NOT_SUPPORTED);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    void completesHeldSendsInOrder() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest first = named("first", RecordedRequest.of("ab"));
        RecordedRequest second = named("second", RecordedRequest.empty());
        RecordedRequest third = named("third", RecordedRequest.of("cd"));
        assertThat(first.start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(second.start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(third.start(endpoint::send)).isEqualTo(STATUS_PENDING);

        endpoint.completeNext(STATUS_SUCCESS);
        assertThat(journal).containsExactly("first STATUS_SUCCESS");
        assertThat(endpoint.sent()).isEqualTo("ab");
        transport.releaseHolds();

        assertThat(journal).containsExactly("first STATUS_SUCCESS", "second STATUS_SUCCESS", "third STATUS_SUCCESS");
        assertThat(endpoint.sent()).isEqualTo("abcd");
    }

    @Test
    void failsAHeldSendAsTheTestSays() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest send = RecordedRequest.of("ab");
        send.start(endpoint::send);

        endpoint.completeNext(STATUS_IO_TIMEOUT);

        assertThat(send.status()).isEqualTo(STATUS_IO_TIMEOUT);
        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    void doesNotOvertakeASendThatHasItsOutcomeAndWaitsForItsTurn() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest first = named("first", RecordedRequest.of("ab"));
        RecordedRequest second = named("second", RecordedRequest.of("cd"));
        first.start(endpoint::send);
        transport.pause();
        transport.releaseHolds();
        endpoint.cancel(first.request()); // it has its outcome, but nobody was told

        assertThat(second.start(endpoint::send)).isEqualTo(STATUS_PENDING);

        transport.resume();
        assertThat(journal).containsExactly("first STATUS_CANCELLED", "second STATUS_SUCCESS");
    }

    @Test
    void waitsForThePeersWindow() {
        FakeEndpoint endpoint = connected();
        transport.setPeerWindow(4);
        RecordedRequest send = RecordedRequest.of("abcdef");
        RecordedRequest next = RecordedRequest.of("g");
        assertThat(send.start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(next.start(endpoint::send)).isEqualTo(STATUS_PENDING);
        assertThat(endpoint.sent()).isEqualTo("abcd");
        assertThat(send.request().transferred()).isEqualTo(4);

        assertThat(endpoint.peer().readText(1)).isEqualTo("a");
        assertPending(send);
        assertThat(endpoint.peer().readText(1)).isEqualTo("b");

        assertThat(send.status()).isEqualTo(STATUS_SUCCESS);
        assertPending(next);
        assertThat(endpoint.peer().readText(10)).isEqualTo("cdefg");
        assertThat(next.status()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void cancelsASendThatWaits() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest first = RecordedRequest.of("ab");
        RecordedRequest second = RecordedRequest.of("cd");
        first.start(endpoint::send);
        second.start(endpoint::send);

        endpoint.cancel(first.request());
        endpoint.cancel(first.request());
        transport.run();

        assertThat(first.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(first.completions()).isOne();
        assertPending(second);
        transport.releaseHolds();
        assertThat(endpoint.sent()).isEqualTo("cd");
        endpoint.cancel(second.request());
        transport.run();
        assertThat(second.completions()).isOne();
    }

    @Test
    void doesNotTakeHalfASendBack() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest send = RecordedRequest.of("abcd");
        send.start(endpoint::send);
        endpoint.sendSome(1);
        assertThat(endpoint.sent()).isEqualTo("a");

        endpoint.cancel(send.request());
        transport.run();

        assertPending(send);
        transport.releaseHolds();
        assertThat(send.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("abcd");
    }

    @Test
    void breaksTheConnectionWhenASendThatWasCancelledBeforeWentOutInPart() {
        FakeEndpoint endpoint = connected();
        transport.setPeerWindow(2);

        assertThat(RecordedRequest.of("abcd").cancelledBefore().start(endpoint::send))
                .isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.peer().isReset()).isTrue();
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_CONNECTION_ABORTED);
    }

    @Test
    void keepsTheConnectionWhenASendWasCancelledBeforeAnyOfItWentOut() {
        FakeEndpoint endpoint = connected();
        transport.holdSends();

        assertThat(RecordedRequest.of("abcd").cancelledBefore().start(endpoint::send))
                .isEqualTo(STATUS_CANCELLED);

        transport.releaseHolds();
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("x");
    }

    @Test
    void hasNothingToCompleteWhenNothingWaits() {
        FakeEndpoint endpoint = connected();

        assertThatIllegalStateException().isThrownBy(() -> endpoint.completeNext(STATUS_SUCCESS));
        assertThatIllegalStateException().isThrownBy(() -> endpoint.sendSome(1));
    }

    // ---- disconnect

    @Test
    void endsItsDirectionBehindItsBytes() {
        FakeEndpoint endpoint = connected();
        assertThat(endpoint.peer().isEnded()).isFalse();

        assertThat(RecordedRequest.of("bye").start(endpoint::disconnect)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.sent()).isEqualTo("bye");
        assertThat(endpoint.peer().isEnded()).isTrue();
        assertThat(endpoint.peer().isReset()).isFalse();
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.empty().start(endpoint::disconnect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void endsItsDirectionBehindEverythingQueued() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        named("send", RecordedRequest.of("ab")).start(endpoint::send);
        assertThat(named("disconnect", RecordedRequest.of("cd")).start(endpoint::disconnect))
                .isEqualTo(STATUS_PENDING);
        assertThat(RecordedRequest.of("x").start(endpoint::send))
                .as("behind the disconnect")
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);

        endpoint.completeNext(STATUS_SUCCESS);
        assertThat(endpoint.peer().isEnded()).isFalse();
        endpoint.completeNext(STATUS_SUCCESS);

        assertThat(endpoint.peer().isEnded()).isTrue();
        assertThat(endpoint.sent()).isEqualTo("abcd");
        assertThat(journal).containsExactly("send STATUS_SUCCESS", "disconnect STATUS_SUCCESS");
    }

    @Test
    void canSendAgainWhenTheDisconnectWasCancelled() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        RecordedRequest disconnect = RecordedRequest.of("cd");
        disconnect.start(endpoint::disconnect);

        endpoint.cancel(disconnect.request());
        transport.run();
        transport.releaseHolds();

        assertThat(disconnect.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.peer().isEnded()).isFalse();
    }

    @Test
    void sendsOnAfterThePeersEndButNotAfterItsReset() {
        transport.holdSends();
        FakeEndpoint endpoint = connected();
        endpoint.peerCloses();
        RecordedRequest waiting = RecordedRequest.of("ab");
        assertThat(waiting.start(endpoint::send)).isEqualTo(STATUS_PENDING);

        endpoint.peerResets();

        assertThat(waiting.status()).isEqualTo(STATUS_CONNECTION_RESET);
        assertThat(RecordedRequest.of("cd").start(endpoint::send)).isEqualTo(STATUS_CONNECTION_RESET);
        assertThat(RecordedRequest.empty().start(endpoint::disconnect)).isEqualTo(STATUS_CONNECTION_RESET);
    }
}
