// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/** WskCloseSocket over real connections: in every state, with everything pending, from everywhere. */
class SocketCloseTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    /** How far a socket has come when it is closed. */
    enum Moment {
        UNBOUND {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                return wsk.socket();
            }
        },
        BOUND {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                return wsk.bound();
            }
        },
        CONNECT_FAILED {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                ClientSocket socket = wsk.bound();
                socket.connect(ClosedPort.address()).completedWith(NtStatus.STATUS_CONNECTION_REFUSED);
                return socket;
            }
        },
        CONNECTED {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                return wsk.connect();
            }
        },
        HALF_DISCONNECTED {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                ConnectedSocket socket = wsk.connect();
                socket.disconnect().completedWith(STATUS_SUCCESS);
                return socket;
            }
        },
        ABORTED {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                ConnectedSocket socket = wsk.connect();
                socket.abort().completedWith(STATUS_SUCCESS);
                return socket;
            }
        },
        RESET_BY_PEER {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                ConnectedSocket socket = wsk.connect();
                Call receive = socket.receive(Bytes.room(1).buf());
                socket.peer().reset();
                receive.completedWith(NtStatus.STATUS_CONNECTION_RESET);
                return socket;
            }
        },
        FORCED_CLOSED {
            @Override
            ClientSocket reach(SocketFixture wsk) {
                ConnectedSocket socket = wsk.connect();
                socket.engineSide().abandon();
                return socket;
            }
        };

        abstract ClientSocket reach(SocketFixture wsk);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-01", "CLOSE-03", "CLOSE-20"})
    void succeedsInEveryState(Moment moment) {
        ClientSocket socket = moment.reach(wsk);

        Call close = socket.close();

        close.succeededWith(0);
        assertThat(wsk.engine().sockets()).isEmpty();
        assertThat(wsk.registry().leases()).isZero();
        wsk.client().assertIdle();
    }

    @Test
    @Clause("CLOSE-20")
    void closesAlsoWithAnIrpThatWasCancelledBefore() {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().cancel();

        connected.close(irp).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("DISCONNECT-16")
    void abortsAlsoWithAnIrpThatWasCancelledBefore() {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().cancel();

        connected.disconnect(null, WskConstants.WSK_FLAG_ABORTIVE, irp).completedWith(STATUS_SUCCESS);
    }

    @Test
    void leavesAMissingIrpAlone() {
        ConnectedSocket socket = wsk.connect();

        NtStatus returned = socket.dispatch().wskCloseSocket(socket.socket(), null);

        assertThat(returned).isEqualTo(STATUS_INVALID_PARAMETER);
        socket.send("still open").succeededWith(10);
    }

    @Test
    @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-21"})
    void cancelsEveryPendingRequestBeforeItCompletes() {
        ConnectedSocket socket = wsk.connect();
        List<String> order = new CopyOnWriteArrayList<>();
        List<Call> pending = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pending.add(socket.receive(Bytes.room(10).buf(), 0, recorded(order, "receive " + i)));
        }
        pending.add(fill(socket));
        pending.add(socket.send(Bytes.of("behind").buf(), 0, recorded(order, "send")));
        pending.add(socket.disconnect(null, 0, recorded(order, "disconnect")));
        pending.forEach(Call::isPending);

        Call close = socket.close(recorded(order, "close"));

        close.completedWith(STATUS_SUCCESS);
        pending.forEach(call -> assertThat(call.irp().completions()).isEqualTo(1));
        pending.forEach(call -> call.completedWith(STATUS_CANCELLED));
        SocketFixture.eventually("all routines have returned", () -> order.size() == 6);
        assertThat(order).endsWith("close").containsSubsequence("receive 0", "receive 1", "receive 2");
    }

    private static RecordedIrp recorded(List<String> order, String name) {
        return RecordedIrp.ready().then(irp -> order.add(name));
    }

    @Test
    @Clause({"CLOSE-06", "CLOSE-07"})
    void cancelsAPendingConnect() throws Exception {
        FullListener full = wsk.closeLater(FullListener.open());
        ClientSocket socket = wsk.bound();
        Call connect = socket.connect(full.address());
        connect.isPending();

        Call close = socket.close();

        close.completedWith(STATUS_SUCCESS);
        connect.completedWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("CLOSE-16")
    void forcesAPendingDisconnectToComplete() {
        ConnectedSocket socket = wsk.connect();
        fill(socket);
        Call disconnect = socket.disconnect();
        disconnect.isPending();

        Call close = socket.close();

        close.completedWith(STATUS_SUCCESS);
        disconnect.completedWith(STATUS_CANCELLED);
        socket.peer().assertReset();
    }

    /** Sends until the peer, which does not read, takes no more; the send that is pending then is returned. */
    private static Call fill(ClientSocket socket) {
        Call last;
        do {
            last = socket.send(Bytes.room(1 << 20).buf());
        } while (!last.returned().isPending());
        return last;
    }

    @Test
    @Clause("CLOSE-14")
    void resetsAConnectionThatNeitherSideHasEnded() {
        ConnectedSocket socket = wsk.connect();

        socket.close().completedWith(STATUS_SUCCESS);

        socket.peer().assertReset();
    }

    @Test
    @Clause("CLOSE-14")
    void resetsAConnectionThatOnlyThisSideHasEnded() {
        ConnectedSocket socket = wsk.connect();
        socket.disconnect().completedWith(STATUS_SUCCESS);
        socket.peer().assertEnded();

        socket.close().completedWith(STATUS_SUCCESS);

        SocketFixture.eventually("the peer's writes fail", () -> !canWrite(socket.peer()));
    }

    private static boolean canWrite(Peer peer) {
        try {
            peer.write("x");
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    @Clause("CLOSE-14")
    void resetsAConnectionThatOnlyThePeerHasEnded() {
        ConnectedSocket socket = wsk.connect();
        socket.peer().finish();
        socket.receive(Bytes.room(1).buf()).succeededWith(0);

        socket.close().completedWith(STATUS_SUCCESS);

        socket.peer().assertReset();
    }

    @Test
    @Clause("CLOSE-15")
    void abortsNothingWhenBothSidesHaveEnded() {
        ConnectedSocket socket = wsk.connect();
        socket.send("last words").succeededWith(10);
        socket.disconnect().completedWith(STATUS_SUCCESS);
        socket.peer().finish();
        socket.receive(Bytes.room(1).buf()).succeededWith(0);

        socket.close().completedWith(STATUS_SUCCESS);

        assertThat(socket.peer().readText(10)).isEqualTo("last words");
        socket.peer().assertEnded();
    }

    @Test
    @Clause("CLOSE-17")
    void mayBeStartedInACompletionRoutineOfTheIoThread() {
        ConnectedSocket socket = wsk.connect();
        AtomicReference<Call> close = new AtomicReference<>();
        AtomicReference<Integer> completionsInRoutine = new AtomicReference<>();
        RecordedIrp receive = RecordedIrp.ready().then(irp -> {
            close.set(socket.close());
            completionsInRoutine.set(close.get().irp().completions());
        });
        socket.receive(Bytes.room(5).buf(), 0, receive).isPending();

        socket.peer().write("hello");

        assertThatIrp(receive.await()).succeededWith(5);
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        SocketFixture.eventually("the routine has returned", () -> completionsInRoutine.get() != null);
        assertThat(completionsInRoutine.get())
                .as("completed while the routine ran")
                .isZero();
        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause({"CLOSE-17", "CLOSE-21"})
    void mayBeStartedInACompletionRoutineOfTheCaller() {
        ClientSocket socket = wsk.socket();
        AtomicReference<Call> close = new AtomicReference<>();
        RecordedIrp bind = RecordedIrp.ready().then(irp -> {
            close.set(socket.close());
            assertThatIrp(close.get().irp()).isPending();
        });

        NtStatus returned = socket.dispatch().wskBind(socket.socket(), SocketFixture.anyLocal(), 0, bind.irp());

        assertThat(returned).isEqualTo(STATUS_SUCCESS);
        assertThatIrp(bind).fits(returned);
        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("CLOSE-17")
    void isPossibleAtDispatchLevel() {
        ConnectedSocket socket = wsk.connect();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertThat(socket.close().returned()).isEqualTo(STATUS_PENDING);
        } finally {
            Irql.lower(old);
        }
    }

    @Test
    @Clause("CLOSE-19")
    void keepsTheClientAttachedUntilTheCompletionRoutineHasReturned() {
        ConnectedSocket socket = wsk.connect();
        AtomicReference<Integer> socketsInRoutine = new AtomicReference<>();
        RecordedIrp irp = RecordedIrp.ready()
                .then(completed -> socketsInRoutine.set(wsk.client().sockets().size()));

        socket.close(irp).completedWith(STATUS_SUCCESS);

        SocketFixture.eventually("the routine has run", () -> socketsInRoutine.get() != null);
        assertThat(socketsInRoutine.get()).isEqualTo(1);
        wsk.client().assertIdle();
    }

    @Test
    @Clause({"CLOSE-09", "WSKSOCKET-04"})
    void makesEveryLaterCallABugCheck() {
        ConnectedSocket socket = wsk.connect();
        ConnectedSocket other = wsk.connect();
        socket.close().completedWith(STATUS_SUCCESS);

        for (SocketFunction function : SocketFunction.values()) {
            RecordedIrp irp = RecordedIrp.ready();
            assertThatExceptionOfType(BugCheck.class)
                    .isThrownBy(() -> function.call(socket.dispatch(), socket.socket(), irp.irp()))
                    .as(function.name())
                    .withMessageContaining("CLOSE-09")
                    .withMessageContaining("org.example.client");
            assertThatIrp(irp).isUntouched();
        }

        other.send("unharmed").succeededWith(8);
        assertThat(other.peer().readText(8)).isEqualTo("unharmed");
    }

    @Test
    @Clause("CLOSE-09")
    void makesASecondCloseABugCheckThatLeavesTheFirstOneAlone() throws Exception {
        FullListener full = wsk.closeLater(FullListener.open());
        ClientSocket socket = wsk.bound();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        RecordedIrp second = RecordedIrp.ready();
        RecordedIrp connect = RecordedIrp.ready().then(irp -> {
            try {
                socket.close(second); // the first one has not completed: this routine is still running
            } catch (BugCheck e) {
                thrown.set(e);
            }
        });
        socket.dispatch().wskConnect(socket.socket(), full.address(), 0, connect.irp());

        Call first = socket.close();

        first.completedWith(STATUS_SUCCESS);
        assertThatIrp(connect).isCancelled();
        assertThat(thrown.get()).isInstanceOf(BugCheck.class);
        assertThatIrp(second).isUntouched();
        assertThat(first.irp().completions()).isEqualTo(1);
    }

    @Test
    @Clause({"CLOSE-13", "SOCKET-20", "WSKSOCKET-04"})
    void letsTheMemoryOfTheSocketGo() {
        WeakReference<WskSocket> socket = new WeakReference<>(openAndClose());

        SocketFixture.eventually("the socket is collected", () -> {
            System.gc();
            return socket.get() == null;
        });
    }

    private WskSocket openAndClose() {
        RecordedIrp irp = RecordedIrp.ready();
        wsk.create(wsk.client(), null, null, irp);
        ClientSocket socket = new ClientSocket(irp.object(WskSocket.class));
        irp.again();
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        wsk.connect(socket);
        Call receive = socket.receive(Bytes.room(1).buf());
        socket.close().completedWith(STATUS_SUCCESS);
        receive.completedWith(STATUS_CANCELLED);
        return socket.socket();
    }
}
