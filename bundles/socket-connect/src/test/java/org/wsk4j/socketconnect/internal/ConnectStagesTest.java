// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.socketconnect.internal.ConnectStage.BIND;
import static org.wsk4j.socketconnect.internal.ConnectStage.CONNECT;
import static org.wsk4j.socketconnect.internal.ConnectStage.CREATE;
import static org.wsk4j.socketconnect.internal.ConnectStage.UNDO;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.wsk4j.socketconnect.internal.StagedSockets.When;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.OwnedRequest;

/** Every way through the stages: each one inline, early or later, up to success, to every failure and every cancel. */
class ConnectStagesTest {
    private final FakeClient client = new FakeClient();
    private final StagedSockets sockets = new StagedSockets();
    private final RecordedIrp irp = RecordedIrp.ready();

    /** When each stage is over. */
    record Timing(When create, When bind, When connect, When undo) {
        void applyTo(StagedSockets sockets) {
            sockets.answers(CREATE, create)
                    .answers(BIND, bind)
                    .answers(CONNECT, connect)
                    .answers(UNDO, undo);
        }
    }

    static Stream<Timing> timings() {
        List<Timing> all = new ArrayList<>();
        for (When create : When.values()) {
            for (When bind : When.values()) {
                for (When connect : When.values()) {
                    for (When undo : When.values()) {
                        all.add(new Timing(create, bind, connect, undo));
                    }
                }
            }
        }
        return all.stream();
    }

    private NtStatus call() {
        return call(null);
    }

    private NtStatus call(SecurityDescriptor descriptor) {
        return new SocketConnect(sockets)
                .wskSocketConnect(
                        client,
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn(),
                        SockAddrIn.of("127.0.0.1", 7),
                        0,
                        null,
                        null,
                        null,
                        null,
                        descriptor,
                        irp.irp());
    }

    private void assertInUse(SecurityDescriptor cached) {
        assertThatThrownBy(() -> client.securityDescriptors().release(cached))
                .isInstanceOf(BugCheck.class)
                .hasMessageContaining("RELEASE-SD-04");
    }

    @ParameterizedTest
    @EnumSource(names = {"STATUS_SUCCESS", "STATUS_CONNECTION_REFUSED"})
    @Clause({"SOCKETCONNECT-12", "RELEASE-SD-04"})
    void usesTheSecurityDescriptorUntilItsIrpCompletes(NtStatus outcome) {
        SecurityDescriptor cached =
                client.securityDescriptors().cache(SecurityDescriptor.of(0, null, null, null, null));
        new Timing(When.LATER, When.LATER, When.LATER, When.LATER).applyTo(sockets);
        sockets.ends(CONNECT, outcome);
        int[] usesAtTheEnd = {-1};
        irp.then(done -> usesAtTheEnd[0] = client.securityDescriptors().uses());

        NtStatus returned = call(cached);
        assertInUse(cached);
        while (sockets.pendingStage() != null) {
            assertInUse(cached);
            sockets.step();
        }

        assertThatIrp(irp).fits(returned).completedWith(outcome);
        assertThat(usesAtTheEnd[0]).isZero();
        assertThat(client.securityDescriptors().release(cached)).isTrue();
        assertThat(sockets.arguments()).contains(cached);
    }

    @Test
    @Clause({"SOCKETCONNECT-12", "CACHE-SD-03"})
    void refusesASecurityDescriptorThatIsNotCached() {
        NtStatus returned = call(SecurityDescriptor.of(0, null, null, null, null));

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(sockets.started()).isEmpty();
        client.assertIdle();
    }

    @Test
    @Clause("SOCKETCONNECT-12")
    void isThroughWithTheSecurityDescriptorWhenTheClientDetaches() {
        SecurityDescriptor cached =
                client.securityDescriptors().cache(SecurityDescriptor.of(0, null, null, null, null));
        client.detach();

        assertThatIrp(irp).fits(call(cached)).completedWith(NtStatus.STATUS_DEVICE_NOT_READY);

        assertThat(client.securityDescriptors().uses()).isZero();
    }

    /** Steps through what is left; true when anything was. */
    private boolean finish() {
        boolean stepped = false;
        sockets.settle();
        while (sockets.pendingStage() != null) {
            assertThatIrp(irp).isPending();
            sockets.step();
            stepped = true;
        }
        return stepped;
    }

    private void assertUndone(NtStatus returned, NtStatus status) {
        assertThatIrp(irp).fits(returned).completedWith(status);
        assertThat(sockets.openSockets()).as("sockets left").isZero();
        client.assertIdle();
        assertThat(sockets.started().contains(UNDO)).isEqualTo(sockets.ended(CREATE) == STATUS_SUCCESS);
    }

