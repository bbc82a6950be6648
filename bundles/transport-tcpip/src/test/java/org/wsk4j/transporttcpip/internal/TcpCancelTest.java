// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

class TcpCancelTest {
    private static final int MUCH = 16 << 20;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @Test
    void cancelsAWaitingReceiveInTheCallersThread() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(10).pends(connection.endpoint()::receive);
        Call behind = Call.into(10).pends(connection.endpoint()::receive);

        connection.endpoint().cancel(receive.request());

        receive.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(receive.completer()).isEqualTo(Thread.currentThread());
        connection.peer().write("abc");
        assertThat(behind.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
    }

    @Test
    @Clause("RECEIVE-07")
    void cancelsAReceiveThatIsFilledInPartAndKeepsItsCount() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(10, TransportRequest.WAITALL).pends(connection.endpoint()::receive);
        Call behind = Call.into(1).pends(connection.endpoint()::receive);
        connection.peer().write("abc");
        long deadline = System.nanoTime() + Call.DEADLINE * 1_000_000_000L;
        while (connection.endpoint().bytesReceived() < 3) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }

        connection.endpoint().cancel(receive.request());

        receive.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(receive.transferred()).isEqualTo(3);
        connection.peer().write("d");
        assertThat(behind.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("d");
    }

    @Test
    @Clause("RECEIVE-08")
    void cancelsADrain() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call drain = Call.flagged(TransportRequest.DRAIN).pends(connection.endpoint()::receive);

        connection.endpoint().cancel(drain.request());

        drain.awaits(NtStatus.STATUS_CANCELLED);
        Call receive = Call.into(1).start(connection.endpoint()::receive);
        connection.peer().write("d");
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("d");
    }

    @Test
    void cancelsASendOfWhichNothingWasWritten() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call first = Call.into(MUCH).pends(connection.endpoint()::send);
        Call second = Call.of("second").pends(connection.endpoint()::send);
        Call third = Call.of("third").pends(connection.endpoint()::send);

        connection.endpoint().cancel(second.request());

        second.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(second.transferred()).isZero();
        assertThat(connection.peer().read(MUCH)).hasSize(MUCH);
        assertThat(connection.peer().read(5)).isEqualTo("third");
        first.awaits(NtStatus.STATUS_SUCCESS);
        third.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void doesNotCancelASendThatWasWrittenInPart() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);

        connection.endpoint().cancel(send.request());

        assertThat(send.isOver()).isFalse();
        assertThat(connection.peer().read(MUCH)).hasSize(MUCH);
        send.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void sendsAgainAfterAWaitingDisconnectWasCancelled() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);
        Call disconnect = Call.of("final").pends(connection.endpoint()::disconnect);

        connection.endpoint().cancel(disconnect.request());

        disconnect.awaits(NtStatus.STATUS_CANCELLED);
        Call more = Call.of("more").pends(connection.endpoint()::send);
        Call.empty().pends(connection.endpoint()::disconnect);
        byte[] read = connection.peer().readToEnd();
        assertThat(read).hasSize(MUCH + 4);
        send.awaits(NtStatus.STATUS_SUCCESS);
        more.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void doesNotWaitForAReceiveThatWasCancelledBefore() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call.into(1).cancelledBefore().ends(connection.endpoint()::receive, NtStatus.STATUS_CANCELLED);

        Call receive = Call.into(1).pends(connection.endpoint()::receive);
        connection.peer().write("a");
        receive.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void doesNotWaitForASendThatWasCancelledBefore() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call first = Call.into(MUCH).pends(connection.endpoint()::send);

        Call.of("x").cancelledBefore().ends(connection.endpoint()::send, NtStatus.STATUS_CANCELLED);
        Call.of("y").cancelledBefore().ends(connection.endpoint()::disconnect, NtStatus.STATUS_CANCELLED);
        Call last = Call.of("z").pends(connection.endpoint()::disconnect);

        assertThat(connection.peer().readToEnd()).hasSize(MUCH + 1);
        first.awaits(NtStatus.STATUS_SUCCESS);
        last.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void resetsTheConnectionWhenASendTurnsOutCancelledInTheMiddleOfItsBytes() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call receive = Call.into(1).pends(connection.endpoint()::receive);

        Call.into(MUCH).cancelledBefore().ends(connection.endpoint()::send, NtStatus.STATUS_CANCELLED);

        receive.awaits(NtStatus.STATUS_CONNECTION_ABORTED);
        connection.peer().expectReset();
        Call.of("x").start(connection.endpoint()::send).awaits(NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    void ignoresRequestsThatDoNotWait() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call receive = Call.into(1).pends(connection.endpoint()::receive);
        Call done = Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);
        Call never = Call.into(1);

        connection.endpoint().cancel(done.request());
        connection.endpoint().cancel(never.request());

        assertThat(receive.isOver()).isFalse();
        assertThat(done.completions()).isZero();
        tcp.close(connection.endpoint());
        connection.endpoint().cancel(receive.request());
        assertThat(receive.completions()).isEqualTo(1);
    }
}
