// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.itests.client.CapturingInActivation;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** Waits that last are named in the log, once and in one line. */
@ExamTest
class WaitsIT {
    private static final String CAPTURING = "org.wsk4j.itests.capturing";

    private BundleContext context;
    private final WskRegistration registration = new WskRegistration();

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.transport("tcpip"),
                Containers.watch(),
                ClientBundle.named(CAPTURING).with(CapturingInActivation.class).option());
    }

    @BeforeEach
    void beImpatient(@Service BundleContext bundleContext, @Service ConfigurationAdmin configurations)
            throws Exception {
        context = bundleContext;
        Bundles.restart("org.wsk4j.watch", Map.of("waitWarning", 100L), context, configurations);
        Bundles.named(CAPTURING, context).stop();
    }

    @AfterEach
    void startEverything() throws BundleException {
        Bundles.named("org.wsk4j.provider", context).start();
        Bundles.named(CAPTURING, context).stop();
    }

    private static List<String> warningsOf(CapturedErr log, String function) {
        return log.linesWith("WARN").stream()
                .filter(line -> line.contains(" " + function + " of registration of "))
                .toList();
    }

    @Test
    void namesACaptureThatWaitsForAProvider(@Service WskRegistrar registrar) throws Exception {
        Bundles.named("org.wsk4j.provider", context).stop();
        register(registrar);
        FutureTask<NtStatus> capture = new FutureTask<>(() ->
                registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, new WskProviderNpi()));
        try (CapturedErr log = new CapturedErr()) {
            new Thread(capture, "capturing").start();
            Eventually.holds(
                    () -> "the capture is named: " + log.linesWith("WARN"),
                    () -> !warningsOf(log, "WskCaptureProviderNPI").isEmpty());
            Bundles.named("org.wsk4j.provider", context).start();

            assertThat(capture.get(30, TimeUnit.SECONDS)).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(warningsOf(log, "WskCaptureProviderNPI"))
                    .singleElement()
                    .asString()
                    .contains("on thread 'capturing'", "a provider of the WSK NPI that accepts version 1.0")
                    .doesNotContain("starts bundles or activates components");
        }
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }

    @Test
    void namesTheCaptureThatADeregistrationWaitsFor(@Service WskRegistrar registrar) throws Exception {
        register(registrar);
        registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, new WskProviderNpi());
        FutureTask<NtStatus> deregistration = new FutureTask<>(() -> {
            registrar.wskDeregister(registration);
            return NtStatus.STATUS_SUCCESS;
        });
        try (CapturedErr log = new CapturedErr()) {
            new Thread(deregistration, "deregistering").start();
            Eventually.holds(
                    () -> "the deregistration is named: " + log.linesWith("WARN"),
                    () -> !warningsOf(log, "WskDeregister").isEmpty());

            registrar.wskReleaseProviderNPI(registration);

            deregistration.get(30, TimeUnit.SECONDS);
            assertThat(warningsOf(log, "WskDeregister"))
                    .singleElement()
                    .asString()
                    .contains("WskReleaseProviderNPI for 1 captures of provider", "org.wsk4j.provider");
        }
    }

    @Test
    void recognisesACaptureOnTheThreadThatActivatesComponents() throws Exception {
        Bundles.named("org.wsk4j.provider", context).stop();
        Bundle capturing = Bundles.named(CAPTURING, context);
        FutureTask<NtStatus> start = new FutureTask<>(() -> {
            capturing.start();
            return NtStatus.STATUS_SUCCESS;
        });
        try (CapturedErr log = new CapturedErr()) {
            new Thread(start, "starting").start();
            Eventually.holds(
                    () -> "the capture is named: " + log.linesWith("WARN"),
                    () -> !warningsOf(log, "WskCaptureProviderNPI").isEmpty());

            assertThat(warningsOf(log, "WskCaptureProviderNPI"))
                    .singleElement()
                    .asString()
                    .contains(CAPTURING, "its own thread, which starts bundles or activates components");
        }
        Bundles.named("org.wsk4j.provider", context).start();
        start.get(30, TimeUnit.SECONDS);
    }

    private void register(WskRegistrar registrar) {
        assertThat(registrar.wskRegister(
                        new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null)), registration))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }
}
