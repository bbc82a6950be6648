// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.options.ProvisionOption;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.wsk4j.itests.client.BlockingClient;
import org.wsk4j.itests.client.HoardingClient;
import org.wsk4j.itests.client.OpenSockets;
import org.wsk4j.itests.client.ShortTimeouts;

/**
 * A framework with a thousand open sockets shuts down, whatever the clients do that own them.
 *
 * <p>Runs on the host, because it is about a whole framework: it starts one of its own from the class path.
 */
class FrameworkShutdownIT {

    private static final int SOCKETS = 1_000;
    private static final long TIMEOUT = 200; // milliseconds: how long each bundle that waits for clients does so
    private static final long MOST_SECONDS = 120; // far more than all of them together

    @TempDir
    private Path storage;

    private final CountDownLatch latch = new CountDownLatch(1);
    private long descriptors;

    @BeforeEach
    void countDescriptors() throws IOException {
        new SilentPeer().close(); // from its first closed socket on the JDK keeps a descriptor
        descriptors = Descriptors.openSockets();
    }

    @Test
    void endsAlthoughAClientGivesNothingBack() throws Exception {
        try (SilentPeer peer = new SilentPeer()) {
            shutDownUnder(HoardingClient.class, peer);
            peer.awaitEndings();
        }
        assertNothingIsLeft();
    }

    @Test
    void endsAlthoughCompletionRoutinesDoNotReturn() throws Exception {
        try (SilentPeer peer = new SilentPeer()) {
            shutDownUnder(BlockingClient.class, peer);
            latch.countDown();
            peer.awaitEndings();
        }
        assertNothingIsLeft();
    }

    /** Without this bundles would find what the class path of the host has. */
    @BeforeEach
    void hideHost() {
        Thread.currentThread().setContextClassLoader(null);
    }

    @AfterEach
    void letGo() {
        latch.countDown();
        Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }

    private void shutDownUnder(Class<?> client, SilentPeer peer) throws Exception {
        Framework framework = framework(peer.port());
        try {
            framework.init();
            framework.getBundleContext().registerService(CountDownLatch.class, latch, null);
            framework.start();
            start(
                    framework,
                    Containers.plainFramework(),
                    ClientBundle.named("timeouts").with(ShortTimeouts.class).option());
            start(
                    framework,
                    Containers.wsk4jCore(),
                    Containers.transport("tcpip"),
                    ClientBundle.named("client").with(client, OpenSockets.class).option());
            Eventually.holds(peer::connections, () -> peer.connections() == SOCKETS);
        } finally {
            framework.stop();
        }
        FrameworkEvent event = framework.waitForStop(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
        assertThat(event.getType()).isEqualTo(FrameworkEvent.STOPPED);
    }

    private Framework framework(int port) {
        return ServiceLoader.load(FrameworkFactory.class, getClass().getClassLoader())
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        "felix.service.urlhandlers",
                        "false",
                        "felix.bootdelegation.implicit",
                        "false",
                        "port",
                        String.valueOf(port),
                        "sockets",
                        String.valueOf(SOCKETS),
                        "timeout",
                        String.valueOf(TIMEOUT)));
    }

    /** Installs and starts bundles in the order of the options; those that are there already stay. */
    private static void start(Framework framework, Option... options) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (ProvisionOption<?> option : OptionUtils.filter(ProvisionOption.class, options)) {
            bundles.add(framework.getBundleContext().installBundle(option.getURL()));
        }
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    private void assertNothingIsLeft() {
        Eventually.holds(
                () -> "no thread of wsk4j: " + Descriptors.threads("wsk4j"),
                () -> Descriptors.threads("wsk4j").isEmpty());
        Eventually.holds(
                () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                () -> Descriptors.openSockets() <= descriptors);
    }
}
