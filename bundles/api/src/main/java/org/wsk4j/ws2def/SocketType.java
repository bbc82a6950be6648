// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * The socket types (SOCK_*): how a socket carries data.
 *
 * <p>Which combinations of family, type and protocol exist is up to the transports that are present.
 *
 * <p>IRQL: any, for every member.
 *
 * <p>Spec: AF-TYPES-01..AF-TYPES-03.
 */
public final class SocketType {
    /** A stream of bytes over a connection: nothing is lost, doubled or out of order. */
    public static final int SOCK_STREAM = 1;

    /** Single datagrams without a connection: each arrives whole or not at all, in any order. */
    public static final int SOCK_DGRAM = 2;

    /** Direct access to the protocol below TCP and UDP. */
    public static final int SOCK_RAW = 3;

    /** Datagrams that are not lost. */
    public static final int SOCK_RDM = 4;

    /** Datagrams over a connection: nothing is lost, and borders between messages are kept. */
    public static final int SOCK_SEQPACKET = 5;

    private SocketType() {}

    /**
     * The name of a socket type, for people.
     *
     * @param socketType a socket type
     * @return the name of its constant here, or the number itself when there is none
     */
    public static String name(int socketType) {
        return switch (socketType) {
            case SOCK_STREAM -> "SOCK_STREAM";
            case SOCK_DGRAM -> "SOCK_DGRAM";
            case SOCK_RAW -> "SOCK_RAW";
            case SOCK_RDM -> "SOCK_RDM";
            case SOCK_SEQPACKET -> "SOCK_SEQPACKET";
            default -> Integer.toString(socketType);
        };
    }
}
