// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.wdm.NtStatus;

/** Answers that are not believed. */
class LyingServerTest extends DnsFixture {
    private static final NtStatus BROKEN = NtStatus.STATUS_UNSUCCESSFUL;
    private static final String LIE = "192.0.2.66";
    private static final String TRUTH = "192.0.2.1";

    private static Arguments lie(String name, Consumer<DnsRequest> script) {
        return Arguments.of(name, script);
    }

    /** A reply to host.test/A with an address that must never be believed. */
    private static DnsReply lie(DnsRequest request) {
        return request.reply().address("host.test", LIE);
    }

    /** What anybody can send who knows the port at most: no reply to the query at all. */
    static Stream<Arguments> strangers() {
        return Stream.of(
                lie("wrong id", request -> lie(request).id(request.id() ^ 1).send()),
                lie(
                        "wrong name",
                        request -> lie(request)
                                .question("other.test", DnsRequest.A)
                                .send()),
                lie(
                        "name of another length",
                        request -> lie(request)
                                .question("host.test.test", DnsRequest.A)
                                .send()),
                lie(
                        "wrong type",
                        request -> lie(request)
                                .question("host.test", DnsRequest.AAAA)
                                .send()),
                lie(
                        "wrong class",
                        request -> lie(request)
                                .question("host.test", DnsRequest.A, 3)
                                .send()),
                lie("no question", request -> lie(request).withoutQuestion().send()),
                lie(
                        "no question, and no such name",
                        request -> request.reply()
                                .withoutQuestion()
                                .code(DnsReply.NXDOMAIN)
                                .send()),
                lie("a query", request -> lie(request).asQuery().send()),
                lie("another operation", request -> {
                    byte[] bytes = lie(request).bytes();
                    bytes[2] |= 4 << 3; // notify
                    request.send(bytes);
                }),
                lie("nothing", request -> request.sendRaw()),
                lie("one byte", request -> request.send(new byte[] {1})),
                lie(
                        "half a header",
                        request -> request.send(Arrays.copyOf(lie(request).bytes(), 7))),
                lie(
                        "a header alone",
                        request -> request.send(Arrays.copyOf(lie(request).bytes(), 12))),
                lie(
                        "half a question",
                        request -> request.send(Arrays.copyOf(lie(request).bytes(), 20))),
                lie(
                        "text",
                        request ->
                                request.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void waitsForTheTrueReplyAfterWhatIsNone(String what, Consumer<DnsRequest> script) {
        server.script(request -> {
            for (int i = 0; i < 40; i++) {
                script.accept(request);
            }
            request.reply().address("host.test", TRUTH).send();
        });

        assertThat(lookUp4("host.test").answers()).containsExactly(TRUTH);

        assertThat(server.asked()).containsExactly("host.test/1");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void takesWhatIsNoReplyForSilence(String what, Consumer<DnsRequest> script) {
        isImpatient();
        server.script(script);

        lookUp4("host.test").failsWith(NtStatus.STATUS_IO_TIMEOUT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void givesUpAConnectionThatBringsWhatIsNoReply(String what, Consumer<DnsRequest> script) {
        isImpatient(); // for the one that brings nothing
        server.script(request -> {
            if (request.isTcp()) {
                script.accept(request);
            } else {
                request.reply().truncated().send();
            }
        });

        lookUp4("host.test").failsWith(what.equals("nothing") ? NtStatus.STATUS_IO_TIMEOUT : BROKEN);
    }

    /** A pointer of compression to a place in the message. */
    private static byte[] pointer(int to) {
        return new byte[] {(byte) (0xC0 | to >> 8), (byte) to};
    }

    private static final int AFTER_QUESTION = 12 + "host.test".length() + 2 + 4;

    private static byte[] record(byte[] name) {
        byte[] rest = {0, 1, 0, 1, 0, 0, 0, 60, 0, 4, (byte) 192, 0, 2, 66};
        byte[] all = Arrays.copyOf(name, name.length + rest.length);
        System.arraycopy(rest, 0, all, name.length, rest.length);
        return all;
    }

    /** Replies that can only come from the server, or from its network. */
    static Stream<Arguments> liars() {
        return Stream.of(
                lie(
                        "a name that points to itself",
                        request -> request.reply()
                                .raw(record(pointer(AFTER_QUESTION)))
                                .send()),
                lie(
                        "a name that points behind itself",
                        request -> request.reply()
                                .raw(record(pointer(AFTER_QUESTION + 4)))
                                .send()),
                lie(
                        "a name that points to its own label",
                        request -> request.reply()
                                .raw(record(new byte[] {1, 'a', (byte) 0xC0, (byte) AFTER_QUESTION}))
                                .send()),
                lie(
                        "a name that points nowhere",
                        request -> request.reply().raw(record(pointer(0x3FFF))).send()),
                lie(
                        "a label of a kind that there is not",
                        request -> request.reply()
                                .raw(record(new byte[] {(byte) 0x80, 0}))
                                .send()),
                lie(
                        "half a record",
                        request -> request.reply()
                                .raw(Arrays.copyOf(record(pointer(12)), 9))
                                .send()),
                lie("a record longer than the message", request -> {
                    byte[] record = record(pointer(12));
                    record[11] = 100;
                    request.reply().raw(record).send();
                }),
                lie(
                        "an address of three bytes",
                        request -> request.reply()
                                .record("host.test", DnsRequest.A, new byte[] {1, 2, 3})
                                .send()),
                lie("more records announced than there are", request -> {
                    byte[] bytes = request.reply().address("host.test", LIE).bytes();
                    bytes[7] = 50;
                    request.send(bytes);
                }),
                lie(
                        "an alias of itself",
                        request ->
                                request.reply().cname("host.test", "host.test").send()),
                lie(
                        "aliases in a circle",
                        request -> request.reply()
                                .cname("host.test", "b.test")
                                .cname("b.test", "c.test")
                                .cname("c.test", "host.test")
                                .send()),
                lie(
                        "aliases in a circle over several answers",
                        request -> request.reply()
                                .cname(request.name(), request.name().equals("host.test") ? "b.test" : "host.test")
                                .send()),
                lie(
                        "two aliases of one name",
                        request -> request.reply()
                                .cname("host.test", "b.test")
                                .cname("host.test", "c.test")
                                .address("b.test", LIE)
                                .address("c.test", LIE)
                                .send()),
                lie("a chain of aliases that is too long", request -> {
                    DnsReply reply = request.reply().cname("host.test", "a0.test");
                    for (int i = 0; i < 200; i++) {
                        reply.cname("a" + i + ".test", "a" + (i + 1) + ".test");
                    }
                    reply.address("a200.test", LIE).send();
                }),
                lie(
                        "a chain of aliases without an end",
                        request -> request.reply()
                                .cname(request.name(), "x" + request.name())
                                .send()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liars")
    void takesNonsenseForAFailure(String what, Consumer<DnsRequest> script) {
        server.script(script);

        lookUp4("host.test").failsWith(BROKEN);

        assertThat(server.asked()).hasSizeLessThan(40);
        TestLoggerFactory.clearAll(); // the library warns of some of it
    }

    /** Replies whose records do not belong to the question. */
    static Stream<Arguments> intruders() {
        return Stream.of(
                lie(
                        "another name",
                        request -> request.reply().address("other.test", LIE).send()),
                lie(
                        "a name below",
                        request -> request.reply().address("a.host.test", LIE).send()),
                lie(
                        "another class",
                        request -> request.reply()
                                .recordClass(3)
                                .address("host.test", LIE)
                                .send()),
                lie(
                        "another family",
                        request -> request.reply()
                                .address("host.test", "2001:db8::66")
                                .send()),
                lie(
                        "an alias of another name",
                        request -> request.reply()
                                .cname("other.test", "b.test")
                                .address("b.test", LIE)
                                .send()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("intruders")
    void passesOverRecordsThatWereNotAskedFor(String what, Consumer<DnsRequest> script) {
        remembers();
        server.script("host.test", script).has("other.test", TRUTH);

        lookUp4("host.test").failsWith(NtStatus.STATUS_NO_MATCH);
        assertThat(lookUp4("other.test").answers()).containsExactly(TRUTH);
    }

    @Test
    void outlivesMessagesWithFlippedBits() {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("stress") ? 100_000 : 500;
        isImpatient();
        server.script(request -> {
            byte[] bytes = request.reply()
                    .cname("host.test", "www.test")
                    .address("www.test", TRUTH)
                    .soa("test", 60)
                    .bytes();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[AFTER_QUESTION + random.nextInt(bytes.length - AFTER_QUESTION)] ^= 1 << random.nextInt(8);
            }
            request.send(Arrays.copyOf(bytes, bytes.length - (random.nextInt(4) == 0 ? random.nextInt(20) : 0)));
        });

        for (int i = 0; i < rounds; i++) {
            lookUp4("host.test").isOverInTime();
        }
        server.script(request -> request.reply().address("host.test", TRUTH).send());

        assertThat(lookUp4("host.test").answers()).containsExactly(TRUTH);
        TestLoggerFactory.clearAll(); // the library warns of some of it
    }
}
