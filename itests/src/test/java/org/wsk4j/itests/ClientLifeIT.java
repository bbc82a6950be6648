// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.EchoingClient;
import org.wsk4j.report.ClientReporter;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.transport.TransportRegistry;

/** A client bundle, its provider and its transport come and go in every order. */
@ExamTest
class ClientLifeIT {

    private static final String CLIENT = "org.wsk4j.itests.echoing";
    private static final String SHORT = "300"; // milliseconds

    private BundleContext context;
    private EchoPeer peer;

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                ClientBundle.named(CLIENT).with(EchoingClient.class).option());
    }

    @BeforeEach
    void startPeer(@Service BundleContext bundleContext, @Service ConfigurationAdmin configurations) throws Exception {
        context = bundleContext;
        configure(configurations, "org.wsk4j.provider", "detachTimeout");
        configure(configurations, "org.wsk4j.registration", "detachTimeout");
        configure(configurations, "org.wsk4j.transport-registry", "transportDrainTimeout");
        peer = new EchoPeer();
        Eventually.holds(() -> "the client is attached", () -> isAttached());
    }

    private static void configure(ConfigurationAdmin configurations, String pid, String key) throws Exception {
        configurations.getConfiguration(pid, "?").updateIfDifferent(new Hashtable<>(Map.of(key, Long.valueOf(SHORT))));
    }

    @AfterEach
    void stopPeer() throws Exception {
        for (String bundle : List.of(CLIENT, "org.wsk4j.provider", "org.wsk4j.transport-tcpip")) {
            Bundles.named(bundle, context).start();
        }
        peer.close();
    }

    @Test
    void clientThatWasThereFirstGetsItsNpiWhenTheProviderArrives() throws Exception {
        Bundle provider = bundle("org.wsk4j.provider");
        provider.stop();
        bundle(CLIENT).stop();
        bundle(CLIENT).start();
        assertThat(client("attached")).isEqualTo("false");

        provider.start();

        Eventually.holds(() -> "the client is attached", this::isAttached);
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        assertThat(client("echo hello")).isEqualTo("hello");
        assertThat(client("close")).isEqualTo("STATUS_SUCCESS");
    }

    @Test
    void clientFollowsAProviderThatStopsUnderItsConnection(@Service SocketReporter sockets) throws Exception {
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        assertThat(client("echo before")).isEqualTo("before");

        bundle("org.wsk4j.provider").stop();

        assertThat(client("attached")).isEqualTo("false");
        assertThat(peer.awaitEnding()).contains("reset");
        assertThat(client("echo between")).isEqualTo("STATUS_FILE_FORCED_CLOSED");
        assertThat(client("close")).isEqualTo("STATUS_SUCCESS");
        assertThat(sockets.sockets()).isEmpty();

        bundle("org.wsk4j.provider").start();

        Eventually.holds(() -> "the client is attached again", this::isAttached);
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        assertThat(client("echo after")).isEqualTo("after");
        assertThat(client("close")).isEqualTo("STATUS_SUCCESS");
    }

    @Test
    void socketsThatAStoppedClientLeftAreClosedWithOneWarning(
            @Service SocketReporter sockets, @Service ClientReporter clients) throws Exception {
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");

        List<String> warnings;
        try (CapturedErr log = new CapturedErr()) {
            bundle(CLIENT).stop();
            assertThat(peer.awaitEnding()).contains("reset");
            warnings = log.linesWith("WARN");
        }

        assertThat(warnings).singleElement().asString().contains(CLIENT, "leaves sockets: 1 [", ":" + peer.port());
        awaitNone(sockets);
        assertThat(clients.clients())
                .noneMatch(report -> CLIENT.equals(report.bundle().getSymbolicName()));
    }

    @Test
    void connectsAreRefusedWhileTheTransportIsAway(@Service TransportRegistry transports) throws Exception {
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        Bundle tcpip = bundle("org.wsk4j.transport-tcpip");

        tcpip.stop();

        assertThat(peer.awaitEnding()).contains("reset");
        assertThat(transports.transports()).isEmpty();
        assertThat(client("echo x")).isEqualTo("STATUS_FILE_FORCED_CLOSED");
        assertThat(client("close")).isEqualTo("STATUS_SUCCESS");
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_NOT_SUPPORTED");

        tcpip.start();

        assertThat(transports.transports()).hasSize(1);
        assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        assertThat(client("echo back")).isEqualTo("back");
        assertThat(client("close")).isEqualTo("STATUS_SUCCESS");
    }

    @Test
    void nothingIsLeftWhenTheBundlesHaveStopped(@Service SocketReporter sockets) throws Exception {
        long descriptors = Descriptors.openSockets();
        for (int round = 0; round < 5; round++) {
            assertThat(client("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
            assertThat(client("echo " + round)).isEqualTo(String.valueOf(round));
            bundle("org.wsk4j.provider").stop();
            bundle("org.wsk4j.provider").start();
            Eventually.holds(() -> "the client is attached again", this::isAttached);
        }

        bundle(CLIENT).stop();
        awaitNone(sockets);
        bundle("org.wsk4j.provider").stop();
        bundle("org.wsk4j.transport-tcpip").stop();

        Eventually.holds(
                () -> "no thread of wsk4j: " + Descriptors.threads("wsk4j"),
                () -> Descriptors.threads("wsk4j").isEmpty());
        for (int round = 0; round < 5; round++) {
            peer.awaitEnding();
        }
        Eventually.holds(
                () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                () -> Descriptors.openSockets() <= descriptors);
    }

    /** The wait for sockets that are taken away is as short as the other. */
    private static void awaitNone(SocketReporter sockets) {
        Eventually.holds(
                () -> "no sockets: " + sockets.sockets(),
                () -> sockets.sockets().isEmpty());
    }

    private Bundle bundle(String symbolicName) {
        return Bundles.named(symbolicName, context);
    }

    private boolean isAttached() {
        return new EchoingClients(context).isAttached();
    }

    private String client(String words) {
        return new EchoingClients(context).say(words);
    }
}
