// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.IrpAssert;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskBuf;

/** WskSendTo, one step at a time. */
@Timeout(60)
class SendToTest {
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

    private Call send(Messages control) {
        return socket.sendTo(Bytes.of("a").buf(), 0, PEER, control.length(), control.first(), RecordedIrp.ready());
    }

    private List<String> sent() {
        return endpoint.sent().stream().map(FakeDatagram::text).toList();
    }

    // ---- what is sent

    @Test
    @Clause({"SENDTO-01", "SENDTO-08"})
    void sendsTheBytesAsOneDatagramAtOnce() {
        socket.sendTo("one", PEER).completedInlineWith(STATUS_SUCCESS).succeededWith(3);
        socket.sendTo("another", PEER).completedInlineWith(STATUS_SUCCESS).succeededWith(7);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("one", PEER), FakeDatagram.of("another", PEER));
    }

    @Test
    @Clause("SENDTO-01")
    void joinsThePiecesOfAChainFromTheOffsetOn() {
        Mdl chain = Bytes.chain(
                Bytes.of("..ab").mdl(), Bytes.of("c").mdl(), Bytes.of("de..").mdl());

        socket.sendTo(new WskBuf(chain, 2, 5), PEER)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(5);

        assertThat(sent()).containsExactly("abcde");
    }

    @Test
    @Clause({"SENDTO-01", "SENDTO-08"})
    void sendsADatagramWithoutBytes() {
        socket.sendTo(new WskBuf(null, 0, 0), PEER)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);
        socket.sendTo(new WskBuf(Bytes.of("abc").mdl(), 1, 0), PEER)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        assertThat(sent()).containsExactly("", "");
    }

    @Test
    @Clause({"SENDTO-01", "SENDTO-11"})
    void sendsAsMuchAsTheTransportCarriesAndNoMore() {
        int most = FakeDatagramTransport.LARGEST_DATAGRAM;
        byte[] content = Bytes.pattern(most, 1);

        socket.sendTo(Bytes.of(content).buf(), PEER)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(most);
        socket.sendTo(Bytes.room(most + 1).buf(), PEER).completedInlineWith(STATUS_INVALID_BUFFER_SIZE);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of(content, PEER));
    }

    @Test
    @Clause({"SENDTO-03", "SENDTO-05"})
    void sendsEachToItsAddress() {
        SockAddrIn other = SockAddrIn.of("192.0.2.1", 9);

        socket.sendTo("a", PEER).succeededWith(1);
        socket.sendTo("b", other).succeededWith(1);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("a", PEER), FakeDatagram.of("b", other));
    }

    @Test
    @Clause({"SENDTO-01", "SENDTO-03"})
    void worksOverIpv6() {
        SockAddrIn6 there = SockAddrIn6.of("2001:db8::1", 7);
        DatagramClient ipv6 = wsk.datagram(AddressFamily.AF_INET6, null, null);
        ipv6.bind(new SockAddrIn6()).completedWith(STATUS_SUCCESS);

        ipv6.sendTo("six", there).completedInlineWith(STATUS_SUCCESS).succeededWith(3);
        ipv6.sendTo("four", PEER).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(transport.endpoint().sent()).containsExactly(FakeDatagram.of("six", there));
    }

    // ---- control information

    @Test
    @Clause({"SENDTO-06", "SENDTO-07"})
    void sendsControlInformationAlong() {
        Messages control = Messages.ttlAndTos(9, 16);

        send(control).completedInlineWith(STATUS_SUCCESS).succeededWith(1);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("a", PEER).with(control.first(), control.length()));
    }

    @Test
    @Clause("SENDTO-06")
    void sendsAsMuchControlInformationAsItsLengthTells() {
        Messages control = Messages.ttlAndTos(9, 16);
        Messages first = new Messages(control.first(), Messages.ttl(0).length());

        send(first).completedInlineWith(STATUS_SUCCESS);

        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("a", PEER).with(control.first(), first.length()));
    }

    @Test
    @Clause("SENDTO-06")
    void refusesALengthWithoutControlInformationAndTheOtherWayRound() {
        send(new Messages(null, 24)).completedInlineWith(STATUS_INVALID_PARAMETER);
        send(new Messages(Messages.ttl(9).first(), 0)).completedInlineWith(STATUS_INVALID_PARAMETER);
        send(new Messages(Messages.ttl(9).first(), -1)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDTO-07")
    void refusesControlInformationThatIsNoSequenceOfMessages() {
        Messages control = Messages.ttl(9);

        send(Messages.malformed()).completedInlineWith(STATUS_INVALID_PARAMETER);
        send(new Messages(control.first(), control.length() + 1)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause({"SENDTO-06", "SENDTO-11"})
    void tellsThatTheTransportCannotSendControlInformation() {
        transport.setSendsControl(false);

        send(Messages.ttl(9)).completedInlineWith(STATUS_NOT_SUPPORTED);

        socket.sendTo("a", PEER).succeededWith(1);
    }

    // ---- what is refused

    @Test
    @Clause("SENDTO-02")
    void refusesFlags() {
        socket.sendTo(Bytes.of("a").buf(), 1, PEER, 0, null, irp).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDTO-03")
    void refusesAnAddressOfAnotherFamily() {
        socket.sendTo("a", SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    /** windows-vs-docs reading 46. */
    @Test
    @Clause("SENDTO-04")
    void refusesToSendNowhere() {
        socket.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    /** windows-vs-docs reading 47. */
    @Test
    @Clause("SENDTO-11")
    void refusesBytesThatAreNotThere() {
        socket.sendTo((WskBuf) null, PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendTo(new WskBuf(null, 0, 1), PEER).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.sendTo(new WskBuf(Bytes.of("abc").mdl(), 0, 4), PEER).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDTO-11")
    void wantsASocketAndAnIrp() {
        assertThat(socket.dispatch().wskSendTo(socket.socket(), Bytes.of("a").buf(), 0, PEER, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        new Call(socket.dispatch().wskSendTo(null, Bytes.of("a").buf(), 0, PEER, 0, null, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);

        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDTO-11")
    void failsAsTheTransportDoesAndWorksOn() {
        endpoint.refuseSends(STATUS_INSUFFICIENT_RESOURCES);
        socket.sendTo("a", PEER).completedInlineWith(STATUS_INSUFFICIENT_RESOURCES);
        endpoint.refuseSends(null);

        socket.sendTo("b", PEER).succeededWith(1);

        assertThat(sent()).containsExactly("b");
    }

    // ---- what takes a while

    @Test
    @Clause({"SENDTO-09", "SENDTO-13"})
    void isPendingUntilTheDatagramIsSent() {
        transport.holdSends();
        Call send = socket.sendTo("abc", PEER).isPending();
        assertThat(endpoint.sent()).isEmpty();
        transport.run();
        send.isPending();

        transport.releaseHolds();

        send.succeededWith(3);
        assertThat(sent()).containsExactly("abc");
    }

    @Test
    @Clause("SENDTO-09")
    void completesInTheOrderOfTheCalls() {
        List<Integer> order = new ArrayList<>();
        transport.holdSends();
        for (int number = 0; number < 4; number++) {
            int mine = number;
            RecordedIrp numbered = RecordedIrp.ready().then(done -> order.add(mine));
            socket.sendTo(Bytes.of("" + number).buf(), 0, PEER, 0, null, numbered)
                    .isPending();
        }

        transport.releaseHolds();

        assertThat(order).containsExactly(0, 1, 2, 3);
        assertThat(sent()).containsExactly("0", "1", "2", "3");
    }

    @Test
    @Clause({"SENDTO-09", "SENDTO-11"})
    void failsLaterWithoutHarmToTheNext() {
        transport.holdSends();
        Call first = socket.sendTo("a", PEER).isPending();
        Call second = socket.sendTo("b", PEER).isPending();

        endpoint.completeSend(STATUS_UNSUCCESSFUL);
        endpoint.completeSend(STATUS_SUCCESS);

        first.completedWith(STATUS_UNSUCCESSFUL);
        second.succeededWith(1);
        assertThat(sent()).containsExactly("b");
    }

    /** The memory of the bytes has to stay as it is, the rest need not. */
    @Test
    @Clause("SENDTO-12")
    void readsTheBytesLaterAndTheRestAtOnce() {
        Bytes content = Bytes.of("early");
        Messages control = Messages.ttl(9);
        FakeDatagram expected = FakeDatagram.of("later", PEER).with(control.first(), control.length());
        SockAddrIn to = PEER.copy();
        transport.holdSends();
        Call send = socket.sendTo(content.buf(), 0, to, control.length(), control.first(), irp)
                .isPending();

        to.setPort(9);
        control.overwrite();
        content.overwrite(0, "later".getBytes());
        transport.releaseHolds();

        send.succeededWith(5);
        assertThat(endpoint.sent()).containsExactly(expected);
    }

    @Test
    @Clause({"SENDTO-09", "SENDTO-11"})
    void isCancelledWhileItWaits() {
        transport.holdSends();
        Call first = socket.sendTo("a", PEER).isPending();
        Call second = socket.sendTo(Bytes.of("b").buf(), 0, PEER, 0, null, irp).isPending();

        assertThat(irp.irp().cancel()).isTrue();
        transport.run();

        second.completedWith(STATUS_CANCELLED);
        first.isPending();
        transport.releaseHolds();
        first.succeededWith(1);
        assertThat(sent()).containsExactly("a");
    }

    @Test
    @Clause("SENDTO-11")
    void isCancelledBeforeItWouldWait() {
        transport.holdSends();
        irp.irp().cancel();

        socket.sendTo(Bytes.of("a").buf(), 0, PEER, 0, null, irp).completedInlineWith(STATUS_CANCELLED);
    }

    @Test
    @Clause({"SENDTO-11", "CLOSE-06"})
    void isCancelledByTheClose() {
        transport.holdSends();
        Call send = socket.sendTo("a", PEER).isPending();

        Call close = socket.close();
        transport.run();

        send.completedWith(STATUS_CANCELLED);
        close.completedWith(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEmpty();
    }

    @Test
    @Clause("SENDTO-15")
    void worksAtDispatchLevel() {
        AtomicReference<Call> within = new AtomicReference<>();
        transport.holdSends();
        RecordedIrp first = RecordedIrp.ready().then(done -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            within.set(socket.sendTo("b", PEER));
        });
        socket.sendTo(Bytes.of("a").buf(), 0, PEER, 0, null, first).isPending();

        transport.releaseHolds();

        within.get().succeededWith(1);
        assertThat(sent()).containsExactly("a", "b");
    }

    @Test
    @Clause("SENDTO-09")
    void completesLaterWhenTooManyCompletionsNest() {
        AtomicReference<Call> send = new AtomicReference<>();

        Depth.run(socket, () -> send.set(socket.sendTo("abc", PEER)));
        transport.run();

        assertThat(send.get().returned()).isEqualTo(STATUS_PENDING);
        send.get().succeededWith(3);
    }

    @Test
    @Clause("SENDTO-08")
    void reusesAnIrpForOneDatagramAfterTheOther() {
        Messages control = Messages.ttl(9);
        socket.sendTo(Bytes.of("a").buf(), 0, PEER, control.length(), control.first(), irp)
                .succeededWith(1);

        socket.sendTo(Bytes.of("b").buf(), 0, PEER, 0, null, irp.again()).succeededWith(1);

        IrpAssert.assertThatIrp(irp).succeededWith(1);
        assertThat(endpoint.sent().get(1)).isEqualTo(FakeDatagram.of("b", PEER));
    }
}
