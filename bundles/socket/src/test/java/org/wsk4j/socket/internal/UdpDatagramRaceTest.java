// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientDatagramDispatch;

/** The races of datagram sockets, over UDP on the loopback interface. */
class UdpDatagramRaceTest extends DatagramRaces {
    private java.net.DatagramSocket peer; // of all lines of a test; reads nothing

    UdpDatagramRaceTest() {
        super(SocketFixture.tcpip());
    }

    @Override
    Line open(WskClientDatagramDispatch callbacks) {
        try {
            if (peer == null) {
                peer = wsk.closeLater(
                        new java.net.DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DatagramClient socket = wsk.boundDatagram(null, callbacks);
        SockAddrIn address = new SockAddrIn();
        socket.getLocalAddress(address).completedWith(STATUS_SUCCESS);
        return new UdpLine(socket, address.toInetSocketAddress());
    }

    private final class UdpLine implements Line {
        private final DatagramClient socket;
        private final InetSocketAddress address;

        private UdpLine(DatagramClient socket, InetSocketAddress address) {
            this.socket = socket;
            this.address = address;
        }

        @Override
        public DatagramClient socket() {
            return socket;
        }

        @Override
        public SockAddr peer() {
            return SockAddrIn.of((InetSocketAddress) peer.getLocalSocketAddress());
        }

        @Override
        public void send(int content) {
            try {
                peer.send(new DatagramPacket(new byte[] {(byte) content}, 1, address));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What is sent does not wait, unless the system cannot take it. */
        @Override
        public void hold() {}

        @Override
        public void letGo() {}

        @Override
        public long bytesSent() {
            return socket.engineSide().datagrams().bytesSent();
        }

        @Override
        public void assertNothingOnLoan() {
            SocketFixture.eventually(
                    "nothing is retained", () -> socket.engineSide().retained() == 0);
        }

        @Override
        public void done() {
            wsk.done(socket);
        }
    }
}
