// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The sending direction of a TCP endpoint.
 *
 * <p>With nothing before it a send is written in its caller's thread until the platform takes no more; what remains
 * waits, and the loop's thread writes it, gathering the bytes of as many requests as fit, when the platform has room
 * again. A disconnect travels the same way: final bytes, then the FIN.
 *
 * <p>The platform knows "no delay" for a socket, not for a send. The first send with {@link TransportRequest#NODELAY}
 * sets it, which also lets go what was held back before; it stays set, since switching to and fro would cost two calls
 * a send and delays nothing that anybody asked for.
 *
 * <p>A send that was written in part cannot be cancelled: later ones would follow half of it. A connect whose bytes wait
 * can, since that breaks the connection.
 *
 * <p>Spec: SEND-02..SEND-05, SEND-10, SEND-12, SEND-13, DISCONNECT-05, DISCONNECT-06, DISCONNECT-10, DISCONNECT-11.
 */
final class TcpSender extends Direction {
    /** What a request is for. */
    private enum Kind {
        SEND,
        /** A connect that brought bytes along. */
        CONNECT,
        DISCONNECT
    }

    private final SocketChannel channel;
    private TransportRequest first; // @GuardedBy("lock"): the connect while its bytes wait
    private TransportRequest last; // @GuardedBy("lock"): the disconnect while it waits, the last one in the queue
    private boolean noDelay; // @GuardedBy("lock"): TCP_NODELAY was set for a send
    private volatile long bytes; // written under the lock, read by anybody

    TcpSender(TcpEndpoint endpoint, SocketChannel channel) {
        super(endpoint);
        this.channel = channel;
    }

    long bytes() {
        return bytes;
    }

    NtStatus send(TransportRequest request) {
        if ((request.flags() & ~TransportRequest.NODELAY) != 0) {
            return request.finish(NtStatus.STATUS_NOT_SUPPORTED);
        }
        return submit(request, Kind.SEND);
    }

    NtStatus disconnect(TransportRequest request) {
        return submit(request, Kind.DISCONNECT);
    }

    /** The bytes that a connect brought along, when the handshake was done at once. */
    NtStatus sendFirst(TransportRequest request) {
        return request.remaining() == 0 ? request.finish(NtStatus.STATUS_SUCCESS) : submit(request, Kind.CONNECT);
    }

    private NtStatus submit(TransportRequest request, Kind kind) {
        NtStatus status;
        boolean torn = false;
        boolean broken;
        boolean flushes;
        synchronized (lock) {
            DirectionState state = stateLocked();
            if (state != DirectionState.OPEN && state != DirectionState.FAILED) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            status = mayFinishNowLocked() ? sendNowLocked(request, kind) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                status = waitLocked(request, kind);
                torn = !status.isPending() && (request.transferred() != 0 || kind == Kind.CONNECT);
                if (torn) {
                    failLocked(NtStatus.STATUS_CONNECTION_ABORTED); // now: the next send would close the gap
                }
            }
            boolean failed = stateLocked() == DirectionState.FAILED;
            broken = failed && state != DirectionState.FAILED;
            flushes = failed && status.isPending();
        }
        if (torn) {
            endpoint().tear(); // cancelled in the middle of its bytes, or a connect
        } else if (broken) {
            endpoint().broken(status);
        } else if (flushes) {
            endpoint().schedule();
        }
        return status;
    }

    /**
     * Writes in the caller's thread, which is safe: nothing is before it. Answers how it ended, or pending when the
     * platform has not taken all.
     */
    private NtStatus sendNowLocked(TransportRequest request, Kind kind) {
        if (stateLocked() == DirectionState.FAILED) {
            return request.finish(endLocked());
        }
        try {
            if (kind != Kind.DISCONNECT && request.has(TransportRequest.NODELAY) && !noDelay) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                noDelay = true;
            }
            if (!writeLocked(request)) {
                return NtStatus.STATUS_PENDING;
            }
            if (kind == Kind.DISCONNECT) {
                endStreamLocked();
            }
            return request.finish(NtStatus.STATUS_SUCCESS);
        } catch (IOException | RuntimeException | Error e) {
            return request.finish(failLocked(PlatformErrors.statusOf(e)));
        }
    }

    private NtStatus waitLocked(TransportRequest request, Kind kind) {
        if (!request.pend()) {
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        queue.add(request);
        if (stateLocked() == DirectionState.FAILED) {
            return NtStatus.STATUS_PENDING; // until it is flushed
        }
        if (kind == Kind.CONNECT) {
            first = request;
        } else if (kind == Kind.DISCONNECT) {
            becomeLocked(DirectionState.ENDING);
            last = request;
        }
        endpoint().arm(SelectionKey.OP_WRITE);
        return NtStatus.STATUS_PENDING;
    }

    /**
     * The bytes that a connect brought along; true when it is over, its outcome stored. Loop thread, request pending; the
     * endpoint's lock is held, so that a cancel finds the connect before or after.
     */
    boolean sendAfterConnect(TransportRequest request) {
        NtStatus status;
        boolean broken;
        synchronized (lock) {
            DirectionState state = stateLocked();
            status = queue.isEmpty() ? sendNowLocked(request, Kind.CONNECT) : NtStatus.STATUS_PENDING;
            if (status.isPending()) {
                queue.add(request);
                first = request;
                endpoint().arm(SelectionKey.OP_WRITE);
                return false;
            }
            broken = state != DirectionState.FAILED && stateLocked() == DirectionState.FAILED;
        }
        if (broken) {
            endpoint().broken(status);
        }
        return true;
    }

    /**
     * Takes a request out that waits and of which nothing was written, or a connect, which breaks the connection; true
     * when the caller has it now.
     */
    boolean take(TransportRequest request) {
        synchronized (lock) {
            boolean written = request.transferred() != 0 && request != first;
            if (!stateLocked().isMoving() || written || !queue.remove(request)) {
                return false;
            }
            if (request == last) {
                last = null;
                becomeLocked(DirectionState.OPEN);
            }
            if (request != first) {
                return true;
            }
            first = null;
            failLocked(NtStatus.STATUS_CONNECTION_ABORTED);
        }
        endpoint().tear();
        return true;
    }

    /** The platform has room. Loop thread. */
    void writable() {
        NtStatus failure = null;
        synchronized (lock) {
            if (stateLocked().isMoving()) {
                try {
                    writeQueueLocked();
                } catch (IOException | RuntimeException | Error e) {
                    failure = failLocked(PlatformErrors.statusOf(e));
                }
            }
            if (queue.isEmpty() || !stateLocked().isMoving()) {
                endpoint().disarm(SelectionKey.OP_WRITE);
            }
        }
        if (failure != null) {
            endpoint().broken(failure);
        }
        deliver();
        endpoint().sendBacklog().look();
    }

    /** Writes what waits until the platform takes no more, or the endpoint had its share of the loop's time. */
    private void writeQueueLocked() throws IOException {
        ViewArray gathered = endpoint().loop().views();
        long share = TcpEndpoint.SHARE;
        boolean room = true;
        while (room && share > 0 && !queue.isEmpty()) {
            long moved = gathered.write(channel, queue);
            countLocked(moved);
            share -= moved;
            room = moved == gathered.asked();
            while (!queue.isEmpty() && queue.peek().remaining() == 0) {
                if (queue.peek() == last) {
                    endStreamLocked();
                } else if (queue.peek() == first) {
                    first = null;
                }
                finishFirstLocked(NtStatus.STATUS_SUCCESS);
            }
        }
    }

    /** Writes a request as far as the platform takes it; true when all of it was taken. */
    private boolean writeLocked(TransportRequest request) throws IOException {
        ViewArray views = viewsLocked();
        while (request.remaining() > 0) {
            long moved = views.write(channel, request);
            countLocked(moved);
            if (moved < views.asked()) {
                return false; // full: trying again would only be told so
            }
        }
        return true;
    }

    private void countLocked(long moved) {
        bytes = bytes + moved;
    }

    private void endStreamLocked() throws IOException {
        channel.shutdownOutput();
        last = null;
        becomeLocked(DirectionState.ENDED);
    }
}
