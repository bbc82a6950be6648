// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;

/** WskGetLocalAddress and WskGetRemoteAddress on connection-oriented sockets. */
class AddressQueryTest {
    private static final SockAddrIn POISON = SockAddrIn.of("203.0.113.66", 66);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    /** The two functions. */
    enum Query {
        LOCAL {
            @Override
            NtStatus ask(ClientSocket socket, SockAddr address, RecordedIrp irp) {
                return socket.dispatch().wskGetLocalAddress(socket.socket(), address, irp == null ? null : irp.irp());
            }
        },
        REMOTE {
            @Override
            NtStatus ask(ClientSocket socket, SockAddr address, RecordedIrp irp) {
                return socket.dispatch().wskGetRemoteAddress(socket.socket(), address, irp == null ? null : irp.irp());
            }
        };

        abstract NtStatus ask(ClientSocket socket, SockAddr address, RecordedIrp irp);

        Call ask(ClientSocket socket, SockAddr address) {
            RecordedIrp irp = RecordedIrp.ready();
            return new Call(ask(socket, address, irp), irp);
        }

        SockAddrIn of(ClientSocket socket) {
            SockAddrIn address = poisoned();
            ask(socket, address).completedWith(STATUS_SUCCESS);
            return address;
        }

        /** The query is refused, and nothing is stored. */
        void isRefused(ClientSocket socket, NtStatus status) {
            SockAddrIn address = poisoned();
            ask(socket, address).completedInlineWith(status);
            assertThat(address).isEqualTo(POISON);
        }
    }

    private static SockAddrIn poisoned() {
        return SockAddrIn.of("203.0.113.66", 66);
    }

    @Test
    @Clause({"GETLOCAL-01", "GETLOCAL-04", "GETLOCAL-10"})
    void tellTheAddressThatASocketIsBoundTo() {
        ClientSocket socket = wsk.socket();
        SockAddrIn wanted = ClosedPort.address();
        socket.bind(wanted).completedWith(STATUS_SUCCESS);
        SockAddrIn address = poisoned();

        Query.LOCAL.ask(socket, address).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        assertThat(address).isEqualTo(wanted);
    }

    @Test
    @Clause("GETLOCAL-11")
    void tellThePortFromTheBindOnAndTheAddressFromTheConnectOn() {
        ClientSocket socket = wsk.bound();
        SockAddrIn bound = Query.LOCAL.of(socket);
        assertThat(bound.isWildcard()).isTrue();
        assertThat(bound.port()).isNotZero();

        ConnectedSocket connected = wsk.connect(socket);

        assertThat(Query.LOCAL.of(connected)).isEqualTo(SockAddrIn.of("127.0.0.1", bound.port()));
    }

    @Test
    @Clause({"GETREMOTE-01", "GETREMOTE-03", "GETREMOTE-08"})
    void tellTheAddressOfThePeer() {
        ConnectedSocket socket = wsk.connect();
        SockAddrIn address = poisoned();

        Query.REMOTE.ask(socket, address).completedInlineWith(STATUS_SUCCESS).succeededWith(0);

        assertThat(address).isEqualTo(wsk.listenerAddress());
    }

