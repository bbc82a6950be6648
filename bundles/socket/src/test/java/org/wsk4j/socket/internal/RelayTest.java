// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;

/** Streams in both directions at once through a relay, which receives no faster than it gets rid of what it has. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RelayTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @ParameterizedTest(name = "with events: {0}")
    @ValueSource(booleans = {false, true})
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01", "SEND-12", "SEND-13"})
    void passesStreamsOnInBothDirections(boolean events) throws Exception {
        long size = StreamReceiveTest.most();
        SplittableRandom random = StreamReceiveTest.random("relay, events: " + events, size);
        Relay relay = new Relay(wsk, events);
        Peer client = wsk.peerAt(relay.port());
        relay.begin(wsk.listener().getLocalPort());
        Peer server = wsk.accept();
        StreamSink below = new StreamSink(client).start();
        StreamSink above = new StreamSink(server).start();

        try (StreamSource up = new StreamSource(client, size, random.split()).start();
                StreamSource down = new StreamSource(server, size, random.split()).start()) {
            assertThat(above.count()).isEqualTo(size);
            assertThat(below.count()).isEqualTo(size);
            assertThat(up.written()).isEqualTo(size);
            assertThat(down.written()).isEqualTo(size);
        }
        SocketFixture.eventually("both directions have ended", relay::isOver);
    }
}
