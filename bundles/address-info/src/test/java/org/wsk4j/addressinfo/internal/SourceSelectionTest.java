// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.addressinfo.internal.FakeSources.source;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.addressinfo.internal.Source.Trait;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.ws2def.SockAddr;

/** From which address one would send: the examples of RFC 6724, section 10.1, in their order, and what goes beyond them. */
class SourceSelectionTest {
    private static SockAddr selected(String destination, Source... sources) {
        Source selected =
                new SourceSelection(List.of(sources)).sourceFor(IpBits.of(ScriptedNameSpace.address(destination)));
        return selected == null ? null : selected.address();
    }

    private static SockAddr address(String literal) {
        return ScriptedNameSpace.address(literal);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheAppropriateScope() {
        assertThat(selected("2001:db8:1::1", source("2001:db8:3::1"), source("fe80::1")))
                .isEqualTo(address("2001:db8:3::1"));
        assertThat(selected("ff05::1", source("2001:db8:3::1"), source("fe80::1")))
                .isEqualTo(address("2001:db8:3::1"));
        assertThat(selected("fe80::1", source("fe80::2", Trait.DEPRECATED), source("2001:db8:1::1")))
                .isEqualTo(address("fe80::2"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheSameAddress() {
        assertThat(selected("2001:db8:1::1", source("2001:db8:1::1", Trait.DEPRECATED), source("2001:db8:2::1")))
                .isEqualTo(address("2001:db8:1::1"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheLongestMatchingPrefix() {
        assertThat(selected("2001:db8:1::1", source("2001:db8:3::2"), source("2001:db8:1::2")))
                .isEqualTo(address("2001:db8:1::2"));
        assertThat(selected("192.0.2.1", source("198.51.100.1"), source("192.0.2.9")))
                .isEqualTo(address("192.0.2.9"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheHomeAddress() {
        assertThat(selected("2001:db8:1::1", source("2001:db8:1::2", Trait.CARE_OF), source("2001:db8:3::2")))
                .isEqualTo(address("2001:db8:3::2"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheMatchingLabel() {
        String temporary = "2002:c633:6401::d5e3:7953:13eb:22e8";
        assertThat(selected("2002:c633:6401::1", source("2001:db8:1::2"), source(temporary, Trait.TEMPORARY)))
                .isEqualTo(address(temporary));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void prefersTheTemporaryAddress() {
        String temporary = "2001:db8:1::d5e3:7953:13eb:22e8";
        assertThat(selected("2001:db8:1::d5e3:0:0:1", source("2001:db8:1::2"), source(temporary, Trait.TEMPORARY)))
                .isEqualTo(address(temporary));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void avoidsDeprecatedAddresses() {
        assertThat(selected("2001:db8:1::1", source("2001:db8:1::2", Trait.DEPRECATED), source("2001:db8:9::2")))
                .isEqualTo(address("2001:db8:9::2"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void loopbackLeadsToLoopbackOnly() {
        assertThat(selected("2001:db8:1::1", source("::1"))).isNull();
        assertThat(selected("192.0.2.1", source("127.0.0.1"), source("2001:db8::1")))
                .isNull();
        assertThat(selected("127.0.0.1", source("127.0.0.1"), source("192.0.2.1")))
                .isEqualTo(address("127.0.0.1"));
    }

    @Test
    @Clause("GETADDRINFO-07")
    void anAddressOfAnotherLinkIsNoCandidate() {
        assertThat(selected("fe80::1%2", source("fe80::9%3"))).isNull();
        assertThat(selected("fe80::1%2", source("fe80::9%3"), source("fe80::8%2")))
                .isEqualTo(address("fe80::8%2"));
        assertThat(selected("fe80::1", source("fe80::9%3"))).isEqualTo(address("fe80::9%3"));
    }
}
