// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_RECEIVE_FROM;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_DATAGRAM_SOCKET;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskDatagramIndication;

/** The server of datagrams. {@link FakeDatagramSocket} minds the rules of a client in each of these tests. */
@Timeout(60)
class DatagramEchoTest {
    private static final int ROUNDS = 10_000;

    private final FakeProvider provider = new FakeProvider();
    private final FakeDatagramSocket datagrams = provider.datagrams();

    private EchoServer serve() {
        EchoServer server = provider.serve(FakeConfig.forDatagrams());
        provider.calls.clear();
        return server;
    }

    @Test
    void enablesItsEventWhenItKnowsWhereItIs() {
        provider.serve(FakeConfig.forDatagrams());

        assertThat(provider.calls)
                .containsExactly(
                        "socket " + WSK_FLAG_DATAGRAM_SOCKET, "bind 127.0.0.1:7007", "local address", "enable");
        assertThat(provider.events()).isEqualTo(WSK_EVENT_RECEIVE_FROM);
    }

    @ParameterizedTest
    @EnumSource
    void failsWithTheStatusAndLeavesNothingOpen(FakeProvider.Step step) {
        provider.failing(step, NtStatus.STATUS_INSUFFICIENT_RESOURCES);

        assertThatThrownBy(() -> provider.serve(FakeConfig.forDatagrams()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:7007: STATUS_INSUFFICIENT_RESOURCES");

        assertThat(datagrams.isClosed()).isEqualTo(step != FakeProvider.Step.SOCKET);
    }

    @Test
    void sendsEachDatagramBackToItsSender() {
        serve();

        assertThat(provider.indicate("one", "", "three")).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(provider.indicate("four")).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(datagrams.echoed())
                .containsExactly("127.0.0.1:1<-one", "127.0.0.1:2<-", "127.0.0.1:3<-three", "127.0.0.1:1<-four");
    }

    @Test
    void retainsAListUntilItsLastSendHasCompleted() {
        serve();
        datagrams.holdSends();

        assertThat(provider.indicate("one", "two")).isEqualTo(NtStatus.STATUS_PENDING);
        datagrams.completeSend(NtStatus.STATUS_SUCCESS);
        assertThat(datagrams.retained()).isOne();
        datagrams.completeSend(NtStatus.STATUS_SUCCESS);

        assertThat(datagrams.retained()).isZero();
        assertThat(datagrams.echoed()).containsExactly("127.0.0.1:1<-one", "127.0.0.1:2<-two");
    }

    @Test
    void takesMoreListsWhileOthersAreUnderWay() {
        serve();
        datagrams.holdSends();
        for (int i = 0; i < 10; i++) {
            assertThat(provider.indicate("a", "b")).isEqualTo(NtStatus.STATUS_PENDING);
        }
        assertThat(datagrams.retained()).isEqualTo(10);

        completeAllSends();

        assertThat(datagrams.echoed()).hasSize(20);
        assertThat(datagrams.retained()).isZero();
    }

    @Test
    void goesOnWhenADatagramCannotBeSent() {
        serve();
        datagrams.holdSends();
        provider.indicate("one", "two");

        datagrams.completeSend(NtStatus.STATUS_HOST_UNREACHABLE);
        datagrams.completeSend(NtStatus.STATUS_SUCCESS);

        assertThat(datagrams.echoed()).containsExactly("127.0.0.1:2<-two");
        assertThat(datagrams.retained()).isZero();
        assertThat(datagrams.isClosed()).isFalse();
    }

    @Test
    void closesAfterItsListsAreReleased() throws Exception {
        EchoServer server = serve();
        datagrams.holdSends();
        provider.indicate("one", "two");
        Thread stopping = thread("stopping", server::stop);
        awaitWaiting(stopping);

        assertThat(datagrams.isClosed()).isFalse();
        assertThat(provider.indicate("late")).isEqualTo(NtStatus.STATUS_DATA_NOT_ACCEPTED);
        completeAllSends();

        stopping.join();
        assertThat(provider.calls).containsExactly("close datagrams");
    }

    @Test
    void closesASocketThatWorksNoLongerOnce() {
        EchoServer server = serve();

        assertThat(provider.indicate((WskDatagramIndication) null)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(provider.calls).containsExactly("close datagrams");
        server.stop();

        assertThat(provider.calls).containsExactly("close datagrams");
    }

    /** One thread brings datagrams, one completes sends, one stops the server, all at their own pace. */
    @RepeatedTest(200)
    void keepsTheRulesWhateverMeets() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int lists = random.nextInt(20);
        boolean breaks = random.nextBoolean();
        EchoServer server = serve();
        datagrams.holdSends();
        Thread arriving = thread("arriving", () -> {
            for (int i = 0; i < lists && !datagrams.isClosed(); i++) {
                provider.indicate("a", "b");
            }
            if (breaks && !datagrams.isClosed()) {
                provider.indicate((WskDatagramIndication) null);
            }
        });
        Thread sending = thread("sending", () -> {
            for (int i = 0; !datagrams.isClosed(); i++) {
                datagrams.completeSend(i % 3 == 0 ? NtStatus.STATUS_HOST_UNREACHABLE : NtStatus.STATUS_SUCCESS);
            }
        });

        server.stop();
        arriving.join();
        sending.join();

        assertThat(datagrams.retained()).as("seed %d", seed).isZero();
        assertThat(provider.calls).as("seed %d", seed).containsExactly("close datagrams");
    }

    @Test
    void allocatesNothingOnceItRuns() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SilentDatagrams silent = new SilentDatagrams();
        DatagramEcho echo = DatagramEcho.open(silent.npi(), SockAddrIn.of("127.0.0.1", 0));
        WskBuf buffer = new WskBuf(Mdl.allocate(ByteBuffer.allocateDirect(64)), 0, 64);
        SockAddrIn sender = SockAddrIn.of("127.0.0.1", 1);
        WskDatagramIndication list = new WskDatagramIndication(
                new WskDatagramIndication(null, buffer, null, 0, sender, null), buffer, null, 0, sender, null);
        for (int i = 0; i < ROUNDS; i++) {
            silent.indicate(echo, list);
        }

        silent.sends = 0;
        silent.releases = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            silent.indicate(echo, list);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ROUNDS);
        assertThat(silent.sends).isEqualTo(2 * ROUNDS);
        assertThat(silent.releases).isEqualTo(ROUNDS / 2);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Returns when a thread waits for something, or has ended. */
    private static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            if (Thread.interrupted()) {
                throw new InterruptedException(); // the time is up
            }
            Thread.onSpinWait();
        }
    }

    private void completeAllSends() {
        while (datagrams.completeSend(NtStatus.STATUS_SUCCESS)) {
            continue;
        }
    }
}
