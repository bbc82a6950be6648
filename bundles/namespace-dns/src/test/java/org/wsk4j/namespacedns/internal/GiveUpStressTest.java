// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.ws2def.SockAddrIn;

/** Queries that are given up at any time, by several threads at once, while a server does whatever it likes. */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GiveUpStressTest extends DnsFixture {
    private static final int THREADS = 4;
    private static final int CANCELS = Boolean.getBoolean("stress") ? 100_000 : 1_000;
    private static final int UNDER_WAY = 20; // at most, for each thread

    private final Queue<DnsRequest> held = new ConcurrentLinkedQueue<>();

    @Test
    void leavesNothingOfWhatIsGivenUp() throws Exception {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        attempts(2);
        remembers();
        searches("a.test", "b.test");
        Random moods = new Random(seed);
        server.script(request -> misbehave(request, moods));
        names();
        long before = openSockets();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 1; i <= THREADS; i++) {
                clients.add(threads.submit(client(seed + i)));
            }
            int givenUp = 0;
            for (Future<Integer> client : clients) {
                givenUp += client.get();
            }
            assertThat(givenUp).as("given up while open").isGreaterThanOrEqualTo(CANCELS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(names().underWay()).isZero();
        Eventually.isTrue("the sockets are closed: " + openSockets(), () -> openSockets() <= before);
        server.script(server::answer).has("host.test", "192.0.2.1");
        assertThat(lookUp4("host.test.").answers()).containsExactly("192.0.2.1");
    }

    /** Asks and gives up, until it has given up its share; answers how many that were. */
    private Callable<Integer> client(long seed) {
        return () -> {
            Random random = new Random(seed);
            List<Asked> open = new ArrayList<>();
            int givenUp = 0;
            for (int round = 0; givenUp < CANCELS / THREADS; round++) {
                open.add(ask(
                        "h" + random.nextInt(50) + "." + seed % THREADS + (random.nextBoolean() ? ".test" : ""),
                        random));
                if (open.size() == UNDER_WAY || random.nextInt(3) == 0) {
                    Asked query = open.remove(random.nextInt(open.size()));
                    givenUp += query.giveUp() ? 1 : 0;
                }
                open.removeIf(Asked::isOver);
            }
            for (Asked query : open) {
                givenUp += query.giveUp() ? 1 : 0;
            }
            return givenUp;
        };
    }

    private Asked ask(String name, Random random) {
        if (random.nextInt(5) == 0) {
            Asked.Pointer query = new Asked.Pointer(SockAddrIn.of("10.0.0." + random.nextInt(256), 0));
            names().lookUp(query);
            return query;
        }
        Asked.Host query = new Asked.Host(name, random.nextInt(3) == 0 ? 0 : 2, 0);
        names().lookUp(query);
        return query;
    }

    /** In a thread of the server, of which there are several with TCP. */
    private void misbehave(DnsRequest request, Random moods) {
        int mood;
        synchronized (moods) {
            mood = moods.nextInt(10);
        }
        DnsReply reply = request.reply();
        switch (mood) {
            case 0, 1 -> held.add(request);
            case 2 -> reply.truncated().send();
            case 3 -> reply.code(DnsReply.SERVFAIL).send();
            case 4 -> request.sendRaw((byte) 1, (byte) 2);
            case 5 -> request.close();
            case 6 -> reply.cname(request.name(), "x" + request.name()).send();
            case 7 -> reply.code(DnsReply.NXDOMAIN).soa("test", 1).send();
            default -> reply.address(request.name(), "192.0.2.1").send();
        }
        DnsRequest late = mood % 2 == 0 ? null : held.poll();
        if (late == null) {
            return;
        }
        if (late.isTcp()) {
            late.close(); // else its connection is open for as long as the server is
        } else {
            late.reply().address(late.name(), "192.0.2.2").send();
        }
    }
}
