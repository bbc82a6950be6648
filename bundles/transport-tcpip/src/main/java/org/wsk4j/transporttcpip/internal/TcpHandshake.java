// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * How a TCP endpoint becomes connected, and the connect that waits for it.
 *
 * <p>Threads: {@link #connectable} and {@link #flush} belong to the loop's thread.
 *
 * <p>Locks: the endpoint's; not held while the owner of the connect is told.
 *
 * <p>Spec: CONNECT-01..CONNECT-08.
 */
final class TcpHandshake {
    private final TcpEndpoint endpoint;
    private final Object lock; // the endpoint's
    private final SocketChannel channel;
    private final TcpAddresses addresses; // @GuardedBy("lock")
    private TransportRequest connecting; // @GuardedBy("lock"): the connect while it waits

    TcpHandshake(TcpEndpoint endpoint, Object lock, SocketChannel channel, TcpAddresses addresses) {
        this.endpoint = endpoint;
        this.lock = lock;
        this.channel = channel;
        this.addresses = addresses;
    }

    /** Begins it, which on this machine is over already when the platform's call returns. */
    NtStatus beginLocked(TransportRequest request) {
        NtStatus refused = addresses.refusesRemoteLocked(request.address());
        if (refused != null) {
            return request.finish(refused);
        }
        endpoint.becomeLocked(TcpState.CONNECTING);
        try {
            if (addresses.connectLocked(request.address())) {
                endpoint.connectedLocked();
                return NtStatus.STATUS_SUCCESS;
            }
        } catch (IOException | RuntimeException e) {
            endpoint.becomeLocked(TcpState.BROKEN);
            return request.finish(PlatformErrors.statusOf(e));
        }
        if (!request.pend()) {
            endpoint.becomeLocked(TcpState.BROKEN);
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        connecting = request;
        endpoint.arm(SelectionKey.OP_CONNECT);
        return NtStatus.STATUS_PENDING;
    }

    /** It is over, one way or the other. */
    void connectable() {
        TransportRequest request;
        boolean over;
        synchronized (lock) {
            endpoint.disarm(SelectionKey.OP_CONNECT);
            request = connecting;
            if (request == null || !endpoint.isConnecting()) {
                return; // cancelled, or about to end
            }
            try {
                if (!channel.finishConnect()) {
                    endpoint.arm(SelectionKey.OP_CONNECT);
                    return;
                }
                endpoint.connectedLocked();
                endpoint.arm(SelectionKey.OP_READ);
            } catch (IOException | RuntimeException e) {
                endpoint.becomeLocked(TcpState.BROKEN);
                request.finish(PlatformErrors.statusOf(e));
                endpoint.schedule();
            }
            connecting = null;
            over = !request.status().isPending() || endpoint.sender().sendAfterConnect(request);
        }
        if (over) { // else the rest of its bytes waits
            endpoint.complete(request);
        }
    }

    /** Gives the connect up if it waits; true when the caller has it now. */
    boolean take(TransportRequest request) {
        synchronized (lock) {
            if (request != connecting || !endpoint.isConnecting()) {
                return false;
            }
            connecting = null;
            endpoint.becomeLocked(TcpState.BROKEN);
        }
        endpoint.schedule(); // releases the channel
        return true;
    }

    /** Ends the connect of an endpoint that is over. */
    void flush() {
        TransportRequest unfinished = null;
        synchronized (lock) {
            if (endpoint.isOver()) {
                unfinished = connecting;
                connecting = null;
            }
        }
        if (unfinished != null) {
            unfinished.finish(endpoint.sender().failure());
            endpoint.complete(unfinished);
        }
    }

    /** Shows the connect that waits. */
    void forEachWaiting(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            if (connecting != null) {
                visitor.accept(connecting);
            }
        }
    }
}
