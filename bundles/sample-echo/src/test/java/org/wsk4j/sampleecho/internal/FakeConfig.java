// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.lang.annotation.Annotation;

/** A configuration as Declarative Services make one. */
record FakeConfig(String address, int port, Protocol protocol, Receive receive, int echoBuffer) implements EchoConfig {
    FakeConfig(String address, int port, Receive receive, int echoBuffer) {
        this(address, port, Protocol.TCP, receive, echoBuffer);
    }

    static FakeConfig with(Receive receive) {
        return new FakeConfig("127.0.0.1", 7007, receive, 16);
    }

    static FakeConfig forDatagrams() {
        return new FakeConfig("127.0.0.1", 7007, Protocol.UDP, Receive.EVENTS, 16);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return EchoConfig.class;
    }
}
