// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/** Programs that know nothing of WSK, and its datagram sockets. */
@Timeout(180)
class RealUdpPeersTest {
    private static final int LONGEST_ANSWER = 512;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @TempDir
    Path folder;

    // ---- dnsmasq

    @ParameterizedTest
    @CsvSource({
        "wsk.test, " + DnsMessage.A + ", " + DnsMessage.NO_ERROR + ", 192.0.2.7",
        "deep.below.wsk.test, " + DnsMessage.A + ", " + DnsMessage.NO_ERROR + ", 192.0.2.7",
        "wsk.test, " + DnsMessage.AAAA + ", " + DnsMessage.NO_ERROR + ", 2001:db8:0:0:0:0:0:7",
        "absent.test, " + DnsMessage.A + ", " + DnsMessage.NX_DOMAIN + ",",
        "absent.test, " + DnsMessage.AAAA + ", " + DnsMessage.NX_DOMAIN + ","
    })
    void asksDnsmasq(String name, int type, int responseCode, String address) throws IOException {
        int port = freePort();
        try (Program dnsmasq = startDnsmasq(port)) {
            DatagramClient socket = wsk.boundDatagram(null, null);
            fixRemote(socket, port);
            Bytes room = Bytes.room(LONGEST_ANSWER);
            SockAddrIn from = new SockAddrIn();
            Call receive = socket.receiveFrom(room.buf(), from).isPending();
            byte[] question = DnsMessage.question(4711, name, type);

            socket.sendTo(Bytes.of(question).buf(), null).succeededWith(question.length);

            receive.completedWith(STATUS_SUCCESS);
            DnsMessage answer = DnsMessage.of(
                    Arrays.copyOf(room.content(), (int) receive.irp().information()));
            assertThat(answer.isResponse()).isTrue();
            assertThat(answer.id()).isEqualTo(4711);
            assertThat(answer.responseCode()).isEqualTo(responseCode);
            assertThat(answer.addresses()).isEqualTo(address == null ? List.of() : List.of(address));
            assertThat(from).isEqualTo(loopback(port));
            assertThat(dnsmasq.isAlive()).isTrue();
        }
    }

    @Test
    void asksDnsmasqForMuchAtOnce() throws IOException {
        int port = freePort();
        int questions = 100;
        Answers answers = new Answers();
        try (Program dnsmasq = startDnsmasq(port)) {
            DatagramClient socket = wsk.boundDatagram(null, new WskClientDatagramDispatch(answers::received));
            fixRemote(socket, port);
            assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
            List<WskBuf> all = new ArrayList<>();
            for (int id = 0; id < questions; id++) {
                all.add(Bytes.of(DnsMessage.question(id, "host" + id + ".wsk.test", DnsMessage.A))
                        .buf());
            }

            socket.sendMessages(SendMessagesTest.list(all.toArray(WskBuf[]::new)), null)
                    .completedWith(STATUS_SUCCESS);

            SocketFixture.eventually("every question is answered", () -> answers.count() == questions);
            assertThat(dnsmasq.isAlive()).isTrue();
        }
    }

    /** Which questions were answered with the address of all. */
    private static final class Answers {
        private final BitSet answered = new BitSet(); // guarded by this

        private synchronized NtStatus received(Object context, int flags, WskDatagramIndication list) {
            try {
                for (WskDatagramIndication each = list; each != null; each = each.next()) {
                    DnsMessage answer = DnsMessage.of(RecordedDatagramEvents.bytes(each.buffer()));
                    if (answer.addresses().equals(List.of("192.0.2.7"))) {
                        answered.set(answer.id());
                    }
                }
                return STATUS_SUCCESS;
            } catch (UnknownHostException e) {
                return STATUS_DATA_NOT_ACCEPTED;
            }
        }

        private synchronized int count() {
            return answered.cardinality();
        }
    }

