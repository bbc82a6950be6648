// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientConnectionDispatch;

/** {@link EventRaces} over real connections. */
class TcpEventRaceTest extends EventRaces {
    private ServerSocket acceptor; // null until it is asked for

    TcpEventRaceTest() {
        super(SocketFixture.tcpip());
    }

    @Override
    Line connect(WskClientConnectionDispatch callbacks) {
        ClientSocket socket = wsk.socket(null, callbacks);
        socket.bind(SocketFixture.anyLocal());
        return new TcpLine(wsk.connect(socket));
    }

    @Override
    SockAddr acceptor() {
        if (acceptor == null) {
            try {
                acceptor = wsk.closeLater(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread thread = new Thread(this::accept, "acceptor");
            thread.setDaemon(true);
            thread.start();
        }
        return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), acceptor.getLocalPort()));
    }

    private void accept() {
        while (!acceptor.isClosed()) {
            try {
                acceptor.accept().close();
            } catch (IOException e) {
                Thread.onSpinWait(); // closed, or the other end was gone first
            }
        }
    }

    private final class TcpLine implements Line {
        private final ConnectedSocket connected;

        private TcpLine(ConnectedSocket connected) {
            this.connected = connected;
        }

        @Override
        public ClientSocket socket() {
            return connected;
        }

        @Override
        public void write(byte... bytes) {
            connected.peer().write(bytes);
        }

        @Override
        public void writeUnlessReset(byte... bytes) {
            connected.peer().writeUnlessReset(bytes);
        }

        @Override
        public void assertNothingOnLoan() {
            SocketFixture.eventually(
                    "all lists are back", () -> connected.engineSide().retained() == 0);
            assertThat(SocketFixture.warnings())
                    .as("warnings, also of buffers that are lost")
                    .isEmpty();
        }

        @Override
        public void done() {
            wsk.done(connected);
        }
    }
}
