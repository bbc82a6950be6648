// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskSocket;

/** Requests that are started from completion routines, again and again. */
@Timeout(120)
class CompletionDepthTest {
    private static final int MANY = 100_000;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    /** What a chain does at each step. */
    enum Step {
        SEND {
            @Override
            NtStatus start(ClientSocket on, Irp irp) {
                return on.dispatch().wskSend(on.socket(), ONE_BYTE, 0, irp);
            }
        },
        EMPTY_SEND {
            @Override
            NtStatus start(ClientSocket on, Irp irp) {
                return on.dispatch().wskSend(on.socket(), new WskBuf(), 0, irp);
            }
        },
        RECEIVE {
            @Override
            NtStatus start(ClientSocket on, Irp irp) {
                return on.dispatch().wskReceive(on.socket(), ONE_BYTE, 0, irp);
            }
        },
        EMPTY_RECEIVE {
            @Override
            NtStatus start(ClientSocket on, Irp irp) {
                return on.dispatch().wskReceive(on.socket(), new WskBuf(), 0, irp);
            }
        },
        REFUSED_SEND {
            @Override
            NtStatus start(ClientSocket on, Irp irp) {
                return on.dispatch().wskSend(on.socket(), null, 0, irp);
            }
        };

        private static final WskBuf ONE_BYTE = Bytes.of("x").buf();

        abstract NtStatus start(ClientSocket on, Irp irp);
    }