    private Program startDnsmasq(int port) {
        Program.assumeInstalled("dnsmasq", "dnsmasq-base");
        Program dnsmasq = Program.start(
                folder,
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--address=/wsk.test/192.0.2.7",
                "--address=/wsk.test/2001:db8::7",
                "--local=/absent.test/");
        try {
            SocketFixture.eventually("dnsmasq listens", () -> {
                assertThat(dnsmasq.isAlive()).as(dnsmasq.errors()).isTrue();
                return dnsmasq.errors().contains("started, version");
            });
            return dnsmasq;
        } catch (RuntimeException | Error e) {
            dnsmasq.close();
            throw e;
        }
    }

    /** A port of the loopback that neither TCP nor UDP uses. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                new java.net.DatagramSocket(free.getLocalSocketAddress()).close();
                return free.getLocalPort();
            } catch (BindException e) {
                continue; // UDP uses it: the next one
            }
        }
    }

    // ---- netcat

    @Test
    void talksToNetcatThatListens() {
        Program.assumeInstalled("nc.openbsd", "netcat-openbsd");
        byte[] there = Bytes.pattern(1_472, 16);
        byte[] back = Bytes.pattern(1_472, 17);
        try (Program nc = Program.start(folder, "nc.openbsd", "-u", "-l", "-v", "127.0.0.1", "0")) {
            Pattern listening = Pattern.compile("Bound on \\S+ (\\d+)");
            SocketFixture.eventually(
                    "nc listens", () -> listening.matcher(nc.errors()).find());
            Matcher found = listening.matcher(nc.errors());
            assertThat(found.find()).isTrue();
            int port = Integer.parseInt(found.group(1));
            DatagramClient socket = wsk.boundDatagram(null, null);
            fixRemote(socket, port);

            socket.sendTo(Bytes.of(there).buf(), null).succeededWith(there.length);
            SocketFixture.eventually("nc has it", () -> nc.written() >= there.length);
            assertThat(nc.output()).isEqualTo(there);

            nc.write(back);
            assertThat(receive(socket, loopback(port))).isEqualTo(back);
        }
    }

    @Test
    void answersNetcat() {
        Program.assumeInstalled("nc.openbsd", "netcat-openbsd");
        byte[] question = Bytes.pattern(1_472, 18);
        byte[] answer = Bytes.pattern(16_384, 19);
        DatagramClient socket = wsk.boundDatagram(null, null);
        SockAddrIn local = new SockAddrIn();
        socket.getLocalAddress(local).completedInlineWith(STATUS_SUCCESS);
        try (Program nc = Program.start(folder, "nc.openbsd", "-u", "127.0.0.1", String.valueOf(local.port()))) {
            Bytes room = Bytes.room(question.length);
            SockAddrIn from = new SockAddrIn();

            nc.write(question);

            socket.receiveFrom(room.buf(), from).succeededWith(question.length);
            assertThat(room.content()).isEqualTo(question);
            socket.sendTo(Bytes.of(answer).buf(), from).succeededWith(answer.length);
            SocketFixture.eventually("nc has the answer", () -> nc.written() >= answer.length);
            assertThat(nc.output()).isEqualTo(answer);
        }
    }

    // ---- socat

    @ParameterizedTest
    @EnumSource(SocatGroup.Family.class)
    void meetsSocatInAGroup(SocatGroup.Family family) {
        Program.assumeInstalled("socat", "socat");
        OwnNetwork.assumePermitted(folder);
        try (Program program = OwnNetwork.java(folder, SocatGroup.class, folder.toString(), family.name())) {
            program.complete();
        }
    }

    // ---- what they share

    private static SockAddrIn loopback(int port) {
        return SockAddrIn.of(InetAddress.getLoopbackAddress(), port);
    }

    private static void fixRemote(DatagramClient socket, int port) {
        SockAddr remote = loopback(port);
        socket.ioctl(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS, remote.size(), remote, 0, null)
                .completedWith(STATUS_SUCCESS);
    }

    private static byte[] receive(DatagramClient socket, SockAddr expectedSender) {
        Bytes room = Bytes.room(65_507);
        SockAddr from = new SockAddrIn();
        Call call = socket.receiveFrom(room.buf(), from).completedWith(STATUS_SUCCESS);
        assertThat(from).isEqualTo(expectedSender);
        return Arrays.copyOf(room.content(), (int) call.irp().information());
    }
}
