// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrUn;

class SockAddrUnTest {
    @Test
    void newAddressIsUnnamed() {
        SockAddrUn address = new SockAddrUn();

        assertThat(address.isUnnamed()).isTrue();
        assertThat(address.path()).isEmpty();
        assertThat(address.family()).isEqualTo(AddressFamily.AF_UNIX);
        assertThat(address.size()).isEqualTo(110);
    }

    @Test
    void keepsThePathAsItWasSet() {
        SockAddrUn address = SockAddrUn.of("/run/../run/echo");

        assertThat(address.path()).isEqualTo("/run/../run/echo");
        assertThat(address.isUnnamed()).isFalse();
        assertThat(address).hasToString("unix:/run/../run/echo");
    }

    @Test
    void takesPathsUpToOneByteLessThanTheRoom() {
        String longest = "x".repeat(SockAddrUn.UNIX_PATH_MAX - 1);

        assertThat(SockAddrUn.of(longest).path()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrUn.of(longest + "x"));
    }

    @Test
    void countsThePathInBytesOfUtf8() {
        assertThat(SockAddrUn.of("\u00e4".repeat(53) + "x").path()).hasSize(54);
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrUn.of("\u00e4".repeat(54)));
    }

    @Test
    void refusesPathsWithAZeroCharacterAndKeepsTheOldOne() {
        SockAddrUn address = SockAddrUn.of("/run/echo");

        assertThatIllegalArgumentException().isThrownBy(() -> address.setPath("/run\0echo"));

        assertThat(address.path()).isEqualTo("/run/echo");
    }

    @Test
    void comesFromAndGoesToAJavaAddress() {
        UnixDomainSocketAddress java = UnixDomainSocketAddress.of("/run/echo");

        assertThat(SockAddrUn.of(java)).isEqualTo(SockAddrUn.of("/run/echo"));
        assertThat(SockAddrUn.of("/run/echo").toUnixDomainSocketAddress()).isEqualTo(java);
        assertThat(SockAddrUn.of(UnixDomainSocketAddress.of("")).isUnnamed()).isTrue();
    }

    @Test
    void copiesItsOwnFamilyOnly() {
        SockAddrUn address = SockAddrUn.of("/run/echo");

        assertThat(address.copyFrom(new SockAddrIn())).isFalse();
        assertThat(address.path()).isEqualTo("/run/echo");

        assertThat(address.copyFrom(SockAddrUn.of("/run/chat"))).isTrue();
        assertThat(address.path()).isEqualTo("/run/chat");
    }

    @Test
    void copyIsEqualAndIndependent() {
        SockAddrUn address = SockAddrUn.of("/run/echo");

        SockAddrUn copy = address.copy();
        address.setPath("/run/chat");

        assertThat(copy)
                .isEqualTo(SockAddrUn.of("/run/echo"))
                .hasSameHashCodeAs(SockAddrUn.of("/run/echo"))
                .isNotEqualTo(address);
    }
}
