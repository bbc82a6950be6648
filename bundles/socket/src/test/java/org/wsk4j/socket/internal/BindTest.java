// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskSocket;

/** WskBind on connection-oriented sockets. */
class BindTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    static SockAddrIn localAddress(ClientSocket socket) {
        SockAddrIn address = SockAddrIn.of("203.0.113.1", 1);
        RecordedIrp irp = RecordedIrp.ready();
        new Call(socket.dispatch().wskGetLocalAddress(socket.socket(), address, irp.irp()), irp)
                .completedWith(STATUS_SUCCESS);
        return address;
    }

    @Test
    @Clause({"BIND-01", "BIND-04", "BIND-19"})
    void bindsToALocalAddressAtOnce() {
        ClientSocket socket = wsk.socket();
        SockAddrIn wanted = ClosedPort.address();

        socket.bind(wanted).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        assertThat(localAddress(socket)).isEqualTo(wanted);
    }

    @Test
    @Clause("BIND-01")
    void connectsFromTheAddressThatItWasBoundTo() {
        ClientSocket socket = wsk.socket();
        SockAddrIn wanted = ClosedPort.address();
        socket.bind(wanted).completedWith(STATUS_SUCCESS);

        ConnectedSocket connected = wsk.connect(socket);

        assertThat(localAddress(connected)).isEqualTo(wanted);
    }

    @Test
    @Clause("BIND-05")
    void completesLaterWhenTooManyCompletionsNest() {
        ClientSocket socket = wsk.socket();
        AtomicReference<Call> bind = new AtomicReference<>();

        Depth.run(socket, () -> bind.set(socket.bind(SocketFixture.anyLocal())));

        assertThat(bind.get().returned()).isEqualTo(STATUS_PENDING);
        bind.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause({"BIND-05", "BIND-07"})
    void tellsAFailureLaterWhenTooManyCompletionsNest() {
        ClientSocket socket = wsk.socket();
        AtomicReference<Call> bind = new AtomicReference<>();

        Depth.run(socket, () -> bind.set(socket.bind(new SockAddrIn6())));

        assertThat(bind.get().returned()).isEqualTo(STATUS_PENDING);
        bind.get().completedWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"BIND-02", "BIND-07"})
    void refusesAnAddressOfAnotherFamily() {
        ClientSocket socket = wsk.socket();

        socket.bind(new SockAddrIn6()).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.bind(null).completedInlineWith(STATUS_INVALID_PARAMETER);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80000000, -1})
    @Clause("BIND-03")
    void refusesReservedFlags(int flags) {
        ClientSocket socket = wsk.socket();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = socket.dispatch().wskBind(socket.socket(), SocketFixture.anyLocal(), flags, irp.irp());

        new Call(returned, irp).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("BIND-06")
    void isRefusedOnASocketThatWorksNoLonger() {
        ClientSocket socket = wsk.socket();
        socket.engineSide().abandon();

        socket.bind(SocketFixture.anyLocal()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @Clause({"BIND-07", "SOCKET-17"})
    void refusesAnAddressThatIsInUse() {
        SockAddrIn inUse = localAddress(boundTo(SockAddrIn.of("127.0.0.1", 0)));
        ClientSocket socket = wsk.socket();

        socket.bind(inUse).completedInlineWith(STATUS_ADDRESS_ALREADY_EXISTS);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
    }

    private ClientSocket boundTo(SockAddrIn address) {
        ClientSocket socket = wsk.socket();
        socket.bind(address).completedWith(STATUS_SUCCESS);
        return socket;
    }

    @Test
    @Clause("BIND-07")
    void refusesAnAddressThatIsNotLocal() {
        ClientSocket socket = wsk.socket();

        socket.bind(SockAddrIn.of("192.0.2.7", 0)).completedInlineWith(STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @Test
    @Clause("BIND-07")
    void refusesASecondBind() {
        ClientSocket socket = wsk.bound();
        SockAddrIn before = localAddress(socket);

        socket.bind(SocketFixture.anyLocal()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(localAddress(socket)).isEqualTo(before);
    }

    @Test
    void refusesABindOnceItIsConnected() {
        wsk.connect().bind(SocketFixture.anyLocal()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause({"BIND-11", "CONNECT-08"})
    void isNeededForConnecting() {
        ClientSocket socket = wsk.socket();

        socket.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        wsk.connect(socket).send("now").succeededWith(3);
    }

    @Test
    @Clause({"BIND-12", "GETLOCAL-11"})
    void assignsThePortAtOnceAndTheAddressWithTheConnection() {
        ClientSocket socket = wsk.socket();

        socket.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);

        SockAddrIn bound = localAddress(socket);
        assertThat(bound.isWildcard()).isTrue();
        assertThat(bound.port()).isNotZero();
        SockAddrIn connected = localAddress(wsk.connect(socket));
        assertThat(connected).isEqualTo(SockAddrIn.of("127.0.0.1", bound.port()));
    }

    @Test
    @Clause("BIND-18")
    void isPossibleAtDispatchLevel() {
        ClientSocket socket = wsk.socket();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }

    @Test
    void leavesTheAddressToTheCallerOnceItReturned() {
        ClientSocket socket = wsk.socket();
        SockAddrIn address = SockAddrIn.of("127.0.0.1", 0);
        socket.bind(address).completedWith(STATUS_SUCCESS);

        assertThat(address).isEqualTo(SockAddrIn.of("127.0.0.1", 0));
        address.copyFrom(SockAddrIn.of("203.0.113.9", 9));

        SockAddr bound = localAddress(socket);
        assertThat(bound).isNotEqualTo(address);
        assertThat(wsk.engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.localAddress()).isEqualTo(bound));
    }

    @Test
    void leavesAMissingIrpAlone() {
        ClientSocket socket = wsk.socket();

        assertThat(socket.dispatch().wskBind(socket.socket(), SocketFixture.anyLocal(), 0, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("WSKSOCKET-03")
    void andEveryOtherFunctionRefusesWhatIsNoSocketOfItsCategory() {
        ClientSocket socket = wsk.socket();
        WskSocket foreign = socket::dispatch;
        for (WskSocket none : new WskSocket[] {null, foreign}) {
            for (SocketFunction function : SocketFunction.values()) {
                RecordedIrp irp = RecordedIrp.ready();
                NtStatus returned = function.call(socket.dispatch(), none, irp.irp());
                assertThat(returned).isEqualTo(STATUS_INVALID_HANDLE);
                assertThatIrp(irp).fits(returned).completedWith(STATUS_INVALID_HANDLE);
            }
            assertThat(socket.dispatch().wskRelease(none, null)).isEqualTo(STATUS_INVALID_HANDLE);
        }
    }

    @Test
    void andEveryOtherFunctionLeavesAMissingIrpAlone() {
        ConnectedSocket socket = wsk.connect();

        for (SocketFunction function : SocketFunction.values()) {
            assertThat(function.call(socket.dispatch(), socket.socket(), null)).isEqualTo(STATUS_INVALID_PARAMETER);
        }

        socket.send("unharmed").succeededWith(8);
    }
}
