// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_EVENT_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * What happens to a datagram socket at the same moment, over any transport.
 *
 * <p>Each race runs some rounds, and at least 100,000 with {@code -Dstress=true}; see {@link Rival}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class DatagramRaces {
    private static final int RECEIVE_FROM = WskConstants.WSK_EVENT_RECEIVE_FROM;

    @RegisterExtension
    final SocketFixture wsk;

    private final Rival rival = new Rival();

    DatagramRaces(SocketFixture wsk) {
        this.wsk = wsk;
    }

    /** A bound socket, and what its peer and the network can do. */
    interface Line {
        DatagramClient socket();

        /** Where the peer is. */
        SockAddr peer();

        /** A datagram of one byte arrives, unless the socket is gone. */
        void send(int content);

        /** From now on datagrams of the socket may wait. */
        void hold();

        /** They go on. */
        void letGo();

        /** How many bytes the socket has sent. */
        long bytesSent();

        /** Waits until all buffers are back. */
        void assertNothingOnLoan();

        /** Closes both ends and forgets them. */
        void done();
    }

    /** A new socket of the fixture's client. */
    abstract Line open(WskClientDatagramDispatch callbacks);

    @AfterEach
    void stopRival() {
        rival.close();
    }

    /** A receive event that may be called at some times only. */
    private static final class Guarded {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger(); // datagrams
        private volatile boolean forbidden; // the test's to set
        private volatile boolean inside; // the I/O thread's to set
        private volatile String mistake; // null for none
        private volatile boolean mayEnd = true; // the test's to set: a call waits for it
        private volatile Function<WskDatagramIndication, NtStatus> answer = list -> STATUS_SUCCESS; // the test's to set

        private WskClientDatagramDispatch dispatch() {
            return new WskClientDatagramDispatch((context, flags, list) -> receive(list));
        }

        /** Waits for a call to begin, and lets it end. */
        private void meet() {
            SocketFixture.eventually("the event is called", () -> inside);
            mayEnd = true;
        }

        private NtStatus receive(WskDatagramIndication list) {
            if (forbidden || inside) {
                mistake = forbidden ? "called when it was not enabled" : "called while it ran";
            }
            inside = true;
            while (!mayEnd) {
                Thread.yield(); // the test's thread may be waiting for this processor
            }
            int count = contents(list).size();
            NtStatus status = answer.apply(list);
            if (status != STATUS_DATA_NOT_ACCEPTED) {
                taken.addAndGet(count);
            }
            inside = false;
            calls.incrementAndGet();
            if (forbidden) {
                mistake = "still ran when it was disabled";
            }
            return status;
        }
    }

    /** The byte that each datagram of a list has. */
    private static List<Integer> contents(WskDatagramIndication list) {
        List<Integer> contents = new ArrayList<>();
        for (String text : RecordedDatagramEvents.texts(list)) {
            contents.add((int) text.charAt(0));
        }
        return contents;
    }

    // ---- the event and its end

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-11", "SO-EVENT-13", "RECEIVEFROM-18"})
    void callsNothingOnceADisableWithAnIrpHasCompleted() {
        disablesWhileADatagramArrives(true);
    }

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-12", "SO-EVENT-13", "RECEIVEFROM-18"})
    void callsNothingOnceADisableWithoutAnIrpFindsNoCall() {
        disablesWhileADatagramArrives(false);
    }

    private void disablesWhileADatagramArrives(boolean withIrp) {
        int rounds = Rival.rounds(3_000);
        String race = "receive from event/disable" + (withIrp ? " with IRP" : "");
        SplittableRandom random = new SplittableRandom(Rival.seed(race, rounds));
        Guarded event = new Guarded();
        Line line = open(event.dispatch());
        DatagramClient socket = line.socket();
        Bytes room = Bytes.room(1);
        RecordedIrp irp = RecordedIrp.ready();
        RecordedIrp receive = RecordedIrp.ready();
        int waited = 0;
        for (int round = 0; round < rounds; round++) {
            int before = event.taken.get();
            int sent = round & 0x7F;
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);
            int within = random.nextInt(300);
            boolean meets = random.nextBoolean();
            NtStatus[] returned = new NtStatus[1];
            event.answer = list -> {
                Rival.spin(within);
                return STATUS_SUCCESS;
            };
            event.forbidden = false;
            event.mayEnd = !meets;
            assertThat(socket.enable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);

            rival.race(
                    () -> {
                        if (meets) {
                            event.meet();
                        }
                        Rival.spin(meets ? hereFirst / 10 : hereFirst);
                        returned[0] = withIrp ? disable(socket, irp) : disable(socket);
                        event.forbidden = true;
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        line.send(sent);
                    });

            waited += returned[0] == STATUS_SUCCESS ? 0 : 1;
            if (event.taken.get() == before) {
                socket.receiveFrom(room.buf(), 0, null, null, null, null, receive.again())
                        .succeededWith(1);
                assertThat(room.content()[0]).as("round %d", round).isEqualTo((byte) sent);
            }
            assertThat(event.mistake).as("round %d", round).isNull();
            assertThat(event.taken.get() - before).as("round %d", round).isLessThanOrEqualTo(1);
        }
        line.assertNothingOnLoan();
        System.out.println(race + ": " + event.calls + " calls, " + waited + " times in progress");
    }

    private static NtStatus disable(DatagramClient socket, RecordedIrp irp) {
        Call call = socket.disable(RECEIVE_FROM, irp.again());
        call.completedWith(STATUS_SUCCESS);
        return call.returned();
    }

    private static NtStatus disable(DatagramClient socket) {
        NtStatus first = socket.disable(RECEIVE_FROM);
        for (NtStatus status = first; status != STATUS_SUCCESS; status = socket.disable(RECEIVE_FROM)) {
            assertThat(status).isEqualTo(STATUS_EVENT_PENDING);
            Thread.yield(); // the call in progress may be waiting for this processor
        }
        return first;
    }

    @Test
    @Clause({"CLOSE-08", "CLOSE-10", "CLOSE-21"})
    void callsNothingOnceACloseHasCompleted() {
        int rounds = Rival.rounds(2_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive from event/close", rounds));
        int called = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            int within = random.nextInt(300);
            boolean meets = random.nextBoolean();
            NtStatus answer = random.nextBoolean() ? STATUS_SUCCESS : STATUS_DATA_NOT_ACCEPTED;
            event.answer = list -> {
                Rival.spin(within);
                return answer;
            };
            Line line = open(event.dispatch());
            DatagramClient socket = line.socket();
            event.mayEnd = !meets;
            socket.enable(RECEIVE_FROM);
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);

            rival.race(
                    () -> {
                        if (meets) {
                            event.meet();
                        }
                        Rival.spin(meets ? hereFirst / 10 : hereFirst);
                        closeAndForbid(socket, event);
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        line.send(1);
                    });

            assertThat(event.mistake).as("round %d", round).isNull();
            line.assertNothingOnLoan();
            called += event.calls.get();
            line.done();
        }
        System.out.println("receive from event/close: " + called + " calls");
    }

    /** Closes, and notices calls that the end of the close finds or that come later. */
    private static void closeAndForbid(DatagramClient socket, Guarded event) {
        AtomicBoolean noticed = new AtomicBoolean();
        socket.close(RecordedIrp.ready().then(irp -> {
                    event.forbidden = true;
                    if (event.inside) {
                        event.mistake = "runs when the close completes";
                    }
                    noticed.set(true);
                }))
                .completedWith(STATUS_SUCCESS);
        SocketFixture.eventually("the completion routine of the close has run", noticed::get);
    }

    /** A client refuses, and its other thread enables the event again at just that moment. */
    @Test
    @Clause({"RECEIVEFROM-EVENT-07", "RECEIVEFROM-EVENT-08"})
    void indicatesAgainHoweverTheEnablingMeetsTheRefusal() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("refusal/re-enable", rounds));
        Guarded event = new Guarded();
        Line line = open(event.dispatch());
        DatagramClient socket = line.socket();
        socket.enable(RECEIVE_FROM);
        for (int round = 0; round < rounds; round++) {
            int before = event.taken.get();
            int within = random.nextInt(600);
            int thereFirst = random.nextInt(300);
            event.mayEnd = false;
            event.answer = list -> {
                event.answer = again -> STATUS_SUCCESS;
                Rival.spin(within);
                return STATUS_DATA_NOT_ACCEPTED;
            };

            rival.race(() -> line.send(1), () -> {
                event.meet();
                Rival.spin(thereFirst);
                assertThat(socket.enable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
            });

            SocketFixture.eventually(
                    "the datagram was indicated again", () -> event.taken.get() == before + 1 && !event.inside);
        }
        assertThat(event.mistake).isNull();
        line.assertNothingOnLoan();
    }

    // ---- receives and the event

    @Test
    @Clause({"RECEIVEFROM-17", "RECEIVEFROM-18", "RECEIVEFROM-EVENT-05", "RECEIVEFROM-EVENT-06", "RECEIVEFROM-EVENT-10"
    })
    void givesEachDatagramOnceToReceivesAndEvents() {
        int rounds = Rival.rounds(2_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive from/receive from event", rounds));
        Arrivals arrivals = new Arrivals(random.split());
        Line line = open(arrivals.dispatch());
        DatagramClient socket = line.socket();
        for (int round = 0; round < rounds; round++) {
            int total = 1 + random.nextInt(30);
            SplittableRandom here = random.split();
            SplittableRandom there = random.split();
            arrivals.begin();

            rival.race(
                    () -> {
                        for (int i = here.nextInt(12); i >= 0; i--) {
                            Rival.spin(here.nextInt(300));
                            switch (here.nextInt(5)) {
                                case 0 -> socket.enable(RECEIVE_FROM);
                                case 1 -> socket.disable(RECEIVE_FROM);
                                case 2 -> arrivals.release(socket);
                                default -> arrivals.receive(socket);
                            }
                        }
                    },
                    () -> {
                        for (int sent = 0; sent < total; sent++) {
                            line.send(sent);
                            Rival.spin(there.nextInt(300));
                        }
                    });

            while (arrivals.count() < total) {
                RecordedIrp irp = arrivals.receive(socket);
                SocketFixture.eventually(
                        "all datagrams arrive", () -> irp.completions() > 0 || arrivals.count() == total);
            }
            arrivals.cancelRest();
            disable(socket);
            arrivals.release(socket);
            arrivals.check(total, "round " + round);
        }
        line.assertNothingOnLoan();
        System.out.println("receive from/receive from event: " + arrivals.indicated + " were indicated");
    }

    /** Notes what comes both ways. */
    private static final class Arrivals {
        private final SplittableRandom random; // the I/O thread's, during a callback
        private final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        private final List<RecordedIrp> receives = new ArrayList<>();
        private final Queue<WskDatagramIndication> retained = new ConcurrentLinkedQueue<>();
        private final AtomicInteger indicated = new AtomicInteger();

        private Arrivals(SplittableRandom random) {
            this.random = random;
        }

        private WskClientDatagramDispatch dispatch() {
            return new WskClientDatagramDispatch((context, flags, list) -> event(list));
        }

        private NtStatus event(WskDatagramIndication list) {
            int answer = random.nextInt(3);
            if (answer == 0) {
                return STATUS_DATA_NOT_ACCEPTED;
            }
            List<Integer> contents = contents(list);
            indicated.addAndGet(contents.size());
            if (answer == 1) {
                retained.add(list);
            }
            seen.addAll(contents); // last: the test may go on at once
            return answer == 1 ? STATUS_PENDING : STATUS_SUCCESS;
        }

        private void begin() {
            seen.clear();
            receives.clear();
        }

        private int count() {
            return seen.size();
        }

        private RecordedIrp receive(DatagramClient socket) {
            Bytes room = Bytes.room(1);
            RecordedIrp irp = RecordedIrp.ready().then(done -> {
                if (done.status() == STATUS_SUCCESS) {
                    seen.add((int) room.content()[0]);
                }
            });
            receives.add(irp);
            socket.receiveFrom(room.buf(), 0, null, null, null, null, irp);
            return irp;
        }

        private void release(DatagramClient socket) {
            for (WskDatagramIndication list = retained.poll(); list != null; list = retained.poll()) {
                assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS);
            }
        }

        private void cancelRest() {
            for (RecordedIrp irp : receives) {
                irp.irp().cancel();
                assertThat(irp.await().status()).isIn(STATUS_SUCCESS, STATUS_CANCELLED);
            }
        }

        private void check(int total, String round) {
            List<Integer> sorted = new ArrayList<>(seen);
            Collections.sort(sorted);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < total; i++) {
                expected.add(i);
            }
            assertThat(sorted).as(round).isEqualTo(expected);
        }
    }

    // ---- sending

    @Test
    @Clause({"SENDMESSAGES-06", "SENDMESSAGES-07", "IRP-33"})
    void endsAListOnceHoweverItIsCancelled() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("send messages/cancel", rounds));
        Line line = open(null);
        DatagramClient socket = line.socket();
        RecordedIrp irp = RecordedIrp.ready();
        int cancelled = 0;
        for (int round = 0; round < rounds; round++) {
            int length = 1 + random.nextInt(12);
            WskBufList list =
                    SendMessagesTest.list(Collections.nCopies(length, "x").toArray(String[]::new));
            long before = line.bytesSent();
            boolean heldFirst = random.nextBoolean();
            int hereFirst = random.nextInt(600);
            int thereFirst = random.nextInt(600);
            irp.again();
            if (heldFirst) {
                line.hold();
            }

            rival.race(
                    () -> {
                        Call call = socket.sendMessages(list, 0, line.peer(), 0, null, irp);
                        Rival.spin(hereFirst);
                        irp.irp().cancel();
                        call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        if (!heldFirst) {
                            line.hold();
                            Rival.spin(thereFirst / 2);
                        }
                        line.letGo();
                    });

            long sent = line.bytesSent() - before;
            boolean whole = irp.status() == STATUS_SUCCESS;
            cancelled += whole ? 0 : 1;
            assertThat(sent).as("round %d", round).isLessThanOrEqualTo(whole ? length : length - 1);
            assertThat(irp.information()).as("round %d", round).isEqualTo(whole ? sent : 0);
            assertThat(whole && sent != length).as("round %d", round).isFalse();
        }
        System.out.println("send messages/cancel: " + cancelled + " were cancelled");
    }

    // ---- taken away

    @Test
    @Clause({"SENDTO-10", "RECEIVEFROM-05", "RECEIVEFROM-EVENT-04", "FORCED-CLOSED-06", "RELEASE-DGRAM-01"})
    void endsEverythingHoweverItIsTakenAway() {
        int rounds = Rival.rounds(2_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("datagram functions/take away", rounds));
        int failed = 0;
        int told = 0;
        for (int round = 0; round < rounds; round++) {
            Ending ending = new Ending(random.split());
            Line line = open(ending.dispatch());
            DatagramClient socket = line.socket();
            socket.enable(RECEIVE_FROM);
            SplittableRandom here = random.split();
            int thereFirst = random.nextInt(1500);
            List<Call> calls = new ArrayList<>();

            rival.race(
                    () -> {
                        for (int i = 0; i < 8; i++) {
                            Rival.spin(here.nextInt(300));
                            switch (here.nextInt(6)) {
                                case 0 -> calls.add(socket.sendTo("a", line.peer()));
                                case 1 -> calls.add(socket.sendMessages(SendMessagesTest.list("b", "c"), line.peer()));
                                case 2 ->
                                    calls.add(socket.receiveFrom(Bytes.room(1).buf()));
                                case 3 ->
                                    assertThat(socket.enable(RECEIVE_FROM))
                                            .isIn(STATUS_SUCCESS, STATUS_FILE_FORCED_CLOSED);
                                case 4 -> ending.release(socket);
                                default -> line.send(i);
                            }
                        }
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        socket.engineSide().revoked();
                    });

            for (Call call : calls) {
                call.completedWithOneOf(STATUS_SUCCESS, STATUS_FILE_FORCED_CLOSED);
                failed += call.irp().status() == STATUS_SUCCESS ? 0 : 1;
            }
            socket.sendTo("a", line.peer()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
            SocketFixture.eventually(
                    "it was taken away", () -> !wsk.client().sockets().contains(socket.engineSide()));
            ending.release(socket); // no call follows
            told += ending.told ? 1 : 0;
            socket.close().completedWith(STATUS_SUCCESS);
            assertThat(ending.mistake).as("round %d", round).isNull();
            line.assertNothingOnLoan();
            line.done();
        }
        System.out.println("datagram functions/take away: " + failed + " requests ended with it, " + told + " told");
    }

    /** A receive event that is told of the end once, after everything else. */
    private static final class Ending {
        private final SplittableRandom random; // the I/O thread's
        private final Queue<WskDatagramIndication> retained = new ConcurrentLinkedQueue<>();
        private volatile boolean told; // the I/O thread's to set
        private volatile String mistake; // likewise

        private Ending(SplittableRandom random) {
            this.random = random;
        }

        private WskClientDatagramDispatch dispatch() {
            return new WskClientDatagramDispatch((context, flags, list) -> event(list));
        }

        private NtStatus event(WskDatagramIndication list) {
            if (told) {
                mistake = list == null ? "told of the end twice" : "called after the end";
            }
            if (list == null) {
                told = true;
                return STATUS_SUCCESS;
            }
            switch (random.nextInt(3)) {
                case 0:
                    return STATUS_DATA_NOT_ACCEPTED;
                case 1:
                    retained.add(list);
                    return STATUS_PENDING;
                default:
                    return STATUS_SUCCESS;
            }
        }

        private void release(DatagramClient socket) {
            for (WskDatagramIndication list = retained.poll(); list != null; list = retained.poll()) {
                NtStatus status = socket.release(list);
                if (status != STATUS_SUCCESS) {
                    mistake = "a release ended with " + status;
                }
            }
        }
    }
}
