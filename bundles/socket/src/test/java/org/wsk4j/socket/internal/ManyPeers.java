// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with very many connections, in a process of its own as they need as many descriptors again as the other end's:
 * connects all, says so, and at each line of its input does one thing with all of them.
 *
 * <p>Threads: one.
 */
final class ManyPeers {
    private final InetSocketAddress server;
    private final List<SocketChannel> channels = new ArrayList<>();

    private ManyPeers(InetSocketAddress server) {
        this.server = server;
    }

    /** The port of the server, and the number of connections. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        ManyPeers peers = new ManyPeers(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split(" ");
            switch (words[0]) {
                case "connect" -> peers.connect(Integer.parseInt(words[1]));
                case "echo" -> peers.echo();
                case "close" -> peers.close();
                default -> throw new IllegalArgumentException(command);
            }
            System.out.println(command);
        }
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            channels.add(SocketChannel.open(server));
        }
    }

    /** Every connection gets its own number back. */
    private void echo() throws IOException {
        ByteBuffer number = ByteBuffer.allocateDirect(Integer.BYTES);
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).write(number.clear().putInt(i).flip());
        }
        for (int i = 0; i < channels.size(); i++) {
            number.clear();
            while (number.hasRemaining()) {
                if (channels.get(i).read(number) < 0) {
                    throw new IOException("connection " + i + " has ended");
                }
            }
            if (number.flip().getInt() != i) {
                throw new IOException("connection " + i + " got another one's bytes");
            }
        }
    }

    /** One half ends in good order, the other is broken off. */
    private void close() throws IOException {
        for (int i = 0; i < channels.size(); i++) {
            if (i % 2 == 0) {
                channels.get(i).shutdownOutput();
            } else {
                channels.get(i).setOption(StandardSocketOptions.SO_LINGER, 0);
                channels.get(i).close();
            }
        }
        ByteBuffer nothing = ByteBuffer.allocateDirect(1);
        for (int i = 0; i < channels.size(); i += 2) {
            if (channels.get(i).read(nothing) >= 0) {
                throw new IOException("connection " + i + " got more than its echo");
            }
            channels.get(i).close();
        }
        channels.clear();
    }
}
