// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.ws2def.SockAddr;

/** The other end of datagrams: a plain java.net socket that blocks, and fails rather than waits for ever. */
final class UdpPeer implements AutoCloseable {
    private final IpFamily family;
    private final DatagramSocket socket;
    private final byte[] memory = new byte[65_536];

    UdpPeer(IpFamily family) {
        this.family = family;
        try {
            socket = new DatagramSocket(new InetSocketAddress(TcpFixture.loopback(family), 0));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Call.DEADLINE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DatagramSocket socket() {
        return socket;
    }

    SockAddr address() {
        return TcpFixture.loopback(family, socket.getLocalPort());
    }

    UdpPeer send(String text, TransportEndpoint to) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1), UdpFixture.addressOf(family, to));
    }

    UdpPeer send(byte[] bytes, SockAddr to) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, family.toPlatform(to)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next datagram. */
    byte[] receiveBytes() {
        DatagramPacket packet = new DatagramPacket(memory, memory.length);
        try {
            socket.receive(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(memory, packet.getLength());
    }

    String receive() {
        return new String(receiveBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        socket.close();
    }
}
