// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_HOST_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NETWORK_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_QUOTA_EXCEEDED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/** WskSocketConnect over the real engine and real TCP: what it makes, and everything that can go wrong. */
class SocketConnectTest {
    @RegisterExtension
    final ConnectFixture wsk = new ConnectFixture();

    /** After every test, whatever went wrong in it. */
    @AfterEach
    void theProviderWorksOn() throws Exception {
        if (wsk.client().acquire()) {
            wsk.client().release();
            wsk.assertStillWorks();
        }
    }

    private SockAddr local(WskSocket socket) {
        SockAddrIn address = new SockAddrIn();
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = ConnectFixture.dispatch(socket).wskGetLocalAddress(socket, address, irp.irp());
        assertThatIrp(irp).fits(returned).completedWith(STATUS_SUCCESS);
        return address;
    }

    private SockAddr remote(WskSocket socket) {
        SockAddrIn address = new SockAddrIn();
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = ConnectFixture.dispatch(socket).wskGetRemoteAddress(socket, address, irp.irp());
        assertThatIrp(irp).fits(returned).completedWith(STATUS_SUCCESS);
        return address;
    }

    // ---- what it makes

    @Test
    @Clause({
        "SOCKETCONNECT-01",
        "SOCKETCONNECT-02",
        "SOCKETCONNECT-06",
        "GETLOCAL-10",
        "GETREMOTE-08",
        "WSKSOCKET-02",
        "CONN-DISPATCH-03"
    })
    void makesAConnectedSocket() throws Exception {
        WskSocket socket = wsk.call().start().succeeds();

        try (Socket peer = wsk.accept()) {
            assertThat(socket.dispatch()).isInstanceOf(WskProviderConnectionDispatch.class);
            assertThat(remote(socket)).isEqualTo(wsk.listenerAddress());
            assertThat(local(socket)).isEqualTo(SockAddrIn.of((InetSocketAddress) peer.getRemoteSocketAddress()));
            assertThat(wsk.engine().sockets())
                    .singleElement()
                    .satisfies(report -> assertThat(report.state()).isEqualTo("CONNECTED"));
        }
    }

    @Test
    @Clause("SOCKETCONNECT-01")
    void connectsFromTheAddressThatIsGiven() throws Exception {
        SockAddrIn from = ConnectFixture.closedPort();

        WskSocket socket = wsk.call().from(from).start().succeeds();

        try (Socket peer = wsk.accept()) {
            assertThat(local(socket)).isEqualTo(from);
            assertThat(SockAddrIn.of((InetSocketAddress) peer.getRemoteSocketAddress()))
                    .isEqualTo(from);
        }
    }

    @Test
    @Clause({"SOCKETCONNECT-06", "SOCKETCONNECT-07"})
    void takesTheFamilyFromTheLocalAddress() throws Exception {
        ServerSocket v6;
        try {
            v6 = new ServerSocket(0, 5, InetAddress.getByName("::1"));
        } catch (IOException e) {
            Assumptions.abort("no IPv6 loopback here");
            return;
        }
        try (v6) {
            WskSocket socket = wsk.call()
                    .from(new SockAddrIn6())
                    .to(SockAddrIn6.of("::1", v6.getLocalPort()))
                    .start()
                    .succeeds();
            SockAddrIn6 address = new SockAddrIn6();
            RecordedIrp irp = RecordedIrp.ready();
            ConnectFixture.dispatch(socket).wskGetRemoteAddress(socket, address, irp.irp());
            assertThatIrp(irp).completedWith(STATUS_SUCCESS);
            assertThat(address.port()).isEqualTo(v6.getLocalPort());
        }
    }

    @Test
    void connectsToAListenerThatNeverAccepts() {
        WskSocket socket = wsk.call().start().succeeds();

        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = ConnectFixture.dispatch(socket).wskSend(socket, bytes("waits there"), 0, irp.irp());
        assertThatIrp(irp).fits(returned).succeededWith(11);
    }

    private static WskBuf bytes(String text) {
        ByteBuffer memory = ByteBuffer.allocateDirect(text.length());
        memory.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
        return new WskBuf(Mdl.allocate(memory), 0, text.length());
    }

    @Test
    @Clause("SOCKETCONNECT-13")
    void enablesNoCallback() throws Exception {
        AtomicReference<String> called = new AtomicReference<>();
        WskClientConnectionDispatch callbacks = new WskClientConnectionDispatch(
                (context, flags, data, indicated, accepted) -> {
                    called.set("receive");
                    return STATUS_SUCCESS;
                },
                (context, flags) -> {
                    called.set("disconnect");
                    return STATUS_SUCCESS;
                },
                null);
        WskSocket socket = wsk.call().callingBack("context", callbacks).start().succeeds();
        RecordedIrp receive = RecordedIrp.ready();
        RecordedIrp end = RecordedIrp.ready();

        try (Socket peer = wsk.accept()) {
            peer.getOutputStream().write(65);
            ConnectFixture.dispatch(socket).wskReceive(socket, bytes("."), 0, receive.irp());
            assertThatIrp(receive).succeededWith(1);
            peer.shutdownOutput();
            ConnectFixture.dispatch(socket).wskReceive(socket, bytes("."), 0, end.irp());
            assertThatIrp(end).succeededWith(0);
        }

        assertThat(called.get()).as("a callback that was called").isNull();
    }