    @Test
    @Clause("GETLOCAL-06")
    void doNotTellTheLocalAddressOfAnUnboundSocket() {
        Query.LOCAL.isRefused(wsk.socket(), STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("GETREMOTE-05")
    void doNotTellAPeerThatIsNotThere() throws Exception {
        ClientSocket failed = wsk.bound();
        failed.connect(ClosedPort.address()).completedWith(STATUS_CONNECTION_REFUSED);
        ClientSocket connecting = wsk.bound();
        connecting.connect(wsk.closeLater(FullListener.open()).address()).isPending();
        ConnectedSocket aborted = wsk.connect();
        aborted.abort().completedWith(STATUS_SUCCESS);

        Query.REMOTE.isRefused(wsk.socket(), STATUS_INVALID_DEVICE_STATE);
        Query.REMOTE.isRefused(wsk.bound(), STATUS_INVALID_DEVICE_STATE);
        Query.REMOTE.isRefused(connecting, STATUS_INVALID_DEVICE_STATE);
        Query.REMOTE.isRefused(failed, STATUS_INVALID_DEVICE_STATE);
        Query.REMOTE.isRefused(aborted, STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("GETREMOTE-01")
    void stillTellThePeerWhileOneDirectionIsOpen() {
        ConnectedSocket socket = wsk.connect();
        socket.disconnect().completedWith(STATUS_SUCCESS);

        assertThat(Query.REMOTE.of(socket)).isEqualTo(wsk.listenerAddress());
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"GETLOCAL-07", "GETREMOTE-06"})
    void areRefusedOnASocketThatWorksNoLonger(Query query) {
        ConnectedSocket socket = wsk.connect();
        socket.engineSide().abandon();

        query.isRefused(socket, STATUS_FILE_FORCED_CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"GETLOCAL-02", "GETLOCAL-08", "GETREMOTE-02", "GETREMOTE-07"})
    void refuseABufferThatCannotHoldTheAddress(Query query) {
        ConnectedSocket socket = wsk.connect();
        SockAddrIn6 other = new SockAddrIn6();

        query.ask(socket, other).completedInlineWith(STATUS_INVALID_PARAMETER);
        query.ask(socket, null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(other).isEqualTo(new SockAddrIn6());
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"GETLOCAL-05", "GETREMOTE-04"})
    void completeLaterWhenTooManyCompletionsNest(Query query) {
        ConnectedSocket socket = wsk.connect();
        AtomicReference<Call> call = new AtomicReference<>();
        SockAddrIn address = poisoned();

        Depth.run(socket, () -> call.set(query.ask(socket, address)));

        assertThat(call.get().returned()).isEqualTo(STATUS_PENDING);
        call.get().succeededWith(0);
        assertThat(address).isEqualTo(query.of(socket));
    }

    @Test
    @Clause({"GETLOCAL-05", "GETLOCAL-06"})
    void tellAFailureLaterWhenTooManyCompletionsNest() {
        ClientSocket socket = wsk.socket();
        AtomicReference<Call> call = new AtomicReference<>();

        Depth.run(socket, () -> call.set(Query.LOCAL.ask(socket, poisoned())));

        assertThat(call.get().returned()).isEqualTo(STATUS_PENDING);
        call.get().completedWith(STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"GETLOCAL-13", "GETREMOTE-10"})
    void arePossibleAtDispatchLevel(Query query) {
        ConnectedSocket socket = wsk.connect();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            query.of(socket);
        } finally {
            Irql.lower(old);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaveAMissingIrpAlone(Query query) {
        ConnectedSocket socket = wsk.connect();
        SockAddrIn address = poisoned();

        assertThat(query.ask(socket, address, null)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(address).isEqualTo(POISON);
    }

    @Test
    @Clause({"GETLOCAL-14", "GETREMOTE-11", "BIND-19", "BIND-15"})
    void areInTheTablesThatTheReferenceSays() {
        assertThat(functions(WskProviderBasicDispatch.class))
                .doesNotContain("wskGetLocalAddress", "wskGetRemoteAddress", "wskBind");
        assertThat(functions(WskProviderConnectionDispatch.class))
                .contains("wskGetLocalAddress", "wskGetRemoteAddress", "wskBind");
        assertThat(functions(WskProviderStreamDispatch.class))
                .contains("wskGetLocalAddress", "wskGetRemoteAddress", "wskBind");
        assertThat(functions(WskProviderListenDispatch.class))
                .contains("wskGetLocalAddress", "wskBind")
                .doesNotContain("wskGetRemoteAddress");
        assertThat(functions(WskProviderDatagramDispatch.class))
                .contains("wskGetLocalAddress", "wskBind")
                .doesNotContain("wskGetRemoteAddress");
        assertThat(wsk.socket().socket().dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
    }

    private static List<String> functions(Class<?> table) {
        return Arrays.stream(table.getMethods()).map(Method::getName).toList();
    }
}
