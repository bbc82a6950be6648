// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

class TcpListenTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(2);

    private final Acceptor acceptor = new Acceptor(tcp);

    private static SockAddr remoteOf(IpFamily family, StreamEndpoint endpoint) {
        SockAddr address = TcpFixture.wildcard(family);
        assertThat(endpoint.remoteAddress(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        return address;
    }

    private static SockAddrIn6 mapped(int port) {
        return SockAddrIn6.of("::ffff:127.0.0.1", port);
    }

    // ---- binding

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void listensOnceItIsBound(IpFamily family) {
        ListenEndpoint listener = tcp.openListener(family, acceptor);
        assertThat(listener.localAddress(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);

        assertThat(listener.bind(TcpFixture.loopback(family, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        SockAddr local = TcpFixture.localOf(family, listener);
        assertThat(local).isEqualTo(TcpFixture.loopback(family, family.port(local)));
        assertThat(family.port(local)).isPositive();
        tcp.dial(family, family.port(local));
        assertThat(acceptor.isEmpty()).isTrue();
        assertThat(listener.bind(TcpFixture.loopback(family, 0))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void refusesAnAddressThatIsInUse(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        ListenEndpoint listener = tcp.openListener(family, acceptor);

        assertThat(listener.bind(TcpFixture.addressOf(server))).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(listener.bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void keepsOthersFromItsAddress(IpFamily family) {
        ListenEndpoint listener = tcp.boundListener(family, acceptor);
        SockAddr local = TcpFixture.localOf(family, listener);

        assertThat(tcp.open(family).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(tcp.openListener(family, acceptor).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
    }

    @Test
    void refusesAddressesThatAreNotItsOwn() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET6, acceptor);

        assertThat(listener.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.bind(null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.bind(mapped(0))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(listener.bind(SockAddrIn6.of("2001:db8::1", 0)))
                .isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(listener.bind(new SockAddrIn6())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(listener.localAddress(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.localAddress(null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void refusesTriplesThatAreNotServed() {
        Ptr<ListenEndpoint> endpoint = new Ptr<>();
        TransportTriple udp = new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);

        assertThat(tcp.transport().openListener(udp, IpProtocol.IPPROTO_UDP, acceptor, endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(tcp.transport()
                        .openListener(TcpFixture.triple(IpFamily.INET), IpProtocol.IPPROTO_UDP, acceptor, endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat((TransportEndpoint) endpoint.get()).isNull();
    }

    @Test
    void opensNothingOnceTheTransportIsDeactivated() {
        tcp.transport().deactivate();
        Ptr<ListenEndpoint> endpoint = new Ptr<>();

        assertThat(tcp.transport()
                        .openListener(TcpFixture.triple(IpFamily.INET), IpProtocol.IPPROTO_TCP, acceptor, endpoint))
                .isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    // ---- accepting

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void handsOverConnectionsThatAreReadyToUse(IpFamily family) {
        ListenEndpoint listener = tcp.listener(family, acceptor);

        Peer peer = tcp.dial(family, TcpFixture.portOf(family, listener));
        StreamEndpoint endpoint = acceptor.next();

        assertThat(TcpFixture.localOf(family, endpoint)).isEqualTo(TcpFixture.localOf(family, listener));
        assertThat(remoteOf(family, endpoint))
                .isEqualTo(TcpFixture.loopback(family, peer.socket().getLocalPort()));
        Call receive = Call.into(10).pends(endpoint::receive);
        peer.write("hello");
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("hello");
        Call.of("world").ends(endpoint::send, NtStatus.STATUS_SUCCESS);
        assertThat(peer.read(5)).isEqualTo("world");
        assertThat(endpoint.bind(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.to(TcpFixture.localOf(family, listener)).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void spreadsConnectionsOverTheIoThreads() {
        ListenEndpoint listener = tcp.listener(IpFamily.INET, acceptor);
        Set<Thread> threads = new HashSet<>();

        for (int i = 0; i < 4; i++) {
            Peer peer = tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET, listener));
            Call receive = Call.into(1).start(acceptor.next()::receive);
            peer.write("x");
            receive.awaits(NtStatus.STATUS_SUCCESS);
            threads.add(receive.completer());
        }

        threads.remove(null);
        assertThat(threads).hasSize(2);
    }

    @Test
    void leavesConnectionsInTheBacklogUntilTheyAreWanted() {
        ListenEndpoint listener = tcp.boundListener(IpFamily.INET, acceptor.oneAtATime());
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        Peer first = tcp.dial(IpFamily.INET, port);
        Peer second = tcp.dial(IpFamily.INET, port);
        awaitTurn(listener);
        assertThat(acceptor.isEmpty()).isTrue();

        listener.setAccepting(true);
        assertThat(remoteOf(IpFamily.INET, acceptor.next()))
                .isEqualTo(TcpFixture.loopback(IpFamily.INET, first.socket().getLocalPort()));
        awaitTurn(listener);
        awaitTurn(listener);
        assertThat(acceptor.isEmpty()).isTrue();
        listener.setAccepting(true);

        assertThat(remoteOf(IpFamily.INET, acceptor.next()))
                .isEqualTo(TcpFixture.loopback(IpFamily.INET, second.socket().getLocalPort()));
    }

    @Test
    void stopsAcceptingWhenItIsTold() {
        ListenEndpoint listener = tcp.listener(IpFamily.INET, acceptor);
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        tcp.dial(IpFamily.INET, port);
        acceptor.next();

        listener.setAccepting(false);
        tcp.dial(IpFamily.INET, port);
        awaitTurn(listener);
        awaitTurn(listener);

        assertThat(acceptor.isEmpty()).isTrue();
    }

    @Test
    void goesOnWhenTheObserverAsksForMoreWithinItsCall() {
        ListenEndpoint[] listener = new ListenEndpoint[1];
        Acceptor eager = new Acceptor(tcp) {
            @Override
            boolean take(StreamEndpoint endpoint) {
                super.take(endpoint);
                listener[0].setAccepting(true);
                return false;
            }
        };
        listener[0] = tcp.boundListener(IpFamily.INET, eager);
        int port = TcpFixture.portOf(IpFamily.INET, listener[0]);
        tcp.dial(IpFamily.INET, port);
        tcp.dial(IpFamily.INET, port);

        listener[0].setAccepting(true);

        eager.next();
        eager.next();
    }

    @Test
    void acceptsWhatWasAskedForBeforeTheBind() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET, acceptor);
        listener.setAccepting(true);
        listener.bind(TcpFixture.loopback(IpFamily.INET, 0));

        tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET, listener));

        acceptor.next();
    }

    @Test
    void acceptsManyConnectionsThatArriveTogether() {
        ListenEndpoint listener = tcp.boundListener(IpFamily.INET, acceptor);
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        for (int i = 0; i < 200; i++) {
            tcp.dial(IpFamily.INET, port);
        }

        listener.setAccepting(true);

        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            ports.add(IpFamily.INET.port(remoteOf(IpFamily.INET, acceptor.next())));
        }
        assertThat(ports).hasSize(200);
    }

    @Test
    void keepsAsManyConnectionsAsTheBacklogSays() throws Exception {
        TcpIpTransport narrow = new TcpIpTransport(new TcpFixture.Config(1, 1, 1, 0));
        Ptr<ListenEndpoint> listener = new Ptr<>();
        narrow.openListener(TcpFixture.triple(IpFamily.INET), IpProtocol.IPPROTO_TCP, acceptor, listener);
        listener.get().bind(TcpFixture.loopback(IpFamily.INET, 0));
        int port = TcpFixture.portOf(IpFamily.INET, listener.get());
        List<Socket> fillers = new ArrayList<>();
        boolean full = false;
        for (int i = 0; i < 6 && !full; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(new InetSocketAddress(TcpFixture.loopback(IpFamily.INET), port), 300);
            } catch (SocketTimeoutException | ConnectException e) {
                full = true;
            }
        }
        for (Socket filler : fillers) {
            filler.close();
        }
        Call.empty().start(listener.get()::close).awaits(NtStatus.STATUS_SUCCESS);
        narrow.deactivate();

        assertThat(full).as("more than a few connections are refused").isTrue();
    }

    @Test
    void closesAConnectionWhoseAcceptanceFailsAndGoesOn() {
        tcp.expectErrors();
        Acceptor clumsy = new Acceptor(tcp) {
            private int calls;

            @Override
            boolean take(StreamEndpoint endpoint) {
                if (calls++ == 0) {
                    throw new IllegalStateException("on purpose");
                }
                return super.take(endpoint);
            }
        };
        ListenEndpoint listener = tcp.listener(IpFamily.INET, clumsy);
        int port = TcpFixture.portOf(IpFamily.INET, listener);

        Peer unlucky = tcp.dial(IpFamily.INET, port);
        unlucky.expectReset();
        Peer lucky = tcp.dial(IpFamily.INET, port);

        assertThat(IpFamily.INET.port(remoteOf(IpFamily.INET, clumsy.next())))
                .isEqualTo(lucky.socket().getLocalPort());
    }

    @Test
    void goesOnWhenAnAcceptanceFailsThatHasClosedTheConnection() {
        tcp.expectErrors();
        Acceptor clumsy = new Acceptor(tcp) {
            private int calls;

            @Override
            boolean take(StreamEndpoint endpoint) {
                if (calls++ == 0) {
                    Call.empty().ends(endpoint::close, NtStatus.STATUS_SUCCESS);
                    throw new IllegalStateException("on purpose");
                }
                return super.take(endpoint);
            }
        };
        ListenEndpoint listener = tcp.listener(IpFamily.INET, clumsy);
        int port = TcpFixture.portOf(IpFamily.INET, listener);

        tcp.dial(IpFamily.INET, port).expectReset();
        tcp.dial(IpFamily.INET, port);

        clumsy.next();
        assertThat(clumsy.failures()).isEmpty();
    }

    @Test
    void resetsAConnectionThatGetsNoObserverAndGoesOn() {
        tcp.expectErrors();
        Acceptor clumsy = new Acceptor(tcp) {
            private int calls;

            @Override
            StreamObserver observer() {
                if (calls++ == 0) {
                    throw new IllegalStateException("on purpose");
                }
                return super.observer();
            }

            @Override
            public StreamObserver connecting() {
                return calls == 0 ? observer() : super.connecting();
            }
        };
        ListenEndpoint listener = tcp.listener(IpFamily.INET, clumsy);
        int port = TcpFixture.portOf(IpFamily.INET, listener);

        tcp.dial(IpFamily.INET, port).expectReset();
        tcp.dial(IpFamily.INET, port);

        clumsy.next();
    }

    /** Lets the listener's thread have done what it had to do until now. */
    private static void awaitTurn(TransportEndpoint endpoint) {
        Call.empty()
                .start(request -> {
                    request.finish(NtStatus.STATUS_SUCCESS);
                    endpoint.post(request);
                    return NtStatus.STATUS_PENDING;
                })
                .awaits(NtStatus.STATUS_SUCCESS);
    }

    // ---- the end

    @Test
    void closesAtOnceWhatWasNeverUsed() {
        ListenEndpoint unbound = tcp.openListener(IpFamily.INET, acceptor);
        ListenEndpoint bound = tcp.boundListener(IpFamily.INET, acceptor);
        tcp.forget(unbound);
        tcp.forget(bound);

        Call.empty().ends(unbound::close, NtStatus.STATUS_SUCCESS);
        Call.empty().ends(bound::close, NtStatus.STATUS_SUCCESS);
    }

    @Test
    void closesWhileAConnectionIsBeingHandedOver() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Acceptor slow = new Acceptor(tcp) {
            @Override
            boolean take(StreamEndpoint endpoint) {
                super.take(endpoint);
                entered.countDown();
                try {
                    return leave.await(Call.DEADLINE, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        ListenEndpoint listener = tcp.listener(IpFamily.INET, slow);
        tcp.forget(listener);
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        tcp.dial(IpFamily.INET, port);
        assertThat(entered.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        Peer behind = tcp.dial(IpFamily.INET, port);

        Call close = Call.empty().pends(listener::close);
        assertThat(close.isOver()).isFalse();
        leave.countDown();

        close.awaits(NtStatus.STATUS_SUCCESS);
        slow.next();
        assertThat(slow.isEmpty()).isTrue();
        behind.expectReset();
    }

    @Test
    void closesFromTheObserversCall() {
        Call close = Call.empty();
        ListenEndpoint[] listener = new ListenEndpoint[1];
        Acceptor closing = new Acceptor(tcp) {
            @Override
            boolean take(StreamEndpoint endpoint) {
                close.pends(listener[0]::close);
                return super.take(endpoint);
            }
        };
        listener[0] = tcp.boundListener(IpFamily.INET, closing);
        tcp.forget(listener[0]);
        int port = TcpFixture.portOf(IpFamily.INET, listener[0]);
        Peer first = tcp.dial(IpFamily.INET, port);
        Peer second = tcp.dial(IpFamily.INET, port);
        listener[0].setAccepting(true);

        close.awaits(NtStatus.STATUS_SUCCESS);

        StreamEndpoint endpoint = closing.next();
        Call.of("still here").ends(endpoint::send, NtStatus.STATUS_SUCCESS);
        assertThat(first.read(10)).isEqualTo("still here");
        second.expectReset();
        assertThat(closing.isEmpty()).isTrue();
    }

    @Test
    void handsNothingOverOnceItIsClosed() {
        Call close = Call.empty();
        ListenEndpoint[] listener = new ListenEndpoint[1];
        Acceptor closing = new Acceptor(tcp) {
            @Override
            StreamObserver observer() {
                close.pends(listener[0]::close);
                return super.observer();
            }
        };
        listener[0] = tcp.boundListener(IpFamily.INET, closing);
        tcp.forget(listener[0]);
        Peer peer = tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET, listener[0]));
        listener[0].setAccepting(true);

        close.awaits(NtStatus.STATUS_SUCCESS);

        peer.expectReset();
        assertThat(closing.isEmpty()).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void freesTheDescriptorBeforeTheCloseCompletes() {
        ListenEndpoint listener = tcp.listener(IpFamily.INET, acceptor);
        awaitTurn(listener);
        tcp.forget(listener);
        SockAddr local = TcpFixture.localOf(IpFamily.INET, listener);
        long before = descriptors();
        long[] after = new long[1];

        Call.empty()
                .then(over -> after[0] = descriptors())
                .pends(listener::close)
                .awaits(NtStatus.STATUS_SUCCESS);

        assertThat(after[0]).isEqualTo(before - 1);
        assertThat(tcp.openListener(IpFamily.INET, acceptor).bind(local)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private static long descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsItsObserverOnceWhenTheTransportEnds() {
        tcp.expectErrors();
        ListenEndpoint listener = tcp.listener(IpFamily.INET, acceptor);

        tcp.transport().deactivate();

        tcp.close(listener);
        assertThat(acceptor.failures()).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void restsWhileThereIsNoDescriptorLeft() throws IOException {
        tcp.expectErrors();
        long most =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assumeThat(most).as("descriptors that can be used up").isLessThan(100_000);
        ListenEndpoint listener = tcp.boundListener(IpFamily.INET, acceptor);
        int port = TcpFixture.portOf(IpFamily.INET, listener);
        tcp.open(IpFamily.INET); // so that both threads run
        Peer peer = tcp.dial(IpFamily.INET, port);
        List<ServerSocketChannel> hoard = new ArrayList<>();
        try {
            takeAllDescriptors(hoard);
            listener.setAccepting(true);
            awaitWarning();
            assertThat(acceptor.isEmpty()).isTrue();
        } finally {
            for (ServerSocketChannel each : hoard) { // whatever happens: the other tests need them
                each.close();
            }
        }

        assertThat(remoteOf(IpFamily.INET, acceptor.next()))
                .isEqualTo(TcpFixture.loopback(IpFamily.INET, peer.socket().getLocalPort()));
        assertThat(warnings()).isEqualTo(1);
    }

    private static void takeAllDescriptors(List<ServerSocketChannel> hoard) {
        try {
            while (true) {
                hoard.add(ServerSocketChannel.open());
            }
        } catch (IOException e) {
            assertThat(hoard).as("descriptors taken").isNotEmpty();
        }
    }

    private static long warnings() {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream() // a copy: others go on logging
                .filter(event -> event.getLevel() == Level.WARN)
                .count();
    }

    private static void awaitWarning() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Call.DEADLINE);
        while (warnings() == 0) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    // ---- listening at the address of a stream endpoint

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @EnabledOnOs(OS.LINUX)
    void listensAtTheAddressOfAStreamEndpoint(IpFamily family) {
        StreamEndpoint bound = tcp.open(family);
        bound.bind(TcpFixture.loopback(family, 0));
        SockAddr local = TcpFixture.localOf(family, bound);
        Ptr<ListenEndpoint> listener = new Ptr<>();

        assertThat(tcp.transport().listen(bound, acceptor, listener)).isEqualTo(NtStatus.STATUS_SUCCESS);

        tcp.keep(listener.get()).setAccepting(true);
        assertThat(TcpFixture.localOf(family, listener.get())).isEqualTo(local);
        Peer peer = tcp.dial(family, family.port(local));
        assertThat(remoteOf(family, acceptor.next()))
                .isEqualTo(TcpFixture.loopback(family, peer.socket().getLocalPort()));
        assertThat(tcp.open(family).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(tcp.openListener(family, acceptor).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @EnabledOnOs(OS.LINUX)
    void listensAtAPortThatWasLeftOpen(IpFamily family) {
        StreamEndpoint bound = tcp.bound(family);
        Ptr<ListenEndpoint> listener = new Ptr<>();

        assertThat(tcp.transport().listen(bound, acceptor, listener)).isEqualTo(NtStatus.STATUS_SUCCESS);

        tcp.keep(listener.get()).setAccepting(true);
        assertThat(TcpFixture.localOf(family, listener.get())).isEqualTo(TcpFixture.localOf(family, bound));
        tcp.dial(family, TcpFixture.portOf(family, bound));
        acceptor.next();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsTheAddressWhicheverEndpointIsClosedFirst() {
        StreamEndpoint bound = tcp.open(IpFamily.INET);
        bound.bind(TcpFixture.loopback(IpFamily.INET, 0));
        SockAddr local = TcpFixture.localOf(IpFamily.INET, bound);
        Ptr<ListenEndpoint> listener = new Ptr<>();
        tcp.transport().listen(bound, acceptor, listener);
        tcp.close(listener.get());
        assertThat(tcp.open(IpFamily.INET).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(tcp.openListener(IpFamily.INET, acceptor).bind(local))
                .isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(tcp.transport().listen(bound, acceptor, listener)).isEqualTo(NtStatus.STATUS_SUCCESS);
        tcp.keep(listener.get());

        tcp.close(bound);

        assertThat(tcp.open(IpFamily.INET).bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        tcp.dial(IpFamily.INET, IpFamily.INET.port(local));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void listensOnlyOnceAtTheAddressOfAStreamEndpoint() {
        StreamEndpoint bound = tcp.bound(IpFamily.INET);
        Ptr<ListenEndpoint> listener = new Ptr<>();
        tcp.transport().listen(bound, acceptor, listener);
        ListenEndpoint first = tcp.keep(listener.get());

        assertThat(tcp.transport().listen(bound, acceptor, listener)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);

        assertThat((TransportEndpoint) listener.get()).isSameAs(first);
    }

    @Test
    void listensNotForAnEndpointThatIsNotJustBound() {
        Ptr<ListenEndpoint> listener = new Ptr<>();

        assertThat(tcp.transport().listen(tcp.open(IpFamily.INET), acceptor, listener))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(tcp.transport().listen(tcp.connect(IpFamily.INET).endpoint(), acceptor, listener))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(tcp.transport().listen(null, acceptor, listener)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat((TransportEndpoint) listener.get()).isNull();
    }

    // ---- options

    private static int get(TransportEndpoint endpoint, int level, int option) {
        ULong value = new ULong(77);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(level, option, value, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    private static NtStatus setV6Only(TransportEndpoint endpoint, int value) {
        return endpoint.setOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, new ULong(value));
    }

    private static int v6Only(TransportEndpoint endpoint) {
        return get(endpoint, IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void givesItsReceiveBufferToWhatItAccepts() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET, acceptor);
        ULong size = new ULong(20_000);
        assertThat(listener.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, size))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        int given = get(listener, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF);
        listener.bind(TcpFixture.loopback(IpFamily.INET, 0));
        listener.setAccepting(true);

        tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET, listener));

        assertThat(get(acceptor.next(), SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF))
                .isEqualTo(given)
                .isGreaterThanOrEqualTo(20_000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void takesOptionsOfTheStreamEndpointOver() {
        StreamEndpoint bound = tcp.open(IpFamily.INET6);
        setV6Only(bound, 0);
        bound.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(20_000));
        bound.bind(new SockAddrIn6());
        Ptr<ListenEndpoint> listener = new Ptr<>();

        tcp.transport().listen(bound, acceptor, listener);

        tcp.keep(listener.get());
        assertThat(v6Only(listener.get())).isZero();
        assertThat(get(listener.get(), SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF))
                .isEqualTo(get(bound, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF));
    }

    @Test
    void hasNoOtherOptions() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET, acceptor);

        assertThat(listener.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_DEBUG, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(listener.getOption(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_MAXSEG, new ULong(), new SizeT()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(setV6Only(listener, 1)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(listener.getOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, new ULong(), new SizeT()))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(listener.control(1, null, null, new SizeT())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void knowsIpv6OnlyUnlessItIsToldOtherwiseBeforeTheBind() {
        for (TransportEndpoint endpoint :
                List.of(tcp.open(IpFamily.INET6), tcp.openListener(IpFamily.INET6, acceptor))) {
            assertThat(v6Only(endpoint)).isEqualTo(1);
            assertThat(setV6Only(endpoint, 0)).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(v6Only(endpoint)).isZero();
            assertThat(setV6Only(endpoint, 2)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(endpoint.setOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, true))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(endpoint.getOption(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, null, new SizeT()))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            endpoint.bind(new SockAddrIn6());
            assertThat(setV6Only(endpoint, 1)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
            assertThat(v6Only(endpoint)).isZero();
        }
    }

    @Test
    void resetsAnIpv4PeerWhenItKnowsIpv6Only() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET6, acceptor);
        listener.bind(new SockAddrIn6());
        listener.setAccepting(true);
        int port = TcpFixture.portOf(IpFamily.INET6, listener);

        tcp.dial(IpFamily.INET, port).expectReset();
        tcp.dial(IpFamily.INET6, port);

        assertThat(((SockAddrIn6) remoteOf(IpFamily.INET6, acceptor.next())).isV4Mapped())
                .isFalse();
    }

    @Test
    void takesIpv4PeersWhenItIsToldTo() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET6, acceptor);
        setV6Only(listener, 0);
        listener.bind(new SockAddrIn6());
        listener.setAccepting(true);
        int port = TcpFixture.portOf(IpFamily.INET6, listener);

        Peer peer = tcp.dial(IpFamily.INET, port);
        StreamEndpoint endpoint = acceptor.next();

        assertThat(TcpFixture.localOf(IpFamily.INET6, endpoint)).isEqualTo(mapped(port));
        assertThat(remoteOf(IpFamily.INET6, endpoint))
                .isEqualTo(mapped(peer.socket().getLocalPort()));
        assertThat(v6Only(endpoint)).isZero();
        tcp.dial(IpFamily.INET6, port);
        assertThat(((SockAddrIn6) remoteOf(IpFamily.INET6, acceptor.next())).isV4Mapped())
                .isFalse();
    }

    @Test
    void connectsToIpv4FromAnIpv6EndpointThatKnowsBoth() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.open(IpFamily.INET6);
        setV6Only(endpoint, 0);
        assertThat(endpoint.bind(mapped(0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        Call.to(mapped(server.getLocalPort())).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);

        int port = tcp.accept(server).socket().getPort();
        assertThat(TcpFixture.localOf(IpFamily.INET6, endpoint)).isEqualTo(mapped(port));
        assertThat(remoteOf(IpFamily.INET6, endpoint)).isEqualTo(mapped(server.getLocalPort()));
    }

    @Test
    void listensAtAnIpv4AddressInIpv6Form() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET6, acceptor);
        setV6Only(listener, 0);

        assertThat(listener.bind(mapped(0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        listener.setAccepting(true);
        Peer peer = tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET6, listener));
        assertThat(remoteOf(IpFamily.INET6, acceptor.next()))
                .isEqualTo(mapped(peer.socket().getLocalPort()));
    }
}
