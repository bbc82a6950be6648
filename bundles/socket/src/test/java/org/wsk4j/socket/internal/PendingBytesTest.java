// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_QUOTA_EXCEEDED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskSocket;

/** The bytes of sends count from the call to the completion of the IRP, on whatever way that comes. One step at a time. */
@Timeout(60)
class PendingBytesTest {
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);
    private static final long LIMIT = 10;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private FakeTransport transport;
    private FakeAccount account;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        transport = wsk.transport(FakeTransport.class);
        account = wsk.client().account().limitBytes(LIMIT);
        socket = wsk.connected(null, null);
    }

    @AfterEach
    void noMistakes() {
        assertThat(account.mistakes()).isEmpty();
    }

    private Call held(String text) {
        transport.holdSends();
        Call send = socket.send(text).isPending();
        assertThat(account.bytes()).isEqualTo(text.length());
        return send;
    }

    // ---- sends

    @Test
    void ofSendsThatWaitCountAndNoMoreIsTakenThanTheLimit() {
        Call first = held("123456");

        socket.send("12345").completedInlineWith(STATUS_QUOTA_EXCEEDED);
        Call second = socket.send("1234").isPending();
        socket.send("1").completedInlineWith(STATUS_QUOTA_EXCEEDED);
        assertThat(account.bytes()).isEqualTo(LIMIT);

        transport.releaseHolds();
        transport.run();
        first.succeededWith(6);
        second.succeededWith(4);
        assertThat(account.bytes()).isZero();
        socket.send("1234567890").succeededWith(10);
        assertThat(transport.endpoint().sent()).isEqualTo("12345612341234567890");
    }

    @Test
    void ofASendThatIsLargerThanTheLimitAreNeverTaken() {
        socket.send("12345678901").completedInlineWith(STATUS_QUOTA_EXCEEDED);

        assertThat(account.bytes()).isZero();
        assertThat(transport.endpoint().sent()).isEmpty();
    }

    @Test
    void areBackBeforeTheRoutineOfAnInlineCompletionRuns() {
        List<Long> seen = new ArrayList<>();
        RecordedIrp irp = RecordedIrp.ready().then(completed -> seen.add(account.bytes()));

        socket.send("12345", irp).completedInlineWith(STATUS_SUCCESS);

        assertThat(seen).containsExactly(0L);
        assertThat(account.everCharged()).isEqualTo(5);
    }

    @Test
    void areBackWhenTheSendIsCancelled() {
        Call send = held("12345");

        send.irp().irp().cancel();
        transport.run();

        send.completedWith(STATUS_CANCELLED);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void areBackWhenTheSendFailsOrWasOnlyPartlyCarriedOut() {
        transport.holdSends();
        Call partly = socket.send("12345").isPending();
        Call behind = socket.send("123").isPending();
        transport.endpoint().sendSome(2);
        assertThat(account.bytes()).isEqualTo(8);

        transport.endpoint().peerResets();
        transport.run();

        partly.completedWith(STATUS_CONNECTION_RESET);
        behind.completedWith(STATUS_CONNECTION_RESET);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void areBackWhenTheSocketIsClosed() {
        Call first = held("12345");
        Call second = socket.send("123").isPending();

        Call close = socket.close();
        transport.run();

        close.completedWith(STATUS_SUCCESS);
        first.completedWith(STATUS_CANCELLED);
        second.completedWith(STATUS_CANCELLED);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void areBackWhenTheSocketIsTakenAway() {
        Call send = held("12345");

        socket.engineSide().abandon();
        transport.run();

        send.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(account.bytes()).isZero();
        socket.send("1").completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void areBackWhenTheDisconnectIsAbortive() {
        Call send = held("12345");

        Call abort = socket.abort();
        transport.run();

        abort.completedWith(STATUS_SUCCESS);
        send.completedWith(STATUS_CANCELLED);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void ofSendsThatAreRefusedForAnotherReasonDoNotCount() {
        socket.send(null, 0, RecordedIrp.ready()).completedInlineWith(STATUS_INVALID_PARAMETER);
        wsk.bound().send("1").completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(account.everCharged()).isZero();
    }

    /** Completions that nest too deep are left to the I/O thread: their bytes count until then. */
    @Test
    void areBackOnceEachOfAChainHasCompleted() {
        List<NtStatus> ends = new ArrayList<>();
        sendFromRoutine(20, ends);
        transport.run();

        assertThat(ends).hasSize(20).containsOnly(STATUS_SUCCESS);
        assertThat(account.bytes()).isZero();
        assertThat(account.everCharged()).isEqualTo(20);
    }

    private void sendFromRoutine(int left, List<NtStatus> ends) {
        socket.send("x", RecordedIrp.ready().then(irp -> {
            ends.add(irp.status());
            if (left > 1) {
                sendFromRoutine(left - 1, ends);
            }
        }));
    }

    @Test
    void areChargedAnewWithAnIrpThatIsReused() {
        RecordedIrp irp = RecordedIrp.ready();
        for (int i = 0; i < 5; i++) {
            socket.send("1234567", irp).completedInlineWith(STATUS_SUCCESS);
            assertThat(account.bytes()).isZero();
            irp.again();
        }
        socket.receive(Bytes.room(1).buf(), 0, irp).isPending();
        assertThat(account.bytes()).isZero();
    }

    // ---- changes of the limit

    @Test
    void comeBackWhenTheLimitHasGoneMeanwhile() {
        Call send = held("12345");

        account.limitBytes(Long.MAX_VALUE);
        Call unlimited = socket.send("12345678901").isPending();
        transport.releaseHolds();
        transport.run();

        send.succeededWith(5);
        unlimited.succeededWith(11);
        assertThat(account.bytes()).isZero();
        assertThat(account.everCharged()).isEqualTo(5);
    }

    @Test
    void doNotComeBackWhenTheyWereNotCharged() {
        account.limitBytes(Long.MAX_VALUE);
        transport.holdSends();
        Call send = socket.send("12345678901").isPending();

        account.limitBytes(LIMIT);
        Call limited = socket.send("1234567890").isPending();
        assertThat(account.bytes()).isEqualTo(10);
        transport.releaseHolds();
        transport.run();

        send.succeededWith(11);
        limited.succeededWith(10);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void ofNoneCanAlwaysBeSent() {
        Call send = held("1234567890");
        account.limitBytes(0);

        Call empty = socket.send(new WskBuf(null, 0, 0)).isPending();
        Call end = socket.disconnect().isPending();

        transport.releaseHolds();
        transport.run();
        send.succeededWith(10);
        empty.succeededWith(0);
        end.succeededWith(0);
    }

    // ---- other clients

    @Test
    void ofOneClientDoNotKeepAnotherFromSending() {
        held("1234567890");
        transport.releaseHolds(); // the queue of the first socket stays as it is until it is run
        FakeClient other = new FakeClient("org.example.other", 43);
        RecordedIrp irp = RecordedIrp.ready();
        wsk.create(other, null, null, irp);
        ClientSocket its = wsk.adopt(irp.object(WskSocket.class));
        its.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        its.connect(PEER).completedWith(STATUS_SUCCESS);

        its.send("12345678901234567890").succeededWith(20);

        its.close().completedWith(STATUS_SUCCESS);
        other.assertIdle();
        transport.run();
    }

    // ---- data with a connect or a disconnect

    private static Call connectEx(ClientSocket bound, String text) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(
                bound.dispatch()
                        .wskConnectEx(bound.socket(), PEER, Bytes.of(text).buf(), 0, irp.irp()),
                irp);
    }

    @Test
    void ofAConnectExCountUntilItCompletes() {
        transport.holdConnects();
        ClientSocket bound = wsk.bound();

        Call connect = connectEx(bound, "12345").isPending();

        assertThat(account.bytes()).isEqualTo(5);
        transport.releaseHolds();
        transport.run();
        connect.completedWith(STATUS_SUCCESS);
        assertThat(account.bytes()).isZero();
    }

    @Test
    void ofAConnectExThatIsRefusedAreBack() {
        ClientSocket bound = wsk.bound();
        connectEx(bound, "12345678901").completedInlineWith(STATUS_QUOTA_EXCEEDED);
        int begun = account.connects();
        account.limitConnects(begun);
        connectEx(bound, "12345").completedInlineWith(STATUS_QUOTA_EXCEEDED);
        assertThat(account.bytes()).isZero();
        account.limitConnects(begun + 1);
        transport.refuseConnect(STATUS_CONNECTION_REFUSED);

        connectEx(bound, "12345").completedWith(STATUS_CONNECTION_REFUSED);

        assertThat(account.bytes()).isZero();
        assertThat(account.everCharged()).isEqualTo(10);
    }

    @Test
    void ofADisconnectCountUntilItCompletesAndItCanBeTriedAgain() {
        transport.holdSends();
        socket.disconnect(Bytes.of("12345678901").buf(), 0).completedInlineWith(STATUS_QUOTA_EXCEEDED);
        assertThat(socket.engineSide().state()).isEqualTo(ConnectionState.CONNECTED);

        Call end = socket.disconnect(Bytes.of("1234567890").buf(), 0).isPending();

        assertThat(account.bytes()).isEqualTo(10);
        socket.disconnect(Bytes.of("1").buf(), 0).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        transport.releaseHolds();
        transport.run();
        end.completedWith(STATUS_SUCCESS);
        assertThat(account.bytes()).isZero();
    }

    /** Datagrams. */
    @Nested
    class Datagrams {
        @RegisterExtension
        final SocketFixture udp = SocketFixture.datagrams();

        private FakeDatagramTransport transport;
        private FakeDatagramEndpoint endpoint;
        private FakeAccount account;
        private DatagramClient socket;

        @BeforeEach
        void bind() {
            account = udp.client().account().limitBytes(LIMIT);
            socket = udp.boundDatagram(null, null);
            transport = udp.transport(FakeDatagramTransport.class);
            endpoint = transport.endpoint();
        }

        @Test
        void countUntilTheyAreSent() {
            transport.holdSends();
            Call first = socket.sendTo("123456", PEER).isPending();

            socket.sendTo("12345", PEER).completedInlineWith(STATUS_QUOTA_EXCEEDED);

            assertThat(account.bytes()).isEqualTo(6);
            transport.releaseHolds();
            transport.run();
            first.succeededWith(6);
            assertThat(account.bytes()).isZero();
            socket.sendTo("1234567890", PEER).succeededWith(10);
            assertThat(account.bytes()).isZero();
        }

        @Test
        void areBackWhenTheyAreCancelledOrFail() {
            transport.holdSends();
            Call first = socket.sendTo("12345", PEER).isPending();
            Call second = socket.sendTo("12345", PEER).isPending();
            second.irp().irp().cancel();
            transport.run();
            second.completedWith(STATUS_CANCELLED);
            assertThat(account.bytes()).isEqualTo(5);

            endpoint.completeSend(STATUS_INVALID_BUFFER_SIZE);
            transport.run();

            first.completedWith(STATUS_INVALID_BUFFER_SIZE);
            assertThat(account.bytes()).isZero();
        }

        @Test
        void ofAListCountAllTogetherUntilTheLastIsSent() {
            socket.sendMessages(SendMessagesTest.list("1234", "5678", "901"), PEER)
                    .completedInlineWith(STATUS_QUOTA_EXCEEDED);
            assertThat(account.everCharged()).isZero();
            transport.holdSends();
            Call list = socket.sendMessages(SendMessagesTest.list("1234", "567", "890"), PEER)
                    .isPending();
            assertThat(account.bytes()).isEqualTo(10);

            endpoint.completeSend(STATUS_SUCCESS);
            transport.run();

            assertThat(account.bytes()).isEqualTo(10);
            list.isPending();
            transport.releaseHolds();
            transport.run();
            list.succeededWith(10);
            assertThat(account.bytes()).isZero();
            assertThat(endpoint.sent().stream().map(FakeDatagram::text)).containsExactly("1234", "567", "890");
        }

        @Test
        void ofAListAreBackWhenTheSocketIsClosedInTheMiddle() {
            transport.holdSends();
            Call list = socket.sendMessages(SendMessagesTest.list("1234", "567"), PEER)
                    .isPending();
            endpoint.completeSend(STATUS_SUCCESS);

            Call close = socket.close();
            transport.run();

            close.completedWith(STATUS_SUCCESS);
            list.completedWith(STATUS_CANCELLED);
            assertThat(account.bytes()).isZero();
        }

        @Test
        void areBackWhenTheSocketIsTakenAway() {
            transport.holdSends();
            Call send = socket.sendTo("12345", PEER).isPending();

            socket.engineSide().abandon();
            transport.run();

            send.completedWith(STATUS_FILE_FORCED_CLOSED);
            assertThat(account.bytes()).isZero();
        }
    }
}
