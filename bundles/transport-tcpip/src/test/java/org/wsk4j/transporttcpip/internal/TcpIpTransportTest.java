// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;

class TcpIpTransportTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture(2);

    @AfterEach
    void forgetLog() {
        TestLoggerFactory.clearAll();
    }

    @Test
    void holdsNoLockWhenItTellsOwnersAfterItsEnd() throws Exception {
        tcp.expectErrors();
        TcpEndpoint endpoint = (TcpEndpoint) tcp.connect(IpFamily.INET).endpoint();
        tcp.transport().deactivate();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Call third = Call.of("c").then(over -> {
            entered.countDown();
            await(leave);
        });
        Call second = Call.of("b").then(over -> third.pends(endpoint::send));
        Call first = Call.empty().then(over -> second.pends(endpoint::send));
        Thread poster = new Thread(() -> first.start(request -> {
            request.finish(NtStatus.STATUS_SUCCESS);
            endpoint.post(request);
            return NtStatus.STATUS_PENDING;
        }));
        poster.start();
        await(entered);
        boolean[] locked = {true};
        TransportRequest send = new TransportRequest();
        send.prepare(
                new TransportRequest.Owner() {
                    @Override
                    public boolean pending(TransportRequest request) {
                        leave.countDown();
                        try {
                            poster.join();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return true;
                    }

                    @Override
                    public void completed(TransportRequest request) {
                        locked[0] = Thread.holdsLock(endpoint.sender().lock);
                    }
                },
                null,
                0);
        send.setBytes(Mdl.allocate(Bytes.direct("d")), 0, 1);

        assertThat(endpoint.send(send)).isEqualTo(NtStatus.STATUS_PENDING);

        assertThat(send.status()).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(locked[0]).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Call.DEADLINE, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Clause("AF-TYPES-04")
    void tellsWhoItIsAndWhatItServes() {
        TcpIpTransport transport = tcp.transport();

        assertThat(transport.name()).isEqualTo("tcpip");
        assertThat(transport.version()).isEqualTo(0x0100);
        assertThat(transport.providerId()).isEqualTo(new TcpIpTransport(TcpFixture.config(0)).providerId());
        assertThat(transport.triples())
                .containsExactly(
                        new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
                        new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
                        new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP),
                        new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP));
    }

    @Test
    void startsNoThreadBeforeTheFirstEndpoint() {
        assertThat(TcpFixture.ioThreads()).isEmpty();

        tcp.open(IpFamily.INET);
        assertThat(TcpFixture.ioThreads()).extracting(Thread::getName).containsExactly("wsk4j-tcpip-0");
        tcp.open(IpFamily.INET);
        tcp.open(IpFamily.INET);

        assertThat(TcpFixture.ioThreads())
                .allMatch(Thread::isDaemon)
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("wsk4j-tcpip-0", "wsk4j-tcpip-1");
    }

    @Test
    void refusesWhatItDoesNotServe() {
        Ptr<StreamEndpoint> endpoint = new Ptr<>();
        TransportTriple unix = new TransportTriple(AddressFamily.AF_UNIX, SocketType.SOCK_STREAM, 0);
        TransportTriple udp = new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);

        assertThat(tcp.transport().openStream(unix, 0, new TcpFixture.SilentObserver(), endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(tcp.transport().openStream(udp, IpProtocol.IPPROTO_UDP, new TcpFixture.SilentObserver(), endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(tcp.transport()
                        .openStream(
                                TcpFixture.triple(IpFamily.INET),
                                IpProtocol.IPPROTO_UDP,
                                new TcpFixture.SilentObserver(),
                                endpoint))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.get()).isNull();
    }

    @Test
    void opensNothingOnceItIsDeactivated() {
        tcp.open(IpFamily.INET);
        tcp.transport().deactivate();
        Ptr<StreamEndpoint> endpoint = new Ptr<>();

        NtStatus status = tcp.transport()
                .openStream(
                        TcpFixture.triple(IpFamily.INET),
                        IpProtocol.IPPROTO_TCP,
                        new TcpFixture.SilentObserver(),
                        endpoint);

        assertThat(status).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(endpoint.get()).isNull();
        tcp.expectErrors();
    }

    @Test
    void resetsWhatIsLeftOpenWhenItIsDeactivated() {
        tcp.expectErrors();
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        List<NtStatus> failures = new ArrayList<>();
        List<Call> waiting = new ArrayList<>();
        StreamEndpoint busy = tcp.open(IpFamily.INET, new TcpFixture.SilentObserver() {
            @Override
            public void failed(NtStatus reason) {
                failures.add(reason);
                waiting.forEach(call -> assertThat(call.completions()).isEqualTo(1));
            }
        });
        busy.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(busy::connect).awaits(NtStatus.STATUS_SUCCESS);
        Peer peer = tcp.accept(server);
        Call receive = Call.into(1).pends(busy::receive);
        Call send = Call.into(16 << 20).pends(busy::send);
        waiting.addAll(List.of(receive, send));

        tcp.transport().deactivate();

        assertThat(receive.isOver()).isTrue();
        assertThat(send.isOver()).isTrue();
        receive.awaits(NtStatus.STATUS_FILE_FORCED_CLOSED);
        send.awaits(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(failures).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
        peer.expectReset();
        Call.of("x").ends(busy::send, NtStatus.STATUS_FILE_FORCED_CLOSED);
        Call.into(1).ends(busy::receive, NtStatus.STATUS_FILE_FORCED_CLOSED);
        Call posted = Call.empty().start(request -> {
            request.finish(NtStatus.STATUS_SUCCESS);
            busy.post(request);
            return NtStatus.STATUS_PENDING;
        });
        posted.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(posted.completer()).isEqualTo(Thread.currentThread());
        tcp.close(busy);
    }

    @Test
    void letsTheObserverCloseWhatFails() {
        tcp.expectErrors();
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        Call close = Call.empty();
        StreamEndpoint[] endpoint = new StreamEndpoint[1];
        endpoint[0] = tcp.open(IpFamily.INET, new TcpFixture.SilentObserver() {
            @Override
            public void failed(NtStatus reason) {
                close.pends(endpoint[0]::close);
            }
        });
        endpoint[0].bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(endpoint[0]::connect).awaits(NtStatus.STATUS_SUCCESS);
        tcp.forget(endpoint[0]);

        tcp.transport().deactivate();

        assertThat(close.isOver()).isTrue();
        close.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void resetsAConnectionThatNoThreadKnowsWhenItIsDeactivated() {
        tcp.expectErrors();
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint idle = tcp.open(IpFamily.INET, new TcpFixture.SilentObserver() {
            @Override
            public void failed(NtStatus reason) {
                assertThat(reason).isEqualTo(NtStatus.STATUS_FILE_FORCED_CLOSED);
            }
        });
        idle.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(idle::connect).awaits(NtStatus.STATUS_SUCCESS);
        Peer peer = tcp.accept(server);

        tcp.transport().deactivate();

        peer.expectReset();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNoDescriptorBehind() throws IOException {
        useDescriptors(); // whatever the platform opens once
        long before = descriptors();

        useDescriptors();

        assertThat(descriptors()).isEqualTo(before);
    }

    private void useDescriptors() throws IOException {
        TcpIpTransport transport = new TcpIpTransport(TcpFixture.config(3));
        List<StreamEndpoint> opened = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        try (ServerSocket server = tcp.listen(IpFamily.INET, 4096)) {
            for (int i = 0; i < 60; i++) {
                Ptr<StreamEndpoint> endpoint = new Ptr<>();
                assertThat(transport.openStream(
                                TcpFixture.triple(IpFamily.INET),
                                IpProtocol.IPPROTO_TCP,
                                new TcpFixture.SilentObserver(),
                                endpoint))
                        .isEqualTo(NtStatus.STATUS_SUCCESS);
                opened.add(endpoint.get());
                use(endpoint.get(), server, peers, i % 6);
            }
        }
        for (StreamEndpoint endpoint : opened) {
            Call.empty().start(endpoint::close).awaits(NtStatus.STATUS_SUCCESS);
        }
        peers.forEach(Peer::close);
        long open = descriptors();
        transport.deactivate();
        assertThat(descriptors()).as("selectors were still open").isLessThan(open);
    }

    /** Brings an endpoint into one of the states that it can be closed in. */
    private void use(StreamEndpoint endpoint, ServerSocket server, List<Peer> peers, int what) {
        if (what == 0) {
            return;
        }
        endpoint.bind(new SockAddrIn());
        if (what == 1) {
            Call.to(SockAddrIn.of("127.0.0.1", 1)).start(endpoint::connect).awaits(NtStatus.STATUS_CONNECTION_REFUSED);
            return;
        }
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        Peer peer = tcp.accept(server);
        peers.add(peer);
        switch (what) {
            case 2 -> Call.into(1).pends(endpoint::receive);
            case 3 -> Call.into(16 << 20).pends(endpoint::send);
            case 4 -> {
                Call receive = Call.into(1).pends(endpoint::receive);
                peer.reset();
                receive.awaits(NtStatus.STATUS_CONNECTION_RESET);
            }
            default -> {
                Call.into(1).pends(endpoint::receive);
                Call.empty()
                        .start(request ->
                                endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED))
                        .awaits(NtStatus.STATUS_SUCCESS);
            }
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void freesTheDescriptorBeforeTheCloseCompletes() throws IOException {
        Connection connection = tcp.connect(IpFamily.INET);
        Call.into(1).pends(connection.endpoint()::receive);
        tcp.forget(connection.endpoint());
        long before = descriptors();
        long[] after = new long[1];
        Call close = Call.empty().then(over -> after[0] = countDescriptors());

        close.pends(connection.endpoint()::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(after[0]).isEqualTo(before - 1);
    }

    private static long countDescriptors() {
        try {
            return descriptors();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
