// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * A configuration that makes sense. Whoever has it need not look again.
 *
 * @param address where to listen
 * @param protocol what is echoed
 * @param receive with {@link EchoConfig.Protocol#TCP}: how data is received
 * @param echoBuffer with {@link EchoConfig.Protocol#TCP} and {@link EchoConfig.Receive#IRPS}: the bytes of memory for each connection
 */
record EchoSettings(SockAddr address, EchoConfig.Protocol protocol, EchoConfig.Receive receive, int echoBuffer) {
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Checks what was configured: the limits in {@link EchoConfig} are for those who edit it, and nobody else minds them.
     *
     * @throws IllegalArgumentException when a value is of no use; it names the key and the value
     */
    static EchoSettings of(EchoConfig config) {
        require(0 <= config.port() && config.port() <= HIGHEST_PORT, "port", config.port(), "0 to 65535");
        require(config.echoBuffer() >= 1, "echoBuffer", config.echoBuffer(), "1 or more");
        return new EchoSettings(addressOf(config), config.protocol(), config.receive(), config.echoBuffer());
    }

    private static SockAddr addressOf(EchoConfig config) {
        try {
            return config.address().indexOf(':') < 0
                    ? SockAddrIn.of(config.address(), config.port())
                    : SockAddrIn6.of(config.address(), config.port());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal("address", config.address(), "an IPv4 or IPv6 literal"), e);
        }
    }

    private static void require(boolean good, String key, int value, String expected) {
        if (!good) {
            throw new IllegalArgumentException(refusal(key, value, expected));
        }
    }

    private static String refusal(String key, Object value, String expected) {
        return key + " = " + value + " in the configuration " + EchoConfig.PID + ": it has to be " + expected;
    }

    /** Where to listen: a new object, since addresses are memory that functions of WSK write to. */
    @Override
    public SockAddr address() {
        return address.copy();
    }
}
