// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_BUFFER_SIZE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_FOUND;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SIO_LOOPBACK_FAST_PATH;
import static org.wsk4j.ws2def.SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT;
import static org.wsk4j.ws2def.SocketOptions.SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS;
import static org.wsk4j.ws2def.SocketOptions.SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_KEEPALIVE;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_QUERY_INSPECT_ID;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_REGISTER_EXTENSION;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskExtensionControlIn;
import org.wsk4j.wsk.WskExtensionControlOut;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;

/** The options and control codes that have rules of their own, one after the other. */
@Timeout(60)
class EngineControlTest {
    private static final Guid EXTENSION = Guid.parse("{11111111-2222-3333-4444-555555555555}");

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private FakeTransport transport;

    @BeforeEach
    void transportHasKeepalive() {
        transport = streams.transport(FakeTransport.class);
        transport.addOption(SOL_SOCKET, SO_KEEPALIVE, 0);
        datagrams.transport(FakeDatagramTransport.class).addOption(SOL_SOCKET, SO_KEEPALIVE, 0);
    }

    // ---- SO_KEEPALIVE and SO_RCVBUF

    @ParameterizedTest
    @EnumSource
    @Clause("SO-KEEPALIVE-02")
    void keepaliveIsForWhatConnectsOrAccepts(SocketCategory category) {
        boolean has = EnumSet.of(SocketCategory.LISTEN, SocketCategory.CONNECTION, SocketCategory.STREAM)
                .contains(category);
        AnySocket socket = every.make(category);

        socket.set(SOL_SOCKET, SO_KEEPALIVE, 4, new ULong(1))
                .completedInlineWith(has ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
        socket.get(SOL_SOCKET, SO_KEEPALIVE, 4, new ULong())
                .completedInlineWith(has ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource
    @Clause("SO-RCVBUF-02")
    void receiveBufferIsForAllButBasicSockets(SocketCategory category) {
        boolean has = category != SocketCategory.BASIC;
        AnySocket socket = every.make(category);

        socket.set(SOL_SOCKET, SO_RCVBUF, 4, new ULong(5000))
                .completedInlineWith(has ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
        socket.get(SOL_SOCKET, SO_RCVBUF, 4, new ULong())
                .completedInlineWith(has ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {SO_KEEPALIVE, SO_RCVBUF})
    @Clause({"SO-KEEPALIVE-05", "SO-KEEPALIVE-06", "SO-RCVBUF-05", "SO-RCVBUF-06"})
    void acceptedSocketsStartWithTheOptionsOfTheListeningOne(int option) {
        ListeningSocket listening = streams.listening(null, null);
        listening.set(SOL_SOCKET, option, 4, new ULong(1)).completedInlineWith(STATUS_SUCCESS);
        listening.bind(SockAddrIn.of("127.0.0.1", 80)).completedWith(STATUS_SUCCESS);
        ClientSocket first = accept(listening);
        ULong value = new ULong(77);

        first.get(SOL_SOCKET, option, 4, value).succeededWith(4);
        assertThat(value.get()).isOne();
        first.set(SOL_SOCKET, option, 4, new ULong(0)).completedInlineWith(STATUS_SUCCESS);
        first.get(SOL_SOCKET, option, 4, value).succeededWith(4);
        assertThat(value.get()).isZero();

        accept(listening).get(SOL_SOCKET, option, 4, value).succeededWith(4);
        assertThat(value.get()).isOne();
    }

    private ClientSocket accept(ListeningSocket listening) {
        Call accept = listening.accept();
        transport.listener().connect();
        transport.run();
        return streams.accepted(accept);
    }

    // ---- the two backlogs

    @ParameterizedTest
    @ValueSource(ints = {SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, SIO_WSK_QUERY_RECEIVE_BACKLOG})
    @Clause({"SIO-IDEAL-BACKLOG-02", "SIO-IDEAL-BACKLOG-03", "SIO-RECEIVE-BACKLOG-02", "SIO-RECEIVE-BACKLOG-03"})
    void backlogsAreThoseOfConnections(int code) {
        SizeT size = new SizeT(-1);
        for (SocketCategory category : SocketCategory.values()) {
            boolean connects = category == SocketCategory.CONNECTION || category == SocketCategory.STREAM;
            every.make(category)
                    .ioctl(code, 0, null, 8, size)
                    .completedInlineWith(connects ? STATUS_INVALID_DEVICE_STATE : STATUS_NOT_SUPPORTED);
        }
        ClientSocket socket = streams.connected(null, null);

        assertThat(socket.ioctl(code, 0, null, 8, size, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        socket.ioctl(code, 0, null, 7, size).completedInlineWith(STATUS_BUFFER_TOO_SMALL);
        socket.ioctl(code, 0, null, 8, new ULong()).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(code, 8, size, 8, size).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(size.get()).isEqualTo(-1);
    }

    @Test
    @Clause({"SIO-IDEAL-BACKLOG-01", "SIO-RECEIVE-BACKLOG-01"})
    void backlogsAreToldAsTheyAre() {
        assertThat(SIO_WSK_QUERY_IDEAL_SEND_BACKLOG).isEqualTo(0x4F000003);
        assertThat(SIO_WSK_QUERY_RECEIVE_BACKLOG).isEqualTo(0x4F000004);
        ClientSocket socket = streams.connected(null, null);
        SizeT size = new SizeT(-1);

        transport.endpoint().changeIdealBacklog(4711);
        socket.ioctl(SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, 0, null, 8, size).succeededWith(8);
        assertThat(size.get()).isEqualTo(4711);
        transport.endpoint().deliver("abc");
        socket.ioctl(SIO_WSK_QUERY_RECEIVE_BACKLOG, 0, null, 8, size).succeededWith(8);

        assertThat(size.get()).isEqualTo(3);
    }

    // ---- SIO_WSK_QUERY_INSPECT_ID

    @Test
    @Clause({"SIO-INSPECT-ID-01", "SIO-INSPECT-ID-02", "SIO-INSPECT-ID-04", "SIO-INSPECT-ID-05"})
    void acceptedSocketsKnowAsWhatTheyWereInspected() {
        assertThat(SIO_WSK_QUERY_INSPECT_ID).isEqualTo(0x4F000005);
        RecordedListenEvents callbacks = new RecordedListenEvents(streams);
        ListeningSocket listening = streams.listening(null, callbacks.dispatch());
        listening.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
        listening.bind(SockAddrIn.of("127.0.0.1", 80)).completedWith(STATUS_SUCCESS);
        ClientSocket atOnce = accept(listening);
        callbacks.inspecting(RecordedListenEvents.PEND);
        Call accept = listening.accept();
        transport.listener().connect();
        transport.run();
        listening
                .inspectComplete(callbacks.ids().get(1), WskInspectAction.WskInspectAccept)
                .completedWith(STATUS_SUCCESS);
        transport.run();
        ClientSocket later = streams.accepted(accept);

        assertThat(inspectId(atOnce)).isEqualTo(callbacks.ids().get(0));
        assertThat(inspectId(later)).isEqualTo(callbacks.ids().get(1)).isNotEqualTo(inspectId(atOnce));
        inspectIdIsGivenOnlyAsAsked(later);
    }

    private static WskInspectId inspectId(AnySocket socket) {
        WskInspectId id = new WskInspectId(-1, -1);
        SizeT size = new SizeT(-1);
        assertThat(socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, WskConstants.SIZEOF_WSK_INSPECT_ID, id, size))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(size.get()).isEqualTo(WskConstants.SIZEOF_WSK_INSPECT_ID);
        return id;
    }

    private static void inspectIdIsGivenOnlyAsAsked(AnySocket socket) {
        int room = WskConstants.SIZEOF_WSK_INSPECT_ID;
        WskInspectId id = new WskInspectId(-1, -1);
        SizeT size = new SizeT(-1);

        socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, room, id).completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, room, id, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, room - 1, id, size))
                .isEqualTo(STATUS_BUFFER_TOO_SMALL);
        assertThat(socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, room, new ULong(), size))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(id).isEqualTo(new WskInspectId(-1, -1));
        assertThat(size.get()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-INSPECT-ID-02", "SIO-INSPECT-ID-03"})
    void socketsThatWereNotInspectedHaveNoIdentifier(SocketCategory category) {
        assertHasNoInspectId(every.make(category));
    }

    @Test
    @Clause({"SIO-INSPECT-ID-02", "SIO-INSPECT-ID-03"})
    void acceptedSocketsThatNobodyInspectedHaveNoIdentifier() {
        ListeningSocket listening = streams.listening(null, null);
        listening.bind(SockAddrIn.of("127.0.0.1", 80)).completedWith(STATUS_SUCCESS);

        assertHasNoInspectId(accept(listening));
    }

    private static void assertHasNoInspectId(AnySocket socket) {
        WskInspectId id = new WskInspectId(-1, -1);
        SizeT size = new SizeT(-1);

        assertThat(socket.ioctl(SIO_WSK_QUERY_INSPECT_ID, 0, null, WskConstants.SIZEOF_WSK_INSPECT_ID, id, size))
                .isEqualTo(STATUS_INVALID_DEVICE_REQUEST);

        assertThat(id).isEqualTo(new WskInspectId(-1, -1));
        assertThat(size.get()).isEqualTo(-1);
    }

    // ---- SIO_WSK_REGISTER_EXTENSION

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-EXTENSION-01", "SIO-EXTENSION-02", "SIO-EXTENSION-03", "SIO-EXTENSION-04", "EXT-02"})
    void extensionInterfacesAreNotSupported(SocketCategory category) {
        assertThat(SIO_WSK_REGISTER_EXTENSION).isEqualTo(0xCF000002);
        AnySocket socket = every.make(category);
        long in = WskConstants.SIZEOF_WSK_EXTENSION_CONTROL_IN;
        long out = WskConstants.SIZEOF_WSK_EXTENSION_CONTROL_OUT;
        WskExtensionControlIn input = new WskExtensionControlIn(EXTENSION, new Object(), new Object());
        WskExtensionControlOut output = new WskExtensionControlOut();

        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, input, out, output, null))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, input, out, output).completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, input, out, output, new SizeT()))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in - 1, input, out, output, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, input, out - 1, output, null))
                .isEqualTo(STATUS_BUFFER_TOO_SMALL);
        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, output, out, input, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_WSK_REGISTER_EXTENSION, in, null, out, output, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(output.providerContext()).isNull();
        assertThat(output.providerDispatch()).isNull();
    }

    // ---- what no transport here can do

    @ParameterizedTest
    @EnumSource
    @Clause({"SIO-FASTPATH-01", "SIO-FASTPATH-02", "SIO-FASTPATH-05", "SIO-FASTPATH-06"})
    void fastPathOfTheLoopbackIsNotSupported(SocketCategory category) {
        assertThat(SIO_LOOPBACK_FAST_PATH).isEqualTo(0x98000010);
        boolean tcp = EnumSet.of(SocketCategory.LISTEN, SocketCategory.CONNECTION, SocketCategory.STREAM)
                .contains(category);
        AnySocket socket = every.make(category);

        socket.ioctl(SIO_LOOPBACK_FAST_PATH, 1, true, 0, null).completedInlineWith(STATUS_NOT_SUPPORTED);
        socket.ioctl(SIO_LOOPBACK_FAST_PATH, 0, null, 0, null)
                .completedInlineWith(tcp ? STATUS_INVALID_BUFFER_SIZE : STATUS_NOT_SUPPORTED);
        socket.ioctl(SIO_LOOPBACK_FAST_PATH, 1, null, 0, null)
                .completedInlineWith(tcp ? STATUS_INVALID_PARAMETER : STATUS_NOT_SUPPORTED);
        assertThat(socket.ioctl(SIO_LOOPBACK_FAST_PATH, 1, true, 0, null, null)).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(ints = {SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS, SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT})
    @Clause({
        "SIO-REDIRECT-01",
        "SIO-REDIRECT-02",
        "SIO-REDIRECT-03",
        "SIO-REDIRECT-06",
        "SIO-REDIRECT-07",
        "SIO-REDIRECT-08"
    })
    void connectionsWereNotRedirected(int code) {
        ClientSocket socket = streams.connected(null, null);
        ByteBuffer record = ByteBuffer.allocate(100);

        socket.ioctl(code, 0, null, 100, record).completedInlineWith(STATUS_NOT_FOUND);
        socket.ioctl(code, 0, null, 0, null).completedInlineWith(STATUS_NOT_FOUND);
        socket.ioctl(code, 0, null, 100, new ULong()).completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(code, 0, null, 100, record, new SizeT())).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(record.position()).isZero();
    }

    @Test
    @Clause({"SIO-REDIRECT-09", "SIO-REDIRECT-10", "SIO-REDIRECT-11"})
    void connectionsAreNotRedirectedOn() {
        AnySocket socket = streams.socket();
        ByteBuffer record = ByteBuffer.allocate(100);

        socket.ioctl(SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS, 100, record, 0, null)
                .completedInlineWith(STATUS_ACCESS_DENIED);
        socket.ioctl(SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS, 0, null, 0, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        assertThat(socket.ioctl(SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS, 100, record, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(record.position()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                SIO_LOOPBACK_FAST_PATH,
                SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS,
                SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT,
                SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS
            })
    @Clause({"SIO-FASTPATH-11", "SIO-REDIRECT-12"})
    void someCodesAreForPassiveLevelOnly(int code) {
        AnySocket socket = streams.socket();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertThatThrownBy(() -> socket.ioctl(code, 0, null, 0, null)).isInstanceOf(BugCheck.class);
        } finally {
            Irql.lower(old);
        }
    }
}
