// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real server: dnsmasq of the system, on loopback. Where it is not installed, the test is skipped. */
final class Dnsmasq implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    private Dnsmasq(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it with options that say what it knows; it asks nobody else. Its log is kept in a folder. */
    static Dnsmasq start(Path folder, String... options) throws IOException {
        Path program = find();
        assumeTrue(program != null, "dnsmasq is not installed: apt-get install dnsmasq-base");
        InetSocketAddress address = freePort();
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--no-daemon",
                "--conf-file=/dev/null",
                "--port=" + address.getPort(),
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts"));
        command.addAll(List.of(options));
        Path log = folder.resolve("dnsmasq.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Dnsmasq dnsmasq = new Dnsmasq(process, address);
        try {
            Eventually.isTrue("dnsmasq listens", () -> {
                assertThat(process.isAlive()).as(read(log)).isTrue();
                return read(log).contains("started, version");
            });
            return dnsmasq;
        } catch (RuntimeException | Error e) {
            dnsmasq.close();
            throw e;
        }
    }

    private static Path find() {
        Stream<String> path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/bin"))
                .map(folder -> Path.of(folder, "dnsmasq"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of the loopback that neither TCP nor UDP uses. */
    private static InetSocketAddress freePort() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                new DatagramSocket(free.getLocalSocketAddress()).close();
                return (InetSocketAddress) free.getLocalSocketAddress();
            } catch (BindException e) {
                continue; // UDP uses it: the next one
            }
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
