// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.event.Level;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

/** A transport for one test, endpoints and peers for it; afterwards everything is closed, and no thread may be left. */
@TcpIpConfig
final class TcpFixture implements BeforeEachCallback, AfterEachCallback {
    private static final TcpIpConfig DEFAULTS = TcpFixture.class.getAnnotation(TcpIpConfig.class);

    private final TcpIpConfig config;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<TransportEndpoint> endpoints = Collections.synchronizedList(new ArrayList<>());
    private TcpIpTransport transport;
    private boolean errorsExpected;

    TcpFixture() {
        this(1);
    }

    TcpFixture(int ioThreads) {
        this(config(ioThreads));
    }

    TcpFixture(TcpIpConfig config) {
        this.config = config;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
    }

    /** A test begins. */
    void begin() {
        TestLoggerFactory.clearAll();
        transport = new TcpIpTransport(config);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end();
    }

    /** The test is over. */
    void end() {
        for (TransportEndpoint endpoint : List.copyOf(endpoints)) {
            close(endpoint);
        }
        transport.deactivate();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        assertThat(ioThreads()).as("threads that are left").isEmpty();
        if (!errorsExpected) {
            assertThat(List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                            .filter(event -> event.getLevel() == Level.ERROR || event.getLevel() == Level.WARN)
                            .map(LoggingEvent::toString))
                    .as("warnings and errors in the log")
                    .isEmpty();
        }
        TestLoggerFactory.clearAll();
    }

    static TcpIpConfig config(int ioThreads) {
        return config(ioThreads, DEFAULTS.retainLimit(), DEFAULTS.bufferMemory());
    }

    static TcpIpConfig config(int ioThreads, int retainLimit, long bufferMemory) {
        return new Config(ioThreads, DEFAULTS.backlog(), retainLimit, bufferMemory);
    }

