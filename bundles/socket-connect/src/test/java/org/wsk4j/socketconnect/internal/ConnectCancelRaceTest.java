// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskSocket;

/**
 * Connects that are cancelled at any moment: each one completes once, connected or undone, and nothing is left of it.
 *
 * <p>A thousand rounds; 100,000 with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again
 * with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectCancelRaceTest {
    private static final int MOST_SPINS = 20_000;

    @RegisterExtension
    final ConnectFixture wsk = new ConnectFixture();

    @Test
    @Clause({"SOCKETCONNECT-04", "SOCKETCONNECT-05"})
    void completesOnceWhateverComesFirst() throws Exception {
        int rounds = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 100_000 : 1000);
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ConnectCancelRaceTest: " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> accepting = threads.submit(this::acceptAndReset);
        try (FullListener full = FullListener.open()) {
            SockAddrIn open = wsk.listenerAddress();
            SockAddrIn closed = ConnectFixture.closedPort();
            for (int number = 0; number < rounds; number++) {
                int kind = random.nextInt(8);
                NtStatus end = round(
                        kind == 0 ? full.address() : kind < 4 ? closed : open,
                        random.nextInt(MOST_SPINS),
                        threads,
                        "seed " + seed + ", round " + number);
                ends.merge(end, 1, Integer::sum);
            }
        } finally {
            wsk.listener().close();
            accepting.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
            threads.shutdown();
        }

        wsk.assertNothingIsLeft();
        assertThat(ends.keySet()).isSubsetOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_CONNECTION_REFUSED);
        assertThat(ends.keySet()).as("ways to end: %s", ends).contains(STATUS_SUCCESS, STATUS_CANCELLED);
    }

    private NtStatus round(SockAddrIn to, int spins, ExecutorService threads, String name) throws Exception {
        AtomicReference<Integer> requests = new AtomicReference<>();
        RecordedIrp irp =
                RecordedIrp.ready().then(completed -> requests.set(wsk.client().requests()));
        Future<?> cancel = threads.submit(() -> {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            irp.irp().cancel();
        });

        NtStatus returned = wsk.call().to(to).start(irp.irp());

        assertThatIrp(irp).as(name).fits(returned);
        cancel.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(irp.completions()).as(name).isEqualTo(1);
        Eventually.isTrue("the routine has run", () -> requests.get() != null);
        assertThat(requests.get()).as(name).isEqualTo(1);
        WskSocket socket = irp.object(WskSocket.class);
        assertThat(socket != null).as(name).isEqualTo(irp.status() == STATUS_SUCCESS);
        if (socket != null) {
            wsk.close(socket);
        }
        wsk.assertNothingIsLeft();
        return irp.status();
    }

    /** Takes whoever connects, so that the backlog does not fill. */
    private void acceptAndReset() {
        try {
            while (!wsk.listener().isClosed()) {
                wsk.accept().close();
            }
        } catch (IOException | AssertionError e) {
            assertThat(wsk.listener().isClosed()).as("closed: %s", e).isTrue();
        }
    }
}
