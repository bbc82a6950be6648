// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.EchoingClient;
import org.wsk4j.itests.client.RefusingDispatch;
import org.wsk4j.itests.client.SecondProvider;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** A second provider of the WSK NPI comes and goes while a client holds the first one. */
@ExamTest
class TwoProvidersIT {
    private static final String CLIENT = "org.wsk4j.itests.echoing";
    private static final String SECOND = "org.wsk4j.itests.second";

    private BundleContext context;
    private EchoPeer peer;

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                ClientBundle.named(CLIENT).with(EchoingClient.class).option(),
                ClientBundle.named(SECOND)
                        .with(SecondProvider.class, RefusingDispatch.class)
                        .option());
    }

    @BeforeEach
    void startPeer(@Service BundleContext bundleContext) throws Exception {
        context = bundleContext;
        peer = new EchoPeer();
        Bundles.named(SECOND, context).stop();
        Bundles.named(CLIENT, context).start();
    }

    @AfterEach
    void stopPeer() throws Exception {
        Bundles.named(SECOND, context).stop();
        peer.close();
    }

    @Test
    void newCapturesGoToTheBetterOneAndExistingOnesStay() throws Exception {
        EchoingClients clients = new EchoingClients(context);
        clients.awaitAttached();
        assertThat(clients.say("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        Bundle second = Bundles.named(SECOND, context);

        second.start();

        assertThat(clients.say("echo still here")).isEqualTo("still here");
        assertThat(clients.say("close")).isEqualTo("STATUS_SUCCESS");
        assertThat(clients.say("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        second.stop();
        assertThat(clients.say("attached")).isEqualTo("true");
        assertThat(clients.say("echo unmoved")).isEqualTo("unmoved");
        assertThat(clients.say("close")).isEqualTo("STATUS_SUCCESS");
    }

    @Test
    void aClientThatComesLaterGetsTheBetterOneAndIsMovedWhenItGoes() throws Exception {
        EchoingClients clients = new EchoingClients(context);
        Bundles.named(CLIENT, context).stop();
        Bundles.named(SECOND, context).start();

        Bundles.named(CLIENT, context).start();

        clients.awaitAttached();
        assertThat(clients.say("connect " + peer.port())).isEqualTo("STATUS_REQUEST_NOT_ACCEPTED");
        Bundles.named(SECOND, context).stop();
        clients.awaitAttached();
        assertThat(clients.say("connect " + peer.port())).isEqualTo("STATUS_SUCCESS");
        assertThat(clients.say("echo moved")).isEqualTo("moved");
        assertThat(clients.say("close")).isEqualTo("STATUS_SUCCESS");
    }

    @Test
    void theProviderItselfHasTheRankingThatIsConfigured(@Service ConfigurationAdmin configurations) throws Exception {
        EchoingClients clients = new EchoingClients(context);
        Bundle provider = Bundles.named("org.wsk4j.provider", context);
        org.osgi.service.cm.Configuration configuration = configurations.getConfiguration("org.wsk4j.provider", "?");
        Bundles.named(CLIENT, context).stop();
        Bundles.named(SECOND, context).start(); // with ranking 10
        try {
            configuration.update(new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 20)));
            provider.stop();
            provider.start();

            Bundles.named(CLIENT, context).start();

            clients.awaitAttached();
            Eventually.holds(
                    () -> "the client uses the provider that has sockets",
                    () -> clients.say("connect " + peer.port()).equals("STATUS_SUCCESS"));
            assertThat(clients.say("close")).isEqualTo("STATUS_SUCCESS");
        } finally {
            configuration.delete();
            provider.stop();
            provider.start();
        }
    }
}
