// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketAddressList;

class SocketAddressListTest {
    private final SocketAddressList list = new SocketAddressList();

    @Test
    void newListIsEmptyAndHasTheSizeOfItsCount() {
        assertThat(list.addressCount()).isZero();
        assertThat(list).isEmpty();
        assertThat(list.size()).isEqualTo(8);
    }

    @Test
    void holdsTheAddressesInTheirOrder() {
        SockAddrIn first = SockAddrIn.of("192.0.2.1", 0);
        SockAddrIn second = SockAddrIn.of("192.0.2.2", 0);

        list.add(first);
        list.add(second);

        assertThat(list.addressCount()).isEqualTo(2);
        assertThat(list.address(0)).isSameAs(first);
        assertThat(list.address(1)).isSameAs(second);
        assertThat(list).containsExactly(first, second);
        assertThat(list).hasToString("[192.0.2.1:0, 192.0.2.2:0]");
    }

    @Test
    void sizeCountsEntriesAndTheAddressesBehindThem() {
        list.add(SockAddrIn6.of("::1", 0));
        list.add(SockAddrIn6.of("::2", 0));

        assertThat(list.size()).isEqualTo(8 + 2 * (16 + 28)).isEqualTo(SocketAddressList.sizeOf(2, SockAddrIn6.SIZE));
        assertThat(SocketAddressList.sizeOf(0, SockAddrIn.SIZE)).isEqualTo(8);
        assertThat(SocketAddressList.sizeOf(3, SockAddrIn.SIZE)).isEqualTo(8 + 3 * 32);
    }

    @Test
    void canBeFilledAgain() {
        list.add(SockAddrIn.of("192.0.2.1", 0));

        list.clear();
        list.add(SockAddrIn.of("192.0.2.2", 0));

        assertThat(list).hasToString("[192.0.2.2:0]");
    }

    @Test
    void refusesAMissingAddress() {
        assertThatIllegalArgumentException().isThrownBy(() -> list.add(null));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.address(0));
    }

    @Test
    void walkingDoesNotChangeTheList() {
        list.add(SockAddrIn.of("192.0.2.1", 0));
        Iterator<SockAddr> walk = list.iterator();
        walk.next();

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(walk::remove);
    }
}
