// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.transportregistry.internal.FakeTransport.TCP4;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportReport;

/** What happens to open endpoints when their transport goes. */
@Timeout(60)
class TransportDepartureTest {
    private static final long LONG = 30_000;

    @Test
    void goesAtOnceWhenNothingIsOpen() {
        RegistryFixture fixture = new RegistryFixture(LONG, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        fixture.lease(TCP4, () -> {}).release();

        fixture.registry.unbindTransport(reference);

        assertThat(fixture.names()).isEmpty();
        assertThat(RegistryFixture.logged(Level.WARN)).isEmpty();
    }

    @Test
    void refusesNewLeasesAtOnceAndWaitsForTheOpenOnes() throws Exception {
        RegistryFixture fixture = new RegistryFixture(LONG, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        AtomicInteger revoked = new AtomicInteger();
        TransportLease first = fixture.lease(TCP4, revoked::incrementAndGet);
        TransportLease second = fixture.lease(TCP4, revoked::incrementAndGet);

        Thread leaving = unbindInBackground(fixture, reference);

        assertThat(fixture.names()).isEmpty();
        assertThat(fixture.lease(TCP4, () -> {})).isNull();
        first.release();
        leaving.join(50);
        assertThat(leaving.isAlive()).isTrue();
        second.release();
        leaving.join(10_000);
        assertThat(leaving.isAlive()).isFalse();
        assertThat(revoked).hasValue(0);
        assertThat(RegistryFixture.logged(Level.WARN)).isEmpty();
    }

    @Test
    void leasesTheNextBestWhileTheBestIsLeaving() throws Exception {
        RegistryFixture fixture = new RegistryFixture(LONG, LONG);
        FakeTransport fallback = new FakeTransport("fallback");
        fixture.bind(fallback, 1, 0);
        FakeReference<TransportProvider> best = fixture.bind(new FakeTransport("best"), 2, 1);
        TransportLease lease = fixture.lease(TCP4, () -> {});

        Thread leaving = unbindInBackground(fixture, best);

        assertThat(fixture.lease(TCP4, () -> {}).transport()).isSameAs(fallback);
        lease.release();
        leaving.join(10_000);
    }

    @Test
    void refusesALeaseFromAListThatWasReadBeforeTheTransportLeft() {
        RegistryFixture fixture = new RegistryFixture(0, 0);
        fixture.bind(new FakeTransport("one"), 1, 0);
        RankedTransport listed = (RankedTransport) fixture.registry.transports().get(0);

        listed.leases().shut();

        assertThat(fixture.names()).containsExactly("one");
        assertThat(fixture.lease(TCP4, () -> {})).isNull();
    }

    @Test
    void revokesWhatIsStillOpenAfterTheTimeoutWithOneWarning() {
        RegistryFixture fixture = new RegistryFixture(50, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        List<TransportLease> leases = new CopyOnWriteArrayList<>();
        List<Integer> revoked = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            int holder = i;
            leases.add(fixture.lease(TCP4, () -> {
                revoked.add(holder);
                leases.get(holder).release();
            }));
        }
        leases.get(1).release();
        long start = System.nanoTime();

        fixture.registry.unbindTransport(reference);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(revoked).containsExactlyInAnyOrder(0, 2);
        assertThat(RegistryFixture.logged(Level.WARN))
                .containsExactly(
                        "Transport one of bundle org.example.fake [7] goes, and 2 of its endpoints are still open"
                                + " after 50 ms: they are aborted");
        assertThat(RegistryFixture.logged(Level.ERROR)).isEmpty();
    }

    @Test
    void waitsForARevokedHolderToRelease() throws Exception {
        RegistryFixture fixture = new RegistryFixture(0, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        CountDownLatch revoked = new CountDownLatch(1);
        TransportLease lease = fixture.lease(TCP4, revoked::countDown);

        Thread leaving = unbindInBackground(fixture, reference);

        assertThat(revoked.await(10, TimeUnit.SECONDS)).isTrue();
        leaving.join(50);
        assertThat(leaving.isAlive()).isTrue();
        lease.release();
        leaving.join(10_000);
        assertThat(leaving.isAlive()).isFalse();
        assertThat(RegistryFixture.logged(Level.ERROR)).isEmpty();
    }

    @Test
    void goesAnywayWhenRevokedLeasesAreNotReleasedAndSaysHowMany() {
        RegistryFixture fixture = new RegistryFixture(0, 20);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        TransportReport report = fixture.registry.transports().get(0);
        TransportLease lease = fixture.lease(TCP4, () -> {});
        fixture.lease(TCP4, () -> {});

        fixture.registry.unbindTransport(reference);

        assertThat(RegistryFixture.logged(Level.ERROR))
                .containsExactly("Transport one of bundle org.example.fake [7] goes with 2 endpoints open: their leases"
                        + " were revoked and not released in 20 ms");
        lease.release();
        assertThat(report.endpoints()).isEqualTo(1);
    }

    @Test
    void aHolderThatThrowsHarmsNoOther() {
        RegistryFixture fixture = new RegistryFixture(0, 20);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        AtomicInteger revoked = new AtomicInteger();
        fixture.lease(TCP4, revoked::incrementAndGet);
        fixture.lease(TCP4, () -> {
            throw new IllegalStateException("broken on purpose");
        });
        fixture.lease(TCP4, revoked::incrementAndGet);

        fixture.registry.unbindTransport(reference);

        assertThat(revoked).hasValue(2);
        assertThat(RegistryFixture.logged(Level.ERROR)).anyMatch(line -> line.contains("threw when it was revoked"));
    }

    @Test
    void holdsNoLockWhileItRevokes() {
        RegistryFixture fixture = new RegistryFixture(0, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        AtomicReference<TransportLease> lease = new AtomicReference<>();
        lease.set(fixture.lease(TCP4, () -> {
            Thread other = new Thread(() -> {
                fixture.bind(new FakeTransport("two"), 2, 0);
                lease.get().release();
            });
            other.start();
            try {
                other.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        fixture.registry.unbindTransport(reference);

        assertThat(fixture.names()).containsExactly("two");
    }

    @Test
    void anInterruptEndsTheDrainingAndIsPassedOn() {
        RegistryFixture fixture = new RegistryFixture(LONG, LONG);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        AtomicReference<TransportLease> lease = new AtomicReference<>();
        lease.set(fixture.lease(TCP4, () -> lease.get().release()));
        Thread.currentThread().interrupt();

        fixture.registry.unbindTransport(reference);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(RegistryFixture.logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("interrupted");
        assertThat(RegistryFixture.logged(Level.ERROR)).isEmpty();
    }

    @Test
    void usesTheTimeoutThatIsConfiguredWhenTheTransportGoes() {
        RegistryFixture fixture = new RegistryFixture(LONG, 0);
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        AtomicInteger revoked = new AtomicInteger();
        fixture.lease(TCP4, revoked::incrementAndGet);

        fixture.registry.configure(config(0));
        fixture.registry.unbindTransport(reference);

        assertThat(revoked).hasValue(1);
    }

    @Test
    void deactivatingLetsAllTransportsGoWithinOneTimeout() {
        RegistryFixture fixture = new RegistryFixture(200, 0);
        AtomicInteger revoked = new AtomicInteger();
        List<FakeReference<TransportProvider>> references = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10; i++) {
            references.add(fixture.bind(new FakeTransport("transport" + i), i, i));
            fixture.lease(TCP4, revoked::incrementAndGet);
        }
        long start = System.nanoTime();

        fixture.registry.deactivate();
        references.forEach(fixture.registry::unbindTransport);

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(10 * 200));
        assertThat(revoked).hasValue(10);
        assertThat(fixture.lease(TCP4, () -> {})).isNull();
    }

    private static Thread unbindInBackground(RegistryFixture fixture, FakeReference<TransportProvider> reference)
            throws InterruptedException {
        int before = fixture.names().size();
        Thread leaving = new Thread(() -> fixture.registry.unbindTransport(reference), "unbind");
        leaving.start();
        while (fixture.names().size() == before) {
            Thread.sleep(1);
        }
        return leaving;
    }

    private static TransportRegistryConfig config(long drainMillis) {
        return new TransportRegistryConfig() {
            @Override
            public long transportDrainTimeout() {
                return drainMillis;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return TransportRegistryConfig.class;
            }
        };
    }
}
