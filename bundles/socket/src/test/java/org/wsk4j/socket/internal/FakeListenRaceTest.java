// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.ws2def.SockAddrIn;

/** The races of listening sockets, over a transport in memory with one I/O thread. */
class FakeListenRaceTest extends ListenRaces {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.live();

    private final AtomicInteger ports = new AtomicInteger();

    @Override
    SocketFixture wsk() {
        return wsk;
    }

    @Override
    Connector connect(SockAddrIn address) {
        int port = 1 + (ports.getAndIncrement() & 0x7fff);
        try {
            return new FakeConnector(
                    wsk.transport(FakeTransport.class).listener().connect(SockAddrIn.of("192.0.2.1", port)));
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private record FakeConnector(FakePeer peer) implements Connector {
        @Override
        public void awaitEnd() {
            peer.awaitEnd();
        }

        @Override
        public void reset() {
            peer.reset();
        }

        @Override
        public String readOne() {
            return peer.readText(1);
        }

        @Override
        public void close() {
            // nothing of it is left when our side is closed
        }
    }
}
