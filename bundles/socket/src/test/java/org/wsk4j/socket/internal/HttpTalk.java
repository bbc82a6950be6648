// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;

/**
 * HTTP/1.1 as far as curl and wrk need it: {@code GET /n} answers n bytes of a {@link Content}, {@code PUT} the checksum of
 * what was uploaded; connections are kept.
 *
 * <p>Threads: one at a time.
 */
final class HttpTalk implements Server.Talk {
    /** What is served, and how often it was asked for. Threads: safe for all. */
    static final class Content {
        private final byte[] bytes;
        private final Mdl mdl;
        private final AtomicInteger requests = new AtomicInteger();

        Content(int size) {
            bytes = Bytes.pattern(size, 7);
            mdl = Bytes.of(bytes).mdl();
        }

        byte[] bytes() {
            return bytes;
        }

        int requests() {
            return requests.get();
        }
    }

    private final Content content;
    private final StringBuilder head = new StringBuilder();
    private final CRC32C checksum = new CRC32C();
    private long missing; // bytes of the body that is being uploaded
    private boolean uploading;

    HttpTalk(Content content) {
        this.content = content;
    }

    @Override
    public void received(Conversation with, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (uploading) {
                takeBody(with, bytes);
            } else {
                head.append((char) (bytes.get() & 0xff));
                int length = head.length();
                if (length >= 4 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
                    String request = head.toString();
                    head.setLength(0);
                    answer(with, request);
                }
            }
        }
    }

    private void answer(Conversation with, String request) {
        content.requests.incrementAndGet();
        if (request.startsWith("GET /")) {
            int size = Integer.parseInt(request.substring(5, request.indexOf(' ', 5)));
            sendInOne(with, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n", content.mdl, size);
            return;
        }
        uploading = true;
        missing = Long.parseLong(field(request, "content-length"));
        checksum.reset();
        if (field(request, "expect") != null) {
            with.send("HTTP/1.1 100 Continue\r\n\r\n");
        }
    }

    private static String field(String request, String name) {
        return request.toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findAny()
                .orElse(null);
    }

    private void takeBody(Conversation with, ByteBuffer bytes) {
        int count = (int) Math.min(missing, bytes.remaining());
        checksum.update(bytes.slice().limit(count));
        bytes.position(bytes.position() + count);
        missing -= count;
        if (missing == 0) {
            uploading = false;
            byte[] body = Long.toHexString(checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
            String answer = "HTTP/1.1 201 Created\r\nContent-Length: " + body.length + "\r\n\r\n";
            sendInOne(with, answer, Bytes.of(body).mdl(), body.length);
        }
    }

    /** In one send, as the platform would let the body wait until the peer has the header. */
    private static void sendInOne(Conversation with, String header, Mdl body, int size) {
        Mdl both = Bytes.chain(Bytes.of(header).mdl(), body);
        with.send(new WskBuf(both, 0, header.length() + size));
    }
}
