// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientConnectionDispatch;

/** {@link EventRaces} over a transport in memory, which insists on what its caller promises. */
class FakeEventRaceTest extends EventRaces {
    FakeEventRaceTest() {
        super(SocketFixture.over(FakeTransport::live, FakeTransport::close));
    }

    @Override
    Line connect(WskClientConnectionDispatch callbacks) {
        ClientSocket socket = wsk.connected(null, callbacks);
        return new FakeLine(socket, wsk.transport(FakeTransport.class).nextPeer());
    }

    @Override
    SockAddr acceptor() {
        return SockAddrIn.of("127.0.0.1", 7);
    }

    private final class FakeLine implements Line {
        private final ClientSocket socket;
        private final FakePeer peer;

        private FakeLine(ClientSocket socket, FakePeer peer) {
            this.socket = socket;
            this.peer = peer;
        }

        @Override
        public ClientSocket socket() {
            return socket;
        }

        @Override
        public void write(byte... bytes) {
            peer.write(bytes);
        }

        @Override
        public void writeUnlessReset(byte... bytes) {
            try {
                peer.write(bytes);
            } catch (IllegalStateException e) {
                assertThat(peer.isReset()).as("reset by the socket").isTrue();
            }
        }

        @Override
        public void assertNothingOnLoan() {
            SocketFixture.eventually(
                    "all buffers are back", () -> peer.endpoint().buffersOnLoan() == 0);
        }

        @Override
        public void done() {
            wsk.done(socket);
        }
    }
}
