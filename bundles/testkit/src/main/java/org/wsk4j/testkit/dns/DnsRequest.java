// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.dns;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a server was asked, and the way back.
 *
 * <p>Threads: safe for all.
 */
public final class DnsRequest {
    /** Types of records. */
    public static final int A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, AAAA = 28;

    private static final int HEADER = 12;
    private static final int ADDITIONAL = 10;

    /** Sends bytes back. */
    interface Way extends Closeable {
        void send(byte[] message) throws IOException;

        /** Without the length that goes before a message in a connection. */
        void sendRaw(byte[] bytes) throws IOException;
    }

    private final byte[] message;
    private final Way way;
    private final boolean tcp;
    private final String name;
    private final int end; // of the name

    DnsRequest(byte[] message, boolean tcp, Way way) {
        this.message = message;
        this.tcp = tcp;
        this.way = way;
        StringBuilder text = new StringBuilder();
        int at = HEADER;
        while (message[at] != 0) {
            text.append(text.length() == 0 ? "" : ".")
                    .append(new String(message, at + 1, message[at], StandardCharsets.UTF_8));
            at += 1 + message[at];
        }
        name = text.toString().toLowerCase(Locale.ROOT);
        end = at + 1;
    }

    /** Its number. */
    public int id() {
        return number(0);
    }

    /** Which name is asked for, in lower case. */
    public String name() {
        return name;
    }

    /** Which type is asked for. */
    public int type() {
        return number(end);
    }

    /** Whether it came by a connection. */
    public boolean isTcp() {
        return tcp;
    }

    /** How long a datagram in reply may be, as EDNS says; 0 without EDNS. */
    public int ednsSize() {
        int opt = end + 4; // type and class
        return number(ADDITIONAL) == 0 ? 0 : number(opt + 3); // the root, the type
    }

    byte[] question() {
        return Arrays.copyOfRange(message, HEADER, end + 4);
    }

    private int number(int at) {
        return Short.toUnsignedInt(ByteBuffer.wrap(message).getShort(at));
    }

    /** A reply without any records. */
    public DnsReply reply() {
        return new DnsReply(this);
    }

    /** Sends what is no message, or one that was made elsewhere. By a connection, the length goes before it. */
    public void send(byte[] bytes) {
        try {
            way.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes as they are, which by a connection is a part of a message, or garbage. */
    public void sendRaw(byte... bytes) {
        try {
            way.sendRaw(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection that it came by; does nothing without one. */
    public void close() {
        try {
            way.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + "/" + type() + (tcp ? " by TCP" : "");
    }
}
