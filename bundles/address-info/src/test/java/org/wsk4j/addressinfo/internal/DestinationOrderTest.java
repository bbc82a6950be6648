// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.addressinfo.internal.FakeSources.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.addressinfo.internal.Source.Trait;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.ws2def.SockAddr;

/** In which order destinations are tried: the examples of RFC 6724, section 10.2 to 10.5, and each rule by itself. */
class DestinationOrderTest {
    /** The destinations come in this order, whichever they were given in. */
    private static void assertOrder(List<Source> sources, String... expected) {
        List<SockAddr> inOrder =
                Arrays.stream(expected).map(ScriptedNameSpace::address).toList();
        List<SockAddr> reversed = new ArrayList<>(inOrder);
        Collections.reverse(reversed);

        assertThat(DestinationOrder.of(inOrder, sources)).containsExactlyElementsOf(inOrder);
        assertThat(DestinationOrder.of(reversed, sources)).containsExactlyElementsOf(inOrder);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule1AvoidsDestinationsWithoutASource() {
        assertOrder(List.of(source("192.0.2.9")), "192.0.2.1", "2001:db8::1");
        assertOrder(List.of(source("2001:db8::9")), "2001:db8::1", "192.0.2.1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule2PrefersTheMatchingScope() {
        assertOrder(
                List.of(source("2001:db8:1::2"), source("fe80::1"), source("169.254.13.78")),
                "2001:db8:1::1",
                "198.51.100.121");
        assertOrder(List.of(source("fe80::1"), source("198.51.100.117")), "198.51.100.121", "2001:db8:1::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule3AvoidsDeprecatedSources() {
        assertOrder(List.of(source("2001:db8:1::2"), source("fe80::2", Trait.DEPRECATED)), "2001:db8:1::1", "fe80::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule4PrefersHomeAddresses() {
        assertOrder(
                List.of(
                        source("2001:db8:1::2", Trait.CARE_OF),
                        source("2001:db8:3::1"),
                        source("fe80::2", Trait.CARE_OF)),
                "2001:db8:1::1",
                "fe80::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule5PrefersTheMatchingLabel() {
        assertOrder(List.of(source("2002:c633:6401::2"), source("fe80::2")), "2002:c633:6401::1", "2001:db8:1::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule6PrefersTheHigherPrecedence() {
        assertOrder(
                List.of(source("2001:db8:1::2"), source("fe80::1"), source("10.1.2.4")), "2001:db8:1::1", "10.1.2.3");
        assertOrder(
                List.of(source("2002:c633:6401::2"), source("2001:db8:1::2"), source("fe80::2")),
                "2001:db8:1::1",
                "2002:c633:6401::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule7PrefersNativeTransport() {
        assertOrder(
                List.of(source("2001:db8:1::2", Trait.ENCAPSULATED), source("2001:db8:2::2")),
                "2001:db8:2::1",
                "2001:db8:1::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule8PrefersTheSmallerScope() {
        assertOrder(List.of(source("2001:db8:1::2"), source("fe80::2")), "fe80::1", "2001:db8:1::1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule9PrefersTheLongestMatchingPrefix() {
        assertOrder(
                List.of(source("2001:db8:1::2"), source("2001:db8:3f44::2"), source("fe80::2")),
                "2001:db8:1::1",
                "2001:db8:3ffe::1");
        assertOrder(List.of(source("192.0.2.9")), "192.0.2.200", "198.51.100.1");
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule9LooksAtTheNetworkOnly() {
        List<SockAddr> given =
                List.of(ScriptedNameSpace.address("192.0.2.200"), ScriptedNameSpace.address("192.0.2.8"));

        assertThat(DestinationOrder.of(given, List.of(source("192.0.2.9")))).isEqualTo(given);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void rule10LeavesTheRestAsItWas() {
        List<SockAddr> given = List.of(
                ScriptedNameSpace.address("192.0.2.3"),
                ScriptedNameSpace.address("192.0.2.1"),
                ScriptedNameSpace.address("192.0.2.2"));

        assertThat(DestinationOrder.of(given, List.of(source("192.0.2.9")))).isEqualTo(given);
        assertThat(DestinationOrder.of(given, List.of())).isEqualTo(given);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void mappedAddressesCountAsIpv4() {
        assertOrder(List.of(source("192.0.2.9")), "::ffff:192.0.2.1", "2001:db8::1");
        assertOrder(List.of(source("192.0.2.9"), source("2001:db8::9")), "2001:db8::1", "::ffff:192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource({
        "::1, 50, 0",
        "2a00::1, 40, 1",
        "192.0.2.1, 35, 4",
        "::ffff:192.0.2.1, 35, 4",
        "2002::1, 30, 2",
        "2001:0:1::, 5, 5",
        "2001:db8::1, 40, 1",
        "fd00::1, 3, 13",
        "::192.0.2.1, 1, 3",
        "fec0::1, 1, 11",
        "3ffe::1, 1, 12"
    })
    @Clause("GETADDRINFO-07")
    void hasTheDefaultPolicyTable(String address, int precedence, int label) {
        IpBits bits = IpBits.of(ScriptedNameSpace.address(address));

        assertThat(PolicyTable.precedence(bits)).isEqualTo(precedence);
        assertThat(PolicyTable.label(bits)).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "ff01::1, 1",
        "ff02::1, 2",
        "fe80::1, 2",
        "::1, 2",
        "127.0.0.1, 2",
        "169.254.1.1, 2",
        "ff05::1, 5",
        "fec0::1, 5",
        "ff08::1, 8",
        "10.0.0.1, 14",
        "fd00::1, 14",
        "2001:db8::1, 14",
        "::ffff:169.254.1.1, 2"
    })
    @Clause("GETADDRINFO-07")
    void knowsTheScopes(String address, int scope) {
        assertThat(IpBits.of(ScriptedNameSpace.address(address)).scope()).isEqualTo(scope);
    }
}
