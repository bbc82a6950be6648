// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoArgumentsTest {
    @Test
    void takesPortAddressAndOptions() {
        assertThat(parse("echo 7 ::1 receive=IRPS echoBuffer=1"))
                .isEqualTo(Map.of("port", "7", "address", "::1", "receive", "IRPS", "echoBuffer", "1"));
    }

    @Test
    void leavesEverythingButThePortToTheServer() {
        assertThat(parse("echo 65535")).isEqualTo(Map.of("port", "65535"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"echo 7 udp ::1 echoBuffer=1", "echo 7 ::1 udp echoBuffer=1", "echo 7 echoBuffer=1 ::1 udp"})
    void takesTheProtocolInAnyPlaceAfterThePort(String line) {
        assertThat(parse(line)).isEqualTo(Map.of("port", "7", "protocol", "UDP", "address", "::1", "echoBuffer", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo",
                "echo http",
                "echo -1",
                "echo 0",
                "echo 65536",
                "echo 7 ::1 more",
                "echo udp",
                "echo udp 7",
                "echo 7 udp udp",
                "echo 7 udp ::1 more",
                "echo 7 UDP ::1",
                "echo 7 protocol=UDP",
                "echo receive=IRPS",
                "echo 7 receive=irps",
                "echo 7 recieve=IRPS",
                "echo 7 echoBuffer=0",
                "echo 7 echoBuffer=9999999999",
                "echo 7 echoBuffer=",
                "echo 7 =7",
                "echo 7 port=8"
            })
    void refusesWhatTheUsageDoesNotSay(String line) {
        assertThat(EchoArguments.parse(EchoArguments.after("echo", line))).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "echoes 7", "7 echo"})
    void isNotMeantByOtherWords(String line) {
        assertThat(EchoArguments.after("echo", line)).isNull();
    }

    private static Map<String, String> parse(String line) {
        return EchoArguments.parse(List.copyOf(EchoArguments.after("echo", line)))
                .properties();
    }
}
