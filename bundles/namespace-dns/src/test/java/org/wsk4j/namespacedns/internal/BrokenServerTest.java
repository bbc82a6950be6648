// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.testkit.dns.ScriptedDns;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** Servers that say nothing, or that they cannot: never taken for "there is no such name". */
class BrokenServerTest extends DnsFixture {
    private static final NtStatus BROKEN = NtStatus.STATUS_UNSUCCESSFUL;

    // ---- silence

    @Test
    void givesUpAServerThatNeverAnswers() {
        isImpatient();
        server.script(request -> {});

        lookUp4("host.test").failsWith(NtStatus.STATUS_IO_TIMEOUT);

        assertThat(server.asked()).containsExactly("host.test/1");
    }

    @Test
    void asksAServerThatDoesNotAnswerAsOftenAsItShall() {
        isImpatient();
        attempts(3);
        server.script(request -> {});

        lookUp4("host.test").failsWith(NtStatus.STATUS_IO_TIMEOUT);

        assertThat(server.asked()).containsExactly("host.test/1", "host.test/1", "host.test/1");
    }

    @Test
    void asksEveryServerBeforeItAsksOneAgain() {
        isImpatient();
        attempts(2);
        try (ScriptedDns second = ScriptedDns.start()) {
            asksThen(second);
            server.script(request -> {});
            second.script(request -> {
                if (server.asked().size() == 2) {
                    request.reply().address("host.test", "192.0.2.1").send();
                }
            });

            assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");

            assertThat(server.asked()).hasSize(2);
            assertThat(second.asked()).hasSize(2);
        }
    }

    @Test
    void asksTheNextServerAtOnceWhereNobodyListens() throws IOException {
        InetSocketAddress nobody = nobody();
        asksOnly(nobody);
        asksThen(server);
        server.has("host.test", "192.0.2.1");

        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
    }

    @Test
    void saysSoWhereNobodyListens() throws IOException {
        asksOnly(nobody());

        lookUp("host.test").failsWith(NtStatus.STATUS_PORT_UNREACHABLE);
    }

    private static InetSocketAddress nobody() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    // ---- errors

