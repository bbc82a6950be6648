// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

/** A connected socket together with its peer. */
final class ConnectedSocket extends ClientSocket {
    private final Peer peer;

    ConnectedSocket(ClientSocket socket, Peer peer) {
        super(socket.socket());
        this.peer = peer;
    }

    /** The other end of the connection. */
    Peer peer() {
        return peer;
    }
}
