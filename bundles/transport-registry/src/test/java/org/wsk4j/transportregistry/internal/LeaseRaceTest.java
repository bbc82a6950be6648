// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.transportregistry.internal.FakeTransport.TCP4;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry.LeaseHolder;

/** Leasing and releasing while transports come and go, on a random schedule. */
@Timeout(600)
class LeaseRaceTest {
    private static final int ROUNDS = Boolean.getBoolean("stress") ? 20_000 : 1_000;
    private static final int CLIENTS = 3;

    private final RegistryFixture fixture = new RegistryFixture(1, 10_000);
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger leased = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private volatile boolean over;

    @Test
    void noLeaseOutlivesItsTransportAndEachIsReleasedOnce() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("LeaseRaceTest seed " + seed);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            Thread client = new Thread(() -> leaseAndRelease(random), "client " + i);
            client.start();
            clients.add(client);
        }
        try {
            comeAndGo(new Random(seed - 1));
        } finally {
            over = true;
            for (Thread client : clients) {
                client.join();
            }
        }

        assertThat(violations).isEmpty();
        assertThat(released).hasValue(leased.get());
        assertThat(RegistryFixture.logged(Level.ERROR)).isEmpty();
    }

    /** Two transports for the same triple, of which one at most is there at any time but in between. */
    private void comeAndGo(Random random) {
        FakeTransport transport = new FakeTransport("transport0");
        FakeReference<TransportProvider> reference = fixture.bind(transport, 0, 0);
        for (int round = 1; round <= ROUNDS; round++) {
            FakeTransport successor = new FakeTransport("transport" + round);
            FakeReference<TransportProvider> successorReference = null;
            boolean overlap = random.nextBoolean();
            if (overlap) {
                successorReference = fixture.bind(successor, round, random.nextInt(3) - 1);
            }
            if (random.nextInt(4) == 0) {
                reference.setRanking(random.nextInt(3) - 1);
                fixture.registry.updatedTransport(reference);
            }
            pause(random);
            fixture.registry.unbindTransport(reference);
            transport.gone = true;
            if (!overlap) {
                successorReference = fixture.bind(successor, round, 0);
            }
            transport = successor;
            reference = successorReference;
        }
        fixture.registry.unbindTransport(reference);
        transport.gone = true;
    }

    private void leaseAndRelease(Random random) {
        while (!over) {
            Holder holder = new Holder();
            TransportLease lease = fixture.lease(TCP4, holder);
            if (lease == null) {
                Thread.onSpinWait();
                continue;
            }
            leased.incrementAndGet();
            holder.opened(lease);
            FakeTransport transport = (FakeTransport) lease.transport();
            pause(random);
            if (transport.gone && !holder.isClosed()) {
                violations.add(transport.name() + " is gone while a lease is open");
            }
            holder.close();
        }
    }

    private static void pause(Random random) {
        int choice = random.nextInt(100);
        if (choice == 0) {
            try {
                Thread.sleep(3); // longer than the drain timeout: the lease is revoked meanwhile
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (choice < 30) {
            Thread.yield();
        }
    }

    /** What the socket engine is: closes by itself or when revoked, whichever comes first, and releases once. */
    private final class Holder implements LeaseHolder {
        private final AtomicReference<TransportLease> open = new AtomicReference<>();
        private final AtomicInteger revocations = new AtomicInteger();
        private volatile boolean revoked; // set before the lease may have been stored

        void opened(TransportLease lease) {
            open.set(lease);
            if (revoked) {
                close();
            }
        }

        boolean isClosed() {
            return open.get() == null;
        }

        @Override
        public void revoked() {
            if (revocations.incrementAndGet() > 1) {
                violations.add("revoked twice");
            }
            revoked = true;
            close();
        }

        void close() {
            TransportLease lease = open.getAndSet(null);
            if (lease != null) {
                released.incrementAndGet();
                lease.release();
                lease.release();
            }
        }
    }
}
