// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.Ledger;
import org.wsk4j.itests.client.ReadmeClient;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** A client that is written as the README says needs to know nothing of updates. */
@ExamTest
class ProviderUpdateIT {

    private static final int UPDATES = 20;
    private static final String CLIENT = "org.wsk4j.itests.readme";
    private static final String PROVIDER = "org.wsk4j.provider";
    private static final long STEP_SECONDS = 60;
    private static final long WITHOUT_LIMIT = 0; // else a slow client would lose its socket, with a warning

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                ClientBundle.named(CLIENT)
                        .with(ReadmeClient.class, Ledger.class)
                        .option());
    }

    @Test
    void clientOfTheReadmeGoesOnWhenTheProviderIsUpdatedUnderItsTraffic(
            @Service BundleContext context, @Service SocketReporter sockets, @Service ConfigurationAdmin configurations)
            throws Exception {
        for (String waits : List.of(PROVIDER, "org.wsk4j.registration")) {
            Bundles.restart(waits, Map.of("detachTimeout", WITHOUT_LIMIT), context, configurations);
        }
        ClassLoaders loaders = new ClassLoaders();
        MovableBundle client = new MovableBundle(Bundles.named(CLIENT, context), context, loaders);
        MovableBundle provider = new MovableBundle(Bundles.named(PROVIDER, context), context, loaders);
        Watchdog watchdog = new Watchdog(STEP_SECONDS);
        try (EchoPeer peer = new EchoPeer();
                CapturedErr log = new CapturedErr()) {
            long descriptors = Descriptors.openSockets();
            try (TrafficLedger ledger = new TrafficLedger(context, peer.port())) {
                awaitTraffic(ledger);
                for (int i = 0; i < UPDATES; i++) {
                    Move.UPDATE.watched(provider, watchdog);
                    awaitTraffic(ledger);
                }

                Move.UNINSTALL.watched(client, watchdog);
                Eventually.holds(() -> "all is answered: " + ledger, () -> ledger.completed() == ledger.started());
                assertThat(log.linesWith("WARN")).isEmpty(); // nothing had to be taken away from it
                assertThat(log.linesWith("ERROR")).isEmpty();
                assertThat(sockets.sockets()).isEmpty();
                assertThat(loaders.heldOf(CLIENT)).isEmpty();
            }
            Move.UNINSTALL.watched(provider, watchdog);
            assertThat(loaders.heldOf(PROVIDER)).isEmpty();
            assertThat(loaders.count()).isEqualTo(1 + 1 + UPDATES);
            Eventually.holds(
                    () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                    () -> Descriptors.openSockets() <= descriptors);
        }
    }

    private static void awaitTraffic(TrafficLedger ledger) {
        long before = ledger.echoes("readme");
        Eventually.holds(() -> "traffic: " + ledger, () -> ledger.echoes("readme") > before + 10);
    }
}
