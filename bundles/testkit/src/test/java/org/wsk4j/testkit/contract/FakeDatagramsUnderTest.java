// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/** The live fake of datagrams, whose peers the test plays. */
final class FakeDatagramsUnderTest implements DatagramsUnderTest, DatagramPeers {
    private final FakeDatagramTransport transport = FakeDatagramTransport.live();
    private final FakeFamily family;
    private int nextPort = 1024;

    FakeDatagramsUnderTest(FakeFamily family) {
        this.family = family;
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
    public DatagramPeers datagramPeers() {
        return this;
    }

    @Override
    public Option option(int socketType) {
        return new Option(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST);
    }

    @Override
    public void close() {
        transport.close();
    }

    // ---- DatagramPeers

    @Override
    public DatagramPeer datagrams() {
        return new Peer(family.stranger(nextPort++));
    }

    private static final class Peer implements DatagramPeer {
        private final SockAddr address;
        private final Map<DatagramEndpoint, Integer> read = new HashMap<>(); // how many of those sent to us

        Peer(SockAddr address) {
            this.address = address;
        }

        @Override
        public SockAddr address() {
            return address.copy();
        }

        @Override
        public void send(String text, DatagramEndpoint endpoint) {
            ((FakeDatagramEndpoint) endpoint).deliver(address, text);
        }

        /** What was sent is there when the send is over. */
        @Override
        public String receive(DatagramEndpoint endpoint) {
            List<FakeDatagram> sent = ((FakeDatagramEndpoint) endpoint)
                    .sent().stream()
                            .filter(datagram -> datagram.address().equals(address))
                            .toList();
            int number = read.merge(endpoint, 1, Integer::sum);
            assertThat(sent).hasSizeGreaterThanOrEqualTo(number);
            return sent.get(number - 1).text();
        }
    }
}