    @ParameterizedTest
    @ValueSource(ints = {DnsReply.FORMERR, DnsReply.SERVFAIL, DnsReply.NOTIMP, DnsReply.REFUSED, 9, 15})
    void tellsAServerThatCannotFromANameThatIsUnknown(int code) {
        server.script(request -> request.reply().code(code).send());

        lookUp("host.test").failsWith(BROKEN);
        lookUp(SockAddrIn.of("192.0.2.1", 0)).failsWith(BROKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {DnsReply.FORMERR, DnsReply.SERVFAIL, DnsReply.NOTIMP, DnsReply.REFUSED})
    void asksTheNextServerWhenOneCannot(int code) {
        try (ScriptedDns second = ScriptedDns.start()) {
            asksThen(second);
            server.script(request -> request.reply().code(code).send());
            second.has("host.test", "192.0.2.1");

            assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
        }
    }

    @Test
    void believesTheFirstServerThatANameIsUnknown() {
        try (ScriptedDns second = ScriptedDns.start()) {
            asksThen(second);
            second.has("host.test", "192.0.2.1");

            lookUp("host.test").failsWith(NtStatus.STATUS_NO_MATCH);

            assertThat(second.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {DnsReply.FORMERR, DnsReply.NOTIMP})
    void doesWithoutEdnsWhereAServerDoesNotUnderstandIt(int code) {
        server.script(request -> {
            if (request.ednsSize() > 0) {
                request.reply().code(code).withoutQuestion().send();
            } else {
                request.reply().address("host.test", "192.0.2.1").send();
            }
        });

        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
    }

    @Test
    void takesAReferralForAServerThatCannot() {
        server.script(request -> request.reply().ns("test", "ns.test").send());

        lookUp("host.test").failsWith(BROKEN);
    }

    @Test
    void answersWithOneFamilyWhenTheOtherFails() {
        server.script(request -> {
            if (request.type() == DnsRequest.AAAA) {
                request.reply().code(DnsReply.SERVFAIL).send();
            } else {
                request.reply().address("host.test", "192.0.2.1").send();
            }
        });

        assertThat(lookUp("host.test").answers()).containsExactly("192.0.2.1");
    }

    @Test
    void doesNotSayThatThereIsNothingWhenOneFamilyFailed() {
        server.script(request -> {
            if (request.type() == DnsRequest.AAAA) {
                request.reply().code(DnsReply.SERVFAIL).send();
            } else {
                request.reply().soa("test", 60).send();
            }
        });

        lookUp("host.test").failsWith(BROKEN);
    }

    @Test
    void takesNoOtherHostForOneThatCouldNotBeAskedFor() {
        searches("a.test", "b.test");
        server.has("host.b.test", "192.0.2.66")
                .script(
                        "host.a.test",
                        request -> request.reply().code(DnsReply.SERVFAIL).send());

        lookUp4("host").failsWith(BROKEN);

        assertThat(server.asked()).containsOnly("host.a.test/1");
    }

    // ---- TCP

    @Test
    void asksByTcpForWhatDoesNotFit() {
        server.script(request -> {
            if (request.isTcp()) {
                request.reply().address("host.test", "192.0.2.1").send();
            } else {
                request.reply().truncated().address("host.test", "192.0.2.66").send();
            }
        });

        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
        assertThat(server.asked()).containsExactly("host.test/1", "host.test/1 by TCP");
    }

    @Test
    void takesALongAnswerByTcpInPieces() {
        server.script(request -> {
            DnsReply reply = request.reply();
            if (!request.isTcp()) {
                reply.truncated().send();
                return;
            }
            for (int i = 0; i < 2_000; i++) {
                reply.address("host.test", "10.1." + i / 250 + "." + i % 250);
            }
            byte[] message = reply.bytes();
            request.sendRaw((byte) (message.length >> 8));
            request.sendRaw((byte) message.length, message[0]);
            request.sendRaw(Arrays.copyOfRange(message, 1, 2_000));
            request.sendRaw(Arrays.copyOfRange(message, 2_000, message.length));
        });

        assertThat(lookUp4("host.test").answers()).hasSize(2_000).contains("10.1.0.0", "10.1.7.249");
    }

    @Test
    void saysSoWhereNobodyListensByTcp() {
        server.script(request -> request.reply().truncated().send());
        server.refuseConnections();

        lookUp4("host.test").failsWith(NtStatus.STATUS_CONNECTION_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 20})
    void givesUpAServerThatClosesMidway(int bytes) {
        server.script(request -> {
            byte[] message = request.reply().address("host.test", "192.0.2.1").bytes();
            if (request.isTcp()) {
                byte[] all = new byte[2 + message.length];
                all[1] = (byte) message.length;
                System.arraycopy(message, 0, all, 2, message.length);
                request.sendRaw(Arrays.copyOf(all, bytes));
                request.close();
            } else {
                request.reply().truncated().send();
            }
        });

        lookUp4("host.test").failsWith(NtStatus.STATUS_CONNECTION_DISCONNECTED);
    }

    @Test
    void givesUpAServerThatNeverAnswersByTcp() {
        isImpatient();
        server.script(request -> {
            if (!request.isTcp()) {
                request.reply().truncated().send();
            }
        });

        lookUp4("host.test").failsWith(NtStatus.STATUS_IO_TIMEOUT);
    }

    @Test
    void asksTheNextServerWhenOneBreaksOffByTcp() {
        try (ScriptedDns second = ScriptedDns.start()) {
            asksThen(second);
            second.has("host.test", "192.0.2.1");
            server.script(request -> {
                if (request.isTcp()) {
                    request.close();
                } else {
                    request.reply().truncated().send();
                }
            });

            assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
        }
    }
}
