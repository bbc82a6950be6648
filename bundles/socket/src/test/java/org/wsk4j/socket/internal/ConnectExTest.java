// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_OVERFLOW;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskBuf;

/** WskConnectEx, one step at a time. */
@Timeout(60)
class ConnectExTest {
    private static final SockAddr THERE = SockAddrIn.of("127.0.0.1", 7);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private FakeTransport transport;
    private ClientSocket socket;

    @BeforeEach
    void bind() {
        transport = wsk.transport(FakeTransport.class);
        socket = wsk.bound();
    }

    private Call connectEx(SockAddr remoteAddress, WskBuf buffer, int flags) {
        return connectEx(socket, remoteAddress, buffer, flags);
    }

    private static Call connectEx(ClientSocket socket, SockAddr remoteAddress, WskBuf buffer, int flags) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(socket.dispatch().wskConnectEx(socket.socket(), remoteAddress, buffer, flags, irp.irp()), irp);
    }

    @Test
    @Clause({"CONNECTEX-01", "CONNECTEX-06", "CONNECTEX-10"})
    void connectsAndSends() {
        connectEx(THERE, Bytes.of("hello").buf(), 0)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        assertThat(transport.endpoint().sent()).isEqualTo("hello");
        socket.send(" world").succeededWith(6);
        assertThat(transport.endpoint().sent()).isEqualTo("hello world");
    }

    @Test
    @Clause({"CONNECTEX-01", "CONNECTEX-02", "CONNECTEX-06"})
    void connectsLikeConnectWithoutABuffer() {
        connectEx(THERE, null, 0).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        assertThat(transport.endpoint().sent()).isEmpty();
        socket.send("x").succeededWith(1);
    }

    @Test
    @Clause("CONNECTEX-03")
    void sendsUpTo65535Bytes() {
        Bytes most = Bytes.room(65_535);

        connectEx(THERE, most.buf(), 0).completedWith(STATUS_SUCCESS);

        assertThat(transport.endpoint().sent()).hasSize(65_535);
    }

    @Test
    @Clause({"CONNECTEX-03", "CONNECTEX-04"})
    void refusesMoreAndConnectsNothing() {
        connectEx(THERE, Bytes.room(65_536).buf(), 0).completedInlineWith(STATUS_BUFFER_OVERFLOW);

        socket.send("x").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connectEx(THERE, null, 0).completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 0x80000000, -1})
    @Clause("CONNECTEX-05")
    void refusesEveryFlag(int flags) {
        connectEx(THERE, null, flags).completedInlineWith(STATUS_INVALID_PARAMETER);

        connectEx(THERE, null, 0).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CONNECTEX-07")
    void completesLaterWithItsOutcome() {
        transport.holdConnects();
        Call succeeds = connectEx(THERE, Bytes.of("hello").buf(), 0).isPending();
        transport.endpoint().completeNext(STATUS_SUCCESS);
        transport.run();
        succeeds.completedWith(STATUS_SUCCESS);
        assertThat(transport.endpoint().sent()).isEqualTo("hello");

        ClientSocket other = wsk.bound();
        Call fails = connectEx(other, THERE, Bytes.of("hello").buf(), 0).isPending();
        transport.endpoint().completeNext(STATUS_CONNECTION_REFUSED);
        transport.run();
        fails.completedWith(STATUS_CONNECTION_REFUSED);
    }

    @Test
    @Clause({"CONNECTEX-01", "CONNECTEX-07", "CONNECTEX-12"})
    void completesWhenItsBytesAreSentAndNeedsThemNoMore() {
        transport.holdSends();
        Bytes bytes = Bytes.of("hello");
        Call connect = connectEx(THERE, bytes.buf(), 0).isPending();

        transport.releaseHolds();
        transport.run();

        connect.completedWith(STATUS_SUCCESS);
        bytes.mdl().systemAddress().put("#####".getBytes(StandardCharsets.US_ASCII)); // the memory is the client's
        assertThat(transport.endpoint().sent()).isEqualTo("hello");
    }

    @Test
    @Clause("CONNECTEX-08")
    void isRefusedOnASocketThatWorksNoLonger() {
        socket.engineSide().abandon();
        transport.run();

        connectEx(THERE, Bytes.of("x").buf(), 0).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause({"CONNECTEX-09", "CONNECTEX-10"})
    void failsWithOtherStatuses() {
        connectEx(wsk.socket(), THERE, null, 0).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connectEx(new SockAddrIn6(), null, 0).completedInlineWith(STATUS_INVALID_PARAMETER);
        connectEx(null, null, 0).completedInlineWith(STATUS_INVALID_PARAMETER);
        connectEx(THERE, new WskBuf(Bytes.of("ab").mdl(), 0, 3), 0).completedInlineWith(STATUS_INVALID_PARAMETER);
        RecordedIrp irp = RecordedIrp.ready();
        new Call(socket.dispatch().wskConnectEx(null, THERE, null, 0, irp.irp()), irp)
                .completedInlineWith(STATUS_INVALID_HANDLE);
        assertThat(socket.dispatch().wskConnectEx(socket.socket(), THERE, null, 0, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        transport.refuseConnect(STATUS_CONNECTION_REFUSED);

        connectEx(THERE, null, 0).completedWith(STATUS_CONNECTION_REFUSED);

        connectEx(THERE, null, 0).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("CONNECTEX-14")
    void isCallableAtDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            connectEx(THERE, Bytes.of("x").buf(), 0).completedInlineWith(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }
}
