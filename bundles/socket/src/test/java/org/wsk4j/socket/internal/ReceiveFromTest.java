// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_PORT_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** WskReceiveFrom, one step at a time. */
@Timeout(60)
class ReceiveFromTest {
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);
    private static final SockAddrIn OTHER = SockAddrIn.of("192.0.2.1", 9);
    private static final int POISON = 0xCCCC;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.datagrams();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents();
    private final RecordedIrp irp = RecordedIrp.ready();
    private final ULong flags = new ULong(POISON);
    private FakeDatagramTransport transport;
    private FakeDatagramEndpoint endpoint;
    private DatagramClient socket;

    @BeforeEach
    void bind() {
        socket = wsk.boundDatagram(null, events.dispatch());
        transport = wsk.transport(FakeDatagramTransport.class);
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
        assertThat(transport.buffersOnLoan()).isZero();
    }

    private Call receive(Bytes room) {
        return socket.receiveFrom(room.buf(), 0, null, null, null, flags, irp.again());
    }

    private Call receive(ULong controlLength, Messages control) {
        return socket.receiveFrom(Bytes.room(1).buf(), 0, null, controlLength, control.first(), flags, irp.again());
    }

    private void assertReceives(String text) {
        Bytes room = Bytes.room(text.length() + 1);
        socket.receiveFrom(room.buf()).completedInlineWith(STATUS_SUCCESS).succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text + ".");
    }

    // ---- what is received

    @Test
    @Clause({"RECEIVEFROM-01", "RECEIVEFROM-03"})
    void takesADatagramThatIsThere() {
        endpoint.deliver(PEER, "abc");
        Bytes room = Bytes.room(5);

        receive(room).completedInlineWith(STATUS_SUCCESS).succeededWith(3);

        assertThat(room.text()).isEqualTo("abc..");
        assertThat(flags.get()).isZero();
    }

    @Test
    @Clause({"RECEIVEFROM-01", "RECEIVEFROM-04"})
    void waitsForADatagram() {
        Bytes room = Bytes.room(5);
        Call receive = receive(room).isPending();

        endpoint.deliver(PEER, "abc");

        receive.succeededWith(3);
        assertThat(room.text()).isEqualTo("abc..");
    }

    @Test
    @Clause({"RECEIVEFROM-01", "RECEIVEFROM-22"})
    void takesOneDatagramEachInTheOrderOfArrival() {
        endpoint.deliver(PEER, "abc", "", "de");

        assertReceives("abc");
        assertReceives("");
        assertReceives("de");
    }

    @Test
    @Clause({"RECEIVEFROM-04", "RECEIVEFROM-21"})
    void servesTheReceivesThatWaitInTheirOrder() {
        List<Integer> order = new ArrayList<>();
        List<Bytes> rooms = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            int mine = number;
            rooms.add(Bytes.room(1));
            RecordedIrp numbered = RecordedIrp.ready().then(done -> order.add(mine));
            socket.receiveFrom(rooms.get(number).buf(), 0, null, null, null, null, numbered)
                    .isPending();
        }

        endpoint.deliver(PEER, "a", "b", "c");

        assertThat(order).containsExactly(0, 1, 2);
        assertThat(rooms.stream().map(Bytes::text)).containsExactly("a", "b", "c");
    }

    @Test
    @Clause("RECEIVEFROM-21")
    void losesNothingThatReceivesWaitFor() {
        endpoint.setReceiveRoom(0);
        List<Call> receives = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receives.add(socket.receiveFrom(Bytes.room(1).buf()).isPending());
        }

        endpoint.deliver(PEER, "a", "b", "c", "d");

        receives.forEach(receive -> receive.succeededWith(1));
        assertThat(endpoint.lostDatagrams()).as("only the one too many").isEqualTo(1);
    }

    @Test
    @Clause("RECEIVEFROM-01")
    void spreadsADatagramOverTheChainFromTheOffsetOn() {
        Bytes first = Bytes.room(3);
        Bytes second = Bytes.room(1);
        Bytes third = Bytes.room(3);
        Mdl chain = Bytes.chain(first.mdl(), second.mdl(), third.mdl());
        endpoint.deliver(PEER, "abcde");

        socket.receiveFrom(new WskBuf(chain, 1, 5)).succeededWith(5);

        assertThat(first.text() + second.text() + third.text()).isEqualTo(".abcde.");
    }

    @Test
    @Clause({"RECEIVEFROM-11", "RECEIVEFROM-14", "RECEIVEFROM-22"})
    void cutsADatagramThatIsTooLong() {
        endpoint.deliver(PEER, "abcdef", "next");
        Bytes room = Bytes.room(2);

        receive(room).completedInlineWith(STATUS_SUCCESS).succeededWith(2);

        assertThat(room.text()).isEqualTo("ab");
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertReceives("next");
    }

    @Test
    @Clause("RECEIVEFROM-14")
    void cutsNothingOfADatagramThatJustFits() {
        endpoint.deliver(PEER, "ab", "");

        receive(Bytes.room(2)).succeededWith(2);
        assertThat(flags.get()).isZero();

        receive(Bytes.room(0)).succeededWith(0);
        assertThat(flags.get()).isZero();
    }

    @Test
    @Clause({"RECEIVEFROM-14", "RECEIVEFROM-22"})
    void losesADatagramForWhichThereIsNoRoomAtAll() {
        Call receive = receive(Bytes.room(0)).isPending();

        endpoint.deliver(PEER, "abc", "next");

        receive.succeededWith(0);
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertReceives("next");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                SocketOptions.MSG_BCAST,
                SocketOptions.MSG_MCAST,
                SocketOptions.MSG_BCAST | SocketOptions.MSG_MCAST
            })
    @Clause({"RECEIVEFROM-11", "RECEIVEFROM-12", "RECEIVEFROM-13"})
    void tellsHowADatagramCame(int came) {
        Call waiting = receive(Bytes.room(3)).isPending();
        endpoint.deliver(FakeDatagram.of("abc", PEER).with(came));
        waiting.succeededWith(3);
        assertThat(flags.get()).isEqualTo(came);

        endpoint.deliver(FakeDatagram.of("abc", PEER).with(came));
        flags.set(POISON);
        receive(Bytes.room(2)).succeededWith(2);
        assertThat(flags.get()).isEqualTo(came | SocketOptions.MSG_TRUNC);
    }

    @Test
    @Clause("RECEIVEFROM-07")
    void tellsWhoSentIt() {
        SockAddrIn from = new SockAddrIn();
        endpoint.deliver(PEER, "a");
        socket.receiveFrom(Bytes.room(1).buf(), from).succeededWith(1);
        assertThat(from).isEqualTo(PEER);

        Call waiting = socket.receiveFrom(Bytes.room(1).buf(), from).isPending();
        endpoint.deliver(OTHER, "b");

        waiting.succeededWith(1);
        assertThat(from).isEqualTo(OTHER);
    }

    @Test
    @Clause("RECEIVEFROM-07")
    void tellsWhoSentItOverIpv6() {
        SockAddrIn6 there = SockAddrIn6.of("2001:db8::1", 7);
        there.setScopeId(3);
        DatagramClient ipv6 = wsk.datagram(AddressFamily.AF_INET6, null, null);
        ipv6.bind(new SockAddrIn6()).completedWith(STATUS_SUCCESS);
        SockAddrIn6 from = new SockAddrIn6();
        transport.endpoint().deliver(there, "a");

        ipv6.receiveFrom(Bytes.room(1).buf(), from).succeededWith(1);

        assertThat(from).isEqualTo(there);
        ipv6.receiveFrom(Bytes.room(1).buf(), new SockAddrIn()).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    // ---- control information

    @Test
    @Clause("RECEIVEFROM-08")
    void storesControlInformationAndItsLength() {
        Messages sent = Messages.ttlAndTos(9, 16);
        Messages room = Messages.room(100);
        ULong length = new ULong(100);
        endpoint.deliver(FakeDatagram.of("a", PEER).with(sent.first(), sent.length()));

        receive(length, room).completedInlineWith(STATUS_SUCCESS).succeededWith(1);

        assertThat(length.get()).isEqualTo(sent.length());
        assertThat(room.first().bytes(sent.length())).isEqualTo(sent.first().bytes(sent.length()));
        assertThat(flags.get()).isZero();
    }

    @Test
    @Clause({"RECEIVEFROM-08", "RECEIVEFROM-19"})
    void storesThemWhenTheDatagramHasCome() {
        Messages sent = Messages.ttl(9);
        Messages room = Messages.room(100);
        ULong length = new ULong(100);
        Call receive = receive(length, room).isPending();
        assertThat(length.get()).isEqualTo(100);
        assertThat(flags.get()).isEqualTo(POISON);

        endpoint.deliver(FakeDatagram.of("a", PEER).with(sent.first(), sent.length()));

        receive.succeededWith(1);
        assertThat(length.get()).isEqualTo(sent.length());
        assertThat(room.timeToLive(length.get())).isEqualTo(9);
        assertThat(flags.get()).isZero();
    }

    /** All outputs are there when the completion routine runs. */
    @Test
    @Clause({"RECEIVEFROM-08", "RECEIVEFROM-11", "RECEIVEFROM-19"})
    void hasStoredEverythingWhenTheIrpCompletes() {
        Messages sent = Messages.ttl(9);
        Messages room = Messages.room(100);
        ULong length = new ULong(100);
        SockAddrIn from = new SockAddrIn();
        List<Object> seen = new ArrayList<>();
        RecordedIrp looking = RecordedIrp.ready().then(done -> {
            seen.add(from.copy());
            seen.add(length.get());
            seen.add(room.timeToLive(length.get()));
            seen.add(flags.get());
        });
        socket.receiveFrom(Bytes.room(1).buf(), 0, from, length, room.first(), flags, looking)
                .isPending();

        endpoint.deliver(FakeDatagram.of("ab", PEER).with(sent.first(), sent.length()));

        assertThat(seen).containsExactly(PEER, sent.length(), 9, SocketOptions.MSG_TRUNC);
    }

    @Test
    @Clause({"RECEIVEFROM-08", "RECEIVEFROM-10"})
    void tellsThatThereIsNoControlInformation() {
        ULong length = new ULong(100);
        endpoint.deliver(PEER, "a");

        receive(length, Messages.room(100)).succeededWith(1);

        assertThat(length.get()).isZero();
        assertThat(flags.get()).isZero();
    }

    @Test
    @Clause({"RECEIVEFROM-08", "RECEIVEFROM-15"})
    void cutsControlInformationThatIsTooLong() {
        Messages sent = Messages.ttlAndTos(9, 16);
        Messages one = Messages.ttl(0);
        ULong length = new ULong(one.length());
        endpoint.deliver(FakeDatagram.of("a", PEER).with(sent.first(), sent.length()));

        receive(length, one).completedInlineWith(STATUS_SUCCESS).succeededWith(1);

        assertThat(length.get()).isEqualTo(one.length());
        assertThat(one.timeToLive(length.get())).isEqualTo(9);
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_CTRUNC);
    }

    @Test
    @Clause({"RECEIVEFROM-08", "RECEIVEFROM-15"})
    void cutsAllControlInformationWhenThereIsRoomForNone() {
        Messages sent = Messages.ttl(9);
        Messages room = Messages.room(8);
        ULong length = new ULong(8);
        Call receive = receive(length, room).isPending();

        endpoint.deliver(
                FakeDatagram.of("abc", PEER).with(SocketOptions.MSG_MCAST).with(sent.first(), sent.length()));

        receive.succeededWith(1);
        assertThat(length.get()).isZero();
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_CTRUNC | SocketOptions.MSG_TRUNC | SocketOptions.MSG_MCAST);
    }

    @Test
    @Clause("RECEIVEFROM-08")
    void wantsNoControlInformationWhenTheLengthIsZero() {
        Messages sent = Messages.ttl(9);
        ULong length = new ULong(0);
        endpoint.deliver(FakeDatagram.of("a", PEER).with(sent.first(), sent.length()));

        receive(length, new Messages(null, 0)).completedInlineWith(STATUS_SUCCESS);

        assertThat(length.get()).isZero();
    }

    /** windows-vs-docs reading 44. */
    @Test
    @Clause({"RECEIVEFROM-09", "RECEIVEFROM-11"})
    void ignoresTheControlBufferWithoutALengthButTellsTheFlags() {
        Messages sent = Messages.ttl(9);
        Messages room = Messages.room(100);
        room.overwrite();
        endpoint.deliver(
                FakeDatagram.of("ab", PEER).with(SocketOptions.MSG_BCAST).with(sent.first(), sent.length()));

        receive(null, room).completedInlineWith(STATUS_SUCCESS).succeededWith(1);

        assertThat(room.first().bytes(1).get()).as("untouched").isEqualTo((byte) 0xEE);
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_BCAST | SocketOptions.MSG_TRUNC);
    }

    @Test
    @Clause("RECEIVEFROM-11")
    void doesWithoutFlags() {
        Messages sent = Messages.ttl(9);
        ULong length = new ULong(100);
        endpoint.deliver(FakeDatagram.of("ab", PEER).with(sent.first(), sent.length()));

        socket.receiveFrom(
                        Bytes.room(1).buf(), 0, null, length, Messages.room(100).first(), null, irp)
                .succeededWith(1);

        assertThat(length.get()).isEqualTo(sent.length());
    }

    @Test
    @Clause("RECEIVEFROM-08")
    void refusesRoomThatIsNotThere() {
        receive(new ULong(24), new Messages(null, 0)).completedInlineWith(STATUS_INVALID_PARAMETER);
        receive(new ULong(25), Messages.ttl(0)).completedInlineWith(STATUS_INVALID_PARAMETER);
        receive(new ULong(0x8000_0018), Messages.ttl(0)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(flags.get()).isEqualTo(POISON);
    }

    @Test
    @Clause({"RECEIVEFROM-06", "RECEIVEFROM-08"})
    void storesNothingWhenItFails() {
        ULong length = new ULong(100);
        SockAddrIn from = new SockAddrIn();
        Call receive = socket.receiveFrom(
                        Bytes.room(1).buf(), 0, from, length, Messages.room(100).first(), flags, irp)
                .isPending();

        endpoint.completeReceive(STATUS_UNSUCCESSFUL);

        receive.completedWith(STATUS_UNSUCCESSFUL);
        assertThat(length.get()).isEqualTo(100);
        assertThat(flags.get()).isEqualTo(POISON);
        assertThat(from).isEqualTo(new SockAddrIn());
    }

    @Test
    @Clause("RECEIVEFROM-08")
    void takesNothingOfAnEarlierUseOfTheIrp() {
        Messages sent = Messages.ttl(9);
        Messages earlier = Messages.room(100);
        SockAddrIn from = new SockAddrIn();
        endpoint.deliver(PEER, "a");
        socket.receiveFrom(Bytes.room(1).buf(), 0, from, new ULong(100), earlier.first(), flags, irp)
                .succeededWith(1);
        endpoint.deliver(FakeDatagram.of("b", OTHER).with(sent.first(), sent.length()));

        socket.receiveFrom(Bytes.room(1).buf(), 0, null, null, null, null, irp.again())
                .succeededWith(1);

        assertThat(from).isEqualTo(PEER);
        assertThat(earlier.timeToLive(100)).isEqualTo(-1);
    }

    // ---- what is refused

    @Test
    @Clause("RECEIVEFROM-02")
    void refusesFlags() {
        socket.receiveFrom(Bytes.room(1).buf(), 1, null, null, null, null, irp)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("RECEIVEFROM-07")
    void refusesRoomForAnAddressOfAnotherFamily() {
        socket.receiveFrom(Bytes.room(1).buf(), (SockAddr) new SockAddrIn6())
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    /** windows-vs-docs reading 47. */
    @Test
    @Clause("RECEIVEFROM-06")
    void refusesMemoryThatIsNotThere() {
        socket.receiveFrom(null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.receiveFrom(new WskBuf(null, 0, 1)).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.receiveFrom(new WskBuf(Bytes.room(3).mdl(), 0, 4)).completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("RECEIVEFROM-06")
    void wantsASocketAndAnIrp() {
        WskBuf room = Bytes.room(1).buf();
        assertThat(socket.dispatch().wskReceiveFrom(socket.socket(), room, 0, null, null, null, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        new Call(socket.dispatch().wskReceiveFrom(null, room, 0, null, null, null, null, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);
    }

    // ---- how else it ends

    @Test
    @Clause("RECEIVEFROM-06")
    void tellsThatNobodyReceivedWhatWasSentAndWorksOn() {
        Call first = receive(Bytes.room(1)).isPending();
        endpoint.reportPortUnreachable();
        first.completedWith(STATUS_PORT_UNREACHABLE);

        endpoint.reportPortUnreachable();
        receive(Bytes.room(1)).completedInlineWith(STATUS_PORT_UNREACHABLE);

        endpoint.deliver(PEER, "a");
        assertReceives("a");
    }

    @Test
    @Clause("RECEIVEFROM-06")
    void isCancelledWithoutHarmToTheOthers() {
        Call first = socket.receiveFrom(Bytes.room(1).buf()).isPending();
        Call second = receive(Bytes.room(1)).isPending();
        Call third = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        assertThat(irp.irp().cancel()).isTrue();
        transport.run();
        second.completedWith(STATUS_CANCELLED);
        endpoint.deliver(PEER, "a", "b");

        first.succeededWith(1);
        third.succeededWith(1);
        assertThat(flags.get()).isEqualTo(POISON);
    }

    @Test
    @Clause("RECEIVEFROM-06")
    void isCancelledBeforeItWouldWait() {
        irp.irp().cancel();

        socket.receiveFrom(Bytes.room(1).buf(), 0, null, null, null, flags, irp).completedInlineWith(STATUS_CANCELLED);
    }

    @Test
    @Clause({"RECEIVEFROM-06", "CLOSE-06"})
    void isCancelledByTheClose() {
        Call first = receive(Bytes.room(1)).isPending();
        Call second = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        Call close = socket.close();
        transport.run();

        first.completedWith(STATUS_CANCELLED);
        second.completedWith(STATUS_CANCELLED);
        close.completedWith(STATUS_SUCCESS);
        assertThat(flags.get()).isEqualTo(POISON);
    }

    // ---- together with the event

    @Test
    @Clause({"RECEIVEFROM-17", "RECEIVEFROM-EVENT-10"})
    void isServedBeforeTheEvent() {
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        Call first = socket.receiveFrom(Bytes.room(1).buf()).isPending();
        Call second = socket.receiveFrom(Bytes.room(1).buf()).isPending();

        endpoint.deliver(PEER, "a", "b", "c", "d");

        first.succeededWith(1);
        second.succeededWith(1);
        assertThat(events.calls()).containsExactly("c|d");
    }

    /** It is posted while the event runs, and gets what comes next, not what the event has. */
    @Test
    @Clause({"RECEIVEFROM-17", "RECEIVEFROM-18", "RECEIVEFROM-EVENT-12"})
    void doesNotTakeWhatTheEventIsBeingGiven() {
        AtomicReference<Call> receive = new AtomicReference<>();
        Bytes room = Bytes.room(1);
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        events.answering(list -> {
            receive.compareAndSet(null, receive(room));
            return STATUS_SUCCESS;
        });

        endpoint.deliver(PEER, "a");
        receive.get().isPending();
        endpoint.deliver(PEER, "b");

        receive.get().succeededWith(1);
        assertThat(room.text()).isEqualTo("b");
        assertThat(events.calls()).containsExactly("a");
    }

    @Test
    @Clause("RECEIVEFROM-18")
    void getsEverythingOnceTheEventIsDisabled() {
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        assertThat(socket.disable(WskConstants.WSK_EVENT_RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);

        endpoint.deliver(PEER, "a");

        assertReceives("a");
        assertThat(events.calls()).isEmpty();
    }

    @Test
    @Clause("RECEIVEFROM-20")
    void worksAtDispatchLevel() {
        Bytes room = Bytes.room(1);
        RecordedIrp first = RecordedIrp.ready().then(done -> {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            receive(room);
        });
        socket.receiveFrom(Bytes.room(1).buf(), 0, null, null, null, null, first)
                .isPending();

        endpoint.deliver(PEER, "a", "b");

        assertThat(irp.await().status()).isEqualTo(STATUS_SUCCESS);
        assertThat(room.text()).isEqualTo("b");
    }

    @Test
    @Clause("RECEIVEFROM-04")
    void completesLaterWhenTooManyCompletionsNest() {
        Messages sent = Messages.ttl(9);
        Messages room = Messages.room(100);
        ULong length = new ULong(100);
        AtomicReference<Call> receive = new AtomicReference<>();
        endpoint.deliver(FakeDatagram.of("ab", PEER).with(sent.first(), sent.length()));

        Depth.run(socket, () -> receive.set(receive(length, room)));
        transport.run();

        assertThat(receive.get().returned()).isEqualTo(STATUS_PENDING);
        receive.get().succeededWith(1);
        assertThat(length.get()).isEqualTo(sent.length());
        assertThat(flags.get()).isEqualTo(SocketOptions.MSG_TRUNC);
    }
}
