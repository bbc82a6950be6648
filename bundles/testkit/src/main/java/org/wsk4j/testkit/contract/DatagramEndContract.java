// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/** How requests of every transport of datagrams end without one: cancelled, aborted, closed. */
public abstract class DatagramEndContract extends AnyDatagramContract {
    /** For those who run it. */
    protected DatagramEndContract() {}

    /** Notes which of its requests completes when. */
    private static RecordedRequest noted(RecordedRequest request, List<RecordedRequest> order) {
        return request.then(order::add);
    }

    @Test
    void cancelsAReceive() {
        DatagramEndpoint endpoint = bound();
        RecordedRequest first = waiting(endpoint);
        RecordedRequest second = waiting(endpoint);
        RecordedRequest third = waiting(endpoint);

        endpoint.cancel(second.request());

        assertThat(second.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(pendingIn(endpoint)).containsExactly(first.request(), third.request());
        DatagramPeer peer = peers().datagrams();
        peer.send("a", endpoint);
        peer.send("b", endpoint);
        succeeds(first.await());
        succeeds(third.await());
        assertThat(first.text() + third.text()).isEqualTo("ab");
        assertThat(second.completions()).isEqualTo(1);
    }

    @Test
    void cancelsNothingThatIsOver() {
        DatagramEndpoint endpoint = bound();
        peers().datagrams().send("a", endpoint);
        RecordedRequest over = ends(RecordedRequest.room(100), endpoint::receiveFrom);
        RecordedRequest waiting = waiting(endpoint);

        endpoint.cancel(over.request());
        endpoint.cancel(waiting.request());
        endpoint.cancel(waiting.request());
        endpoint.cancel(RecordedRequest.empty().request());

        assertThat(waiting.await()).isEqualTo(NtStatus.STATUS_CANCELLED);
        settle(endpoint);
        succeeds(over.status());
        assertThat(waiting.completions()).isEqualTo(1);
    }

    @Test
    void doesNotLetAReceiveWaitThatWasCancelledBefore() {
        DatagramEndpoint endpoint = bound();
        RecordedRequest receive = RecordedRequest.room(100).cancelledBefore();

        assertThat(receive.start(endpoint::receiveFrom)).isEqualTo(NtStatus.STATUS_CANCELLED);

        assertThat(pendingIn(endpoint)).isEmpty();
        settle(endpoint);
        assertThat(receive.completions()).isZero();
    }

    @Test
    void abortsWhatWaits() {
        DatagramEndpoint endpoint = bound();
        List<RecordedRequest> order = Collections.synchronizedList(new ArrayList<>());
        RecordedRequest first = pends(noted(RecordedRequest.room(9), order), endpoint::receiveFrom);
        RecordedRequest second = pends(noted(RecordedRequest.room(9), order), endpoint::receiveFrom);
        RecordedRequest abort = noted(RecordedRequest.empty(), order);
        endpoint.observe(true);

        pends(abort, request -> endpoint.abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED));

        succeeds(abort.await());
        settle(endpoint);
        assertThat(order).containsExactly(first, second, abort);
        assertThat(first.status()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(second.status()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(abort.wasAnnounced()).isFalse();
        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void abortsWhatComesLater() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        peer.send("lost", endpoint);
        ends(RecordedRequest.empty(), request -> endpoint.abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED));
        peer.send("lost, too", endpoint);

        endpoint.observe(true);

        fails(RecordedRequest.room(9), endpoint::receiveFrom, NtStatus.STATUS_FILE_FORCED_CLOSED);
        fails(RecordedRequest.of("x").address(peer.address()), endpoint::sendTo, NtStatus.STATUS_FILE_FORCED_CLOSED);
        settle(endpoint);
        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void closesWithReceivesThatWait() {
        DatagramEndpoint endpoint = bound();
        List<RecordedRequest> order = Collections.synchronizedList(new ArrayList<>());
        RecordedRequest first = pends(noted(RecordedRequest.room(9), order), endpoint::receiveFrom);
        RecordedRequest second = pends(noted(RecordedRequest.room(9), order), endpoint::receiveFrom);
        RecordedRequest close = close(endpoint);

        succeeds(close.await());

        assertThat(close.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(first.status()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(second.status()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(order).containsExactly(first, second);
        assertThat(close.wasAnnounced()).isFalse();
    }

    @Test
    void closesWithDatagramsThatWait() {
        DatagramEndpoint endpoint = bound();
        peers().datagrams().send("a", endpoint);

        succeeds(close(endpoint).await());
    }

    @Test
    void closesUnbound() {
        succeeds(close(open(observer)).await());
    }

    @Test
    void completesThePostedBeforeTheClose() {
        DatagramEndpoint endpoint = bound();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        RecordedRequest posted = post(endpoint, over -> order.add("posted"));

        succeeds(close(endpoint).await());

        assertThat(posted.isOver()).isTrue();
        assertThat(order).containsExactly("posted");
    }

    @Test
    void postsWhateverItsState() {
        DatagramEndpoint unbound = open(observer);
        DatagramEndpoint bound = bound();

        expectPostCompletesInTheIoThread(unbound);
        expectPostCompletesInTheIoThread(bound);
        expectPostAndCancelWhenClosed(unbound);
        expectPostAndCancelWhenClosed(bound);
    }

    @Test
    void showsNothingThatDoesNotWait() {
        DatagramEndpoint endpoint = bound();
        send(endpoint, "x", peers().datagrams().address());

        assertThat(pendingIn(endpoint)).isEqualTo(List.<TransportRequest>of());
    }
}
