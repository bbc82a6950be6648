// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.ws2def.SockAddrIn;

/**
 * The echo server of the samples, in both of its ways to receive and for datagrams, with peers that use the platform's
 * sockets.
 *
 * <p>The engine verifies what its client does, and whatever it finds fails the test: it would be in the log.
 */
@ExamTest
class EchoSampleIT {

    private static final String SAMPLE = "org.wsk4j.sample-echo"; // bundle and PID
    private static final String ENGINE = "org.wsk4j.socket"; // the same
    private static final int MIB = 1024 * 1024;
    private static final int CLIENTS = 4;
    private static final int TIMEOUT_MILLIS = 60_000;

    private ExecutorService threads;
    private CapturedErr log;
    private BundleContext context;
    private SocketReporter sockets;
    private ConfigurationAdmin configurations;

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.transport("tcpip"), Containers.sampleEcho());
    }

    @BeforeEach
    void verify(@Service BundleContext probe, @Service ConfigurationAdmin configurationAdmin) throws Exception {
        context = probe;
        configurations = configurationAdmin;
        Bundles.restart(ENGINE, Map.of("verifier", true), context, configurations);
        sockets = context.getService(context.getServiceReference(SocketReporter.class)); // that of the new engine
        threads = Executors.newCachedThreadPool();
        log = new CapturedErr();
    }

    @AfterEach
    void unconfigure() throws Exception {
        configurations.getConfiguration(SAMPLE, "?").delete();
        Eventually.holds(sockets::sockets, () -> sockets.sockets().isEmpty());
        threads.shutdownNow();
        log.close();
        assertThat(log.linesWith("WARN")).isEmpty();
        assertThat(log.linesWith("ERROR")).isEmpty();
    }

    /** Configures the server, and waits until it listens. */
    private int listen(String receive) throws IOException {
        configurations
                .getConfiguration(SAMPLE, "?")
                .update(new Hashtable<>(Map.of("port", 0, "receive", receive, "echoBuffer", 10_000)));
        return awaitPort();
    }

    private int awaitPort() {
        Eventually.holds(sockets::sockets, () -> port() > 0);
        return port();
    }

    /** The same for datagrams. */
    private int listenForDatagrams() throws IOException {
        configurations.getConfiguration(SAMPLE, "?").update(new Hashtable<>(Map.of("port", 0, "protocol", "UDP")));
        return awaitPort();
    }

    private int port() {
        return sockets.sockets().stream()
                .filter(socket -> !socket.category().equals("connection"))
                .map(SocketReport::localAddress)
                .mapToInt(address -> address == null ? 0 : ((SockAddrIn) address).port())
                .findFirst()
                .orElse(0);
    }

    private long connections() {
        return sockets.sockets().stream()
                .filter(socket -> socket.category().equals("connection"))
                .count();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENTS", "IRPS"})
    void echoesMegabytesOfSeveralClientsAndTheirEnds(String receive) throws Exception {
        int port = listen(receive);
        long bytes = (Boolean.getBoolean("stress") ? 512L : 32L) * MIB;
        List<Future<Long>> echoed = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            echoed.add(threads.submit(() -> exchange(port, bytes)));
        }

        for (Future<Long> each : echoed) {
            assertThat(each.get(5, TimeUnit.MINUTES)).isEqualTo(bytes);
        }
        Eventually.holds(sockets::sockets, () -> connections() == 0);
    }

    /** Sends in one thread, reads in another; answers how many bytes of the pattern came back before the end. */
    private long exchange(int port, long bytes) throws Exception {
        try (Socket socket = connect(port)) {
            Future<?> sending = threads.submit(() -> {
                ByteBuffer some = ByteBuffer.allocate(77_777);
                for (long sent = 0; sent < bytes; sent += some.limit()) {
                    some.limit((int) Math.min(some.capacity(), bytes - sent));
                    Pattern.fill(some, sent);
                    socket.getOutputStream().write(some.array(), 0, some.limit());
                }
                socket.shutdownOutput();
                return null;
            });
            byte[] some = new byte[MIB];
            long total = 0;
            for (int n = socket.getInputStream().read(some);
                    n >= 0;
                    n = socket.getInputStream().read(some)) {
                assertThat(Pattern.mismatch(some, n, total)).isEqualTo(-1);
                total += n;
            }
            sending.get();
            return total;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENTS", "IRPS"})
    void letsAPeerFeelThatItDoesNotRead(String receive) throws Exception {
        int port = listen(receive);
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            channel.configureBlocking(false);
            long sent = fill(channel);
            channel.shutdownOutput();

            channel.configureBlocking(true);
            ByteBuffer some = ByteBuffer.allocate(MIB);
            long total = 0;
            for (int n = channel.read(some); n >= 0; n = channel.read(some.clear())) {
                assertThat(Pattern.mismatch(some.array(), n, total)).isEqualTo(-1);
                total += n;
            }

            assertThat(total).isEqualTo(sent);
        }
        Eventually.holds(sockets::sockets, () -> connections() == 0);
    }

    /** Writes and does not read until nothing goes any more for a while. */
    private static long fill(SocketChannel channel) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(64 * 1024);
        long sent = 0;
        long quietSince = System.nanoTime();
        while (System.nanoTime() - quietSince < TimeUnit.MILLISECONDS.toNanos(500)) {
            Pattern.fill(some.clear(), sent);
            int n = channel.write(some);
            sent += n;
            if (n > 0) {
                quietSince = System.nanoTime();
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(sent).as("what a peer that does not read can send").isLessThan(256L * MIB);
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENTS", "IRPS"})
    void outlivesPeersThatBreakOff(String receive) throws Exception {
        int port = listen(receive);
        for (int i = 0; i < 50; i++) {
            try (SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                channel.configureBlocking(false);
                if (i % 10 == 0) {
                    fill(channel); // so that data is retained, and sends wait
                } else {
                    channel.write(ByteBuffer.allocate(i * 1_000));
                }
                channel.socket().setSoLinger(true, 0); // close sends RST
            }
        }

        Eventually.holds(sockets::sockets, () -> connections() == 0);
        assertThat(exchange(port, MIB)).isEqualTo(MIB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENTS", "IRPS"})
    void endsItsConnectionsWhenItsBundleStops(String receive) throws Exception {
        long descriptors = Descriptors.openSockets();
        int port = listen(receive);
        Bundle bundle = Bundles.named(SAMPLE, context);
        List<Socket> idle = new ArrayList<>();
        List<SocketChannel> full = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                idle.add(connect(port));
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                full.add(channel);
                if (i < 3) {
                    channel.configureBlocking(false);
                    fill(channel);
                }
            }
            Eventually.holds(sockets::sockets, () -> connections() == 20);

            bundle.stop();

            assertThat(sockets.sockets()).isEmpty();
            assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
            for (Socket socket : idle) {
                assertThat(hasEnded(socket)).isTrue();
            }
            for (SocketChannel channel : full) {
                channel.configureBlocking(true);
                assertThat(hasEnded(channel.socket())).isTrue();
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            for (SocketChannel channel : full) {
                channel.close();
            }
            bundle.start();
        }
        awaitPort();
        configurations.getConfiguration(SAMPLE, "?").delete();
        Eventually.holds(
                () -> "descriptors: " + Descriptors.openSockets() + ", before: " + descriptors,
                () -> Descriptors.openSockets() <= descriptors);
    }

    /** Reads to the end, which may be a reset. */
    private static boolean hasEnded(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            while (socket.getInputStream().read(new byte[MIB]) >= 0) {
                continue;
            }
        } catch (SocketException e) {
            return true;
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVENTS", "IRPS"})
    void followsItsProvider(String receive) throws Exception {
        int port = listen(receive);
        Bundle provider = Bundles.named("org.wsk4j.provider", context);
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isOne();

            provider.stop();

            assertThat(sockets.sockets()).isEmpty();
            assertThat(hasEnded(socket)).isTrue();
        } finally {
            provider.start();
        }
        assertThat(exchange(awaitPort(), MIB)).isEqualTo(MIB);
    }

    @Test
    void echoesDatagramsOfSeveralPeers() throws Exception {
        int port = listenForDatagrams();
        int rounds = Boolean.getBoolean("stress") ? 100_000 : 2_000;
        List<Future<Integer>> echoed = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            echoed.add(threads.submit(() -> exchangeDatagrams(port, rounds)));
        }

        for (Future<Integer> each : echoed) {
            assertThat(each.get(5, TimeUnit.MINUTES)).isEqualTo(rounds);
        }
    }

    /** One datagram at a time, so that none is lost; answers how many came back as they were. */
    private static int exchangeDatagrams(int port, int rounds) throws IOException {
        try (DatagramSocket peer = peer()) {
            ByteBuffer some = ByteBuffer.allocate(8_000);
            DatagramPacket answer = new DatagramPacket(new byte[some.capacity()], some.capacity());
            for (int i = 0; i < rounds; i++) {
                int length = i * 7 % some.capacity();
                Pattern.fill(some.clear().limit(length), i);
                peer.send(new DatagramPacket(some.array(), length, InetAddress.getLoopbackAddress(), port));
                answer.setLength(some.capacity());
                peer.receive(answer);
                assertThat(answer.getLength()).isEqualTo(length);
                assertThat(Pattern.mismatch(answer.getData(), length, i)).isEqualTo(-1);
            }
            return rounds;
        }
    }

    /** Not connected: so it would not send what is empty. */
    private static DatagramSocket peer() throws IOException {
        DatagramSocket peer = new DatagramSocket();
        peer.setSoTimeout(TIMEOUT_MILLIS);
        return peer;
    }

    @Test
    void closesWithDatagramsInFlightWhenItsBundleStops() throws Exception {
        int port = listenForDatagrams();
        Bundle bundle = Bundles.named(SAMPLE, context);
        try (DatagramSocket peer = peer()) {
            Future<?> flooding = threads.submit(() -> {
                DatagramPacket some =
                        new DatagramPacket(new byte[1_000], 1_000, InetAddress.getLoopbackAddress(), port);
                while (!Thread.currentThread().isInterrupted()) {
                    peer.send(some);
                }
                return null;
            });
            Eventually.holds(sockets::sockets, () -> sockets.sockets().get(0).bytesSent() > 100_000);

            bundle.stop();

            assertThat(sockets.sockets()).isEmpty();
            flooding.cancel(true);
        } finally {
            bundle.start();
        }
        assertThat(exchangeDatagrams(awaitPort(), 10)).isEqualTo(10);
    }
}
