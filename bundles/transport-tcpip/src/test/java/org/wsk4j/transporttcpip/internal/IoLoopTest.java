// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.wdm.Irql;

/** The loop, stepped by hand: the test's thread is the loop's. */
class IoLoopTest {
    private final List<String> events = new ArrayList<>();
    private IoLoop loop;

    @BeforeEach
    void makeLoop() throws IOException {
        TestLoggerFactory.clearAll();
        loop = new IoLoop("by hand", 0);
        loop.runOn(Thread.currentThread());
    }

    @AfterEach
    void endLoop() {
        loop.end();
        TestLoggerFactory.clearAll();
    }

    @Test
    void givesTurnsInTheOrderTheyWereAskedForAndOnceForAllCalls() throws IOException {
        PipeEnd first = new PipeEnd("first");
        PipeEnd second = new PipeEnd("second");
        first.schedule();
        second.schedule();
        first.schedule();

        stepWithoutWaiting();

        assertThat(events).containsExactly("first turn", "second turn");
    }

    @Test
    void givesATurnThatIsAskedForInATurnInTheNextPass() throws IOException {
        PipeEnd end = new PipeEnd("end");
        end.onTurn = end::schedule;
        end.schedule();

        loop.step();
        assertThat(events).containsExactly("end turn");
        end.onTurn = () -> {};
        stepWithoutWaiting();

        assertThat(events).containsExactly("end turn", "end turn");
    }

    @Test
    void registersAChannelWhenItIsFirstWaitedFor() throws IOException {
        PipeEnd end = new PipeEnd("end");
        assertThat(end.isAttached()).isFalse();
        assertThat(end.channel().isRegistered()).isFalse();

        end.arm(SelectionKey.OP_READ);
        assertThat(end.isAttached()).isTrue();
        end.write();
        loop.step();

        assertThat(end.channel().isRegistered()).isTrue();
        assertThat(events).containsExactly("end turn", "end ready");
    }

    @Test
    void changesInterestsAtOnceOnItsOwnThread() throws IOException {
        PipeEnd end = new PipeEnd("end");
        end.arm(SelectionKey.OP_READ);
        end.write();
        loop.step();
        events.clear();

        end.disarm(SelectionKey.OP_READ);
        stepWithoutWaiting();
        assertThat(events).isEmpty();
        end.arm(SelectionKey.OP_READ);
        loop.step();

        assertThat(events).containsExactly("end ready");
    }

    @Test
    void releasesAChannelOnlyWhenItsKeyHasLeftTheSelector() throws IOException {
        PipeEnd end = new PipeEnd("end");
        end.arm(SelectionKey.OP_READ);
        end.write();
        loop.step();
        events.clear();
        end.onReleased = () -> assertThat(end.channel().isRegistered()).isFalse();

        end.release();
        assertThat(events).isEmpty();
        loop.step();

        assertThat(events).containsExactly("end released");
    }

    @Test
    void isWokenByAnotherThreadThatAsksForATurn() throws Exception {
        PipeEnd end = new PipeEnd("end");
        end.onTurn = end::release; // so that its pass does not wait
        Thread other = new Thread(end::schedule);

        other.start();
        while (events.isEmpty()) {
            loop.step();
        }
        other.join();

        assertThat(events).containsExactly("end turn", "end released");
    }

    @Test
    void letsAlarmsRingWhileChannelsAreReleased() throws IOException {
        Alarm alarm = new Alarm() {
            @Override
            void ring() {
                events.add("rings");
            }
        };
        loop.wakeLater(alarm, 0);

        stepWithoutWaiting();
        stepWithoutWaiting();

        assertThat(events).containsExactly("rings");
    }

    @Test
    void givesAnEndpointUpThatFailsAndServesTheOthers() throws IOException {
        PipeEnd bad = new PipeEnd("bad");
        PipeEnd good = new PipeEnd("good");
        bad.onTurn = () -> {
            throw new IllegalStateException("on purpose");
        };
        bad.schedule();
        good.schedule();

        stepWithoutWaiting();

        assertThat(events).containsExactly("bad turn", "bad forced", "good turn");
        assertThat(TestLoggerFactory.getAllLoggingEvents())
                .anyMatch(event -> event.getMessage().contains("failed, and is given up"));
    }

    @Test
    void givesAnEndpointUpThatFailsWhenItIsReady() throws IOException {
        PipeEnd bad = new PipeEnd("bad");
        bad.onReady = () -> {
            throw new AssertionError("on purpose");
        };
        bad.arm(SelectionKey.OP_READ);
        bad.write();

        loop.step();

        assertThat(events).containsExactly("bad turn", "bad ready", "bad forced");
    }

