// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;
import static org.wsk4j.ws2def.SocketType.SOCK_DGRAM;
import static org.wsk4j.ws2def.SocketType.SOCK_RAW;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_CONNECTION_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_DATAGRAM_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_LISTEN_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_STREAM_SOCKET;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/** WskSocket: what makes a socket, what makes none, and that nothing of it is left then. */
class SocketCreationTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new);

    private final RecordedIrp irp = RecordedIrp.ready();

    private ScriptedTransport transport() {
        return wsk.transport(ScriptedTransport.class);
    }

    private Call create(WskClient client, int family, int type, int protocol, int flags, Object dispatch) {
        NtStatus returned = wsk.engine()
                .wskSocket(client, family, type, protocol, flags, null, dispatch, null, null, null, irp.irp());
        return new Call(returned, irp);
    }

    private Call create(int flags, Object dispatch) {
        return create(wsk.client(), AF_INET, SOCK_STREAM, IPPROTO_TCP, flags, dispatch);
    }

    private void assertNothingWasMade() {
        SocketFixture.eventually(
                "the engine has none", () -> wsk.engine().sockets().isEmpty());
        assertThat(wsk.client().sockets()).isEmpty();
        SocketFixture.eventually("the lease is given back", () -> wsk.registry().leases() == 0);
        SocketFixture.eventually("the endpoint is closed", () -> transport().openEndpoints() == 0);
    }

    @Test
    @Clause({"SOCKET-01", "SOCKET-02", "SOCKET-03", "WSKSOCKET-02", "CONN-DISPATCH-03"})
    void makesAConnectionSocketAtOnce() {
        Call call = create(WSK_FLAG_CONNECTION_SOCKET, null);

        call.completedInlineWith(STATUS_SUCCESS);
        WskSocket socket = irp.object(WskSocket.class);
        assertThat(socket.dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
        wsk.adopt(socket);
        assertThat(wsk.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.category()).isEqualTo("connection");
            assertThat(report.state()).isEqualTo("UNBOUND");
            assertThat(report.localAddress()).isNull();
            assertThat(report.remoteAddress()).isNull();
            assertThat(report.owner()).isSameAs(wsk.client().bundle());
        });
    }

    @Test
    @Clause("SOCKET-04")
    void makesASocketLaterWhenTooManyCompletionsNest() {
        ClientSocket first = wsk.socket();
        AtomicReference<Call> call = new AtomicReference<>();

        Depth.run(first, () -> call.set(create(WSK_FLAG_CONNECTION_SOCKET, null)));

        assertThat(call.get().returned()).isEqualTo(STATUS_PENDING);
        call.get().completedWith(STATUS_SUCCESS);
        assertThat(irp.thread()).isSameAs(transport().ioThread());
        wsk.adopt(irp.object(WskSocket.class)).bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
    }

    @Test
    void leavesAMissingIrpAlone() {
        NtStatus returned = wsk.engine()
                .wskSocket(
                        wsk.client(),
                        AF_INET,
                        SOCK_STREAM,
                        IPPROTO_TCP,
                        WSK_FLAG_CONNECTION_SOCKET,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);

        assertThat(returned).isEqualTo(STATUS_INVALID_PARAMETER);
        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-23")
    void refusesACallWithoutAClient() {
        create(null, AF_INET, SOCK_STREAM, IPPROTO_TCP, WSK_FLAG_CONNECTION_SOCKET, null)
                .completedInlineWith(STATUS_INVALID_HANDLE);

        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-23")
    void refusesAClientThatIsNotOfThisProvider() {
        WskClient foreign = new WskClient() {};

        create(foreign, AF_INET, SOCK_STREAM, IPPROTO_TCP, WSK_FLAG_CONNECTION_SOCKET, null)
                .completedInlineWith(STATUS_INVALID_HANDLE);

        assertNothingWasMade();
    }

    @Test
    @Clause({"SOCKET-05", "SOCKET-23"})
    void makesNoSocketForAClientThatIsDetaching() {
        wsk.client().detach();

        create(WSK_FLAG_CONNECTION_SOCKET, null).completedInlineWith(STATUS_DEVICE_NOT_READY);

        assertNothingWasMade();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                WSK_FLAG_CONNECTION_SOCKET | WSK_FLAG_LISTEN_SOCKET,
                WSK_FLAG_CONNECTION_SOCKET | WSK_FLAG_DATAGRAM_SOCKET,
                WSK_FLAG_CONNECTION_SOCKET | WSK_FLAG_STREAM_SOCKET,
                WSK_FLAG_LISTEN_SOCKET | WSK_FLAG_DATAGRAM_SOCKET | WSK_FLAG_STREAM_SOCKET,
                WSK_FLAG_CONNECTION_SOCKET | 0x10,
                0x10,
                0x80000000,
                -1
            })
    @Clause("SOCKET-06")
    void refusesFlagsThatAreNotJustOneCategory(int flags) {
        create(flags, null).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertNothingWasMade();
    }

    @ParameterizedTest
    @CsvSource({
        AF_INET + "," + SOCK_DGRAM + "," + IPPROTO_UDP,
        AF_INET + "," + SOCK_STREAM + "," + IPPROTO_UDP,
        AF_INET + "," + SOCK_DGRAM + "," + IPPROTO_TCP,
        AF_INET + "," + SOCK_RAW + "," + IPPROTO_TCP,
        AF_INET + ",99," + IPPROTO_TCP,
        AF_INET + "," + SOCK_STREAM + ",0",
        "0," + SOCK_STREAM + "," + IPPROTO_TCP,
        "65535," + SOCK_STREAM + "," + IPPROTO_TCP,
        "-1,-1,-1"
    })
    @Clause({"SOCKET-08", "AF-INET-06"})
    void refusesACombinationThatNoTransportServes(int family, int type, int protocol) {
        create(wsk.client(), family, type, protocol, WSK_FLAG_CONNECTION_SOCKET, null)
                .completedInlineWith(STATUS_NOT_SUPPORTED);

        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-05")
    void makesNoSocketWhenTheTransportCannot() {
        transport().openAnswer = STATUS_INSUFFICIENT_RESOURCES;

        create(WSK_FLAG_CONNECTION_SOCKET, null).completedInlineWith(STATUS_INSUFFICIENT_RESOURCES);

        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-10")
    void refusesTheDispatchTableOfAnotherCategory() {
        create(WSK_FLAG_CONNECTION_SOCKET, new WskClientDatagramDispatch(null))
                .completedInlineWith(STATUS_INVALID_PARAMETER);

        assertNothingWasMade();
    }

    @Test
    @Clause({"SOCKET-13", "SOCKET-14"})
    void takesTheClientsProcessForTheOneThatIsNotGiven() {
        Bundle other = new FakeClient("org.example.other", 43).bundle();
        Thread thread = Thread.currentThread();
        wsk.engine()
                .wskSocket(
                        wsk.client(),
                        AF_INET,
                        SOCK_STREAM,
                        IPPROTO_TCP,
                        WSK_FLAG_CONNECTION_SOCKET,
                        null,
                        null,
                        other,
                        thread,
                        null,
                        irp.irp());

        ConnectionSocket given = wsk.adopt(irp.object(WskSocket.class)).engineSide();
        ConnectionSocket own = wsk.socket().engineSide();

        assertThat(given.owner()).isEqualTo(new EngineSocket.SocketOwner(other, null));
        assertThat(given.owner().context()).isEqualTo(AccessToken.ofBundle(other));
        assertThat(own.owner())
                .isEqualTo(new EngineSocket.SocketOwner(wsk.client().bundle(), null));
    }

    /** Only calls WskSocket, with a descriptor. */
    private Call create(SecurityDescriptor descriptor) {
        NtStatus returned = wsk.engine()
                .wskSocket(
                        wsk.client(),
                        AF_INET,
                        SOCK_STREAM,
                        IPPROTO_TCP,
                        WSK_FLAG_CONNECTION_SOCKET,
                        null,
                        null,
                        null,
                        null,
                        descriptor,
                        irp.irp());
        return new Call(returned, irp);
    }

    @Test
    @Clause({"SOCKET-17", "SOCKET-18", "CACHE-SD-03"})
    void usesACachedSecurityDescriptorUntilItHasCompleted() {
        FakeDescriptors cache = wsk.client().securityDescriptors();
        SecurityDescriptor cached = cache.cache(SecurityDescriptor.of(0, null, null, null, null));
        BugCheck[] early = new BugCheck[1];
        wsk.client().whenOpening(() -> early[0] = catchThrowableOfType(BugCheck.class, () -> cache.release(cached)));

        create(cached).completedInlineWith(STATUS_SUCCESS);

        assertThat(early[0]).hasMessageContaining("RELEASE-SD-04");
        assertThat(cache.uses()).isZero();
        assertThat(cache.release(cached)).isTrue();
        ConnectionSocket made = wsk.adopt(irp.object(WskSocket.class)).engineSide();
        assertThat(made.sharing().descriptor()).isSameAs(cached);
    }

    @Test
    @Clause("SOCKET-18")
    void isThroughWithTheDescriptorOfASocketThatCannotBeMade() {
        FakeDescriptors cache = wsk.client().securityDescriptors();
        SecurityDescriptor cached = cache.cache(SecurityDescriptor.of(0, null, null, null, null));
        transport().openAnswer = STATUS_INSUFFICIENT_RESOURCES;

        create(cached).completedInlineWith(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(cache.uses()).isZero();
        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-16")
    void refusesASecurityDescriptorThatIsNotCached() {
        create(SecurityDescriptor.of(0, null, null, null, null)).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertNothingWasMade();
    }

    @Test
    @Clause("SOCKET-21")
    void makesASocketAtDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            wsk.socket();
        } finally {
            Irql.lower(old);
        }
    }

    @Test
    @Clause({"WSKSOCKET-01", "CATEGORY-07", "CATEGORY-05"})
    void givesEverySocketOfACategoryTheSameTable() {
        ClientSocket first = wsk.socket();
        ClientSocket second = wsk.socket();

        assertThat(first.socket().dispatch()).isSameAs(second.socket().dispatch());
        assertThat(first.socket().dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
        first.bind(SocketFixture.anyLocal());
        assertThat(first.socket().dispatch()).isSameAs(second.socket().dispatch());
    }

    @Test
    @Clause("SOCKET-01")
    void countsEverySocketWithItsClient() {
        ClientSocket first = wsk.socket();
        ClientSocket second = wsk.socket();

        assertThat(wsk.client().sockets()).containsExactlyInAnyOrder(first.engineSide(), second.engineSide());
        first.close().completedWith(STATUS_SUCCESS);
        SocketFixture.eventually(
                "only the second one counts", () -> wsk.client().sockets().size() == 1);
        assertThat(wsk.client().sockets()).containsExactly(second.engineSide());
        assertThat(wsk.registry().leases()).isEqualTo(1);
    }

    @Test
    void makesNoSocketOverATransportThatLeavesMeanwhile() {
        transport().whenOpening = wsk.registry()::revokeAll;

        create(WSK_FLAG_CONNECTION_SOCKET, null).completedInlineWith(STATUS_DEVICE_NOT_READY);

        assertNothingWasMade();
        wsk.client().assertIdle();
    }

    @Test
    void makesNoSocketWhenTransportAndClientLeaveTogether() {
        transport().whenOpening = wsk.registry()::revokeAll;
        wsk.client().detach();

        create(WSK_FLAG_CONNECTION_SOCKET, null).completedInlineWith(STATUS_DEVICE_NOT_READY);

        assertNothingWasMade();
        wsk.client().assertIdle();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsCorrectlyWhenTheTransportLeavesWhileTheClientIsTold(boolean inline) {
        transport().endsInline = inline;
        wsk.client().whenOpening(wsk.registry()::revokeAll);

        create(WSK_FLAG_CONNECTION_SOCKET, null).completedInlineWith(STATUS_DEVICE_NOT_READY);

        assertNothingWasMade();
        wsk.client().assertIdle();
    }

    @Test
    void takesAnIrpThatIsNotReadyForNothing() {
        RecordedIrp busy = RecordedIrp.ready();
        ClientSocket socket = wsk.bound();
        transport().endpoint().answering(ScriptedEndpoint.Kind.CONNECT, STATUS_SUCCESS);
        socket.connect(SocketFixture.anyLocal()).completedInlineWith(STATUS_SUCCESS);
        socket.receive(Bytes.room(1).buf(), 0, busy).isPending();

        assertThat(catchThrowable(() -> wsk.create(wsk.client(), null, null, busy)))
                .isInstanceOf(BugCheck.class);

        assertThat(wsk.engine().sockets()).hasSize(1);
        assertThat(wsk.registry().leases()).isEqualTo(1);
        assertThatIrp(busy).isPending();
        socket.close().completedWith(STATUS_SUCCESS);
        assertThatIrp(busy).isCancelled();
    }
}
