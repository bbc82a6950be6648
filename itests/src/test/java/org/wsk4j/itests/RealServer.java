// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server program of the system, started for one test on a free port of the loopback interface.
 *
 * <p>Threads: one.
 */
final class RealServer implements AutoCloseable {

    private final Process process;
    private final int port;

    private RealServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Redis, without persistence; skips the test where it is not installed. */
    static RealServer redis() throws Exception {
        Path program = installed("redis-server", "/usr/bin/redis-server");
        int port = freePort();
        return start(port, program.toString(), "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "");
    }

    /** nginx that answers every GET with a short text; skips the test where it is not installed. */
    static RealServer nginx() throws Exception {
        Path program = installed("nginx", "/usr/sbin/nginx");
        int port = freePort();
        Path folder = Files.createTempDirectory("nginx");
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                String.join(
                        "\n",
                        "daemon off; master_process off; pid " + folder + "/pid; error_log stderr crit;",
                        "events {}",
                        "http { access_log off; client_body_temp_path " + folder + "/b; proxy_temp_path " + folder
                                + "/p; fastcgi_temp_path " + folder + "/f; uwsgi_temp_path " + folder
                                + "/u; scgi_temp_path " + folder + "/s;",
                        "server { listen 127.0.0.1:" + port + "; location / { return 200 'hello from nginx'; } } }"));
        return start(port, program.toString(), "-p", folder.toString(), "-c", configuration.toString());
    }

    private static Path installed(String name, String path) {
        Path program = Path.of(path);
        assumeTrue(Files.isExecutable(program), name + " is not installed: apt-get install " + name);
        return program;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static RealServer start(int port, String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        RealServer server = new RealServer(process, port);
        Eventually.holds(() -> List.of(command) + " listens on " + port, server::isListening);
        return server;
    }

    private boolean isListening() {
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended with " + process.exitValue());
        }
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
