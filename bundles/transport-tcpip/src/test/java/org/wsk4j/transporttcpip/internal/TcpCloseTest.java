// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

class TcpCloseTest {
    private static final int MUCH = 16 << 20;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"CLOSE-02", "CLOSE-14", "DISCONNECT-22"})
    void resetsAConnectionThatIsNotDisconnected(IpFamily family) {
        Connection connection = tcp.connect(family);
        tcp.forget(connection.endpoint());

        Call.empty().ends(connection.endpoint()::close, NtStatus.STATUS_SUCCESS);

        connection.peer().expectReset();
    }

    @Test
    void observesNothingOnceItIsClosed() {
        Connection connection = tcp.connect(IpFamily.INET);
        TcpEndpoint endpoint = (TcpEndpoint) connection.endpoint();
        connection.peer().write("unheard");
        tcp.close(endpoint);

        endpoint.observe(StreamObserver.OBSERVE_RECEIVE
                | StreamObserver.OBSERVE_DISCONNECT
                | StreamObserver.OBSERVE_SEND_BACKLOG);

        assertThat(endpoint.receiver().isObserved()).isFalse();
    }

    @Test
    void observesNothingWhileItIsClosing() {
        Watcher watcher = new Watcher().takesNothing();
        Connection connection = tcp.connect(tcp.listen(IpFamily.INET, 0), watcher);
        StreamEndpoint endpoint = connection.endpoint();
        endpoint.observe(StreamObserver.OBSERVE_RECEIVE);
        connection.peer().write("unwanted");
        watcher.expect("received ");

        tcp.forget(endpoint);
        Call close = Call.empty().pends(endpoint::close);
        endpoint.observe(StreamObserver.OBSERVE_RECEIVE | StreamObserver.OBSERVE_DISCONNECT);

        close.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expectNothing();
    }

    @Test
    @Clause("CLOSE-14")
    void resetsAConnectionThatOnlyThisSideHasEnded() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);
        assertThat(connection.peer().readToEnd()).isEmpty();

        tcp.close(connection.endpoint());

        connection.peer().expectResetBySending();
    }

    @Test
    @Clause("CLOSE-14")
    void resetsAConnectionThatOnlyThePeerHasEnded() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        tcp.close(connection.endpoint());

        connection.peer().expectReset();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause("CLOSE-15")
    void endsInGoodOrderWhenBothSidesHaveDisconnected(IpFamily family) {
        Connection connection = tcp.connect(family);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        Call.of("bye").ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        tcp.close(connection.endpoint());

        assertThat(connection.peer().readToEnd()).asString().isEqualTo("bye");
    }

    @Test
    @Clause("CLOSE-15")
    void endsInGoodOrderWhenThePeersEndIsThereButWasNotRead() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.of("bye").ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);
        assertThat(connection.peer().read(3)).isEqualTo("bye");
        connection.peer().finish();

        tcp.close(connection.endpoint());

        assertThat(connection.peer().readToEnd()).isEmpty();
    }

    @Test
    @Clause({"CLOSE-03", "CLOSE-06", "CLOSE-07", "CLOSE-16", "CLOSE-20", "CLOSE-21"})
    void cancelsEverythingThatWaitsAndCompletesLast() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        tcp.forget(connection.endpoint());
        List<Call> order = new ArrayList<>();
        Call receive = Call.into(10).then(order::add).pends(connection.endpoint()::receive);
        Call behind = Call.into(10).then(order::add).pends(connection.endpoint()::receive);
        Call send = Call.into(MUCH).then(order::add).pends(connection.endpoint()::send);
        Call disconnect = Call.empty().then(order::add).pends(connection.endpoint()::disconnect);

        Call close = Call.empty().then(order::add).pends(connection.endpoint()::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).containsExactly(receive, behind, send, disconnect, close);
        receive.awaits(NtStatus.STATUS_CANCELLED);
        behind.awaits(NtStatus.STATUS_CANCELLED);
        send.awaits(NtStatus.STATUS_CANCELLED);
        disconnect.awaits(NtStatus.STATUS_CANCELLED);
        connection.peer().expectReset();
    }

    @Test
    @Clause("CLOSE-17")
    void closesFromACompletion() {
        Connection connection = tcp.connect(IpFamily.INET);
        tcp.forget(connection.endpoint());
        Call close = Call.empty();
        Call receive = Call.into(1).then(call -> close.pends(connection.endpoint()::close));
        receive.pends(connection.endpoint()::receive);
        Call behind = Call.into(1).pends(connection.endpoint()::receive);

        connection.peer().write("a");

        receive.awaits(NtStatus.STATUS_SUCCESS);
        behind.awaits(NtStatus.STATUS_CANCELLED);
        close.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void closesAfterAReset() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(1).pends(connection.endpoint()::receive);
        connection.peer().reset();
        receive.awaits(NtStatus.STATUS_CONNECTION_RESET);

        tcp.close(connection.endpoint());
    }

    @Test
    void closesAfterAnAbortThatIsStillUnderWay() {
        Connection connection = tcp.connect(IpFamily.INET);
        tcp.forget(connection.endpoint());
        List<Call> order = new ArrayList<>();
        Call receive = Call.into(1).then(order::add).pends(connection.endpoint()::receive);
        Call abort = Call.empty().then(order::add);

        abort.pends(request ->
                connection.endpoint().abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED));
        Call close = Call.empty().then(order::add).pends(connection.endpoint()::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(order).containsExactly(receive, abort, close);
        receive.awaits(NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    void doesNotAskWhetherTheCloseWasCancelled() {
        Connection connection = tcp.connect(IpFamily.INET);
        tcp.forget(connection.endpoint());
        Call.into(1).pends(connection.endpoint()::receive);

        Call close = Call.empty().pends(connection.endpoint()::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(close.announcements()).isZero();
    }

    @Test
    @Clause({"CLOSE-08", "CLOSE-21"})
    void waitsForACancelThatIsJustCompletingItsRequest() throws InterruptedException {
        Connection connection = tcp.connect(IpFamily.INET);
        tcp.forget(connection.endpoint());
        Call close = Call.empty();
        boolean[] closedEarly = new boolean[1];
        Call receive = Call.into(1).then(call -> {
            close.pends(connection.endpoint()::close);
            Call.flagged(0)
                    .then(posted -> closedEarly[0] = close.isOver())
                    .start(request -> {
                        request.finish(NtStatus.STATUS_SUCCESS);
                        connection.endpoint().post(request);
                        return NtStatus.STATUS_PENDING;
                    })
                    .awaits(NtStatus.STATUS_SUCCESS); // the I/O thread has had its turn since
        });
        receive.pends(connection.endpoint()::receive);

        connection.endpoint().cancel(receive.request());

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(closedEarly[0]).isFalse();
    }
}
