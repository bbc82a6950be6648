// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportBuffer;

/** The pool of a loop, whose thread the test's is. */
class BufferPoolTest {
    private static final int PIECE = 64 * 1024;
    private static final int LIMIT = 2 * Slab.SIZE;

    private final AtomicInteger turns = new AtomicInteger();
    private IoLoop loop;
    private BufferPool pool;
    private BufferAccount account;

    @BeforeEach
    void makePool() throws IOException {
        loop = new IoLoop("by hand", LIMIT);
        loop.runOn(Thread.currentThread());
        pool = loop.buffers();
        account = new BufferAccount(new Idle(loop), 1 << 20);
    }

    @AfterEach
    void endLoop() {
        loop.end();
    }

    /** As if so many bytes were read. */
    private PooledBuffer read(int count) {
        assertThat(pool.hasMemory()).isTrue();
        ByteBuffer memory = pool.offer(Long.MAX_VALUE);
        assertThat(memory.remaining()).isGreaterThanOrEqualTo(count);
        return pool.take(count, account);
    }

    /** As if so many bytes were read, and lent to the observer. */
    private PooledBuffer lend(int count) {
        PooledBuffer buffer = read(count);
        buffer.lend();
        return buffer;
    }

    private static void onAnotherThread(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void handsOutOnePieceBehindTheOther() {
        PooledBuffer first = lend(100);
        PooledBuffer second = lend(1);
        PooledBuffer third = lend(64);

        assertThat(List.of(first.offset(), second.offset(), third.offset())).containsExactly(0, 128, 192);
        assertThat(List.of(first.length(), second.length(), third.length())).containsExactly(100, 1, 64);
        assertThat(second.mdl()).isSameAs(first.mdl());
        assertThat(first.mdl().byteCount()).isEqualTo(Slab.SIZE);
    }

    @Test
    void usesTheMemoryOfTheNewestBufferAgain() {
        lend(100);
        PooledBuffer second = lend(100);
        int offset = second.offset();

        second.release();

        PooledBuffer third = lend(50);
        assertThat(third).isSameAs(second);
        assertThat(third.offset()).isEqualTo(offset);
    }

    @Test
    void usesAllOfASlabAgainWhenItsLastBufferIsBack() {
        PooledBuffer first = lend(100);
        PooledBuffer second = lend(100);

        first.release();
        assertThat(pool.offer(1).position()).isEqualTo(256);
        second.release();

        assertThat(pool.offer(1).position()).isZero();
    }

    @Test
    void goesToAnotherSlabBeforeTheReadsGetSmall() {
        PooledBuffer first = lend(PIECE);
        for (int i = 1; i < 4; i++) {
            lend(i == 3 ? PIECE - 16 * 1024 + 1 : PIECE);
        }

        PooledBuffer next = lend(PIECE);

        assertThat(next.mdl()).isNotSameAs(first.mdl());
        assertThat(next.offset()).isZero();
    }

    @Test
    void usesAFreeSlabAgain() {
        List<PooledBuffer> old = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            old.add(lend(PIECE));
        }
        Object memory = old.get(0).mdl();
        lend(PIECE);
        old.forEach(PooledBuffer::release);
        for (int i = 0; i < 3; i++) {
            lend(PIECE);
        }

        assertThat(lend(PIECE).mdl()).isSameAs(memory);
    }

    @Test
    void getsBuffersOfOtherThreadsBackBeforeItTakesMoreMemory() {
        List<PooledBuffer> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(lend(PIECE));
        }
        Object memory = all.get(0).mdl();

        onAnotherThread(() -> all.forEach(PooledBuffer::release));

