// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** The other end of datagrams: a plain java.net socket that blocks, and fails rather than waits for ever. */
final class UdpPeer implements AutoCloseable {
    private final java.net.DatagramSocket socket;
    private final byte[] memory = new byte[65_536];
    private InetSocketAddress sender; // of the last datagram

    UdpPeer(InetAddress address) {
        try {
            socket = new java.net.DatagramSocket(new InetSocketAddress(address, 0));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SocketFixture.DEADLINE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address of this machine at which nobody receives. */
    static InetSocketAddress deserted(InetAddress address) {
        try (UdpPeer gone = new UdpPeer(address)) {
            return gone.address();
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    UdpPeer send(String text, InetSocketAddress to) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1), to);
    }

    UdpPeer send(byte[] bytes, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
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
        sender = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(memory, packet.getLength());
    }

    String receive() {
        return new String(receiveBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Who sent the last datagram that was received. */
    InetSocketAddress sender() {
        return sender;
    }

    @Override
    public void close() {
        socket.close();
    }
}