    @Test
    void isNotKeptAwakeByAnInterrupt() throws IOException {
        PipeEnd end = new PipeEnd("end");
        end.onTurn = () -> Thread.currentThread().interrupt();
        end.schedule();

        end.arm(SelectionKey.OP_READ);
        end.write();
        loop.step();

        assertThat(events).containsExactly("end turn", "end ready");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void closesWhatIsOpenWhenItEnds() throws IOException {
        PipeEnd end = new PipeEnd("end");
        loop.add(end);
        end.arm(SelectionKey.OP_READ);
        end.write();
        loop.step();
        events.clear();
        end.onForced = () -> {
            end.onTurn = end::release;
            end.schedule();
        };

        loop.end();

        assertThat(events).containsExactly("end forced", "end turn", "end released");
    }

    @Test
    void reportsWhatIsOpenWhenItEndsInOneLine() throws IOException {
        for (int i = 0; i < 7; i++) {
            PipeEnd end = new PipeEnd("end" + i);
            loop.add(end);
            end.onForced = () -> {
                end.onTurn = end::release;
                end.schedule();
            };
        }

        loop.end();

        assertThat(TestLoggerFactory.getAllLoggingEvents())
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getArguments()).contains(7);
                    assertThat(event.getFormattedMessage()).endsWith(", ...").contains("end");
                });
    }

    @Test
    void closesTheChannelOfAnEndpointThatCannotBeEnded() throws IOException {
        PipeEnd end = new PipeEnd("end");
        loop.add(end);
        end.arm(SelectionKey.OP_READ);
        end.write();
        loop.step();
        end.onForced = () -> {
            throw new NoClassDefFoundError("on purpose: the bundle has gone");
        };

        loop.end();

        assertThat(end.channel().isOpen()).isFalse();
    }

    @Test
    void letsWhoeverAsksForATurnTakeItAfterTheEnd() throws Exception {
        PipeEnd end = new PipeEnd("end");
        loop.end();
        assertThat(loop.add(end)).isFalse();
        Thread[] runner = new Thread[1];
        end.onTurn = () -> {
            runner[0] = Thread.currentThread();
            end.release();
        };

        Thread other = new Thread(end::schedule);
        other.start();
        other.join();

        assertThat(runner[0]).isEqualTo(other);
        assertThat(events).containsExactly("end turn", "end released");
    }

    @Test
    void closesTheChannelOfAnEndpointThatCannotBeMade() throws IOException {
        Pipe pipe = Pipe.open();

        assertThatIllegalStateException()
                .isThrownBy(() -> loop.adopt(pipe.source(), (owner, channel) -> {
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(pipe.source().isOpen()).isFalse();
        pipe.sink().close();
    }

    @Test
    void closesTheChannelOfAnEndpointThatComesAfterTheEnd() throws IOException {
        PipeEnd end = new PipeEnd("end");
        loop.end();

        PipeEnd adopted = loop.adopt(end.channel(), (owner, channel) -> end);

        assertThat((Object) adopted).isNull();
        assertThat(end.channel().isOpen()).isFalse();
    }

    @Test
    void runsAtDispatchLevelUntilItIsStopped() throws Exception {
        IoLoop own = new IoLoop("own thread", 0);
        own.start();
        CountDownLatch turn = new CountDownLatch(1);
        Irql[] level = new Irql[1];
        PipeEnd end = new PipeEnd("end", own);
        end.onTurn = () -> {
            level[0] = Irql.current();
            turn.countDown();
        };

        end.schedule();
        assertThat(turn.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        own.stop();

        assertThat(own.awaitEnd(TimeUnit.SECONDS.toMillis(Call.DEADLINE))).isTrue();
        assertThat(level[0]).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    void doesNotWaitForItself() throws Exception {
        IoLoop own = new IoLoop("own thread", 0);
        own.start();
        CountDownLatch turn = new CountDownLatch(1);
        boolean[] ended = {true};
        PipeEnd end = new PipeEnd("end", own);
        end.onTurn = () -> {
            own.stop();
            try {
                ended[0] = own.awaitEnd(TimeUnit.SECONDS.toMillis(Call.DEADLINE));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            turn.countDown();
        };

        end.schedule();

        assertThat(turn.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        assertThat(own.awaitEnd(TimeUnit.SECONDS.toMillis(Call.DEADLINE))).isTrue();
        assertThat(ended[0]).isFalse();
    }

    /** One pass that finds something to do besides waiting. */
    private void stepWithoutWaiting() throws IOException {
        PipeEnd alarm = new PipeEnd("alarm");
        alarm.silent = true;
        loop.awaitRelease(alarm);
        loop.step();
    }

    /** The reading end of a pipe as an endpoint that records what happens to it. */
    private final class PipeEnd extends LoopEndpoint {
        private final String name;
        private final Pipe pipe = Pipe.open();
        private boolean silent;
        private Runnable onTurn = () -> {};
        private Runnable onReady = () -> {};
        private Runnable onReleased = () -> {};
        private Runnable onForced = () -> {};

        PipeEnd(String name) throws IOException {
            this(name, loop);
        }

        PipeEnd(String name, IoLoop owner) throws IOException {
            super(owner);
            this.name = name;
            pipe.source().configureBlocking(false);
        }

        void write() throws IOException {
            pipe.sink().write(ByteBuffer.allocate(1));
        }

        private void record(String event, Runnable then) {
            if (!silent) {
                events.add(name + " " + event);
            }
            then.run();
        }

        @Override
        SelectableChannel channel() {
            return pipe.source();
        }

        @Override
        void ready(int operations) {
            record("ready", onReady);
        }

        @Override
        void takeTurn() {
            record("turn", onTurn);
            bringInterests();
        }

        @Override
        void released() {
            record("released", onReleased);
            try {
                pipe.source().close();
                pipe.sink().close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        void forceClose() {
            record("forced", onForced);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