    /** A completion routine that starts the next request of its kind with the same IRP, so many times. */
    private static final class Chain implements IoCompletionRoutine {
        private final ClientSocket socket;
        private final Step step;
        private final Irp irp = Irp.allocate(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final ThreadLocal<Integer> nesting = ThreadLocal.withInitial(() -> 0);

        private volatile int left; // one routine at a time
        private volatile int deepest; // likewise
        private volatile boolean pendingDiffered; // likewise
        private volatile NtStatus last; // likewise

        private Chain(ClientSocket socket, Step step, int steps) {
            this.socket = socket;
            this.step = step;
            this.left = steps;
        }

        private Chain start() {
            next();
            return this;
        }

        private void next() {
            irp.reuse(STATUS_SUCCESS);
            irp.setCompletionRoutine(this, null, true, true, true);
            step.start(socket, irp);
        }

        @Override
        public NtStatus completed(Object deviceObject, Irp completed, Object context) {
            int depth = nesting.get() + 1;
            nesting.set(depth);
            deepest = Math.max(deepest, depth);
            last = completed.ioStatus().status();
            left = left - 1;
            if (left > 0) {
                next();
            } else {
                over.countDown();
            }
            nesting.set(depth - 1);
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
        }

        private void stop() {
            left = 1;
        }

        private Chain await() {
            try {
                assertThat(over.await(SocketFixture.DEADLINE * 2, TimeUnit.SECONDS))
                        .as("ended, with %d to go", left)
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return this;
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    @Clause("IRP-14")
    void neverExhaustsTheStackHoweverLongAChainOfInlineCompletionsIs(Step step) throws Exception {
        ConnectedSocket connected = wsk.connect();
        Thread peer = new Thread(() -> {
            if (step == Step.SEND) {
                connected.peer().read(MANY);
            } else if (step == Step.RECEIVE) {
                connected.peer().write(new byte[MANY]);
            }
        });
        peer.start();

        Chain chain = new Chain(connected, step, MANY).start().await();
        peer.join();

        assertThat(chain.deepest).isBetween(1, Completer.DEEPEST);
        assertThat(chain.last.isSuccess()).isEqualTo(step != Step.REFUSED_SEND);
    }

    @Test
    @Clause("IRP-14")
    void neverExhaustsTheStackOnASocketThatWasTakenAway() {
        ConnectedSocket connected = wsk.connect();
        connected.engineSide().abandon();
        SocketFixture.eventually("it is gone", () -> wsk.engine().sockets().isEmpty());

        Chain chain = new Chain(connected, Step.SEND, MANY).start().await();

        assertThat(chain.last).isEqualTo(STATUS_FILE_FORCED_CLOSED);
        assertThat(chain.deepest).isBetween(1, Completer.DEEPEST);
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("IRP-14")
    void letsOtherSocketsHaveTheirTurn() {
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            chains.add(new Chain(wsk.connect(), i % 2 == 0 ? Step.EMPTY_RECEIVE : Step.EMPTY_SEND, Integer.MAX_VALUE));
        }
        List<ConnectedSocket> others = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            others.add(wsk.connect());
        }
        chains.forEach(Chain::start);

        for (ConnectedSocket other : others) {
            Call receive = other.receive(Bytes.room(4).buf(), 2).isPending();
            other.peer().write("turn");
            receive.succeededWith(4);
            other.send("back").succeededWith(4);
            assertThat(other.peer().readText(4)).isEqualTo("back");
        }

        assertThat(chains).allMatch(chain -> chain.left > 1);
        chains.forEach(Chain::stop);
        chains.forEach(Chain::await);
    }

    @Test
    void completesLaterAndSaysSoWhenTheStackIsDeepEnough() {
        ConnectedSocket connected = wsk.connect();
        List<Call> calls = new ArrayList<>();

        nest(connected, calls, Completer.DEEPEST + 2);

        assertThat(calls).hasSize(Completer.DEEPEST + 2);
        for (int i = 0; i < Completer.DEEPEST; i++) {
            calls.get(i).completedInlineWith(STATUS_SUCCESS).succeededWith(1);
        }
        Call deep = calls.get(Completer.DEEPEST);
        assertThat(deep.returned()).isEqualTo(NtStatus.STATUS_PENDING);
        deep.succeededWith(1);
        assertThat(deep.irp().thread()).isNotSameAs(Thread.currentThread());
        assertThat(connected.peer().read(Completer.DEEPEST + 2)).hasSize(Completer.DEEPEST + 2);
    }

    /** Sends one byte, and the next one from the completion routine. */
    private void nest(ConnectedSocket connected, List<Call> calls, int steps) {
        CountDownLatch over = new CountDownLatch(steps);
        Call[] made = new Call[steps];
        nest(connected, made, 0, over);
        try {
            assertThat(over.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        SocketFixture.eventually("all calls have returned", () -> {
            for (Call call : made) {
                if (call == null) {
                    return false;
                }
            }
            return true;
        });
        calls.addAll(List.of(made));
    }

    private static void nest(ConnectedSocket connected, Call[] made, int step, CountDownLatch over) {
        RecordedIrp irp = RecordedIrp.ready().then(done -> {
            over.countDown();
            if (step + 1 < made.length) {
                nest(connected, made, step + 1, over);
            }
        });
        made[step] = connected.send("x", irp);
    }

    @Test
    void closesASocketThatWasTakenAwayFromDeepInAChainThoughItsTransportIsGone() throws Exception {
        ConnectedSocket chained = wsk.connect();
        ConnectedSocket doomed = wsk.connect();
        doomed.engineSide().abandon();
        SocketFixture.eventually(
                "nothing is left of it", () -> doomed.engineSide().requestsUnderWay() == 0);
        assertThat(wsk.registry().leases()).isEqualTo(1);
        RecordedIrp close = RecordedIrp.ready();
        CountDownLatch closed = new CountDownLatch(1);

        deep(chained, Completer.DEEPEST, () -> {
            assertThat(doomed.close(close).returned()).isEqualTo(NtStatus.STATUS_PENDING);
            assertThat(close.completions()).as("not on this stack").isZero();
            closed.countDown();
        });

        assertThat(closed.await(SocketFixture.DEADLINE, TimeUnit.SECONDS)).isTrue();
        new Call(NtStatus.STATUS_PENDING, close).completedWith(STATUS_SUCCESS);
        assertThat(close.thread()).as("no I/O thread is needed").isSameAs(Thread.currentThread());
    }

    /** Runs something inside so many nested completion routines. */
    static void deep(ConnectedSocket connected, int depth, Runnable task) {
        connected.send("x", RecordedIrp.ready().then(done -> {
            if (depth == 1) {
                task.run();
            } else {
                deep(connected, depth - 1, task);
            }
        }));
    }

    @Test
    void carriesAnEchoThatLivesInItsCompletionRoutinesOnly() {
        ConnectedSocket connected = wsk.connect();
        RecordedIrp receive = RecordedIrp.ready();
        RecordedIrp send = RecordedIrp.ready();
        CountDownLatch ended = new CountDownLatch(1);
        Bytes memory = Bytes.room(100);
        receive.then(done -> {
            if (done.information() == 0) {
                ended.countDown();
            } else {
                connected.send(new WskBuf(memory.mdl(), 0, done.information()), 0, send.again());
            }
        });
        send.then(done -> connected.receive(memory.buf(), 0, receive.again()));
        connected.receive(memory.buf(), 0, receive);

        for (int i = 0; i < 500; i++) {
            String text = "message " + i;
            connected.peer().write(text);
            assertThat(connected.peer().readText(text.length())).isEqualTo(text);
        }
        connected.peer().finish();

        SocketFixture.eventually("the echo has ended", () -> ended.getCount() == 0);
        assertThat(receive.status()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void usesEveryFunctionFromWithinACompletionRoutine() {
        ConnectedSocket first = wsk.connect();
        RecordedIrp created = RecordedIrp.ready();
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        Call receive = first.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(irp -> {
            wsk.create(wsk.client(), null, null, created);
            ClientSocket inner = wsk.adopt(created.object(WskSocket.class));
            calls.add(inner.bind(SocketFixture.anyLocal()));
            calls.add(first.send("hi"));
            calls.add(first.receive(Bytes.room(2).buf()));
            calls.add(inner.close());
            calls.add(first.disconnect());
            calls.add(first.close());
            done.countDown();
        }));

        first.peer().write("x");

        SocketFixture.eventually("the routine has returned", () -> done.getCount() == 0);
        receive.succeededWith(1);
        calls.get(0).completedWith(STATUS_SUCCESS);
        calls.get(1).succeededWith(2);
        calls.get(2).completedWith(NtStatus.STATUS_CANCELLED);
        calls.get(3).completedWith(STATUS_SUCCESS);
        calls.get(4).completedWithOneOf(STATUS_SUCCESS, NtStatus.STATUS_CANCELLED);
        calls.get(5).completedWith(STATUS_SUCCESS);
    }
}
