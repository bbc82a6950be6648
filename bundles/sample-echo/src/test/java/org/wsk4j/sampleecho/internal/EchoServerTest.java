// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_ACCEPT;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_DISCONNECT;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_RECEIVE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.sampleecho.internal.EchoConfig.Receive;
import org.wsk4j.wdm.NtStatus;

/** The server as a whole: how it begins to listen and how it ends. */
@Timeout(60)
class EchoServerTest {
    private final FakeProvider provider = new FakeProvider();

    @Test
    void callsNothingWhileItIsMade() {
        new EchoServer(provider.npi(), FakeConfig.with(Receive.EVENTS));

        assertThat(provider.calls).isEmpty();
    }

    @Test
    void refusesABadConfigurationBeforeItCallsAnything() {
        assertThatThrownBy(() -> new EchoServer(provider.npi(), new FakeConfig("::1", 0, Receive.IRPS, 0)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(provider.calls).isEmpty();
    }

    @Test
    void listensWithTheEventsThatItsConnectionsInherit() {
        provider.serve(FakeConfig.with(Receive.EVENTS));

        assertThat(provider.calls)
                .as("it knows where it is before anybody is announced")
                .containsExactly("socket 1", "bind 127.0.0.1:7007", "local address", "enable");
        assertThat(provider.events()).isEqualTo(WSK_EVENT_ACCEPT | WSK_EVENT_RECEIVE | WSK_EVENT_DISCONNECT);
    }

    @Test
    void enablesNoEventsOfConnectionsThatReceiveWithIrps() {
        provider.serve(FakeConfig.with(Receive.IRPS));

        assertThat(provider.events()).isEqualTo(WSK_EVENT_ACCEPT);
    }

    @Test
    void listensOnAnIpv6Address() {
        provider.serve(new FakeConfig("::1", 0, Receive.EVENTS, 1));

        assertThat(provider.calls).contains("bind [::1]:0");
    }

    @ParameterizedTest
    @EnumSource
    void failsWithTheStatusAndLeavesNothingOpen(FakeProvider.Step step) {
        provider.failing(step, NtStatus.STATUS_INSUFFICIENT_RESOURCES);

        assertThatThrownBy(() -> provider.serve(FakeConfig.with(Receive.EVENTS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:7007: STATUS_INSUFFICIENT_RESOURCES");

        assertThat(provider.calls.contains("close listener")).isEqualTo(step != FakeProvider.Step.SOCKET);
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheListenerAndThenTheConnections(Receive receive) {
        EchoServer server = provider.serve(FakeConfig.with(receive));
        FakeConnection one = provider.connect();
        FakeConnection other = provider.connect();
        provider.calls.clear();

        server.stop();

        assertThat(provider.calls).containsExactly("close listener", "abort", "close", "abort", "close");
        assertThat(one.isClosed()).isTrue();
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void waitsForTheConnectionsThatAreClosing() throws Exception {
        EchoServer server = provider.serve(FakeConfig.with(Receive.EVENTS));
        FakeConnection connection = provider.connect();
        connection.closeSlowly();
        connection.disconnected(0);
        provider.calls.clear();
        Thread stopping = new Thread(
                () -> {
                    server.stop();
                    provider.calls.add("stopped");
                },
                "stopping");
        stopping.start();
        awaitWaiting(stopping);

        provider.calls.add("closed");
        connection.completeClose();

        stopping.join();
        assertThat(provider.calls).containsExactly("close listener", "closed", "stopped");
    }

    /** Returns when a thread waits for something, or has ended. */
    private static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            if (Thread.interrupted()) {
                throw new InterruptedException(); // the time is up
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void closesAListenerThatWorksNoLongerOnce() {
        EchoServer server = provider.serve(FakeConfig.with(Receive.EVENTS));
        FakeConnection connection = provider.connect();
        provider.calls.clear();

        provider.breakListener();

        assertThat(provider.calls).containsExactly("close listener");
        assertThat(connection.isClosed()).isFalse();
        server.stop();
        assertThat(provider.calls).containsExactly("close listener", "abort", "close");
    }
}
