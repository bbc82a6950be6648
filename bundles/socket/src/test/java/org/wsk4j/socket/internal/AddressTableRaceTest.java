// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;

/**
 * Sockets that are bound to few addresses by several threads at once, and closed again: an address that nobody may share has
 * one at a time, and the table is empty when all are closed.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressTableRaceTest {
    private static final int THREADS = 4;
    private static final int FIRST_PORT = 1000;
    private static final int PORTS = 3;
    private static final int HOSTS = 2; // the wildcard and one more

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.live();

    private final AtomicInteger[] exclusive = new AtomicInteger[PORTS]; // who has a port for itself
    private final AtomicInteger bound = new AtomicInteger();

    @Test
    @Clause({"SHARING-01", "SHARING-18"})
    void anAddressForOneHasOneAtATime() throws Exception {
        int rounds = (Boolean.getBoolean("stress") ? 100_000 : 8_000) / THREADS;
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println(
                "AddressTableRaceTest: " + rounds + " rounds in each of " + THREADS + " threads, -Dwsk4j.seed=" + seed);
        for (int i = 0; i < PORTS; i++) {
            exclusive[i] = new AtomicInteger();
        }
        wsk.transport(FakeTransport.class).addOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, 0);
        SplittableRandom random = new SplittableRandom(seed);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom its = random.split();
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < rounds && failures.isEmpty(); round++) {
                        bindAndClose(its);
                    }
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).as("seed " + seed).isEmpty();
        assertThat(bound).as("binds that came through").hasPositiveValue();
        assertThat(wsk.engine().addresses().size()).isZero();
    }

    /** Of the sockets without SO_REUSEADDR one at most is bound to the wildcard of a port, whoever has it besides. */
    private void bindAndClose(SplittableRandom random) {
        int port = random.nextInt(PORTS);
        boolean specific = random.nextInt(HOSTS) == 1;
        boolean alone = random.nextBoolean();
        ListeningSocket socket = wsk.listening(null, null);
        if (!alone) {
            socket.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, 4, new ULong(1))
                    .completedWith(STATUS_SUCCESS);
        }
        Call bind = socket.bind(SockAddrIn.of(specific ? "127.0.0.1" : "0.0.0.0", FIRST_PORT + port));
        bind.completedWithOneOf(STATUS_SUCCESS, STATUS_ADDRESS_ALREADY_EXISTS, STATUS_ACCESS_DENIED);
        NtStatus status = bind.irp().status();
        boolean holds = status.isSuccess() && alone && !specific;
        if (holds) {
            assertThat(exclusive[port].incrementAndGet())
                    .as("wildcards of port " + port)
                    .isOne();
        }
        if (status.isSuccess()) {
            bound.incrementAndGet();
        }
        if (holds) {
            exclusive[port].decrementAndGet();
        }
        wsk.done(socket);
    }
}
