// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.transport.TransportTriple.ANY_PROTOCOL;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.AddressFamily.AF_INET6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_ICMP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;
import static org.wsk4j.ws2def.SocketType.SOCK_DGRAM;
import static org.wsk4j.ws2def.SocketType.SOCK_RAW;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.transport.TransportTriple;

class TransportTripleTest {
    @Test
    void servesItsOwnCombinationOnly() {
        TransportTriple tcp = new TransportTriple(AF_INET, SOCK_STREAM, IPPROTO_TCP);

        assertThat(tcp.serves(AF_INET, SOCK_STREAM, IPPROTO_TCP)).isTrue();
        assertThat(tcp.serves(AF_INET6, SOCK_STREAM, IPPROTO_TCP)).isFalse();
        assertThat(tcp.serves(AF_INET, SOCK_DGRAM, IPPROTO_TCP)).isFalse();
        assertThat(tcp.serves(AF_INET, SOCK_STREAM, IPPROTO_UDP)).isFalse();
    }

    @Test
    void servesEveryProtocolWhenRawAndSaidSo() {
        TransportTriple raw = new TransportTriple(AF_INET, SOCK_RAW, ANY_PROTOCOL);

        assertThat(raw.serves(AF_INET, SOCK_RAW, IPPROTO_ICMP)).isTrue();
        assertThat(raw.serves(AF_INET, SOCK_RAW, 0)).isTrue();
        assertThat(raw.serves(AF_INET, SOCK_RAW, 255)).isTrue();
        assertThat(raw.serves(AF_INET6, SOCK_RAW, IPPROTO_ICMP)).isFalse();
        assertThat(new TransportTriple(AF_INET, SOCK_RAW, IPPROTO_ICMP).serves(AF_INET, SOCK_RAW, IPPROTO_UDP))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 6", "-1, 1, 6", "65536, 1, 6", "2, 0, 6", "2, -1, 6", "2, 65536, 6"})
    void refusesWhatNoSocketCanAskFor(int family, int type, int protocol) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TransportTriple(family, type, protocol))
                .withMessageContaining("16-bit");
    }

    @Test
    void refusesEveryProtocolUnlessRaw() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TransportTriple(AF_INET, SOCK_STREAM, ANY_PROTOCOL))
                .withMessageContaining("raw");
    }

    @Test
    void takesTheLargestNumbers() {
        assertThat(new TransportTriple(0xFFFF, 0xFFFF, 0).serves(0xFFFF, 0xFFFF, 0))
                .isTrue();
    }

    @Test
    void namesItsNumbers() {
        assertThat(new TransportTriple(AF_INET6, SOCK_DGRAM, IPPROTO_UDP))
                .hasToString("AF_INET6/SOCK_DGRAM/IPPROTO_UDP");
        assertThat(new TransportTriple(AF_INET, SOCK_RAW, ANY_PROTOCOL)).hasToString("AF_INET/SOCK_RAW/any");
    }

    @Test
    void isAValue() {
        assertThat(new TransportTriple(AF_INET, SOCK_STREAM, IPPROTO_TCP))
                .isEqualTo(new TransportTriple(AF_INET, SOCK_STREAM, IPPROTO_TCP))
                .hasSameHashCodeAs(new TransportTriple(AF_INET, SOCK_STREAM, IPPROTO_TCP))
                .isNotEqualTo(new TransportTriple(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    }
}
