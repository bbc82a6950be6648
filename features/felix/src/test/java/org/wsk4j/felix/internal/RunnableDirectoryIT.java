// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What bin/wsk4j prints and answers when its input is piped in, and as an echo server. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/wsk4j is a POSIX shell script")
class RunnableDirectoryIT {
    private static final Path DIRECTORY = Path.of(System.getProperty("wsk4j.dist"));
    private static final long DEADLINE_SECONDS = 60;
    private static final int TERMINATED = 128 + 15; // by SIGTERM
    private static final String[] GREETING = {
        "wsk4j " + System.getProperty("wsk4j.version").replace("-SNAPSHOT", "") + " on Apache Felix "
                + System.getProperty("felix.version"),
        "Type wsk:transports, wsk:send HOST PORT TEXT, wsk:connect HOST PORT, wsk:listen PORT, wsk:udp HOST PORT,"
                + " wsk:options, wsk:capabilities, or help. exit 0 leaves."
    };

    @TempDir
    private Path temporary;

    @Test
    void greetsInTwoLinesAndEndsWithTheInput() throws Exception {
        Ended ended = run(DIRECTORY, "");

        assertThat(ended.out()).containsExactly(GREETING);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void findsAllBundlesAtTheFirstCommand() throws Exception {
        Ended ended = run(DIRECTORY, "wsk:transports\nlb -s\n");

        assertThat(ended.out()).anyMatch(line -> line.contains("AF_INET6/SOCK_STREAM/IPPROTO_TCP"));
        assertThat(ended.out())
                .filteredOn(line -> line.matches("\\s*\\d+\\|.*"))
                .isNotEmpty()
                .allMatch(line -> line.contains("|Active "));
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void exitsWithTheStatusThatIsAskedFor() throws Exception {
        Ended ended = run(DIRECTORY, "exit 3\nlb\n");

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).containsExactly(GREETING);
    }

    @Test
    void handsOptionsToJavaAndWordsToTheBundles() throws Exception {
        Ended ended = run(
                DIRECTORY,
                "addcommand context ${.context}\ncontext:getProperty test.option\ncontext:getProperty wsk4j.arguments\n",
                "two",
                "-Dtest.option=a b",
                "words");

        assertThat(ended.out()).containsSequence("a b", "two words");
    }

    @Test
    void startsThroughALinkBelowAFolderWithASpace() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("a folder"));
        Path link = Files.createSymbolicLink(folder.resolve("wsk 4j"), DIRECTORY.toAbsolutePath());

        Ended ended = run(link, "exit 0\n");
        Files.delete(link);

        assertThat(ended.out()).containsExactly(GREETING);
    }

    @Test
    void startsTwiceAtATime() throws Exception {
        Process first = start(DIRECTORY);
        try {
            assertThat(run(DIRECTORY, "").out()).containsExactly(GREETING);
            assertThat(first.isAlive()).isTrue();
            first.getOutputStream().close();
            awaitEnd(first);
        } finally {
            destroy(first);
        }
        assertThat(first.exitValue()).isZero();
    }

    @Test
    void echoesUntilItIsTerminated() throws Exception {
        int port = freePort();
        Process process = start(DIRECTORY, "echo", String.valueOf(port));
        try {
            awaitLine(process, "ready");
            assertEchoes(InetAddress.getLoopbackAddress(), port);
            process.destroy(); // SIGTERM
            awaitEnd(process);
        } finally {
            destroy(process);
        }
        assertThat(Files.readAllLines(out(process))).containsExactly("ready");
        assertThat(Files.readAllLines(err(process))).isEmpty();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    @Test
    void echoesAtTheAddressAndInTheWayThatIsAskedFor() throws Exception {
        int port = freePort();
        Process process = start(DIRECTORY, "echo", String.valueOf(port), "::1", "receive=IRPS", "echoBuffer=3");
        try {
            awaitLine(process, "ready");
            assertEchoes(InetAddress.getByName("::1"), port);
        } finally {
            destroy(process);
        }
    }

    @Test
    void echoesDatagramsUntilItIsTerminated() throws Exception {
        int port = freePort();
        Process process = start(DIRECTORY, "echo", String.valueOf(port), "::1", "udp");
        try {
            awaitLine(process, "ready");
            assertEchoesDatagrams(InetAddress.getByName("::1"), port);
            process.destroy(); // SIGTERM
            awaitEnd(process);
        } finally {
            destroy(process);
        }
        assertThat(Files.readAllLines(out(process))).containsExactly("ready");
        assertThat(Files.readAllLines(err(process))).isEmpty();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    @Test
    void exchangesDatagramsWithItsOwnEcho() throws Exception {
        int port = freePort();
        Process process = start(DIRECTORY, "echo", String.valueOf(port), "udp");
        try {
            awaitLine(process, "ready");

            Ended ended = run(DIRECTORY, "wsk:udp -n 1 -w 60 127.0.0.1 " + port + " hello\n");

            assertThat(ended.out()).endsWith("hello");
            assertThat(ended.err()).isEmpty();
        } finally {
            destroy(process);
        }
    }

    @Test
    void saysWhyItDoesNotEcho() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());

            Ended ended = run(DIRECTORY, "", "echo", port);

            assertThat(ended.status()).isOne();
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .anyMatch(line -> line.startsWith("wsk4j: cannot listen on 127.0.0.1:" + port + ": STATUS_"));
        }
    }

    @Test
    void remindsOfTheUsageOfEcho() throws Exception {
        Ended ended = run(DIRECTORY, "", "echo", "http");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).containsExactly("wsk4j: " + EchoArguments.USAGE);
    }

    private static void assertEchoes(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            int deadline = (int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS);
            socket.setSoTimeout(deadline);
            socket.connect(new InetSocketAddress(address, port), deadline);
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
        }
    }

    private static void assertEchoesDatagrams(InetAddress address, int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            // Not connected: so it would not send what is empty.
            for (String text : List.of("hello", "", "x".repeat(10_000))) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, address, port));
                DatagramPacket answer = new DatagramPacket(new byte[20_000], 20_000);
                socket.receive(answer);
                assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return once.getLocalPort();
        }
    }

    private void awaitLine(Process process, String line) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!Files.readAllLines(out(process)).contains(line)) {
            assertThat(process.isAlive())
                    .as(() -> "alive: " + read(err(process)))
                    .isTrue();
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static void awaitEnd(Process process) throws InterruptedException {
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .as("the process has ended")
                .isTrue();
    }

    /** Ends a process that has not ended by itself. */
    private static void destroy(Process process) throws InterruptedException {
        process.destroyForcibly();
        awaitEnd(process);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Ended run(Path directory, String input, String... arguments) throws Exception {
        Process process = start(directory, arguments);
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            awaitEnd(process);
        } finally {
            destroy(process);
        }
        return new Ended(process.exitValue(), Files.readAllLines(out(process)), Files.readAllLines(err(process)));
    }

    private Process start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(directory.resolve("bin/wsk4j").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path out = Files.createTempFile(temporary, "out", null);
        Path err = Files.createTempFile(temporary, "err", null);
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        Files.move(out, out(process));
        Files.move(err, err(process));
        return process;
    }

    private Path out(Process process) {
        return temporary.resolve(process.pid() + ".out");
    }

    private Path err(Process process) {
        return temporary.resolve(process.pid() + ".err");
    }

    private record Ended(int status, List<String> out, List<String> err) {}
}
