// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.sampleecho.internal.EchoConfig.Receive;
import org.wsk4j.wdm.NtStatus;

/** Connections that receive with an IRP. {@link FakeConnection} minds the rules of a client in each of these tests. */
@Timeout(60)
class IrpConnectionTest {
    private final FakeProvider provider = new FakeProvider();
    private EchoServer server;
    private FakeConnection connection;

    @BeforeEach
    void connect() {
        server = provider.serve(FakeConfig.with(Receive.IRPS));
        connection = provider.connect();
        provider.calls.clear();
    }

    @Test
    void sendsBackWhatItReceivesAndReceivesAgain() {
        connection.arrive("one ");
        connection.arrive("two");

        assertThat(connection.echoed()).isEqualTo("one two");
        assertThat(connection.isReceiving()).isTrue();
    }

    @Test
    void receivesNoMoreBeforeItHasSent() {
        connection.holdSends();

        connection.arrive("longer than its memory");
        assertThat(connection.isReceiving()).isFalse();
        connection.completeSend(NtStatus.STATUS_SUCCESS);

        assertThat(connection.isReceiving()).isTrue();
        assertThat(connection.echoed()).isEqualTo("longer than its ");
    }

    @Test
    void disconnectsAndClosesWhenThePeerDisconnects() {
        connection.arrive("");

        assertThat(provider.calls).containsExactly("disconnect", "close");
    }

    @Test
    void closesWhenAReceiveFails() {
        connection.failReceive(NtStatus.STATUS_CONNECTION_RESET);

        assertThat(provider.calls).containsExactly("abort", "close");
    }

    @Test
    void closesWhenASendFails() {
        connection.holdSends();
        connection.arrive("one");

        connection.completeSend(NtStatus.STATUS_CONNECTION_RESET);

        assertThat(provider.calls).containsExactly("abort", "close");
    }

    @Test
    void closesWhileItReceives() {
        server.stop();

        assertThat(connection.isReceiving()).isFalse();
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void closesWhileItSends() {
        connection.holdSends();
        connection.arrive("one");

        server.stop();

        assertThat(connection.pendingSends()).isZero();
        assertThat(connection.isClosed()).isTrue();
    }
}
