// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.ws2def.SockAddrIn;

/** How endpoints of datagrams are closed, and how they fail. */
class FakeDatagramEndTest extends FakeDatagramFixture {
    private RecordedRequest receive(FakeDatagramEndpoint endpoint) {
        RecordedRequest receive = named("receive", RecordedRequest.room(4));
        receive.start(endpoint::receiveFrom);
        return receive;
    }

    private RecordedRequest send(FakeDatagramEndpoint endpoint) {
        RecordedRequest send = named("send", send("a"));
        send.start(endpoint::sendTo);
        return send;
    }

    private static List<TransportRequest> pending(FakeDatagramEndpoint endpoint) {
        List<TransportRequest> pending = new ArrayList<>();
        endpoint.forEachPending(pending::add);
        return pending;
    }

    // ---- close

    @Test
    void closesAtOnceWhenNothingWaits() {
        FakeDatagramEndpoint endpoint = observing();
        SockAddrIn local = new SockAddrIn();
        endpoint.localAddress(local);
        assertThat(open().bind(local).isSuccess()).as("in use").isFalse();

        assertThat(RecordedRequest.empty().start(endpoint::close)).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.isClosed()).isTrue();
        assertThat(open().bind(local)).as("free again").isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void cancelsWhatWaitsBeforeTheCloseCompletes() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest send = send(endpoint);
        RecordedRequest receive = receive(endpoint);
        assertThat(pending(endpoint)).containsExactlyInAnyOrder(send.request(), receive.request());
        RecordedRequest close = named("close", RecordedRequest.empty());

        assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
        assertThat(endpoint.isClosed()).isFalse();
        transport.run();

        assertThat(journal)
                .containsExactly("send STATUS_CANCELLED", "receive STATUS_CANCELLED", "close STATUS_SUCCESS");
        assertThat(close.wasAnnounced()).isFalse();
        assertThat(pending(endpoint)).isEmpty();
        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    void completesWhatHadItsOutcomeBeforeTheClose() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest receive = receive(endpoint);
        transport.pause();
        endpoint.deliver(REMOTE, "ab");

        RecordedRequest.empty().start(endpoint::close);
        transport.run();

        assertThat(receive.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("ab");
    }

    @Test
    void waitsForTheCallThatClosesIt() {
        FakeDatagramEndpoint endpoint = observing();
        RecordedRequest close = RecordedRequest.empty();
        observer.during(() -> {
            assertThat(close.start(endpoint::close)).isEqualTo(STATUS_PENDING);
            endpoint.observe(true); // has no effect any more
            endpoint.deliver(REMOTE, "late");
        });

        endpoint.deliver(REMOTE, "a");

        assertThat(close.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(observer.calls()).containsExactly("received a");
        assertThat(endpoint.lostDatagrams()).isOne();
    }

    @Test
    void letsBuffersBeReleasedOnceItIsClosed() {
        FakeDatagramEndpoint endpoint = observing();
        observer.keeping(true);
        endpoint.deliver(REMOTE, "a");

        RecordedRequest.empty().start(endpoint::close);

        assertThat(endpoint.isClosed()).isTrue();
        assertThat(endpoint.buffersOnLoan()).isOne();
        observer.releaseAll();
        assertThat(endpoint.buffersOnLoan()).isZero();
        assertThat(endpoint.bytesReceived()).isOne();
    }

    @Test
    void holdsACloseThatHasTakenEffect() {
        transport.holdCloses();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest receive = receive(endpoint);
        RecordedRequest close = RecordedRequest.empty();
        close.start(endpoint::close);
        transport.run();
        assertThat(receive.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(close.isOver()).isFalse();
        assertThat(transport.openEndpoints()).isOne();

        transport.releaseHolds();

        assertThat(close.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void findsOutUseAfterTheClose() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest.empty().start(endpoint::close);

        assertThatIllegalStateException().isThrownBy(() -> send("a").start(endpoint::sendTo));
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordedRequest.room(1).start(endpoint::receiveFrom));
        assertThatIllegalStateException().isThrownBy(() -> endpoint.restrict(null));
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordedRequest.empty().start(endpoint::close));
        endpoint.cancel(RecordedRequest.empty().request()); // may come at any time
    }

    // ---- failure

    @Test
    void endsWhatWaitsBeforeItTellsOfItsFailure() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest send = send(endpoint);
        RecordedRequest receive = receive(endpoint);
        observer.during(() -> journal.add("told"));

        endpoint.fail(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(journal)
                .containsExactly("send STATUS_INSUFFICIENT_RESOURCES", "receive STATUS_INSUFFICIENT_RESOURCES", "told");
        assertThat(send.status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(receive.status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(observer.calls()).containsExactly("failed STATUS_INSUFFICIENT_RESOURCES");
    }

    @Test
    void endsWhatComesAfterTheFailureLikewise() {
        FakeDatagramEndpoint endpoint = observing();
        endpoint.fail(STATUS_INSUFFICIENT_RESOURCES);
        endpoint.fail(STATUS_IO_TIMEOUT);
        endpoint.deliver(REMOTE, "a");

        assertThat(send("a").start(endpoint::sendTo)).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(RecordedRequest.room(1).start(endpoint::receiveFrom)).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(endpoint.restrict(REMOTE)).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
        assertThat(observer.calls()).containsExactly("failed STATUS_INSUFFICIENT_RESOURCES");
        assertThat(RecordedRequest.empty().start(endpoint::close)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void losesWhatWasKeptWhenItFails() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false).during(() -> {
            observer.during(null);
            endpoint.fail(STATUS_INSUFFICIENT_RESOURCES);
        });

        endpoint.deliver(REMOTE, "a");

        assertThat(endpoint.keptDatagrams()).isZero();
        assertThat(observer.calls()).containsExactly("refused a", "failed STATUS_INSUFFICIENT_RESOURCES");
    }
}
