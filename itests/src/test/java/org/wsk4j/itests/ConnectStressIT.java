// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.wsk4j.report.ClientReporter;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.wsk.WskRegistrar;

/** Many clients connect, send, receive, cancel, abort, close and deregister at random over the loopback interface. */
@ExamTest
class ConnectStressIT {

    private static final int THREADS = 4;
    private static final int OPERATIONS = 20_000; // at least, all threads together

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.transport("tcpip"));
    }

    @Test
    @Clause({"IRP-02", "IRP-17", "SEND-12", "SEND-13", "RECEIVE-19"})
    void everyIrpCompletesOnceAndEveryByteIsAccountedFor(
            @Service WskRegistrar registrar, @Service SocketReporter sockets, @Service ClientReporter clients)
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("ConnectStressIT seed " + seed);
        int operations = Boolean.getBoolean("stress") ? 10 * OPERATIONS : OPERATIONS;
        long descriptors = Descriptors.openSockets();
        List<RandomClient> all = new ArrayList<>();
        try (PatternPeer peer = new PatternPeer()) {
            ExecutorService executor = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    RandomClient client = new RandomClient(registrar, peer, seed + i, operations / THREADS);
                    all.add(client);
                    running.add(executor.submit(client));
                }
                for (Future<?> one : running) {
                    one.get(20, TimeUnit.MINUTES);
                }
            } finally {
                executor.shutdownNow();
            }
            assertThat(peer.corruption()).as("seed %s", seed).isNull();
        }
        assertThat(all.stream().mapToLong(RandomClient::operations).sum()).isGreaterThanOrEqualTo(operations);
        assertThat(sockets.sockets()).isEmpty();
        assertThat(clients.clients()).isEmpty();
        Eventually.holds(
                () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                () -> Descriptors.openSockets() <= descriptors);
    }
}
