// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;

/** Datagram sockets that talk over UDP with plain ones of java.net. */
@Timeout(60)
class UdpDatagramTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final RecordedDatagramEvents events = new RecordedDatagramEvents();
    private java.net.DatagramSocket peer;
    private DatagramClient socket;
    private int port;

    @BeforeEach
    void bindToAllAddresses() throws IOException {
        peer = wsk.closeLater(new java.net.DatagramSocket(0, new InetSocketAddress(0).getAddress()));
        peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SocketFixture.DEADLINE));
        socket = wsk.datagram(null, events.dispatch());
        socket.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        SockAddrIn local = new SockAddrIn();
        socket.getLocalAddress(local).completedWith(STATUS_SUCCESS);
        assertThat(local.isWildcard()).isTrue();
        port = local.port();
    }

    private void peerSends(String text, InetAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        peer.send(new DatagramPacket(bytes, bytes.length, to, port));
    }

    private DatagramPacket peerReceives() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        peer.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static List<InetAddress> localAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .toList();
    }

    @Test
    @Clause({"BIND-10", "RECEIVEFROM-01", "RECEIVEFROM-07"})
    void receivesOnAllLocalAddresses() throws IOException {
        List<InetAddress> addresses = localAddresses();
        assertThat(addresses).isNotEmpty();
        for (InetAddress address : addresses) {
            Bytes room = Bytes.room(3);
            SockAddrIn from = new SockAddrIn();
            peerSends("abc", address);

            socket.receiveFrom(room.buf(), from).succeededWith(3);

            assertThat(room.text()).isEqualTo("abc");
            assertThat(from.port()).isEqualTo(peer.getLocalPort());
        }
    }

    @Test
    @Clause({"BIND-10", "SENDTO-01"})
    void sendsFromTheAddressThatRoutingChooses() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();

        socket.sendTo("abc", SockAddrIn.of(loopback, peer.getLocalPort())).succeededWith(3);

        DatagramPacket packet = peerReceives();
        assertThat(text(packet)).isEqualTo("abc");
        assertThat(packet.getSocketAddress()).isEqualTo(new InetSocketAddress(loopback, port));
    }

    /** The client answers what it retains, and gives it back when the answer is sent. */
    @Test
    @Clause({"RECEIVEFROM-EVENT-06", "DGRAM-INDICATION-05", "RELEASE-DGRAM-01"})
    void echoesOutOfTheEvent() throws IOException {
        Queue<NtStatus> released = new ConcurrentLinkedQueue<>();
        events.answering(list -> {
            RecordedIrp irp = RecordedIrp.ready().then(sent -> released.add(socket.release(list)));
            socket.sendTo(list.buffer(), 0, list.remoteAddress(), 0, null, irp);
            return STATUS_PENDING;
        });
        socket.enable(WskConstants.WSK_EVENT_RECEIVE_FROM);
        for (String text : new String[] {"one", "", "three"}) {
            peerSends(text, InetAddress.getLoopbackAddress());

            assertThat(text(peerReceives())).isEqualTo(text);
        }
        SocketFixture.eventually("all lists are released", () -> released.size() == 3);
        assertThat(released).containsOnly(STATUS_SUCCESS);
        assertThat(events.mistakes()).isEmpty();
    }
}
