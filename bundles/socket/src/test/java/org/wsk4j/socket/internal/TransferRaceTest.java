// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;

/**
 * Requests that end while somebody cancels them, aborts the connection or closes the socket: each completes once, in a
 * way that fits what its function returned, and before the close does.
 *
 * <p>Each race runs some rounds, and at least 100,000 with {@code -Dstress=true}; see {@link Rival}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TransferRaceTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final Rival rival = new Rival();

    @AfterEach
    void stopRival() {
        rival.close();
    }

    @Test
    @Clause({"IRP-33", "RECEIVE-07"})
    void cancelsAReceiveWhileItsDataArrivesAndLosesNoByte() {
        int rounds = Rival.rounds(2_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive/cancel", rounds));
        ConnectedSocket connected = wsk.connect();
        Bytes room = Bytes.room(1);
        WskBuf buffer = room.buf();
        RecordedIrp irp = RecordedIrp.ready();
        int cancelled = 0;
        byte received = 0;
        for (int round = 0; round < rounds; round++) {
            Call call = connected.receive(buffer, 0, irp.again()).isPending();
            byte sent = (byte) round;
            int hereFirst = random.nextInt(3000);
            int thereFirst = random.nextInt(300);
            AtomicBoolean had = new AtomicBoolean();

            rival.race(
                    () -> {
                        Rival.spin(hereFirst);
                        had.set(irp.irp().cancel());
                    },
                    () -> {
                        Rival.spin(thereFirst);
                        connected.peer().write(new byte[] {sent});
                    });

            call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            if (irp.status() == STATUS_CANCELLED) {
                assertThat(had).as("the cancel found something to cancel").isTrue();
                cancelled++;
                connected.receive(buffer, 0, irp.again()).succeededWith(1);
            }
            received = room.content()[0];
            assertThat(received).as("round %d", round).isEqualTo(sent);
        }
        System.out.println("receive/cancel: " + cancelled + " cancelled");
    }

    @Test
    @Clause({"IRP-33", "SEND-10", "SEND-12"})
    void cancelsSendsWhileTheyGoOutAndNeverTearsOneApart() throws Exception {
        int rounds = Rival.rounds(1_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("send/cancel", rounds));
        ConnectedSocket connected = wsk.connect();
        MessageReader reader = new MessageReader(connected.peer());
        Thread thread = new Thread(reader, "reader");
        thread.start();
        Message[] messages = new Message[64];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = new Message();
        }
        List<Integer> expected = new ArrayList<>();
        for (int round = 0; round < rounds; round += messages.length) {
            reader.open = false;
            for (int i = 0; i < messages.length; i++) {
                messages[i].prepare(round + i, Message.HEADER + random.nextInt(Message.MOST));
                messages[i].send(connected);
            }
            SplittableRandom own = random.split();
            rival.race(() -> reader.open = true, () -> {
                for (int i = 0; i < messages.length / 2; i++) {
                    Rival.spin(own.nextInt(2000));
                    messages[own.nextInt(messages.length)].cancel();
                }
            });
            for (Message message : messages) {
                if (message.end() == STATUS_SUCCESS) {
                    expected.add(message.number);
                }
            }
        }
        connected.disconnect().completedWith(STATUS_SUCCESS);

        assertThat(reader.arrived.get(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isEqualTo(expected);
        thread.join();
        System.out.println("send/cancel: " + expected.size() + " sent");
    }

    /** Number, size, and as many bytes as that. */
    private static final class Message {
        private static final int HEADER = 8;
        private static final int MOST = 256 * 1024;
        private static final byte[] CONTENT = Bytes.pattern(MOST + 4096, 3);

        private final ByteBuffer memory = ByteBuffer.allocateDirect(HEADER + MOST);
        private final Mdl mdl = Mdl.allocate(memory);
        private int number;
        private int size;
        private RecordedIrp irp;
        private Call call;

        private void prepare(int newNumber, int newSize) {
            number = newNumber;
            size = newSize;
            memory.clear().putInt(number).putInt(size).put(CONTENT, number & 4095, size - HEADER);
            irp = RecordedIrp.ready();
        }

        private void send(ConnectedSocket connected) {
            call = connected.send(new WskBuf(mdl, 0, size), 0, irp);
        }

        private void cancel() {
            irp.irp().cancel();
        }

        private NtStatus end() {
            call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED);
            if (irp.status() == STATUS_SUCCESS) {
                call.succeededWith(size);
            }
            return irp.status();
        }
    }

    /** Reads messages while it is open, and checks that each is whole. */
    private static final class MessageReader implements Runnable {
        private final Peer peer;
        private final CompletableFuture<List<Integer>> arrived = new CompletableFuture<>();
        private volatile boolean open; // the test's to set

        private MessageReader(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void run() {
            List<Integer> numbers = new ArrayList<>();
            try (DataInputStream in = new DataInputStream(peer.stream())) {
                for (int first = in.read(); first >= 0; first = in.read()) {
                    while (!open) {
                        Thread.yield();
                    }
                    int number = first << 24 | in.readUnsignedShort() << 8 | in.readUnsignedByte();
                    byte[] content = new byte[in.readInt() - Message.HEADER];
                    in.readFully(content);
                    int from = number & 4095;
                    if (!Arrays.equals(content, 0, content.length, Message.CONTENT, from, from + content.length)) {
                        throw new IOException("message " + number + " was torn");
                    }
                    numbers.add(number);
                }
                arrived.complete(numbers);
            } catch (IOException | RuntimeException e) {
                arrived.completeExceptionally(e);
            }
        }
    }

    @Test
    @Clause({"DISCONNECT-16", "DISCONNECT-17", "IRP-02"})
    void abortsWhileSendsAreBeingStarted() {
        int rounds = Rival.rounds(250);
        SplittableRandom random = new SplittableRandom(Rival.seed("send/abort", rounds));
        Mdl mdl = Bytes.much().mdl();
        for (int round = 0; round < rounds; round++) {
            ConnectedSocket connected = wsk.connect();
            List<Call> calls = new ArrayList<>();
            int size = 1 + random.nextInt(random.nextBoolean() ? 100 : 1 << 20);
            int first = random.nextInt(3000);
            Call[] abort = new Call[1];

            rival.race(
                    () -> {
                        for (int i = 0; i < 10; i++) {
                            calls.add(connected.send(new WskBuf(mdl, 0, size)));
                        }
                    },
                    () -> {
                        Rival.spin(first);
                        abort[0] = connected.abort();
                    });

            abort[0].completedWith(STATUS_SUCCESS);
            boolean failed = false;
            for (Call call : calls) {
                call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_CONNECTION_ABORTED);
                boolean success = call.irp().status() == STATUS_SUCCESS;
                assertThat(success && failed)
                        .as("a success after a failure, round %d", round)
                        .isFalse();
                failed |= !success;
            }
            connected.send("late").completedInlineWith(STATUS_CONNECTION_ABORTED);
            wsk.done(connected);
        }
    }

    @Test
    @Clause({"IRP-33", "RECEIVE-06", "DISCONNECT-15"})
    void closesWhileReceivesEndInSomeOtherWay() {
        int rounds = Rival.rounds(300);
        SplittableRandom random = new SplittableRandom(Rival.seed("receive/close", rounds));
        for (int round = 0; round < rounds; round++) {
            ConnectedSocket connected = wsk.connect();
            Order order = new Order();
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(
                        connected.receive(Bytes.room(1).buf(), 0, order.next()).isPending());
            }

            closeAgainst(connected, random, order, calls);

            for (Call call : calls) {
                call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_CONNECTION_RESET);
            }
            order.assertClosedLast("round " + round, calls.size());
            wsk.done(connected);
        }
    }

    @Test
    @Clause({"IRP-33", "DISCONNECT-15"})
    void closesWhileADisconnectIsOnItsWay() {
        int rounds = Rival.rounds(300);
        SplittableRandom random = new SplittableRandom(Rival.seed("disconnect/close", rounds));
        Mdl mdl = Bytes.much().mdl();
        for (int round = 0; round < rounds; round++) {
            ConnectedSocket connected = wsk.connect();
            Order order = new Order();
            List<Call> calls = new ArrayList<>();
            if (random.nextBoolean()) {
                calls.add(connected.send(new WskBuf(mdl, 0, 1 + random.nextInt(8 << 20)), 0, order.next()));
            }
            WskBuf last = random.nextBoolean() ? null : new WskBuf(mdl, 0, 1 + random.nextInt(1000));
            calls.add(connected.disconnect(last, 0, order.next()));

            closeAgainst(connected, random, order, calls);

            for (Call call : calls) {
                call.completedWithOneOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_CONNECTION_RESET);
            }
            order.assertClosedLast("round " + round, calls.size());
            wsk.done(connected);
        }
    }

    /** Closes the socket here, while there the peer does something, or a request is cancelled. */
    private void closeAgainst(ConnectedSocket connected, SplittableRandom random, Order order, List<Call> calls) {
        int what = random.nextInt(5);
        int hereFirst = random.nextInt(2000);
        int thereFirst = random.nextInt(2000);
        Call[] close = new Call[1];

        rival.race(
                () -> {
                    Rival.spin(hereFirst);
                    close[0] = connected.close(order.closing());
                },
                () -> {
                    Rival.spin(thereFirst);
                    switch (what) {
                        case 0 -> connected.peer().writeUnlessReset(new byte[2]);
                        case 1 -> connected.peer().finishUnlessReset();
                        case 2 -> connected.peer().reset();
                        case 3 -> calls.get(0).irp().irp().cancel();
                        default -> calls.get(calls.size() - 1).irp().irp().cancel();
                    }
                });

        close[0].completedWith(STATUS_SUCCESS);
    }

    /** Notes in which order IRPs complete, one of which belongs to the close. */
    private static final class Order {
        private final AtomicInteger completed = new AtomicInteger();
        private volatile int beforeClose = -1; // written by the close's completion routine

        private RecordedIrp next() {
            return RecordedIrp.ready().then(done -> completed.incrementAndGet());
        }

        private RecordedIrp closing() {
            return RecordedIrp.ready().then(done -> beforeClose = completed.get());
        }

        private void assertClosedLast(String round, int requests) {
            SocketFixture.eventually("the routine of the close has run", () -> beforeClose >= 0);
            assertThat(beforeClose)
                    .as("requests that completed before the close, " + round)
                    .isEqualTo(requests);
            assertThat(completed).hasValue(requests);
        }
    }

    @Test
    void neverReportsPendingInconsistentlyWhenManyThreadsUseOneSocket() throws Exception {
        int rounds = Rival.rounds(3_000);
        SplittableRandom random = new SplittableRandom(Rival.seed("many threads", rounds));
        ConnectedSocket connected = wsk.connect();
        Thread echo = new Thread(
                () -> {
                    byte[] bytes = connected.peer().read(rounds);
                    connected.peer().write(bytes);
                },
                "echo");
        echo.start();
        int[] sends = {0};
        List<NtStatus> strange = new ArrayList<>();
        rival.race(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        connected.send("x").succeededWith(1);
                        sends[0]++;
                    }
                },
                () -> {
                    SplittableRandom own = random.split();
                    for (int left = rounds; left > 0; ) {
                        Call call = connected.receive(
                                Bytes.room(1 + own.nextInt(Math.min(left, 9))).buf());
                        call.completedWith(STATUS_SUCCESS);
                        left -= (int) call.irp().information();
                        if (call.irp().information() == 0) {
                            strange.add(call.irp().status());
                        }
                    }
                });
        echo.join();
        assertThat(sends).containsExactly(rounds);
        assertThat(strange).isEmpty();
    }
}
