// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A query by a datagram. Whatever comes and is no reply to it is left alone, as anybody can send that: the true reply may
 * still come.
 */
final class UdpWire extends Wire {
    private static final int MOST_AT_ONCE = 16; // so that a flood does not keep others waiting

    private DatagramChannel channel;

    UdpWire(InetSocketAddress server, byte[] query) {
        super(server, query);
    }

    @Override
    void open(Selector selector) throws IOException {
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(server()); // from a port that the platform draws; nobody else is heard
        channel.register(selector, SelectionKey.OP_READ, this);
        channel.write(ByteBuffer.wrap(query())); // what finds no room is lost, as it may be on its way
    }

    @Override
    byte[] ready(ByteBuffer room) throws IOException {
        for (int i = 0; i < MOST_AT_ONCE && channel.receive(room.clear()) != null; i++) {
            byte[] bytes = new byte[room.flip().remaining()];
            room.get(bytes);
            if (ReplyCheck.fits(query(), bytes)) {
                return bytes;
            }
        }
        return null;
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }
}
