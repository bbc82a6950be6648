// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.transport.TransportListListener;
import org.wsk4j.transport.TransportProvider;

/** What listeners hear, and when. */
class TransportListListenerTest {
    private final RegistryFixture fixture = new RegistryFixture(0, 0);
    private final List<List<String>> heard = new CopyOnWriteArrayList<>();

    private FakeReference<TransportListListener> listen(TransportListListener listener, long serviceId) {
        FakeReference<TransportListListener> reference = new FakeReference<>(serviceId);
        fixture.registry.bindListener(listener, reference);
        return reference;
    }

    @Test
    void hearsOfEveryChangeAfterIt() {
        listen(() -> heard.add(fixture.names()), 100);

        FakeReference<TransportProvider> one = fixture.bind(new FakeTransport("one"), 1, 0);
        fixture.bind(new FakeTransport("two"), 2, 0);
        fixture.registry.unbindTransport(one);

        assertThat(heard).containsExactly(List.of("one"), List.of("one", "two"), List.of("two"));
    }

    @Test
    void hearsOfATransportThatGoesBeforeItsEndpointsAreWaitedFor() {
        FakeReference<TransportProvider> one = fixture.bind(new FakeTransport("one"), 1, 0);
        List<String> order = new CopyOnWriteArrayList<>();
        fixture.lease(FakeTransport.TCP4, () -> order.add("revoked"));
        listen(() -> order.add("heard " + fixture.names()), 100);

        fixture.registry.unbindTransport(one);

        assertThat(order).containsExactly("heard []", "revoked");
    }

    @Test
    void hearsNothingOfARankingThatChanges() {
        FakeReference<TransportProvider> one = fixture.bind(new FakeTransport("one"), 1, 0);
        listen(() -> heard.add(fixture.names()), 100);

        one.setRanking(5);
        fixture.registry.updatedTransport(one);

        assertThat(heard).isEmpty();
    }

    @Test
    void hearsNothingOfATransportThatIsLeftOut() {
        listen(() -> heard.add(fixture.names()), 100);

        fixture.registry.unbindTransport(fixture.bind(new FakeTransport(""), 1, 0));

        assertThat(heard).isEmpty();
    }

    @Test
    void hearsNothingAfterItsOwnService() {
        FakeReference<TransportListListener> reference = listen(() -> heard.add(fixture.names()), 100);

        fixture.registry.unbindListener(reference);
        fixture.bind(new FakeTransport("one"), 1, 0);

        assertThat(heard).isEmpty();
    }

    @Test
    void oneThatThrowsIsLoggedAndTheOthersStillHear() {
        listen(
                () -> {
                    throw new IllegalStateException("broken on purpose");
                },
                99);
        listen(() -> heard.add(fixture.names()), 100);

        fixture.bind(new FakeTransport("one"), 1, 0);

        assertThat(heard).containsExactly(List.of("one"));
        assertThat(RegistryFixture.logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("org.example.fake [7]");
    }

    @Test
    void hearsOfAChangeThatItMakesItselfAfterItsOwnCall() {
        List<String> order = new CopyOnWriteArrayList<>();
        listen(
                () -> {
                    order.add("begin " + fixture.names());
                    if (fixture.names().size() == 1) {
                        fixture.bind(new FakeTransport("two"), 2, 0);
                    }
                    order.add("end");
                },
                100);

        fixture.bind(new FakeTransport("one"), 1, 0);

        assertThat(order).containsExactly("begin [one]", "end", "begin [one, two]", "end");
    }

    @Test
    void isCalledWithNoLockHeldAndNeverTwiceAtOnce() throws Exception {
        CountDownLatch inCall = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        listen(
                () -> {
                    order.add("begin " + fixture.names());
                    inCall.countDown();
                    awaitQuietly(mayGoOn);
                    order.add("end");
                },
                100);
        Thread first = new Thread(() -> fixture.bind(new FakeTransport("one"), 1, 0));
        first.start();
        assertThat(inCall.await(10, TimeUnit.SECONDS)).isTrue();

        fixture.bind(new FakeTransport("two"), 2, 0); // neither blocked by the listener, nor telling it meanwhile

        assertThat(order).containsExactly("begin [one]");
        mayGoOn.countDown();
        first.join(10_000);
        assertThat(order).containsExactly("begin [one]", "end", "begin [one, two]", "end");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
