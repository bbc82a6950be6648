// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** The commands of the shell, against servers that people use. */
@ExamTest
class ShellIT {

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.transport("tcpip"), Containers.shell());
    }

    @Test
    void sendsALineToRedisAndPrintsTheReply(@Service CommandProcessor shell, @Service SocketReporter sockets)
            throws Exception {
        try (RealServer redis = RealServer.redis()) {
            assertThat(run(shell, "", "wsk:send 127.0.0.1 " + redis.port() + " PING"))
                    .contains("+PONG");
        }
        assertThat(sockets.sockets()).isEmpty();
    }

    @Test
    void holdsASessionWithRedis(@Service CommandProcessor shell) throws Exception {
        try (RealServer redis = RealServer.redis()) {
            String printed = run(shell, "SET colour blue\nGET colour\nQUIT\n", "wsk:connect 127.0.0.1 " + redis.port());

            assertThat(printed).contains("+OK", "$4", "blue");
        }
    }

    @Test
    void holdsASessionWithAnHttpServer(@Service CommandProcessor shell) throws Exception {
        try (RealServer nginx = RealServer.nginx()) {
            String printed = run(
                    shell,
                    "GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n",
                    "wsk:connect 127.0.0.1 " + nginx.port());

            assertThat(printed).contains("HTTP/1.1 200 OK", "hello from nginx");
        }
    }

    @Test
    void explainsARefusedConnectionInOneLine(@Service CommandProcessor shell) throws Exception {
        int closed;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = once.getLocalPort();
        }

        String printed = run(shell, "", "wsk:send 127.0.0.1 " + closed + " hello");

        assertThat(printed.lines()).singleElement().asString().contains("STATUS_CONNECTION_REFUSED");
    }

    @Test
    void listsTransportsClientsAndSockets(@Service CommandProcessor shell) throws Exception {
        assertThat(run(shell, "", "wsk:transports")).contains("tcpip", "AF_INET/SOCK_STREAM", "AF_INET6/SOCK_STREAM");
        assertThat(run(shell, "", "wsk:clients")).contains("org.wsk4j.shell");
        assertThat(run(shell, "", "wsk:sockets")).isNotBlank();
    }

    @Test
    void saysInOneLineThatNoProviderIsThere(@Service CommandProcessor shell, @Service BundleContext context)
            throws Exception {
        Bundles.named("org.wsk4j.provider", context).stop();
        try {
            assertThat(run(shell, "", "wsk:send 127.0.0.1 1 hello").lines())
                    .singleElement()
                    .asString()
                    .contains("STATUS_DEVICE_NOT_READY");
        } finally {
            Bundles.named("org.wsk4j.provider", context).start();
        }
    }

    private static String run(CommandProcessor shell, String input, String command) throws Exception {
        InputStream keyboard = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        try (CommandSession session = shell.createSession(keyboard, out, out)) {
            session.execute(command);
        }
        return console.toString(StandardCharsets.UTF_8);
    }
}
