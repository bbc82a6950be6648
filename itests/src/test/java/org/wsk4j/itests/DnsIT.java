// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.ScriptedDns;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.NtStatusException;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** Names resolved by a DNS server that is configured while everything runs. */
@ExamTest
class DnsIT {
    private static final String DNS = "org.wsk4j.namespace-dns"; // bundle and PID
    private static final Guid PROVIDER = Guid.parse("{B2F6D6B5-64A2-4E0B-9C3E-0C9B62F7A112}");

    private final WskRegistration registration = new WskRegistration();
    private final WskProviderNpi npi = new WskProviderNpi();
    private WskRegistrar registrar;
    private BundleContext context;
    private ConfigurationAdmin configurations;
    private ScriptedDns server;

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.nameResolution(), Containers.dns());
    }

    @BeforeEach
    void attach(
            @Service WskRegistrar service,
            @Service BundleContext probe,
            @Service ConfigurationAdmin configurationAdmin) {
        registrar = service;
        context = probe;
        configurations = configurationAdmin;
        WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);
        assertThat(registrar.wskRegister(new WskClientNpi(null, dispatch), registration))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        server = ScriptedDns.start();
    }

    @AfterEach
    void detach() throws IOException {
        configurations.getConfiguration(DNS, "?").delete();
        Eventually.holds(() -> "nobody asks DNS servers any more", () -> !isPublished());
        server.close();
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
        Eventually.holds(
                () -> Descriptors.threads("wsk4j-dns"),
                () -> Descriptors.threads("wsk4j-dns").isEmpty());
        assertThat(Descriptors.threads("dnsjava")).isEmpty();
    }

    private boolean isPublished() {
        try {
            return context.getServiceReferences(NameSpaceProvider.class, null).stream()
                    .anyMatch(reference -> DNS.equals(reference.getBundle().getSymbolicName()));
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void configure(Map<String, ?> options) throws IOException {
        configurations.getConfiguration(DNS, "?").update(new Hashtable<>(options));
        Eventually.holds(
                () -> "the configuration is in use", () -> failureOf("probe.test") != NtStatus.STATUS_NO_MATCH);
    }

    private void configureServer() throws IOException {
        server.has("probe.test", "192.0.2.99");
        configure(Map.of("servers", new String[] {server.literal()}, "search", new String[] {"corp.test"}));
    }

    private IrpFuture<Long> request(String nodeName, Ptr<AddrInfoExW> result) {
        return IrpFuture.ofCount(irp -> npi.dispatch()
                .wskGetAddressInfo(
                        npi.client(), nodeName, "80", AddrInfoExW.NS_DNS, PROVIDER, null, result, null, null, irp));
    }

    /** The addresses of a name, whose list is given back. */
    private List<String> resolve(String nodeName) {
        Ptr<AddrInfoExW> result = new Ptr<>();
        request(nodeName, result).orTimeout(30, TimeUnit.SECONDS).join();
        List<String> addresses = new ArrayList<>();
        result.get().forEach(entry -> addresses.add(entry.addr().toString()));
        npi.dispatch().wskFreeAddressInfo(npi.client(), result.get());
        return addresses.stream().distinct().toList();
    }

    private NtStatus failureOf(String nodeName) {
        try {
            return resolve(nodeName).isEmpty() ? null : NtStatus.STATUS_SUCCESS;
        } catch (CompletionException e) {
            return ((NtStatusException) e.getCause()).status();
        }
    }

    @Test
    void asksNobodyUnlessItIsConfigured() {
        assertThat(isPublished()).isFalse();
        assertThat(failureOf("host.test")).isEqualTo(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void asksTheServerThatIsConfigured() throws IOException {
        server.has("host.corp.test", "192.0.2.1").has("host.corp.test", "192.0.2.2");

        configureServer();

        assertThat(resolve("host")).containsExactlyInAnyOrder("192.0.2.1:80", "192.0.2.2:80");
        assertThat(failureOf("absent.test")).isEqualTo(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void tellsAServerThatCannotFromANameThatIsUnknown() throws IOException {
        configureServer();
        server.script(
                "host.test", request -> request.reply().code(DnsReply.SERVFAIL).send());

        assertThat(failureOf("host.test")).isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);
    }

    @Test
    void failsWhatIsUnderWayWhenItsBundleStops() throws Exception {
        configureServer();
        server.script("held.test", request -> {});
        IrpFuture<Long> pending = request("held.test", new Ptr<>());
        Eventually.holds(server::asked, () -> server.asked().contains("held.test/1"));
        Bundle bundle = Bundles.named(DNS, context);

        bundle.stop();
        try {
            assertThat(pending.orTimeout(30, TimeUnit.SECONDS)
                            .handle((count, failure) -> failure)
                            .join())
                    .isNotNull();
            assertThat(Descriptors.threads("wsk4j-dns")).isEmpty();
        } finally {
            bundle.start();
        }
        assertThat(resolve("probe.test")).containsExactly("192.0.2.99:80");
    }
}
