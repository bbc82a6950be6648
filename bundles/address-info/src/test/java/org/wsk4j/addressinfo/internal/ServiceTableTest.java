// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;

/** The well-known services. */
class ServiceTableTest {
    private final ServiceTable builtIn = ServiceTable.builtIn();

    @ParameterizedTest
    @CsvSource({
        "exec, 512, biff",
        "login, 513, who",
        "shell, 514, syslog",
        "http, 80,",
        "domain, 53, domain",
        "ssh, 22,",
        "https, 443, https",
        "printer, 515,",
        ", 69, tftp",
        ", 123, ntp",
        "efs, 520, router"
    })
    @Clause({"GETNAMEINFO-06", "GETADDRINFO-03"})
    void hasServicesThatDifferBetweenTcpAndUdp(String tcp, int port, String udp) {
        assertThat(builtIn.name(port, false)).isEqualTo(tcp);
        assertThat(builtIn.name(port, true)).isEqualTo(udp);
        if (tcp != null) {
            assertThat(builtIn.port(tcp, false)).isEqualTo(port);
        }
        if (udp != null) {
            assertThat(builtIn.port(udp, true)).isEqualTo(port);
        }
    }

    @Test
    @Clause("GETADDRINFO-03")
    void theSystemsOwnTableKnowsTheWellKnownOnes() {
        ServiceTable table = ServiceTable.load();

        assertThat(table.port("http", false)).isEqualTo(80);
        assertThat(table.port("domain", true)).isEqualTo(53);
        assertThat(table.name(514, true)).isEqualTo("syslog");
    }

    @Test
    @Clause("GETADDRINFO-03")
    void readsNamesAliasesAndCommentsAndLeavesOutTheRest() throws IOException {
        ServiceTable table = ServiceTable.read(new StringReader("""
                # a comment
                  one\t1/TCP  uno  eins # another
                one 2/tcp
                two 1/tcp

                broken
                worse x/tcp
                worst 70000/tcp
                odd 5
                """));

        assertThat(table.port("ONE", false)).isEqualTo(1);
        assertThat(table.port("eins", false)).isEqualTo(1);
        assertThat(table.port("two", false)).isEqualTo(1);
        assertThat(table.name(1, false)).isEqualTo("one");
        assertThat(table.name(2, false)).isEqualTo("one");
        assertThat(table.port("one", true)).isEqualTo(-1);
        assertThat(table.port("broken", false)).isEqualTo(-1);
        assertThat(table.port("worse", false)).isEqualTo(-1);
        assertThat(table.port("worst", false)).isEqualTo(-1);
        assertThat(table.port("odd", false)).isEqualTo(-1);
        assertThat(table.port("another", false)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65535, 65535", "65536, -1", "00080, 80", "'', -1", "+1, -1", "8 , 8", "\u0661, -1", "1e3, -1"})
    @Clause("GETADDRINFO-03")
    void tellsPortNumbers(String text, int port) {
        assertThat(ServiceTable.portOf(text)).isEqualTo(port);
    }
}
