// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * One combination of address family, socket type and protocol that a transport serves.
 *
 * @param addressFamily {@code AF_*}, 1 to 65535
 * @param socketType {@code SOCK_*}, 1 to 65535
 * @param protocol {@code IPPROTO_*}, or {@link #ANY_PROTOCOL} for a raw transport that serves every protocol
 */
public record TransportTriple(int addressFamily, int socketType, int protocol) {
    /** Stands for every protocol; for {@code SOCK_RAW} only. */
    public static final int ANY_PROTOCOL = -1;

    /**
     * Checks the ranges.
     *
     * @param addressFamily {@code AF_*}, 1 to 65535
     * @param socketType {@code SOCK_*}, 1 to 65535
     * @param protocol {@code IPPROTO_*}, or {@link #ANY_PROTOCOL} for {@code SOCK_RAW}
     */
    public TransportTriple {
        if (addressFamily < 1 || addressFamily > 0xFFFF || socketType < 1 || socketType > 0xFFFF) {
            throw new IllegalArgumentException("address family " + addressFamily + ", socket type " + socketType
                    + ": each is a 16-bit number above 0");
        }
        if (protocol == ANY_PROTOCOL && socketType != SocketType.SOCK_RAW) {
            throw new IllegalArgumentException("only a raw socket serves any protocol");
        }
    }

    /**
     * Whether a socket with these three values can be served by this triple.
     *
     * @param family the address family asked for
     * @param type the socket type asked for
     * @param wanted the protocol asked for
     * @return true when all three match
     */
    public boolean serves(int family, int type, int wanted) {
        return addressFamily == family && socketType == type && (protocol == ANY_PROTOCOL || protocol == wanted);
    }

    @Override
    public String toString() {
        return AddressFamily.name(addressFamily) + "/" + SocketType.name(socketType) + "/"
                + (protocol == ANY_PROTOCOL ? "any" : IpProtocol.name(protocol));
    }
}
