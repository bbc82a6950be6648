// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

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
    void listensForAConversation(@Service CommandProcessor shell, @Service SocketReporter sockets) throws Exception {
        CompletableFuture<String> printed = new CompletableFuture<>();
        Thread listening = new Thread(
                () -> {
                    try {
                        printed.complete(run(shell, "hello\n", "wsk:listen 0"));
                    } catch (Exception e) {
                        printed.completeExceptionally(e);
                    }
                },
                "listening");
        listening.start();
        Eventually.holds(sockets::sockets, () -> listeningPort(sockets) > 0);

        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), listeningPort(sockets))) {
            peer.getOutputStream().write("hi\n".getBytes(StandardCharsets.UTF_8));
            assertThat(peer.getInputStream().readAllBytes()).asString().isEqualTo("hello\n");
        }

        assertThat(printed.get(30, TimeUnit.SECONDS).lines())
                .anyMatch(line -> line.startsWith("listening on 127.0.0.1:"))
                .anyMatch(line -> line.startsWith("connection from 127.0.0.1:"))
                .contains("hi");
        Eventually.holds(sockets::sockets, () -> sockets.sockets().isEmpty());
    }

    private static int listeningPort(SocketReporter sockets) {
        return sockets.sockets().stream()
                .filter(socket -> socket.category().equals("listen"))
                .map(SocketReport::localAddress)
                .mapToInt(address -> address == null ? 0 : ((SockAddrIn) address).port())
                .findFirst()
                .orElse(0);
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
        assertThat(run(shell, "", "wsk:waits")).startsWith("wait  age  thread  waits for");
    }

    @Test
    void listsOptionsAndCapabilities(@Service CommandProcessor shell) throws Exception {
        assertThat(run(shell, "", "wsk:options rcvbuf").lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("SO_RCVBUF  SOL_SOCKET")
                .contains("set get");
        assertThat(run(shell, "", "wsk:options SO_WSK_EVENT_CALLBACK")).contains("engine");
        assertThat(run(shell, "", "wsk:capabilities tcpip")).contains("AF_INET/SOCK_STREAM/IPPROTO_TCP");
    }

    @Test
    void exchangesDatagrams(@Service CommandProcessor shell, @Service SocketReporter sockets) throws Exception {
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(30_000);
            CompletableFuture<String> printed = new CompletableFuture<>();
            Thread sending = new Thread(
                    () -> {
                        try {
                            printed.complete(
                                    run(shell, "", "wsk:udp -n 1 -w 30 127.0.0.1 " + peer.getLocalPort() + " hello"));
                        } catch (Exception e) {
                            printed.completeExceptionally(e);
                        }
                    },
                    "sending");
            sending.start();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);

            peer.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo("hello\n");
            packet.setData("hi".getBytes(StandardCharsets.UTF_8));
            peer.send(packet);

            assertThat(printed.get(30, TimeUnit.SECONDS)).isEqualTo("hi\n");
        }
        Eventually.holds(sockets::sockets, () -> sockets.sockets().isEmpty());
    }

    @Test
    void showsAWaitWhileItLasts(
            @Service CommandProcessor shell, @Service WskRegistrar registrar, @Service BundleContext context)
            throws Exception {
        WskRegistration registration = new WskRegistration();
        registrar.wskRegister(
                new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null)), registration);
        Bundles.named("org.wsk4j.provider", context).stop();
        Thread capturing = new Thread(
                () -> registrar.wskCaptureProviderNPI(
                        registration, WskConstants.WSK_INFINITE_WAIT, new WskProviderNpi()),
                "capturing");
        capturing.start();
        try {
            Eventually.holds(() -> "the wait is shown", () -> waits(shell).contains("WskCaptureProviderNPI of"));

            assertThat(waits(shell)).contains("capturing", "a provider of the WSK NPI that accepts version 1.0");
        } finally {
            Bundles.named("org.wsk4j.provider", context).start();
        }
        capturing.join();
        assertThat(waits(shell)).doesNotContain("WskCaptureProviderNPI");
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }

    private static String waits(CommandProcessor shell) {
        try {
            return run(shell, "", "wsk:waits");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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
