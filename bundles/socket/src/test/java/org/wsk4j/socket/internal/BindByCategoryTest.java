// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.SockAddrIn;

/** What the bind does for sockets that listen, and for those that may, over TCP. */
@Timeout(60)
class BindByCategoryTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause({"BIND-08", "BIND-17"})
    void makesAListeningSocketListen() {
        ListeningSocket socket = wsk.listening(null, null);
        socket.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        socket.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);

        wsk.peerOf(socket);
        wsk.accepted(socket.accept());
    }

    @Test
    @EnabledOnOs(OS.LINUX) // all of 127.0.0.0/8 is local there
    @Clause("BIND-09")
    void letsAListeningSocketListenOnAllLocalAddresses() throws IOException {
        ListeningSocket socket = wsk.listening(null, null);
        socket.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        int port = socket.localAddress().port();
        assertThat(socket.localAddress().isWildcard()).isTrue();

        for (String address : new String[] {"127.0.0.1", "127.0.0.2"}) {
            Socket peer = wsk.closeLater(new Socket());
            peer.connect(new InetSocketAddress(address, port));
            SockAddrIn local = new SockAddrIn();
            wsk.accepted(socket.acceptTelling(local, null));
            assertThat(local).isEqualTo(SockAddrIn.of(address, port));
        }
    }

    @Test
    @Clause("BIND-14")
    void comesBeforeAStreamSocketListensOrConnects() {
        ListeningSocket listens = wsk.stream(null, null);
        ListeningSocket connects = wsk.stream(null, null);
        listens.listen().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connects.connect(wsk.listenerAddress()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        listens.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);
        connects.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        listens.listen().completedWith(STATUS_SUCCESS);

        connects.connect(listens.localAddress()).completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("BIND-13")
    void givesAStreamSocketAnAvailableAddress() {
        ListeningSocket one = wsk.stream(null, null);
        ListeningSocket other = wsk.stream(null, null);

        one.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
        other.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);

        assertThat(one.localAddress().port())
                .isPositive()
                .isNotEqualTo(other.localAddress().port());
        one.connect(wsk.listenerAddress()).completedWith(STATUS_SUCCESS);
        assertThat(one.localAddress().isWildcard()).isFalse();
    }
}
