// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.IrpAssert;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;

/** WskSendMessages, one step at a time. */
@Timeout(60)
class SendMessagesTest {
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedIrp irp = RecordedIrp.ready();
    private FakeDatagramTransport transport;
    private FakeDatagramEndpoint endpoint;
    private DatagramClient socket;

    @BeforeEach
    void bind() {
        socket = wsk.boundDatagram(null, null);
        transport = wsk.transport(FakeDatagramTransport.class);
        endpoint = transport.endpoint();
    }

    /** A list of datagrams. */
    static WskBufList list(WskBuf... buffers) {
        WskBufList list = null;
        for (int i = buffers.length - 1; i >= 0; i--) {
            list = new WskBufList(list, buffers[i]);
        }
        return list;
    }

    static WskBufList list(String... texts) {
        WskBuf[] buffers = new WskBuf[texts.length];
        for (int i = 0; i < texts.length; i++) {
            buffers[i] = Bytes.of(texts[i]).buf();
        }
        return list(buffers);
    }

    private Call send(WskBufList list) {
        return socket.sendMessages(list, 0, PEER, 0, null, irp);
    }

    private Call send(WskBufList list, Messages control) {
        return socket.sendMessages(list, 0, PEER, control.length(), control.first(), irp);
    }

    private void assertSent(String... texts) {
        assertThat(endpoint.sent())
                .containsExactly(Arrays.stream(texts)
                        .map(text -> FakeDatagram.of(text, PEER))
                        .toArray(FakeDatagram[]::new));
    }

    // ---- what is sent

    @Test
    @Clause({"SENDMESSAGES-01", "SENDMESSAGES-05", "SENDMESSAGES-08", "SENDMESSAGES-09"})
    void sendsEachEntryAsOneDatagramToTheAddress() {
        send(list("one", "", "three")).completedInlineWith(STATUS_SUCCESS).succeededWith(8);

        assertSent("one", "", "three");
    }

    @Test
    @Clause({"SENDMESSAGES-01", "SENDMESSAGES-05"})
    void sendsAListOfOne() {
        send(list("one")).completedInlineWith(STATUS_SUCCESS).succeededWith(3);

        assertSent("one");
    }

    @Test
    @Clause("SENDMESSAGES-09")
    void joinsThePiecesOfEachDatagram() {
        Mdl chain = Bytes.chain(Bytes.of(".a").mdl(), Bytes.of("b.").mdl());

        send(list(new WskBuf(chain, 1, 2), Bytes.of("c").buf()))
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(3);

        assertSent("ab", "c");
    }

    @Test
    @Clause("SENDMESSAGES-04")
    void sendsControlInformationWithEveryDatagram() {
        Messages control = Messages.ttl(9);

        send(list("a", "b"), control).completedInlineWith(STATUS_SUCCESS).succeededWith(2);

        assertThat(endpoint.sent())
                .containsExactly(
                        FakeDatagram.of("a", PEER).with(control.first(), control.length()),
                        FakeDatagram.of("b", PEER).with(control.first(), control.length()));
    }

