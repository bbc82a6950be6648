// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the loop does when more is asked of it than it has got round to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DnsLoopTest {
    private final DnsLoop loop = new DnsLoop(Duration.ofHours(1));
    private final CountDownLatch busy = new CountDownLatch(1);
    private final AtomicInteger opened = new AtomicInteger();

    /** A query without a socket. */
    private final class FakeWire extends Wire {
        private final boolean waits;

        FakeWire(boolean waits) {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53), new byte[0]);
            this.waits = waits;
        }

        @Override
        void open(Selector selector) {
            opened.incrementAndGet();
            if (waits) {
                awaitEnd();
            }
        }

        private void awaitEnd() {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        byte[] ready(ByteBuffer room) {
            return null;
        }

        @Override
        SelectableChannel channel() {
            return null;
        }
    }

    @BeforeEach
    void start() throws Exception {
        loop.start();
    }

    @AfterEach
    void stop() {
        busy.countDown();
        loop.stop();
    }

    @Test
    void opensNoSocketForAQueryThatWasGivenUpBefore() {
        loop.open(new FakeWire(true)); // keeps the loop busy
        List<FakeWire> given =
                Stream.generate(() -> new FakeWire(false)).limit(1_000).toList();
        given.forEach(wire -> {
            loop.open(wire);
            loop.abandon(wire);
        });
        FakeWire last = new FakeWire(false);
        loop.open(last);

        busy.countDown();

        given.forEach(wire -> assertThat(wire.reply()).failsWithin(Duration.ofSeconds(30)));
        assertThat(given)
                .allMatch(wire -> wire.reply()
                        .handle((reply, failure) -> failure instanceof CancellationException)
                        .join());
        loop.abandon(last);
        assertThat(last.reply()).failsWithin(Duration.ofSeconds(30));
        assertThat(opened).as("the first one, and perhaps the last one").hasValueLessThanOrEqualTo(2);
    }
}
