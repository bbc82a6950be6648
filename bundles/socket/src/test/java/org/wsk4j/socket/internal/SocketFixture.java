// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.event.Level;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transporttcpip.internal.TcpIpConfig;
import org.wsk4j.transporttcpip.internal.TcpIpTransport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/**
 * What every test of the engine starts from: an engine, one transport, one client, and connections to plain peers.
 *
 * <pre>
 * &#64;RegisterExtension
 * final SocketFixture wsk = SocketFixture.tcpip();
 *
 * ConnectedSocket connected = wsk.connect();     // socket and java.net peer, both connected
 * ClientSocket fresh = wsk.socket();             // or step by step
 * </pre>
 *
 * <p>After each test it closes what is open, stops the engine and the transport, and asserts that nothing is left: no
 * socket in the engine, no lease, no count on the client, no thread, no error in the log that was not announced.
 */
final class SocketFixture implements BeforeEachCallback, AfterEachCallback {
    /** How long a test waits for something that has to happen. */
    static final long DEADLINE = RecordedIrp.DEADLINE_SECONDS;

    private static final String[] THREADS_OF_OTHERS = {
        "junit", "surefire", "Common-Cleaner", "process reaper", "ForkJoinPool", "Attach Listener", "main"
    };

    private final Maker transports;
    private final Queue<AutoCloseable> closing = new ConcurrentLinkedQueue<>();
    private final Queue<AnySocket> opened = new ConcurrentLinkedQueue<>();
    private final Queue<ListeningSocket> listening = new ConcurrentLinkedQueue<>();

    private long stopTimeout = 5000; // milliseconds
    private Runnable nudge = () -> {}; // lets a transport go on that does not do so by itself
    private boolean tracksOrigin;
    private boolean verifier; // this and the rest: the test's thread
    private boolean errorsExpected;
    private Set<Thread> threadsBefore;
    private TransportProvider transport;
    private Runnable transportEnd;
    private OneTransportRegistry registry;
    private FakeClient client;
    private SocketEngine engine;
    private ServerSocket listener;

    private SocketFixture(Maker transports) {
        this.transports = transports;
    }

    /** Over the real thing, on the loopback interface. */
    static SocketFixture tcpip() {
        return over(() -> new TcpIpTransport(TwoIoThreads.CONFIG), TcpIpTransport::deactivate);
    }

    /** The same, with an {@link InterposedTransport} in between. */
    static SocketFixture interposed() {
        return over(
                () -> new InterposedTransport<>(new TcpIpTransport(TwoIoThreads.CONFIG)),
                interposed -> interposed.behind().deactivate());
    }

    /** Over a transport that does nothing by itself: the test says what happens, step by step. */
    static SocketFixture stepped() {
        SocketFixture fixture = over(FakeTransport::stepped);
        fixture.nudge = () -> {
            FakeTransport fake = fixture.transport(FakeTransport.class);
            fake.releaseHolds();
            fake.resume();
            fake.run();
        };
        return fixture;
    }

    /** Over a transport of datagrams that does nothing by itself. */
    static SocketFixture datagrams() {
        SocketFixture fixture = over(FakeDatagramTransport::stepped);
        fixture.nudge = () -> {
            FakeDatagramTransport fake = fixture.transport(FakeDatagramTransport.class);
            fake.releaseHolds();
            fake.resume();
            fake.run();
        };
        return fixture;
    }

    /** Over a transport of datagrams in memory that has an I/O thread. */
    static SocketFixture liveDatagrams() {
        return over(FakeDatagramTransport::live);
    }

    /** Over a transport in memory that has an I/O thread. */
    static SocketFixture live() {
        return over(FakeTransport::live);
    }

    /** Over a transport that is made before each test, and closed after it if it can be. */
    static <T extends TransportProvider> SocketFixture over(Callable<T> transports) {
        return over(transports, SocketFixture::closeIfPossible);
    }

    /** Over a transport that is made before each test, and ended after it. */
    static <T extends TransportProvider> SocketFixture over(Callable<T> transports, Consumer<T> end) {
        return new SocketFixture(fixture -> {
            T made = transports.call();
            fixture.transportEnd = () -> end.accept(made);
            return made;
        });
    }

    /** With the verifier on. */
    SocketFixture verifying() {
        verifier = true;
        return this;
    }