    @Test
    @Clause("SENDMESSAGES-04")
    void refusesControlInformationThatIsNone() {
        send(list("a", "b"), new Messages(null, 24)).completedInlineWith(STATUS_INVALID_PARAMETER);
        irp.again();
        send(list("a", "b"), new Messages(Messages.ttl(9).first(), 0)).completedInlineWith(STATUS_INVALID_PARAMETER);
        irp.again();
        send(list("a", "b"), Messages.malformed()).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause({"SENDMESSAGES-04", "SENDMESSAGES-07"})
    void tellsThatTheTransportCannotSendControlInformation() {
        transport.setSendsControl(false);

        send(list("a", "b"), Messages.ttl(9)).completedInlineWith(STATUS_NOT_SUPPORTED);

        assertThat(endpoint.sent()).isEmpty();
    }

    // ---- what is refused

    @Test
    @Clause("SENDMESSAGES-02")
    void refusesFlags() {
        socket.sendMessages(list("a"), 1, PEER, 0, null, irp).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDMESSAGES-03")
    void refusesToSendNowhereOrToAnotherFamily() {
        socket.sendMessages(list("a"), null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendMessages(list("a"), SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause({"SENDMESSAGES-07", "SENDMESSAGES-09"})
    void sendsNothingOfAListWithAnEntryThatHasNoBytes() {
        WskBuf good = Bytes.of("a").buf();

        socket.sendMessages(null, PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendMessages(list(good, null), PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendMessages(list(good, new WskBuf(null, 0, 1)), PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendMessages(list(good, new WskBuf(Bytes.of("b").mdl(), 0, 2)), PEER)
                .completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause({"SENDMESSAGES-07", "SENDMESSAGES-08"})
    void sendsNothingOfAListWithoutAnEnd() {
        for (int length = 1; length <= 7; length++) {
            for (int back = 0; back < length; back++) {
                WskBufList[] entries = new WskBufList[length];
                for (int i = length - 1; i >= 0; i--) {
                    entries[i] = new WskBufList(
                            i == length - 1 ? null : entries[i + 1],
                            Bytes.of("a").buf());
                }
                entries[length - 1].setNext(entries[back]);

                socket.sendMessages(entries[0], PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
            }
        }
        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDMESSAGES-07")
    void wantsABoundSocketAndAnIrp() {
        DatagramClient unbound = wsk.datagram(null, null);
        unbound.sendMessages(list("a"), PEER).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(socket.dispatch().wskSendMessages(socket.socket(), list("a"), 0, PEER, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        new Call(socket.dispatch().wskSendMessages(null, list("a"), 0, PEER, 0, null, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);

        assertThat(endpoint.sent()).isEmpty();
    }

    // ---- what fails in the middle

    @Test
    @Clause("SENDMESSAGES-07")
    void stopsAtTheFirstThatFails() {
        transport.setLargestDatagram(3);

        send(list("one", "three", "x")).completedInlineWith(STATUS_INVALID_BUFFER_SIZE);

        assertSent("one");
    }

    @Test
    @Clause({"SENDMESSAGES-06", "SENDMESSAGES-07"})
    void stopsAtTheFirstThatFailsLater() {
        transport.holdSends();
        Call send = send(list("a", "b", "c")).isPending();

        endpoint.completeSend(STATUS_SUCCESS);
        send.isPending();
        endpoint.completeSend(STATUS_UNSUCCESSFUL);

        send.completedWith(STATUS_UNSUCCESSFUL);
        transport.releaseHolds();
        assertSent("a");
    }

    @Test
    @Clause({"SENDMESSAGES-06", "SENDMESSAGES-07"})
    void tellsOfAnInlineFailureThatFollowsAPendingDatagram() {
        transport.setLargestDatagram(3);
        transport.holdSends();
        Call send = send(list("one", "three", "x")).isPending();

        transport.releaseHolds();

        send.completedWith(STATUS_INVALID_BUFFER_SIZE);
        assertSent("one");
    }

    // ---- what takes a while

    @Test
    @Clause({"SENDMESSAGES-01", "SENDMESSAGES-06"})
    void sendsOneAfterTheOtherAsTheyComplete() {
        transport.holdSends();
        Call send = send(list("a", "bb", "ccc")).isPending();
        for (String[] sent : new String[][] {{}, {"a"}, {"a", "bb"}}) {
            assertSent(sent);
            send.isPending();
            endpoint.completeSend(STATUS_SUCCESS);
        }

        send.succeededWith(6);
        assertSent("a", "bb", "ccc");
    }

    @Test
    @Clause("SENDMESSAGES-06")
    void goesOnInlineAfterAPendingDatagram() {
        transport.holdSends();
        Call send = send(list("a", "bb", "ccc")).isPending();

        transport.releaseHolds();

        send.succeededWith(6);
        assertSent("a", "bb", "ccc");
    }

    @Test
    @Clause("SENDMESSAGES-06")
    void sendsAVeryLongListOnAStackOfAnyDepth() {
        WskBufList list = list(Collections.nCopies(20_000, "x").toArray(String[]::new));
        transport.holdSends();
        Call send = send(list).isPending();

        transport.releaseHolds();

        send.succeededWith(20_000);
        assertThat(endpoint.sent()).hasSize(20_000);
    }

    @Test
    @Clause({"SENDMESSAGES-03", "SENDMESSAGES-04"})
    void sendsToTheAddressAndWithTheControlInformationThatItWasCalledWith() {
        Messages control = Messages.ttl(9);
        FakeDatagram first = FakeDatagram.of("a", PEER).with(control.first(), control.length());
        FakeDatagram second = FakeDatagram.of("b", PEER).with(control.first(), control.length());
        SockAddrIn to = PEER.copy();
        transport.holdSends();
        Call send = socket.sendMessages(list("a", "b"), 0, to, control.length(), control.first(), irp)
                .isPending();

        to.setPort(9);
        control.overwrite();
        transport.releaseHolds();

        send.succeededWith(2);
        assertThat(endpoint.sent()).containsExactly(first, second);
    }

    @Test
    @Clause("SENDMESSAGES-06")
    void completesLaterWhenTooManyCompletionsNest() {
        AtomicReference<Call> send = new AtomicReference<>();

        Depth.run(socket, () -> send.set(send(list("a", "bb"))));
        transport.run();

        assertThat(send.get().returned()).isEqualTo(STATUS_PENDING);
        send.get().succeededWith(3);
        assertSent("a", "bb");
    }

    /** windows-vs-docs reading 51. */
    @Test
    @Clause("SENDMESSAGES-01")
    void worksAtDispatchLevel() {
        AtomicReference<Call> within = new AtomicReference<>();
        transport.holdSends();
        RecordedIrp first = RecordedIrp.ready().then(done -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            within.set(send(list("b", "c")));
        });
        socket.sendTo(Bytes.of("a").buf(), 0, PEER, 0, null, first).isPending();

        transport.releaseHolds();

        within.get().succeededWith(2);
        assertSent("a", "b", "c");
    }

    @Test
    @Clause("SENDMESSAGES-05")
    void reusesAnIrp() {
        send(list("a", "bb")).succeededWith(3);
        irp.again();
        send(list("c", "d")).succeededWith(2);

        assertSent("a", "bb", "c", "d");
    }

    // ---- what is given up

    @Test
    @Clause("SENDMESSAGES-07")
    void isCancelledWhileADatagramWaits() {
        transport.holdSends();
        Call send = send(list("a", "b", "c")).isPending();
        endpoint.completeSend(STATUS_SUCCESS);

        assertThat(irp.irp().cancel()).isTrue();
        transport.releaseHolds();

        send.completedWith(STATUS_CANCELLED);
        assertSent("a");
    }

    @Test
    @Clause("SENDMESSAGES-07")
    void isCancelledBetweenTwoDatagrams() {
        transport.holdSends();
        Call send = send(list("a", "b")).isPending();
        transport.pause();
        endpoint.completeSend(STATUS_SUCCESS);

        irp.irp().cancel();
        send.isPending();
        transport.resume();

        send.completedWith(STATUS_CANCELLED);
        assertSent("a");
    }

    @Test
    @Clause({"SENDMESSAGES-07", "CLOSE-06"})
    void isCancelledByTheClose() {
        transport.holdSends();
        Call send = send(list("a", "b")).isPending();

        Call close = socket.close();
        transport.run();

        send.completedWith(STATUS_CANCELLED);
        close.completedWith(STATUS_SUCCESS);
        assertSent();
    }

    @Test
    @Clause({"SENDMESSAGES-07", "CLOSE-06"})
    void isCancelledByTheCloseBetweenTwoDatagrams() {
        transport.holdSends();
        Call send = send(list("a", "b")).isPending();
        transport.pause();
        endpoint.completeSend(STATUS_SUCCESS);

        Call close = socket.close();
        transport.resume();

        send.completedWith(STATUS_CANCELLED);
        close.completedWith(STATUS_SUCCESS);
        assertSent("a");
    }

    @Test
    @Clause("SENDMESSAGES-07")
    void endsWhenTheSocketIsTakenAwayBetweenTwoDatagrams() {
        transport.holdSends();
        Call send = send(list("a", "b")).isPending();
        transport.pause();
        endpoint.completeSend(STATUS_SUCCESS);

        wsk.registry().revokeAll();
        transport.resume();

        send.completedWith(STATUS_FILE_FORCED_CLOSED);
        assertSent("a");
        socket.sendMessages(list("c"), PEER).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    /** With the verifier on. */
    @Nested
    class Verified {
        @RegisterExtension
        final SocketFixture verified = SocketFixture.datagrams().verifying();

        private DatagramClient own;

        @BeforeEach
        void bindOwn() {
            own = verified.boundDatagram(null, null);
        }

        private WskBuf pageable() {
            return new WskBuf(Mdl.allocate(ByteBuffer.allocate(4)), 0, 4);
        }

        private void assertBugCheck(String function, Runnable call) {
            assertThatExceptionOfType(BugCheck.class)
                    .isThrownBy(call::run)
                    .withMessageContaining(function)
                    .withMessageContaining("pageable")
                    .matches(bugCheck -> bugCheck.code() == BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION);
            IrpAssert.assertThatIrp(irp).isUntouched();
        }

        @Test
        @Clause("BUF-07")
        void refusesPageableMemoryInEachFunction() {
            assertBugCheck("WskSendTo", () -> own.sendTo(pageable(), 0, PEER, 0, null, irp));
            assertBugCheck("WskReceiveFrom", () -> own.receiveFrom(pageable(), 0, null, null, null, null, irp));
            assertBugCheck(
                    "WskSendMessages",
                    () -> own.sendMessages(list(Bytes.of("a").buf(), pageable()), 0, PEER, 0, null, irp));

            own.sendMessages(list("a", "b"), 0, PEER, 0, null, irp).succeededWith(2);
        }

        @Test
        @Clause("SENDMESSAGES-08")
        void refusesAListWithoutAnEndAsEver() {
            WskBufList list = list("a", "b");
            list.next().setNext(list);

            own.sendMessages(list, PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
            own.sendMessages(null, PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
            own.sendMessages(list(new WskBuf[] {null}), PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        }
    }
}
