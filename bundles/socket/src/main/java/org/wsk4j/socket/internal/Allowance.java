// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.spi.ClientAccount;

/**
 * What the policy for the client's bundle lets a socket do: answers the status that a function is refused with, or null.
 *
 * <p>Threads: safe for all. Locks: none. Nothing is allocated by what a send needs.
 */
final class Allowance {
    private final ClientAccount account;
    private volatile int protocol; // written once, before the socket is published; 0 for accepted ones, which need none

    Allowance(ClientAccount account) {
        this.account = account;
    }

    /** The protocol that the client has asked for. */
    void setProtocol(int newProtocol) {
        protocol = newProtocol;
    }

    // ---- the socket itself

    /** Counts the socket; if it is not refused, {@link #close} is owed. */
    NtStatus open() {
        return refusal(account.openSocket());
    }

    /** The socket is gone. */
    void close() {
        account.closeSocket();
    }

    // ---- addresses

    /** Of a bind to an IPv6 wildcard that has the IPv4 addresses, too, both are asked for. */
    NtStatus refusalOfBind(SockAddr localAddress, boolean dual) {
        NtStatus refused = refusal(account.mayBind(protocol, localAddress));
        if (refused == null && dual) {
            SockAddrIn inet = new SockAddrIn();
            inet.setPort(((SockAddrIn6) localAddress).port());
            refused = refusal(account.mayBind(protocol, inet));
        }
        return refused;
    }

    /** Also when the connect is refused already, and then so; asked once for each connect, which it counts. */
    NtStatus refusalOfConnect(NtStatus already, SockAddr remoteAddress) {
        return already != null ? already : refusal(account.connect(protocol, remoteAddress));
    }

    /** Also when the send is refused already, and then so. */
    NtStatus refusalOfSend(NtStatus already, SockAddr remoteAddress) {
        return already != null ? already : refusal(account.maySend(protocol, remoteAddress));
    }

    // ---- bytes on their way

    /** Whether they are limited, so that somebody has to count them. */
    boolean limitsBytes() {
        return account.limitsBytes();
    }

    /** Counts the bytes of a request, if they are limited, until {@link #discharge}. */
    NtStatus refusalOfBytes(NtStatus already, TransportRequest request, long bytes) {
        if (already != null || bytes == 0 || !account.limitsBytes()) {
            return already;
        }
        NtStatus refused = refusal(account.charge(bytes));
        if (refused == null) {
            request.setCharge(bytes);
        }
        return refused;
    }

    /** The bytes of a request are not on their way any more, if they were counted. */
    void discharge(TransportRequest request) {
        long charged = request.charge();
        if (charged != 0) {
            request.setCharge(0);
            account.discharge(charged);
        }
    }

    private static NtStatus refusal(NtStatus answer) {
        return answer.isSuccess() ? null : answer;
    }
}
