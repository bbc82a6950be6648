// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * As much of Redis' protocol as PING, SET and GET need.
 *
 * <p>Threads: one at a time; the values are shared.
 */
final class RespTalk implements Server.Talk {
    private final Map<String, byte[]> values;
    private byte[] pending = {}; // of a command that is not complete
    private int at; // in it

    RespTalk(Map<String, byte[]> values) {
        this.values = values;
    }

    @Override
    public void received(Conversation with, ByteBuffer bytes) {
        byte[] more = new byte[pending.length + bytes.remaining()];
        System.arraycopy(pending, 0, more, 0, pending.length);
        bytes.get(more, pending.length, bytes.remaining());
        pending = more;
        for (List<byte[]> command = command(); command != null; command = command()) {
            answer(with, command);
        }
    }

    /** The next command that is there to its last byte, or null. */
    private List<byte[]> command() {
        at = 0;
        Integer count = number();
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; count != null && i < count; i++) {
            Integer size = number();
            if (size == null || at + size + 2 > pending.length) {
                return null;
            }
            words.add(slice(at, at + size));
            at += size + 2;
        }
        if (count != null) {
            pending = slice(at, pending.length);
        }
        return count == null ? null : words;
    }

    /** The number of a line such as {@code *3} or {@code $5}; null when it is not all there. */
    private Integer number() {
        for (int i = at; i + 1 < pending.length; i++) {
            if (pending[i] == '\r') {
                Integer number = Integer.valueOf(new String(slice(at + 1, i), StandardCharsets.US_ASCII));
                at = i + 2;
                return number;
            }
        }
        return null;
    }

    private byte[] slice(int from, int to) {
        return Arrays.copyOfRange(pending, from, to);
    }

    private void answer(Conversation with, List<byte[]> command) {
        switch (text(command.get(0)).toUpperCase(Locale.ROOT)) {
            case "PING" -> with.send("+PONG\r\n");
            case "SET" -> {
                values.put(text(command.get(1)), command.get(2));
                with.send("+OK\r\n");
            }
            case "GET" -> {
                byte[] value = values.get(text(command.get(1)));
                if (value == null) {
                    with.send("$-1\r\n");
                } else {
                    ByteArrayOutputStream reply = new ByteArrayOutputStream();
                    reply.writeBytes(("$" + value.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    reply.writeBytes(value);
                    reply.writeBytes(new byte[] {'\r', '\n'});
                    with.sendCopy(ByteBuffer.wrap(reply.toByteArray()));
                }
            }
            default -> with.send("-ERR unknown command\r\n");
        }
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }
}
