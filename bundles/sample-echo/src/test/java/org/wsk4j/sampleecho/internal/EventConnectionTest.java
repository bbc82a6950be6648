// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.sampleecho.internal.EchoConfig.Receive;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** Connections that receive by events. {@link FakeConnection} minds the rules of a client in each of these tests. */
@Timeout(60)
class EventConnectionTest {
    private static final int GRACEFUL = 0;
    private static final int ROUNDS = 10_000;

    private final FakeProvider provider = new FakeProvider();
    private FakeConnection connection;

    @BeforeEach
    void connect() {
        provider.serve(FakeConfig.with(Receive.EVENTS));
        connection = provider.connect();
        provider.calls.clear();
    }

    @Test
    void takesAListThatIsSentAtOnce() {
        assertThat(connection.indicate("one ", "two ")).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(connection.indicate("three")).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(connection.echoed()).isEqualTo("one two three");
    }

    @Test
    void retainsAListUntilItsLastSendHasCompleted() {
        connection.holdSends();

        assertThat(connection.indicate("one ", "two")).isEqualTo(NtStatus.STATUS_PENDING);
        connection.completeSend(NtStatus.STATUS_SUCCESS);
        assertThat(connection.retained()).isOne();
        connection.completeSend(NtStatus.STATUS_SUCCESS);

        assertThat(connection.retained()).isZero();
        assertThat(connection.echoed()).isEqualTo("one two");
    }

    @Test
    void takesMoreListsWhileOthersAreUnderWay() {
        connection.holdSends();
        for (int i = 0; i < 10; i++) {
            assertThat(connection.indicate(i + " ", "and ")).isEqualTo(NtStatus.STATUS_PENDING);
        }

        completeAllSends();

        assertThat(connection.echoed()).isEqualTo("0 and 1 and 2 and 3 and 4 and 5 and 6 and 7 and 8 and 9 and ");
        assertThat(connection.retained()).isZero();
    }

    @Test
    void disconnectsAndClosesAfterTheEchoesWhenThePeerDisconnects() {
        connection.holdSends();
        connection.indicate("last words");

        assertThat(connection.disconnected(GRACEFUL)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(provider.calls).containsExactly("disconnect");
        completeAllSends();

        assertThat(connection.echoed()).isEqualTo("last words");
        assertThat(provider.calls).containsExactly("disconnect", "close");
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void closesWhenThePeerAborts() {
        assertThat(connection.disconnected(WskConstants.WSK_FLAG_ABORTIVE)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(provider.calls).containsExactly("close");
    }

    @Test
    void closesAfterItsListsAreReleasedWhenThePeerAborts() {
        connection.holdSends();
        connection.indicate("on its way");

        connection.disconnected(WskConstants.WSK_FLAG_ABORTIVE);
        assertThat(provider.calls).isEmpty();
        connection.completeSend(NtStatus.STATUS_CONNECTION_RESET);

        assertThat(provider.calls).containsExactly("close");
    }

    @Test
    void closesWhenTheSocketWorksNoLonger() {
        assertThat(connection.indicate((WskDataIndication) null)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(provider.calls).containsExactly("close");
    }

    @Test
    void abortsTheOtherEchoesWhenOneFails() {
        connection.holdSends();
        connection.indicate("one", "two");
        connection.indicate("three");

        connection.completeSend(NtStatus.STATUS_INSUFFICIENT_RESOURCES);

        assertThat(provider.calls).containsExactly("abort", "close");
        assertThat(connection.echoed()).isEmpty();
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void takesNothingWhileItIsClosing() {
        connection.holdSends();
        connection.indicate("one");
        connection.disconnected(WskConstants.WSK_FLAG_ABORTIVE);

        assertThat(connection.indicate("two")).isEqualTo(NtStatus.STATUS_DATA_NOT_ACCEPTED);
        assertThat(connection.pendingSends()).isOne();
    }

    /** One thread brings data, one completes sends, one ends the connection somehow, all at their own pace. */
    @RepeatedTest(200)
    void keepsTheRulesWhateverMeets() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int lists = random.nextInt(20);
        int end = random.nextInt(3);
        connection.holdSends();
        Thread arriving = thread("arriving", () -> {
            for (int i = 0; i < lists; i++) {
                if (i % 3 == 0) {
                    connection.indicate("a", "b");
                } else {
                    connection.indicate("c");
                }
            }
            switch (end) {
                case 0 -> connection.disconnected(GRACEFUL);
                case 1 -> connection.disconnected(WskConstants.WSK_FLAG_ABORTIVE);
                default -> connection.indicate((WskDataIndication) null);
            }
        });
        int failing = random.nextInt(60);
        Thread sending = thread("sending", () -> {
            for (int i = 0; !connection.isClosed(); i++) {
                connection.completeSend(i == failing ? NtStatus.STATUS_CONNECTION_RESET : NtStatus.STATUS_SUCCESS);
            }
        });

        arriving.join();
        sending.join();

        assertThat(connection.retained()).as("seed %d", seed).isZero();
        assertThat(provider.calls)
                .as("seed %d", seed)
                .endsWith("close")
                .noneMatch(call -> call.startsWith("VIOLATION"));
    }

    @Test
    void allocatesNothingOnceItRuns() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SilentConnection silent = new SilentConnection();
        EventConnection echoing = new EventConnection(silent, new Connections());
        WskBuf piece = new WskBuf(Mdl.allocate(ByteBuffer.allocateDirect(64)), 0, 64);
        WskDataIndication list = new WskDataIndication(new WskDataIndication(null, piece, null), piece, null);
        for (int i = 0; i < ROUNDS; i++) {
            silent.indicate(echoing, list);
        }

        silent.sends = 0;
        silent.releases = 0;

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            silent.indicate(echoing, list);
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

    private void completeAllSends() {
        while (connection.completeSend(NtStatus.STATUS_SUCCESS)) {
            continue;
        }
    }
}
