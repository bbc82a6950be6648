// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskSocket;

/** How the functions of a socket treat the IRPs that they are given. */
@Timeout(60)
class IrpUseTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.interposed();

    private InterposedTransport<?> transport() {
        return wsk.transport(InterposedTransport.class);
    }

    /** The functions that move data, with arguments that are good ones. */
    enum Transfer {
        SEND {
            @Override
            NtStatus call(ClientSocket on, WskSocket socket, Irp irp) {
                return on.dispatch().wskSend(socket, Bytes.of("x").buf(), 0, irp);
            }
        },
        RECEIVE {
            @Override
            NtStatus call(ClientSocket on, WskSocket socket, Irp irp) {
                return on.dispatch().wskReceive(socket, Bytes.room(1).buf(), 0, irp);
            }
        },
        DISCONNECT {
            @Override
            NtStatus call(ClientSocket on, WskSocket socket, Irp irp) {
                return on.dispatch().wskDisconnect(socket, Bytes.of("x").buf(), 0, irp);
            }
        },
        ABORT {
            @Override
            NtStatus call(ClientSocket on, WskSocket socket, Irp irp) {
                return on.dispatch().wskDisconnect(socket, null, WskConstants.WSK_FLAG_ABORTIVE, irp);
            }
        };

        abstract NtStatus call(ClientSocket on, WskSocket socket, Irp irp);
    }

    private static void assertUnharmed(ConnectedSocket connected) {
        connected.send("unharmed").succeededWith(8);
        assertThat(connected.peer().readText(8)).isEqualTo("unharmed");
        connected.peer().write("likewise");
        ReceiveTest.assertReceives(connected, "likewise");
    }

    @Test
    @Clause({"IRP-01", "IRP-43"})
    void isCompletedByEachFunctionWithItsOutcome() {
        RecordedIrp create = RecordedIrp.ready();
        new Call(wsk.create(wsk.client(), null, null, create), create).completedWith(STATUS_SUCCESS);
        ClientSocket socket = wsk.adopt(create.object(WskSocket.class));

        assertNoInformation(socket.bind(SocketFixture.anyLocal()));
        assertNoInformation(socket.connect(wsk.listenerAddress()));
        Peer peer = wsk.accept();
        socket.send("12345").succeededWith(5);
        Call receive = socket.receive(Bytes.room(3).buf(), WskConstants.WSK_FLAG_WAITALL);
        peer.write("123");
        receive.succeededWith(3);
        assertNoInformation(socket.disconnect(Bytes.of("end").buf(), 0));
        assertNoInformation(socket.abort());
        assertNoInformation(socket.close());
    }

    private static void assertNoInformation(Call call) {
        call.succeededWith(0);
        assertThat(call.irp().object(Object.class)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause({"IRP-01", "IRP-02", "IRP-44"})
    void isCompletedAlsoWhenTheFunctionReturnsAFailure(Transfer transfer) {
        ClientSocket socket = wsk.socket();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = transfer.call(socket, socket.socket(), irp.irp());

        new Call(returned, irp).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        assertThat(irp.pendingReturned()).isFalse();
        assertThat(irp.information()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("IRP-02")
    void isCompletedAlsoWhenThereIsNoSocket(Transfer transfer) {
        ClientSocket socket = wsk.socket();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = transfer.call(socket, null, irp.irp());
        new Call(returned, irp).completedInlineWith(STATUS_INVALID_HANDLE);

        WskSocket foreign = socket::dispatch;
        returned = transfer.call(socket, foreign, irp.again().irp());
        new Call(returned, irp).completedInlineWith(STATUS_INVALID_HANDLE);
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    void isRequired(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();

        assertThat(transfer.call(connected, connected.socket(), null)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertUnharmed(connected);
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("IRP-13")
    void needsNothingButACompletionRoutine(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        connected.peer().write("x");
        Irp irp = Irp.allocate(1);
        CountDownLatch completed = new CountDownLatch(1);
        irp.setCompletionRoutine(
                (device, done, context) -> {
                    completed.countDown();
                    return STATUS_MORE_PROCESSING_REQUIRED;
                },
                null,
                true,
                true,
                true);

        NtStatus returned = transfer.call(connected, connected.socket(), irp);

        assertThat(returned.isSuccess()).isTrue();
        SocketFixture.eventually("it has completed", () -> completed.getCount() == 0);
        assertThat(irp.ioStatus().status()).isEqualTo(STATUS_SUCCESS);
        irp.free();
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    void isABugCheckWithoutACompletionRoutineThatHarmsNothing(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        Irp irp = Irp.allocate(1);

        BugCheck bugCheck =
                catchThrowableOfType(BugCheck.class, () -> transfer.call(connected, connected.socket(), irp));

        assertThat(bugCheck.code()).isEqualTo(BugCheck.Code.INCONSISTENT_IRP);
        assertUnharmed(connected);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    void isABugCheckWhileItIsPendingSomewhereElse(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        ConnectedSocket other = wsk.connect();
        Call pending = other.receive(Bytes.room(4).buf(), WskConstants.WSK_FLAG_WAITALL)
                .isPending();

        BugCheck bugCheck = catchThrowableOfType(
                BugCheck.class,
                () -> transfer.call(connected, connected.socket(), pending.irp().irp()));

        assertThat(bugCheck).isNotNull();
        pending.isPending();
        other.peer().write("fine");
        pending.succeededWith(4);
        assertUnharmed(connected);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("IRP-14")
    void mayStartRequestsFromItsCompletionRoutine() {
        ConnectedSocket connected = wsk.connect();
        AtomicReference<Call> inner = new AtomicReference<>();

        connected
                .send("outer", RecordedIrp.ready().then(done -> inner.set(connected.send("inner"))))
                .succeededWith(5);

        inner.get().succeededWith(5);
        assertThat(connected.peer().readText(10)).isEqualTo("outerinner");
    }

    @Test
    @Clause("IRP-16")
    void mayBeWaitedForWithAnEventThatItsRoutineSets() throws Exception {
        ConnectedSocket connected = wsk.connect();
        Bytes memory = Bytes.room(4);
        CountDownLatch event = new CountDownLatch(1);
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine(
                (device, done, context) -> {
                    if (done.pendingReturned()) {
                        ((CountDownLatch) context).countDown();
                    }
                    return STATUS_MORE_PROCESSING_REQUIRED;
                },
                event,
                true,
                true,
                true);
        Thread answer = new Thread(() -> {
            assertThat(connected.peer().readText(3)).isEqualTo("ask");
            connected.peer().write("tell");
        });
        answer.start();

        connected.send("ask").succeededWith(3);
        NtStatus status = connected.dispatch().wskReceive(connected.socket(), memory.buf(), 2, irp);
        if (status.isPending()) {
            assertThat(event.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
            status = irp.ioStatus().status();
        }
        answer.join();

        assertThat(status).isEqualTo(STATUS_SUCCESS);
        assertThat(memory.text()).isEqualTo("tell");
    }

    @Test
    @Clause("IRP-17")
    void isQueuedWithOthersOfItsKindAndOfOtherKinds() {
        ConnectedSocket connected = wsk.connect();
        List<Call> calls = new ArrayList<>();
        calls.add(connected.send(Bytes.much().buf()).isPending());
        for (int i = 0; i < 10; i++) {
            calls.add(connected.send("1234567890").isPending());
            calls.add(connected
                    .receive(Bytes.room(10).buf(), WskConstants.WSK_FLAG_WAITALL)
                    .isPending());
        }
        calls.add(connected.disconnect().isPending());

        connected.peer().write("x".repeat(100));
        assertThat(connected.peer().readToEnd()).hasSize(Bytes.MORE_THAN_FITS + 100);

        calls.get(0).succeededWith(Bytes.MORE_THAN_FITS);
        calls.subList(1, 21).forEach(call -> call.succeededWith(10));
        calls.get(21).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("IRP-33")
    void isGivenUpWhenItIsCancelledAndNothingElseIs() {
        ConnectedSocket connected = wsk.connect();
        Call receive = connected.receive(Bytes.room(4).buf()).isPending();

        assertThat(receive.irp().irp().cancel()).isTrue();

        receive.completedWith(STATUS_CANCELLED);
        assertThat(receive.irp().irp().isCancelled()).isTrue();
        assertUnharmed(connected);
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("IRP-33")
    void mayBeCancelledBeforeItIsHandedOver(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(irp.irp().cancel()).isFalse();

        Call call = new Call(transfer.call(connected, connected.socket(), irp.irp()), irp);

        if (transfer == Transfer.RECEIVE) {
            call.completedInlineWith(STATUS_CANCELLED); // it would have had to wait
            assertUnharmed(connected);
        } else {
            call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
        }
    }

    @Test
    @Clause("IRP-36")
    void completesAtTheLevelOfTheCallerOrAtDispatchLevelOnAnIoThread() {
        ConnectedSocket connected = wsk.connect();
        Call inline = connected.send("x").succeededWith(1);
        Call pending = connected.receive(Bytes.room(1).buf()).isPending();
        connected.peer().write("x");
        pending.succeededWith(1);

        assertThat(inline.irp().thread()).isSameAs(Thread.currentThread());
        assertThat(inline.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(pending.irp().thread()).isNotSameAs(Thread.currentThread());
        assertThat(pending.irp().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    @Clause("IRP-44")
    void hasNoInformationWhenATransferHasMovedBytesAndThenFailed() {
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(8);
        Call receive =
                connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();
        connected.peer().write("half");
        SocketFixture.eventually("half was stored", () -> room.text().startsWith("half"));

        assertThat(receive.irp().irp().cancel()).isTrue();

        receive.completedWith(STATUS_CANCELLED);
        assertThat(receive.irp().information()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Transfer.class)
    @Clause("IRP-45")
    void isReportedAsPendingAlsoWhenItCompletesBeforeTheFunctionReturns(Transfer transfer) {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp irp = RecordedIrp.ready();
        String function = transfer.name().toLowerCase(Locale.ROOT);
        if (transfer == Transfer.SEND || transfer == Transfer.DISCONNECT) {
            connected.send(Bytes.much().buf()).isPending();
        } else if (transfer == Transfer.ABORT) {
            connected.receive(Bytes.room(1).buf()).isPending(); // so that there is something for the I/O thread to end
        }
        AtomicInteger completionsBeforeReturn = new AtomicInteger(-1);
        transport().after = (called, answer) -> {
            if (called.equals(function) && answer == STATUS_PENDING) {
                if (transfer == Transfer.RECEIVE) {
                    connected.peer().write("x");
                } else if (transfer != Transfer.ABORT) {
                    connected.peer().read(Bytes.MORE_THAN_FITS);
                }
                completionsBeforeReturn.set(irp.await().completions());
            }
        };

        NtStatus returned = transfer.call(connected, connected.socket(), irp.irp());

        assertThat(completionsBeforeReturn).hasValue(1);
        assertThat(returned).isEqualTo(STATUS_PENDING);
        new Call(returned, irp).completedWith(STATUS_SUCCESS);
        assertThat(irp.pendingReturned()).isTrue();
    }

    @Test
    @Clause({"IRP-33", "CLOSE-07"})
    void completesBeforeACloseAlsoWhileItsCancelIsStillOnItsWay() {
        ConnectedSocket connected = wsk.connect();
        Call receive = connected.receive(Bytes.room(1).buf()).isPending();
        RecordedIrp close = RecordedIrp.ready();
        AtomicInteger completedBeforeTheClose = new AtomicInteger(-1);
        close.then(done -> completedBeforeTheClose.set(receive.irp().completions()));
        transport().after = (function, answer) -> {
            if (function.equals("cancel")) {
                connected.close(close);
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200); // in vain, when all is well
                while (close.completions() == 0 && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
        };

        assertThat(receive.irp().irp().cancel()).isTrue();

        receive.completedWith(STATUS_CANCELLED);
        new Call(STATUS_PENDING, close).completedWith(STATUS_SUCCESS);
        SocketFixture.eventually("the routine of the close has run", () -> completedBeforeTheClose.get() >= 0);
        assertThat(completedBeforeTheClose).hasValue(1);
    }

    /** The moments at which an IRP completes. */
    enum Moment {
        INLINE {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.send("x", RecordedIrp.ready().then(routine));
            }
        },
        REFUSED {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.send((WskBuf) null, 0, RecordedIrp.ready().then(routine));
            }
        },
        RECEIVED {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(routine));
                on.peer().write("x");
            }
        },
        SENT {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.send(Bytes.much().buf(), 0, RecordedIrp.ready().then(routine));
                on.peer().read(Bytes.MORE_THAN_FITS);
            }
        },
        CANCELLED {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(routine))
                        .irp()
                        .irp()
                        .cancel();
            }
        },
        RESET {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(routine));
                on.peer().reset();
            }
        },
        DISCONNECTED {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.disconnect(null, 0, RecordedIrp.ready().then(routine));
            }
        },
        ABORTED {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(routine));
                on.abort();
            }
        },
        TAKEN_AWAY {
            @Override
            void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine) {
                on.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(routine));
                on.engineSide().abandon();
            }
        };

        abstract void completeOne(SocketFixture wsk, ConnectedSocket on, Consumer<RecordedIrp> routine);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    @Clause("IRP-41")
    void completesWhileNothingIsLocked(Moment moment) {
        ConnectedSocket connected = wsk.connect();
        List<NtStatus> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch over = new CountDownLatch(1);

        moment.completeOne(wsk, connected, done -> {
            Thread other = new Thread(() -> {
                seen.add(connected.send(new WskBuf()).returned());
                seen.add(connected.receive(new WskBuf()).returned());
                Call receive = connected.receive(Bytes.room(1).buf());
                receive.irp().irp().cancel();
                seen.add(receive.returned());
                RecordedIrp irp = RecordedIrp.ready();
                seen.add(connected.dispatch().wskGetLocalAddress(connected.socket(), new SockAddrIn(), irp.irp()));
                wsk.engine().sockets();
            });
            other.start();
            try {
                other.join(TimeUnit.SECONDS.toMillis(SocketFixture.DEADLINE)); // no client may do that: it is the proof
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            over.countDown();
        });

        SocketFixture.eventually("the routine has returned", () -> over.getCount() == 0);
        assertThat(seen).hasSize(4).doesNotContainNull();
    }

    @Test
    void reportsTheCountOfAControlOperationAlsoFromDeepInAChain() {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp direct = RecordedIrp.ready();
        RecordedIrp deep = RecordedIrp.ready();
        AtomicReference<NtStatus> returned = new AtomicReference<>();

        new Call(receiveBufferSize(connected, direct), direct).completedWith(STATUS_SUCCESS);
        Depth.run(connected, () -> returned.set(receiveBufferSize(connected, deep)));

        assertThat(returned.get()).isEqualTo(STATUS_PENDING);
        assertThat(direct.information()).isEqualTo(WskConstants.SIZEOF_ULONG);
        assertThatIrp(deep).fits(returned.get()).succeededWith(WskConstants.SIZEOF_ULONG);
    }

    private static NtStatus receiveBufferSize(ConnectedSocket connected, RecordedIrp irp) {
        return connected
                .dispatch()
                .wskControlSocket(
                        connected.socket(),
                        WskControlSocketType.WskGetOption,
                        SocketOptions.SO_RCVBUF,
                        SocketOptions.SOL_SOCKET,
                        0,
                        null,
                        WskConstants.SIZEOF_ULONG,
                        new ULong(),
                        null,
                        irp.irp());
    }
}
