// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_CHANGE;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_QUERY;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_SORT;
import static org.wsk4j.ws2def.SocketOptions.SIO_KEEPALIVE_VALS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;
import static org.wsk4j.ws2def.SocketOptions.TCP_NODELAY;
import static org.wsk4j.wsk.WskControlSocketType.WskGetOption;
import static org.wsk4j.wsk.WskControlSocketType.WskIoctl;
import static org.wsk4j.wsk.WskControlSocketType.WskSetOption;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.wsk.WskConstants;

/** WskControlSocket: what holds for every option and every control code. */
@Timeout(60)
class ControlSocketTest {
    /** A control code that only the transport of the test knows. */
    private static final int OF_THE_TRANSPORT = 0xD8000077;

    /** An option that only the transport of the test knows. */
    private static final int ITS_OPTION = 0x7001;

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private final List<String> ran = new ArrayList<>();
    private FakeTransport transport;

    @BeforeEach
    void transportsHaveMore() {
        transport = streams.transport(FakeTransport.class);
        FakeDatagramTransport other = datagrams.transport(FakeDatagramTransport.class);
        transport.addOption(IPPROTO_IP, ITS_OPTION, 5);
        other.addOption(IPPROTO_IP, ITS_OPTION, 5);
        transport.addOption(IPPROTO_TCP, TCP_NODELAY, 0);
        transport.addControl(OF_THE_TRANSPORT, this::run);
        other.addControl(OF_THE_TRANSPORT, this::run);
    }

    /** The operation of the transport: doubles a number. */
    private NtStatus run(Object input, Object output, SizeT written) {
        ran.add(input + " to " + output);
        if (input instanceof ULong number && output instanceof SizeT result) {
            result.set(2L * number.get());
            written.set(8);
        }
        return STATUS_SUCCESS;
    }

    // ---- what is asked for

    @ParameterizedTest
    @EnumSource
    @Clause({
        "CONTROLSOCKET-01",
        "CONTROLSOCKET-06",
        "CONTROLSOCKET-10",
        "CONTROLSOCKET-18",
        "CATEGORY-03",
        "CATEGORY-04",
        "CATEGORY-06",
        "PROVIDER-BASIC-03"
    })
    void reachesTheTransportFromEveryCategoryAtOnce(SocketCategory category) {
        AnySocket socket = every.make(category);
        ULong value = new ULong();
        SizeT doubled = new SizeT();

        socket.set(IPPROTO_IP, ITS_OPTION, 4, new ULong(6))
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);
        socket.get(IPPROTO_IP, ITS_OPTION, 4, value)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(4);
        socket.ioctl(OF_THE_TRANSPORT, 4, new ULong(21), 8, doubled)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(8);

