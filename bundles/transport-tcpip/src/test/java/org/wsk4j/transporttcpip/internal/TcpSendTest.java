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
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

class TcpSendTest {
    private static final int MUCH = 16 << 20;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"SEND-01", "SEND-04"})
    void sendsInTheCallersThreadWhenThePlatformHasRoom(IpFamily family) {
        Connection connection = tcp.connect(family);

        Call send = Call.of("hello").ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(send.transferred()).isEqualTo(5);
        assertThat(connection.endpoint().bytesSent()).isEqualTo(5);
        assertThat(connection.peer().read(5)).isEqualTo("hello");
    }

    @Test
    @Clause({"SEND-05", "SEND-10"})
    void completesASendFromTheIoThreadWhenTheLastByteWasTaken() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);

        Call send = Call.into(MUCH).pends(connection.endpoint()::send);
        Call.empty().pends(connection.endpoint()::disconnect);

        assertThat(connection.peer().readToEnd()).hasSize(MUCH);
        send.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(send.transferred()).isEqualTo(MUCH);
        assertThat(send.completer().getName()).startsWith("wsk4j-tcpip-");
        assertThat(send.level()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    void sendsChainsOfOddPiecesFromAnOffset() {
        Connection connection = tcp.connect(IpFamily.INET);
        ByteBuffer whole = Bytes.known(ByteBuffer.allocateDirect(100_000), 0);
        Mdl chain = Bytes.chain(whole, 700, new Random(1));
        while (chain.byteCount() < 3) {
            Mdl longer = Mdl.allocate(ByteBuffer.allocate(3));
            longer.setNext(chain);
            chain = longer;
        }
        int skipped = chain.isNonPaged() ? 0 : 3;

        Call.empty().bytes(chain, 3, 90_000).start(connection.endpoint()::send).awaits(NtStatus.STATUS_SUCCESS);
        Call.empty().ends(connection.endpoint()::disconnect, NtStatus.STATUS_SUCCESS);

        byte[] read = connection.peer().readToEnd();
        assertThat(read).hasSize(90_000);
        assertThat(Bytes.difference(ByteBuffer.wrap(read), 3 - skipped)).isEqualTo(-1);
    }

    @Test
    void sendsPageableMemory() {
        Connection connection = tcp.connect(IpFamily.INET);
        ByteBuffer heap = Bytes.known(ByteBuffer.allocate(1 << 20), 0);
        Call send = Call.empty().bytes(heap).start(connection.endpoint()::send);
        Call disconnect = Call.empty().start(connection.endpoint()::disconnect);

        byte[] read = connection.peer().readToEnd();

        send.awaits(NtStatus.STATUS_SUCCESS);
        disconnect.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(read).hasSize(1 << 20);
        assertThat(Bytes.difference(ByteBuffer.wrap(read), 0)).isEqualTo(-1);
    }

    @Test
    void sendsReadOnlyMemory() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call.empty()
                .bytes(Bytes.direct("const").asReadOnlyBuffer())
                .ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(connection.peer().read(5)).isEqualTo("const");
    }

    @Test
    void succeedsAtOnceWithNothingToSend() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call.empty().ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(connection.endpoint().bytesSent()).isZero();
    }

    @Test
    @Clause({"SEND-12", "SEND-13"})
    void sendsAndCompletesInTheOrderOfTheCalls() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        List<Call> order = new ArrayList<>(); // I/O thread, then read after the last completion
        List<Call> calls = new ArrayList<>();
        long place = 0;
        Random random = new Random(2);
        calls.add(sendKnown(connection.endpoint(), order, 0, MUCH, random));
        place += MUCH;
        for (int i = 0; i < 300; i++) {
            int length = i % 50 == 7 ? 0 : 1 + random.nextInt(20_000);
            calls.add(sendKnown(connection.endpoint(), order, place, length, random));
            place += length;
        }
        Call disconnect = Call.empty().then(order::add).pends(connection.endpoint()::disconnect);
        calls.add(disconnect);

        byte[] read = connection.peer().readToEnd();

        disconnect.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(read.length).isEqualTo(place);
        assertThat(Bytes.difference(ByteBuffer.wrap(read), 0)).isEqualTo(-1);
        assertThat(order).containsExactlyElementsOf(calls);
        assertThat(connection.endpoint().bytesSent()).isEqualTo(place);
    }

    private Call sendKnown(StreamEndpoint endpoint, List<Call> order, long place, int length, Random random) {
        ByteBuffer whole = Bytes.known(ByteBuffer.allocateDirect(length), place);
        Mdl chain = Bytes.chain(whole, Math.max(1, length / 3), random);
        return Call.empty().bytes(chain, 0, length).then(order::add).pends(endpoint::send);
    }

    @Test
    void sendsOneMdlTwiceAtATime() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Mdl mdl = Mdl.allocate(Bytes.known(ByteBuffer.allocateDirect(MUCH), 0));
        Call first = Call.empty().bytes(mdl, 0, MUCH).pends(connection.endpoint()::send);
        Call second = Call.empty().bytes(mdl, 0, MUCH).pends(connection.endpoint()::send);
        Call.empty().pends(connection.endpoint()::disconnect);

        ByteBuffer read = ByteBuffer.wrap(connection.peer().readToEnd());

        first.awaits(NtStatus.STATUS_SUCCESS);
        second.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(read.remaining()).isEqualTo(2 * MUCH);
        assertThat(Bytes.difference(read.slice(0, MUCH), 0)).isEqualTo(-1);
        assertThat(Bytes.difference(read.slice(MUCH, MUCH), 0)).isEqualTo(-1);
    }

    @Test
    void carriesOutASendThatACompletionStartsInItsTurn() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call nested = Call.of("nested");
        Call waiting = Call.into(MUCH).then(call -> nested.start(connection.endpoint()::send));
        waiting.pends(connection.endpoint()::send);
        Call behind = Call.of("behind").pends(connection.endpoint()::send);

        byte[] read = new byte[MUCH];
        assertThat(connection.peer().read(MUCH)).hasSize(read.length);

        assertThat(connection.peer().read(12)).isEqualTo("behindnested");
        waiting.awaits(NtStatus.STATUS_SUCCESS);
        behind.awaits(NtStatus.STATUS_SUCCESS);
        nested.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("SEND-02")
    void switchesTheDelayOffWithTheFirstSendThatAsksForIt() {
        Connection connection = tcp.connect(IpFamily.INET);
        assertThat(noDelay(connection.endpoint())).isZero();

        Call.of("now").start(connection.endpoint()::send).awaits(NtStatus.STATUS_SUCCESS);
        assertThat(noDelay(connection.endpoint())).isZero();
        Call now = Call.flagged(TransportRequest.NODELAY).bytes(Bytes.direct("now"));
        now.ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(noDelay(connection.endpoint())).isEqualTo(1);
        assertThat(connection.peer().read(6)).isEqualTo("nownow");
    }

    private static int noDelay(StreamEndpoint endpoint) {
        ULong value = new ULong(7);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, value, written))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    @Test
    @Clause("SEND-03")
    void refusesFlagsThatItDoesNotKnow() {
        Connection connection = tcp.connect(IpFamily.INET);

        Call.flagged(1).ends(connection.endpoint()::send, NtStatus.STATUS_NOT_SUPPORTED);
        Call.flagged(4).ends(connection.endpoint()::send, NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause("SEND-08")
    void refusesToSendWithoutAConnection() {
        Call.of("x").ends(tcp.open(IpFamily.INET)::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.of("x").ends(tcp.bound(IpFamily.INET)::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("SEND-14")
    void stillSendsAfterThePeersGracefulEnd() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        assertThat(connection.endpoint().isPeerDone()).isTrue();

        Call.of("more").ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(connection.peer().read(4)).isEqualTo("more");
    }

    @Test
    void failsWaitingAndLaterRequestsWhenThePeerResets() {
        Connection connection = tcp.connectNarrow(IpFamily.INET);
        Call receive = Call.into(10).pends(connection.endpoint()::receive);
        Call first = Call.into(MUCH).pends(connection.endpoint()::send);
        Call second = Call.of("second").pends(connection.endpoint()::send);
        Call disconnect = Call.of("bye").pends(connection.endpoint()::disconnect);

        connection.peer().reset();

        receive.awaits(NtStatus.STATUS_CONNECTION_RESET);
        first.awaits(NtStatus.STATUS_CONNECTION_RESET);
        second.awaits(NtStatus.STATUS_CONNECTION_RESET);
        disconnect.awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.of("x").start(connection.endpoint()::send).awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_CONNECTION_RESET);
        Call.empty().start(connection.endpoint()::disconnect).awaits(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(connection.endpoint().isPeerDone()).isFalse();
    }

    @Test
    void learnsOfAResetBySending() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().reset();

        NtStatus status;
        do {
            status = Call.of("x").start(connection.endpoint()::send).await();
        } while (status == NtStatus.STATUS_SUCCESS); // the reset may still be on its way

        assertThat(status).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        Call.into(1).ends(connection.endpoint()::receive, NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void learnsOfAResetBySendingAfterThePeersGracefulEnd() {
        Connection connection = tcp.connect(IpFamily.INET);
        connection.peer().finish();
        Call.into(1).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);
        connection.peer().reset();

        NtStatus status;
        do {
            status = Call.of("x").start(connection.endpoint()::send).await();
        } while (status == NtStatus.STATUS_SUCCESS);

        assertThat(status).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        Call.into(1).ends(connection.endpoint()::receive, NtStatus.STATUS_CONNECTION_RESET);
        assertThat(connection.endpoint().isPeerDone()).isTrue();
    }

    @Test
    void isNotDisturbedByAnInterruptOfItsCaller() {
        Connection connection = tcp.connect(IpFamily.INET);
        Thread.currentThread().interrupt();

        Call.of("x").ends(connection.endpoint()::send, NtStatus.STATUS_SUCCESS);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(connection.peer().read(1)).isEqualTo("x");
    }
}
