// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_SET_TCP_SILENT_MODE;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;

/** SIO_WSK_SET_TCP_SILENT_MODE over a transport that can do it, and over those that cannot. */
@Timeout(60)
class SilentModeTest {
    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private final AtomicInteger silenced = new AtomicInteger();
    private FakeTransport transport;

    @BeforeEach
    void transportCanBeSilent() {
        transport = streams.transport(FakeTransport.class);
        transport.addControl(SIO_WSK_SET_TCP_SILENT_MODE, (input, output, written) -> {
            assertThat(input).isNull();
            assertThat(output).isNull();
            silenced.incrementAndGet();
            return STATUS_SUCCESS;
        });
    }

    private static Call silence(AnySocket socket) {
        return socket.ioctl(SIO_WSK_SET_TCP_SILENT_MODE, 0, null, 0, null);
    }

    @Test
    @Clause({"SIO-SILENT-01", "SIO-SILENT-05", "SIO-SILENT-06", "SIO-SILENT-08"})
    void leavesNothingButTheClose() {
        assertThat(SIO_WSK_SET_TCP_SILENT_MODE).isEqualTo(0x2F000007);
        ClientSocket socket = streams.connected(null, null);
        Call receive = socket.receive(Bytes.room(4).buf()).isPending();

        silence(socket).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        assertThat(silenced).hasValue(1);
        socket.send("a").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.abort().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.receive(Bytes.room(4).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.bind(new SockAddrIn()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.connect(SockAddrIn.of("127.0.0.1", 7)).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.get(SOL_SOCKET, SO_RCVBUF, 4, new ULong()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        silence(socket).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(silenced).hasValue(1);
        assertThat(transport.endpoint().sent()).isEmpty();
        receive.isPending();
        Call close = socket.close();
        transport.run();
        close.completedWith(STATUS_SUCCESS);
        receive.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("SIO-SILENT-03")
    void needsAnIrpAndNoBuffers() {
        ClientSocket socket = streams.connected(null, null);
        ULong value = new ULong();

        assertThat(socket.ioctl(SIO_WSK_SET_TCP_SILENT_MODE, 0, null, 0, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        socket.ioctl(SIO_WSK_SET_TCP_SILENT_MODE, 4, value, 0, null).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.ioctl(SIO_WSK_SET_TCP_SILENT_MODE, 0, null, 4, value).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(silenced).hasValue(0);
        socket.send("a").succeededWith(1);
    }

    @Test
    @Clause("SIO-SILENT-04")
    void isRefusedWhileASendOrADisconnectIsPending() {
        ClientSocket sending = streams.connected(null, null);
        ClientSocket disconnecting = streams.connected(null, null);
        transport.holdSends();
        Call send = sending.send("abc").isPending();
        Call disconnect = disconnecting.disconnect().isPending();

        silence(sending).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        silence(disconnecting).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(silenced).hasValue(0);
        transport.releaseHolds();
        transport.run();
        send.succeededWith(3);
        disconnect.completedWith(STATUS_SUCCESS);
        silence(sending).completedInlineWith(STATUS_SUCCESS);
        silence(disconnecting).completedInlineWith(STATUS_INVALID_DEVICE_STATE); // it has sent its end
    }

    @ParameterizedTest
    @EnumSource
    @Clause("SIO-SILENT-02")
    void isForConnectedSocketsOfTcpOnly(SocketCategory category) {
        boolean connects = category == SocketCategory.CONNECTION || category == SocketCategory.STREAM;
        AnySocket socket = every.make(category);

        silence(socket).completedInlineWith(connects ? STATUS_INVALID_DEVICE_STATE : STATUS_NOT_SUPPORTED);
        if (category != SocketCategory.BASIC) {
            EveryCategory.bind(socket).completedWith(STATUS_SUCCESS);
            silence(socket).completedInlineWith(connects ? STATUS_INVALID_DEVICE_STATE : STATUS_NOT_SUPPORTED);
        }

        assertThat(silenced).hasValue(0);
    }

    @Test
    @Clause("SIO-SILENT-02")
    void leavesTheSocketAsItIsWhenTheTransportCannot() {
        transport.addControl(SIO_WSK_SET_TCP_SILENT_MODE, (input, output, written) -> STATUS_NOT_SUPPORTED);
        ClientSocket socket = streams.connected(null, null);

        silence(socket).completedInlineWith(STATUS_NOT_SUPPORTED); // as over the loopback

        socket.send("abc").succeededWith(3);
        assertThat(transport.endpoint().sent()).isEqualTo("abc");
    }
}
