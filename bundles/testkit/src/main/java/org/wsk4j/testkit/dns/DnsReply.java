// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A reply in the making: begins as the empty reply to its request, and can be made wrong in every way.
 *
 * <p>Threads: one.
 */
public final class DnsReply {
    /** Response codes. */
    public static final int NOERROR = 0, FORMERR = 1, SERVFAIL = 2, NXDOMAIN = 3, NOTIMP = 4, REFUSED = 5;

    private static final int QR = 0x8000;
    private static final int AA = 0x0400;
    private static final int TC = 0x0200;
    private static final int RD_RA = 0x0180;
    private static final int IN = 1;

    private final DnsRequest request;
    private final Section answer = new Section();
    private final Section authority = new Section();

    private int id;
    private int flags = QR | RD_RA;
    private byte[] question;
    private int ttl = 60;
    private int recordClass = IN;

    DnsReply(DnsRequest request) {
        this.request = request;
        this.id = request.id();
        this.question = request.question();
    }

    /** Some records, and how many they are. */
    private static final class Section {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int count;
    }

    /** Says what became of the request: one of the response codes. */
    public DnsReply code(int code) {
        flags = flags & ~0xF | code;
        return this;
    }

    /** Pretends to be the reply to another request. */
    public DnsReply id(int other) {
        id = other;
        return this;
    }

    /** Pretends to be the reply to another question. */
    public DnsReply question(String name, int type) {
        question = questionOf(name, type, IN);
        return this;
    }

    /** Pretends to be the reply to another question. */
    public DnsReply question(String name, int type, int questionClass) {
        question = questionOf(name, type, questionClass);
        return this;
    }

    private static byte[] questionOf(String name, int type, int questionClass) {
        return bytes(out -> {
            out.write(wire(name));
            out.writeShort(type);
            out.writeShort(questionClass);
        });
    }

    /** Leaves the question out. */
    public DnsReply withoutQuestion() {
        question = new byte[0];
        return this;
    }

    /** Is no reply at all, but a query. */
    public DnsReply asQuery() {
        flags &= ~QR;
        return this;
    }

    /** Says that it is of the authority. */
    public DnsReply authoritative() {
        flags |= AA;
        return this;
    }

    /** Says that there is more, by TCP. */
    public DnsReply truncated() {
        flags |= TC;
        return this;
    }

    /** The time to live of the records that follow, in seconds. */
    public DnsReply ttl(int seconds) {
        ttl = seconds;
        return this;
    }

    /** The class of the records that follow. */
    public DnsReply recordClass(int other) {
        recordClass = other;
        return this;
    }

    /** An A or an AAAA record, as the literal says. */
    public DnsReply address(String name, String literal) {
        try {
            byte[] address = InetAddress.getByName(literal).getAddress();
            return record(name, address.length == 4 ? DnsRequest.A : DnsRequest.AAAA, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A CNAME record. */
    public DnsReply cname(String name, String target) {
        return record(name, DnsRequest.CNAME, wire(target));
    }

    /** A PTR record. */
    public DnsReply ptr(String name, String target) {
        return record(name, DnsRequest.PTR, wire(target));
    }

    /** Any record, of any data. */
    public DnsReply record(String name, int type, byte[] data) {
        return record(answer, name, type, data);
    }

    /** The start of authority of a zone, by which "there is none" can be remembered. */
    public DnsReply soa(String zone, int minimum) {
        return record(authority, zone, DnsRequest.SOA, bytes(out -> {
            out.write(wire("ns." + zone));
            out.write(wire("root." + zone));
            for (int number : new int[] {1, 3600, 600, 86400, minimum}) {
                out.writeInt(number);
            }
        }));
    }

    /** Whom to ask instead. */
    public DnsReply ns(String zone, String server) {
        return record(authority, zone, DnsRequest.NS, wire(server));
    }

    private DnsReply record(Section section, String name, int type, byte[] data) {
        section.bytes.writeBytes(bytes(out -> {
            out.write(wire(name));
            out.writeShort(type);
            out.writeShort(recordClass);
            out.writeInt(ttl);
            out.writeShort(data.length);
            out.write(data);
        }));
        section.count++;
        return this;
    }

    /** Bytes that are to be a record of the answer. */
    public DnsReply raw(byte... record) {
        answer.bytes.writeBytes(record);
        answer.count++;
        return this;
    }

    /** The message. */
    public byte[] bytes() {
        return bytes(out -> {
            out.writeShort(id);
            out.writeShort(flags);
            out.writeShort(question.length == 0 ? 0 : 1);
            out.writeShort(answer.count);
            out.writeShort(authority.count);
            out.writeShort(0);
            out.write(question);
            answer.bytes.writeTo(out);
            authority.bytes.writeTo(out);
        });
    }

    /** Sends it to who has asked. */
    public void send() {
        request.send(bytes());
    }

    /** A name as it is sent; a dot at its end makes no difference. */
    public static byte[] wire(String name) {
        return bytes(out -> {
            for (String label : name.split("\\.")) {
                byte[] text = label.getBytes(StandardCharsets.UTF_8);
                out.writeByte(text.length);
                out.write(text);
            }
            out.writeByte(0);
        });
    }

    /** What writes into memory. */
    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
