// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskSocket;

/**
 * What listening sockets do while something else happens: each IRP completes once, no connection and no socket is lost or
 * leaked, and the close completes last. Over each transport that listens, by a subclass.
 *
 * <p>Each race runs some rounds, and at least 100,000 with {@code -Dstress=true}; see {@link Rival}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
abstract class ListenRaces {
    private static final int ACCEPT = WskConstants.WSK_EVENT_ACCEPT;

    private final Rival rival = new Rival();

    /** The other end of a connection, which reads and resets. */
    interface Connector extends AutoCloseable {
        /** Waits until our side has ended or reset the connection. */
        void awaitEnd();

        void reset();

        /** Reads one byte; waits for it. */
        String readOne();

        @Override
        void close();
    }

    abstract SocketFixture wsk();

    /** Connects, and waits until the platform has the connection; null when nobody listens any more. */
    abstract Connector connect(SockAddrIn address);

    @AfterEach
    void stopRival() {
        rival.close();
    }

    private SplittableRandom random(String race, int rounds) {
        return new SplittableRandom(Rival.seed(race + " over " + getClass().getSimpleName(), rounds));
    }

    private ListeningSocket listening(RecordedListenEvents callbacks) {
        ListeningSocket socket = wsk().listening(null, callbacks == null ? null : callbacks.dispatch());
        socket.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);
        return socket;
    }

    /** Both ends of what was accepted work, and then end. */
    private void assertConnected(WskSocket accepted, Connector connector) {
        ClientSocket socket = new ClientSocket(accepted);
        socket.send("x").succeededWith(1);
        assertThat(connector.readOne()).isEqualTo("x");
        wsk().done(socket);
        connector.close();
    }

    @Test
    @Clause({"ACCEPT-04", "ACCEPT-21", "ACCEPT-22", "CLOSE-07", "IRP-33"})
    void closesWhileAConnectionArrives() {
        int rounds = Rival.rounds(300);
        SplittableRandom random = random("accept/close", rounds);
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            ListeningSocket socket = listening(null);
            SockAddrIn address = socket.localAddress();
            AtomicInteger before = new AtomicInteger();
            AtomicInteger atClose = new AtomicInteger(-1);
            List<Call> accepts = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                accepts.add(socket.accept(RecordedIrp.ready().then(done -> before.incrementAndGet())));
            }
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(500);
            AtomicReference<Call> close = new AtomicReference<>();
            AtomicReference<Connector> connector = new AtomicReference<>();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        close.set(socket.close(RecordedIrp.ready().then(done -> atClose.set(before.get()))));
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connector.set(connect(address));
                    });

            close.get().completedWith(STATUS_SUCCESS);
            SocketFixture.eventually("the routine of the close has run", () -> atClose.get() >= 0);
            int found = 0;
            for (Call accept : accepts) {
                accept.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
                if (accept.irp().status() == STATUS_SUCCESS) {
                    assertConnected(accept.irp().object(WskSocket.class), connector.get());
                    found++;
                }
            }
            assertThat(atClose.get())
                    .as("accepts that completed before the close, round %d", round)
                    .isEqualTo(accepts.size());
            assertThat(found).isLessThanOrEqualTo(1);
            if (found == 0 && connector.get() != null) {
                connector.get().awaitEnd();
                connector.get().close();
            }
            accepted += found;
            wsk().done(socket);
        }
        System.out.println("accept/close: " + accepted + " accepted");
    }

    @Test
    @Clause({"ACCEPT-04", "ACCEPT-22", "IRP-33"})
    void cancelsAnAcceptWhileAConnectionArrives() {
        int rounds = Rival.rounds(500);
        SplittableRandom random = random("accept/cancel", rounds);
        ListeningSocket socket = listening(null);
        SockAddrIn address = socket.localAddress();
        RecordedIrp irp = RecordedIrp.ready();
        int cancelled = 0;
        for (int round = 0; round < rounds; round++) {
            Call accept = socket.accept(irp.again()).isPending();
            int hereFirst = random.nextInt(5000);
            int thereFirst = random.nextInt(300);
            AtomicReference<Connector> connector = new AtomicReference<>();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        irp.irp().cancel();
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connector.set(connect(address));
                    });

            accept.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            if (irp.status() == STATUS_CANCELLED) {
                cancelled++;
                socket.accept(irp.again()).completedWith(STATUS_SUCCESS); // the connection is not lost
            }
            assertConnected(irp.object(WskSocket.class), connector.get());
        }
        System.out.println("accept/cancel: " + cancelled + " cancelled");
    }

    @Test
    @Clause({"INSPECT-COMPLETE-12", "INSPECT-COMPLETE-13", "ABORT-EVENT-02", "ABORT-EVENT-07"})
    void decidesWhileThePeerResets() {
        int rounds = Rival.rounds(300);
        SplittableRandom random = random("inspect/reset", rounds);
        RecordedInspections inspections = new RecordedInspections();
        ListeningSocket socket = wsk().listening(null, inspections.dispatch());
        socket.setConditional(new ULong(1)).completedWith(STATUS_SUCCESS);
        socket.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);
        SockAddrIn address = socket.localAddress();
        int[] outcomes = new int[4];
        for (int round = 0; round < rounds; round++) {
            WskInspectAction action =
                    random.nextInt(3) == 0 ? WskInspectAction.WskInspectReject : WskInspectAction.WskInspectAccept;
            boolean early = random.nextBoolean();
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(3000);
            inspections.next();
            Connector connector = connect(address);
            if (!early) {
                inspections.awaitReturn();
            }
            WskInspectId id = inspections.awaitId();
            AtomicReference<Call> decision = new AtomicReference<>();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        decision.set(socket.inspectComplete(id, action));
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connector.reset();
                    });

            decision.get().completedWithOneOf(STATUS_SUCCESS, STATUS_INVALID_PARAMETER);
            boolean decided = decision.get().irp().status() == STATUS_SUCCESS;
            if (decided && action == WskInspectAction.WskInspectReject) {
                outcomes[0]++;
            } else {
                inspections.awaitAbort(id);
                outcomes[decided ? 1 : 2]++;
            }
            connector.close();
            SocketFixture.eventually(
                    "only the listening socket is left",
                    () -> wsk().engine().sockets().size() == 1);
        }
        inspections.assertNoAbortTwice();
        System.out.println("inspect/reset: " + outcomes[0] + " rejected, " + outcomes[1]
                + " aborted after they were accepted, " + outcomes[2] + " before");
    }

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-11", "SO-EVENT-13", "ACCEPT-EVENT-02", "ACCEPT-22"})
    void disablesTheEventWhileAConnectionArrives() {
        int rounds = Rival.rounds(500);
        SplittableRandom random = random("accept event/disable", rounds);
        RecordedListenEvents callbacks = new RecordedListenEvents(wsk());
        ListeningSocket socket = listening(callbacks);
        SockAddrIn address = socket.localAddress();
        int before = 0;
        for (int round = 0; round < rounds; round++) {
            assertThat(socket.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);
            int hereFirst = random.nextInt(5000);
            int thereFirst = random.nextInt(300);
            RecordedIrp irp = RecordedIrp.ready();
            AtomicReference<Call> disable = new AtomicReference<>();
            AtomicReference<Connector> connector = new AtomicReference<>();
            AtomicInteger called = new AtomicInteger();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        disable.set(socket.disable(ACCEPT, irp));
                        disable.get().completedWith(STATUS_SUCCESS);
                        called.set(callbacks.taken().size());
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connector.set(connect(address));
                    });

            WskSocket accepted;
            if (called.get() > 0) {
                before++;
                accepted = callbacks.taken().get(0).socket();
            } else {
                RecordedIrp other = RecordedIrp.ready();
                socket.accept(other).completedWith(STATUS_SUCCESS); // the connection is not lost
                accepted = other.object(WskSocket.class);
            }
            assertThat(callbacks.taken()).as("round %d", round).hasSize(called.get());
            assertConnected(accepted, connector.get());
            callbacks.forget();
        }
        assertThat(callbacks.mistakes()).isEmpty();
        System.out.println("accept event/disable: " + before + " before");
    }

    @Test
    @Clause({"ACCEPT-EVENT-02", "ACCEPT-22", "SO-EVENT-13"})
    void enablesTheEventWhileAConnectionArrives() {
        int rounds = Rival.rounds(500);
        SplittableRandom random = random("accept event/enable", rounds);
        RecordedListenEvents callbacks = new RecordedListenEvents(wsk());
        ListeningSocket socket = listening(callbacks);
        SockAddrIn address = socket.localAddress();
        for (int round = 0; round < rounds; round++) {
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);
            AtomicReference<Connector> connector = new AtomicReference<>();
            if (random.nextBoolean()) {
                socket.accept().irp().irp().cancel(); // the endpoint is wide awake
            }

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        assertThat(socket.enable(ACCEPT)).isEqualTo(STATUS_SUCCESS);
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connector.set(connect(address));
                    });

            assertConnected(callbacks.awaitTaken(1).get(0).socket(), connector.get());
            socket.disable(ACCEPT, RecordedIrp.ready()).completedWith(STATUS_SUCCESS);
            callbacks.forget();
        }
        assertThat(callbacks.mistakes()).isEmpty();
    }

    @Test
    @Clause({"LISTEN-04", "FORCED-CLOSED-01", "STREAM-11"})
    void isTakenAwayWhileItBeginsToListen() {
        int rounds = Rival.rounds(500);
        SplittableRandom random = random("listen/revoke", rounds);
        int listened = 0;
        for (int round = 0; round < rounds; round++) {
            ListeningSocket stream = wsk().stream(null, new WskClientStreamDispatch(null, null));
            stream.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);
            int hereFirst = random.nextInt(300);
            int thereFirst = random.nextInt(1500);
            AtomicReference<Call> listen = new AtomicReference<>();
            AtomicReference<Call> accept = new AtomicReference<>();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        listen.set(stream.listen());
                        accept.set(stream.accept());
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        wsk().registry().revokeAll();
                    });

            listen.get().completedWithOneOf(STATUS_SUCCESS, STATUS_FILE_FORCED_CLOSED);
            accept.get().completedWith(STATUS_FILE_FORCED_CLOSED);
            listened += listen.get().irp().status() == STATUS_SUCCESS ? 1 : 0;
            if (random.nextBoolean()) {
                SocketFixture.eventually(
                        "the transport is free", () -> wsk().registry().leases() == 0);
            }
            wsk().done(stream);
            assertThat(wsk().registry().leases()).as("leases, round %d", round).isZero();
        }
        System.out.println("listen/revoke: " + listened + " listened");
    }

    @Test
    @Clause({"ACCEPT-21", "ACCEPT-22", "CLOSE-07"})
    void cancelsTenThousandAcceptsByTheClose() {
        int many = 10_000;
        ListeningSocket socket = listening(null);
        SockAddrIn address = socket.localAddress();
        AtomicInteger before = new AtomicInteger();
        AtomicInteger atClose = new AtomicInteger(-1);
        List<Call> accepts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            accepts.add(socket.accept(RecordedIrp.ready().then(done -> before.incrementAndGet())));
        }
        Connector connector = connect(address);
        assertConnected(accepts.get(0).irp().await().object(WskSocket.class), connector);

        Call close = socket.close(RecordedIrp.ready().then(done -> atClose.set(before.get())));

        close.completedWith(STATUS_SUCCESS);
        SocketFixture.eventually("the routine of the close has run", () -> atClose.get() >= 0);
        assertThat(atClose).hasValue(many);
        for (Call accept : accepts.subList(1, many)) {
            accept.completedWith(STATUS_CANCELLED);
        }
    }

    @Test
    @Clause({"ACCEPT-04", "ACCEPT-22"})
    void losesNoConnectionWhileTwoThreadsAccept() {
        int rounds = Rival.rounds(500);
        SplittableRandom random = random("accept/accept", rounds);
        ListeningSocket socket = listening(null);
        SockAddrIn address = socket.localAddress();
        for (int round = 0; round < rounds; round++) {
            int hereFirst = random.nextInt(1000);
            int thereFirst = random.nextInt(1000);
            AtomicReference<Call> one = new AtomicReference<>();
            AtomicReference<Call> two = new AtomicReference<>();
            Connector first = connect(address);
            Connector second = connect(address);

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        one.set(socket.accept());
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        two.set(socket.accept());
                    });

            ClientSocket here = wsk().accepted(one.get());
            ClientSocket there = wsk().accepted(two.get());
            here.send("x").succeededWith(1);
            there.send("x").succeededWith(1);
            assertThat(first.readOne()).isEqualTo("x");
            assertThat(second.readOne()).isEqualTo("x");
            wsk().done(here);
            wsk().done(there);
            first.close();
            second.close();
        }
    }
}
