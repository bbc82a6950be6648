// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_EVENT_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/**
 * Events that are told while somebody disables them, receives, releases or closes, over any transport.
 *
 * <p>Each race runs some rounds, and at least 100,000 with {@code -Dstress=true}; see {@link Rival}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class EventRaces {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

    @RegisterExtension
    final SocketFixture wsk;

    private final Rival rival = new Rival();

    EventRaces(SocketFixture wsk) {
        this.wsk = wsk;
    }

    /** A connection, and what its peer can do. */
    interface Line {
        ClientSocket socket();

        void write(byte... bytes);

        /** {@link #write} when it does not matter whether the other end is still there. */
        void writeUnlessReset(byte... bytes);

        /** Waits until all buffers are back: with the transport, if it tells; with the socket at least. */
        void assertNothingOnLoan();

        /** Closes both ends and forgets them. */
        void done();
    }

    /** A new connection of the fixture's client. */
    abstract Line connect(WskClientConnectionDispatch callbacks);

    /** Where somebody accepts connections who does nothing else. */
    abstract SockAddr acceptor();

    @AfterEach
    void stopRival() {
        rival.close();
    }

    /** A receive event that may be called at some times only. */
    private static final class Guarded {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger bytes = new AtomicInteger();
        private volatile boolean forbidden; // the test's to set
        private volatile boolean inside; // the I/O thread's to set
        private volatile String mistake; // null for none
        private volatile boolean mayEnd = true; // the test's to set: a call waits for it
        private volatile RecordedEvents.Answer answer = RecordedEvents.TAKE_ALL; // the test's to set

        private WskClientConnectionDispatch dispatch() {
            return new WskClientConnectionDispatch(
                    (context, flags, list, count, accepted) -> receive(list, count, accepted), null, null);
        }

        /** Waits for a call to begin, and lets it end. */
        private void meet() {
            SocketFixture.eventually("the event is called", () -> inside);
            mayEnd = true;
        }

        private NtStatus receive(WskDataIndication list, long count, SizeT accepted) {
            if (forbidden || inside) {
                mistake = forbidden ? "called when it was not enabled" : "called while it ran";
            }
            inside = true;
            while (!mayEnd) {
                Thread.yield(); // the test's thread may be waiting for this processor
            }
            NtStatus status = answer.of(list, count, accepted);
            if (status == STATUS_SUCCESS) {
                bytes.addAndGet((int) accepted.get());
            }
            inside = false;
            calls.incrementAndGet();
            if (forbidden) {
                mistake = "still ran when it was disabled";
            }
            return status;
        }
    }

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-11", "SO-EVENT-13"})
    void callsNothingOnceADisableWithAnIrpHasCompleted() {
        disablesWhileDataArrives(true);
    }

    @Test
    @Clause({"SO-EVENT-10", "SO-EVENT-12", "SO-EVENT-13"})
    void callsNothingOnceADisableWithoutAnIrpFindsNoCall() {
        disablesWhileDataArrives(false);
    }

    private void disablesWhileDataArrives(boolean withIrp) {
        int rounds = Rival.rounds(5_000);
        SplittableRandom random =
                new SplittableRandom(Rival.seed("receive event/disable" + (withIrp ? " with IRP" : ""), rounds));
        Guarded event = new Guarded();
        Line line = connect(event.dispatch());
        ClientSocket socket = line.socket();
        Bytes room = Bytes.room(1);
        RecordedIrp irp = RecordedIrp.ready();
        RecordedIrp receive = RecordedIrp.ready();
        int waited = 0;
        for (int round = 0; round < rounds; round++) {
            int before = event.bytes.get();
            byte[] sent = {(byte) round};
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);
            int within = random.nextInt(300);
            boolean meets = random.nextBoolean();
            NtStatus[] returned = new NtStatus[1];
            event.answer = (list, bytes, accepted) -> {
                Rival.spin(within);
                return STATUS_SUCCESS;
            };
            event.forbidden = false;
            event.mayEnd = !meets;
            assertThat(socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);

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
                        line.write(sent);
                    });

            waited += returned[0] == STATUS_SUCCESS ? 0 : 1;
            if (event.bytes.get() == before) {
                socket.receive(room.buf(), 0, receive.again()).succeededWith(1);
                assertThat(room.content()[0]).as("round %d", round).isEqualTo(sent[0]);
            }
            assertThat(event.mistake).as("round %d", round).isNull();
            assertThat(event.bytes.get() - before).as("round %d", round).isLessThanOrEqualTo(1);
        }
        System.out.println("receive event/disable" + (withIrp ? " with IRP: " : ": ") + event.calls + " calls, "
                + waited + " times in progress");
    }

    private static NtStatus disable(ClientSocket socket, RecordedIrp irp) {
        Call call = socket.disable(RECEIVE, irp.again());
        call.completedWith(STATUS_SUCCESS);
        return call.returned();
    }

    private static NtStatus disable(ClientSocket socket) {
        NtStatus first = socket.disable(RECEIVE);
        for (NtStatus status = first; status != STATUS_SUCCESS; status = socket.disable(RECEIVE)) {
            assertThat(status).isEqualTo(STATUS_EVENT_PENDING);
            Thread.yield(); // the call in progress may be waiting for this processor
        }
        return first;
    }

    @Test
    @Clause({"CLOSE-08", "CLOSE-10", "CLOSE-21"})
    void callsNothingOnceACloseHasCompleted() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive event/close", rounds));
        int called = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            int within = random.nextInt(300);
            boolean meets = random.nextBoolean();
            NtStatus answer = random.nextBoolean() ? STATUS_SUCCESS : STATUS_DATA_NOT_ACCEPTED;
            event.answer = (list, bytes, accepted) -> {
                Rival.spin(within);
                return answer;
            };
            Line line = connect(event.dispatch());
            ClientSocket socket = line.socket();
            event.mayEnd = !meets;
            socket.enable(RECEIVE);
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
                        line.writeUnlessReset((byte) 1);
                    });

            assertThat(event.mistake).as("round %d", round).isNull();
            line.assertNothingOnLoan();
            called += event.calls.get();
            line.done();
        }
        System.out.println("receive event/close: " + called + " calls");
    }

    /** Closes, and notices calls that the end of the close finds or that come later. */
    private static void closeAndForbid(ClientSocket socket, Guarded event) {
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

    /** The receive that completes is one that lets a refused event go on. */
    @Test
    @Clause({"CLOSE-06", "CLOSE-10", "CLOSE-21", "RECEIVE-EVENT-23"})
    void closesWhileAReceiveResumesTheEvent() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("resume/close", rounds));
        int completed = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            event.answer = RecordedEvents.REFUSE;
            Line line = connect(event.dispatch());
            ClientSocket socket = line.socket();
            socket.enable(RECEIVE);
            line.write((byte) 1);
            SocketFixture.eventually("the event was refused", () -> event.calls.get() == 1);
            Call receive = socket.receive(Bytes.room(2).buf(), WskConstants.WSK_FLAG_WAITALL);
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        closeAndForbid(socket, event);
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        line.writeUnlessReset((byte) 1);
                    });

            receive.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            completed += receive.irp().status() == STATUS_SUCCESS ? 1 : 0;
            assertThat(event.mistake).as("round %d", round).isNull();
            line.done();
        }
        System.out.println("resume/close: " + completed + " receives completed");
    }

    /** A client refuses, and its other thread posts the receive that is to resume the event, at just that moment. */
    @Test
    @Clause({"RECEIVE-EVENT-14", "RECEIVE-EVENT-15", "RECEIVE-EVENT-23"})
    void resumesHoweverTheReceiveMeetsTheRefusal() {
        int rounds = Rival.rounds(5_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("refusal/resume", rounds));
        Guarded event = new Guarded();
        Line line = connect(event.dispatch());
        ClientSocket socket = line.socket();
        socket.enable(RECEIVE);
        RecordedIrp irp = RecordedIrp.ready();
        for (int round = 0; round < rounds; round++) {
            int before = event.bytes.get();
            int within = random.nextInt(600);
            int thereFirst = random.nextInt(300);
            event.mayEnd = false;
            event.answer = (list, bytes, accepted) -> {
                event.answer = RecordedEvents.TAKE_ALL;
                Rival.spin(within);
                return STATUS_DATA_NOT_ACCEPTED;
            };

            rival.race(() -> line.write((byte) 1), () -> {
                event.meet();
                Rival.spin(thereFirst);
                socket.receive(Bytes.room(0).buf(), 0, irp.again()).completedWith(STATUS_SUCCESS);
            });

            SocketFixture.eventually(
                    "the byte was indicated again", () -> event.bytes.get() == before + 1 && !event.inside);
        }
        assertThat(event.mistake).isNull();
    }

    /** Part of the stream, as somebody got it. */
    private record Piece(boolean indicated, int number, byte[] bytes) {
        /** Where it starts; a round has fewer bytes than a byte has values. */
        int start() {
            return bytes[0] & 0xFF;
        }
    }

    @Test
    @Clause({"RECEIVE-15", "RECEIVE-16", "RECEIVE-EVENT-12", "RECEIVE-EVENT-17", "RECEIVE-EVENT-18"})
    void givesEachByteOnceAndInOrderToReceivesAndEvents() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive/receive event", rounds));
        Stream stream = new Stream(random.split());
        Line line = connect(stream.dispatch());
        ClientSocket socket = line.socket();
        int indicated = 0;
        for (int round = 0; round < rounds; round++) {
            stream.begin();
            int total = 1 + random.nextInt(200);
            SplittableRandom here = random.split();
            SplittableRandom there = random.split();
            List<RecordedIrp> receives = new ArrayList<>();

            rival.race(
                    () -> {
                        for (int i = here.nextInt(8); i >= 0; i--) {
                            Rival.spin(here.nextInt(500));
                            switch (here.nextInt(4)) {
                                case 0 -> socket.enable(RECEIVE);
                                case 1 -> socket.disable(RECEIVE);
                                default -> receives.add(stream.receive(socket, 1 + here.nextInt(30)));
                            }
                        }
                    },
                    () -> {
                        for (int sent = 0; sent < total; ) {
                            byte[] some = new byte[1 + there.nextInt(Math.min(40, total - sent))];
                            for (int i = 0; i < some.length; i++) {
                                some[i] = (byte) sent++;
                            }
                            line.write(some);
                            Rival.spin(there.nextInt(500));
                        }
                    });

            while (stream.total.get() < total) {
                RecordedIrp irp = stream.receive(socket, 1 + random.nextInt(30));
                SocketFixture.eventually(
                        "all bytes arrive", () -> irp.completions() > 0 || stream.total.get() == total);
                receives.add(irp);
            }
            receives.forEach(irp -> {
                irp.irp().cancel();
                irp.await();
            });
            assertThat(disable(socket)).isIn(STATUS_SUCCESS, STATUS_EVENT_PENDING);
            indicated += stream.check(total, "round " + round);
        }
        System.out.println("receive/receive event: " + indicated + " pieces were indicated");
    }

    /** Receives bytes that tell their place, both ways. */
    private static final class Stream {
        private final SplittableRandom random; // the I/O thread's, during a callback
        private final List<Piece> pieces = new ArrayList<>(); // guarded by itself
        private final AtomicInteger total = new AtomicInteger();
        private int receives;
        private int events; // the I/O thread's

        private Stream(SplittableRandom random) {
            this.random = random;
        }

        private WskClientConnectionDispatch dispatch() {
            return new WskClientConnectionDispatch(
                    (context, flags, list, bytes, accepted) -> event(list, bytes, accepted), null, null);
        }

        private NtStatus event(WskDataIndication list, long bytes, SizeT accepted) {
            int taken = (int) bytes;
            NtStatus status = STATUS_SUCCESS;
            switch (random.nextInt(4)) {
                case 0 -> accepted.set(taken = random.nextInt(taken + 1));
                case 1 -> {
                    taken = 0;
                    status = STATUS_DATA_NOT_ACCEPTED;
                }
                default -> {}
            }
            byte[] content = new byte[taken];
            String text = RecordedEvents.text(list, bytes);
            for (int i = 0; i < taken; i++) {
                content[i] = (byte) text.charAt(i);
            }
            note(true, events++, content);
            return status;
        }

        private void begin() {
            pieces.clear();
            total.set(0);
        }

        private RecordedIrp receive(ClientSocket socket, int size) {
            Bytes room = Bytes.room(size);
            int number = receives++;
            RecordedIrp irp = RecordedIrp.ready()
                    .then(done -> note(false, number, Arrays.copyOf(room.content(), (int) done.information())));
            socket.receive(room.buf(), 0, irp);
            return irp;
        }

        private void note(boolean indicated, int number, byte[] content) {
            if (content.length > 0) {
                synchronized (pieces) {
                    pieces.add(new Piece(indicated, number, content));
                }
                total.addAndGet(content.length);
            }
        }

        /** All pieces together are the stream, and each side got its own in order; answers how many were indicated. */
        private int check(int expected, String round) {
            List<Piece> sorted;
            synchronized (pieces) {
                sorted = new ArrayList<>(pieces);
            }
            sorted.sort(Comparator.comparingInt(Piece::start));
            int next = 0;
            int lastEvent = -1;
            int lastReceive = -1;
            int indicated = 0;
            for (Piece piece : sorted) {
                for (byte each : piece.bytes()) {
                    assertThat(each & 0xFF).as("%s, %s", round, piece).isEqualTo(next++);
                }
                assertThat(piece.number())
                        .as("%s, order of %s", round, piece)
                        .isGreaterThan(piece.indicated() ? lastEvent : lastReceive);
                if (piece.indicated()) {
                    lastEvent = piece.number();
                    indicated++;
                } else {
                    lastReceive = piece.number();
                }
            }
            assertThat(next).as(round).isEqualTo(expected);
            return indicated;
        }
    }

    @Test
    @Clause({"RELEASE-DATA-01", "RECEIVE-EVENT-13"})
    void releasesOnAnotherThreadWhileTheCallbackStillRuns() {
        int rounds = Rival.rounds(5_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("release/callback", rounds));
        Guarded event = new Guarded();
        AtomicReference<WskDataIndication> handed = new AtomicReference<>();
        Line line = connect(event.dispatch());
        ClientSocket socket = line.socket();
        socket.enable(RECEIVE);
        for (int round = 0; round < rounds; round++) {
            int within = random.nextInt(300);
            int thereFirst = random.nextInt(300);
            event.answer = (list, bytes, accepted) -> {
                handed.set(list);
                Rival.spin(within);
                return STATUS_PENDING;
            };
            NtStatus[] released = new NtStatus[1];

            rival.race(() -> line.write((byte) 1), () -> {
                WskDataIndication list = takeFrom(handed);
                Rival.spin(thereFirst);
                released[0] = socket.release(list);
            });

            assertThat(released[0]).as("round %d", round).isEqualTo(STATUS_SUCCESS);
            line.assertNothingOnLoan();
            assertThat(event.mistake).as("round %d", round).isNull();
        }
        assertThat(socket.engineSide().retained()).isZero();
    }

    private static WskDataIndication takeFrom(AtomicReference<WskDataIndication> handed) {
        SocketFixture.eventually("a list is handed over", () -> handed.get() != null);
        return handed.getAndSet(null);
    }

    @Test
    @Clause({"RELEASE-DATA-01", "RELEASE-DATA-04", "CLOSE-08", "CLOSE-12", "CLOSE-21"})
    void closesRightAfterTheReleaseWhileTheCallbackStillRuns() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("release/close", rounds));
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            AtomicReference<WskDataIndication> handed = new AtomicReference<>();
            int within = random.nextInt(300);
            int thereFirst = random.nextInt(300);
            event.answer = (list, bytes, accepted) -> {
                handed.set(list);
                Rival.spin(within);
                return STATUS_PENDING;
            };
            Line line = connect(event.dispatch());
            ClientSocket socket = line.socket();
            socket.enable(RECEIVE);

            rival.race(() -> line.write((byte) 1), () -> {
                WskDataIndication list = takeFrom(handed);
                Rival.spin(thereFirst);
                assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS);
                closeAndForbid(socket, event);
            });

            assertThat(event.mistake).as("round %d", round).isNull();
            line.assertNothingOnLoan();
            line.done();
        }
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"FORCED-CLOSED-01", "FORCED-CLOSED-05", "CLOSE-21"})
    void takesASocketAwayWhoseFunctionsAreBeingCalled() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("functions/take away", rounds));
        int worked = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            Line line = connect(event.dispatch());
            ClientSocket socket = line.socket();
            if (random.nextBoolean()) {
                socket.enable(RECEIVE);
            }
            SplittableRandom here = random.split();
            int thereFirst = random.nextInt(1500);
            List<Call> calls = new ArrayList<>();

            rival.race(
                    () -> {
                        while (socket.engineSide().isFunctional()) {
                            switch (here.nextInt(4)) {
                                case 0 -> calls.add(socket.send("x"));
                                case 1 ->
                                    calls.add(socket.receive(
                                            Bytes.room(here.nextInt(2)).buf()));
                                case 2 -> {
                                    RecordedIrp irp = RecordedIrp.ready();
                                    calls.add(new Call(
                                            socket.dispatch()
                                                    .wskGetRemoteAddress(
                                                            socket.socket(), SocketFixture.anyLocal(), irp.irp()),
                                            irp));
                                }
                                default ->
                                    assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE))
                                            .isIn(STATUS_SUCCESS, STATUS_FILE_FORCED_CLOSED);
                            }
                        }
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        socket.engineSide().abandon();
                    });

            for (Call call : calls) {
                call.completedWithOneOf(STATUS_SUCCESS, STATUS_FILE_FORCED_CLOSED);
                worked += call.irp().status() == STATUS_SUCCESS ? 1 : 0;
            }
            socket.send("x").completedInlineWith(STATUS_FILE_FORCED_CLOSED);
            closeAndForbid(socket, event);
            assertThat(event.mistake).as("round %d", round).isNull();
            assertThat(event.calls.get()).as("calls with null").isLessThanOrEqualTo(1);
            line.done();
        }
        System.out.println("functions/take away: " + worked + " calls before");
    }

    @Test
    @Clause({"IRP-33", "SO-EVENT-05"})
    void cancelsAConnectThatIsJustCompleting() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("connect/cancel", rounds));
        wsk.client().withStaticEvents(RECEIVE);
        int cancelled = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            ClientSocket socket = wsk.socket(null, event.dispatch());
            socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
            int hereFirst = random.nextInt(1500);
            Call[] connect = new Call[1];
            RecordedIrp irp = RecordedIrp.ready();

            rival.race(
                    () -> connect[0] =
                            new Call(socket.dispatch().wskConnect(socket.socket(), acceptor(), 0, irp.irp()), irp),
                    () -> {
                        Rival.spin(hereFirst);
                        irp.irp().cancel();
                    });

            connect[0].completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            boolean connected = connect[0].irp().status() == STATUS_SUCCESS;
            cancelled += connected ? 0 : 1;
            assertThat(socket.engineSide().events().enabled()).isEqualTo(connected ? RECEIVE : 0);
            socket.receive(Bytes.room(0).buf()).completedWith(connected ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE);
            socket.close().completedWith(STATUS_SUCCESS);
            wsk.done(socket);
        }
        System.out.println("connect/cancel: " + cancelled + " cancelled");
    }

    @Test
    @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-21"})
    void closesWhileAConnectIsJustCompleting() {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("connect/close", rounds));
        wsk.client().withStaticEvents(RECEIVE);
        int connected = 0;
        for (int round = 0; round < rounds; round++) {
            Guarded event = new Guarded();
            ClientSocket socket = wsk.socket(null, event.dispatch());
            socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
            Call connect = socket.connect(acceptor());

            Rival.spin(random.nextInt(1500));
            closeAndForbid(socket, event);

            assertThat(event.mistake).as("round %d", round).isNull();
            connect.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            connected += connect.irp().status() == STATUS_SUCCESS ? 1 : 0;
            wsk.done(socket);
        }
        System.out.println("connect/close: " + connected + " connected");
    }
}
