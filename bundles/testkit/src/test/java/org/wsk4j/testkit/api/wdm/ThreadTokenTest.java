// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.Sid;
import org.wsk4j.wdm.ThreadToken;

class ThreadTokenTest {
    private static final AccessToken CLIENT =
            AccessToken.builder(Sid.parse("S-1-5-21-1-2-3-1001")).build();

    @AfterEach
    void actForNobody() {
        ThreadToken.revertToSelf();
    }

    @Test
    void isNoneUnlessTheThreadImpersonates() {
        assertThat(ThreadToken.of(Thread.currentThread())).isNull();
    }

    @Test
    void isSetAndTakenBackByTheThreadItself() {
        assertThat(ThreadToken.impersonate(CLIENT)).isNull();
        assertThat(ThreadToken.of(Thread.currentThread())).isSameAs(CLIENT);

        assertThat(ThreadToken.impersonate(AccessToken.ANONYMOUS)).isSameAs(CLIENT);
        assertThat(ThreadToken.of(Thread.currentThread())).isSameAs(AccessToken.ANONYMOUS);

        ThreadToken.revertToSelf();
        assertThat(ThreadToken.of(Thread.currentThread())).isNull();
        ThreadToken.revertToSelf();
    }

    @Test
    void endsWithANullToken() {
        ThreadToken.impersonate(CLIENT);

        assertThat(ThreadToken.impersonate(null)).isSameAs(CLIENT);

        assertThat(ThreadToken.of(Thread.currentThread())).isNull();
    }

    @Test
    void isReadByOtherThreadsAndEachThreadsOwn() throws InterruptedException {
        CountDownLatch impersonating = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<AccessToken> seen = new AtomicReference<>();
        Thread here = Thread.currentThread();
        Thread other = new Thread(() -> {
            seen.set(ThreadToken.of(here));
            ThreadToken.impersonate(AccessToken.LOCAL_SERVICE);
            impersonating.countDown();
            await(done);
            ThreadToken.revertToSelf();
        });
        ThreadToken.impersonate(CLIENT);

        other.start();
        await(impersonating);

        assertThat(ThreadToken.of(other)).isSameAs(AccessToken.LOCAL_SERVICE);
        assertThat(ThreadToken.of(here)).isSameAs(CLIENT);
        assertThat(seen).hasValue(CLIENT);
        done.countDown();
        other.join();
        assertThat(ThreadToken.of(other)).isNull();
    }

    @Test
    void keepsNoThreadAlive() throws InterruptedException {
        WeakReference<Thread> ended = ended();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();

        while (ended.get() != null && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(5); // the collector runs when it does; nothing tells when
        }

        assertThat(ended.get()).isNull();
    }

    private static WeakReference<Thread> ended() throws InterruptedException {
        Thread thread = new Thread(() -> ThreadToken.impersonate(CLIENT));
        thread.start();
        thread.join();
        assertThat(ThreadToken.of(thread)).isSameAs(CLIENT);
        return new WeakReference<>(thread);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
