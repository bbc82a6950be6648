// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

class TcpReceiveTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"RECEIVE-01", "RECEIVE-03", "RECEIVE-12"})
    void completesAWaitingReceiveFromTheIoThreadWithWhatArrives(IpFamily family) {
        Connection connection = tcp.connect(family);
        Call receive = Call.into(100).pends(connection.endpoint()::receive);

        connection.peer().write("hello");

        receive.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("hello");
        assertThat(receive.completer().getName()).startsWith("wsk4j-tcpip-");
        assertThat(receive.level()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(5);
    }

    @Test
    @Clause("RECEIVE-02")
    void receivesInTheCallersThreadWhatIsKnownToBeThere() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call first = Call.into(2).pends(connection.endpoint()::receive);
        connection.peer().write("hello");
        first.awaits(NtStatus.STATUS_SUCCESS);

        Call second = Call.into(100).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(first.text()).isEqualTo("he");
        assertThat(second.text()).isEqualTo("llo");
    }

    @Test
    @Clause("RECEIVE-19")
    void fillsReceivesInTheOrderOfTheCalls() {
        Connection connection = tcp.connect(IpFamily.INET);
        List<Call> order = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(Call.into(2).then(order::add).pends(connection.endpoint()::receive));
        }

        connection.peer().write("aabb").write("ccdd");

        for (Call call : calls) {
            call.awaits(NtStatus.STATUS_SUCCESS);
        }
        assertThat(calls.stream().map(Call::text)).isEqualTo(List.of("aa", "bb", "cc", "dd"));
        assertThat(order).containsExactlyElementsOf(calls);
    }

    @Test
    @Clause("RECEIVE-07")
    void waitsForTheWholeMemoryWithWaitall() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call all = Call.into(6, TransportRequest.WAITALL).pends(connection.endpoint()::receive);
        Call next = Call.into(10).pends(connection.endpoint()::receive);

        connection.peer().write("ab");
        awaitReceived(connection.endpoint(), 2);
        connection.peer().write("cd");
        awaitReceived(connection.endpoint(), 4);
        assertThat(all.isOver()).isFalse();
        connection.peer().write("efgh");

        all.awaits(NtStatus.STATUS_SUCCESS);
        next.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(all.text()).isEqualTo("abcdef");
        assertThat(next.text()).isEqualTo("gh");
    }

    private static void awaitReceived(StreamEndpoint endpoint, long bytes) {
        long deadline = System.nanoTime() + Call.DEADLINE * 1_000_000_000L;
        while (endpoint.bytesReceived() < bytes) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    @Clause("RECEIVE-07")
    void endsWaitallWithWhatThereIsAtThePeersEnd() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call all = Call.into(6, TransportRequest.WAITALL).pends(connection.endpoint()::receive);

        connection.peer().write("abc").finish();

        all.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(all.text()).isEqualTo("abc");
        assertThat(connection.endpoint().isPeerDone()).isTrue();
    }

    @Test
    @Clause("RECEIVE-07")
    void failsWaitallWhenThePeerResets() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call all = Call.into(6, TransportRequest.WAITALL).pends(connection.endpoint()::receive);
        connection.peer().write("abc");
        awaitReceived(connection.endpoint(), 3);

        connection.peer().reset();

        all.awaits(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("RECEIVE-08")
    void drainsUpToThePeersEnd() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call drain = Call.flagged(TransportRequest.DRAIN).pends(connection.endpoint()::receive);
        Call behind = Call.into(10).pends(connection.endpoint()::receive);
        String text = "x".repeat(300_000);

        connection.peer().write(text).finish();

        drain.awaits(NtStatus.STATUS_SUCCESS);
        behind.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(drain.transferred()).isZero();
        assertThat(behind.transferred()).isZero();
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(300_000);
    }

    @Test
    @Clause("RECEIVE-08")
    void failsADrainWhenThePeerResets() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call drain = Call.flagged(TransportRequest.DRAIN).pends(connection.endpoint()::receive);
        connection.peer().write("abc");
        awaitReceived(connection.endpoint(), 3);

        connection.peer().reset();

        drain.awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.flagged(TransportRequest.DRAIN)
                .start(connection.endpoint()::receive)
                .awaits(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("RECEIVE-13")
    void succeedsAtOnceWithoutMemory() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call waiting = Call.into(1).pends(connection.endpoint()::receive);

        Call.empty().ends(connection.endpoint()::receive, NtStatus.STATUS_SUCCESS);

        assertThat(waiting.isOver()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause("RECEIVE-20")
    void completesEveryReceiveWithNothingAfterThePeersEnd(IpFamily family) {
        Connection connection = tcp.connect(family);
        Call first = Call.into(10).pends(connection.endpoint()::receive);
        Call second = Call.into(10).pends(connection.endpoint()::receive);
        Call third = Call.into(10, TransportRequest.WAITALL).pends(connection.endpoint()::receive);
        assertThat(connection.endpoint().isPeerDone()).isFalse();

        connection.peer().write("bye").finish();

        first.awaits(NtStatus.STATUS_SUCCESS);
        second.awaits(NtStatus.STATUS_SUCCESS);
        third.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(first.transferred() + second.transferred() + third.transferred())
                .isEqualTo(3);
        assertThat(connection.endpoint().isPeerDone()).isTrue();
        Call later = Call.into(10).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        assertThat(later.transferred()).isZero();
        Call.flagged(TransportRequest.DRAIN)
                .start(connection.endpoint()::receive)
                .awaits(NtStatus.STATUS_SUCCESS);
        Call.empty().start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void takesWhatArrivedBeforeThePeersEndAlsoWhenAskedLater() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().write("abc").finish();

        Call first = Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        Call second = Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        Call third = Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(first.text() + second.text() + third.text()).isEqualTo("abc");
        assertThat(third.transferred()).isZero();
    }

    @Test
    void learnsOfAResetWhenAskedLater() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().reset();

        Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_CONNECTION_RESET);
        Call.empty().ends(connection.endpoint()::receive, NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void receivesIntoChainsOfOddPieces() {
        Connection connection = tcp.connect(IpFamily.INET);
        ByteBuffer whole = ByteBuffer.allocateDirect(100_000);
        Call receive = Call.flagged(TransportRequest.WAITALL)
                .bytes(Bytes.chain(whole, 900, new Random(3)), 0, 100_000)
                .pends(connection.endpoint()::receive);
        byte[] known = Bytes.known(ByteBuffer.allocate(100_000), 0).array();

        connection.peer().write(new String(known, java.nio.charset.StandardCharsets.ISO_8859_1));

        receive.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(Bytes.difference(whole, 0)).isEqualTo(-1);
    }

    @Test
    void receivesIntoPageableMemory() {
        Connection connection = tcp.connect(IpFamily.INET);
        ByteBuffer heap = ByteBuffer.allocate(10);
        Call receive = Call.empty().bytes(heap).pends(connection.endpoint()::receive);

        connection.peer().write("heap");

        receive.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(Bytes.text(heap, 4)).isEqualTo("heap");
    }

    @Test
    void carriesOutAReceiveThatACompletionStartsInItsTurn() {
        Connection connection = tcp.connect(IpFamily.INET);
        Call nested = Call.into(2);
        Call first = Call.into(2).then(call -> nested.start(connection.endpoint()::receive));
        first.pends(connection.endpoint()::receive);
        Call second = Call.into(2).pends(connection.endpoint()::receive);

        connection.peer().write("aabbcc");

        assertThat(first.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("aa");
        assertThat(second.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("bb");
        assertThat(nested.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("cc");
    }

    @Test
    @Clause("RECEIVE-05")
    void refusesFlagsThatItDoesNotKnow() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call.into(1, 1).ends(connection.endpoint()::receive, NtStatus.STATUS_NOT_SUPPORTED);
        Call.into(1, 8).ends(connection.endpoint()::receive, NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause("RECEIVE-14")
    void refusesToReceiveWithoutAConnection() {
        Call.into(1).ends(tcp.open(IpFamily.INET)::receive, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.into(1).ends(tcp.bound(IpFamily.INET)::receive, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void survivesAnOwnerThatThrows() {
        tcp.expectErrors();
        Connection connection = tcp.connect(IpFamily.INET);
        Call bad = Call.into(1).then(call -> {
            throw new IllegalStateException("on purpose");
        });
        bad.pends(connection.endpoint()::receive);
        Call good = Call.into(1).pends(connection.endpoint()::receive);

        connection.peer().write("ab");

        bad.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(good.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("b");
    }
}