    private void assertConnected(NtStatus returned) {
        assertThatIrp(irp).fits(returned).completedWith(STATUS_SUCCESS);
        assertThat(irp.object(WskSocket.class)).isSameAs(sockets.socket());
        assertThat(sockets.openSockets()).isEqualTo(1);
        assertThat(sockets.started()).containsExactly(CREATE, BIND, CONNECT);
        client.assertIdle();
    }

    @ParameterizedTest
    @MethodSource("timings")
    @Clause({"SOCKETCONNECT-01", "SOCKETCONNECT-02", "SOCKETCONNECT-03", "SOCKETCONNECT-04"})
    void createsBindsAndConnects(Timing timing) {
        timing.applyTo(sockets);

        NtStatus returned = call();

        assertThat(finish()).isEqualTo(returned.isPending());
        assertConnected(returned);
    }

    @ParameterizedTest
    @MethodSource("timings")
    @Clause({"SOCKETCONNECT-04", "SOCKETCONNECT-05"})
    void failsWithTheStatusOfACreationThatFails(Timing timing) {
        timing.applyTo(sockets);
        sockets.ends(CREATE, STATUS_CONNECTION_REFUSED);

        NtStatus returned = call();

        assertThat(finish()).isEqualTo(returned.isPending());
        assertUndone(returned, STATUS_CONNECTION_REFUSED);
        assertThat(sockets.started()).containsExactly(CREATE);
    }

    @ParameterizedTest
    @MethodSource("timings")
    @Clause({"SOCKETCONNECT-04", "SOCKETCONNECT-05"})
    void failsWithTheStatusOfABindThatFails(Timing timing) {
        timing.applyTo(sockets);
        sockets.ends(BIND, STATUS_CONNECTION_REFUSED);

        NtStatus returned = call();

        assertThat(finish()).isEqualTo(returned.isPending());
        assertUndone(returned, STATUS_CONNECTION_REFUSED);
        assertThat(sockets.started()).containsExactly(CREATE, BIND, UNDO);
    }

    @ParameterizedTest
    @MethodSource("timings")
    @Clause({"SOCKETCONNECT-04", "SOCKETCONNECT-05"})
    void failsWithTheStatusOfAConnectThatFails(Timing timing) {
        timing.applyTo(sockets);
        sockets.ends(CONNECT, STATUS_CONNECTION_REFUSED);

        NtStatus returned = call();

        assertThat(finish()).isEqualTo(returned.isPending());
        assertUndone(returned, STATUS_CONNECTION_REFUSED);
        assertThat(sockets.started()).containsExactly(CREATE, BIND, CONNECT, UNDO);
    }

    @Test
    @Clause("SOCKETCONNECT-05")
    void startsNothingWithAnIrpThatWasCancelledBefore() {
        irp.irp().cancel();

        NtStatus returned = call();

        assertUndone(returned, STATUS_CANCELLED);
        assertThat(returned).isEqualTo(STATUS_CANCELLED);
        assertThat(sockets.started()).isEmpty();
    }

    static Stream<Object[]> stagesAndTimings() {
        return Stream.of(CREATE, BIND, CONNECT).flatMap(stage -> timings().map(timing -> new Object[] {stage, timing}));
    }

    @ParameterizedTest
    @MethodSource("stagesAndTimings")
    @Clause("SOCKETCONNECT-05")
    void isUndoneWhenItIsCancelledInsideTheFunctionOfAStage(ConnectStage stage, Timing timing) {
        timing.applyTo(sockets);
        sockets.inside(stage, irp.irp()::cancel);

        NtStatus returned = call();
        finish();

        if (sockets.ended(CONNECT) == STATUS_SUCCESS) {
            assertThat(stage).as("too late").isEqualTo(CONNECT);
            assertConnected(returned);
        } else {
            assertUndone(returned, STATUS_CANCELLED);
            assertNothingStartedAfter(stage);
        }
    }

    private void assertNothingStartedAfter(ConnectStage stage) {
        assertThat(sockets.started()).endsWith(sockets.ended(CREATE) == STATUS_SUCCESS ? UNDO : stage);
        assertThat(sockets.started()).filteredOn(started -> started != UNDO).endsWith(stage);
    }

    @ParameterizedTest
    @MethodSource("stagesAndTimings")
    @Clause("SOCKETCONNECT-05")
    void isUndoneWhenItIsCancelledWhileAStageIsPending(ConnectStage stage, Timing timing) {
        timing.applyTo(sockets);
        sockets.answers(stage, When.LATER);
        List<Integer> requests = new CopyOnWriteArrayList<>();
        irp.then(completed -> requests.add(client.requests()));
        NtStatus returned = call();
        while (sockets.pendingStage() != stage) {
            sockets.step();
        }

        assertThat(irp.irp().cancel()).isTrue();

        assertThat(sockets.ended(stage)).isEqualTo(STATUS_CANCELLED);
        finish();
        assertThat(requests).as("what kept the client attached then").containsExactly(1);
        assertUndone(returned, STATUS_CANCELLED);
        assertNothingStartedAfter(stage);
    }

