// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

/** Which configurations make sense. */
class DnsSettingsTest {
    static DnsSettings settings(String... servers) {
        return DnsSettings.of(config(servers, new String[0], Map.of()));
    }

    private static DnsSettings settings(String key, int value) {
        return DnsSettings.of(config(new String[] {"192.0.2.53"}, new String[0], Map.of(key, value)));
    }

    /** A configuration as Declarative Services makes it, with defaults but for some keys. */
    static DnsConfig config(String[] servers, String[] search, Map<String, Integer> numbers) {
        return new DnsConfig() {
            private int number(String key, int otherwise) {
                return numbers.getOrDefault(key, otherwise);
            }

            @Override
            public String[] servers() {
                return servers;
            }

            @Override
            public String[] search() {
                return search;
            }

            @Override
            public int ndots() {
                return number("ndots", 1);
            }

            @Override
            public int timeout() {
                return number("timeout", 2_000);
            }

            @Override
            public int attempts() {
                return number("attempts", 2);
            }

            @Override
            public int edns() {
                return number("edns", 1_232);
            }

            @Override
            public int cacheSize() {
                return number("cacheSize", 1_000);
            }

            @Override
            public int cacheTtl() {
                return number("cacheTtl", 300);
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return DnsConfig.class;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.53, 192.0.2.53, 53",
        "' 192.0.2.53 ', 192.0.2.53, 53",
        "192.0.2.53:5353, 192.0.2.53, 5353",
        "2001:db8::53, 2001:db8::53, 53",
        "[2001:db8::53], 2001:db8::53, 53",
        "[2001:db8::53]:5353, 2001:db8::53, 5353",
        "::1, ::1, 53"
    })
    void takesLiteralsWithAndWithoutAPort(String text, String address, int port) {
        assertThat(settings(text).servers()).containsExactly(new InetSocketAddress(address, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dns.example",
                "dns.example:53",
                "192.0.2",
                "192.0.2.53:",
                "192.0.2.53:0",
                "192.0.2.53:65536",
                "192.0.2.53:-1",
                "192.0.2.53:dns",
                "[192.0.2.53]:53",
                "[2001:db8::53",
                "2001:db8::53]",
                "[2001:db8::53]53",
                "[2001:db8::53]:",
                "[]:53"
            })
    void takesNothingElseForAServer(String text) {
        assertThatThrownBy(() -> settings("192.0.2.53", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("servers")
                .hasMessageContaining(DnsConfig.PID);
    }

    @Test
    void needsAServer() {
        assertThatThrownBy(DnsSettingsTest::settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("servers");
        assertThatThrownBy(() -> new DnsNames(config(new String[0], new String[0], Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheOrderOfServersAndDomains() throws Exception {
        DnsSettings settings = DnsSettings.of(
                config(new String[] {"192.0.2.2", "192.0.2.1"}, new String[] {"b.example", "a.example."}, Map.of()));

        assertThat(settings.servers())
                .extracting(server -> server.getAddress().getHostAddress())
                .containsExactly("192.0.2.2", "192.0.2.1");
        assertThat(settings.search()).containsExactly(new Name("b.example."), new Name("a.example."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "a b", "192.0.2.1"})
    void takesNoNonsenseForADomain(String text) {
        assertThatThrownBy(() -> DnsSettings.of(config(new String[] {"192.0.2.53"}, new String[] {text}, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("search");
    }

    @Test
    void takesNotTooManyDomains() {
        String[] many = new String[17];
        Arrays.fill(many, "a.example");

        assertThatThrownBy(() -> DnsSettings.of(config(new String[] {"192.0.2.53"}, many, Map.of())))
                .hasMessageContaining("17 domains");
    }

    @ParameterizedTest
    @CsvSource({
        "ndots, -1",
        "ndots, 16",
        "timeout, 0",
        "timeout, 60001",
        "attempts, 0",
        "attempts, 11",
        "edns, -1",
        "edns, 65536",
        "cacheSize, -1",
        "cacheTtl, 0"
    })
    void refusesNumbersThatMakeNoSense(String key, int value) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " = " + value);
    }

    @Test
    void remembersAsMuchAndAsLongAsItShall() {
        assertThat(settings("cacheSize", 0).cache()).isNull();
        assertThat(settings("cacheSize", 7).cache().getMaxEntries()).isEqualTo(7);
        assertThat(settings("cacheTtl", 9).cache().getMaxCache()).isEqualTo(9);
        assertThat(settings("cacheTtl", 9).cache().getMaxNCache()).isEqualTo(9);
        assertThat(settings("timeout", 5).timeout()).isEqualTo(Duration.ofMillis(5));
    }
}
