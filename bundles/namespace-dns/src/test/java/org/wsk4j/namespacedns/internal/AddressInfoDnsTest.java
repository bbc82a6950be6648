// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.wsk4j.addressinfo.internal.AddressInfo;
import org.wsk4j.addressinfo.internal.AddressInfoConfig;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.spi.WskClientObject;

/** From WskGetAddressInfo and WskGetNameInfo to the server and back. */
class AddressInfoDnsTest extends DnsFixture {
    private final AddressInfo functions = new AddressInfo(config());
    private final WskClientObject client = fake(WskClientObject.class);
    private final RecordedIrp irp = RecordedIrp.ready();
    private final Ptr<AddrInfoExW> result = Ptr.of(null);

    private ServiceReference<?> reference;

    private static AddressInfoConfig config() {
        return new AddressInfoConfig() {
            @Override
            public int threads() {
                return 2;
            }

            @Override
            public int queueLength() {
                return 4;
            }

            @Override
            public String localDomain() {
                return "corp.test";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return AddressInfoConfig.class;
            }
        };
    }

    /** Answers yes to everything, and with the number 1 to every question for a property. */
    private static <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        return Constants.SERVICE_ID.equals(arguments[0]) ? 1L : null;
                    }
                    return method.getReturnType() == boolean.class
                            ? true
                            : method.getReturnType() == int.class ? 0 : null;
                }));
    }

    @BeforeEach
    void bind() throws ReflectiveOperationException {
        reference = fake(ServiceReference.class);
        searches("corp.test");
    }

    /** As Declarative Services does it. */
    private void bindProvider() throws ReflectiveOperationException {
        call("bindNameSpace", new Class<?>[] {NameSpaceProvider.class, ServiceReference.class}, names(), reference);
    }

    private void call(String name, Class<?>[] types, Object... arguments) throws ReflectiveOperationException {
        Method method = AddressInfo.class.getDeclaredMethod(name, types);
        method.setAccessible(true);
        try {
            method.invoke(functions, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        call("stop", new Class<?>[0]);
    }

    private NtStatus get(String node, int nameSpace, Guid provider, int flags) throws ReflectiveOperationException {
        bindProvider();
        AddrInfoExW hints = new AddrInfoExW();
        hints.setFamily(AddressFamily.AF_INET);
        hints.setFlags(flags);
        return functions.wskGetAddressInfo(
                client, node, "80", nameSpace, provider, hints, result, null, null, irp.irp());
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>();
        for (AddrInfoExW entry : result.get()) {
            if (!all.contains(entry.addr().toString())) {
                all.add(entry.addr().toString());
            }
        }
        return all;
    }

    @Test
    @Clause("GETADDRINFO-05")
    void asksTheProviderByItsIdentity() throws Exception {
        server.has("host.test", "192.0.2.1");

        NtStatus returned = get("host.test", AddrInfoExW.NS_ALL, DnsNames.ID, 0);

        assertThatIrp(irp).fits(returned).succeededWith(0);
        assertThat(addresses()).containsExactly("192.0.2.1:80");
        functions.wskFreeAddressInfo(client, result.get());
    }

    @Test
    @Clause("GETADDRINFO-04")
    void asksTheProviderByItsNameSpace() throws Exception {
        server.has("host.corp.test", DnsRequest.CNAME, "real.test").has("real.test", "192.0.2.1");

        NtStatus returned = get("host", AddrInfoExW.NS_DNS, null, AddrInfoExW.AI_CANONNAME);

        assertThatIrp(irp).fits(returned).succeededWith(0);
        assertThat(addresses()).containsExactly("192.0.2.1:80");
        assertThat(result.get().canonName()).isEqualTo("real.test");
        functions.wskFreeAddressInfo(client, result.get());
    }

    @Test
    void doesNotAskItForAnotherNameSpace() throws Exception {
        server.has("host.test", "192.0.2.1");

        NtStatus returned = get("host.test", AddrInfoExW.NS_NETBT, null, 0);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_NO_MATCH);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void tellsTheClientWhatIsUnknown() throws Exception {
        NtStatus returned = get("absent.test", AddrInfoExW.NS_DNS, null, 0);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void tellsTheClientWhatCouldNotBeFoundOut() throws Exception {
        server.script(request -> request.reply().code(DnsReply.SERVFAIL).send());

        NtStatus returned = get("host.test", AddrInfoExW.NS_DNS, null, 0);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_UNSUCCESSFUL);
    }

    @Test
    void tellsTheClientThatNobodyAnswers() throws Exception {
        isImpatient();
        server.script(request -> {});

        NtStatus returned = get("host.test", AddrInfoExW.NS_DNS, null, 0);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_IO_TIMEOUT);
    }

    @Test
    void givesTheQueryUpWhenTheClientCancels() throws Exception {
        server.script(request -> {});
        NtStatus returned = get("host.test", AddrInfoExW.NS_DNS, null, 0);
        server.take();

        irp.irp().cancel();

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_CANCELLED);
        assertThat(names().underWay()).isZero();
    }

    @Test
    void failsTheQueryWhenTheProviderGoes() throws Exception {
        server.script(request -> {});
        NtStatus returned = get("host.test", AddrInfoExW.NS_DNS, null, 0);
        server.take();

        call("unbindNameSpace", new Class<?>[] {ServiceReference.class}, reference);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_REQUEST_ABORTED);
        assertThat(names().underWay()).isZero();
    }

    @Test
    void findsTheNameOfAnAddress() throws Exception {
        bindProvider();
        server.has("1.2.0.192.in-addr.arpa", DnsRequest.PTR, "host.elsewhere.test");
        CharBuffer name = CharBuffer.allocate(100);

        NtStatus returned = functions.wskGetNameInfo(
                client, SockAddrIn.of("192.0.2.1", 80), SockAddrIn.SIZE, name, null, 0, null, null, irp.irp());

        assertThatIrp(irp).fits(returned).succeededWith(0);
        assertThat(name.array()).startsWith("host.elsewhere.test".toCharArray());
    }
}
