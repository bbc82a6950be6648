// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.CountedIrp;
import org.wsk4j.itests.client.DynamicClient;
import org.wsk4j.itests.client.Ledger;
import org.wsk4j.itests.client.RegisteringClient;
import org.wsk4j.itests.client.StaticClient;
import org.wsk4j.itests.client.Traffic;
import org.wsk4j.itests.client.Worker;
import org.wsk4j.report.ClientReporter;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/**
 * Bundles are started, stopped, updated, refreshed, uninstalled and installed again at random under the traffic of clients,
 * which are treated likewise: nobody hangs, no request is lost, and nothing stays of what has gone.
 */
@ExamTest
class BundleDynamicsIT {

    private static final int ROUNDS = 500;
    private static final int SHARE = 50;
    private static final int ROUNDS_BETWEEN_CHECKS = 25;
    private static final long STEP_SECONDS = 60;
    private static final long SHORT = 100; // milliseconds
    private static final String FRAMEWORK_ERROR = "Framework ERROR event";
    private static final String CLIENT = "org.wsk4j.itests.dynamics.";
    private static final List<String> CLIENTS = List.of("static", "dynamic", "registering");
    private static final List<String> MOVED =
            List.of("org.wsk4j.provider", "org.wsk4j.registration", "org.wsk4j.nmr", "org.wsk4j.transport-tcpip");
    private static final List<String> OTHERS =
            List.of("org.wsk4j.socket-connect", "org.wsk4j.socket", "org.wsk4j.transport-registry");

    private final Watchdog watchdog = new Watchdog(STEP_SECONDS);
    private final ClassLoaders loaders = new ClassLoaders();
    private final List<MovableBundle> clients = new ArrayList<>();
    private final List<MovableBundle> moved = new ArrayList<>();
    private BundleContext context;
    private RandomMoves moves;
    private TrafficLedger ledger;

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                composite(
                        client("static", StaticClient.class),
                        client("dynamic", DynamicClient.class),
                        client("registering", RegisteringClient.class)));
    }

    private static Option client(String name, Class<?> component) {
        return ClientBundle.named(CLIENT + name)
                .with(component, Worker.class, Traffic.class, CountedIrp.class, Ledger.class)
                .option();
    }

    @Test
    void nothingHangsIsLostOrStaysWhenBundlesComeAndGo(
            @Service BundleContext bundleContext, @Service ConfigurationAdmin configurations) throws Exception {
        context = bundleContext;
        configure(configurations, "org.wsk4j.provider", "detachTimeout");
        configure(configurations, "org.wsk4j.registration", "detachTimeout");
        configure(configurations, "org.wsk4j.transport-registry", "transportDrainTimeout");
        long seed = System.nanoTime();
        System.out.println("BundleDynamicsIT seed " + seed);
        try (EchoPeer peer = new EchoPeer()) {
            long descriptors = Descriptors.openSockets();
            ledger = new TrafficLedger(context, peer.port());
            MOVED.forEach(name -> moved.add(new MovableBundle(Bundles.named(name, context), context, loaders)));
            CLIENTS.forEach(
                    name -> clients.add(new MovableBundle(Bundles.named(CLIENT + name, context), context, loaders)));
            moves = new RandomMoves(
                    Stream.concat(moved.stream(), clients.stream()).toList(), watchdog, new Random(seed));

            try (CapturedErr log = new CapturedErr()) {
                live(Boolean.getBoolean("stress") ? ROUNDS : SHARE);
                endClients();
                endAllElse();
                assertThat(log.linesWith("ERROR"))
                        .filteredOn(
                                line -> !line.contains("is detached and still has")) // slow: may need longer than SHORT
                        .filteredOn(line -> !line.contains(FRAMEWORK_ERROR))
                        .isEmpty();
                // a client may ask for the NPI of a provider that is just going: null then, which Felix calls an error
                Eventually.holds( // the log is written line by line, by another thread
                        () -> "all of them are of that kind: " + log.linesWith(FRAMEWORK_ERROR),
                        () -> log.linesWith(FRAMEWORK_ERROR).size()
                                == log.linesWith("Service factory returned null")
                                        .size());
            }
            Eventually.holds(
                    () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                    () -> Descriptors.openSockets() <= descriptors);
            ledger.close();
        }
    }

    private static void configure(ConfigurationAdmin configurations, String pid, String key) throws Exception {
        configurations.getConfiguration(pid, "?").updateIfDifferent(new Hashtable<>(Map.of(key, SHORT)));
    }

    private void live(int rounds) throws Exception {
        moves.startAll();
        awaitTraffic();
        for (int round = 1; round <= rounds; round++) {
            moves.round(round);
            moves.pause(20);
            if (round % ROUNDS_BETWEEN_CHECKS == 0 || round == rounds) {
                moves.startAll();
                awaitTraffic();
            }
        }
        System.out.println(rounds + " rounds, " + loaders.count() + " class loaders: " + ledger);
    }

    /** Everything runs: waits until each client has connected anew. */
    private void awaitTraffic() {
        Map<String, Long> before = new HashMap<>();
        CLIENTS.forEach(client -> before.put(client, ledger.echoes(client)));
        Eventually.holds(
                () -> "traffic since " + before + ": " + ledger,
                () -> CLIENTS.stream().allMatch(client -> ledger.echoes(client) > before.get(client) + 2));
        assertThat(ledger.problems()).isEmpty();
    }

    private void endClients() throws Exception {
        clients.forEach(client -> Move.UNINSTALL.watched(client, watchdog));
        assertThat(ledger.problems()).isEmpty();
        Eventually.holds(() -> "all is answered: " + ledger, () -> ledger.completed() == ledger.started());
        awaitNone(SocketReporter.class, SocketReporter::sockets); // slow: may need longer than SHORT
        awaitNone(ClientReporter.class, ClientReporter::clients);
        assertThat(Descriptors.threads(Worker.PREFIX)).isEmpty();
        assertThat(loaders.heldOf(CLIENT)).isEmpty(); // while everything else runs
    }

    private void endAllElse() throws Exception {
        moved.forEach(bundle -> Move.UNINSTALL.watched(bundle, watchdog));
        for (String name : OTHERS) {
            Bundles.named(name, context).stop();
        }
        Eventually.holds(
                () -> "no thread of wsk4j: " + Descriptors.threads("wsk4j"),
                () -> Descriptors.threads("wsk4j").isEmpty());
        assertThat(servicesOfTheGone()).isEmpty();
        assertThat(loaders.heldOf("org.wsk4j.")).isEmpty();
    }

    private <T, R> void awaitNone(Class<T> reporter, Function<T, List<R>> reports) {
        Eventually.holds(
                () -> "nothing is reported: " + reported(reporter, reports),
                () -> reported(reporter, reports).isEmpty());
    }

    /** Holds the reporter only as long as it reports: its bundle is one of those that have to go. */
    private <T, R> List<R> reported(Class<T> reporter, Function<T, List<R>> reports) {
        ServiceReference<T> service = context.getServiceReference(reporter);
        try {
            return reports.apply(context.getService(service));
        } finally {
            context.ungetService(service);
        }
    }

    private List<String> servicesOfTheGone() throws InvalidSyntaxException {
        return Arrays.stream(context.getAllServiceReferences(null, null))
                .filter(service ->
                        service.getBundle() == null || service.getBundle().getState() != Bundle.ACTIVE)
                .filter(service ->
                        service.getBundle() == null || service.getBundle().getBundleId() != 0)
                .map(Object::toString)
                .toList();
    }
}