    @Test
    @Clause({"SOCKETCONNECT-09", "SOCKETCONNECT-13", "CONN-DISPATCH-05", "RECEIVE-EVENT-03"})
    void callsBackOnceAnEventIsEnabled() throws Exception {
        CompletableFuture<Object> called = new CompletableFuture<>();
        WskClientConnectionDispatch callbacks = new WskClientConnectionDispatch(
                (context, flags, data, indicated, accepted) -> {
                    called.complete(context);
                    return STATUS_SUCCESS;
                },
                null,
                null);
        WskSocket socket = wsk.call().callingBack("context", callbacks).start().succeeds();

        try (Socket peer = wsk.accept()) {
            NtStatus enabled = ConnectFixture.dispatch(socket)
                    .wskControlSocket(
                            socket,
                            WskControlSocketType.WskSetOption,
                            WskConstants.SO_WSK_EVENT_CALLBACK,
                            SocketOptions.SOL_SOCKET,
                            WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                            new WskEventCallbackControl(
                                    WskConstants.NPI_WSK_INTERFACE_ID, WskConstants.WSK_EVENT_RECEIVE),
                            0,
                            null,
                            null,
                            null);
            peer.getOutputStream().write(65);

            assertThat(enabled).isEqualTo(STATUS_SUCCESS);
            assertThat(called.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo("context");
        }
    }

    @Test
    @Clause("SOCKETCONNECT-10")
    void takesATableWithoutMembers() {
        wsk.call()
                .callingBack(null, new WskClientConnectionDispatch(null, null, null))
                .start()
                .succeeds();
    }

    @Test
    @Clause("SOCKETCONNECT-15")
    void leavesTheSocketToTheClientUntilItIsClosed() {
        WskSocket socket = wsk.call().start().succeeds();
        assertThat(wsk.client().sockets()).hasSize(1);

        wsk.close(socket);

        wsk.assertNothingIsLeft();
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(() -> ConnectFixture.dispatch(socket)
                        .wskSend(socket, bytes("x"), 0, RecordedIrp.ready().irp()));
    }

    @Test
    @Clause("SOCKETCONNECT-16")
    void isPossibleAtDispatchLevel() {
        ConnectFixture.Call call = wsk.call();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            call.start();
        } finally {
            Irql.lower(old);
        }
        call.succeeds();
    }

