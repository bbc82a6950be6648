// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

class TcpDisconnectTest {
    private static final int MUCH = 16 << 20;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private static Function<TransportRequest, NtStatus> abort(StreamEndpoint endpoint) {
        return request -> endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"DISCONNECT-01", "DISCONNECT-02", "DISCONNECT-05", "DISCONNECT-12"})
    void endsOneDirectionAndStillReceives(IpFamily family) {
        Connection connection = tcp.connect(family);

        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        assertThat(connection.peer().readToEnd()).isEmpty();
        Call receive = Call.into(10).start(connection.endpoint()::receive);
        connection.peer().write("late");
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("late");
    }

    @Test
    @Clause({"DISCONNECT-03", "DISCONNECT-21"})
    void sendsTheFinalBytesFirst() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call disconnect = Call.of("final").ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        assertThat(disconnect.transferred()).isEqualTo(5);
        assertThat(connection.peer().readToEnd()).asString().isEqualTo("final");
    }

    @Test
    @Clause({"DISCONNECT-06", "DISCONNECT-10"})
    void waitsForEverythingThatWaitsBeforeIt() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);
        Call disconnect = Call.of("final")
                .then(over -> assertThat(send.completions()).isEqualTo(1))
                .pends(connection.endpoint()::disconnect);

        byte[] read = connection.peer().readToEnd();

        disconnect.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(read).hasSize(MUCH + 5);
    }

    @Test
    @Clause("DISCONNECT-11")
    void refusesToSendOrDisconnectAfterwards() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("DISCONNECT-11")
    void refusesToSendOrDisconnectWhileItWaits() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call.into(MUCH).pends(connection.endpoint()::disconnect);

        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("DISCONNECT-19")
    void refusesToDisconnectWithoutAConnection() {
        Call.empty().ends(tcp.open(IpFamily.INET)::disconnect, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.empty().ends(tcp.bound(IpFamily.INET)::disconnect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void disconnectsAfterThePeerDid() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        Call.of("x").ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        assertThat(connection.peer().readToEnd()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"DISCONNECT-02", "DISCONNECT-17"})
    void resetsAConnectionThatTheIoThreadDoesNotKnow(IpFamily family) {
        Connection connection = tcp.connect(family);

        Call.empty().ends(abort(connection.endpoint()), NtStatus.STATUS_SUCCESS);

        connection.peer().expectReset();
        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_CANCELLED);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_CANCELLED);
        Call.into(1).ends(connection.endpoint()::receive, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    @Clause({"DISCONNECT-15", "DISCONNECT-16"})
    void resetsWithEverythingThatWaits() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call receive = Call.into(10).pends(connection.endpoint()::receive);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);
        Call behind = Call.of("x").pends(connection.endpoint()::send);
        Call disconnect = Call.empty().pends(connection.endpoint()::disconnect);
        Call abort = Call.empty().then(over -> {
            assertThat(receive.completions() + send.completions() + behind.completions() + disconnect.completions())
                    .isEqualTo(4);
        });

        abort.pends(abort(connection.endpoint()));

        abort.awaits(NtStatus.STATUS_SUCCESS);
        receive.awaits(NtStatus.STATUS_CONNECTION_ABORTED);
        send.awaits(NtStatus.STATUS_CANCELLED);
        behind.awaits(NtStatus.STATUS_CANCELLED);
        disconnect.awaits(NtStatus.STATUS_CANCELLED);
        connection.peer().expectReset();
    }

    @Test
    void knowsTheAddressesAfterAnAbort() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.into(1).pends(connection.endpoint()::receive);
        Call.empty().start(abort(connection.endpoint())).awaits(NtStatus.STATUS_SUCCESS);

        SockAddrIn local = new SockAddrIn();
        SockAddrIn remote = new SockAddrIn();
        assertThat(connection.endpoint().localAddress(local)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(connection.endpoint().remoteAddress(remote)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(local.port()).isEqualTo(connection.peer().socket().getPort());
        assertThat(remote.port()).isEqualTo(connection.peer().socket().getLocalPort());
    }

    @Test
    void abortsBeforeThereIsAConnection() {
        StreamEndpoint unbound = tcp.open(IpFamily.INET);
        StreamEndpoint bound = tcp.bound(IpFamily.INET);

        Call.empty().ends(abort(unbound), NtStatus.STATUS_SUCCESS);
        Call.empty().ends(abort(bound), NtStatus.STATUS_SUCCESS);

        assertThat(unbound.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.to(SockAddrIn.of("127.0.0.1", 1)).ends(bound::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void abortsTwice() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(1).pends(connection.endpoint()::receive);
        Call first = Call.empty().pends(abort(connection.endpoint()));

        Call second = Call.empty()
                .start(request -> connection
                        .endpoint()
                        .abort(request, NtStatus.STATUS_FILE_FORCED_CLOSED, NtStatus.STATUS_FILE_FORCED_CLOSED));

        first.awaits(NtStatus.STATUS_SUCCESS);
        second.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(receive.await()).isIn(NtStatus.STATUS_CONNECTION_ABORTED, NtStatus.STATUS_FILE_FORCED_CLOSED);
        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    void abortsAfterTheDisconnectAndThePeersEnd() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        Call.empty().start(abort(connection.endpoint())).awaits(NtStatus.STATUS_SUCCESS);

        Call.into(1).ends(connection.endpoint()::receive, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    void abortsAllTheSameWhenItsRequestWasCancelledBefore() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(1).pends(connection.endpoint()::receive);

        Call.empty().cancelledBefore().ends(abort(connection.endpoint()), NtStatus.STATUS_CANCELLED);

        receive.awaits(NtStatus.STATUS_CONNECTION_ABORTED);
        connection.peer().expectReset();
    }
}