    /** With sockets and requests that remember where they were made. */
    SocketFixture trackingOrigin() {
        tracksOrigin = true;
        return this;
    }

    /** With an engine that waits for its sockets only so many milliseconds when it stops. */
    SocketFixture stoppingWithin(long milliseconds) {
        stopTimeout = milliseconds;
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        begin();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        end(context.getExecutionException().isEmpty());
    }

    /** What is done before a test, for programs that are none. */
    void begin() throws Exception {
        TestLoggerFactory.clearAll();
        threadsBefore = Thread.getAllStackTraces().keySet();
        errorsExpected = false;
        transport = transports.make(this);
        registry = new OneTransportRegistry(transport);
        client = new FakeClient("org.example.client", 42);
        engine = new SocketEngine(registry, verifier, stopTimeout, tracksOrigin, 1);
    }

    /** What is done after a test, which has passed or not. */
    void end(boolean passed) throws Exception {
        try {
            listening.forEach(this::closeIfOpen); // before the sockets that it could still accept
            opened.forEach(this::closeIfOpen);
            if (passed) {
                eventually("all sockets are gone", () -> engine.sockets().isEmpty());
                client.assertIdle();
                assertThat(registry.leases()).as("leases held").isZero();
                assertThat(engine.addresses().size())
                        .as("local addresses entered")
                        .isZero();
                if (!errorsExpected) {
                    assertThat(errors()).as("errors in the log").isEmpty();
                }
            }
        } finally {
            if (!passed && !errorsExpected) {
                errors().forEach(System.err::println); // they often say why
            }
            opened.clear();
            listening.clear();
            engine.stop();
            for (AutoCloseable each = closing.poll(); each != null; each = closing.poll()) {
                each.close();
            }
            listener = null;
            transportEnd.run();
            TestLoggerFactory.clearAll();
        }
        if (passed) {
            eventually(
                    "all threads have ended: " + threadsLeft(),
                    () -> threadsLeft().isEmpty());
        }
    }

    private void closeIfOpen(AnySocket socket) {
        if (!socket.engineSide().phase().isClosing()) {
            Call close = socket.close();
            nudge.run();
            close.completedWith(NtStatus.STATUS_SUCCESS);
        }
    }

