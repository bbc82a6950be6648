// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;

/** Name space providers as services: how they come, change their places and go. */
class NameSpacesTest extends NamesFixture {
    private static final String HOST = "host.example";

    private final Map<String, Object> properties = new ConcurrentHashMap<>(Map.of("service.id", 77L));
    private final ScriptedNameSpace second = ScriptedNameSpace.named("second").knows(HOST, "192.0.2.2");

    @SuppressWarnings("unchecked") // a proxy has no type arguments
    private final ServiceReference<NameSpaceProvider> reference =
            (ServiceReference<NameSpaceProvider>) Proxy.newProxyInstance(
                    ServiceReference.class.getClassLoader(),
                    new Class<?>[] {ServiceReference.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getProperty" -> properties.get((String) arguments[0]);
                        case "getBundle" -> bundle();
                        default -> throw new UnsupportedOperationException(method.getName());
                    });

    private static Bundle bundle() {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> "org.acme.b");
    }

    private String answeredBy() {
        AddrInfoExW list = get(HOST).succeeds();
        return list.provider().equals(space.providerId()) ? "first" : "second";
    }

    @Test
    @Clause("GETADDRINFO-04")
    void takesItsPlaceByItsRankingWhichMayChange() {
        space.knows(HOST, "192.0.2.1");
        names.bindNameSpace(second, reference);
        assertThat(answeredBy()).as("of equal ones the earlier").isEqualTo("first");

        properties.put("service.ranking", 1);
        names.updatedNameSpace(reference);
        assertThat(answeredBy()).isEqualTo("second");

        properties.put("service.ranking", -1);
        names.updatedNameSpace(reference);
        assertThat(answeredBy()).isEqualTo("first");

        properties.put("service.ranking", "no number");
        names.updatedNameSpace(reference);
        names.remove(1);
        assertThat(answeredBy()).isEqualTo("second");

        names.unbindNameSpace(reference);
        get(HOST).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    @Clause("GETADDRINFO-04")
    void leavesOutAProviderThatServesNoNameSpace() {
        names.bindNameSpace(ScriptedNameSpace.of("broken", AddrInfoExW.NS_ALL), reference);

        names.updatedNameSpace(reference);
        names.unbindNameSpace(reference);

        assertThat(logged()).singleElement().satisfies(line -> assertThat(line).contains("is left out"));
    }

    @Test
    @Clause("GETADDRINFO-05")
    void ofTwoWithTheSameIdentityTheBetterOneIsAskedAlone() {
        ScriptedNameSpace twin = ScriptedNameSpace.named("first").knows(HOST, "192.0.2.9");
        add(twin, 1);
        space.knows(HOST, "192.0.2.1").knows("other.example", "192.0.2.1");

        assertThat(addresses(get(HOST).by(space.providerId()).succeeds())).containsExactly("192.0.2.9:0");
        get("other.example").by(space.providerId()).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void thereIsAlwaysOneThread() {
        LookupThreads least = new LookupThreads(0, -5);

        LookupThreads.Ticket ticket = least.ticket();
        assertThat(ticket).isNotNull();
        assertThat(least.ticket()).isNull();
        ticket.letGo();
        assertThat(least.underWay()).isZero();
        least.stop(1);
    }
}
