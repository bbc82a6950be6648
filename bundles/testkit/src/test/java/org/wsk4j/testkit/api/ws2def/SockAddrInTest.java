// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class SockAddrInTest {
    @Test
    void newAddressIsTheWildcardWithPortZero() {
        SockAddrIn address = new SockAddrIn();

        assertThat(address.isWildcard()).isTrue();
        assertThat(address.port()).isZero();
        assertThat(address).hasToString("0.0.0.0:0");
    }

    @Test
    void hasTheSizeOfTheStructure() {
        assertThat(new SockAddrIn().size()).isEqualTo(16).isLessThanOrEqualTo(SockAddr.SOCKADDR_STORAGE_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0x00000000",
        "127.0.0.1, 0x7F000001",
        "192.168.2.130, 0xC0A80282",
        "255.255.255.255, 0xFFFFFFFF",
    })
    void readsAndWritesTheDottedForm(String literal, String bits) {
        SockAddrIn address = SockAddrIn.of(literal, 80);

        assertThat(address.intAddress()).isEqualTo(Long.decode(bits).intValue());
        assertThat(address.port()).isEqualTo(80);
        assertThat(address).hasToString(literal + ":80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                "1.2.3.256",
                "1.2.3.0256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1.2.3.+4",
                "1.2.3.-4",
                "0x7f.0.0.1",
                "1.2.3.a",
                "1.2.3.\u0661",
                "127.0.0.1:80",
                "::1"
            })
    void refusesWhatIsNoNumericAddressInsteadOfResolvingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SockAddrIn.of(text, 80))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesPortsOutOfRangeAndKeepsTheOldOne(int port) throws UnknownHostException {
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 7);
        InetAddress other = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});

        assertThatIllegalArgumentException().isThrownBy(() -> address.setPort(port));
        assertThatIllegalArgumentException().isThrownBy(() -> address.set(other, port));
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn.of("192.0.2.1", port));

        assertThat(address).hasToString("192.0.2.1:7");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_768, 65_535})
    void takesEveryPortInRange(int port) {
        SockAddrIn address = new SockAddrIn();

        address.setPort(port);

        assertThat(address.port()).isEqualTo(port);
    }

    @Test
    void setsTheAddressFromBytesInNetworkOrder() {
        SockAddrIn address = new SockAddrIn();

        address.setAddress(new byte[] {(byte) 192, 0, 2, (byte) 129});

        assertThat(address.intAddress()).isEqualTo(0xC0000281);
        assertThat(address.address()).containsExactly(192, 0, 2, 129);
    }

    @Test
    void keepsItsOwnBytes() {
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);

        address.address()[0] = 10;

        assertThat(address).hasToString("192.0.2.1:80");
    }

    @Test
    void refusesAddressesOfAnotherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SockAddrIn().setAddress(new byte[16]));
    }

    @Test
    void comesFromAndGoesToAJavaAddress() throws UnknownHostException {
        InetSocketAddress java = new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 80);

        SockAddrIn address = SockAddrIn.of(java);

        assertThat(address).isEqualTo(SockAddrIn.of(java.getAddress(), 80)).isEqualTo(SockAddrIn.of("192.0.2.1", 80));
        assertThat(address.toInetSocketAddress()).isEqualTo(java);
        assertThat(address.toInetSocketAddress().getAddress()).isInstanceOf(Inet4Address.class);
    }

    @Test
    void refusesJavaAddressesThatAreUnresolvedOrNotIpv4() throws UnknownHostException {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("localhost", 80);
        InetAddress ipv6 = InetAddress.getByAddress(new byte[16]);

        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn.of(unresolved));
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn.of(ipv6, 80));
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn.of((InetAddress) null, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, true, false, false, false",
        "0.0.0.1, false, false, false, false",
        "127.0.0.1, false, true, false, false",
        "127.255.255.254, false, true, false, false",
        "126.255.255.255, false, false, false, false",
        "128.0.0.0, false, false, false, false",
        "224.0.0.1, false, false, true, false",
        "239.255.255.255, false, false, true, false",
        "240.0.0.0, false, false, false, false",
        "223.255.255.255, false, false, false, false",
        "255.255.255.255, false, false, false, true",
    })
    void tellsWhichKindOfAddressItIs(
            String literal, boolean wildcard, boolean loopback, boolean multicast, boolean broadcast) {
        SockAddrIn address = SockAddrIn.of(literal, 80);

        assertThat(address.isWildcard()).isEqualTo(wildcard);
        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address.isMulticast()).isEqualTo(multicast);
        assertThat(address.isBroadcast()).isEqualTo(broadcast);
    }

    @Test
    void namedAddressesAreWhatTheirNamesSay() {
        SockAddrIn address = new SockAddrIn();

        address.setAddress(SockAddrIn.INADDR_LOOPBACK);
        assertThat(address.isLoopback()).isTrue();
        address.setAddress(SockAddrIn.INADDR_BROADCAST);
        assertThat(address.isBroadcast()).isTrue();
        address.setAddress(SockAddrIn.INADDR_ANY);
        assertThat(address.isWildcard()).isTrue();
    }

    @Test
    void copiesItsOwnFamilyOnly() {
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);

        assertThat(address.copyFrom(SockAddrIn6.of("::1", 443))).isFalse();
        assertThat(address.copyFrom(null)).isFalse();
        assertThat(address).hasToString("192.0.2.1:80");

        assertThat(address.copyFrom(SockAddrIn.of("192.0.2.2", 81))).isTrue();
        assertThat(address).hasToString("192.0.2.2:81");
    }

    @Test
    void copyIsEqualAndIndependent() {
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);

        SockAddrIn copy = address.copy();
        address.setPort(81);

        assertThat(copy).isEqualTo(SockAddrIn.of("192.0.2.1", 80)).isNotEqualTo(address);
    }

    @Test
    void isEqualByAddressAndPort() {
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);

        assertThat(address)
                .isEqualTo(SockAddrIn.of("192.0.2.1", 80))
                .hasSameHashCodeAs(SockAddrIn.of("192.0.2.1", 80))
                .isNotEqualTo(SockAddrIn.of("192.0.2.2", 80))
                .isNotEqualTo(SockAddrIn.of("192.0.2.1", 81))
                .isNotEqualTo(SockAddrIn6.of("::ffff:192.0.2.1", 80))
                .isNotEqualTo(null);
    }
}
