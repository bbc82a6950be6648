// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 0",
        "127.0.0.1, 65536",
        "127.0.0.1, -1",
        "127.0.0.1, http",
        "127.0.0.1, ''",
        "'', 80",
        "[], 80"
    })
    void refusesWhatIsNoHostAndPort(String host, String port) {
        assertThat(Destination.parse(host, port)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"::1", "[::1]", "'[\"::1\"]'"})
    void takesAnIpv6AddressWithOrWithoutBrackets(String host) throws Exception {
        Destination destination = Destination.parse(host, "80");

        assertThat(destination).hasToString("[::1]:80");
        assertThat(destination.resolve()).containsExactly(SockAddrIn6.of("::1", 80));
    }

    @Test
    void resolvesALiteralWithoutANameService() throws Exception {
        assertThat(Destination.parse("192.0.2.7", "65535").resolve())
                .containsExactly(SockAddrIn.of("192.0.2.7", 65_535));
    }

    @Test
    void bindsToTheWildcardOfTheSameFamily() {
        assertThat(Destination.wildcardFor(SockAddrIn.of("127.0.0.1", 1))).isEqualTo(new SockAddrIn());
        assertThat(Destination.wildcardFor(SockAddrIn6.of("::1", 1))).isEqualTo(new SockAddrIn6());
    }
}
