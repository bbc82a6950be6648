// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.slf4j.event.Level;
import org.wsk4j.addressinfo.internal.AddressInfo;
import org.wsk4j.addressinfo.internal.AddressInfoConfig;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.registration.internal.BundleRegistrar;
import org.wsk4j.registration.internal.Registrations;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;

/** Name resolution as the documented sample does it: with the registrar, the provider and the bundle that resolves. */
class ResolveSampleTest extends ProviderFixture {
    private final ScriptedNameSpace space = ScriptedNameSpace.named("names");
    private final AddressInfo names = new AddressInfo((AddressInfoConfig) Proxy.newProxyInstance(
            AddressInfoConfig.class.getClassLoader(),
            new Class<?>[] {AddressInfoConfig.class},
            (proxy, method, arguments) -> method.getDefaultValue()));
    private final Registrations registrations = new Registrations(nmr, OsgiFakes.registrationConfig(NEVER));
    private final WskRegistrar registrar = new BundleRegistrar(OsgiFakes.componentContext(bundle), registrations);
    private final WskRegistration registration = new WskRegistration();
    private final WskProviderNpi npi = new WskProviderNpi();

    @BeforeEach
    void start() throws ReflectiveOperationException {
        call(
                "bindNameSpace",
                new Class<?>[] {NameSpaceProvider.class, ServiceReference.class},
                space,
                Proxy.newProxyInstance(
                        ServiceReference.class.getClassLoader(),
                        new Class<?>[] {ServiceReference.class},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "getBundle" -> bundle;
                            case "getProperty" -> "service.id".equals(arguments[0]) ? 5L : null;
                            default -> throw new UnsupportedOperationException(method.getName());
                        }));
        dispatch.wskGetAddressInfo = names;
        dispatch.wskFreeAddressInfo = names;
        dispatch.wskGetNameInfo = names;
        provider.start();
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        call("stop", new Class<?>[0]);
    }

    /** Calls what Declarative Services calls. */
    private void call(String name, Class<?>[] types, Object... arguments) throws ReflectiveOperationException {
        Method method = AddressInfo.class.getDeclaredMethod(name, types);
        method.setAccessible(true);
        method.invoke(names, arguments);
    }

    private void attach() {
        WskClientNpi client = new WskClientNpi(null, new WskClientDispatch(V1_0, 0, null));
        assertThat(registrar.wskRegister(client, registration)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private void detach() {
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }

    private AddrInfoExW resolve(RecordedIrp irp) {
        Ptr<AddrInfoExW> result = new Ptr<>();
        NtStatus status = get(irp, result);
        assertThatIrp(irp).fits(status).succeededWith(0);
        return result.get();
    }

    private NtStatus get(RecordedIrp irp, Ptr<AddrInfoExW> result) {
        return npi.dispatch()
                .wskGetAddressInfo(
                        npi.client(),
                        "host.example",
                        "80",
                        AddrInfoExW.NS_ALL,
                        null,
                        null,
                        result,
                        null,
                        null,
                        irp.irp());
    }

    @Test
    @Clause({"RESOLVE-01", "RESOLVE-02", "RESOLVE-03", "RESOLVE-04"})
    void registersCapturesResolvesReleasesAndDeregisters() {
        space.knows("host.example", "192.0.2.1", "192.0.2.2");
        attach();

        AddrInfoExW list = resolve(RecordedIrp.ready());
        List<String> walked = new ArrayList<>();
        for (AddrInfoExW entry = list; entry != null; entry = entry.next()) {
            walked.add(entry.addr().toString());
        }
        npi.dispatch().wskFreeAddressInfo(npi.client(), list);

        CharBuffer host = CharBuffer.allocate(40);
        RecordedIrp irp = RecordedIrp.ready();
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);
        NtStatus status = npi.dispatch()
                .wskGetNameInfo(npi.client(), address, address.size(), host, null, 0, null, null, irp.irp());
        assertThatIrp(irp).fits(status).succeededWith(0);
        detach();

        assertThat(walked).containsExactlyInAnyOrder("192.0.2.1:80", "192.0.2.2:80");
        assertThat(host.toString()).isEqualTo("host.example");
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    @Clause("RESOLVE-02")
    void resolvesNothingForAClientThatHasDeregistered() {
        space.knows("host.example", "192.0.2.1");
        attach();
        detach();
        Ptr<AddrInfoExW> result = new Ptr<>();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus status = get(irp, result);

        assertThat(status).isIn(NtStatus.STATUS_INVALID_HANDLE, NtStatus.STATUS_DEVICE_NOT_READY);
        assertThatIrp(irp).fits(status);
        assertThat(result.get()).isNull();
        assertThat(space.asked()).isEmpty();
    }

    @Test
    @Clause({"RESOLVE-02", "GETADDRINFO-12"})
    void aDetachDoesNotWaitForAResolverThatIsSilent() {
        space.holds();
        attach();
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(get(irp, new Ptr<>())).isEqualTo(NtStatus.STATUS_PENDING);
        space.nextName();

        detach();

        assertThatIrp(irp).isCancelled();
    }

    @Test
    @Clause({"RESOLVE-03", "FREEADDRINFO-01"})
    void aListThatIsNotGivenBackIsReportedWhenTheClientGoes() {
        space.knows("host.example", "192.0.2.1");
        attach();
        resolve(RecordedIrp.ready());

        detach();

        assertThat(logged(Level.WARN))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("address lists: 1", "host.example"));
    }

    @Test
    @Clause({"FREEADDRINFO-01", "GETADDRINFO-18", "FREEADDRINFO-02", "GETNAMEINFO-20"})
    void bugChecksReachTheClient() {
        space.knows("host.example", "192.0.2.1");
        attach();
        AddrInfoExW list = resolve(RecordedIrp.ready());
        npi.dispatch().wskFreeAddressInfo(npi.client(), list);

        assertBugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "FREEADDRINFO-01",
                () -> npi.dispatch().wskFreeAddressInfo(npi.client(), list));
        atDispatchLevel(() -> assertBugCheck(
                BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                "WskGetAddressInfo",
                () -> get(RecordedIrp.ready(), new Ptr<>())));
        detach();
    }
}
