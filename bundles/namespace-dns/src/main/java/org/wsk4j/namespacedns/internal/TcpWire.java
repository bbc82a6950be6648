// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.xbill.DNS.WireParseException;

/** A query by a connection, which is for this one alone: a length of two bytes, the message; the same back. */
final class TcpWire extends Wire {
    private final ByteBuffer out;
    private final ByteBuffer length = ByteBuffer.allocate(Short.BYTES);

    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer in; // once its length is known

    TcpWire(InetSocketAddress server, byte[] query) {
        super(server, query);
        out = ByteBuffer.allocate(Short.BYTES + query.length);
        out.putShort((short) query.length).put(query).flip();
    }

    @Override
    void open(Selector selector) throws IOException {
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        boolean connected = channel.connect(server());
        key = channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    }

    @Override
    byte[] ready(ByteBuffer room) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else if (key.isWritable()) {
            channel.write(out);
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } else if (key.isReadable()) {
            return read();
        }
        return null;
    }

    private byte[] read() throws IOException {
        if (in == null && fill(length)) {
            in = ByteBuffer.allocate(Short.toUnsignedInt(length.getShort(0)));
        }
        if (in == null || !fill(in)) {
            return null;
        }
        if (!ReplyCheck.fits(query(), in.array())) {
            throw new WireParseException("what " + server() + " sent is no reply to what it was asked");
        }
        return in.array();
    }

    /** Reads what is there; true when the buffer is full. */
    private boolean fill(ByteBuffer buffer) throws IOException {
        if (buffer.hasRemaining() && channel.read(buffer) < 0) {
            throw new EOFException(server() + " closed the connection before it had answered");
        }
        return !buffer.hasRemaining();
    }

    @Override
    SelectableChannel channel() {
        return channel;
    }
}
