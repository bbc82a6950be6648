// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.SockAddrIn6;

/** Which local addresses are the same one. */
class BoundHostTest {
    private static boolean overlap(String one, String other) {
        return of(one).overlaps(of(other));
    }

    private static BoundHost of(String address) {
        return BoundHost.of(SockAddrIn6.of(address, 80), true);
    }

    @Test
    @Clause("SHARING-22")
    void aScopeTellsLinkLocalAddressesApart() {
        assertThat(overlap("fe80::1%1", "fe80::1%2")).isFalse();
        assertThat(overlap("fe80::1%1", "fe80::1%1")).isTrue();
    }

    @Test
    @Clause("SHARING-01")
    void aScopeMeansNothingToOtherAddresses() {
        assertThat(overlap("::1%1", "::1")).isTrue();
        assertThat(overlap("2001:db8::1%1", "2001:db8::1%2")).isTrue();
    }
}
