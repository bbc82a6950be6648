// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

/** Control information of a test: memory in which messages lie, or have room. */
record Messages(CmsgHdr first, int length) {
    /** One message that tells a time to live. */
    static Messages ttl(int value) {
        CmsgHdr first = CmsgHdr.of(ByteBuffer.allocateDirect(CmsgHdr.space(Integer.BYTES)));
        return new Messages(first, first.append(0, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, value));
    }

    /** The same, and another one behind it that tells a type of service. */
    static Messages ttlAndTos(int ttl, int tos) {
        CmsgHdr first = CmsgHdr.of(ByteBuffer.allocateDirect(2 * CmsgHdr.space(Integer.BYTES)));
        int used = first.append(0, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, ttl);
        return new Messages(first, first.append(used, IpProtocol.IPPROTO_IP, SocketOptions.IP_TOS, tos));
    }

    /** Bytes that are no messages. */
    static Messages malformed() {
        return new Messages(CmsgHdr.of(ByteBuffer.allocateDirect(CmsgHdr.SIZE)), CmsgHdr.SIZE);
    }

    /** Room for messages. */
    static Messages room(int bytes) {
        return new Messages(CmsgHdr.of(ByteBuffer.allocateDirect(bytes)), bytes);
    }

    /** What the first so many bytes tell as the time to live; -1 for nothing. */
    int timeToLive(int controlLength) {
        return first.intValue(controlLength, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL, -1);
    }

    /** Changes the memory, as a client does that uses it for something else. */
    void overwrite() {
        ByteBuffer bytes = first.bytes(length);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0xEE);
        }
    }
}
