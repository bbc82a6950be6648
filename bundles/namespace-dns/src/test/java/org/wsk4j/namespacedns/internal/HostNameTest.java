// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.dns.DnsReply;
import org.xbill.DNS.Name;

/** Names of hosts: which can be asked for, where they are looked for, and which are believed. */
class HostNameTest {
    private static List<Name> domains(String... names) {
        return List.of(names).stream().map(name -> HostName.of(name).absolute()).toList();
    }

    private static List<String> candidates(String name, int ndots, String... domains) {
        return HostName.of(name).candidates(domains(domains), ndots).stream()
                .map(Name::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "host, 1, host.a. host.b. host.",
        "host.sub, 1, host.sub. host.sub.a. host.sub.b.",
        "host.sub, 2, host.sub.a. host.sub.b. host.sub.",
        "host, 0, host. host.a. host.b.",
        "host., 1, host.",
        "host.sub., 5, host.sub."
    })
    void ordersCandidatesByTheDots(String name, int ndots, String expected) {
        assertThat(candidates(name, ndots, "a", "b")).containsExactly(expected.split(" "));
    }

    @Test
    void leavesOutDomainsThatMakeTheNameTooLong() {
        String label = "x".repeat(63);
        String longest = String.join(".", label, label, label, "x".repeat(50));

        assertThat(candidates(longest, 0, "short", "domain.that.is.long")).hasSize(2);
    }

    @Test
    void takesLabelsAndNamesUpToTheirLimits() {
        String label = "x".repeat(63);
        String longest = String.join(".", label, label, label, "x".repeat(61));

        assertThat(HostName.of(longest)).isNotNull();
        assertThat(HostName.of(longest + "x")).isNull();
        assertThat(HostName.of(label + ".test")).isNotNull();
        assertThat(HostName.of(label + "x.test")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host", "a.b-c_d.test", "1.example", "7.com", "xn--bcher-kva.test", "@", "a\\b", "0x1.test"})
    void takesNamesThatMayBeThere(String name) {
        assertThat(HostName.of(name)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "a.1", "192.0.2.1", "0x7f.0x1", "a.0X1F", "localhost", "A.LOCALHOST.", "::1", ".a", "a..b"})
    void takesNoAddressAndNotThisMachine(String name) {
        assertThat(HostName.of(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"host.test, host.test", "A_b-1.Test., A_b-1.Test", "a@b.test,", "a;b.test,", "'a b',"})
    void believesNamesThatHostsCanHave(String name, String text) throws IOException {
        assertThat(HostName.text(new Name(DnsReply.wire(name)))).isEqualTo(text);
    }

    @Test
    void believesNoRoot() {
        assertThat(HostName.text(Name.root)).isNull();
    }

    @Test
    void believesNoDotInsideALabel() throws IOException {
        assertThat(HostName.text(new Name(new byte[] {3, 'a', '.', 'b', 0}))).isNull();
    }
}