    @ParameterizedTest
    @MethodSource("stagesAndTimings")
    @Clause("SOCKETCONNECT-05")
    void goesNoFurtherWhenTheCancelComesTooLateForAStage(ConnectStage stage, Timing timing) {
        timing.applyTo(sockets);
        sockets.answers(stage, When.LATER).deafToCancel();
        NtStatus returned = call();
        while (sockets.pendingStage() != stage) {
            sockets.step();
        }
        irp.irp().cancel();

        finish();

        assertThat(sockets.ended(stage)).isEqualTo(STATUS_SUCCESS);
        if (stage == CONNECT) {
            assertConnected(returned);
        } else {
            assertUndone(returned, STATUS_CANCELLED);
            assertNothingStartedAfter(stage);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BIND", "CONNECT"})
    @Clause("SOCKETCONNECT-05")
    void keepsTheFirstFailureWhenItIsCancelledWhileItIsUndone(ConnectStage failing) {
        sockets.ends(failing, STATUS_CONNECTION_REFUSED).answers(UNDO, When.LATER);
        NtStatus returned = call();
        assertThat(sockets.pendingStage()).isEqualTo(UNDO);

        irp.irp().cancel();

        assertThatIrp(irp).isPending();
        finish();
        assertUndone(returned, STATUS_CONNECTION_REFUSED);
    }

    @Test
    @Clause("SOCKETCONNECT-04")
    void keepsTheClientAttachedUntilTheCompletionRoutineRuns() {
        sockets.answers(CONNECT, When.LATER);
        List<Integer> requests = new ArrayList<>();
        irp.then(completed -> requests.add(client.requests()));
        call();
        assertThat(client.pending())
                .singleElement()
                .extracting(OwnedRequest::describe)
                .asString()
                .matches("WskSocketConnect to .+:\\d+, pending for \\d+ s");

        finish();

        assertThat(requests).containsExactly(1);
        client.assertIdle();
    }

    @Test
    @Clause({"SOCKETCONNECT-06", "SOCKETCONNECT-09", "SOCKETCONNECT-10", "SOCKETCONNECT-11"})
    void makesTheSocketWithWhatTheClientGave() {
        Object context = new Object();
        WskClientConnectionDispatch callbacks = new WskClientConnectionDispatch(null, null, null);
        Bundle process = (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> null);
        Thread thread = Thread.currentThread();
        SecurityDescriptor descriptor =
                client.securityDescriptors().cache(SecurityDescriptor.of(0, null, null, null, null));

        NtStatus returned = new SocketConnect(sockets)
                .wskSocketConnect(
                        client,
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn6(),
                        SockAddrIn6.of("::1", 7),
                        0,
                        context,
                        callbacks,
                        process,
                        thread,
                        descriptor,
                        irp.irp());

        assertConnected(returned);
        Object[] expected = {
            client,
            AddressFamily.AF_INET6,
            SocketType.SOCK_STREAM,
            IpProtocol.IPPROTO_TCP,
            WskConstants.WSK_FLAG_CONNECTION_SOCKET,
            context,
            callbacks,
            process,
            thread,
            descriptor
        };
        assertThat(sockets.arguments()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] instanceof Integer) {
                assertThat(sockets.arguments().get(i)).isEqualTo(expected[i]);
            } else {
                assertThat(sockets.arguments().get(i) == expected[i])
                        .as("argument %d", i)
                        .isTrue();
            }
        }
    }

    @Test
    void readsTheAddressesBeforeItReturns() {
        sockets.answers(CREATE, When.LATER);
        SockAddrIn local = SockAddrIn.of("127.0.0.1", 1);
        SockAddrIn remote = SockAddrIn.of("127.0.0.2", 2);
        NtStatus returned = new SocketConnect(sockets)
                .wskSocketConnect(client, 1, 6, local, remote, 0, null, null, null, null, null, irp.irp());

        local.copyFrom(SockAddrIn.of("203.0.113.1", 9));
        remote.copyFrom(SockAddrIn.of("203.0.113.2", 9));
        finish();

        assertConnected(returned);
        assertThat(sockets.addresses()).containsExactly(SockAddrIn.of("127.0.0.1", 1), SockAddrIn.of("127.0.0.2", 2));
    }

    @Test
    void isReadyForTheNextRequestInItsOwnCompletionRoutine() {
        List<NtStatus> ends = new ArrayList<>();
        irp.then(first -> {
            ends.add(first.status());
            irp.again().then(second -> ends.add(second.status()));
            sockets.ends(CREATE, STATUS_CONNECTION_REFUSED);
            call();
        });
        sockets.ends(BIND, STATUS_CANCELLED);

        call();

        assertThat(ends).containsExactly(STATUS_CANCELLED, STATUS_CONNECTION_REFUSED);
        client.assertIdle();
    }
}
