// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class SockAddrIn6Test {
    @Test
    void newAddressIsTheWildcardWithPortZero() {
        SockAddrIn6 address = new SockAddrIn6();

        assertThat(address.isWildcard()).isTrue();
        assertThat(address.port()).isZero();
        assertThat(address.scopeId()).isZero();
        assertThat(address.flowInfo()).isZero();
        assertThat(address).hasToString("[::]:0");
    }

    @Test
    void hasTheSizeOfTheStructure() {
        assertThat(new SockAddrIn6().size()).isEqualTo(28).isLessThanOrEqualTo(SockAddr.SOCKADDR_STORAGE_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "'::', '::'",
        "'::1', '::1'",
        "'1::', '1::'",
        "'2001:db8::1', '2001:db8::1'",
        "'2001:DB8:0:0:0:0:0:1', '2001:db8::1'",
        "'2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'",
        "'2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'",
        "'2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'",
        "'2001:0:0:1:0:0:0:1', '2001:0:0:1::1'",
        "'1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'",
        "'1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'",
        "'::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'",
        "'0:0:3:4:5:6:0:0', '::3:4:5:6:0:0'",
        "'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'",
        "'::ffff:192.0.2.1', '::ffff:192.0.2.1'",
        "'::FFFF:c000:201', '::ffff:192.0.2.1'",
        "'0:0:0:0:0:ffff:192.0.2.1', '::ffff:192.0.2.1'",
        "'64:ff9b::192.0.2.33', '64:ff9b::c000:221'",
        "'1:2:3:4:5:6:192.0.2.33', '1:2:3:4:5:6:c000:221'",
        "'fe80::1%3', 'fe80::1%3'",
        "'fe80::1%4294967295', 'fe80::1%4294967295'",
        "'fe80::1%0', 'fe80::1'",
    })
    void readsEveryFormAndWritesTheCanonicalOne(String literal, String canonical) {
        assertThat(SockAddrIn6.of(literal, 443)).hasToString("[" + canonical + "]:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "127.0.0.1",
                "1",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "1:::2",
                ":1::2",
                "1::2:",
                "12345::",
                "g::",
                "-1::",
                "::1 ",
                "[::1]",
                "::1:80:",
                "::192.0.2",
                "::192.0.2.1.1",
                "::192.0.2.256",
                "192.0.2.1::",
                "::192.0.2.1:1",
                "1:2:3:4:5:6:7:192.0.2.1",
                "::\u0661",
                "fe80::1%",
                "fe80::1%eth0",
                "fe80::1%-1",
                "fe80::1%4294967296",
                "fe80::1%99999999999",
                "fe80::1%1%2"
            })
    void refusesWhatIsNoNumericAddressInsteadOfResolvingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SockAddrIn6.of(text, 80))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void readsBackWhatItWrites() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            SockAddrIn6 address = new SockAddrIn6();
            // Groups of zeros in all places: each of the eight is kept or cleared.
            int mask = random.nextInt(256);
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int group = 0; group < 8; group++) {
                if ((mask >> group & 1) != 0) {
                    bytes[2 * group] = 0;
                    bytes[2 * group + 1] = 0;
                }
            }
            address.setAddress(bytes);
            String text = address.toString();

            SockAddrIn6 read = SockAddrIn6.of(text.substring(1, text.length() - 3), 0);

            assertThat(read).as("seed %d: %s", seed, text).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesPortsOutOfRangeAndKeepsEverything(int port) throws UnknownHostException {
        SockAddrIn6 address = SockAddrIn6.of("fe80::1%3", 7);
        InetAddress ipv4 = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress ipv6 = InetAddress.getByAddress(new byte[16]);

        assertThatIllegalArgumentException().isThrownBy(() -> address.setPort(port));
        assertThatIllegalArgumentException().isThrownBy(() -> address.set(ipv4, port));
        assertThatIllegalArgumentException().isThrownBy(() -> address.set(ipv6, port));

        assertThat(address).hasToString("[fe80::1%3]:7");
    }

    @Test
    void setsTheAddressFromBytesAndFromHalves() {
        byte[] bytes = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 7, (byte) 0x80, 9, 10, 11, 12, 13, 14, (byte) 0xff};
        SockAddrIn6 address = new SockAddrIn6();

        address.setAddress(bytes);

        assertThat(address.highAddress()).isEqualTo(0xFE80_0000_0000_0007L);
        assertThat(address.lowAddress()).isEqualTo(0x8009_0A0B_0C0D_0EFFL);
        assertThat(address.address()).isEqualTo(bytes);

        address.setAddress(0, 1);

        assertThat(address).hasToString("[::1]:0");
        assertThatIllegalArgumentException().isThrownBy(() -> address.setAddress(new byte[4]));
    }

    @Test
    void comesFromAndGoesToAJavaAddressWithItsScope() throws UnknownHostException {
        byte[] linkLocal = SockAddrIn6.of("fe80::1", 0).address();
        InetSocketAddress java = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 3), 80);

        SockAddrIn6 address = SockAddrIn6.of(java);

        assertThat(address).hasToString("[fe80::1%3]:80").isEqualTo(SockAddrIn6.of(java.getAddress(), 80));
        assertThat(address.toInetSocketAddress()).isEqualTo(java);
        assertThat(((Inet6Address) address.toInetSocketAddress().getAddress()).getScopeId())
                .isEqualTo(3);
    }

    @Test
    void goesToAJavaAddressWithoutScopeWhenItHasNone() {
        InetSocketAddress java = SockAddrIn6.of("2001:db8::1", 80).toInetSocketAddress();

        assertThat(java.getAddress().getHostAddress()).doesNotContain("%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:192.0.2.1", "::ffff:0.0.0.0", "::ffff:127.0.0.1", "::192.0.2.1", "::", "::1"})
    void goesToAnIpv6AddressOfJavaEvenWhenItStandsForAnIpv4One(String literal) {
        SockAddrIn6 address = SockAddrIn6.of(literal, 80);

        InetSocketAddress java = address.toInetSocketAddress();

        assertThat(java.getAddress()).isInstanceOf(Inet6Address.class);
        assertThat(java.getAddress().getAddress()).isEqualTo(address.address());
        assertThat(java.getPort()).isEqualTo(80);
        assertThat(SockAddrIn6.of(java)).isEqualTo(address);
    }

    @Test
    void takesAnIpv4AddressOfJavaAsV4Mapped() throws UnknownHostException {
        Inet4Address ipv4 = (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) 130});
        SockAddrIn6 address = SockAddrIn6.of("fe80::1%3", 7);
        address.setFlowInfo(5);

        address.set(ipv4, 80);

        assertThat(address).hasToString("[::ffff:192.0.2.130]:80");
        assertThat(address.isV4Mapped()).isTrue();
        assertThat(address.scopeId()).isZero();
        assertThat(address.flowInfo()).isZero();
    }

    @Test
    void refusesJavaAddressesThatAreUnresolved() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SockAddrIn6.of(InetSocketAddress.createUnresolved("localhost", 80)));
        assertThatIllegalArgumentException().isThrownBy(() -> SockAddrIn6.of((InetAddress) null, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "'::', true, false, false, false, false",
        "'::1', false, true, false, false, false",
        "'::2', false, false, false, false, false",
        "'1::', false, false, false, false, false",
        "'1::1', false, false, false, false, false",
        "'fe80::1', false, false, false, true, false",
        "'febf::1', false, false, false, true, false",
        "'fec0::1', false, false, false, false, false",
        "'ff02::1', false, false, true, false, false",
        "'fe00::1', false, false, false, false, false",
        "'::ffff:0.0.0.0', true, false, false, false, true",
        "'::ffff:127.0.0.1', false, true, false, false, true",
        "'::ffff:127.1.2.3', false, true, false, false, true",
        "'::ffff:224.0.0.1', false, false, true, false, true",
        "'::ffff:192.0.2.1', false, false, false, false, true",
        "'::fffe:127.0.0.1', false, false, false, false, false",
        "'1::ffff:127.0.0.1', false, false, false, false, false",
        "'::127.0.0.1', false, false, false, false, false",
    })
    void tellsWhichKindOfAddressItIs(
            String literal, boolean wildcard, boolean loopback, boolean multicast, boolean linkLocal, boolean mapped) {
        SockAddrIn6 address = SockAddrIn6.of(literal, 80);

        assertThat(address.isWildcard()).isEqualTo(wildcard);
        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address.isMulticast()).isEqualTo(multicast);
        assertThat(address.isLinkLocal()).isEqualTo(linkLocal);
        assertThat(address.isV4Mapped()).isEqualTo(mapped);
    }

    @Test
    void copiesItsOwnFamilyOnlyAndEveryMemberOfIt() {
        SockAddrIn6 address = SockAddrIn6.of("::1", 80);
        SockAddrIn6 other = SockAddrIn6.of("fe80::1%3", 81);
        other.setFlowInfo(0x12345);

        assertThat(address.copyFrom(SockAddrIn.of("192.0.2.1", 80))).isFalse();
        assertThat(address.copyFrom(null)).isFalse();
        assertThat(address).hasToString("[::1]:80");

        assertThat(address.copyFrom(other)).isTrue();
        assertThat(address).hasToString("[fe80::1%3]:81");
        assertThat(address.flowInfo()).isEqualTo(0x12345);
    }

    @Test
    void copyIsEqualAndIndependent() {
        SockAddrIn6 address = SockAddrIn6.of("fe80::1%3", 80);

        SockAddrIn6 copy = address.copy();
        address.setScopeId(4);

        assertThat(copy).isEqualTo(SockAddrIn6.of("fe80::1%3", 80)).isNotEqualTo(address);
    }

    @Test
    void isEqualByAddressPortAndScopeButNotByFlow() {
        SockAddrIn6 address = SockAddrIn6.of("fe80::1%3", 80);
        SockAddrIn6 flowing = address.copy();
        flowing.setFlowInfo(1);

        assertThat(address)
                .isEqualTo(flowing)
                .hasSameHashCodeAs(flowing)
                .isNotEqualTo(SockAddrIn6.of("fe80::2%3", 80))
                .isNotEqualTo(SockAddrIn6.of("fe81::1%3", 80))
                .isNotEqualTo(SockAddrIn6.of("fe80::1%4", 80))
                .isNotEqualTo(SockAddrIn6.of("fe80::1%3", 81))
                .isNotEqualTo(SockAddrIn.of("192.0.2.1", 80))
                .isNotEqualTo(null);
    }
}
