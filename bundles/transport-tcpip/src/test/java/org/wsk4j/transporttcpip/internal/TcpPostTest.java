// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

class TcpPostTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private static Function<TransportRequest, NtStatus> post(StreamEndpoint endpoint, NtStatus status) {
        return request -> {
            request.finish(status);
            endpoint.post(request);
            return NtStatus.STATUS_PENDING;
        };
    }

    @Test
    void completesAPostedRequestFromTheIoThreadWithItsOutcome() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);

        Call posted = Call.empty().start(post(endpoint, NtStatus.STATUS_QUOTA_EXCEEDED));

        posted.awaits(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(posted.completer().getName()).startsWith("wsk4j-tcpip-");
        assertThat(posted.level()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    void completesPostedRequestsInOrder() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        List<Call> order = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(Call.empty().then(order::add).start(post(endpoint, NtStatus.STATUS_SUCCESS)));
        }

        for (Call call : calls) {
            call.awaits(NtStatus.STATUS_SUCCESS);
        }
        assertThat(order).containsExactlyElementsOf(calls);
    }

    @Test
    void letsNoLaterRequestOvertakeAPostedOne() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call first = Call.into(1).pends(connection.endpoint()::receive);
        connection.peer().write("abc");
        first.awaits(NtStatus.STATUS_SUCCESS); // from now on a receive would be served in its caller's thread
        CountDownLatch busy = new CountDownLatch(1);
        Call blocker = Call.empty().then(call -> awaitLatch(busy)); // keeps the I/O thread from delivering
        List<Call> order = new ArrayList<>();

        blocker.start(post(connection.endpoint(), NtStatus.STATUS_SUCCESS));
        Call posted = Call.empty().then(order::add).start(post(connection.endpoint(), NtStatus.STATUS_SUCCESS));
        Call receive = Call.into(1).then(order::add).pends(connection.endpoint()::receive);
        Call send = Call.of("x").then(order::add).pends(connection.endpoint()::send);
        busy.countDown();

        posted.awaits(NtStatus.STATUS_SUCCESS);
        receive.awaits(NtStatus.STATUS_SUCCESS);
        send.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).hasSize(3).startsWith(posted);
        assertThat(receive.text()).isEqualTo("b");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void letsALaterRequestEndAtOnceInTheLastCompletionBeforeIt() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call nested = Call.of("nested");
        Call posted = Call.empty().then(call -> nested.ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS));

        posted.start(post(connection.endpoint(), NtStatus.STATUS_SUCCESS));

        posted.awaits(NtStatus.STATUS_SUCCESS);
        nested.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(connection.peer().read(6)).isEqualTo("nested");
    }

    @Test
    void completesWhatACompletionPostsInALaterTurn() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        int[] depth = new int[1];
        CountDownLatch done = new CountDownLatch(1);
        int[] left = {1000};
        chain(endpoint, left, depth, done);

        awaitLatch(done);
    }

    private static void chain(StreamEndpoint endpoint, int[] left, int[] depth, CountDownLatch done) {
        Call.empty()
                .then(call -> {
                    assertThat(depth[0]++).as("completions on one stack").isZero();
                    if (left[0]-- > 0) {
                        chain(endpoint, left, depth, done);
                    } else {
                        done.countDown();
                    }
                    depth[0]--;
                })
                .start(post(endpoint, NtStatus.STATUS_SUCCESS));
    }

    @Test
    void stillCompletesRequestsAfterTheClose() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        tcp.close(endpoint);

        Call posted = Call.empty().start(post(endpoint, NtStatus.STATUS_SUCCESS));

        posted.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void completesPostedRequestsBeforeTheClose() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        tcp.forget(endpoint);
        List<Call> order = new ArrayList<>();

        Call posted = Call.empty().then(order::add).start(post(endpoint, NtStatus.STATUS_SUCCESS));
        Call close = Call.empty().then(order::add).pends(endpoint::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).containsExactly(posted, close);
    }
}
