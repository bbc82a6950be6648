// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.nio.CharBuffer;
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
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.NtStatusException;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** Names and addresses, resolved through the provider: register, capture, resolve, release, deregister. */
@ExamTest
class ResolveIT {
    private final WskRegistration registration = new WskRegistration();
    private final WskProviderNpi npi = new WskProviderNpi();
    private WskRegistrar registrar;

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.nameResolution());
    }

    @BeforeEach
    void attach(@Service WskRegistrar service) {
        registrar = service;
        WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);
        assertThat(registrar.wskRegister(new WskClientNpi(null, dispatch), registration))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @AfterEach
    void detach() {
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }

    /** The addresses of a name, whose list is given back. */
    private List<String> resolve(int nameSpace, String nodeName, String serviceName) {
        Ptr<AddrInfoExW> result = new Ptr<>();
        IrpFuture.ofCount(irp -> npi.dispatch()
                        .wskGetAddressInfo(
                                npi.client(), nodeName, serviceName, nameSpace, null, null, result, null, null, irp))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        List<String> addresses = new ArrayList<>();
        result.get().forEach(entry -> addresses.add(entry.addr().toString()));
        npi.dispatch().wskFreeAddressInfo(npi.client(), result.get());
        return addresses;
    }

    private List<String> resolve(String nodeName, String serviceName) {
        return resolve(AddrInfoExW.NS_ALL, nodeName, serviceName);
    }

    private String nameOf(String address, int flags) {
        CharBuffer host = CharBuffer.allocate(SocketOptions.NI_MAXHOST);
        SockAddrIn in = SockAddrIn.of(address, 0);
        IrpFuture.ofCount(irp ->
                        npi.dispatch().wskGetNameInfo(npi.client(), in, in.size(), host, null, flags, null, null, irp))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        return host.toString();
    }

    private NtStatus failureOf(int nameSpace, String nodeName) {
        try {
            return resolve(nameSpace, nodeName, "80").isEmpty() ? null : NtStatus.STATUS_SUCCESS;
        } catch (CompletionException e) {
            return ((NtStatusException) e.getCause()).status();
        }
    }

    @Test
    void resolvesLocalhost() {
        assertThat(resolve("localhost", "80")).containsExactlyInAnyOrder("[::1]:80", "127.0.0.1:80");
        assertThat(resolve("192.0.2.1", null)).containsExactly("192.0.2.1:0");
        assertThat(nameOf("127.0.0.1", SocketOptions.NI_NAMEREQD)).isEqualTo("localhost");
        assertThat(nameOf("127.0.0.1", SocketOptions.NI_NUMERICHOST)).isEqualTo("127.0.0.1");
    }

    @Test
    void resolvesWhatIsConfigured(@Service ConfigurationAdmin configurations) throws Exception {
        String[] hosts = {"192.0.2.7 db.corp.example db"};
        configurations
                .getConfiguration("org.wsk4j.namespace-hosts", "?")
                .updateIfDifferent(new Hashtable<>(Map.of("hosts", hosts)));

        Eventually.holds(
                () -> "the name is known",
                () -> failureOf(AddrInfoExW.NS_TCPIP_HOSTS, "db") == NtStatus.STATUS_SUCCESS);
        assertThat(nameOf("192.0.2.7", 0)).isEqualTo("db.corp.example");
        assertThat(resolve("db", "80")).containsExactly("192.0.2.7:80");
    }

    @Test
    void answersNotSupportedWhileTheBundleIsAway(@Service BundleContext context) throws Exception {
        Bundle bundle = Bundles.named("org.wsk4j.address-info", context);

        bundle.stop();
        try {
            assertThat(failureOf(AddrInfoExW.NS_ALL, "localhost")).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        } finally {
            bundle.start();
        }

        assertThat(failureOf(AddrInfoExW.NS_ALL, "localhost")).isEqualTo(NtStatus.STATUS_SUCCESS);
        bundle.stop();
        try {
            Eventually.holds(
                    () -> "no thread looks up names: " + Descriptors.threads("wsk4j-names"),
                    () -> Descriptors.threads("wsk4j-names").isEmpty());
        } finally {
            bundle.start();
        }
    }
}
