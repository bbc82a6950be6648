// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of the DNS (RFC 1035), as far as asking for addresses needs it. */
final class DnsMessage {
    static final int A = 1;
    static final int AAAA = 28;
    static final int NO_ERROR = 0;
    static final int NX_DOMAIN = 3;

    private static final int IN = 1;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int POINTER = 0xC0; // a name goes on elsewhere

    private final int id;
    private final int flags;
    private final List<String> addresses = new ArrayList<>();

    private DnsMessage(int id, int flags) {
        this.id = id;
        this.flags = flags;
    }

    /** The bytes of a question. */
    static byte[] question(int id, String name, int type) {
        ByteBuffer bytes = ByteBuffer.allocate(512);
        bytes.putShort((short) id).putShort((short) RECURSION_DESIRED);
        bytes.putShort((short) 1).putShort((short) 0).putInt(0); // one question, nothing else
        for (String label : name.split("\\.")) {
            bytes.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.put((byte) 0).putShort((short) type).putShort((short) IN);
        byte[] question = new byte[bytes.position()];
        bytes.flip().get(question);
        return question;
    }

    /** Reads an answer. */
    static DnsMessage of(byte[] message) throws UnknownHostException {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        DnsMessage read = new DnsMessage(bytes.getShort() & 0xffff, bytes.getShort() & 0xffff);
        int questions = bytes.getShort();
        int answers = bytes.getShort();
        bytes.getInt(); // how many more there are
        for (int i = 0; i < questions; i++) {
            skipName(bytes);
            bytes.getInt();
        }
        for (int i = 0; i < answers; i++) {
            read.addAnswer(bytes);
        }
        return read;
    }

    private void addAnswer(ByteBuffer bytes) throws UnknownHostException {
        skipName(bytes);
        int type = bytes.getShort();
        bytes.getShort(); // the class
        bytes.getInt(); // how long it holds
        byte[] data = new byte[bytes.getShort()];
        bytes.get(data);
        if (type == A || type == AAAA) {
            addresses.add(InetAddress.getByAddress(data).getHostAddress());
        }
    }

    private static void skipName(ByteBuffer bytes) {
        for (int length = bytes.get() & 0xff; length != 0; length = bytes.get() & 0xff) {
            if (length >= POINTER) {
                bytes.get();
                return;
            }
            bytes.position(bytes.position() + length);
        }
    }

    int id() {
        return id;
    }

    boolean isResponse() {
        return (flags & RESPONSE) != 0;
    }

    int responseCode() {
        return flags & 0xf;
    }

    List<String> addresses() {
        return addresses;
    }
}
