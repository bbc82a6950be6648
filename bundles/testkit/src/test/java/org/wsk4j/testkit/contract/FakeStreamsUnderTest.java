// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.wsk4j.testkit.transport.FakeListener;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/** The live fake of connections, whose peers the test plays. */
final class FakeStreamsUnderTest implements StreamsUnderTest, StreamPeers {
    private static final int FLOOD = 4 * FakePeer.WINDOW;

    private final FakeTransport transport = FakeTransport.live();
    private final FakeFamily family;

    FakeStreamsUnderTest(FakeFamily family) {
        this.family = family;
        transport.addOption(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, 0);
    }

    @Override
    public TransportProvider transport() {
        return transport;
    }

    @Override
    public SockAddr home() {
        return family.home();
    }

    @Override
    public StreamPeers streamPeers() {
        return this;
    }

    @Override
    public Option option(int socketType) {
        return new Option(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY);
    }

    @Override
    public int flood() {
        return FLOOD;
    }

    @Override
    public void close() {
        transport.close();
    }

    // ---- StreamPeers

    @Override
    public PeerListener listen() {
        return new PeerListener() {
            private final SockAddr address = family.stranger(7);

            @Override
            public SockAddr address() {
                return address;
            }

            @Override
            public StreamPeer accept() {
                return new Peer(transport.nextPeer());
            }
        };
    }

    @Override
    public StreamPeer dial(ListenEndpoint listener) {
        return new Peer(((FakeListener) listener).connect());
    }

    @Override
    public boolean isRefused(ListenEndpoint listener, SockAddr address) {
        return ((FakeListener) listener).isClosed();
    }

    @Override
    public SockAddr nobody() {
        transport.refuseConnect(NtStatus.STATUS_CONNECTION_REFUSED);
        return family.stranger(9);
    }

    private final class Peer implements StreamPeer {
        private final FakePeer peer;

        Peer(FakePeer peer) {
            this.peer = peer;
        }

        @Override
        public SockAddr address() {
            SockAddr address = home();
            assertThat(peer.endpoint().remoteAddress(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
            return address;
        }

        @Override
        public void write(String text) {
            peer.write(text);
        }

        @Override
        public String read(int count) {
            return peer.readText(count);
        }

        @Override
        public void end() {
            peer.close();
        }

        @Override
        public void reset() {
            peer.reset();
        }

        @Override
        public void awaitEnd() {
            peer.awaitEnd();
            assertThat(peer.isReset()).isFalse();
            assertThat(peer.readText(1)).as("after the end").isEmpty();
        }

        @Override
        public void awaitReset() {
            peer.awaitEnd();
            assertThat(peer.isReset()).isTrue();
        }
    }
}
