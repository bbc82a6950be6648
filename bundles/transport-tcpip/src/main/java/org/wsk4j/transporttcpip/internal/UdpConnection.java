// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's connection to the only sender that is wanted: it makes the platform report what the network says about
 * datagrams that went there. What may be received does not depend on it.
 *
 * <p>Locks: guarded by the sender's.
 */
final class UdpConnection {
    private static final Logger LOG = LoggerFactory.getLogger(UdpConnection.class);

    private final DatagramChannel channel;
    private InetSocketAddress peer; // null while there is none

    UdpConnection(DatagramChannel channel) {
        this.channel = channel;
    }

    /** Connects, unless the platform does not want to: then nothing is reported. */
    void open(InetSocketAddress newPeer) throws IOException {
        close();
        try {
            channel.connect(newPeer);
            peer = newPeer;
        } catch (IOException | RuntimeException e) {
            LOG.debug("Nothing will be reported of {}", newPeer, e);
        }
    }

    /** Ends the connection if something is to go elsewhere, which the platform would refuse. */
    void leaveFor(InetSocketAddress destination) throws IOException {
        if (peer != null && destination != peer && !isPeer(destination)) {
            close();
        }
    }

    private boolean isPeer(InetSocketAddress destination) {
        return destination.equals(peer) && scope(destination) == scope(peer);
    }

    /** The scope, which the JDK's addresses do not compare. */
    private static int scope(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
    }

    /** Ends the connection; the local address must survive that. */
    void close() throws IOException {
        if (peer == null) {
            return;
        }
        peer = null;
        int port = port();
        channel.disconnect();
        if (port() != port) {
            throw new IOException("the platform has not kept port " + port + ": address already in use");
        }
    }

    private int port() throws IOException {
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        return local == null ? 0 : local.getPort();
    }
}
