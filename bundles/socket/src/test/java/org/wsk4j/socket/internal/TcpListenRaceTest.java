// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.ws2def.SockAddrIn;

/** The races of listening sockets, over TCP on the loopback interface. */
class TcpListenRaceTest extends ListenRaces {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Override
    SocketFixture wsk() {
        return wsk;
    }

    @Override
    Connector connect(SockAddrIn address) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SocketFixture.DEADLINE));
            return new TcpConnector(socket);
        } catch (SocketException e) {
            return null; // refused, or reset
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record TcpConnector(Socket socket) implements Connector {
        @Override
        public void awaitEnd() {
            try {
                // a handshake that is just ending when Linux closes the listener is forgotten until the peer sends
                socket.getOutputStream().write('x');
                int read = socket.getInputStream().read();
                if (read >= 0) {
                    throw new AssertionError("there was a byte: " + read);
                }
            } catch (SocketException e) {
                return; // reset
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String readOne() {
            try {
                return String.valueOf((char) socket.getInputStream().read());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
