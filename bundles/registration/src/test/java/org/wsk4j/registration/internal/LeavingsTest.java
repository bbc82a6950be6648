// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_NO_WAIT;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.report.Holding;
import org.wsk4j.report.HoldingReporter;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;

/** The report of what a client left that stops. */
class LeavingsTest extends RegistrationFixture {
    private final Bundle stopping = OsgiFakes.bundle("org.acme.leaky", Bundle.STOPPING);
    private BundleRegistrar leaky = registrarOf(stopping);

    private void registerLeaky(WskRegistration registration) {
        assertThat(leaky.wskRegister(clientNpi(V1_0), registration)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private void captureLeaky(WskRegistration registration) {
        assertThat(leaky.wskCaptureProviderNPI(registration, WSK_NO_WAIT, new WskProviderNpi()))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void listsOnceByKindWithCountsWhatItLeftIncludingWhatOthersKnow() {
        FakeProvider provider = provider(V1_0).register();
        registrations.bindHoldingReporter(client -> client == provider.onlyClient()
                ? List.of(
                        new Holding("sockets", "connection socket 7 (CONNECTED, peer 10.0.0.1:80)", null),
                        new Holding("sockets", "connection socket 8 (BOUND, no peer)", null))
                : List.of());
        WskRegistration registration = new WskRegistration();
        registerLeaky(registration);
        captureLeaky(registration);
        captureLeaky(registration);
        captureLeaky(registration);
        leaky.wskReleaseProviderNPI(registration);

        leaky.close();

        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("Client org.acme.leaky [12] stops and leaves registrations: 1, captures: 2, sockets: 2 [")
                .contains("connection socket 7 (CONNECTED, peer 10.0.0.1:80); connection socket 8 (BOUND, no peer)")
                .doesNotContain("\n");
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    void sayNothingOfAClientThatLeavesNothing() {
        provider(V1_0).register();
        WskRegistration registration = new WskRegistration();
        registerLeaky(registration);
        leaky.wskDeregister(registration);

        leaky.close();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void askNobodyWhoHasGone() {
        provider(V1_0).register();
        HoldingReporter reporter = client -> {
            throw new AssertionError("asked");
        };
        registrations.bindHoldingReporter(reporter);
        registrations.unbindHoldingReporter(reporter);
        registerLeaky(new WskRegistration());

        leaky.close();

        assertThat(warnings()).singleElement().asString().contains("registrations: 1 [");
    }

    @Test
    void surviveAReporterThatThrows() {
        provider(V1_0).register();
        registrations.bindHoldingReporter(client -> {
            throw new IllegalStateException();
        });
        registerLeaky(new WskRegistration());

        leaky.close();

        assertThat(warnings()).anyMatch(line -> line.contains("registrations: 1 ["));
        assertThat(registrations.clients()).isEmpty();
        TestLoggerFactory.clearAll();
    }

    @Test
    void showWhereEachOfThemCameFromIfThatIsTracked() {
        registrations = new Registrations(nmr, OsgiFakes.config(NEVER, true));
        leaky = registrarOf(stopping);
        provider(V1_0).register();
        WskRegistration registration = new WskRegistration();
        registerLeaky(registration);
        captureLeaky(registration);

        leaky.close();

        assertThat(warnings().get(0))
                .contains("came from:\n    at ")
                .contains(LeavingsTest.class.getName() + ".registerLeaky(")
                .contains(LeavingsTest.class.getName() + ".captureLeaky(");
    }

    @Test
    void ofAServiceOnlyWhatTheClientGotThroughIt() {
        ServiceBoard board = new ServiceBoard();
        NpiPublisher publisher = new NpiPublisher(board.context(), registrations);
        publisher.start();
        FakeProvider provider = provider(V1_0).register();
        registrations.bindHoldingReporter(client -> List.of(new Holding("sockets", "connection socket 9", null)));
        ServiceBoard.Service service = board.services().get(0);
        service.get(stopping);

        service.unget(stopping);

        assertThat(warnings())
                .containsExactly("Client org.acme.leaky [12] stops and leaves sockets: 1 [connection socket 9]");
        publisher.stop();
        provider.deregister();
    }

    @Test
    void sayNothingWhenItIsTheProviderThatGoes() {
        ServiceBoard board = new ServiceBoard();
        NpiPublisher publisher = new NpiPublisher(board.context(), registrations);
        publisher.start();
        FakeProvider provider = provider(V1_0).register();
        registrations.bindHoldingReporter(client -> List.of(new Holding("sockets", "connection socket 9", null)));
        board.services().get(0).get(stopping);

        provider.deregister();

        assertThat(warnings()).isEmpty();
        publisher.stop();
    }
}