        assertThat(lend(PIECE).mdl()).isSameAs(memory);
        assertThat(account.left()).isEqualTo((1 << 20) - PIECE);
    }

    @Test
    void refusesASecondReleaseOnWhicheverThread() {
        PooledBuffer buffer = lend(1);
        onAnotherThread(buffer::release);

        assertThatIllegalStateException().isThrownBy(buffer::release);
        pool.collect();
        assertThatIllegalStateException().isThrownBy(buffer::release);
    }

    @Test
    void refusesToReleaseWhatTheEndpointHolds() {
        PooledBuffer buffer = read(1);

        assertThatIllegalStateException().isThrownBy(buffer::release);
        buffer.lend();
        assertThat(buffer.takeBack()).isTrue();
        assertThatIllegalStateException().isThrownBy(buffer::release);
        buffer.giveUp();

        assertThat(account.left()).isEqualTo(1 << 20);
    }

    @Test
    void isShortWhileMoreThanTheLimitIsInUse() {
        List<PooledBuffer> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(lend(PIECE));
        }
        assertThat(pool.isShort()).isFalse();
        all.add(lend(PIECE));
        assertThat(pool.isShort()).isTrue();

        onAnotherThread(() -> all.subList(0, 4).forEach(PooledBuffer::release));

        assertThat(pool.isShort()).isFalse();
    }

    @Test
    void pausesAnAccountThatHasItsShareUntilHalfIsBack() {
        BufferAccount small = new BufferAccount(new Idle(loop), 1000);
        account = small;
        PooledBuffer first = lend(512);
        assertThat(small.pauses(pool)).isFalse();
        PooledBuffer second = lend(512);
        assertThat(small.left()).isZero();

        assertThat(small.pauses(pool)).isTrue();
        assertThat(turns).hasValue(0);
        onAnotherThread(first::release);

        assertThat(small.resumes(pool)).as("nothing is collected yet").isFalse();
        pool.collect();
        assertThat(small.resumes(pool)).as("more than half is out").isFalse();
        second.release();
        assertThat(small.resumes(pool)).isTrue();
        assertThat(small.isPaused()).isFalse();
    }

    @Test
    void wakesAPausedEndpointWhicheverThreadReleases() throws IOException {
        BufferAccount small = new BufferAccount(new Idle(loop), 64);
        account = small;
        PooledBuffer first = lend(64);
        PooledBuffer second = lend(64);
        assertThat(small.pauses(pool)).isTrue();

        first.release();
        giveTurn();
        assertThat(turns).hasValue(1);
        onAnotherThread(second::release);
        giveTurn();

        assertThat(turns).hasValue(2);
    }

    /** One pass of the loop that does not wait. */
    private void giveTurn() throws IOException {
        loop.awaitRelease(new Idle(loop));
        loop.step();
    }

    @Test
    void overlooksNoReleaseJustBeforeAPause() {
        BufferAccount small = new BufferAccount(new Idle(loop), 64);
        account = small;
        PooledBuffer buffer = lend(64);
        onAnotherThread(buffer::release); // nobody is paused yet, hence nobody is woken

        assertThat(small.pauses(pool)).isFalse();
    }

    /** As if another endpoint, which pauses for want of memory, had just a little of it. */
    private BufferAccount starve(List<PooledBuffer> hoard) {
        BufferAccount hoarder = account;
        BufferAccount starved = new BufferAccount(new Idle(loop), 1 << 20);
        account = starved;
        lend(1);
        account = hoarder;
        while (!pool.isShort()) {
            hoard.add(lend(PIECE / 4));
        }
        assertThat(starved.pauses(pool)).isTrue();
        assertThat(starved.isPaused()).isTrue();
        return starved;
    }

    @Test
    void wakesAnEndpointThatLacksMemoryWhenAnotherOneGivesItBack() throws IOException {
        List<PooledBuffer> hoard = new ArrayList<>();
        BufferAccount starved = starve(hoard);

        hoard.forEach(PooledBuffer::release);
        giveTurn();

        assertThat(turns).hasValue(1);
        assertThat(starved.resumes(pool)).isTrue();
        assertThat(starved.isPaused()).isFalse();
    }

    @Test
    void wakesAnEndpointThatLacksMemoryWhicheverThreadGivesItBack() throws IOException {
        List<PooledBuffer> hoard = new ArrayList<>();
        BufferAccount starved = starve(hoard);
        assertThat(starved.resumes(pool)).isFalse();

        onAnotherThread(() -> hoard.forEach(PooledBuffer::release));
        giveTurn();

        assertThat(turns).hasValue(1);
        assertThat(starved.resumes(pool)).isTrue();
    }

    @Test
    void pausesAnEndpointUntilTheJvmHasMemoryAgain() throws IOException {
        boolean[] empty = {true};
        pool = new BufferPool(loop, LIMIT, () -> {
            if (empty[0]) {
                throw new OutOfMemoryError("on purpose");
            }
            return new Slab();
        });
        assertThat(account.pauses(pool)).isTrue();
        pool.endRest();
        giveTurn();
        assertThat(turns).hasValue(1);
        assertThat(account.resumes(pool)).isFalse();

        empty[0] = false;
        assertThat(account.resumes(pool)).as("it is not asked at once").isFalse();
        pool.endRest();
        giveTurn();

        assertThat(turns).hasValue(2);
        assertThat(account.resumes(pool)).isTrue();
        read(1);
    }

    @Test
    void goesOnWithMemoryThatComesBackWhileTheJvmHasNone() throws IOException {
        List<Slab> slabs = new ArrayList<>(List.of(new Slab(), new Slab()));
        pool = new BufferPool(loop, LIMIT, () -> {
            if (slabs.isEmpty()) {
                throw new OutOfMemoryError("on purpose");
            }
            return slabs.remove(0);
        });
        List<PooledBuffer> all = new ArrayList<>();
        while (pool.hasMemory()) {
            all.add(lend(16 * 1024));
        }
        assertThat(account.pauses(pool)).isTrue();

        onAnotherThread(() -> all.forEach(PooledBuffer::release));
        giveTurn();

        assertThat(turns).hasValue(1);
        assertThat(account.resumes(pool)).isTrue();
    }

    @Test
    void wakesNobodyWhoLacksMemoryNoMore() throws IOException {
        List<PooledBuffer> hoard = new ArrayList<>();
        BufferAccount starved = starve(hoard);

        starved.endPause(pool);
        onAnotherThread(() -> hoard.forEach(PooledBuffer::release));
        giveTurn();
        pool.collect();
        giveTurn();

        assertThat(turns).hasValue(0);
    }

    @Test
    void overlooksNoReleaseJustBeforeMemoryIsLacking() {
        List<PooledBuffer> hoard = new ArrayList<>();
        while (!pool.isShort()) {
            hoard.add(lend(PIECE / 4));
        }
        BufferAccount other = new BufferAccount(new Idle(loop), 1 << 20);
        account = other;
        lend(1);
        onAnotherThread(() -> hoard.forEach(PooledBuffer::release)); // nobody is paused yet, hence nobody is woken

        assertThat(other.pauses(pool)).isFalse();
    }

    @Test
    void leavesWhatComesBackAfterTheEndToTheCollector() {
        PooledBuffer first = lend(1);
        PooledBuffer second = lend(1);

        loop.end();
        onAnotherThread(first::release);
        second.release();

        assertThatIllegalStateException().isThrownBy(first::release);
    }

    @Test
    void neverHandsMemoryOutTwice() throws Exception {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("BufferPoolTest: -Dwsk4j.seed=" + seed);
        Random random = new Random(seed);
        List<TransportBuffer> out = new ArrayList<>();
        List<TransportBuffer> elsewhere = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread releaser = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                TransportBuffer buffer = elsewhere.isEmpty() ? null : elsewhere.remove(0);
                if (buffer != null) {
                    check(buffer);
                    buffer.release();
                }
            }
        });
        releaser.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        releaser.start();
        int rounds = Boolean.getBoolean("stress") ? 5_000_000 : 100_000;
        for (int i = 0; i < rounds; i++) {
            assertThat(pool.hasMemory()).isTrue();
            ByteBuffer memory = pool.offer(Long.MAX_VALUE);
            int count = random.nextInt(20) == 0
                    ? memory.remaining()
                    : 1 + random.nextInt(Math.min(300, memory.remaining()));
            int mark = i;
            memory.duplicate().putInt(memory.position(), mark);
            PooledBuffer buffer = pool.take(Math.max(4, Math.min(count, memory.remaining())), account);
            buffer.setAttachment(mark);
            buffer.lend();
            out.add(buffer);
            while (out.size() > random.nextInt(60)) {
                TransportBuffer over = out.remove(random.nextInt(out.size()));
                if (random.nextBoolean()) {
                    check(over);
                    over.release();
                } else {
                    elsewhere.add(over);
                }
            }
        }
        while (!elsewhere.isEmpty() && releaser.isAlive()) {
            Thread.onSpinWait();
        }
        releaser.interrupt();
        releaser.join();
        assertThat(failure.get()).as("thrown by the releaser").isNull();
        out.forEach(buffer -> {
            check(buffer);
            buffer.release();
        });
        pool.collect();
        assertThat(account.left()).isEqualTo(1 << 20);
    }

    private static void check(TransportBuffer buffer) {
        int there = buffer.mdl().systemAddress().getInt(buffer.offset());
        if (there != (Integer) buffer.attachment()) {
            throw new AssertionError("memory of " + buffer.attachment() + " was written by " + there);
        }
    }

    /** An endpoint that counts its turns. */
    private final class Idle extends LoopEndpoint {
        Idle(IoLoop owner) {
            super(owner);
        }

        @Override
        SelectableChannel channel() {
            throw new AssertionError("nothing is waited for");
        }

        @Override
        void ready(int operations) {
            throw new AssertionError("nothing is waited for");
        }

        @Override
        void takeTurn() {
            turns.incrementAndGet();
        }

        @Override
        void released() {
            // ends the pass
        }

        @Override
        void forceClose() {
            throw new AssertionError("nothing fails");
        }
    }
}