    @Test
    void isPossibleInACompletionRoutineOfTheIoThread() {
        ConnectFixture.Call second = wsk.call();
        AtomicReference<Irql> level = new AtomicReference<>();
        RecordedIrp irp = RecordedIrp.ready();
        WskSocket first = wsk.call().start().succeeds();
        irp.then(completed -> {
            level.set(Irql.current());
            second.start();
        });
        ConnectFixture.dispatch(first).wskReceive(first, bytes("."), 0, irp.irp());

        try (Socket peer = wsk.accept()) {
            peer.getOutputStream().write(65);
            assertThatIrp(second.irp()).completedWith(STATUS_SUCCESS);
            Eventually.isTrue("the call has returned", () -> second.returned() != null);
            second.succeeds();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(level.get()).isEqualTo(Irql.DISPATCH_LEVEL);
        try {
            wsk.accept().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isPossibleInItsOwnCompletionRoutine() throws Exception {
        int[] left = {50};
        RecordedIrp irp = RecordedIrp.ready();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        SockAddrIn closed = ConnectFixture.closedPort();
        CountDownLatch done = new CountDownLatch(1);
        irp.then(completed -> {
            try {
                assertThat(completed.status()).isEqualTo(STATUS_CONNECTION_REFUSED);
                if (--left[0] > 0) {
                    wsk.call().to(closed).on(irp.again()).start();
                } else {
                    done.countDown();
                }
            } catch (RuntimeException | Error e) {
                thrown.set(e);
                done.countDown();
            }
        });

        wsk.call().to(closed).on(irp).start();

        assertThat(done.await(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown.get()).isNull();
        wsk.assertNothingIsLeft();
    }

    // ---- what is refused

    @Test
    void leavesAMissingIrpAlone() {
        assertThat(wsk.call().start(null)).isEqualTo(STATUS_INVALID_PARAMETER);

        wsk.assertNothingIsLeft();
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void refusesACallWithoutAClient() {
        wsk.call().by(null).start().failsAtOnceWith(STATUS_INVALID_HANDLE);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void refusesAClientThatIsNotOfThisProvider() {
        wsk.call().by(new WskClient() {}).start().failsAtOnceWith(STATUS_INVALID_HANDLE);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void refusesAClientThatIsDetaching() {
        wsk.client().detach();

        wsk.call().start().failsAtOnceWith(STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("SOCKETCONNECT-07")
    void needsBothAddresses() {
        wsk.call().from(null).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
        wsk.call().to(null).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
        wsk.call().from(null).to(null).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("SOCKETCONNECT-07")
    void refusesAddressesOfDifferentFamilies() {
        wsk.call().from(new SockAddrIn6()).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
        wsk.call().to(SockAddrIn6.of("::1", 9)).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 0x80000000, -1})
    @Clause("SOCKETCONNECT-08")
    void refusesReservedFlags(int flags) {
        wsk.call().with(flags).start().failsAtOnceWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("SOCKETCONNECT-11")
    void refusesASecurityDescriptorThatIsNotCached() {
        wsk.call()
                .protectedBy(SecurityDescriptor.of(0, null, null, null, null))
                .start()
                .failsAtOnceWith(STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @CsvSource({
        SocketType.SOCK_DGRAM + "," + IpProtocol.IPPROTO_UDP,
        SocketType.SOCK_STREAM + "," + IpProtocol.IPPROTO_UDP,
        SocketType.SOCK_RAW + "," + IpProtocol.IPPROTO_TCP,
        "0,0",
        "-1,-1"
    })
    @Clause("SOCKETCONNECT-05")
    void refusesWhatNoTransportServes(int type, int protocol) {
        wsk.call().of(type, protocol).start().failsAtOnceWith(STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void refusesALocalAddressThatIsNotLocal() {
        wsk.call().from(SockAddrIn.of("192.0.2.7", 0)).start().failsAtOnceWith(STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void refusesALocalAddressThatIsInUse() {
        wsk.call().from(wsk.listenerAddress()).start().failsAtOnceWith(STATUS_ADDRESS_ALREADY_EXISTS);
    }

    // ---- what the policy for the client's bundle refuses

    @Test
    @Clause("SOCKETCONNECT-05")
    void isUndoneWholeWhenThePolicyRefusesAStage() throws Exception {
        FakeAccount account = wsk.client().account();
        account.limitSockets(0);
        wsk.call().start().failsWith(STATUS_QUOTA_EXCEEDED);
        account.limitSockets(1).limitConnects(0);
        wsk.call().start().failsWith(STATUS_QUOTA_EXCEEDED);
        account.limitConnects(1).deny(wsk.listenerAddress());
        wsk.call().start().failsWith(STATUS_ACCESS_DENIED);
        account.denyNothing().deny(new SockAddrIn());
        wsk.call().from(new SockAddrIn()).start().failsWith(STATUS_ACCESS_DENIED);

        assertThat(wsk.client().sockets()).isEmpty();
        assertThat(account.sockets()).isZero();
        assertThat(account.connects()).isZero();
        account.denyNothing();
        wsk.assertStillWorks();
        assertThat(account.connects()).isEqualTo(1);
        account.limitConnects(Integer.MAX_VALUE);
    }

    // ---- what fails

    @Test
    @Clause("SOCKETCONNECT-05")
    void failsWhereNobodyListens() throws Exception {
        wsk.call().to(ConnectFixture.closedPort()).start().failsWith(STATUS_CONNECTION_REFUSED);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void canBeCancelledWhileThePeerDoesNotAnswer() throws Exception {
        try (FullListener full = FullListener.open()) {
            ConnectFixture.Call call = wsk.call().to(full.address()).start();
            assertThat(call.returned()).isEqualTo(STATUS_PENDING);
            assertThatIrp(call.irp()).isPending();

            assertThat(call.irp().irp().cancel()).isTrue();

            call.failsWith(STATUS_CANCELLED);
        }
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void canBeCancelledOnItsWayToNowhere() {
        ConnectFixture.Call call = wsk.call().to(SockAddrIn.of("192.0.2.1", 9)).start();

        call.irp().irp().cancel();

        NtStatus end = call.irp().await().status();
        assertThat(end)
                .isIn(
                        STATUS_CANCELLED,
                        STATUS_NETWORK_UNREACHABLE, // where the machine knows at once that there is no way
                        STATUS_HOST_UNREACHABLE,
                        STATUS_CONNECTION_REFUSED,
                        STATUS_IO_TIMEOUT);
        call.failsWith(end);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void startsNothingWithAnIrpThatWasCancelledBefore() {
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().cancel();

        wsk.call().on(irp).start().failsAtOnceWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void leavesNoDescriptorOpen() throws Exception {
        UnixOperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        Assumptions.assumeTrue(system != null, "descriptors are not counted here");
        try (FullListener full = FullListener.open()) {
            failInEveryWay(full);
            long before = system.getOpenFileDescriptorCount();

            for (int i = 0; i < 20; i++) {
                failInEveryWay(full);
            }

            Eventually.isTrue("the descriptors are closed", () -> system.getOpenFileDescriptorCount() <= before);
        }
    }

    private void failInEveryWay(FullListener full) throws Exception {
        wsk.call().to(ConnectFixture.closedPort()).start().failsWith(STATUS_CONNECTION_REFUSED);
        wsk.call().from(SockAddrIn.of("192.0.2.7", 0)).start().failsWith(STATUS_INVALID_ADDRESS_COMPONENT);
        ConnectFixture.Call call = wsk.call().to(full.address()).start();
        call.irp().irp().cancel();
        call.failsWith(STATUS_CANCELLED);
    }
}