    private List<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread) && thread != Thread.currentThread())
                .map(Thread::getName)
                .filter(name -> List.of(THREADS_OF_OTHERS).stream().noneMatch(name::startsWith))
                .collect(Collectors.toList());
    }

    // ---- the parts

    SocketEngine engine() {
        return engine;
    }

    /** The client in whose name {@link #socket} works. */
    FakeClient client() {
        return client;
    }

    OneTransportRegistry registry() {
        return registry;
    }

    /** The transport, as the type that the test made it of. */
    <T> T transport(Class<T> type) {
        return type.cast(transport);
    }

    /** Closes something after the test, when all sockets are closed. */
    <T extends AutoCloseable> T closeLater(T closeable) {
        closing.add(closeable);
        return closeable;
    }

    // ---- sockets

    /** An unbound connection-oriented socket for TCP over IPv4, closed by the fixture unless the test does. */
    ClientSocket socket() {
        return socket(null, null);
    }

    /** The same, with callbacks. */
    ClientSocket socket(Object context, WskClientConnectionDispatch callbacks) {
        RecordedIrp irp = RecordedIrp.ready();
        Call call = new Call(create(client, context, callbacks, irp), irp);
        call.completedWith(NtStatus.STATUS_SUCCESS);
        return adopt(irp.object(WskSocket.class));
    }

    /** Only calls WskSocket. */
    NtStatus create(FakeClient owner, Object context, WskClientConnectionDispatch callbacks, RecordedIrp irp) {
        return engine.wskSocket(
                owner,
                AddressFamily.AF_INET,
                SocketType.SOCK_STREAM,
                IpProtocol.IPPROTO_TCP,
                WskConstants.WSK_FLAG_CONNECTION_SOCKET,
                context,
                callbacks,
                null,
                null,
                null,
                irp.irp());
    }

    /** A socket with callbacks that is connected to a peer of a {@link FakeTransport}. */
    ClientSocket connected(Object context, WskClientConnectionDispatch callbacks) {
        ClientSocket socket = socket(context, callbacks);
        socket.bind(anyLocal()).completedWith(NtStatus.STATUS_SUCCESS);
        socket.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(NtStatus.STATUS_SUCCESS);
        return socket;
    }

    /** Lets the fixture close a socket that a test made itself. */
    ClientSocket adopt(WskSocket socket) {
        ClientSocket adopted = new ClientSocket(socket);
        opened.add(adopted);
        return adopted;
    }

    /** An unbound listening socket for TCP over IPv4, closed by the fixture unless the test does. */
    ListeningSocket listening(Object context, WskClientListenDispatch callbacks) {
        return adoptListening(create(WskConstants.WSK_FLAG_LISTEN_SOCKET, AddressFamily.AF_INET, context, callbacks));
    }

    /** The same over IPv6. */
    ListeningSocket listeningIpv6(Object context, WskClientListenDispatch callbacks) {
        return adoptListening(create(WskConstants.WSK_FLAG_LISTEN_SOCKET, AddressFamily.AF_INET6, context, callbacks));
    }

    /** The same for a stream socket. */
    ListeningSocket stream(Object context, WskClientStreamDispatch callbacks) {
        return adoptListening(create(WskConstants.WSK_FLAG_STREAM_SOCKET, AddressFamily.AF_INET, context, callbacks));
    }

    /** An unbound datagram socket for UDP over IPv4, closed by the fixture unless the test does. */
    DatagramClient datagram(Object context, WskClientDatagramDispatch callbacks) {
        return datagram(AddressFamily.AF_INET, context, callbacks);
    }

    /** The same over another family. */
    DatagramClient datagram(int addressFamily, Object context, WskClientDatagramDispatch callbacks) {
        Call call = create(
                addressFamily,
                SocketType.SOCK_DGRAM,
                IpProtocol.IPPROTO_UDP,
                WskConstants.WSK_FLAG_DATAGRAM_SOCKET,
                context,
                callbacks);
        call.completedWith(NtStatus.STATUS_SUCCESS);
        DatagramClient adopted = new DatagramClient(call.irp().object(WskSocket.class));
        opened.add(adopted);
        return adopted;
    }

    /** A datagram socket for UDP over IPv4 that is bound to a loopback address. */
    DatagramClient boundDatagram(Object context, WskClientDatagramDispatch callbacks) {
        DatagramClient socket = datagram(context, callbacks);
        socket.bind(SockAddrIn.of(InetAddress.getLoopbackAddress(), 0)).completedWith(NtStatus.STATUS_SUCCESS);
        return socket;
    }

    /** A basic socket for TCP over IPv4, closed by the fixture unless the test does. */
    AnySocket basic() {
        return socketOf(
                AddressFamily.AF_INET,
                SocketType.SOCK_STREAM,
                IpProtocol.IPPROTO_TCP,
                WskConstants.WSK_FLAG_BASIC_SOCKET);
    }

    /** A socket without callbacks, closed by the fixture unless the test does. */
    AnySocket socketOf(int addressFamily, int type, int protocol, int flags) {
        Call call = create(addressFamily, type, protocol, flags, null, null);
        call.completedWith(NtStatus.STATUS_SUCCESS);
        return adoptAny(call.irp().object(WskSocket.class));
    }

    /** Lets the fixture close a socket that a test made itself. */
    AnySocket adoptAny(WskSocket socket) {
        AnySocket adopted = new AnySocket(socket);
        opened.add(adopted);
        return adopted;
    }

    /** Only calls WskSocket. */
    Call create(int addressFamily, int type, int protocol, int flags, Object context, Object callbacks) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(
                engine.wskSocket(
                        client, addressFamily, type, protocol, flags, context, callbacks, null, null, null, irp.irp()),
                irp);
    }

    /** Calls WskSocket, which has to succeed. */
    WskSocket create(int flag, int addressFamily, Object context, Object callbacks) {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = engine.wskSocket(
                client,
                addressFamily,
                SocketType.SOCK_STREAM,
                IpProtocol.IPPROTO_TCP,
                flag,
                context,
                callbacks,
                null,
                null,
                null,
                irp.irp());
        new Call(returned, irp).completedWith(NtStatus.STATUS_SUCCESS);
        return irp.object(WskSocket.class);
    }

    /** Lets the fixture close a socket that a test made itself. */
    ListeningSocket adoptListening(WskSocket socket) {
        ListeningSocket adopted = new ListeningSocket(socket);
        listening.add(adopted);
        return adopted;
    }

    /** The connection that a WskAccept gave, closed by the fixture unless the test does. */
    ClientSocket accepted(Call accept) {
        accept.completedWith(NtStatus.STATUS_SUCCESS);
        return adopt(accept.irp().object(WskSocket.class));
    }

    /** A socket that is bound to the wildcard address. */
    ClientSocket bound() {
        ClientSocket socket = socket();
        socket.bind(anyLocal()).completedWith(NtStatus.STATUS_SUCCESS);
        return socket;
    }

    /** A socket with its peer: WSK here, java.net there. */
    ConnectedSocket connect() {
        return connect(bound());
    }

    /** Closes both ends now and forgets them: for tests that make very many. */
    void done(ConnectedSocket connected) {
        done((ClientSocket) connected);
        connected.peer().close();
        closing.remove(connected.peer());
    }

    /** Closes a socket now and forgets it. */
    void done(AnySocket finished) {
        closeIfOpen(finished);
        opened.removeIf(socket -> socket.socket() == finished.socket());
    }

    /** Likewise. */
    void done(ListeningSocket finished) {
        closeIfOpen(finished);
        listening.remove(finished);
    }

    /** Connects a bound socket to a new peer. */
    ConnectedSocket connect(ClientSocket socket) {
        Call call = socket.connect(listenerAddress());
        call.completedWith(NtStatus.STATUS_SUCCESS);
        return new ConnectedSocket(socket, accept());
    }

    /** A peer that has connected to {@link #listenerAddress}. */
    Peer accept() {
        try {
            Socket accepted = listener().accept();
            return closeLater(new Peer(accepted));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A socket that listens on the loopback interface, and accepts nothing by itself. */
    ListeningSocket listeningOnLoopback() {
        ListeningSocket socket = listening(null, null);
        socket.bind(SockAddrIn.of(InetAddress.getLoopbackAddress(), 0)).completedWith(NtStatus.STATUS_SUCCESS);
        return socket;
    }

    /** A peer that has connected to a socket that listens. */
    Peer peerOf(ListeningSocket socket) {
        return peerAt(socket.localAddress().port());
    }

    /** A peer that has connected to a port. */
    Peer peerAt(int port) {
        try {
            Socket peer = closeLater(new Socket());
            peer.setReceiveBufferSize(32 * 1024); // as those have that we connect to
            peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return closeLater(new Peer(peer));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Where plain peers wait to be connected to. */
    SockAddr listenerAddress() {
        return SockAddrIn.of(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), listener().getLocalPort()));
    }

    /** The listening end of the peers; small buffers, so that a peer that does not read soon closes its window. */
    ServerSocket listener() {
        try {
            if (listener == null) {
                listener = closeLater(new ServerSocket());
                listener.setReceiveBufferSize(32 * 1024);
                listener.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE));
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            }
            return listener;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A loopback address at which nobody listens. */
    SockAddr addressOfNobody() {
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), reserved.getLocalPort()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static SockAddr anyLocal() {
        return new SockAddrIn();
    }

    // ---- the log

    /** This test makes the engine log errors on purpose. */
    void expectErrors() {
        errorsExpected = true;
    }

    /** The errors logged so far, by whichever thread. */
    static List<String> errors() {
        return logged(Level.ERROR);
    }

    /** The warnings logged so far, by whichever thread. */
    static List<String> warnings() {
        return logged(Level.WARN);
    }

    private static List<String> logged(Level level) {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream() // a copy: others go on logging
                .filter(event -> event.getLevel() == level)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }

    // ---- time

    /** Waits for something that has to become true and that nothing announces. */
    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                Assertions.fail("not within " + DEADLINE + " s: " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static void closeIfPossible(TransportProvider transport) {
        if (transport instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private interface Maker {
        TransportProvider make(SocketFixture fixture) throws Exception;
    }

    /** The configuration of the transport: few threads, so that sockets share them. */
    @TcpIpConfig(ioThreads = 2)
    private static final class TwoIoThreads {
        static final TcpIpConfig CONFIG = TwoIoThreads.class.getAnnotation(TcpIpConfig.class);
    }
}
