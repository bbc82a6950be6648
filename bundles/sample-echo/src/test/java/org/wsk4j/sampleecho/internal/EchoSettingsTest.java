// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.sampleecho.internal.EchoConfig.Protocol;
import org.wsk4j.sampleecho.internal.EchoConfig.Receive;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** What the server takes for a configuration. */
class EchoSettingsTest {
    private static EchoSettings of(String address, int port, int echoBuffer) {
        return EchoSettings.of(new FakeConfig(address, port, Receive.IRPS, echoBuffer));
    }

    @Test
    void takesTheLimitsThemselves() {
        assertThat(of("0.0.0.0", 0, 1))
                .isEqualTo(new EchoSettings(SockAddrIn.of("0.0.0.0", 0), Protocol.TCP, Receive.IRPS, 1));
        assertThat(of("::", 65_535, Integer.MAX_VALUE).address()).isEqualTo(SockAddrIn6.of("::", 65_535));
    }

    @Test
    void takesTheProtocol() {
        assertThat(EchoSettings.of(FakeConfig.forDatagrams()).protocol()).isEqualTo(Protocol.UDP);
    }

    @Test
    void givesEachCallerAnAddressOfItsOwn() {
        EchoSettings settings = of("127.0.0.1", 0, 1);

        ((SockAddrIn) settings.address()).setPort(7);

        assertThat(settings.address()).isEqualTo(SockAddrIn.of("127.0.0.1", 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesAPortThatThereIsNot(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("127.0.0.1", port, 1))
                .withMessageStartingWith("port = " + port + " ");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0", "''", "::g", "127.0.0.1:7"})
    void refusesWhatIsNoAddress(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(address, 7, 1))
                .withMessageStartingWith("address = " + address + " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesABufferWithoutRoom(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("127.0.0.1", 7, bytes))
                .withMessageStartingWith("echoBuffer = " + bytes + " ");
    }
}