    /** A configuration made by hand. */
    record Config(int ioThreads, int backlog, int retainLimit, long bufferMemory) implements TcpIpConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return TcpIpConfig.class;
        }
    }

    /** The I/O threads of all transports. */
    static List<Thread> ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wsk4j-tcpip-"))
                .toList();
    }

    /** The test makes something fail on purpose. */
    void expectErrors() {
        errorsExpected = true;
    }

    TcpIpTransport transport() {
        return transport;
    }

    /** An unbound endpoint. */
    StreamEndpoint open(IpFamily family) {
        return open(family, new SilentObserver());
    }

    StreamEndpoint open(IpFamily family, StreamObserver observer) {
        Ptr<StreamEndpoint> endpoint = new Ptr<>();
        assertThat(transport.openStream(triple(family), IpProtocol.IPPROTO_TCP, observer, endpoint))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        endpoints.add(endpoint.get());
        return endpoint.get();
    }

    /** An unbound listener. */
    ListenEndpoint openListener(IpFamily family, ListenObserver observer) {
        Ptr<ListenEndpoint> endpoint = new Ptr<>();
        assertThat(transport.openListener(triple(family), IpProtocol.IPPROTO_TCP, observer, endpoint))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        return keep(endpoint.get());
    }

    /** A listener on a port of the loopback; it does not accept yet. */
    ListenEndpoint boundListener(IpFamily family, ListenObserver observer) {
        ListenEndpoint endpoint = openListener(family, observer);
        assertThat(endpoint.bind(loopback(family, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    /** A listener on a port of the loopback that accepts. */
    ListenEndpoint listener(IpFamily family, ListenObserver observer) {
        ListenEndpoint endpoint = boundListener(family, observer);
        endpoint.setAccepting(true);
        return endpoint;
    }

    /** Sees to it that an endpoint is closed after the test, whoever made it. */
    <T extends TransportEndpoint> T keep(T endpoint) {
        endpoints.add(endpoint);
        return endpoint;
    }

    static SockAddr localOf(IpFamily family, TransportEndpoint endpoint) {
        SockAddr address = wildcard(family);
        assertThat(endpoint.localAddress(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        return address;
    }

    static int portOf(IpFamily family, TransportEndpoint endpoint) {
        return family.port(localOf(family, endpoint));
    }

    /** A peer that connects to a port of the loopback. */
    Peer dial(IpFamily family, int port) {
        try {
            Peer peer = new Peer(new Socket(loopback(family), port));
            open.add(peer);
            return peer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static TransportTriple triple(IpFamily family) {
        return new TransportTriple(family.addressFamily(), SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    }

    /** An endpoint bound to the wildcard. */
    StreamEndpoint bound(IpFamily family) {
        StreamEndpoint endpoint = open(family);
        assertThat(endpoint.bind(wildcard(family))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    /** A connection. */
    Connection connect(IpFamily family) {
        return connect(listen(family, 0));
    }

    /** A connection whose peer offers little room to send, so that sends soon wait. */
    Connection connectNarrow(IpFamily family) {
        return connect(listen(family, 4096));
    }

    Connection connect(ServerSocket server) {
        return connect(server, new SilentObserver());
    }

    Connection connect(ServerSocket server, StreamObserver observer) {
        StreamEndpoint endpoint = open(familyOf(server), observer);
        assertThat(endpoint.bind(wildcard(familyOf(server)))).isEqualTo(NtStatus.STATUS_SUCCESS);
        Call.to(addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        return new Connection(endpoint, accept(server));
    }

    /** A connection that one function started: both ends. */
    record Connection(StreamEndpoint endpoint, Peer peer) {}

    /** A listening peer on the loopback. */
    ServerSocket listen(IpFamily family, int receiveBuffer) {
        try {
            ServerSocket server = new ServerSocket();
            open.add(server);
            server.setSoTimeout((int) Call.DEADLINE * 1000);
            if (receiveBuffer > 0) {
                server.setReceiveBufferSize(receiveBuffer);
            }
            server.bind(new InetSocketAddress(loopback(family), 0), 1000);
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A listening peer that answers no handshake, as its backlog is full, until somebody accepts from it. */
    ServerSocket listenDeaf(IpFamily family) {
        try {
            ServerSocket server = new ServerSocket();
            open.add(server);
            server.setSoTimeout((int) Call.DEADLINE * 1000);
            server.bind(new InetSocketAddress(loopback(family), 0), 1);
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                open.add(filler);
                filler.configureBlocking(false);
                filler.connect(server.getLocalSocketAddress());
            }
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Peer accept(ServerSocket server) {
        try {
            Peer peer = new Peer(server.accept());
            open.add(peer);
            return peer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes an endpoint and waits for the end. */
    void close(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
        Call.empty().start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
    }

    /** The test closes the endpoint itself. */
    void forget(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    static InetAddress loopback(IpFamily family) {
        try {
            return InetAddress.getByName(family == IpFamily.INET ? "127.0.0.1" : "::1");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static SockAddr wildcard(IpFamily family) {
        return family == IpFamily.INET ? new SockAddrIn() : new SockAddrIn6();
    }

    static SockAddr loopback(IpFamily family, int port) {
        return family.fromPlatform(new InetSocketAddress(loopback(family), port));
    }

    static SockAddr addressOf(ServerSocket server) {
        return loopback(familyOf(server), server.getLocalPort());
    }

    private static IpFamily familyOf(ServerSocket server) {
        return server.getInetAddress().getAddress().length == 4 ? IpFamily.INET : IpFamily.INET6;
    }

    /** Hears nothing, as nothing is observed. */
    static class SilentObserver implements StreamObserver {
        @Override
        public long received(TransportBuffer data, long bytes, int flags) {
            throw new AssertionError("nothing is observed");
        }

        @Override
        public boolean disconnected(boolean abortive) {
            throw new AssertionError("nothing is observed");
        }

        @Override
        public void idealBacklogChanged(long bytes) {
            throw new AssertionError("nothing is observed");
        }

        @Override
        public void failed(NtStatus reason) {
            throw new AssertionError("it did not fail: " + reason);
        }
    }
}
