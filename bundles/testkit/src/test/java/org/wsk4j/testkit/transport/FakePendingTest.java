// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportRequest;

/** What an endpoint shows of the requests that wait in it. */
class FakePendingTest extends FakeFixture {
    private static List<TransportRequest> pending(FakeEndpoint endpoint) {
        List<TransportRequest> pending = new ArrayList<>();
        endpoint.forEachPending(pending::add);
        return pending;
    }

    @Test
    void showsAHeldConnect() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.to(REMOTE);
        connect.start(endpoint::connect);

        assertThat(pending(endpoint)).containsExactly(connect.request());
    }

    @Test
    void showsWhatWaitsInBothDirectionsAndAHeldAbort() {
        transport.holdSends();
        transport.holdAborts();
        FakeEndpoint endpoint = connected();
        RecordedRequest send = RecordedRequest.of("ab");
        RecordedRequest receive = RecordedRequest.room(4);
        send.start(endpoint::send);
        receive.start(endpoint::receive);
        assertThat(pending(endpoint)).containsExactlyInAnyOrder(send.request(), receive.request());

        RecordedRequest abort = RecordedRequest.empty();
        abort.start(request -> endpoint.abort(request, STATUS_CANCELLED, STATUS_CANCELLED));

        assertThat(pending(endpoint)).contains(abort.request());
        transport.releaseHolds();
        assertThat(abort.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(pending(endpoint)).isEmpty();
    }
}
