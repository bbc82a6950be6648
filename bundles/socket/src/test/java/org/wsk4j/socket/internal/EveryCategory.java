// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;

/** Makes a socket of whichever category, for tests of what all have: those of datagrams over one transport, the rest over another. */
record EveryCategory(SocketFixture streams, SocketFixture datagrams) {
    /** An unbound socket without callbacks. */
    AnySocket make(SocketCategory category) {
        return switch (category) {
            case BASIC -> streams.basic();
            case LISTEN -> streams.listening(null, null);
            case DATAGRAM -> datagrams.datagram(null, null);
            case CONNECTION -> streams.socket();
            case STREAM -> streams.stream(null, null);
        };
    }

    /** The fixture that a category's sockets are made by. */
    SocketFixture fixture(SocketCategory category) {
        return category == SocketCategory.DATAGRAM ? datagrams : streams;
    }

    /** Binds a socket that is not a basic one to the wildcard address. */
    static Call bind(AnySocket socket) {
        SockAddr address = new SockAddrIn();
        if (socket instanceof ClientSocket client) {
            return client.bind(address);
        }
        return socket instanceof DatagramClient datagrams
                ? datagrams.bind(address)
                : ((ListeningSocket) socket).bind(address);
    }
}
