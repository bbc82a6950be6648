// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class TcpConnectTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"CONNECT-01", "CONNECT-04", "CONNECT-05"})
    void connectsAndKnowsBothAddresses(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        StreamEndpoint endpoint = tcp.bound(family);

        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);

        SockAddr local = TcpFixture.wildcard(family);
        SockAddr remote = TcpFixture.wildcard(family);
        assertThat(endpoint.localAddress(local)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.remoteAddress(remote)).isEqualTo(NtStatus.STATUS_SUCCESS);
        Peer peer = tcp.accept(server);
        assertThat(local).isEqualTo(TcpFixture.loopback(family, peer.socket().getPort()));
        assertThat(remote).isEqualTo(TcpFixture.addressOf(server));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Clause("CONNECT-04")
    void connectsOnTheLoopbackInTheCallersThread() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);

        Call.to(TcpFixture.addressOf(server)).ends(endpoint::connect, NtStatus.STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause("CONNECT-07")
    void reportsARefusedConnection(IpFamily family) throws IOException {
        ServerSocket server = tcp.listen(family, 0);
        SockAddr address = TcpFixture.addressOf(server);
        server.close();
        StreamEndpoint endpoint = tcp.bound(family);

        Call.to(address).start(endpoint::connect).awaits(NtStatus.STATUS_CONNECTION_REFUSED);

        assertThat(endpoint.remoteAddress(TcpFixture.wildcard(family))).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.to(address).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.of("x").ends(endpoint::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.into(1).ends(endpoint::receive, NtStatus.STATUS_INVALID_DEVICE_STATE);
        Call.empty().ends(endpoint::disconnect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("CONNECT-08")
    void refusesToConnectBeforeTheBind() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);

        Call.to(TcpFixture.addressOf(server)).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void refusesASecondConnect() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.connect(server).endpoint();

        Call.to(TcpFixture.addressOf(server)).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("CONNECT-02")
    void refusesAddressesThatNameNoPeerOfTheFamily() {
        StreamEndpoint four = tcp.bound(IpFamily.INET);
        StreamEndpoint six = tcp.bound(IpFamily.INET6);

        Call.to(new SockAddrIn6()).ends(four::connect, NtStatus.STATUS_INVALID_PARAMETER);
        Call.to(null).ends(four::connect, NtStatus.STATUS_INVALID_PARAMETER);
        Call.to(SockAddrIn.of("127.0.0.1", 80)).ends(six::connect, NtStatus.STATUS_INVALID_PARAMETER);
        Call.to(SockAddrIn6.of("::ffff:127.0.0.1", 80)).ends(six::connect, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        Call.to(SockAddrIn.of("127.0.0.1", 0)).ends(four::connect, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        Call.to(SockAddrIn.of("0.0.0.0", 80)).ends(four::connect, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        Call.to(SockAddrIn6.of("::", 80)).ends(six::connect, NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
    }

    @Test
    void staysBoundWhenTheAddressWasRefused() {
        ServerSocket server = tcp.listen(IpFamily.INET, 0);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call.to(null).ends(endpoint::connect, NtStatus.STATUS_INVALID_PARAMETER);

        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void sendsTheBytesOfTheRequestAfterTheHandshake(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        StreamEndpoint endpoint = tcp.bound(family);
        Call connect = Call.of("hello");
        connect.request().setAddress(TcpFixture.addressOf(server));

        connect.start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(connect.transferred()).isEqualTo(5);
        assertThat(endpoint.bytesSent()).isEqualTo(5);
        assertThat(tcp.accept(server).read(5)).isEqualTo("hello");
    }

    @Test
    void completesAConnectWithMoreBytesThanThePlatformTakesWhenTheLastIsTaken() {
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.into(16 << 20);
        connect.request().setAddress(TcpFixture.addressOf(server));

        connect.pends(endpoint::connect);
        Peer peer = tcp.accept(server);
        Call disconnect = Call.empty().pends(endpoint::disconnect);

        assertThat(peer.readToEnd()).hasSize(16 << 20);
        connect.awaits(NtStatus.STATUS_SUCCESS);
        disconnect.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(connect.transferred()).isEqualTo(16 << 20);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Clause("CONNECT-05")
    void completesAPendingConnectFromTheIoThread() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.of("late");
        connect.request().setAddress(TcpFixture.addressOf(server));
        SockAddrIn local = new SockAddrIn();
        endpoint.localAddress(local);
        connect.pends(endpoint::connect);
        Call.of("x").ends(endpoint::send, NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);

        Peer peer = acceptFrom(server, local.port());

        connect.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(connect.transferred()).isEqualTo(4);
        assertThat(connect.completer().getName()).startsWith("wsk4j-tcpip-");
        assertThat(connect.level()).isEqualTo(Irql.DISPATCH_LEVEL);
        SockAddr remote = new SockAddrIn();
        endpoint.remoteAddress(remote);
        assertThat(remote).isEqualTo(TcpFixture.addressOf(server));
        Call.of("!").start(endpoint::send).awaits(NtStatus.STATUS_SUCCESS);
        Call receive = Call.into(1).pends(endpoint::receive);
        assertThat(peer.read(5)).isEqualTo("late!");
        peer.write("a");
        receive.awaits(NtStatus.STATUS_SUCCESS);
    }

    /**
     * Accepts until the connection from that port is there, which may come late: the full backlog lost its handshake.
     */
    private Peer acceptFrom(ServerSocket server, int port) {
        Peer peer;
        do {
            peer = tcp.accept(server);
        } while (peer.socket().getPort() != port);
        return peer;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsTheAddressAsFarAsItIsKnownWhileItConnects() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call.to(TcpFixture.addressOf(server)).pends(endpoint::connect);
        SockAddrIn local = SockAddrIn.of("127.0.0.1", 7);

        assertThat(endpoint.localAddress(local)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(local).isEqualTo(new SockAddrIn());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cancelsAPendingConnectInTheCallersThread() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.to(TcpFixture.addressOf(server)).pends(endpoint::connect);

        endpoint.cancel(connect.request());

        connect.awaits(NtStatus.STATUS_CANCELLED);
        assertThat(connect.completer()).isEqualTo(Thread.currentThread());
        Call.to(TcpFixture.addressOf(server)).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void resetsTheConnectionWhenAConnectIsCancelledWhoseBytesWait() {
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.to(TcpFixture.addressOf(server))
                .bytes(ByteBuffer.allocateDirect(16 << 20))
                .pends(endpoint::connect);

        endpoint.cancel(connect.request());

        connect.awaits(NtStatus.STATUS_CANCELLED);
        tcp.accept(server).expectReset();
        Call.of("x").ends(endpoint::send, NtStatus.STATUS_CONNECTION_ABORTED);
        Call.into(1).ends(endpoint::receive, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    void resetsTheConnectionWhenAConnectTurnsOutCancelledWithBytesLeft() {
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);

        Call.to(TcpFixture.addressOf(server))
                .bytes(ByteBuffer.allocateDirect(16 << 20))
                .cancelledBefore()
                .ends(endpoint::connect, NtStatus.STATUS_CANCELLED);

        tcp.accept(server).expectReset();
        Call.of("x").ends(endpoint::send, NtStatus.STATUS_CONNECTION_ABORTED);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void doesNotWaitForAConnectThatWasCancelledBefore() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);

        Call.to(TcpFixture.addressOf(server)).cancelledBefore().ends(endpoint::connect, NtStatus.STATUS_CANCELLED);

        Call.to(TcpFixture.addressOf(server)).ends(endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void abortsAPendingConnect() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.to(TcpFixture.addressOf(server)).pends(endpoint::connect);

        Call abort = Call.empty()
                .pends(request -> endpoint.abort(
                        request, NtStatus.STATUS_FILE_FORCED_CLOSED, NtStatus.STATUS_CONNECTION_ABORTED));

        connect.awaits(NtStatus.STATUS_FILE_FORCED_CLOSED);
        abort.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Clause({"CLOSE-06", "CLOSE-07"})
    void cancelsAPendingConnectByClosing() {
        ServerSocket server = tcp.listenDeaf(IpFamily.INET);
        StreamEndpoint endpoint = tcp.bound(IpFamily.INET);
        Call connect = Call.to(TcpFixture.addressOf(server)).pends(endpoint::connect);
        tcp.forget(endpoint);

        Call close = Call.empty()
                .then(over -> assertThat(connect.completions()).isEqualTo(1))
                .pends(endpoint::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        connect.awaits(NtStatus.STATUS_CANCELLED);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void makesManyConnections(IpFamily family) {
        ServerSocket server = tcp.listen(family, 0);
        for (int i = 0; i < 2000; i++) {
            StreamEndpoint endpoint = tcp.bound(family);
            Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
            try (Peer peer = tcp.accept(server)) {
                Call receive = Call.into(8).start(endpoint::receive);
                peer.write("n" + i % 10);
                receive.awaits(NtStatus.STATUS_SUCCESS);
                assertThat(receive.text()).isEqualTo("n" + i % 10);
                tcp.close(endpoint);
            }
        }
    }
}
