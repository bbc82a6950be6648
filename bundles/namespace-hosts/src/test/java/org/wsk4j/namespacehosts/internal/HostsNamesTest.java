// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacehosts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.namespace.RecordedQuery;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;

/** The table of hosts. */
class HostsNamesTest {
    private static final String TABLE = """
            # a table
            192.0.2.1    host.example  host alias   # the first
            2001:db8::1  host.example
            192.0.2.1    second.example
            fe80::1%3    link.example
            fe80::2      any.example
            192.0.2.1    host.example
            """;

    @BeforeEach
    void forgetLogs() {
        TestLoggerFactory.clearAll();
    }

    private static HostsConfig config(String... hosts) {
        return (HostsConfig) Proxy.newProxyInstance(
                HostsConfig.class.getClassLoader(),
                new Class<?>[] {HostsConfig.class},
                (proxy, method, arguments) -> method.getName().equals("hosts") ? hosts : method.getDefaultValue());
    }

    private static RecordedQuery ask(HostsNames names, String name) {
        RecordedQuery query = RecordedQuery.ofName(name, AddressFamily.AF_UNSPEC, 0);
        names.lookUp(query);
        return query;
    }

    private static RecordedQuery askFor(HostsNames names, String literal) {
        RecordedQuery query = RecordedQuery.ofAddress(ScriptedNameSpace.address(literal));
        names.lookUp(query.reverse());
        return query;
    }

    private static SockAddr[] addresses(String... literals) {
        return Arrays.stream(literals).map(ScriptedNameSpace::address).toArray(SockAddr[]::new);
    }

    @ParameterizedTest
    @CsvSource({"host.example", "HOST.Example", "host.example.", "host", "alias"})
    @Clause("GETADDRINFO-04")
    void knowsNamesAndAliases(String name) {
        RecordedQuery query = ask(new HostsNames(config(TABLE)), name);

        assertThat(query.status()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(query.name()).isEqualTo("host.example");
        assertThat(query.addresses()).contains(addresses("192.0.2.1"));
    }

    @Test
    @Clause("GETADDRINFO-04")
    void aNameHasTheAddressesOfAllItsLinesOnce() {
        assertThat(ask(new HostsNames(config(TABLE)), "host.example").addresses())
                .containsExactly(addresses("192.0.2.1", "2001:db8::1"));
    }

    @Test
    @Clause("GETADDRINFO-04")
    void anUnknownNameHasNoMatch() {
        assertThat(ask(new HostsNames(config(TABLE)), "other.example").status()).isEqualTo(NtStatus.STATUS_NO_MATCH);
        assertThat(ask(new HostsNames(config()), "host.example").status()).isEqualTo(NtStatus.STATUS_NO_MATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, host.example",
        "2001:db8::1, host.example",
        "fe80::1%3, link.example",
        "fe80::2%9, any.example",
        "192.0.2.2,",
        "fe80::1%4,"
    })
    @Clause("GETNAMEINFO-01")
    void anAddressHasTheNameOfItsFirstLine(String address, String name) {
        RecordedQuery query = askFor(new HostsNames(config(TABLE)), address);

        assertThat(query.name()).isEqualTo(name);
        assertThat(query.status()).isEqualTo(name == null ? NtStatus.STATUS_NO_MATCH : NtStatus.STATUS_SUCCESS);
    }

    @Test
    void leavesOutMalformedLinesAndLogsTheirNumbers() {
        HostsNames names = new HostsNames(config("192.0.2.1 one.example\n192.0.2.2", "nonsense two.example", TABLE));

        assertThat(TestLoggerFactory.getAllLoggingEvents())
                .extracting(LoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Line 2 of the hosts is left out: '192.0.2.2'",
                        "Line 3 of the hosts is left out: 'nonsense two.example'");
        assertThat(ask(names, "one.example").addresses()).containsExactly(addresses("192.0.2.1"));
        assertThat(ask(names, "two.example").status()).isEqualTo(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void aNewConfigurationReplacesTheTable() {
        HostsNames names = new HostsNames(config("192.0.2.1 one.example"));

        names.configure(config("192.0.2.2 two.example"));

        assertThat(ask(names, "one.example").status()).isEqualTo(NtStatus.STATUS_NO_MATCH);
        assertThat(ask(names, "two.example").addresses()).isEqualTo(List.of(addresses("192.0.2.2")));
    }

    @Test
    @Clause({"GETADDRINFO-04", "GETADDRINFO-05"})
    void saysWhatItIs() {
        HostsNames names = new HostsNames(config());

        assertThat(names.name()).isEqualTo("hosts");
        assertThat(names.nameSpace()).isEqualTo(AddrInfoExW.NS_TCPIP_HOSTS);
        assertThat(names.providerId()).isEqualTo(HostsNames.ID);
        assertThat(config().service_ranking()).isEqualTo(100);
    }
}
