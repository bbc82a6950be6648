// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.SeveralSockets;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.report.PolicyReport;
import org.wsk4j.report.PolicyReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** Two client bundles with the same code, of which one is limited by configurations that come, change and go. */
@ExamTest
class PolicyIT {
    private static final String LIMITED = "org.wsk4j.itests.limited";
    private static final String FREE = "org.wsk4j.itests.free";
    private static final String PID = "org.wsk4j.policy";
    private static final int THREADS = 8;

    private final List<Configuration> made = new ArrayList<>();
    private BundleContext context;
    private ConfigurationAdmin configurations;
    private SilentPeer peer;
    private CapturedErr log;

    @org.ops4j.pax.exam.Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                Containers.policy(),
                ClientBundle.named(LIMITED).with(SeveralSockets.class).option(),
                ClientBundle.named(FREE).with(SeveralSockets.class).option());
    }

    @BeforeEach
    void startPeer(@Service BundleContext bundleContext, @Service ConfigurationAdmin configurationAdmin)
            throws Exception {
        context = bundleContext;
        configurations = configurationAdmin;
        peer = new SilentPeer();
        log = new CapturedErr();
    }

    @AfterEach
    void unconfigure() throws Exception {
        for (Configuration configuration : made) {
            configuration.delete();
        }
        Eventually.holds(
                () -> "no policy: " + find(LIMITED),
                () -> find(LIMITED).stream().noneMatch(PolicyReport::isLimited));
        say(LIMITED, "close");
        say(FREE, "close");
        log.close();
        peer.close();
    }

    /** The answer of one of the bundles to some words. */
    @SuppressWarnings("unchecked")
    private String say(String bundle, String words) {
        try {
            for (ServiceReference<?> client :
                    context.getAllServiceReferences(Function.class.getName(), "(client=several)")) {
                if (client.getBundle().getSymbolicName().equals(bundle)) {
                    return ((Function<String, String>) context.getService(client)).apply(words);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no client in " + bundle);
    }

    /** The report on a bundle, of which nothing is known before it has a policy or a client. */
    private Optional<PolicyReport> find(String bundle) {
        PolicyReporter reporter = context.getService(context.getServiceReference(PolicyReporter.class));
        return reporter.policies().stream()
                .filter(report -> report.symbolicName().equals(bundle))
                .findFirst();
    }

    private PolicyReport report(String bundle) {
        return find(bundle).orElseThrow(() -> new AssertionError("no report of " + bundle));
    }

    private Configuration configure(Map<String, ?> options) throws Exception {
        Configuration configuration = configurations.createFactoryConfiguration(PID, "?");
        made.add(configuration);
        configuration.update(new Hashtable<>(options));
        return configuration;
    }

    /** The configurations reach the policies in a thread of the container's. */
    private void awaitPolicy(String what, Predicate<PolicyReport> isSo) {
        Eventually.holds(
                () -> what + ": " + find(LIMITED),
                () -> find(LIMITED).filter(isSo).isPresent());
    }

    private String toPeer() {
        return "connect 127.0.0.1 " + peer.port();
    }

    @Test
    void limitsOneBundleAndNotTheOther() throws Exception {
        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_SUCCESS");
        Configuration policy = configure(Map.of(
                "bundle", LIMITED,
                "connect", new String[] {"deny tcp *:" + peer.port(), "allow *"},
                "send", new String[] {"allow 192.0.2.0/24"},
                "bind", new String[] {"allow 0.0.0.0:0"}));
        awaitPolicy("the rules", report -> report.rules().size() == 4);

        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_ACCESS_DENIED");
        assertThat(say(LIMITED, "send 127.0.0.1 9")).isEqualTo("STATUS_ACCESS_DENIED");
        assertThat(say(LIMITED, "listen 127.0.0.1 0")).isEqualTo("STATUS_ACCESS_DENIED");
        assertThat(say(LIMITED, "listen 0.0.0.0 0")).isEqualTo("STATUS_SUCCESS");
        assertThat(say(FREE, toPeer())).isEqualTo("STATUS_SUCCESS");
        assertThat(say(FREE, "send 127.0.0.1 9")).isEqualTo("STATUS_SUCCESS");
        assertThat(say(FREE, "listen 127.0.0.1 0")).isEqualTo("STATUS_SUCCESS");
        assertThat(report(LIMITED).refusals(PolicyCause.CONNECT)).isEqualTo(1);
        assertThat(report(LIMITED).refusals(PolicyCause.SEND)).isEqualTo(1);
        assertThat(report(LIMITED).refusals(PolicyCause.BIND)).isEqualTo(1);
        assertThat(log.linesWith("WARN")).hasSize(3).allMatch(line -> line.contains(LIMITED));

        policy.update(new Hashtable<>(Map.of("bundle", LIMITED, "maxSockets", 1)));
        awaitPolicy("another policy", report -> report.maxSockets() == 1);
        say(LIMITED, "close");

        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_SUCCESS");
        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_QUOTA_EXCEEDED");
    }

    @Test
    void deniesEverythingWhileAConfigurationCannotBeUnderstood() throws Exception {
        Configuration policy = configure(Map.of("bundle", LIMITED, "connect", "allow tcp 127.0.0.1/33"));
        awaitPolicy("a mistake", report -> report.maxSockets() == 0);

        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_QUOTA_EXCEEDED");
        assertThat(log.linesWith("ERROR"))
                .singleElement()
                .asString()
                .contains(LIMITED, "'allow tcp 127.0.0.1/33', character 21");

        policy.update(new Hashtable<>(Map.of("bundle", LIMITED, "connect", "allow tcp 127.0.0.1/32")));
        awaitPolicy("the mended one", report -> report.maxSockets() > 0);
        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_SUCCESS");

        policy.update(new Hashtable<>(Map.of("bundle", LIMITED, "maxSockets", "many")));
        awaitPolicy("a value of the wrong type", report -> report.maxSockets() == 0);
        assertThat(say(LIMITED, toPeer())).isEqualTo("STATUS_QUOTA_EXCEEDED");
    }

    @Test
    void eightThreadsDoNotPassTheLimit() throws Exception {
        int most = 10;
        configure(Map.of("bundle", LIMITED, "maxSockets", 100));
        configure(Map.of("bundle", LIMITED, "maxSockets", most)); // the smaller one counts
        awaitPolicy("the limit", report -> report.maxSockets() == most);
        List<Callable<List<String>>> attempts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            attempts.add(() -> List.of(
                    say(LIMITED, toPeer()),
                    say(LIMITED, toPeer()),
                    say(LIMITED, toPeer()),
                    say(LIMITED, toPeer()),
                    say(FREE, toPeer())));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<String> answers = new ArrayList<>();
        try {
            for (Future<List<String>> answer : threads.invokeAll(attempts, 60, TimeUnit.SECONDS)) {
                answers.addAll(answer.get().subList(0, 4));
                assertThat(answer.get().get(4)).isEqualTo("STATUS_SUCCESS");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(answers).containsOnly("STATUS_SUCCESS", "STATUS_QUOTA_EXCEEDED");
        assertThat(answers).filteredOn("STATUS_SUCCESS"::equals).hasSize(most);
        assertThat(report(LIMITED).sockets()).isEqualTo(most);
        assertThat(report(LIMITED).refusals(PolicyCause.SOCKETS)).isPositive();
    }
}
