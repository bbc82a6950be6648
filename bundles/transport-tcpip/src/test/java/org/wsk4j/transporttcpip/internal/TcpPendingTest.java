// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

/** What an endpoint shows of the requests that wait in it. */
class TcpPendingTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private static List<TransportRequest> pending(StreamEndpoint endpoint) {
        List<TransportRequest> pending = new ArrayList<>();
        endpoint.forEachPending(pending::add);
        return pending;
    }

    @Test
    void showsWaitingReceivesAndSendsWithTheMomentFromWhichOnTheyWait() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        assertThat(pending(connection.endpoint())).isEmpty();
        long before = System.nanoTime();
        Call receive = Call.into(1).pends(connection.endpoint()::receive);
        Call behind = Call.into(1).pends(connection.endpoint()::receive);
        Call send = Call.into(16 << 20).pends(connection.endpoint()::send);
        long after = System.nanoTime();

        assertThat(pending(connection.endpoint()))
                .containsExactly(receive.request(), behind.request(), send.request())
                .allMatch(request -> request.pendingSince() - before >= 0 && after - request.pendingSince() >= 0);
        connection.peer().write("a");
        receive.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(pending(connection.endpoint())).containsExactly(behind.request(), send.request());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void showsAConnectThatNobodyAnswers() {
        ServerSocket deaf = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.to(TcpFixture.addressOf(deaf)).pends(endpoint::connect);

        assertThat(pending(endpoint)).containsExactly(connect.request());

        endpoint.cancel(connect.request());
        connect.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(pending(endpoint)).isEmpty();
    }
}
