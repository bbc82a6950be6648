// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientDatagramDispatch;

/** {@link DatagramRaces} over a transport in memory, which insists on what its caller promises. */
class FakeDatagramRaceTest extends DatagramRaces {
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);

    FakeDatagramRaceTest() {
        super(SocketFixture.liveDatagrams());
    }

    @Override
    Line open(WskClientDatagramDispatch callbacks) {
        DatagramClient socket = wsk.boundDatagram(null, callbacks);
        return new FakeLine(socket, wsk.transport(FakeDatagramTransport.class).endpoint());
    }

    private final class FakeLine implements Line {
        private final DatagramClient socket;
        private final FakeDatagramEndpoint endpoint;

        private FakeLine(DatagramClient socket, FakeDatagramEndpoint endpoint) {
            this.socket = socket;
            this.endpoint = endpoint;
        }

        @Override
        public DatagramClient socket() {
            return socket;
        }

        @Override
        public SockAddr peer() {
            return PEER;
        }

        @Override
        public void send(int content) {
            endpoint.deliver(FakeDatagram.of(new byte[] {(byte) content}, PEER));
        }

        @Override
        public void hold() {
            wsk.transport(FakeDatagramTransport.class).holdSends();
        }

        @Override
        public void letGo() {
            wsk.transport(FakeDatagramTransport.class).releaseHolds();
        }

        @Override
        public long bytesSent() {
            return endpoint.bytesSent();
        }

        @Override
        public void assertNothingOnLoan() {
            SocketFixture.eventually("all buffers are back", () -> endpoint.buffersOnLoan() == 0);
        }

        @Override
        public void done() {
            wsk.done(socket);
        }
    }
}