        assertThat(value.get()).isEqualTo(6);
        assertThat(doubled.get()).isEqualTo(42);
    }

    @Test
    @Clause("CONTROLSOCKET-03")
    void takesTheCodeForAnOptionOrForAControlCodeAsAsked() {
        AnySocket socket = streams.socket();
        transport.addControl(SO_RCVBUF, (input, output, written) -> STATUS_ACCESS_DENIED);

        socket.call(WskIoctl, SO_RCVBUF, SOL_SOCKET, 4, new ULong(1), 0, null, null)
                .completedInlineWith(STATUS_ACCESS_DENIED);
        socket.set(SOL_SOCKET, OF_THE_TRANSPORT, 4, new ULong(1)).completedInlineWith(STATUS_NOT_SUPPORTED);

        assertThat(transport.endpoint().option(SOL_SOCKET, SO_RCVBUF)).isNotEqualTo(1);
        assertThat(ran).isEmpty();
    }

    @Test
    @Clause({"CONTROLSOCKET-04", "AF-INET-09"})
    void tellsOptionsOfOneNumberApartByTheLevel() {
        AnySocket socket = streams.socket();

        socket.set(IPPROTO_TCP, TCP_NODELAY, 4, new ULong(1)).completedInlineWith(STATUS_SUCCESS);
        socket.set(SOL_SOCKET, TCP_NODELAY, 4, new ULong(1)).completedInlineWith(STATUS_NOT_SUPPORTED);
        socket.set(IPPROTO_TCP, SO_RCVBUF, 4, new ULong(1)).completedInlineWith(STATUS_NOT_SUPPORTED);
        socket.set(0xFFFF, SO_RCVBUF, 4, new ULong(1234)).completedInlineWith(STATUS_SUCCESS);

        assertThat(SOL_SOCKET).isEqualTo(0xFFFF);
        assertThat(transport.endpoint().option(IPPROTO_TCP, TCP_NODELAY)).isOne();
        assertThat(transport.endpoint().option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SOL_SOCKET, IPPROTO_TCP, -1})
    @Clause("CONTROLSOCKET-05")
    void doesNotLookAtTheLevelOfAControlCode(int level) {
        AnySocket socket = streams.socket();
        SizeT doubled = new SizeT();

        socket.call(WskIoctl, OF_THE_TRANSPORT, level, 4, new ULong(4), 8, doubled, null)
                .completedInlineWith(STATUS_SUCCESS);
        NtStatus ofTheEngine = socket.callInline(
                WskIoctl, WskConstants.SIO_WSK_QUERY_INSPECT_ID, level, 0, null, 0, null, new SizeT());

        assertThat(doubled.get()).isEqualTo(8);
        assertThat(ofTheEngine).isEqualTo(STATUS_INVALID_PARAMETER); // known, whatever the level: it has no output
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CONTROLSOCKET-06", "CONTROLSOCKET-14", "SO-KEEPALIVE-07"})
    void answersWhatTheTransportAnswers(SocketCategory category) {
        AnySocket socket = every.make(category);
        streams.transport(FakeTransport.class).addControl(OF_THE_TRANSPORT, this::refuse);
        datagrams.transport(FakeDatagramTransport.class).addControl(OF_THE_TRANSPORT, this::refuse);

        socket.ioctl(OF_THE_TRANSPORT, 0, null, 0, null).completedInlineWith(STATUS_ACCESS_DENIED);
        socket.ioctl(SIO_KEEPALIVE_VALS, 4, new ULong(), 0, null).completedInlineWith(STATUS_NOT_SUPPORTED);
        socket.get(SOL_SOCKET, 0x7777, 4, new ULong()).completedInlineWith(STATUS_NOT_SUPPORTED);
    }

    private NtStatus refuse(Object input, Object output, SizeT written) {
        written.set(100); // as one does whose output would be that long
        return STATUS_ACCESS_DENIED;
    }

    @Test
    void turnsWhatATransportThrowsIntoAFailure() {
        streams.expectErrors();
        datagrams.expectErrors(); // the log is one
        transport.addControl(OF_THE_TRANSPORT, (input, output, written) -> {
            throw new IllegalStateException("the transport's own");
        });
        AnySocket socket = streams.socket();

        socket.ioctl(OF_THE_TRANSPORT, 0, null, 0, null).completedInlineWith(NtStatus.STATUS_UNSUCCESSFUL);
    }

    // ---- buffers

    @Test
    @Clause("CONTROLSOCKET-07")
    void takesNoBufferForWhatThereIsNot() {
        AnySocket socket = streams.socket();
        ULong value = new ULong(77);

        socket.call(WskSetOption, SO_RCVBUF, SOL_SOCKET, 4, value, 4, value, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskSetOption, SO_RCVBUF, SOL_SOCKET, 4, value, 4, null, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskGetOption, SO_RCVBUF, SOL_SOCKET, 4, value, 4, value, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskGetOption, SO_RCVBUF, SOL_SOCKET, 0, value, 4, value, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 4, value, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 4, value).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(value.get()).isEqualTo(77);
        assertThat(transport.endpoint().option(SOL_SOCKET, SO_RCVBUF)).isNotEqualTo(77);
    }

    @Test
    @Clause("CONTROLSOCKET-07")
    void takesNoBufferForWhatThereIsNotEvenIfItIsTheTransports() {
        AnySocket socket = streams.socket();
        ULong value = new ULong(77);

        socket.call(WskSetOption, ITS_OPTION, IPPROTO_IP, 4, value, 4, value, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskGetOption, ITS_OPTION, IPPROTO_IP, 4, value, 4, value, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskSetOption, ITS_OPTION, IPPROTO_IP, 0, null, 0, null, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.call(WskGetOption, ITS_OPTION, IPPROTO_IP, 0, null, 0, null, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(OF_THE_TRANSPORT, 4, null, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(OF_THE_TRANSPORT, 0, null, 4, null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(value.get()).isEqualTo(77);
        assertThat(transport.endpoint().option(IPPROTO_IP, ITS_OPTION)).isEqualTo(5);
        assertThat(ran).isEmpty();
    }

    @Test
    void needsRoomForTheWholeValue() {
        AnySocket socket = streams.socket();
        ULong value = new ULong(77);

        socket.set(SOL_SOCKET, SO_RCVBUF, 3, new ULong(1)).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SOL_SOCKET, SO_RCVBUF, -4, new ULong(1)).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SOL_SOCKET, SO_RCVBUF, 4, new SizeT(1)).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(SOL_SOCKET, SO_RCVBUF, 4, null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.get(SOL_SOCKET, SO_RCVBUF, 3, value).completedInlineWith(STATUS_BUFFER_TOO_SMALL);
        socket.get(SOL_SOCKET, SO_RCVBUF, 0, value).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.get(SOL_SOCKET, SO_RCVBUF, -1, value).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.get(SOL_SOCKET, SO_RCVBUF, 8, new SizeT()).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.get(SOL_SOCKET, SO_RCVBUF, 4, null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(value.get()).isEqualTo(77);
        assertThat(transport.endpoint().option(SOL_SOCKET, SO_RCVBUF)).isNotEqualTo(1);
    }

    // ---- the IRP and the size

    @Test
    @Clause({"CONTROLSOCKET-08", "CONTROLSOCKET-09"})
    void wantsTheSizeWhereNoIrpTellsIt() {
        AnySocket socket = streams.socket();
        transport.addControl(SIO_ADDRESS_LIST_QUERY, (input, output, written) -> STATUS_SUCCESS);
        SizeT size = new SizeT(-1);

        NtStatus without = socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 100, new SocketAddressList(), null);
        socket.call(WskIoctl, SIO_ADDRESS_LIST_QUERY, 0, 0, null, 100, new SocketAddressList(), size)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(size.get()).isEqualTo(-1);
        NtStatus with = socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 100, new SocketAddressList(), size);

        assertThat(without).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(with).isEqualTo(STATUS_SUCCESS);
        assertThat(size.get()).isEqualTo(8);
    }

    @Test
    @Clause("CONTROLSOCKET-08")
    void tellsTheSizeInBothPlacesToWhoAsksForItTwice() {
        AnySocket socket = streams.socket();
        SizeT size = new SizeT(-1);

        socket.call(WskGetOption, SO_RCVBUF, SOL_SOCKET, 0, null, 4, new ULong(), size)
                .succeededWith(4);

        assertThat(size.get()).isEqualTo(4);
    }

    @Test
    @Clause("CONTROLSOCKET-09")
    void needsAnIrpWhereTheOperationDoes() {
        AnySocket socket = streams.socket();
        ULong value = new ULong(77);

        assertThat(socket.callInline(WskGetOption, SO_RCVBUF, SOL_SOCKET, 0, null, 4, value, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.callInline(WskGetOption, ITS_OPTION, IPPROTO_IP, 0, null, 4, value, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(OF_THE_TRANSPORT, 0, null, 0, null, null)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(value.get()).isEqualTo(77);
        assertThat(ran).isEmpty();
    }

    @Test
    @Clause("CONTROLSOCKET-14")
    void refusesARequestOfNoType() {
        AnySocket socket = streams.socket();

        socket.call(null, SO_RCVBUF, SOL_SOCKET, 4, new ULong(1), 0, null, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"CONTROLSOCKET-11", "SIO-ADDR-CHANGE-02"})
    void pendsWhatCannotBeOverAtOnce() {
        transport.addControl(SIO_ADDRESS_LIST_QUERY, (input, output, written) -> STATUS_SUCCESS);
        AnySocket socket = streams.socket();

        Call waiting = socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null).isPending();

        socket.close().completedWith(STATUS_SUCCESS);
        assertThatIrp(waiting.irp()).fits(STATUS_PENDING).isCancelled();
    }

    @Test
    @Clause("CONTROLSOCKET-11")
    void tellsTheCountAlsoLater() {
        ClientSocket socket = streams.bound();
        AtomicReference<Call> get = new AtomicReference<>();
        ULong value = new ULong();

        Depth.run(socket, () -> get.set(socket.get(SOL_SOCKET, SO_RCVBUF, 4, value)));
        get.get().isPending();
        transport.run();

        get.get().succeededWith(4);
        assertThat(value.get()).isPositive();
    }

    // ---- states

    @ParameterizedTest
    @EnumSource
    @Clause("CONTROLSOCKET-13")
    void failsOnceTheSocketWorksNoLonger(SocketCategory category) {
        AnySocket socket = every.make(category);
        every.fixture(category).registry().revokeAll();
        ULong value = new ULong(77);

        socket.get(SOL_SOCKET, SO_RCVBUF, 4, value).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.ioctl(OF_THE_TRANSPORT, 0, null, 0, null).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 0, null, new SizeT()))
                .isEqualTo(STATUS_FILE_FORCED_CLOSED);

        assertThat(value.get()).isEqualTo(77);
        assertThat(ran).isEmpty();
    }

    // ---- levels

    @ParameterizedTest
    @EnumSource
    @Clause("CONTROLSOCKET-16")
    void worksAtDispatchLevel(SocketCategory category) {
        AnySocket socket = every.make(category);
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            socket.set(IPPROTO_IP, ITS_OPTION, 4, new ULong(6)).completedInlineWith(STATUS_SUCCESS);
            socket.get(IPPROTO_IP, ITS_OPTION, 4, new ULong()).succeededWith(4);
            socket.ioctl(OF_THE_TRANSPORT, 0, null, 0, null).completedInlineWith(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SIO_ADDRESS_LIST_QUERY, SIO_ADDRESS_LIST_CHANGE, SIO_ADDRESS_LIST_SORT})
    @Clause({"CONTROLSOCKET-17", "SIO-ADDR-QUERY-05", "SIO-ADDR-CHANGE-04"})
    void runsCodesOfAddressListsAtPassiveLevelOnly(int code) {
        AnySocket socket = streams.socket();
        RecordedIrp irp = RecordedIrp.ready();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertThatThrownBy(() -> socket.dispatch()
                            .wskControlSocket(socket.socket(), WskIoctl, code, 0, 0, null, 0, null, null, irp.irp()))
                    .isInstanceOf(BugCheck.class)
                    .hasMessageContaining("SIO_ADDRESS_LIST");
        } finally {
            Irql.lower(old);
        }
        assertThatIrp(irp).isUntouched();
    }
}
