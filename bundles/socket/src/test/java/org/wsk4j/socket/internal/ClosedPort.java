// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.wsk4j.ws2def.SockAddrIn;

/** An address of this machine at which nobody listens. */
final class ClosedPort {
    private ClosedPort() {}

    /** A port that was free a moment ago. */
    static SockAddrIn address() {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
