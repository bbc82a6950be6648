// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;

/** Programs that know nothing of WSK, against small servers and clients that are written with it. */
@Timeout(180)
class RealPeersTest {
    private static final int BIG = 24 << 20;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @TempDir
    Path folder;

    // ---- curl and wrk

    @ParameterizedTest
    @EnumSource(Server.Style.class)
    void servesCurl(Server.Style style) throws Exception {
        Program.assumeInstalled("curl", "curl");
        HttpTalk.Content content = new HttpTalk.Content(BIG);
        Path small = folder.resolve("small");
        Path empty = folder.resolve("empty");
        Path big = folder.resolve("big");
        try (Server server = new Server(wsk, style, () -> new HttpTalk(content))) {
            String url = "http://127.0.0.1:" + server.port() + "/";

            curl("-o", small.toString(), url + "7", "-o", empty.toString(), url + "0", "-o", big.toString(), url + BIG);

            assertThat(small).hasBinaryContent(first(content.bytes(), 7));
            assertThat(empty).isEmptyFile();
            assertThat(big).hasBinaryContent(content.bytes());
            assertThat(server.accepted()).as("connections for all three").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.Style.class)
    void takesUploadsFromCurl(Server.Style style) throws Exception {
        Program.assumeInstalled("curl", "curl");
        HttpTalk.Content content = new HttpTalk.Content(0);
        byte[] upload = Bytes.pattern(BIG, 8);
        Path file = Files.write(folder.resolve("upload"), upload);
        CRC32C checksum = new CRC32C();
        checksum.update(upload);
        try (Server server = new Server(wsk, style, () -> new HttpTalk(content))) {
            String url = "http://127.0.0.1:" + server.port() + "/there";

            String answer = curl("-T", file.toString(), url);

            assertThat(answer).isEqualTo(Long.toHexString(checksum.getValue()));
            assertThat(curl("-T", file.toString(), "-H", "Expect:", url)).isEqualTo(answer);
        }
    }

    private String curl(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"-sS", "--noproxy", "*", "--fail"}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        try (Program curl = Program.start(folder, "curl", all)) {
            return curl.completeText();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.Style.class)
    void answersEveryRequestOfWrk(Server.Style style) {
        Program.assumeInstalled("wrk", "wrk");
        HttpTalk.Content content = new HttpTalk.Content(1000);
        int connections = 20;
        try (Server server = new Server(wsk, style, () -> new HttpTalk(content));
                Program wrk = Program.start(
                        folder,
                        "wrk",
                        "-t2",
                        "-c" + connections,
                        "-d1s",
                        "--timeout",
                        "30s",
                        "http://127.0.0.1:" + server.port() + "/1000")) {
            String report = wrk.completeText();

            Matcher counted = Pattern.compile("(\\d+) requests in").matcher(report);
            assertThat(counted.find()).as(report).isTrue();
            assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
            int answered = Integer.parseInt(counted.group(1));
            assertThat(content.requests()).as(report).isBetween(answered, answered + 2 * connections);
            assertThat(server.accepted()).isGreaterThanOrEqualTo(connections);
            System.out.println("wrk, " + style + ": " + answered + " requests");
        }
    }

    // ---- redis

    @ParameterizedTest
    @EnumSource(Server.Style.class)
    void speaksToRedisCli(Server.Style style) {
        Program.assumeInstalled("redis-cli", "redis-tools");
        Map<String, byte[]> values = new ConcurrentHashMap<>();
        byte[] big = Bytes.pattern(1 << 20, 9);
        try (Server server = new Server(wsk, style, () -> new RespTalk(values))) {
            assertThat(redisCli(server, "", "PING")).asString().isEqualTo("PONG\n");
            assertThat(redisCli(server, "SET colour blue\nGET colour\nGET shape\nPING\n"))
                    .asString()
                    .isEqualTo("OK\nblue\n\nPONG\n");
            assertThat(redisCli(server, new String(big, StandardCharsets.ISO_8859_1), "-x", "SET", "big"))
                    .asString()
                    .isEqualTo("OK\n");
            assertThat(values.get("big")).isEqualTo(big);
            byte[] got = redisCli(server, "", "GET", "big");
            assertThat(first(got, big.length)).isEqualTo(big);
        }
    }

    private byte[] redisCli(Server server, String input, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-p";
        all[1] = String.valueOf(server.port());
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        try (Program client = Program.start(folder, "redis-cli", all)) {
            return client.write(input.getBytes(StandardCharsets.ISO_8859_1)).complete();
        }
    }

    @Test
    void storesAndFetchesInRedis() throws Exception {
        Program.assumeInstalled("redis-server", "redis-server");
        byte[] value = Bytes.pattern(1 << 20, 10);
        int port = freePort();
        try (Program redis = Program.start(
                folder, "redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")) {
            awaitListening(redis, port);
            ClientSocket socket = wsk.bound();
            socket.connect(SockAddrIn.of(InetAddress.getLoopbackAddress(), port))
                    .completedWith(STATUS_SUCCESS);
            String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + value.length + "\r\n";
            socket.send(set).succeededWith(set.length());
            socket.send(Bytes.of(value).buf()).succeededWith(value.length);
            socket.send("\r\n").succeededWith(2);
            assertThat(receive(socket, 5)).asString().isEqualTo("+OK\r\n");

            socket.send("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");

            String header = "$" + value.length + "\r\n";
            assertThat(receive(socket, header.length())).asString().isEqualTo(header);
            assertThat(receive(socket, value.length)).isEqualTo(value);
            assertThat(receive(socket, 2)).asString().isEqualTo("\r\n");
            socket.disconnect().completedWith(STATUS_SUCCESS);
        }
    }

    // ---- openssl

    @ParameterizedTest(name = "with events: {0}")
    @ValueSource(booleans = {false, true})
    void relaysTheRecordsOfOpenssl(boolean events) throws Exception {
        Program.assumeInstalled("openssl", "openssl");
        byte[] upward = Bytes.pattern(4 << 20, 11);
        byte[] downward = Bytes.pattern(4 << 20, 12);
        makeCertificate();
        int port = freePort();
        Relay relay = new Relay(wsk, events);
        try (Program server = Program.start(
                folder,
                "openssl",
                "s_server",
                "-quiet",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                folder.resolve("certificate").toString(),
                "-key",
                folder.resolve("key").toString())) {
            awaitListening(server, port);
            try (Program client =
                    Program.start(folder, "openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + relay.port())) {
                relay.begin(port);
                client.write(upward);
                SocketFixture.eventually("all went up", () -> server.written() >= upward.length);
                server.write(downward);
                SocketFixture.eventually("all came down", () -> client.written() >= downward.length);

                assertThat(server.output()).isEqualTo(upward);
                assertThat(client.output()).isEqualTo(downward);
            }
            SocketFixture.eventually("both directions have ended", relay::isOver);
        }
    }

    private void makeCertificate() {
        try (Program openssl = Program.start(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                folder.resolve("key").toString(),
                "-out",
                folder.resolve("certificate").toString(),
                "-subj",
                "/CN=localhost",
                "-days",
                "1")) {
            openssl.complete();
        }
    }

    // ---- netcat

    @ParameterizedTest
    @EnumSource(Server.Style.class)
    void answersNetcatAfterItHasEndedItsDirection(Server.Style style) {
        Program.assumeInstalled("nc.openbsd", "netcat-openbsd");
        byte[] bytes = Bytes.pattern(BIG, 13);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        try (Server server = new Server(wsk, style, ChecksumAtTheEnd::new);
                Program nc = Program.start(folder, "nc.openbsd", "-N", "127.0.0.1", String.valueOf(server.port()))) {
            String answer = nc.write(bytes).completeText();

            assertThat(answer).isEqualTo(Long.toHexString(checksum.getValue()));
            SocketFixture.eventually("the connection has ended by itself", () -> server.open() == 0);
        }
    }

    /** Answers when the peer has sent everything. */
    private static final class ChecksumAtTheEnd implements Server.Talk {
        private final CRC32C checksum = new CRC32C();

        @Override
        public void received(Conversation with, ByteBuffer bytes) {
            checksum.update(bytes);
        }

        @Override
        public void ended(Conversation with) {
            with.send(Long.toHexString(checksum.getValue()));
            with.disconnect();
        }
    }

    @Test
    void talksToNetcatThatListens() {
        Program.assumeInstalled("nc.openbsd", "netcat-openbsd");
        byte[] there = Bytes.pattern(1 << 20, 14);
        byte[] back = Bytes.pattern(1 << 20, 15);
        try (Program nc = Program.start(folder, "nc.openbsd", "-l", "-v", "-N", "127.0.0.1", "0")) {
            Pattern listening = Pattern.compile("Listening on \\S+ (\\d+)");
            SocketFixture.eventually(
                    "nc listens", () -> listening.matcher(nc.errors()).find());
            Matcher found = listening.matcher(nc.errors());
            assertThat(found.find()).isTrue();
            ClientSocket socket = wsk.bound();
            socket.connect(SockAddrIn.of(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1))))
                    .completedWith(STATUS_SUCCESS);

            nc.write(back).finishInput();
            assertThat(receive(socket, back.length)).isEqualTo(back);
            socket.receive(Bytes.room(1).buf()).succeededWith(0);
            socket.send(Bytes.of(there).buf()).succeededWith(there.length);
            socket.disconnect().completedWith(STATUS_SUCCESS);

            assertThat(nc.complete()).isEqualTo(there);
        }
    }

    // ---- what they share

    private static byte[] receive(ClientSocket socket, int count) {
        Bytes room = Bytes.room(count);
        socket.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).succeededWith(count);
        return room.content();
    }

    private static byte[] first(byte[] bytes, int count) {
        return ByteBuffer.allocate(count).put(bytes, 0, count).array();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void awaitListening(Program program, int port) {
        SocketFixture.eventually(program + " listens", () -> {
            assertThat(program.isAlive()).as(program.errors()).isTrue();
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
